#include "runtime/eval/flow.h"

#include "runtime/eval/steps.h"

#include <string.h>

void flows_init(struct flows *flows)
{
  memset(flows, 0, sizeof *flows);
}

void flows_free(struct flows *flows)
{
  for (unsigned l = 0; l < MODEL_LEVELS; l++)
    for (unsigned t = 0; t < MODEL_TENSORS; t++) vec_free(&flows->of[l][t].key);
}

void flow_room_init(struct flow_room *room)
{
  memset(room, 0, sizeof *room);
  fanout_room_init(&room->fanout);
  fanout_room_init(&room->before);
}

void flow_room_free(struct flow_room *room)
{
  fanout_room_free(&room->fanout);
  fanout_room_free(&room->before);
  vec_free(&room->all.of);
  vec_free(&room->left.of);
}

void flow_add(struct flow *flow, uint64_t multicast, uint64_t scatter, double accesses,
              double hops)
{
  for (uint32_t i = 0; i < flow->key.n; i++) {
    struct flow_key *key = &flow->key.at[i];
    if (key->multicast != multicast || key->scatter != scatter) continue;
    key->accesses += accesses;
    key->hops += hops;
    return;
  }
  vec_push(&flow->key, (struct flow_key){multicast, scatter, accesses, hops});
}

bool flow_shifts(const struct nest *nest, unsigned tensor, int64_t (*shift)[MODEL_RANKS])
{
  const struct nest_tensor *t = &nest->tensor[tensor];
  bool overflow = false;
  for (unsigned i = 0; i < nest->loops; i++) {
    const struct nest_loop *loop = &nest->loop[i];
    memset(shift[i], 0, t->ranks * sizeof shift[i][0]);
    for (unsigned k = 0; k < t->terms; k++) {
      if (t->term[k].dim != loop->dim) continue;
      int64_t *at = &shift[i][t->term[k].rank], by;
      overflow |= __builtin_mul_overflow(t->term[k].coefficient, loop->stride, &by);
      overflow |= __builtin_add_overflow(*at, by, at);
    }
  }
  return !overflow;
}

void flow_fanout(struct fanout *f, const struct nest *nest, unsigned level, unsigned tensor,
                 int64_t (*shift)[MODEL_RANKS], bool hops)
{
  const struct nest_level *l = &nest->level[level];
  uint64_t columns = 1, rows = 1;
  f->loops = 0;
  f->ranks = nest->tensor[tensor].ranks;
  f->instances = 1;
  for (unsigned i = l->spatial; i < l->end; i++) {
    const struct nest_loop *loop = &nest->loop[i];
    f->extent[f->loops] = loop->bound;
    memcpy(f->shift[f->loops++], shift[i], f->ranks * sizeof shift[i][0]);
    f->instances *= (uint64_t)loop->bound;
    *(loop->vertical ? &rows : &columns) *= (uint64_t)loop->bound;
  }
  f->columns = columns > l->mesh_x ? columns : l->mesh_x;
  f->rows = rows > l->mesh_y ? rows : l->mesh_y;
  f->apart = l->no_multicast >> tensor & 1;
  f->hops = hops && l->spatial < l->end; /* to a single instance it is no way */
}

/* The box that a tensor's tile is, with its words. */
struct box {
  int64_t size[MODEL_RANKS];
  uint64_t words;
};

static void box_start(struct box *box)
{
  for (unsigned r = 0; r < MODEL_RANKS; r++) box->size[r] = 1;
  box->words = 1;
}

/* Widens the box by the loops [first, end), which lie around it. */
static bool box_widen(struct box *box, const struct nest *nest, unsigned tensor,
                      int64_t (*shift)[MODEL_RANKS], unsigned first, unsigned end)
{
  unsigned ranks = nest->tensor[tensor].ranks;
  bool overflow = false;
  for (unsigned i = first; i < end; i++)
    for (unsigned r = 0; r < ranks; r++) {
      int64_t by, each = shift[i][r] < 0 ? -shift[i][r] : shift[i][r];
      if (!each) continue;
      overflow |= __builtin_mul_overflow(each, nest->loop[i].bound - 1, &by);
      overflow |= __builtin_add_overflow(box->size[r], by, &box->size[r]);
    }
  box->words = 1;
  for (unsigned r = 0; r < ranks; r++)
    overflow |= __builtin_mul_overflow(box->words, (uint64_t)box->size[r], &box->words);
  return !overflow;
}

/* The loops in time outside of what lies below a level, innermost first. */
static unsigned outside(const struct nest *nest, unsigned level, unsigned ranks,
                        int64_t (*shift)[MODEL_RANKS], struct steps_loop *loop)
{
  unsigned n = 0;
  for (unsigned i = nest->level[level].spatial; i--;) {
    if (nest->loop[i].spatial) continue;
    loop[n].bound = nest->loop[i].bound;
    memcpy(loop[n++].shift, shift[i], ranks * sizeof shift[i][0]);
  }
  return n;
}

static void add_shares(struct flow *flow, const struct fanout_shares *shares, uint64_t words)
{
  for (uint32_t i = 0; words && i < shares->of.n; i++) {
    const struct fanout_share *s = &shares->of.at[i];
    flow_add(flow, s->members, s->groups, (double)words * (double)s->groups,
             (double)words * s->hops);
  }
}

/* Words that follow words of the same shape may come from neighbours. */
static void add_linked(struct flow *flow, const struct fanout *f, const struct steps *steps,
                       struct flow_room *room)
{
  for (unsigned j = 0; j < steps->n; j++) {
    const struct step *s = &steps->step[j];
    uint64_t linked;
    if (!s->follow_words) continue;
    if (fanout_links(f, &room->fanout, f, &room->fanout, s->move, &room->all, &room->left, &linked)) {
      add_shares(flow, &room->left, s->follow_words);
      flow->links += (double)linked * (double)s->follow_words;
    } else {
      add_shares(flow, &room->all, s->follow_words);
    }
  }
}

static bool count_flow(struct flow *flow, const struct nest *nest, unsigned level, unsigned t,
                       int64_t (*shift)[MODEL_RANKS], const struct box *tile, bool hops,
                       struct flow_room *room)
{
  struct steps_loop loop[MODEL_LOOPS];
  struct steps steps;
  struct fanout f;
  bool last = level + 1 == nest->levels;
  bool always = last || (nest->level[level + 1].no_temporal_reuse >> t & 1);
  unsigned ranks = nest->tensor[t].ranks;
  unsigned loops = outside(nest, level, ranks, shift, loop);
  steps_count(&steps, loop, loops, ranks, tile->size, always);
  if (steps.overflow) return false;
  flow->key.n = 0;
  flow->links = 0;
  flow_fanout(&f, nest, level, t, shift, hops);
  fanout_groups(&f, &room->fanout, &room->all);
  if (f.instances == 1 || nest->level[level].no_forwarding >> t & 1) {
    add_shares(flow, &room->all, steps_words(&steps));
    return true;
  }
  uint64_t words = steps.first_words;
  for (unsigned j = 0; j < steps.n; j++) words += steps.step[j].words;
  add_shares(flow, &room->all, words);
  add_linked(flow, &f, &steps, room);
  return true;
}

void flows_instances(struct flows *flows, const struct nest *nest)
{
  uint64_t x = 1, y = 1;
  flows->computes = (double)nest->computes;
  flows->slots = 1;
  for (unsigned l = 0; l <= nest->levels; l++) {
    flows->used_x[l] = x;
    flows->used_y[l] = y;
    flows->used[l] = (double)x * (double)y;
    if (l == nest->levels) break;
    const struct nest_level *level = &nest->level[l];
    flows->fanout[l] = 1;
    for (unsigned i = level->first; i < level->end; i++) {
      const struct nest_loop *loop = &nest->loop[i];
      uint64_t *n = !loop->spatial ? &flows->slots : loop->vertical ? &y : &x;
      *n *= (uint64_t)loop->bound;
      if (loop->spatial) flows->fanout[l] *= (uint64_t)loop->bound;
    }
  }
}

bool flows_count(struct flows *flows, const struct nest *nest, uint32_t hops,
                 struct flow_room *room)
{
  flows_instances(flows, nest);
  for (unsigned t = 0; t < nest->tensors; t++) {
    int64_t shift[MODEL_LOOPS][MODEL_RANKS];
    struct box box;
    box_start(&box);
    if (!flow_shifts(nest, t, shift)) return false;
    for (unsigned l = nest->levels; l--;) {
      const struct nest_level *level = &nest->level[l];
      struct flow *flow = &flows->of[l][t];
      if (!count_flow(flow, nest, l, t, shift, &box, hops >> l & 1, room)) return false;
      if (!box_widen(&box, nest, t, shift, level->spatial, level->end)) return false;
      flow->below = box.words;
      if (!box_widen(&box, nest, t, shift, level->first, level->spatial)) return false;
      flow->size = box.words;
    }
  }
  return true;
}

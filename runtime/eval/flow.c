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

/* Adds how far all iterations of a loop together move the tile to what its box is. */
static bool widen(int64_t *size, int64_t shift, int64_t bound)
{
  int64_t by;
  return !__builtin_mul_overflow(shift, bound - 1, &by) && by != INT64_MIN &&
         !__builtin_add_overflow(*size, by < 0 ? -by : by, size);
}

bool flow_shifts(const struct nest *nest, unsigned tensor, int64_t (*shift)[MODEL_RANKS])
{
  const struct nest_tensor *t = &nest->tensor[tensor];
  const unsigned ranks = t->ranks;
  int64_t size[MODEL_RANKS], words = 1;
  bool fits = true;
  for (unsigned r = 0; r < ranks; r++) size[r] = 1;
  for (unsigned i = 0; i < nest->loops; i++) {
    const struct nest_loop *loop = &nest->loop[i];
    memset(shift[i], 0, ranks * sizeof shift[i][0]);
    for (unsigned k = 0; k < t->terms; k++) {
      const struct nest_term *term = &t->term[k];
      if (term->dim != loop->dim) continue;
      fits &= !__builtin_mul_overflow(term->coefficient, loop->stride, &shift[i][term->rank]);
      fits &= widen(&size[term->rank], shift[i][term->rank], loop->bound);
    }
  }
  for (unsigned r = 0; r < ranks; r++) fits &= !__builtin_mul_overflow(words, size[r], &words);
  return fits;
}

bool flow_fanout(struct fanout *f, const struct nest *nest, unsigned level, unsigned tensor,
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
    *(loop->axis ? &rows : &columns) *= (uint64_t)loop->bound;
  }
  f->columns = columns > l->mesh_x ? columns : l->mesh_x;
  f->rows = rows > l->mesh_y ? rows : l->mesh_y;
  f->apart = l->no_multicast >> tensor & 1;
  f->hops = hops && l->spatial < l->end; /* to a single instance it is no way */
  return fanout_places(f);
}

/* The loops of a nest, as they move one tensor. */
struct count {
  const struct nest *nest;
  struct flow_room *room;
  unsigned tensor;
  int64_t shift[MODEL_LOOPS][MODEL_RANKS];
  struct steps_loop around[MODEL_LOOPS]; /* those in time */
  unsigned outside[MODEL_LEVELS];        /* how many of them lie outside of what is below */
};

/* Widens the tile by the loops [first, end), which lie around it. */
static void widen_tile(struct tile *tile, const struct count *c, unsigned first, unsigned end)
{
  if (first == end) return;
  for (unsigned i = first; i < end; i++)
    for (unsigned r = 0; r < tile->ranks; r++)
      widen(&tile->size[r], c->shift[i][r], c->nest->loop[i].bound);
  tile->words = 1;
  for (unsigned r = 0; r < tile->ranks; r++) tile->words *= (uint64_t)tile->size[r];
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
static void add_fetched(struct flow *flow, const struct fanout *f, const struct steps *steps,
                        struct flow_room *room)
{
  uint64_t rest = steps->words;
  for (unsigned j = 0; j < steps->n; j++) {
    const struct step *s = &steps->step[j];
    uint64_t linked;
    if (!fanout_links(f, &room->fanout, f, &room->fanout, s->move, &room->all, &room->left,
                      &linked))
      continue;
    add_shares(flow, &room->left, s->words);
    flow->links += (double)linked * (double)s->words;
    rest -= s->words;
  }
  add_shares(flow, &room->all, rest);
}

static bool count_flow(struct flow *flow, struct count *c, unsigned level,
                       const struct tile *tile, bool hops)
{
  const struct nest *nest = c->nest;
  const struct nest_level *l = &nest->level[level];
  bool last = level + 1 == nest->levels, array = l->spatial < l->end;
  struct steps steps;
  steps.always = last || (l[1].no_temporal_reuse >> c->tensor & 1);
  steps.follow = array && !(l->no_forwarding >> c->tensor & 1);
  if (!steps_count(&steps, c->around, c->outside[level], tile)) return false;
  flow->key.n = 0;
  flow->links = 0;
  if (!array) {
    flow_add(flow, 1, 1, (double)steps.words, 0);
    return true;
  }
  struct fanout f;
  if (!flow_fanout(&f, nest, level, c->tensor, c->shift, hops)) return false;
  fanout_groups(&f, &c->room->fanout, &c->room->all);
  add_fetched(flow, &f, &steps, c->room);
  return true;
}

void flows_instances(struct flows *flows, const struct nest *nest)
{
  uint64_t x = 1, y = 1;
  flows->computes = (uint64_t)nest->computes;
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
      uint64_t *n = !loop->spatial ? &flows->slots : loop->axis ? &y : &x;
      *n *= (uint64_t)loop->bound;
      if (loop->spatial) flows->fanout[l] *= (uint64_t)loop->bound;
    }
  }
}

static void find_around(struct count *c)
{
  const struct nest *nest = c->nest;
  unsigned n = 0;
  int64_t times = 1;
  for (unsigned l = 0; l < nest->levels; l++) {
    for (unsigned i = nest->level[l].first; i < nest->level[l].spatial; i++) {
      c->around[n++] = (struct steps_loop){nest->loop[i].bound, times, c->shift[i]};
      times *= nest->loop[i].bound;
    }
    c->outside[l] = n;
  }
}

bool flows_count(struct flows *flows, const struct nest *nest, uint32_t hops,
                 struct flow_room *room)
{
  struct count c;
  c.nest = nest, c.room = room;
  flows_instances(flows, nest);
  find_around(&c);
  for (c.tensor = 0; c.tensor < nest->tensors; c.tensor++) {
    struct tile tile = {.ranks = nest->tensor[c.tensor].ranks, .words = 1};
    for (unsigned r = 0; r < tile.ranks; r++) tile.size[r] = 1;
    if (!flow_shifts(nest, c.tensor, c.shift)) return false;
    for (unsigned l = nest->levels; l--;) {
      const struct nest_level *level = &nest->level[l];
      struct flow *flow = &flows->of[l][c.tensor];
      if (!count_flow(flow, &c, l, &tile, hops >> l & 1)) return false;
      widen_tile(&tile, &c, level->spatial, level->end);
      flow->below = tile.words;
      widen_tile(&tile, &c, level->first, level->spatial);
      flow->size = tile.words;
    }
  }
  return true;
}

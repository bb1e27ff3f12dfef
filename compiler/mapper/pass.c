#include "compiler/mapper/spot.h"

#include <math.h>
#include <stdlib.h>

void pass_init(struct pass *p, struct search_work *work, const struct lattice *plan,
               struct bound_tables *tables)
{
  memset(p, 0, sizeof *p);
  p->work = work, p->plan = plan;
  p->evaluator = space_evaluator(plan->space);
  p->fans = fans_new(plan);
  partials_init(&p->partials, plan);
  p->routes = bound_routes_new();
  p->tables = tables;
  p->block = xcalloc(plan->states, sizeof *p->block);
  p->kept = xcalloc(plan->states, sizeof *p->kept);
  p->room = xcalloc((size_t)plan->levels * plan->states, sizeof *p->room);
  best_init(&p->best, &work->options->goals, work->options->top, work->options->front);
  if (work->truth) best_init(&p->truth, work->truth->goals, work->truth->top, work->truth->front);
}

void pass_free(struct pass *p)
{
  evaluator_free(p->evaluator);
  fans_free(p->fans);
  partials_free(&p->partials);
  bound_routes_free(p->routes);
  xfree(p->block);
  xfree(p->kept);
  xfree(p->room);
  best_free(&p->best);
  best_free(&p->truth);
  vec_free(&p->landings);
  vec_free(&p->crossings);
}

/* Nothing more comes to the loads of levels that no open link touches. */
static void fold_loads(const struct spot *s, struct partial *new)
{
  struct pass *pass = s->pass;
  const struct flowing *flow = partial_flows(&pass->partials, new);
  struct cost cost = partial_cost(pass, new);
  uint32_t open = (2u << s->level) - 1;
  if (pass->plan->loads == pass->plan->goals->meters) return;
  for (unsigned t = 0; t < pass->plan->tensors; t++) open |= stream_levels(pass->streams, &flow[t]);
  frame_fold(&pass->frame, open, &cost);
  partial_set_cost(pass, new, &cost);
}

/* Of two partial mappings that are mirror images of each other one is enough, from where they
 * part.  False: it is the other. */
static bool keep_turned(const struct spot *s, struct partial *new)
{
  const struct lattice *p = s->pass->plan;
  if (!p->mirrored || new->turned || new->step == STEP_LOOP) return true;
  uint32_t image = lattice_mirror(p, s->index);
  new->turned = image != s->state;
  return image <= s->state;
}

void pass_take(struct spot *s, uint32_t *heads, struct partial *new, enum kept kept)
{
  struct pass *pass = s->pass;
  struct prospects q;
  struct view view = {kept, 0, NULL};
  pass->labels++;
  if (!keep_turned(s, new)) {
    pass->by_dominance++;
    return;
  }
  fold_loads(s, new);
  spot_prospects(s, partial_flows(&pass->partials, new), &q);
  if (spot_hopeless(s, new, &q, &view)) pass->by_bound++;
  else partial_take(&pass->partials, &heads[s->state], s->level, s->state, &s->ahead);
}

/* ---- steps ---- */

struct partial *pass_copy(struct pass *pass, uint32_t number)
{
  struct partial *new = partial_new(&pass->partials);
  memcpy(new, partial_at(&pass->partials, number), pass->partials.size);
  new->parent = number;
  return new;
}

/* Dims that need not come later in the block: had they come before `dim`, the mapping would
 * have been no worse, or as good and come first. */
static uint32_t left_behind(const struct spot *s, const struct flowing *flow, uint32_t may,
                            unsigned dim)
{
  const struct lattice *p = s->pass->plan;
  const struct lattice_level *l = &p->level[s->level];
  uint32_t still = 0, moving = 0, behind = 0, bound_to = 0;
  for (unsigned t = 0; t < p->tensors; t++) {
    if (flow[t].loose) return 0; /* it is not known what matters to it */
    if (stream_still(s->pass->streams, &flow[t])) still |= 1u << t;
    if (stream_heeds(s->pass->streams, &flow[t])) moving |= 1u << t;
  }
  for (unsigned d = 0; d < p->dims; d++) bound_to |= l->outside[d];
  if (p->top > 1) return 0;
  for (unsigned d = 0; d < p->dims; d++) {
    uint32_t first = 0, second = 0;  /* tensors still so far that either would move */
    bool alike = true;
    if (!(may >> d & 1) || d == dim || bound_to >> d & 1) continue;
    for (unsigned t = 0; t < p->tensors; t++) {
      bool by_dim = p->tensor[t].dims >> dim & 1, by_d = p->tensor[t].dims >> d & 1;
      if (still >> t & 1) first |= (uint32_t)by_dim << t, second |= (uint32_t)by_d << t;
      if (moving >> t & 1 && (by_dim || by_d)) alike = false;
      if (still >> t & 1 && by_d && !p->tensor[t].separable) alike = false;
    }
    if (!alike || second & ~first) continue;
    if (first != second || d < dim) behind |= 1u << d;
  }
  return behind;
}

/* ---- loops of memories that keep nothing ---- */

/* The next memory out whose loops could as well hold those of this one, if it keeps nothing:
 * nothing lies between them.  -1: there is none. */
static int stands_for(const struct spot *s)
{
  const struct lattice *p = s->pass->plan;
  const struct lattice_level *own = &p->level[s->level];
  int l = (int)s->level - 1;
  if (p->top > 1 || own->needs || (own->time && own->time->products)) return -1;
  for (; l >= 0; l--) {
    if (s->pass->frame.fan[l] > 1 || p->hops >> l & 1) return -1;
    if (p->level[l].memory >= 0) break;
  }
  return l >= 0 && p->level[l].open ? l : -1;
}

/* Whether neighbours may hand on what is fetched in each iteration somewhere inside. */
static bool hands_on_inside(const struct spot *s, const struct partial *at, unsigned t)
{
  const struct lattice *p = s->pass->plan;
  for (unsigned l = s->level + 1; l <= p->levels; l++) {
    bool fetches = l == p->levels || (at->inside >> t & 1 && p->level[l].refetch >> t & 1);
    if (fetches && s->pass->frame.fan[l - 1] > 1 && lattice_hands_on(p, l, t)) return true;
  }
  return false;
}

/* Dims of which a second loop, with others between them, may be better than one: where tiles
 * overlap, or neighbours hand words on. */
static uint32_t worth_repeating(const struct spot *s, struct partial *at)
{
  const struct lattice *p = s->pass->plan;
  const struct flowing *flow = partial_flows(&s->pass->partials, at);
  uint32_t dims = 0, left = 0;
  for (unsigned t = 0; t < p->tensors; t++) {
    if (flow[t].loose || hands_on_inside(s, at, t)) dims = UINT32_MAX;
    if (at->inside >> t & 1) dims |= p->tensor[t].wild ? UINT32_MAX : p->tensor[t].mixed;
  }
  for (unsigned d = 0; d < p->dims; d++)
    if (s->ahead.rest[d] > 1) left |= 1u << d;
  return dims & left;
}

/* Loops of a memory that keeps nothing could be those of the next one; only where both have one
 * over the same dim is that something else.  False: it is something that comes about without. */
static bool keep_nothing(const struct spot *s, struct partial *new)
{
  new->repeat = 0;
  if (!new->used || stands_for(s) < 0) return true;
  new->repeat = (uint16_t)(new->used & worth_repeating(s, new));
  return new->repeat;
}

/* Tensors of which a level may keep a tile, as far as there is room; all, if it must keep some and
 * there is room for them. */
static uint32_t fitting(const struct spot *s)
{
  enum { KNOWN = 1u << LATTICE_TENSORS };
  const struct lattice *p = s->pass->plan;
  const struct lattice_level *l = &p->level[s->level];
  uint16_t *known = &s->pass->room[(size_t)s->level * p->states + s->state];
  if (*known) return *known & (KNOWN - 1);
  *known = KNOWN;
  if (l->keep) *known |= lattice_has_room(p, s->level, l->keep, s->ahead.extent) ? KNOWN - 1 : 0;
  for (unsigned t = 0; !l->keep && t < p->tensors; t++)
    if (!(l->bypass >> t & 1) && lattice_has_room(p, s->level, 1u << t, s->ahead.extent))
      *known |= (uint16_t)(1u << t);
  return *known & (KNOWN - 1);
}

/* Tensors that a level need not keep: memories inside that are like it, with nothing between, do so
 * already. */
static uint32_t twins_keep(const struct spot *s, const struct partial *at)
{
  bool twin = s->pass->plan->level[s->level].twin && s->pass->frame.fan[s->level] == 1;
  return twin ? at->kept : 0;
}

/* Where a loop over a dim leads. */
static bool step_to(const struct spot *from, unsigned dim, unsigned k, struct spot *to)
{
  const struct lattice *p = from->pass->plan;
  const struct lattice_dim *d = &p->dim[dim];
  unsigned i = d->times[from->index[dim] * d->divisors + k];
  double outside = from->ahead.outside / (double)d->divisor[k];
  if (i == NO_DIVISOR || outside != floor(outside)) return false;
  if (!space_admits(&p->level[from->level].time->range[d->from], d->divisor[k])) return false;
  to->pass = from->pass, to->level = from->level;
  to->state = from->state + (i - from->index[dim]) * d->weight;
  memcpy(to->index, from->index, p->dims * sizeof *to->index);
  to->index[dim] = (uint8_t)i;
  int64_t extent[LATTICE_DIMS];
  memcpy(extent, from->ahead.extent, p->dims * sizeof *extent);
  extent[dim] = d->divisor[i];
  horizon_make(&to->ahead, p, outside, extent);
  return true;
}

/* What a loop of a dim makes of a partial mapping, but for where it leads. */
static void put_loop(const struct spot *from, unsigned dim, int64_t bound, uint32_t tensors,
                     struct partial *new)
{
  struct pass *pass = from->pass;
  struct flowing *flow = partial_flows(&pass->partials, new);
  struct cost cost = partial_cost(pass, new);
  for (unsigned t = 0; t < pass->plan->tensors; t++)
    if (tensors >> t & 1)
      stream_loop(pass->streams, t, from->level, dim, bound, from->ahead.extent,
                  from->ahead.outside, &flow[t], &cost);
  partial_set_cost(pass, new, &cost);
}

/* Which dims may follow one in the block.  False: one that must cannot any more. */
static bool narrow(const struct spot *from, unsigned dim, struct partial *new)
{
  const struct lattice *p = from->pass->plan;
  uint32_t behind = left_behind(from, partial_flows(&from->pass->partials, new), new->may, dim);
  for (unsigned e = 0; e < p->dims; e++)
    if (p->level[from->level].outside[e] >> dim & 1) behind |= 1u << e;
  new->may &= (uint16_t) ~(behind | 1u << dim);
  new->step = STEP_LOOP, new->dim = (uint8_t)dim;
  new->used |= (uint16_t)(1u << dim);
  if (new->needs & behind) return false;
  new->needs &= (uint16_t) ~(1u << dim);
  return true;
}

/* No matter how long the loop is, that is what it costs at the least. */
static bool hopeless_loop(const struct spot *from, unsigned dim, struct partial *at, enum kept kept)
{
  struct spot s = *from;
  struct prospects q;
  struct view view = {kept, 0, NULL};
  horizon_after(&s.ahead, s.pass->plan, dim);
  spot_prospects(&s, partial_flows(&s.pass->partials, at), &q);
  return spot_hopeless(&s, at, &q, &view);
}

/* All loops over a dim.  What does not depend on the bound is worked out once, and if that is
 * too much already, that is all. */
static void add_loops(const struct spot *from, uint32_t number, unsigned dim)
{
  struct pass *pass = from->pass;
  const struct lattice *p = pass->plan;
  const struct lattice_dim *d = &p->dim[dim];
  struct partial *first = (struct partial *)(void *)pass->scratch;
  const struct flowing *flow = partial_flows(&pass->partials, first);
  uint32_t alike = 0, all = (1u << p->tensors) - 1;
  memcpy(first, partial_at(&pass->partials, number), pass->partials.size);
  first->parent = number;
  for (unsigned t = 0; t < p->tensors; t++)
    if (stream_same_for_all(pass->streams, t, from->level, dim, &flow[t])) alike |= 1u << t;
  uint32_t again = worth_repeating(from, first);
  if (!narrow(from, dim, first)) return;
  again &= first->used | first->may;
  put_loop(from, dim, d->bound, alike, first);
  uint32_t kept_inside = twins_keep(from, first);
  enum kept kept = !again && stands_for(from) >= 0 ? SOME : OPEN;
  if (hopeless_loop(from, dim, first, kept)) {
    pass->labels++, pass->by_bound++;
    return;
  }
  for (unsigned k = 1; k < d->divisors; k++) {
    struct spot to;
    if (!step_to(from, dim, k, &to) || (kept == SOME && !(fitting(&to) & ~kept_inside))) continue;
    struct partial *new = partial_new(&pass->partials);
    memcpy(new, first, pass->partials.size);
    new->what = k;
    put_loop(from, dim, d->divisor[k], all & ~alike, new);
    pass_take(&to, pass->block, new, kept);
  }
}

/* ---- what is kept ---- */

static bool room_for(const struct spot *s, uint32_t keeps)
{
  struct pass *pass = s->pass;
  const struct lattice *p = pass->plan;
  const struct lattice_level *l = &p->level[s->level];
  const struct station *station = &p->station[l->station];
  double least, room = station_room(station, keeps, &least);
  double bits = lattice_bits(p, s->level, keeps, s->ahead.extent);
  if (bits > room) reject(&pass->rejects, REJECT_CAPACITY, (unsigned)l->memory, bits, room);
  /* With zeros it is not known how empty a tile is. */
  bool empty = bits < least && !p->zeros.any;
  if (empty) reject(&pass->rejects, REJECT_EMPTY, (unsigned)l->memory, bits, least);
  if (bits > room || empty) return false;
  for (unsigned i = 0; i < p->space->tiles; i++) {
    const struct space_tile *tile = &p->space->tile[i];
    if (tile->node != l->memory) continue;
    double words = keeps >> tile->tensor & 1 ? lattice_tile(p, tile->tensor, s->ahead.extent) : 0;
    if (words >= tile->low && words <= tile->high) continue;
    bool low = words < tile->low;
    reject(&pass->rejects, REJECT_TILE, (unsigned)l->memory, words, low ? tile->low : tile->high);
    return false;
  }
  return true;
}

/* Memories further out that must, that may keep a tensor. */
static void find_outer(const struct lattice *p, unsigned level, unsigned t, bool *must, bool *may)
{
  *must = *may = false;
  for (unsigned l = 0; l < level; l++) {
    *must |= p->level[l].keep >> t & 1;
    *may |= p->level[l].memory >= 0 && !(p->level[l].bypass >> t & 1);
  }
}

/* From tensor t on; `new` is as it is before that. */
static void keep_from(struct spot *s, uint32_t number, uint32_t keeps, uint32_t last, unsigned t)
{
  struct pass *pass = s->pass;
  const struct lattice *p = pass->plan;
  for (; t < p->tensors; t++) {
    bool must, may;
    if (!(keeps >> t & 1)) continue;
    find_outer(p, s->level, t, &must, &may);
    if (must) continue;
    if (may) keep_from(s, number, keeps, last, t + 1);
    last |= 1u << t;
  }
  struct partial *new = pass_copy(pass, number);
  struct flowing *flow = partial_flows(&pass->partials, new);
  struct cost cost = partial_cost(pass, new);
  for (t = 0; t < p->tensors; t++) {
    if (!(keeps >> t & 1)) stream_skip(pass->streams, t, s->level, &flow[t], &cost);
    else if (stream_ended(pass->streams, &flow[t])) return;
    else
      stream_keep(pass->streams, t, s->level, s->ahead.extent, last >> t & 1, &flow[t], &cost);
  }
  partial_set_cost(pass, new, &cost);
  new->kept = (uint8_t)(keeps | twins_keep(s, new));
  new->inside |= (uint8_t)keeps, new->idle = !keeps && !new->used;
  new->step = STEP_KEEP, new->what = keeps, new->level = (uint8_t)s->level;
  new->may = new->needs = 0;
  new->entry = 0;
  if (keeps) new->repeat = 0;
  else if (!keep_nothing(s, new)) return;
  new->used = 0;
  pass_take(s, pass->kept, new, KEPT);
}

/* Whether the loops of a block meet what is said of their products. */
static bool products_admit(const struct spot *s, const struct partial *at)
{
  const struct lattice *p = s->pass->plan;
  const struct space_slot *slot = p->level[s->level].time;
  uint8_t index[LATTICE_DIMS];
  int64_t before[LATTICE_DIMS];
  if (!slot || !slot->products) return true;
  lattice_decode(p, at->entry, index, before);
  for (unsigned i = 0; i < slot->products; i++) {
    int64_t product = 1;
    for (unsigned d = 0; d < p->dims; d++)
      if (slot->product[i].dims >> p->dim[d].from & 1) product *= s->ahead.extent[d] / before[d];
    if (!space_admits(&slot->product[i].range, product)) return false;
  }
  return true;
}

static bool hopeless_keep(const struct spot *s, const struct partial *at,
                          const struct prospects *q, uint32_t keeps)
{
  struct view view = {KEEPS, keeps, NULL};
  bool hopeless_so = spot_hopeless(s, at, q, &view);
  s->pass->labels += hopeless_so, s->pass->by_bound += hopeless_so;
  return hopeless_so;
}

static void keep_all(struct spot *s, uint32_t number)
{
  const struct lattice *p = s->pass->plan;
  const struct lattice_level *l = &p->level[s->level];
  uint32_t all = (1u << p->tensors) - 1, open = all & ~l->keep & ~l->bypass;
  struct partial *at = partial_at(&s->pass->partials, number);
  struct prospects q;
  if (!products_admit(s, at)) return;
  spot_prospects(s, partial_flows(&s->pass->partials, at), &q);
  /* Of two memories that are alike, the inner one keeps something if only one does. */
  if (l->twin && at->idle && s->pass->frame.fan[s->level] == 1) open = 0;
  open &= ~twins_keep(s, at);
  for (uint32_t some = open;; some = (some - 1) & open) {
    if (!room_for(s, l->keep | some)) s->pass->by_limit++;
    else if (!hopeless_keep(s, at, &q, l->keep | some)) keep_from(s, number, l->keep | some, 0, 0);
    if (!some) break;
  }
}

/* ---- levels ---- */

bool pass_ended(struct pass *pass)
{
  if (pass->labels > pass->labels_most) return true;
  uint64_t bytes = partials_bytes(&pass->partials) + streams_bytes(pass->streams);
  if ((double)bytes > pass->bytes_most)
    search_end(pass->work, SEARCH_BY_MEMORY);
  return search_ended(pass->work);
}

static bool run_block(struct pass *pass, unsigned level)
{
  const struct lattice *p = pass->plan;
  struct spot s;
  for (uint32_t state = 0; state < p->states; state++) {
    uint32_t number = pass->block[state];
    if (!number) continue;
    pass->block[state] = 0;
    if (pass_ended(pass)) return false;
    spot_move(&s, pass, level, state);
    for (; number; number = partial_at(&pass->partials, number)->next) {
      const struct partial *at = partial_at(&pass->partials, number);
      if (at->dead) continue;
      if (pass_ended(pass)) return false;
      if (!at->needs && (!at->repeat || at->used & at->repeat)) keep_all(&s, number);
      for (unsigned d = 0; d < p->dims; d++)
        if (at->may >> d & 1) add_loops(&s, number, d);
    }
  }
  return true;
}

/* ---- the most promising ---- */

struct promise {
  double value;
  uint32_t state, number;
};

static int by_promise(const void *a, const void *b)
{
  const struct promise *x = a, *y = b;
  if (x->value != y->value) return x->value < y->value ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

/* Leaves only some of what has come to a level. */
static void thin_out(struct pass *pass, unsigned level, uint32_t *heads, enum kept kept)
{
  VEC(struct promise) all = {0};
  struct spot s;
  for (uint32_t state = 0; state < pass->plan->states; state++) {
    if (!heads[state]) continue;
    spot_move(&s, pass, level, state);
    for (uint32_t n = heads[state]; n; n = partial_at(&pass->partials, n)->next) {
      double values[GOALS];
      if (partial_at(&pass->partials, n)->dead) continue;
      spot_least(&s, partial_at(&pass->partials, n), kept, values);
      vec_push(&all, (struct promise){values[0], state, n});
    }
    heads[state] = 0;
  }
  if (all.n) qsort(all.at, all.n, sizeof *all.at, by_promise);
  for (uint32_t i = 0; i < all.n && i < pass->beam; i++) {
    partial_at(&pass->partials, all.at[i].number)->next = heads[all.at[i].state];
    heads[all.at[i].state] = all.at[i].number;
  }
  vec_free(&all);
}

/* ---- frames ---- */

static void finish(struct pass *pass)
{
  const struct lattice *p = pass->plan;
  for (uint32_t n = pass->kept[p->states - 1]; n; n = partial_at(&pass->partials, n)->next) {
    struct partial *at = partial_at(&pass->partials, n);
    struct flowing *flow = partial_flows(&pass->partials, at);
    struct cost cost = partial_cost(pass, at);
    double values[GOALS];
    bool complete = !at->dead;
    for (unsigned t = 0; t < p->tensors; t++) {
      stream_end(pass->streams, t, &flow[t], &cost);
      complete = complete && flow[t].id == STREAM_ENDS;
    }
    if (!complete) continue;
    frame_values(&pass->frame, &cost, values);
    if (!pass->any || goals_compare(&pass->work->options->goals, values, pass->better) < 0)
      pass_offer(pass, n, values);
    else pass->cut = true;
  }
  pass->kept[p->states - 1] = 0;
}

/* False: no mapping has as many instances in use. */
static bool begin(struct pass *pass, struct spot *s)
{
  const struct lattice *p = pass->plan;
  struct partial *first = partial_new(&pass->partials);
  memset(first, 0, pass->partials.size);
  struct flowing *flow = partial_flows(&pass->partials, first);
  first->step = STEP_BEGIN;
  first->pJ = frame_begin(&pass->frame, first->rest);
  if (!spot_move(s, pass, p->levels, 0)) return false;
  for (unsigned t = 0; t < p->tensors; t++)
    stream_begin(pass->streams, t, &flow[t]);
  return true;
}

static void open_frame(struct pass *pass)
{
  arena_init(&pass->arena);
  pass->streams = streams_new(&pass->frame, pass->fans);
  partials_begin(&pass->partials, pass->streams);
  pass->scratch = arena_alloc(&pass->arena, pass->partials.size);
  bound_make(&pass->bound, &pass->frame, pass->spreads, pass->groups, pass->routes, &pass->arena);
}

static void close_frame(struct pass *pass)
{
  pass->by_dominance += pass->partials.dominated;
  streams_free(pass->streams);
  arena_free(&pass->arena);
}

void pass_root(struct pass *pass, double *values)
{
  struct spot s;
  open_frame(pass);
  if (begin(pass, &s)) spot_least(&s, partial_new(&pass->partials), KEPT, values);
  else values[0] = INFINITY;
  close_frame(pass);
}

/* The tables of bounds, the outermost first, as long as the frame is not out of the question
 * already.  False: it is. */
static bool make_tables(struct pass *pass, const struct spot *s)
{
  struct partial *first = partial_at(&pass->partials, 1);
  struct prospects q;
  struct view view = {KEPT, 0, NULL};
  spot_prospects(s, partial_flows(&pass->partials, first), &q);
  for (unsigned l = 0; l < pass->plan->levels; l++) {
    if (spot_hopeless(s, first, &q, &view)) return false;
    bound_add_table(&pass->bound, l, pass->groups, pass->tables);
  }
  return !spot_hopeless(s, first, &q, &view);
}

/* All levels, from the computes outwards.  False: it had to end before. */
static bool run_levels(struct pass *pass)
{
  bool going = true;
  pass->partials.n = 1;
  pass->kept[0] = 1;
  for (unsigned l = pass->plan->levels; going && l--;) {
    bool memory = pass->plan->level[l].memory >= 0;
    going = pass_cross(pass, l);
    if (going && memory && pass->beam) thin_out(pass, l, pass->block, OPEN);
    if (going && memory) going = run_block(pass, l);
    if (going && l && pass->beam) thin_out(pass, l, pass->kept, KEPT);
  }
  if (going) finish(pass);
  memset(pass->kept, 0, pass->plan->states * sizeof *pass->kept);
  memset(pass->block, 0, pass->plan->states * sizeof *pass->block);
  return going;
}

bool pass_run(struct pass *pass)
{
  struct spot s;
  bool done = false;
  open_frame(pass);
  bool fits = begin(pass, &s);
  pass->partials.n = 1;
  if (fits && make_tables(pass, &s)) {
    done = run_levels(pass);
  } else {
    pass->labels++, pass->by_bound++;
    done = true;
  }
  close_frame(pass);
  return done;
}

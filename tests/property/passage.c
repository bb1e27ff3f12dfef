#include "tests/property/passage.h"

#include <math.h>

/* Every point is visited, but for loops that do not move the tensor at all: they would
 * find the same words again. */
void passage_touch(const struct scheme *s, const struct scheme_tensor *t, unsigned first,
                   uint32_t last, int number, struct words *set)
{
  while (first < s->loops && !t->move[first]) first++;
  if (first == s->loops) {
    words_add(set, (unsigned)number);
    return;
  }
  const struct scheme_loop *loop = &s->loop[first];
  uint32_t dim = 1u << loop->dim;
  int64_t n = last & dim ? loop->residual : loop->bound;
  for (int64_t i = 0; i < n; i++, number += t->move[first])
    passage_touch(s, t, first + 1, i + 1 < loop->residual ? last & ~dim : last, number, set);
}

/* ---- SIM_BOXES: holes that strides leave are held and fetched as well. ---- */

static void fill_box(const struct scheme_tensor *t, unsigned ranks, const int16_t *low,
                     const int16_t *high, int number, struct words *set)
{
  if (!ranks--) {
    words_add(set, (unsigned)number);
    return;
  }
  for (int i = low[ranks]; i <= high[ranks]; i++)
    fill_box(t, ranks, low, high, number + i * t->place[ranks], set);
}

/* The outermost coordinates along each rank.  False: the set is empty. */
static bool corners(const struct scheme_tensor *t, const struct words *set, int16_t *low,
                    int16_t *high)
{
  unsigned first = words_next(set, 0, t->chunks);
  if (first == 64 * t->chunks) return false;
  for (unsigned r = 0; r < t->ranks; r++) low[r] = high[r] = t->coordinates[first][r];
  for (unsigned w = first; w < 64 * t->chunks; w = words_next(set, w + 1, t->chunks))
    for (unsigned r = 0; r < t->ranks; r++) {
      int16_t at = t->coordinates[w][r];
      if (at < low[r]) low[r] = at;
      if (at > high[r]) high[r] = at;
    }
  return true;
}

void passage_box(const struct scheme_tensor *t, struct words *set)
{
  int16_t low[SIM_RANKS], high[SIM_RANKS];
  if (corners(t, set, low, high)) fill_box(t, t->ranks, low, high, 0, set);
}

/* ---- What an instance needs ---- */

/* Whether instance e is there in this iteration; `last`: the dims in which all loops
 * outside of its tile are in their last iteration. */
static bool find_place(const struct passage *p, unsigned e, int *number, uint32_t *last)
{
  int64_t index[SIM_LOOPS];
  memcpy(index, p->index, sizeof index);
  for (unsigned k = p->spaces; k--;) {
    index[p->space[k]] = e % p->scheme->loop[p->space[k]].bound;
    e /= (unsigned)p->scheme->loop[p->space[k]].bound;
  }
  *last = UINT32_MAX;
  *number = p->tensor->origin;
  bool exists = true;
  for (unsigned i = 0; i < p->scheme->loops; i++) {
    const struct scheme_loop *loop = &p->scheme->loop[i];
    uint32_t dim = 1u << loop->dim;
    if (loop->level >= p->inner) break;
    exists = exists && index[i] < (*last & dim ? loop->residual : loop->bound);
    /* SIM_FIRST: further loops across the array are as long as for instance 0. */
    int64_t at = p->rules & SIM_FIRST && loop->axis >= 0 ? 0 : index[i];
    if (at + 1 < loop->residual) *last &= ~dim;
    *number += (int)index[i] * p->tensor->move[i];
  }
  return exists;
}

static void find_need(struct passage *p, unsigned e)
{
  struct passage_instance *at = &p->at[e];
  int number;
  uint32_t last;
  unsigned first = 0;
  at->exists = find_place(p, e, &number, &last);
  words_clear(&at->need, p->tensor->chunks);
  if (!at->exists) return;
  while (first < p->scheme->loops && p->scheme->loop[first].level < p->inner) first++;
  passage_touch(p->scheme, p->tensor, first, last, number, &at->need);
  if (p->rules & SIM_BOXES) passage_box(p->tensor, &at->need);
}

/* ---- SIM_SAME_MOVE: what a tile shares with the one before is kept if it has moved as
 * it did the last time that it moved, or not at all; if it moves otherwise it is fetched
 * whole, and the next move, whichever it is, is a new beginning. ---- */

static bool keeps_shared(struct passage *p, struct passage_instance *at)
{
  int16_t low[SIM_RANKS], high[SIM_RANKS];
  int64_t move[SIM_RANKS];
  bool moved = false, same = at->moved;
  if (!corners(p->tensor, &at->need, low, high)) return true;
  for (unsigned r = 0; r < p->tensor->ranks; r++) {
    int64_t middle = low[r] + high[r]; /* twice, that is; half a word of a move is a whole one */
    move[r] = (int64_t)round((double)(middle - at->middle[r]) / 2);
    at->middle[r] = middle;
    moved |= move[r] != 0;
    same = same && move[r] == at->move[r];
  }
  if (!at->any || !moved) return true;
  bool keeps = !at->moved || same;
  at->moved = keeps;
  memcpy(at->move, move, sizeof move);
  return keeps;
}

static void find_fetch(struct passage *p, struct passage_instance *at)
{
  unsigned chunks = p->tensor->chunks;
  words_copy(&at->fetch, &at->need, chunks);
  if (!at->exists || p->always) return;
  if (p->rules & SIM_SAME_MOVE && !keeps_shared(p, at)) return;
  words_remove(&at->fetch, &at->held, chunks);
}

static void find_drop(struct passage *p, struct passage_instance *at)
{
  if (!at->exists) {
    words_clear(&at->drop, p->tensor->chunks);
    return;
  }
  words_copy(&at->drop, &at->held, p->tensor->chunks);
  if (!p->always) words_remove(&at->drop, &at->need, p->tensor->chunks);
}

/* SIM_FIRST: the others fetch what instance 0 does, as far away as they are. */
static void copy_first(struct passage *p)
{
  for (unsigned e = 1; e < p->children; e++) {
    int number;
    uint32_t last;
    struct passage_instance *at = &p->at[e];
    at->exists = find_place(p, e, &number, &last);
    if (at->exists) words_move(&at->fetch, &p->at[0].fetch, at->away, p->tensor->chunks);
    else words_clear(&at->fetch, p->tensor->chunks);
  }
}

/* ---- Loops in time ---- */

static unsigned instances(const struct passage *p)
{
  return p->rules & SIM_FIRST ? p->children : p->parents * p->children;
}

static void iterate(struct passage *p, double times)
{
  bool first = p->rules & SIM_FIRST;
  unsigned n = first ? 1 : instances(p);
  for (unsigned e = 0; e < n; e++) {
    find_need(p, e);
    if (p->tensor->output) find_drop(p, &p->at[e]);
    find_fetch(p, &p->at[e]);
  }
  if (first) copy_first(p);
  for (unsigned e = 0; e < instances(p); e++)
    words_copy(&p->at[e].want, &p->at[e].fetch, p->tensor->chunks);
  passage_count(p, times);
  for (unsigned e = 0; e < n; e++)
    if (p->at[e].exists) {
      words_copy(&p->at[e].held, &p->at[e].need, p->tensor->chunks);
      p->at[e].any = true;
    }
}

/* Whether all loops outside of loop i along its dim are in their last iteration, for the
 * first instance. */
static bool is_last(const struct passage *p, unsigned i)
{
  bool last = true;
  for (unsigned k = 0; k < i; k++)
    if (p->scheme->loop[k].dim == p->scheme->loop[i].dim)
      last = last && p->index[k] + 1 >= p->scheme->loop[k].residual;
  return last;
}

static void run(struct passage *p, unsigned k, double times);

static void run_iteration(struct passage *p, unsigned k, int64_t index, double times)
{
  p->index[p->time[k]] = index;
  run(p, k + 1, times);
}

/* SIM_TWO: iterations 0 and 1 run, and 1 stands for those behind it; the last one (and if
 * the loop itself does not divide, the one before it) only runs where something inside
 * is smaller then.  Right outside of the tile even that last one counts as 1 does. */
static void run_two(struct passage *p, unsigned k, double times)
{
  unsigned i = p->time[k];
  const struct scheme_loop *loop = &p->scheme->loop[i];
  bool last = is_last(p, i), own = last && loop->ragged_inside;
  bool second = own && loop->bound != loop->residual;
  int64_t n = last ? loop->residual : loop->bound, rest = n - 1 - own - second;
  bool outside = k + 1 == p->times && loop->level == p->outer && p->children == 1;
  bool alike = outside && own && !second && rest > 0;
  run_iteration(p, k, 0, times);
  if (rest > 0) run_iteration(p, k, 1, times * (double)(rest + alike));
  if (second && n >= 3) run_iteration(p, k, n - 2, times);
  if (own && n >= 2) run_iteration(p, k, n - 1, alike ? 0 : times);
  p->index[i] = 0;
}

static void run(struct passage *p, unsigned k, double times)
{
  if (k == p->times) {
    iterate(p, times);
    return;
  }
  const struct scheme_loop *loop = &p->scheme->loop[p->time[k]];
  if (p->rules & SIM_TWO) {
    run_two(p, k, times);
    return;
  }
  for (int64_t i = 0; i < loop->bound; i++) run_iteration(p, k, i, times);
  p->index[p->time[k]] = 0;
}

/* ---- Who is there ---- */

static void find_loops(struct passage *p)
{
  p->times = p->spaces = 0;
  p->parents = p->children = 1;
  for (unsigned i = 0; i < p->scheme->loops; i++) {
    const struct scheme_loop *loop = &p->scheme->loop[i];
    if (loop->level >= p->inner) continue;
    p->index[i] = 0;
    if (loop->axis < 0) {
      p->time[p->times++] = i;
      continue;
    }
    p->space[p->spaces++] = i;
    *(loop->level < p->outer ? &p->parents : &p->children) *= (unsigned)loop->bound;
  }
}

/* Where an instance stands: in which iteration of each loop across arrays. */
static void decode(const struct passage *p, unsigned e, int64_t *index)
{
  for (unsigned k = p->spaces; k--; e /= (unsigned)p->scheme->loop[p->space[k]].bound)
    index[k] = e % p->scheme->loop[p->space[k]].bound;
}

/* Instances that differ only along arrays that share reads share them. */
static unsigned leader(const struct passage *p, unsigned e)
{
  int64_t index[SIM_LOOPS];
  unsigned to = 0;
  decode(p, e, index);
  for (unsigned k = 0; k < p->spaces; k++) {
    const struct scheme_loop *loop = &p->scheme->loop[p->space[k]];
    bool shared = loop->level >= p->outer && !(p->scheme->level[loop->level].apart >> p->t & 1);
    to = to * (unsigned)loop->bound + (shared ? 0 : (unsigned)index[k]);
  }
  return to;
}

/* Neighbours stand one place apart along one axis of an array that forwards. */
static bool are_neighbours(const struct passage *p, unsigned a, unsigned b)
{
  int64_t at[SIM_LOOPS], other[SIM_LOOPS], apart = 0, between = 0;
  decode(p, a, at);
  decode(p, b, other);
  for (unsigned k = 0; k < p->spaces; k++) {
    const struct scheme_loop *loop = &p->scheme->loop[p->space[k]];
    const struct scheme_loop *next = k + 1 < p->spaces ? &p->scheme->loop[p->space[k + 1]] : NULL;
    bool forwards = loop->level >= p->outer && p->scheme->level[loop->level].forwards >> p->t & 1;
    between = between * loop->bound + at[k] - other[k];
    if (between && !forwards) return false;
    if (next && next->level == loop->level && next->axis == loop->axis) continue;
    apart += between < 0 ? -between : between;
    between = 0;
  }
  return apart == 1;
}

static void find_instances(struct passage *p)
{
  uint32_t forwards = 0;
  for (unsigned l = p->outer; l < p->inner; l++) forwards |= p->scheme->level[l].forwards;
  for (unsigned e = 0; e < p->parents * p->children; e++) {
    struct passage_instance *at = &p->at[e];
    int64_t index[SIM_LOOPS];
    at->any = at->moved = at->exists = false;
    at->leader = leader(p, e);
    at->neighbours = 0;
    at->away = 0;
    decode(p, e, index);
    for (unsigned k = 0; k < p->spaces; k++)
      at->away += (int)index[k] * p->tensor->move[p->space[k]];
    words_clear(&at->held, p->tensor->chunks);
    for (unsigned other = 0; forwards >> p->t & 1 && other < p->parents * p->children; other++)
      if (are_neighbours(p, e, other)) at->neighbours |= UINT64_C(1) << other;
  }
  for (unsigned i = 0; i < p->parents; i++) {
    words_clear(&p->sums[i], p->tensor->chunks);
    p->fetched_before[i] = 0;
  }
}

/* In the end everything goes. */
static void drain(struct passage *p)
{
  for (unsigned e = 0; e < p->parents * p->children; e++) {
    struct passage_instance *at = &p->at[e];
    words_copy(&at->drop, &at->held, p->tensor->chunks);
    words_clear(&at->want, p->tensor->chunks);
    words_clear(&at->fetch, p->tensor->chunks);
  }
  passage_count(p, 1);
}

void passage_run(struct passage *p, const struct scheme *scheme, unsigned rules, unsigned tensor,
                 unsigned outer, unsigned inner)
{
  p->scheme = scheme;
  p->tensor = &scheme->tensor[tensor];
  p->rules = rules, p->t = tensor;
  p->outer = outer, p->inner = inner;
  p->always = inner == scheme->levels || scheme->level[inner].anew >> tensor & 1;
  p->out = p->arriving = p->linked = p->drained = p->added = p->again = 0;
  find_loops(p);
  find_instances(p);
  run(p, 0, 1);
  if (p->tensor->output && !(rules & SIM_SHARES)) drain(p);
}

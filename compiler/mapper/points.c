#include "compiler/mapper/points.h"

#include "compiler/mapper/ways.h"
#include "lang/base/arena.h"

#include <math.h>
#include <string.h>

enum { SIZE_MOST = 4096 };             /* of a dim whose splits are looked at one by one */
static const double SPLITS_MOST = 1e5; /* of it */

struct split_loop {
  int64_t bound, residual;
  bool spatial;
  int level;
};

struct splitting {
  const struct space *space;
  struct ways ways;
  unsigned dim, levels;
  struct split_loop *loop;  /* by place in the order of slots, outermost first */
  struct points *least;
};

int64_t points_longest(const struct space *space, const struct space_slot *slot, unsigned dim)
{
  const struct space_range *range = &slot->range[dim];
  int64_t longest = space->einsum->bounds[dim], most = 1;
  if (range->high < longest) longest = range->high;
  if (slot->axis >= 0) {
    uint64_t size = space->arch->node[slot->node].array.axis[slot->axis].size;
    if ((uint64_t)longest > size) longest = (int64_t)size;
  }
  for (unsigned i = 0; i < range->choices; i++)
    if (range->choice[i] <= longest && range->choice[i] > most) most = range->choice[i];
  return range->choices ? most : longest;
}

/* Where there is no room, two that follow each other become one that is below both. */
static void merge_two(struct points *p)
{
  unsigned best = 0;
  double least = INFINITY;
  for (unsigned i = 0; i + 1 < p->pairs; i++) {
    double lost = p->pair[i].counted / p->pair[i + 1].counted * p->pair[i + 1].bounds / p->pair[i].bounds;
    if (lost < least) least = lost, best = i;
  }
  p->pair[best].counted = p->pair[best + 1].counted;
  p->pairs--;
  memmove(&p->pair[best + 1], &p->pair[best + 2], (p->pairs - best - 1) * sizeof *p->pair);
}

void points_add(struct points *p, struct points_pair pair)
{
  unsigned at = 0, end;
  while (at < p->pairs && p->pair[at].bounds <= pair.bounds)
    if (p->pair[at++].counted <= pair.counted) return;
  for (end = at; end < p->pairs && p->pair[end].counted >= pair.counted; end++) continue;
  memmove(&p->pair[at], &p->pair[end], (p->pairs - end) * sizeof *p->pair);
  p->pairs -= end - at;
  if (p->pairs == POINTS_PAIRS) {
    merge_two(p);
    points_add(p, pair);
    return;
  }
  memmove(&p->pair[at + 1], &p->pair[at], (p->pairs - at) * sizeof *p->pair);
  p->pair[at] = pair;
  p->pairs++;
}

/* Points that the first instance of the level `cut` counts, from loop i on; see points() in
 * runtime/eval/walk.c. */
static double counted(const struct splitting *s, unsigned i, int cut, bool last)
{
  while (i < s->space->slots && s->loop[i].bound == 1) i++;
  if (i == s->space->slots) return 1;
  const struct split_loop *loop = &s->loop[i];
  if (loop->spatial && loop->level < cut) return counted(s, i + 1, cut, last && loop->residual <= 1);
  double n = (double)(last ? loop->residual : loop->bound);
  double before = n > 1 ? (n - 1) * counted(s, i + 1, cut, false) : 0;
  return before + counted(s, i + 1, cut, last);
}

/* Instances of a level that are in use on average, as far as loops over the dim say. */
static double in_use(const struct splitting *s, int cut)
{
  double used = 1, before = 0;
  for (unsigned i = 0; i < s->space->slots; i++) {
    const struct split_loop *loop = &s->loop[i];
    double bound = (double)loop->bound, residual = (double)loop->residual;
    if (loop->spatial && loop->level < cut) used *= (residual + bound * before) / (before + 1);
    before = before * bound + residual - 1;
  }
  return used;
}

static void look_at_split(struct splitting *s)
{
  struct points_pair pair = {.bounds = 1};
  for (unsigned i = 0; i < s->space->slots; i++) pair.bounds *= (double)s->loop[i].bound;
  for (int cut = 0; cut < (int)s->levels; cut++) {
    pair.counted = in_use(s, cut) * counted(s, 0, cut, true);
    s->least->any = fmin(s->least->any, pair.counted);
  }
  points_add(s->least, pair);
}

/* All ways to share value number `v` among the first `slots` slots of the order. */
static void look_at_all(struct splitting *s, unsigned slots, unsigned v)
{
  const struct ways *ways = &s->ways;
  int64_t left = ways->value[v];
  if (!slots) {
    look_at_split(s);
    return;
  }
  unsigned slot = ways->order[slots - 1];
  struct split_loop *loop = &s->loop[slots - 1];
  for (unsigned next = 0; next <= v; next++) {
    int64_t low, high;
    if (!(ways_count(ways, slots - 1, next) > 0)) continue;
    if (!ways_bounds(ways, slot, left, ways->value[next], &low, &high)) continue;
    int64_t n = ways_admitted(ways, slot, low, high);
    for (int64_t i = 0; i < n; i++) {
      loop->bound = ways_pick(ways, slot, low, high, i);
      loop->residual = ways_residual(left, loop->bound);
      look_at_all(s, slots - 1, next);
    }
  }
}

/* Whether all points are counted in any case.  That is so if no array has loops over the dim,
 * and, as averages of what follows upon each other come to the whole, if one has and nothing
 * inside of it has short iterations. */
static bool all_counted(const struct space *space, unsigned dim)
{
  int array = -1;
  bool inside = false;
  for (unsigned i = 0; i < space->slots; i++) {
    const struct space_slot *slot = &space->slot[i];
    if (points_longest(space, slot, dim) < 2) continue;
    if (slot->axis < 0) {
      inside |= array >= 0;
      continue;
    }
    if (array >= 0 && array != slot->node) return false;
    array = slot->node;
  }
  return array < 0 || space->imperfect != SPACE_IMPERFECT || !inside;
}

/* Without a look at the splits.  What the first instance counts is short by less than half:
 * of the outermost loop, all iterations but one are whole.  A loop across an array outside of
 * which there are m rounds is whole in all but one of them, and behind m there are at least
 * 2 m - 1. */
static double share_in_any_case(const struct space *space, unsigned dim)
{
  double share = 0.5, rounds = 2;
  for (unsigned i = 0; i < space->slots; i++) {
    if (space->slot[i].axis < 0 || points_longest(space, &space->slot[i], dim) < 2) continue;
    share *= (rounds - 1) / rounds;
    rounds = 2 * rounds - 1;
  }
  return share;
}

/* Looks at all splits, if they are few. */
static bool look_at_splits(struct splitting *s, const struct nest *nest)
{
  const struct space *space = s->space;
  if (space->einsum->bounds[s->dim] > SIZE_MOST) return false;
  ways_init(&s->ways, space, s->dim, true);
  s->loop = xcalloc(space->slots + 1, sizeof *s->loop);
  for (unsigned i = 0; i < space->slots; i++) {
    const struct space_slot *slot = &space->slot[s->ways.order[i]];
    s->loop[i].spatial = slot->axis >= 0;
    s->loop[i].level = nest->level_of[slot->node];
  }
  double splits = ways_count(&s->ways, space->slots, s->ways.values - 1);
  bool few = splits >= 1 && splits <= SPLITS_MOST;
  if (few) look_at_all(s, space->slots, s->ways.values - 1);
  xfree(s->loop);
  ways_free(&s->ways);
  return few;
}

void points_find(struct points *points, const struct space *space, const struct nest *nest,
                 unsigned dim)
{
  double size = (double)space->einsum->bounds[dim];
  struct splitting s = {.space = space, .dim = dim, .levels = nest->levels, .least = points};
  points->any = size;
  points->pairs = 0;
  if (all_counted(space, dim)) {
    points_add(points, (struct points_pair){size, size});
  } else if (!look_at_splits(&s, nest)) {
    points->any = size * share_in_any_case(space, dim);
    points_add(points, (struct points_pair){points->any, size});
  }
}

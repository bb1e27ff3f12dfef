#include "compiler/mapper/orders.h"
#include "compiler/mapper/plan.h"
#include "compiler/mapper/points.h"
#include "compiler/mapper/search.h"
#include "compiler/mapper/ways.h"
#include "lang/base/arena.h"

#include <math.h>

enum { SIZE_MOST = 1 << 24 }; /* of a dim whose splits are counted, if loops need not divide */

/* Whether a slot may have a loop of more than one iteration over a dim. */
static bool may_loop(const struct ways *ways, unsigned slot)
{
  for (unsigned v = 0; v + 1 < ways->values; v++) {
    int64_t low, high, left = ways->value[ways->values - 1];
    if (ways_bounds(ways, slot, left, ways->value[v], &low, &high) &&
        ways_admitted(ways, slot, low, high))
      return true;
  }
  return false;
}

static double order_log10(const struct space *space, const struct ways *ways)
{
  double sum = 0;
  for (unsigned i = 0; i < space->slots; i++) {
    uint32_t dims = 0;
    if (space->slot[i].axis >= 0) continue;
    for (unsigned d = 0; d < space->einsum->dims; d++)
      dims |= (uint32_t)(space->einsum->bounds[d] > 1 && may_loop(&ways[d], i)) << d;
    sum += orders_log10(&space->slot[i], dims);
  }
  return sum;
}

static double keep_log10(const struct space *space)
{
  unsigned open = 0;
  uint32_t keep;
  for (unsigned i = 0; i < space->memories; i++)
    open += (unsigned)__builtin_popcount(plan_open(space, i, &keep));
  return open * log10(2);
}

/* The ways to split a dim at the most: the outermost loop is what all others leave. */
static double split_log10(const struct space *space, unsigned dim)
{
  double sum = 0;
  struct ways none = {.space = space, .dim = dim};
  for (unsigned i = 1; i < space->slots; i++) {
    int64_t n = ways_admitted(&none, i, 1, space->einsum->bounds[dim]);
    sum += n ? log10((double)n) : -INFINITY;
  }
  return sum;
}

/* From above, and in no time, where there is a dim that is too large to count its splits. */
static double log10_above(const struct space *space)
{
  double sum = keep_log10(space);
  for (unsigned d = 0; d < space->einsum->dims; d++) sum += split_log10(space, d);
  for (unsigned i = 0; isfinite(sum) && i < space->slots; i++) {
    uint32_t loops = 0;
    for (unsigned d = 0; d < space->einsum->dims; d++)
      loops |= (uint32_t)(points_longest(space, &space->slot[i], d) > 1) << d;
    if (space->slot[i].axis < 0) sum += orders_log10(&space->slot[i], loops);
  }
  return sum;
}

static bool too_large(const struct space *space)
{
  for (unsigned d = 0; d < space->einsum->dims; d++)
    if (space->einsum->bounds[d] > SIZE_MOST) return space->imperfect != SPACE_PERFECT;
  return false;
}

double space_log10(const struct space *space)
{
  unsigned dims = space->einsum->dims;
  if (too_large(space)) return log10_above(space);
  struct ways *ways = xcalloc(dims + 1, sizeof *ways);
  double sum = keep_log10(space);
  for (unsigned d = 0; d < dims; d++) {
    ways_init(&ways[d], space, d, false);
    sum += log10(ways_count(&ways[d], space->slots, ways[d].values - 1));
  }
  if (isfinite(sum)) sum += order_log10(space, ways);
  for (unsigned d = 0; d < dims; d++) ways_free(&ways[d]);
  xfree(ways);
  return sum;
}

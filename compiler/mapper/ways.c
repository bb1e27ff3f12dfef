#include "compiler/mapper/ways.h"

#include "lang/base/arena.h"

#include <stdlib.h>

void slots_in_order(const struct space *space, uint16_t *order)
{
  for (unsigned i = 0; i < space->slots;) {
    unsigned end = i + 1;
    const struct space_slot *first = &space->slot[i];
    while (end < space->slots && first->axis >= 0 && space->slot[end].axis >= 0 &&
           space->slot[end].node == first->node)
      end++;
    for (unsigned j = i; j < end; j++) order[j] = (uint16_t)(first->axis < 0 ? j : end - 1 - (j - i));
    i = end;
  }
}

bool ways_divide(const struct space *space, unsigned slot)
{
  if (space->imperfect == SPACE_IMPERFECT) return false;
  return space->imperfect == SPACE_PERFECT || space->slot[slot].axis < 0;
}

/* ceil(a / b) */
static int64_t rounds(int64_t a, int64_t b)
{
  return a / b + (a % b != 0);
}

bool ways_bounds(const struct ways *ways, unsigned slot, int64_t left, int64_t next, int64_t *low,
                 int64_t *high)
{
  if (ways_divide(ways->space, slot)) {
    *low = *high = left / next;
    return left % next == 0;
  }
  *low = rounds(left, next);
  *high = next == 1 ? left : rounds(left, next - 1) - 1;
  return *low <= *high && rounds(left, *low) == next;
}

/* Shortens [*low, *high] to what the slot allows, choices aside. */
static void shorten(const struct ways *ways, unsigned slot, int64_t *low, int64_t *high)
{
  const struct space *space = ways->space;
  const struct space_slot *s = &space->slot[slot];
  const struct space_range *range = &s->range[ways->dim];
  if (*low < range->low) *low = range->low;
  if (*high > range->high) *high = range->high;
  if (!ways->fits || s->axis < 0) return;
  uint64_t size = space->arch->node[s->node].array.axis[s->axis].size;
  if (*high > 0 && (uint64_t)*high > size) *high = (int64_t)size;
}

int64_t ways_admitted(const struct ways *ways, unsigned slot, int64_t low, int64_t high)
{
  const struct space_range *range = &ways->space->slot[slot].range[ways->dim];
  int64_t n = 0;
  shorten(ways, slot, &low, &high);
  if (!range->choices) return high < low ? 0 : high - low + 1;
  for (unsigned i = 0; i < range->choices; i++)
    n += range->choice[i] >= low && range->choice[i] <= high;
  return n;
}

int64_t ways_pick(const struct ways *ways, unsigned slot, int64_t low, int64_t high, int64_t n)
{
  const struct space_range *range = &ways->space->slot[slot].range[ways->dim];
  shorten(ways, slot, &low, &high);
  if (!range->choices) return low + n;
  for (unsigned i = 0; i < range->choices; i++)
    if (range->choice[i] >= low && range->choice[i] <= high && !n--) return range->choice[i];
  return 0;
}

static int by_value(const void *a, const void *b)
{
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* What may be left of `size`: its divisors, or, as rounding up twice is rounding up once,
 * what is left by one loop. */
static void find_values(struct ways *ways, int64_t size)
{
  bool perfect = ways->space->imperfect == SPACE_PERFECT;
  unsigned n = 0, room = 0;
  for (int64_t k = 1; k <= size / k; k++) room += 2;
  ways->value = xmalloc((room + 2) * sizeof *ways->value);
  for (int64_t k = 1; k <= size / k; k++) {
    if (perfect && size % k) continue;
    ways->value[n++] = k;
    ways->value[n++] = rounds(size, k);
  }
  if (!perfect) ways->value[n++] = rounds(size, (int64_t)(room / 2) + 1);
  qsort(ways->value, n, sizeof *ways->value, by_value);
  for (unsigned i = 0; i < n; i++)
    if (!ways->values || ways->value[i] != ways->value[ways->values - 1])
      ways->value[ways->values++] = ways->value[i];
}

/* The number of a value that is one of those that may be left. */
static unsigned number_of(const struct ways *ways, int64_t value)
{
  unsigned low = 0, high = ways->values;
  while (low < high) {
    unsigned middle = (low + high) / 2;
    if (ways->value[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* The ways in which a loop of `low` to `high` iterations in the innermost of `slots` slots
 * leaves `next`. */
static double count_with(const struct ways *ways, unsigned slots, int64_t low, int64_t high,
                         int64_t next)
{
  double outside = ways_count(ways, slots - 1, number_of(ways, next));
  if (!(outside > 0)) return 0;
  return outside * (double)ways_admitted(ways, ways->order[slots - 1], low, high);
}

/* As many steps as there are different numbers of rounds: about twice the root of what there
 * is to share. */
static double count_at(const struct ways *ways, unsigned slots, unsigned v)
{
  int64_t left = ways->value[v], most = left;
  unsigned slot = ways->order[slots - 1];
  double sum = 0;
  if (ways_divide(ways->space, slot)) {
    for (int64_t b = 1; b <= left / b; b++) {
      if (left % b) continue;
      sum += count_with(ways, slots, b, b, left / b);
      if (b < left / b) sum += count_with(ways, slots, left / b, left / b, b);
    }
    return sum;
  }
  int64_t low = 1;
  shorten(ways, slot, &low, &most);
  for (int64_t b = 1, last; b <= most; b = last + 1) {
    int64_t next = rounds(left, b);
    last = next == 1 ? left : (left - 1) / (next - 1);
    sum += count_with(ways, slots, b, last, next);
  }
  return sum;
}

void ways_init(struct ways *ways, const struct space *space, unsigned dim, bool fits)
{
  *ways = (struct ways){.space = space, .dim = dim, .fits = fits};
  ways->order = xmalloc((space->slots + 1) * sizeof *ways->order);
  slots_in_order(space, ways->order);
  find_values(ways, space->einsum->bounds[dim]);
  ways->count = xcalloc((size_t)(space->slots + 1) * ways->values, sizeof *ways->count);
  ways->count[0] = 1;
  for (unsigned slots = 1; slots <= space->slots; slots++)
    for (unsigned v = 0; v < ways->values; v++)
      ways->count[slots * ways->values + v] = count_at(ways, slots, v);
}

void ways_free(struct ways *ways)
{
  xfree(ways->order);
  xfree(ways->value);
  xfree(ways->count);
}

/* The ways to split the size of a dim over the slots of a space, counted.
 *
 * A split is made from the innermost loop outwards: each loop takes its share of what is
 * left, and in the end 1 is left. */
#ifndef TL_MAPPER_WAYS_H
#define TL_MAPPER_WAYS_H

#include "compiler/mapper/space.h"

/* The slots in the order of loops, outermost first.  Of an array, the loops along its first
 * axis are the innermost: see runtime/eval/nest.h.  `order` has room for all slots. */
void slots_in_order(const struct space *space, uint16_t *order);

struct ways {
  const struct space *space;
  unsigned dim;
  uint16_t *order;             /* see above */
  bool fits;                   /* no loop is longer than its axis */
  unsigned values;
  int64_t *value;              /* [values] ascending: what may be left */
  double *count;               /* [slots + 1][values]: ways to share a value among the first so
                                  many slots of `order`, and leave 1 */
};

/* Gives memory back to ways_free. */
void ways_init(struct ways *ways, const struct space *space, unsigned dim, bool fits);
void ways_free(struct ways *ways);

/* The ways to share the value number `v` among the first `slots` slots of the order. */
static inline double ways_count(const struct ways *ways, unsigned slots, unsigned v)
{
  return ways->count[slots * ways->values + v];
}

/* The bounds that a loop in a slot may have to leave `next` of `left`, if its range does not
 * say otherwise: from *low to *high.  False: none. */
bool ways_bounds(const struct ways *ways, unsigned slot, int64_t left, int64_t next, int64_t *low,
                 int64_t *high);

/* How many of the bounds from `low` to `high` the slot's range admits, and the n-th of them,
 * counting from 0. */
int64_t ways_admitted(const struct ways *ways, unsigned slot, int64_t low, int64_t high);
int64_t ways_pick(const struct ways *ways, unsigned slot, int64_t low, int64_t high, int64_t n);

/* Whether the loops of a slot must divide what loops inside leave. */
bool ways_divide(const struct space *space, unsigned slot);

/* How many iterations the last round of a loop has: of `left`. */
static inline int64_t ways_residual(int64_t left, int64_t bound)
{
  return left % bound ? left % bound : bound;
}

#endif

/* Inside the room: how few points along a dim evaluation may count, however its loops are
 * split.
 *
 * Where factors divide, all points are counted.  Where they do not, evaluation looks at the
 * first instance of each array outside of a level, and takes it that all instances that are
 * in use on average do the same.  The last iterations of loops in time are short for it only
 * if they are for the first instance, and so some points may be counted too often, and some
 * not at all. */
#ifndef TL_MAPPER_POINTS_H
#define TL_MAPPER_POINTS_H

#include "compiler/mapper/space.h"
#include "runtime/eval/nest.h"

struct points {
  double inner; /* at the innermost level: of what one instance counts, times the instances in
                   use on average */
  double any;   /* the same at the level where it is least */
};

/* The least for a dim, of all ways to split it.  `nest`: the space's path. */
void points_find(struct points *points, const struct space *space, const struct nest *nest,
                 unsigned dim);

/* The longest loop over a dim that a slot may have; 1: none. */
int64_t points_longest(const struct space *space, const struct space_slot *slot, unsigned dim);

#endif

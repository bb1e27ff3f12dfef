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

/* At the innermost level: what one instance counts, times the instances in use on average;
 * and the product of the bounds of all loops, which is larger where last iterations are short.
 * Few points are counted only where much of the last iterations is missing. */
struct points_pair {
  double counted, bounds;
};

enum { POINTS_PAIRS = 24 };

struct points {
  double any;       /* counted at the level where it is least */
  unsigned pairs;
  struct points_pair pair[POINTS_PAIRS]; /* by `bounds`; of none is another below it in both */
};

/* Adds a pair. */
void points_add(struct points *points, struct points_pair pair);

/* The least for a dim, of all ways to split it.  `nest`: the space's path. */
void points_find(struct points *points, const struct space *space, const struct nest *nest,
                 unsigned dim);

/* The longest loop over a dim that a slot may have; 1: none. */
int64_t points_longest(const struct space *space, const struct space_slot *slot, unsigned dim);

#endif

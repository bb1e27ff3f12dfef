/* Flows of nests with factors that do not divide, where the last tile of a loop may be
 * smaller than the others, by walking.
 *
 * The established model executes the first and second iteration of each loop in time,
 * the second for all that remain, and, where something inside is smaller in the end,
 * the last two as well.  This walks just these, and keeps the boxes that it meets.  The
 * result for factors that divide is that of flows_count, which needs no walk. */
#ifndef TL_EVAL_WALK_H
#define TL_EVAL_WALK_H

#include "runtime/eval/flow.h"

/* The most steps that the walks of one nest may take. */
#define WALK_STEPS 20000000u

/* How many steps the walks of a nest take, at most. */
double walk_steps(const struct nest *nest);

/* Counts all flows of a nest whose walks do not take more than WALK_STEPS; see
 * flows_count.  False: a count does not fit 64 bits. */
bool flows_walk(struct flows *flows, const struct nest *nest, uint32_t hops,
                struct flow_room *room);

#endif

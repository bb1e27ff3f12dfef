/* Who reads, fills and updates what, once it is known which level keeps which tensor. */
#ifndef TL_EVAL_TRAFFIC_H
#define TL_EVAL_TRAFFIC_H

#include "runtime/eval/flow.h"

/* Words of one tensor at one instance of a level that is in use.  All 0 where it is not
 * kept, but for what only passes. */
struct traffic {
  uint64_t tile;             /* kept at a time */
  uint64_t share;            /* of the whole tensor, that this instance has of its own */
  uint64_t part;             /* the same, also where it only passes */
  uint64_t reads, fills, updates;
  uint64_t reductions;       /* reads of a partial sum, to add to it */
  double out;                /* words that leave towards the inside (or come from there), a
                                word for several counted once */
  double in;                 /* words that come from the outside (or leave towards it) */
};

/* Works out the traffic of one tensor at all levels from its flows.  The flows of levels
 * around those that do not keep it are changed to what really passes.  False: a count
 * does not fit 64 bits. */
bool traffic_count(const struct nest *nest, struct flows *flows, unsigned tensor,
                   struct traffic *traffic);

#endif

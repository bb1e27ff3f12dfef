/* All stations of a path. */
#ifndef TL_EVAL_STATIONS_H
#define TL_EVAL_STATIONS_H

#include "runtime/eval/station.h"

enum { STATIONS = 2 * MODEL_LEVELS };

struct stations {
  unsigned n;
  struct station station[STATIONS]; /* outermost first; the last computes */
  uint32_t hops;                    /* levels below which distances are wanted, as a set */
};

/* Finds those of a nest that nest_path made, and looks up what they cost.  False: `problem`
 * says that there are too many. */
bool stations_find(struct stations *all, const struct nest *nest,
                   const struct energy_table *energy, struct eval_problem *problem);

#endif

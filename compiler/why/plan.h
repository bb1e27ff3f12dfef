/* Inside the room: which changes are tried for a run. */
#ifndef TL_WHY_PLAN_H
#define TL_WHY_PLAN_H

#include "compiler/why/trial.h"

#include "lang/base/vec.h"

/* A change, with what it is called. */
struct planned {
  struct trial trial;
  struct why_change change;
};

struct plan {
  const struct evaluation *evaluation;
  const struct evaluated_run *evaluated;
  const struct report_run *run;
  struct arena *arena;       /* of all texts */
  unsigned number;           /* of the run in the flat design */
  double least;              /* share by which a search may miss the best one */
  bool baseline;             /* the first change changes nothing but that the mapping is sought, and
                                sought well; others are compared with it */
  VEC(struct planned) all;
};

/* Fills in `all`, which the caller gives to vec_free, and `baseline`: what is about the mapping
 * comes first, then what is for the time, then what is for the energy. */
void plan_changes(struct plan *plan);

#endif

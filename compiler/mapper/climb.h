/* Inside the room: mappings with factors that do not divide, found by small changes to
 * others. */
#ifndef TL_MAPPER_CLIMB_H
#define TL_MAPPER_CLIMB_H

#include "compiler/mapper/inside.h"
#include "compiler/mapper/plan.h"

struct climb_state;

struct climb {
  struct search_work *work;
  struct plan plan;
  struct evaluator *evaluator;
  bool *ordered;              /* by slot: see limits_axis_ordered */
  struct climb_state *kept;   /* where the climb is */
  double least_pJ;            /* no mapping of the space takes less energy, … */
  double busy;                /* … and of its iterations in time so many take some, at the least */
  bool any;                   /* it is anywhere: */
  double value[GOALS];
  uint64_t evaluated, limited;   /* mappings */
  double spent, left;            /* steps of evaluations so far, and that may yet be taken */
};

/* False: there is nothing to evaluate mappings with.  Give it back to climb_free all the
 * same. */
bool climb_init(struct climb *climb, struct search_work *work);
void climb_free(struct climb *climb);

/* Begins at a mapping that may be of another size: loops keep their bounds as far as they
 * fit the dims of the space.  It is offered to the search's best.  False: it cannot be made
 * to fit. */
bool climb_begin(struct climb *climb, const struct model_mapping *mapping);

/* Changes the mapping as long as that makes it better, and evaluations take no more than so
 * many steps.  All that it looks at is offered to the search's best. */
void climb_up(struct climb *climb, double steps);

/* Goes on from a mapping that differs from where the climb is in some ways, by chance: from
 * `dice`, which changes.  False: none was found that fits. */
bool climb_throw(struct climb *climb, uint64_t *dice);

/* The energy, cycles and meters of the mapping that climb_begin was given last.  False: it
 * does not fit. */
bool climb_costs(struct climb *climb, double *energy_pJ, double *cycles, double *meters);

#endif

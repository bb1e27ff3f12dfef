/* Inside the room: what was counted and charged, one row for each action at each level for each
 * tensor of a run.  All of one execution; the energies of all rows of a level come to its own. */
#ifndef TL_REPORT_ROWS_H
#define TL_REPORT_ROWS_H

#include "runtime/report/report.h"

struct report_row {
  const struct report_run *run;
  const struct level_result *level;
  const char *name, *kind;          /* of the level */
  int tensor;                       /* of the Einsum; -1: what is done for none, as leaking */
  const struct action_result *action;
  double count, energy_pJ;          /* of all instances */
};

/* Levels from the outside inwards, the tensors of each in their order, those that are kept there
 * or pass, and the actions of each; then what is done for no tensor. */
void report_rows(const struct report_run *run,
                 void (*visit)(void *context, const struct report_row *row), void *context);

/* "memory", "network" … */
const char *report_kind(const struct model_node *node);

#endif

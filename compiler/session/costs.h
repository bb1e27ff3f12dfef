/* Inside the room: which energies of a run are known. */
#ifndef TL_SESSION_COSTS_H
#define TL_SESSION_COSTS_H

#include "compiler/session/evaluate.h"

/* Whether everything that a level was charged has an energy. */
bool costs_known(const struct evaluated_run *r, const struct level_result *level);

/* The same of all levels. */
bool costs_all_known(const struct evaluated_run *r);

/* W0531: what levels were charged that costs nothing, as nobody says what it costs. */
void tell_unknown_costs(struct evaluation *e, const struct evaluated_run *r);

#endif

/* Inside the room: what a run tells, such as `energy` and `reads(DRAM, A)`. */
#ifndef TL_SEMA_MEASURE_H
#define TL_SEMA_MEASURE_H

#include "compiler/sema/core.h"

struct application;

/* Calls of a measure: resolves the names among its arguments (E0201, E0204). */
struct value measure_call(struct sema *sm, const struct application *a);

/* `r.energy`, `r.reads` of a V_RESULT, of which run if that is known; tells E0208. */
struct value result_member(struct sema *sm, struct scope *scope, struct node *member,
                           const struct made_run *run);

#endif

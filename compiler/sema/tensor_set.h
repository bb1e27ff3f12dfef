/* Inside the room: sets of tensors, `all - weights`, as `keep` and others take
 * them. */
#ifndef TL_SEMA_TENSOR_SET_H
#define TL_SEMA_TENSOR_SET_H

#include "compiler/sema/target.h"

/* The bits of enum role that a word of tensors.def stands for; 0 if it is none. */
unsigned role_of(name_t name);

/* For each tensor of the workload whether it belongs to the set; NULL if the
 * workload is not known or the set was told to be a mistake (E0204, E0432,
 * E0437).  In the arena. */
const bool *tensor_set(struct target *t, struct node *n);

/* What the levels of an arch carry, as sets of tensors: of a run's workload, or,
 * with none, only whether they are sets (E0204, E0437). */
void carries_check(struct sema *sm, struct object *arch, struct object *workload,
                   struct node *run);

#endif

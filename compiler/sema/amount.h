/* Inside the room: what a workload tells without being run: how often it is executed, how
 * much it computes, how large its tensors are. */
#ifndef TL_SEMA_AMOUNT_H
#define TL_SEMA_AMOUNT_H

#include "compiler/sema/core.h"

struct builtin;

/* How often a workload is executed where its run does not say: at least 1. */
int64_t workload_count(struct sema *sm, struct object *workload);

/* Whether a workload tells this measure without being run. */
bool is_amount(const struct builtin *measure);

/* What `n`, an N_MEMBER of a workload, is worth, if it asks for one of those, or for its
 * `count`; false if it asks for something else. */
bool amount_member(struct sema *sm, struct object *workload, struct node *n, struct value *out);

/* Words of all tensors that have one of these roles: a whole number, or unknown. */
struct value amount_of_role(const struct workload *w, unsigned roles);

#endif

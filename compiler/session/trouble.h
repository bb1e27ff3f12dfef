/* Inside the room: what is told of a run that cannot be evaluated. */
#ifndef TL_SESSION_TROUBLE_H
#define TL_SESSION_TROUBLE_H

#include "compiler/session/evaluate.h"

/* E0690, E0692, E0693: it has no objects. */
void tell_not_lowered(struct compilation *c, const struct lower_problem *problem);

/* E0421, E0691, E0692: its mapping does not fit, or its counts do not. */
void tell_not_evaluated(struct evaluation *e, const struct evaluated_run *r,
                        const struct eval_problem *problem);

/* E0520 to E0524: the same of formats and savings; false if it is about something else. */
bool tell_not_sparse(struct evaluation *e, const struct evaluated_run *r,
                     const struct eval_problem *problem);

/* W0515: what a run that was evaluated does and most likely should not. */
void tell_advice(struct evaluation *e, const struct evaluated_run *r);

/* "37 B": in bytes if it is a whole number of them, so that sizes can be compared. */
const char *trouble_bits(struct compilation *c, double bits);

/* The bits of a tensor's word at a memory. */
double trouble_word(const struct lowered *l, int node, unsigned t);

/* The words that a tensor's tile has, or would have, at a node of a mapping. */
double trouble_tile(const struct lowered *l, const struct ir_mapping *m, int node, unsigned t);

/* E0615. */
void tell_failed_expectation(struct compilation *c, const struct sema_expectation *x);

#endif

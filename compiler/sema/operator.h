/* Inside the room: numbers with their units, and operators. */
#ifndef TL_SEMA_OPERATOR_H
#define TL_SEMA_OPERATOR_H

#include "compiler/sema/core.h"

/* An N_NUMBER, an N_UNARY, an N_BINARY: mistakes are told (E0302, E0303, E0310 …),
 * and poison is the value then. */
struct value eval_number(struct sema *sm, struct scope *scope, const struct node *n);
struct value eval_unary(struct sema *sm, struct scope *scope, struct node *n);
struct value eval_binary(struct sema *sm, struct scope *scope, struct node *n);

/* "energy (J)", "plain number (no unit)", "a list".  In the arena. */
const char *operand_label(struct sema *sm, struct value v);

/* The helps and the trail of an E0302 about two expressions that do not go
 * together. */
void explain_unlike(struct sema *sm, struct diag *d, struct node *x, struct value a,
                    struct node *y, struct value b);

/* "1000 % 32 == 8", "`rows` is 12": a condition by its values, or NULL if that says
 * nothing new.  In the arena. */
const char *explain_condition(struct sema *sm, struct scope *scope, struct node *n);

#endif

/* Inside the room: the parts of the evaluator. */
#ifndef TL_SEMA_EVAL_H
#define TL_SEMA_EVAL_H

#include "compiler/sema/internal.h"

/* operator.c */
struct value eval_number(struct sema *sm, const struct node *n);
struct value eval_unary(struct sema *sm, struct scope *scope, struct node *n);
/* "energy (J)", "plain number (no unit)", "a list". */
const char *operand_label(struct sema *sm, struct value v);
/* The helps and the trail of an E0302 about two expressions that do not go together. */
void explain_unlike(struct sema *sm, struct diag *d, struct node *x, struct value a, struct node *y, struct value b);
struct value eval_binary(struct sema *sm, struct scope *scope, struct node *n);

/* list.c */
struct value eval_list(struct sema *sm, struct scope *scope, struct node *n);
struct value eval_range(struct sema *sm, struct scope *scope, struct node *n);
struct value eval_comprehension(struct sema *sm, struct scope *scope, struct node *n);

/* A value of the same type that is not known. */
struct value type_only(struct value v);

/* The members of an enum's declaration: N_NAMEs. */
struct node *enum_members(const struct symbol *e);

/* `[x = 14, y = 12]`; `named`: each must have a name.  In component.c. */
struct axis *read_axes(struct sema *sm, struct scope *scope, struct node *args, bool named);

#endif

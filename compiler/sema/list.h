/* Inside the room: lists, ranges and comprehensions. */
#ifndef TL_SEMA_LIST_H
#define TL_SEMA_LIST_H

#include "compiler/sema/core.h"

/* `[1, 2]`, `1 .. 8 by 2`, `[x * x for x in list if …]`: mistakes are told (E0302,
 * E0309, E0312, E0317), and the value is poison or a list of unknown length. */
struct value eval_list(struct sema *sm, struct scope *scope, struct node *n);
struct value eval_range(struct sema *sm, struct scope *scope, struct node *n);
struct value eval_comprehension(struct sema *sm, struct scope *scope, struct node *n);

/* The elements of two lists, one list behind the other.  E0302 at `n`, the `+` between them, if
 * they hold different things; E0312 if they are too many. */
struct value lists_joined(struct sema *sm, struct node *n, struct value a, struct value b);

#endif

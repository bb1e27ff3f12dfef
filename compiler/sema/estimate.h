/* Inside the room: what actions cost that estimators are asked for. */
#ifndef TL_SEMA_ESTIMATE_H
#define TL_SEMA_ESTIMATE_H

#include "compiler/sema/core.h"

/* What an action of an instance costs: `own`, which is what the component says itself and
 * may be unknown, or what an estimator says that is better.  `arguments` has the parameters of
 * the action.  A poison if the design demands what nobody has (E0730 … E0732). */
struct value estimate_action(struct sema *sm, struct symbol *action, struct scope *arguments,
                             struct value own);

/* The area of an instance that says none itself; unknown if nobody can tell. */
struct value estimate_area(struct sema *sm, struct object *o);

#endif

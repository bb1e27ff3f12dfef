/* Inside the room: what actions cost that estimators are asked for. */
#ifndef TL_SEMA_ESTIMATE_H
#define TL_SEMA_ESTIMATE_H

#include "compiler/sema/core.h"
#include "compiler/sema/trace.h"

/* What an action of an instance costs: `own`, which is what the component says itself and
 * may be unknown, or what an estimator says that is better.  `arguments` has the parameters of
 * the action; what `own` rests on is noted if it is taken.  A poison if the design demands what nobody has (E0730 … E0732). */
struct value estimate_action(struct sema *sm, struct symbol *action, struct scope *arguments,
                             const struct tracing *rests_on, struct value own);

/* The same of an attribute that the component sets, as it is evaluated: only its area is asked. */
struct value estimate_attribute(struct sema *sm, struct symbol *attribute, struct value own);

/* The area of an instance that says none itself; unknown if nobody can tell. */
struct value estimate_area(struct sema *sm, struct object *o);

#endif

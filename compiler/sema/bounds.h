/* Inside the room: ranges of parameters, `resolution: bits in 1 bit .. 24 bit`.
 *
 * A bound is an expression that may speak of other parameters, so ranges are looked at
 * once all parameters are bound. */
#ifndef TL_SEMA_BOUNDS_H
#define TL_SEMA_BOUNDS_H

#include "compiler/sema/core.h"

/* The ends of a parameter's range, as seen from `scope`; false if it has none, or if they
 * are not numbers of the kind of `like`, which is told (E0301).  They may be unknown. */
bool bounds_read(struct sema *sm, struct scope *scope, const struct node *param, struct value like,
                 struct value *least, struct value *most);

/* Is `v` what the range of `param` allows?  If not it is told (E0309): `at` is where the value
 * comes from, `owner` what has the parameter. */
bool bounds_hold(struct sema *sm, struct scope *scope, const struct node *param, struct value v,
                 struct span at, const struct symbol *owner);

/* The same for all parameters of an instance.  One that does not hold makes it broken, and its
 * values are not known any more. */
void check_bounds(struct sema *sm, struct object *o);

#endif

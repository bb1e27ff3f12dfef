/* Inside the room: what a component has because its parts have it. */
#ifndef TL_SEMA_SUMS_H
#define TL_SEMA_SUMS_H

#include "compiler/sema/core.h"

/* Gives a component that is made of parts, and does not say what its `area` or its `leak`
 * is, the sums of theirs, and an arch the area of all its levels.  After its attributes are
 * bound. */
void imply_sums(struct sema *sm, struct object *o);

/* The value of such a symbol: not known if that of a part is not. */
struct value sum_of_parts(struct sema *sm, struct symbol *s);

#endif

/* Inside the room: the attribute `leakage` beside the action `leak`. */
#ifndef TL_SEMA_LEAKAGE_H
#define TL_SEMA_LEAKAGE_H

#include "compiler/sema/core.h"

/* The attribute, where it says what an instance leaks; NULL: the action says it, or nothing.
 * What the design sets wins over the action of the component, and an action over an attribute
 * that stands beside it. */
struct symbol *leakage_of(struct sema *sm, struct object *o);

#endif

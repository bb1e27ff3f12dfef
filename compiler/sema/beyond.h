/* Inside the room: numbers that lie beyond what their sources tell. */
#ifndef TL_SEMA_BEYOND_H
#define TL_SEMA_BEYOND_H

#include "compiler/sema/core.h"

struct level;

/* W0530: the energy or the area of a level is extrapolated; told once for each level. */
void tell_beyond(struct sema *sm, const struct level *l);

/* The same for an instance of a component that a `let` names. */
void tell_let_beyond(struct sema *sm, struct symbol *s, struct object *o);

/* The same for all levels of the arch that a declaration is by itself. */
void lint_beyond(struct sema *sm, struct symbol *s);

#endif

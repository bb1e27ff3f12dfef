/* Inside the room: who made the instance that something was found in. */
#ifndef TL_SEMA_TRAIL_H
#define TL_SEMA_TRAIL_H

#include "compiler/sema/core.h"

/* The innermost instance on the way here that was not made by the library; NULL:
 * none. */
struct trail *users_instance(const struct sema *sm);

/* Does this file belong to the library (and is not the one that is checked)? */
bool is_library(const struct sema *sm, uint32_t file);

/* `width = 8 bit`, or the value alone if it has no name; the call, or the level. */
struct span argument_span(const struct setting *s);
struct span made_at(const struct object *o);

/* Says of a diagnostic which instances it was found in.  One whose place is in the
 * library is moved to where the user made the instance. */
void add_trail(struct sema *sm, struct diag *d);

#endif

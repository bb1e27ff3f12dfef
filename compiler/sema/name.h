/* Inside the room: names and members in expressions. */
#ifndef TL_SEMA_NAME_H
#define TL_SEMA_NAME_H

#include "compiler/sema/core.h"

/* The value of an N_NAME: of a symbol in scope, of what flows in from around an
 * instance, of a built-in or a member of an enum.  Told (E0207, E0316) and poison
 * if it is none. */
struct value eval_name(struct sema *sm, struct scope *scope, struct node *n);

/* The value of an N_MEMBER, whatever it belongs to; tells E0208, E0209, E0701. */
struct value eval_member(struct sema *sm, struct scope *scope, struct node *n);

/* What `name` behind a dot is worth for an instance; poison, in silence, if it has none. */
struct value object_member_value(struct sema *sm, struct object *o, const char *name);

#endif

/* Inside the room: `require` and `expect`, and what they say when they fail. */
#ifndef TL_SEMA_REQUIREMENT_H
#define TL_SEMA_REQUIREMENT_H

#include "compiler/sema/core.h"

/* Holds the `require`s of an instance to be true, or one of a file (E0320).  An
 * instance that does not meet them is broken, and its values are not known any more:
 * nothing is said of what follows from them. */
void check_requires(struct sema *sm, struct object *o, struct node *items);
void check_file_require(struct sema *sm, struct scope *scope, struct node *n);

/* From here on only the types of an instance's values are known. */
void forget_instance(struct object *o);

/* An `expect`: what is false already is told (E0606). */
void check_expect(struct sema *sm, struct scope *scope, struct node *n);

/* The condition of an N_ASSERT: it must be a bool; whether it holds is for the
 * caller. */
struct value check_assert(struct sema *sm, struct scope *scope, struct node *n);

#endif

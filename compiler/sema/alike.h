/* Inside the room: parts that are alike are made once. */
#ifndef TL_SEMA_ALIKE_H
#define TL_SEMA_ALIKE_H

#include "compiler/sema/core.h"

/* What the members of a part come to follows from where it is made, from its arguments and from
 * what flows in.  So one that was made before, at the same place and of the same values, stands
 * for another: a study whose points differ in one memory makes all the others once. */

enum { FLOWING = 4 };            /* what flows inwards: `tech` and its like */

/* What an instance is made of. */
struct likeness {
  struct object *object;        /* NULL: it is to be made by itself */
  const struct symbol *in[FLOWING];
  uint64_t hash;                /* of arguments and of what flows in */
  uint32_t found, allowed;      /* diagnostics before it was made: in the queue, and left out */
};

/* Whether one is there that is like `o`, whose parameters are bound: that is returned.  If not,
 * `to` is filled for alike_keep, and NULL is returned. */
struct object *alike_find(struct sema *sm, struct object *o, struct likeness *to);

/* `of->object` is made: the next one that is like it need not be, unless something was found. */
void alike_keep(struct sema *sm, const struct likeness *of);

#endif

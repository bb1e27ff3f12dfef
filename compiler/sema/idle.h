/* Inside the room: hardware that a mapping leaves without work. */
#ifndef TL_SEMA_IDLE_H
#define TL_SEMA_IDLE_H

#include "compiler/sema/core.h"

/* W0512: instances of an array to which a mapping gives no work. */
void lint_idle(struct sema *sm, struct symbol *s);

#endif

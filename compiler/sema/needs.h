/* Inside the room: what would have to be known around a component for an energy to be known. */
#ifndef TL_SEMA_NEEDS_H
#define TL_SEMA_NEEDS_H

#include "compiler/sema/core.h"

/* Which of `tech`, `clock`, `voltage` and `temperature` an action's value asks for and does not
 * find: "`tech` and `clock`", in the arena; NULL: none.  Evaluates what it passes: mute it. */
const char *needs_of(struct sema *sm, struct symbol *action);

#endif

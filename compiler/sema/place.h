/* Inside the room: which statement may stand in which block. */
#ifndef TL_SEMA_PLACE_H
#define TL_SEMA_PLACE_H

#include "compiler/sema/core.h"

/* Tells E0210 for each item that cannot stand in the block of `parent` (a
 * keyword, or KW_NONE for the file); true if the item may stay.  Then E0211 is
 * told of what a declaration has and cannot have. */
bool place_item(struct sema *sm, enum keyword parent, const struct node *item);

#endif

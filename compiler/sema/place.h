/* Inside the room: which statement may stand in which block. */
#ifndef TL_SEMA_PLACE_H
#define TL_SEMA_PLACE_H

#include "compiler/sema/core.h"

/* Tells E0210 for each item that cannot stand in the block of `parent` (a
 * keyword, or KW_NONE for the file); true if the item may stay.  Then E0211 is
 * told of what a declaration has and cannot have. */
bool place_item(struct sema *sm, enum keyword parent, const struct node *item);

/* Helps on with an attribute or a field whose name begins a statement that may
 * stand in the block of `parent`: "write `keep A, B`" for `keep = [A, B]`.  False
 * if it is not like that. */
bool offer_statement(struct sema *sm, struct diag *d, enum keyword parent, const struct node *item);

#endif

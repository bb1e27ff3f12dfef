/* Inside the room: how large tensors are. */
#ifndef TL_SEMA_SHAPE_H
#define TL_SEMA_SHAPE_H

struct reader;

/* Finds out how large every tensor is, and that what one Einsum hands to the
 * next is there and large enough (E0407 … E0410, E0420). */
void shapes_infer(struct reader *r);

#endif

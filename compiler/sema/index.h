/* Inside the room: indices of tensors. */
#ifndef TL_SEMA_INDEX_H
#define TL_SEMA_INDEX_H

#include "compiler/sema/core.h"

struct rank;
struct reader;

/* Whether a name stands for a dimension, or for nothing at all (and was then
 * probably meant to). */
bool names_dimension(const struct reader *r, const struct node *n);

/* Reads one index, `2 * p + r - 1`: false, and told (E0202, E0403, E0405), if it
 * is not affine in the dimensions. */
bool index_read(struct reader *r, struct node *n, struct rank *out);

#endif

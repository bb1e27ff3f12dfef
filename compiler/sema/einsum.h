/* Inside the room: the parts that read a workload. */
#ifndef TL_SEMA_EINSUM_H
#define TL_SEMA_EINSUM_H

#include "compiler/sema/internal.h"

/* The state of reading one workload. */
struct reader {
  struct sema *sm;
  struct workload *workload;
  struct scope *scope; /* where its expressions are evaluated */
  struct map told;     /* names that are missing and were told once */
  bool broken;         /* an Einsum could not be read whole: nothing is said of what it lacks */
};

/* ---- index.c ---- */
/* Whether a name stands for a dimension, or for nothing at all (and was then
 * probably meant to). */
bool names_dimension(const struct reader *r, const struct node *n);
/* Reads one index, `2 * p + r - 1`: false, and told (E0202, E0403, E0405), if it
 * is not affine in the dimensions. */
bool index_read(struct reader *r, struct node *n, struct rank *out);

/* ---- einsum.c ---- */
/* Reads one Einsum: false, and told, if not all of it could be understood. */
bool einsum_read(struct reader *r, struct node *n, struct einsum *out);

/* ---- shape.c ---- */
/* Finds out how large every tensor is, and that what one Einsum hands to the
 * next is there and large enough (E0407 … E0410, E0420). */
void shapes_infer(struct reader *r);

#endif

/* Inside the room: the Einsums of a workload, as they are read. */
#ifndef TL_SEMA_EINSUM_H
#define TL_SEMA_EINSUM_H

#include "compiler/sema/core.h"
struct einsum;
struct workload;

/* The state of reading one workload. */
struct reader {
  struct sema *sm;
  struct workload *workload;
  struct scope *scope; /* where its expressions are evaluated */
  struct map told;     /* names that are missing and were told once */
  bool broken;         /* an Einsum could not be read whole: nothing is said of what it lacks */
};

/* Reads one Einsum: false, and told (E0402, E0404, E0406, E0426), if not all of it
 * could be understood. */
bool einsum_read(struct reader *r, struct node *n, struct einsum *out);

#endif

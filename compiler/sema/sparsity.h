/* Inside the room: what a sparsity says. */
#ifndef TL_SEMA_SPARSITY_H
#define TL_SEMA_SPARSITY_H

#include "compiler/sema/target.h"

/* `A.format = …` at a level. */
struct format {
  struct level *level;
  unsigned tensor;
  struct node *node;       /* N_ATTR */
};

struct sparsity {
  struct target target;
  struct node **densities;  /* by tensor: the N_ATTR that says it, or NULL */
  struct node **conditions; /* by tensor: what is skipped or gated by it, or NULL */
  VEC(struct format) formats;
};

/* ---- density.c ---- */
/* Checks `uniform(0.9)` and the like as the density of a tensor (E0501, E0502,
 * E0509), and `[bitmask(m), …]` as its format (E0503, E0504). */
void density_check(struct sparsity *s, unsigned tensor, struct node *n);
void format_check(struct sparsity *s, unsigned tensor, struct node *n);

#endif

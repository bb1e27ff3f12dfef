/* Inside the room: what a sparsity says. */
#ifndef TL_SEMA_SPARSITY_H
#define TL_SEMA_SPARSITY_H

#include "compiler/sema/target.h"
#include "lang/base/vec.h"

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

/* Checks a declaration: what it says of densities, formats and what is skipped. */
void check_sparsity(struct sema *sm, struct symbol *s);

#endif

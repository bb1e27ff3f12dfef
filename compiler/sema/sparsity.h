/* Inside the room: what a sparsity says. */
#ifndef TL_SEMA_SPARSITY_H
#define TL_SEMA_SPARSITY_H

#include "compiler/ir/ir.h"
#include "compiler/sema/target.h"
#include "lang/base/vec.h"

/* `A.format = …` at a level, and perhaps `A.format.order = …`. */
struct format {
  struct level *level;
  unsigned tensor;
  struct node *node;        /* N_ATTR; NULL: only its order was said */
  struct node *order;       /* N_ATTR; NULL: it was not */
  struct ir_format flat;    /* but for its node */
};

/* One tensor that is skipped or gated at a level. */
struct saving {
  struct level *level;
  struct ir_saving flat;    /* but for its node */
};

struct sparsity {
  struct target target;
  struct node **densities;  /* by tensor: the N_ATTR that says it, or NULL */
  struct node **conditions; /* by tensor: what is skipped or gated by it, or NULL */
  struct ir_density *density; /* by tensor: what its N_ATTR says */
  VEC(struct format) formats;
  VEC(struct saving) savings;
  unsigned choices;         /* that there are: numbers of alternatives */
};

/* Checks a declaration: what it says of densities, formats and what is skipped.  Once, whoever
 * asks first. */
void check_sparsity(struct sema *sm, struct symbol *s);

/* Checks it for a run, whose setting `at` is: its arguments, its arch and its workload may make a
 * difference. */
void sparsity_check_run(struct sema *sm, struct symbol *s, struct object *arch,
                        struct object *workload, struct node *at);

/* A sparsity without a mistake as a run has it.  Give it back to sparsity_free. */
void sparsity_resolve(struct sema *sm, struct symbol *s, struct object *arch,
                      struct object *workload, struct sparsity *out);
void sparsity_free(struct sparsity *s);

#endif

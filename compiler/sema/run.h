/* Inside the room: runs. */
#ifndef TL_SEMA_RUN_H
#define TL_SEMA_RUN_H

#include "compiler/sema/core.h"

/* A run as it was understood: what measures speak of. */
struct made_run {
  name_t name;              /* `as NAME`, else its workload's; NULL if it has none */
  struct node *node;
  struct object *arch, *workload; /* NULL: not known before it is made */
  struct made_run *next;
};

/* One run that stands in `scope`, in the block whose scope is `home`, to whose
 * runs it is added.  Tells E0601 … E0604, E0614 and W0521, and what its mapping
 * does not fit. */
void check_single_run(struct sema *sm, struct scope *scope, struct scope *home, struct node *run);

/* Makes `runs`, the list of results, known in a scope. */
void declare_results(struct sema *sm, struct scope *scope);

#endif

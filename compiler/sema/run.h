/* Inside the room: runs. */
#ifndef TL_SEMA_RUN_H
#define TL_SEMA_RUN_H

#include "compiler/sema/core.h"

/* A run as it was understood: what measures speak of. */
struct made_run {
  name_t name;              /* `as NAME`, else its workload's; NULL if it has none */
  struct node *node;
  struct object *arch, *workload; /* NULL: not known before it is made */
  struct symbol *mapping;   /* the mapping or mapspace it lies within; NULL: none */
  struct symbol *mapper;    /* that searches it; NULL: nobody says */
  struct node *sparsity;    /* the setting that gives it one; or NULL */
  struct symbol *zeros;     /* … and that itself */
  struct node *minimize;    /* what is sought, where its own block says so; or NULL */
  struct symbol *test;      /* the test it stands in, or NULL */
  name_t listed;            /* it runs each of a list in turn: the name of this one, or of the
                               loop's variable if it has none; else NULL */
  int64_t count;            /* how often its workload is executed */
  bool study;               /* one of the points of a study */
  const struct study *of;   /* … that is evaluated; else NULL */
  uint64_t point;           /* … and its number there */
  const struct run_results *results; /* once it was evaluated */
  struct scope *block;      /* of its own block */
  struct made_run *self;    /* itself; its own block sees a copy that has no `next` */
  struct made_run *next;    /* in the same block, the last one first */
  struct made_run *later;   /* in the program */
};

/* An `expect` that is to be asked again when the runs were evaluated. */
struct expectation {
  struct node *node;
  struct scope *scope;
  struct symbol *test;      /* that it stands in, or NULL */
  struct expectation *later;
};

/* One run that stands in `scope`, in the block whose scope is `home`, to whose
 * runs it is added.  Tells E0601 … E0604, E0614 and W0521, and what its mapping
 * does not fit. */
void check_single_run(struct sema *sm, struct scope *scope, struct scope *home, struct node *run);

/* What was computed in a scope from results that were not known is to be computed again. */
void refresh_results(struct sema *sm, struct scope *s);

/* Makes `runs`, the list of results, known in a scope. */
void declare_results(struct sema *sm, struct scope *scope);

#endif

/* Inside the room: workloads as they were read. */
#ifndef TL_SEMA_WORKLOAD_H
#define TL_SEMA_WORKLOAD_H

#include "compiler/sema/core.h"

struct dimension {
  name_t name;
  struct span at;           /* the name */
  struct node *binding;
  struct value size;        /* int ≥ 1, may be unknown */
  bool used;
};

/* One rank of an access: constant + Σ coefficient × dim. */
struct term { unsigned dim; struct value coefficient; };
struct rank {
  uint32_t n;
  struct term *terms;
  struct value offset;
  struct span at;
};

enum role { ROLE_INPUT = 1, ROLE_OUTPUT = 2, ROLE_WEIGHTS = 4, ROLE_INTERMEDIATE = 8 };
#define ROLE_ALL (~0u)

struct tensor {
  name_t name;
  struct span at;
  struct node *binding;     /* where `data` declares it */
  struct value width;       /* bits, or poison when only a level says it */
  bool has_width;
  unsigned role;            /* bits of enum role */
  bool declared_role;
  bool used;
  struct access *first;     /* its first access: gives the number of ranks */
  struct value *extents;    /* words along each rank of `first`; may be unknown; NULL if unused */
  struct value size;        /* words: product of extents; may be unknown */
};

struct access {
  unsigned tensor;          /* index in workload.tensors */
  struct node *node;        /* N_INDEX */
  uint32_t n_ranks;
  struct rank *ranks;
  struct access *next;
};

struct einsum {
  struct node *node;
  struct access *output;
  struct access *inputs;    /* in order of appearance */
  bool reduces;             /* += */
  struct einsum *next;
};

struct workload {
  struct object *object;
  uint32_t n_dims, n_tensors;
  struct dimension *dims;
  struct tensor *tensors;
  struct einsum *einsums;
  bool understood;          /* all of it was read, even if something is wrong with it */
};

/* Reads the block of an instance into its `workload`; E0402 … E0410, E0420 and
 * E0423 … E0429 are what may be wrong with it. */
void workload_build(struct sema *sm, struct object *workload);

/* The index of a dimension or a tensor by name, or -1. */
int workload_dim(const struct workload *w, name_t name);
int workload_tensor(const struct workload *w, name_t name);

/* Does any workload that was read, in whatever file, have a dimension of this name? */
bool some_workload_has(const struct sema *sm, name_t dim);

/* Offers the names of all dimensions, of all tensors. */
void workload_suggest_dims(const struct workload *w, struct suggest *to);
void workload_suggest_tensors(const struct workload *w, struct suggest *to);

/* "`A`, `B` and `Z`": all dimensions, all tensors; NULL if there are none.  In the
 * arena. */
const char *dimension_list(struct sema *sm, const struct workload *w);
const char *tensor_list(struct sema *sm, const struct workload *w);

/* Does a run of this workload on this arch know all it needs?  Tells E0424. */
void workload_check_run(struct sema *sm, struct object *workload, struct object *arch,
                        struct node *run);

/* Checks a declaration: its clauses (E0211), and its value (E0306) or its block. */
void check_workload(struct sema *sm, struct symbol *s);

/* W0501, W0502: dimensions and tensors that no Einsum speaks of. */
void lint_dimensions(struct sema *sm, struct symbol *s);
void lint_tensors(struct sema *sm, struct symbol *s);

#endif

/* Inside the room: from a checked program to its flat form. */
#ifndef TL_SEMA_FLATTEN_H
#define TL_SEMA_FLATTEN_H

#include "compiler/ir/ir.h"
#include "compiler/sema/core.h"

struct target;

/* An arch or a workload as the IR has it, into `out`; false if something about it is not
 * known (then it was told, or it was never instantiated). */
bool flatten_arch(struct sema *sm, struct object *arch, struct ir_arch *out);
bool flatten_workload(struct sema *sm, struct object *workload, struct ir_workload *out);

/* The mapping of a run, whose arch and workload were flattened to `a` and `w`. */
void flatten_mapping(struct sema *sm, struct made_run *run, const struct ir_arch *a,
                     const struct ir_workload *w, struct ir_mapping *out);

/* What a run searches in place of a mapping; the mapspace is also for one that has none, and
 * says nothing.  `arch` and `workload` of both are for the caller. */
void flatten_mapspace(struct sema *sm, struct made_run *run, const struct ir_arch *a,
                      const struct ir_workload *w, struct ir_mapspace *out);
void flatten_mapper(struct sema *sm, struct made_run *run, const struct ir_arch *a,
                    struct ir_mapper *out);

/* What a run says of zeros; it has a sparsity.  `arch` and `workload` are for the caller. */
void flatten_sparsity(struct sema *sm, struct made_run *run, const struct ir_arch *a,
                      struct ir_sparsity *out);

/* A set of tensors as the IR has it; NULL is empty. */
uint64_t flatten_set(const bool *in, unsigned tensors);

/* What a transit lets pass: all, unless it says what it carries. */
uint64_t flatten_carried(const struct target *t, const struct level *transit, unsigned tensors);

/* The index of a node by its name; the levels of an arch have unique ones. */
int flatten_node(const struct ir_arch *arch, name_t name);

#endif

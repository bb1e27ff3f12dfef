/* Evaluation: what running an Einsum on an architecture costs, under one mapping.
 *
 * An evaluator is made once for an architecture, an Einsum and an energy table, and
 * evaluates any number of mappings; after the first few it allocates nothing more.  Use
 * one in each thread. */
#ifndef TL_EVAL_EVALUATE_H
#define TL_EVAL_EVALUATE_H

#include "runtime/energy/table.h"
#include "runtime/eval/problem.h"
#include "runtime/eval/result.h"
#include "runtime/model/arch.h"
#include "runtime/model/mapping.h"
#include "runtime/model/sparsity.h"
#include "runtime/model/workload.h"

struct evaluator;

/* An evaluator for the path to the node `compute`; the three objects must outlive it and
 * stay as they are.  NULL: `problem` says what is too much of it.  Give it back to
 * evaluator_free. */
struct evaluator *evaluator_new(const struct model_arch *arch, int compute,
                                const struct model_einsum *einsum,
                                const struct energy_table *energy, struct eval_problem *problem);
void evaluator_free(struct evaluator *evaluator);

/* From now on there are zeros, as `sparsity` says, which must outlive the evaluator. */
void evaluator_set_sparsity(struct evaluator *evaluator, const struct model_sparsity *sparsity);

/* Evaluates a mapping.  The result belongs to the evaluator and holds until the next
 * call.  NULL: the mapping does not fit, and `problem` says where and by how much. */
const struct eval_result *evaluate(struct evaluator *evaluator,
                                   const struct model_mapping *mapping,
                                   struct eval_problem *problem);

#endif

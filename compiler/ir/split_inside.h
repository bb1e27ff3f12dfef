/* Inside the room: an Einsum that is taken out of a workload. */
#ifndef TL_IR_SPLIT_INSIDE_H
#define TL_IR_SPLIT_INSIDE_H

#include "compiler/ir/ir.h"

/* One Einsum of a workload, and where its dims and tensors stand in the workload of its own. */
struct piece {
  const struct ir_workload *whole;
  const struct ir_einsum *einsum;
  struct ir_workload alone;
  int *dim, *tensor;        /* [of the whole] -1: it has none of it */
};

/* A set as the workload of its own has it: `of` numbers the `n` members that there were. */
static inline uint64_t ir_set_of(uint64_t set, const int *of, unsigned n)
{
  uint64_t out = 0;
  for (unsigned i = 0; i < n && i < IR_SET; i++)
    if (of[i] >= 0 && ir_holds(set, i)) out |= UINT64_C(1) << of[i];
  return out;
}

static inline uint64_t ir_tensors_of(const struct piece *p, uint64_t set)
{
  return ir_set_of(set, p->tensor, p->whole->tensors);
}

/* What a sparsity says of its tensors; `workload` is for the caller. */
struct ir_sparsity ir_sparsity_of(struct arena *arena, const struct piece *p,
                                  const struct ir_sparsity *from);

#endif

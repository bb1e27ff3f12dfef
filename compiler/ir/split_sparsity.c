/* Sparsities of workloads of several Einsums: each gets what speaks of its tensors. */
#include "compiler/ir/split_inside.h"

static void take_format(struct arena *a, const struct piece *p, const struct ir_format *from,
                        struct ir_sparsity *to)
{
  if (p->tensor[from->tensor] < 0) return;
  struct ir_format *f = &to->format[to->formats++];
  *f = *from;
  f->tensor = (unsigned)p->tensor[from->tensor];
  f->rank = ARENA_ARRAY(a, struct ir_rank, f->ranks);
  for (unsigned i = 0; i < f->ranks; i++) {
    const struct ir_rank *rank = &from->rank[i];
    f->rank[i] = *rank;
    f->rank[i].list = ARENA_ARRAY(a, uint64_t, rank->lists);
    for (unsigned k = 0; k < rank->lists; k++)
      f->rank[i].list[k] = ir_set_of(rank->list[k], p->dim, p->whole->dims);
  }
}

/* Where none of the tensors that it goes by is there, nothing is left out. */
static void take_saving(const struct piece *p, const struct ir_saving *from,
                        struct ir_sparsity *to)
{
  uint64_t by = ir_tensors_of(p, from->by);
  if (p->tensor[from->target] < 0 || !by) return;
  struct ir_saving *s = &to->saving[to->savings++];
  *s = *from;
  s->target = (unsigned)p->tensor[from->target];
  s->by = by;
}

struct ir_sparsity ir_sparsity_of(struct arena *a, const struct piece *p,
                                  const struct ir_sparsity *from)
{
  struct ir_sparsity to = *from;
  to.density = ARENA_ARRAY(a, struct ir_density, p->alone.tensors);
  to.format = ARENA_ARRAY(a, struct ir_format, from->formats);
  to.saving = ARENA_ARRAY(a, struct ir_saving, from->savings);
  to.formats = to.savings = 0;
  for (unsigned t = 0; t < p->whole->tensors; t++)
    if (p->tensor[t] >= 0) to.density[p->tensor[t]] = from->density[t];
  for (unsigned i = 0; i < from->formats; i++) take_format(a, p, &from->format[i], &to);
  for (unsigned i = 0; i < from->savings; i++) take_saving(p, &from->saving[i], &to);
  return to;
}

/* A sparsity for one run: what it says of the tensors and the levels that this has. */
#include "compiler/sema/flatten.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/run.h"
#include "compiler/sema/sparsity.h"

static void flat_formats(struct sema *sm, const struct sparsity *s, const struct ir_arch *a,
                         struct ir_sparsity *out)
{
  out->format = ARENA_ARRAY(sm->arena, struct ir_format, s->formats.n);
  for (uint32_t i = 0; i < s->formats.n; i++) {
    const struct format *f = &s->formats.at[i];
    int node = flatten_node(a, f->level->name);
    if (node < 0 || !f->node) continue;
    struct ir_format *to = &out->format[out->formats++];
    *to = f->flat;
    to->node = (unsigned)node;
  }
}

static void flat_savings(struct sema *sm, const struct sparsity *s, const struct ir_arch *a,
                         struct ir_sparsity *out)
{
  out->saving = ARENA_ARRAY(sm->arena, struct ir_saving, s->savings.n);
  for (uint32_t i = 0; i < s->savings.n; i++) {
    int node = flatten_node(a, s->savings.at[i].level->name);
    if (node < 0) continue;
    struct ir_saving *to = &out->saving[out->savings++];
    *to = s->savings.at[i].flat;
    to->node = (unsigned)node;
  }
}

void flatten_sparsity(struct sema *sm, struct made_run *run, const struct ir_arch *a,
                      struct ir_sparsity *out)
{
  struct sparsity s;
  sparsity_resolve(sm, run->zeros, run->arch, run->workload, &s);
  *out = (struct ir_sparsity){.name = run->zeros->name->text, .span = run->zeros->where,
                              .density = s.density};
  flat_formats(sm, &s, a, out);
  flat_savings(sm, &s, a, out);
  sparsity_free(&s);
}

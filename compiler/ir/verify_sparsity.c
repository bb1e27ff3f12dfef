/* Sparsities: whether they speak of what is there, and of shares and bits that can be. */
#include "compiler/ir/verify.h"

/* The ranks that a tensor has, as it is read or written first; 0 if nobody does. */
static unsigned ranks_of(const struct ir_workload *w, unsigned tensor)
{
  for (unsigned i = 0; i < w->einsums; i++) {
    const struct ir_einsum *e = &w->einsum[i];
    if (e->output.tensor == tensor) return e->output.ranks;
    for (unsigned k = 0; k < e->inputs; k++)
      if (e->input[k].tensor == tensor) return e->input[k].ranks;
  }
  return 0;
}

static bool density_holds(struct verify *v, const struct ir_workload *w, unsigned tensor,
                          const struct ir_density *d)
{
  const char *name = w->tensor[tensor].name;
  unsigned ranks = ranks_of(w, tensor);
  switch (d->kind) {
  case IR_DENSE: return true;
  case IR_CONSTANT: case IR_UNIFORM:
    return (d->share >= 0 && d->share <= 1) ||
           ir_is_bad(v, "the density of %s is %g", name, d->share);
  case IR_STRUCTURED:
    if (d->count < 0 || d->of < 1 || d->count > d->of)
      return ir_is_bad(v, "%lld of %lld words of %s are not zero", (long long)d->count,
                       (long long)d->of, name);
    return !ranks || d->rank < ranks || ir_is_bad(v, "%s has no rank %u", name, d->rank);
  case IR_BANDED:
    return d->width >= 0 || ir_is_bad(v, "the band of %s is %lld wide", name, (long long)d->width);
  case IR_DATA: return (d->file && *d->file) || ir_is_bad(v, "the data of %s are nowhere", name);
  case IR_DENSITIES: break;
  }
  return ir_is_bad(v, "%s is of no density", name);
}

static bool rank_holds(struct verify *v, const struct ir_workload *w, const struct ir_rank *r,
                       const char *tensor)
{
  if (r->kind >= IR_RANK_KINDS) return ir_is_bad(v, "a rank of %s has no format", tensor);
  if (!(r->bits >= 0 || r->bits == -1) || !(r->payload >= 0 || r->payload == -1))
    return ir_is_bad(v, "metadata of %s take %g and %g bits", tensor, r->bits, r->payload);
  for (unsigned i = 0; i < r->lists; i++)
    if (r->list[i] & ~ir_all(w->dims)) return ir_is_bad(v, "a rank of %s is of no dim", tensor);
  return true;
}

static bool format_holds(struct verify *v, const struct ir_sparsity *s, unsigned index)
{
  const struct ir_arch *a = &v->design->arch[s->arch];
  const struct ir_workload *w = &v->design->workload[s->workload];
  const struct ir_format *f = &s->format[index];
  if (f->node >= a->nodes || f->tensor >= w->tensors || a->node[f->node].kind != IR_MEMORY)
    return ir_is_bad(v, "a format of %s is of nothing, or at no memory", s->name);
  const char *tensor = w->tensor[f->tensor].name;
  for (unsigned i = 0; i < index; i++)
    if (s->format[i].node == f->node && s->format[i].tensor == f->tensor)
      return ir_is_bad(v, "%s has two formats at %s", tensor, a->node[f->node].name);
  for (unsigned i = 0; i < f->ranks; i++)
    if (!rank_holds(v, w, &f->rank[i], tensor)) return false;
  return true;
}

static bool saving_holds(struct verify *v, const struct ir_sparsity *s, const struct ir_saving *x)
{
  const struct ir_arch *a = &v->design->arch[s->arch];
  const struct ir_workload *w = &v->design->workload[s->workload];
  if (x->node >= a->nodes || x->target >= w->tensors || (x->by & ~ir_all(w->tensors)))
    return ir_is_bad(v, "what %s leaves out is of nothing, or nowhere", s->name);
  const struct ir_node *node = &a->node[x->node];
  const char *target = w->tensor[x->target].name;
  if (node->kind != IR_MEMORY && node->kind != IR_COMPUTE && node->kind != IR_ARRAY)
    return ir_is_bad(v, "%s has nothing to leave out for %s", node->name, target);
  if (node->kind == IR_ARRAY && !x->skips) return ir_is_bad(v, "%s gates %s", node->name, target);
  return (x->by && !ir_holds(x->by, x->target)) ||
         ir_is_bad(v, "%s is left out at %s by itself, or by nothing", target, node->name);
}

bool ir_sparsity_holds(struct verify *v, const struct ir_sparsity *s)
{
  if (!s->name || !*s->name) return ir_is_bad(v, "a sparsity has no name");
  if (s->arch >= v->design->archs || s->workload >= v->design->workloads)
    return ir_is_bad(v, "%s is of nothing, or on nothing", s->name);
  const struct ir_workload *w = &v->design->workload[s->workload];
  bool fine = true;
  for (unsigned t = 0; fine && t < w->tensors; t++)
    fine = density_holds(v, w, t, &s->density[t]);
  for (unsigned i = 0; fine && i < s->formats; i++) fine = format_holds(v, s, i);
  for (unsigned i = 0; fine && i < s->savings; i++) fine = saving_holds(v, s, &s->saving[i]);
  return fine;
}

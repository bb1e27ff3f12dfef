#include "compiler/ir/ir.h"

#include <string.h>

struct verify {
  struct arena *arena;
  const struct ir_design *design;
};

/* ---- archs ---- */

static const char *bad_node(struct verify *v, const struct ir_arch *a, unsigned i)
{
  const struct ir_node *n = &a->node[i];
  if (!n->name || !*n->name) return arena_printf(v->arena, "node %u of %s has no name", i, a->name);
  for (unsigned k = 0; k < i; k++)
    if (!strcmp(a->node[k].name, n->name))
      return arena_printf(v->arena, "two nodes of %s are called %s", a->name, n->name);
  if (n->kind >= IR_KINDS) return arena_printf(v->arena, "%s is of no kind", n->name);
  if (n->parent >= (int)i || (n->parent >= 0 && a->node[n->parent].kind != IR_ARRAY))
    return arena_printf(v->arena, "what is around %s is no array before it", n->name);
  if ((n->kind == IR_ARRAY) != (n->axes > 0))
    return arena_printf(v->arena, "%s has %u axes", n->name, n->axes);
  for (unsigned k = 0; k < n->axes; k++)
    if (n->axis[k].size < 1) return arena_printf(v->arena, "an axis of %s is empty", n->name);
  return NULL;
}

/* ---- workloads ---- */

static const char *bad_access(struct verify *v, const struct ir_workload *w,
                              const struct ir_access *a)
{
  if (a->tensor >= w->tensors)
    return arena_printf(v->arena, "an access of %s is of no tensor", w->name);
  return NULL;
}

static const char *bad_workload(struct verify *v, const struct ir_workload *w)
{
  for (unsigned d = 0; d < w->dims; d++)
    if (w->dim[d].size < 1) return arena_printf(v->arena, "%s of %s is empty", w->dim[d].name, w->name);
  for (unsigned i = 0; i < w->einsums; i++) {
    const char *bad = bad_access(v, w, &w->einsum[i].output);
    for (unsigned k = 0; !bad && k < w->einsum[i].inputs; k++)
      bad = bad_access(v, w, &w->einsum[i].input[k]);
    if (bad) return bad;
  }
  return NULL;
}

/* ---- mappings ---- */

static const char *bad_loop(struct verify *v, const struct ir_mapping *m, const struct ir_node *node,
                            const struct ir_loop *l)
{
  const struct ir_workload *w = &v->design->workload[m->workload];
  if (l->dim >= w->dims) return arena_printf(v->arena, "a loop at %s is over no dim", node->name);
  if (l->bound < 1 || l->residual < 1 || l->residual > l->bound)
    return arena_printf(v->arena, "the loop over %s at %s takes %lld steps, in the end %lld",
                        w->dim[l->dim].name, node->name, (long long)l->bound,
                        (long long)l->residual);
  if (node->kind == IR_ARRAY ? l->axis < 0 || l->axis >= (int)node->axes
                             : node->kind != IR_MEMORY || l->axis >= 0)
    return arena_printf(v->arena, "the loop over %s may not stand at %s", w->dim[l->dim].name,
                        node->name);
  return NULL;
}

static const char *bad_mapping(struct verify *v, const struct ir_mapping *m)
{
  if (m->arch >= v->design->archs || m->workload >= v->design->workloads)
    return arena_printf(v->arena, "%s is of nothing, or on nothing", m->name);
  const struct ir_arch *a = &v->design->arch[m->arch];
  for (unsigned i = 0; i < m->levels; i++) {
    const struct ir_level *l = &m->level[i];
    if (l->node >= a->nodes || (i && l->node <= m->level[i - 1].node))
      return arena_printf(v->arena, "the levels of %s are not in the order of %s", m->name, a->name);
    for (unsigned k = 0; k < l->loops; k++) {
      const char *bad = bad_loop(v, m, &a->node[l->node], &l->loop[k]);
      if (bad) return bad;
    }
  }
  return NULL;
}

static const char *bad_run(struct verify *v, const struct ir_run *r)
{
  const struct ir_design *d = v->design;
  if (r->arch >= d->archs || r->workload >= d->workloads || r->mapping >= (int)d->mappings)
    return arena_printf(v->arena, "the run %s is of nothing, on nothing, or within nothing", r->name);
  if (r->count < 1) return arena_printf(v->arena, "the run %s never happens", r->name);
  if (r->mapping < 0) return NULL;
  const struct ir_mapping *m = &d->mapping[r->mapping];
  if (m->arch == r->arch && m->workload == r->workload) return NULL;
  return arena_printf(v->arena, "the mapping of the run %s is for something else", r->name);
}

const char *ir_verify(struct arena *arena, const struct ir_design *design)
{
  struct verify v = {arena, design};
  const char *bad = NULL;
  for (unsigned i = 0; !bad && i < design->archs; i++)
    for (unsigned k = 0; !bad && k < design->arch[i].nodes; k++)
      bad = bad_node(&v, &design->arch[i], k);
  for (unsigned i = 0; !bad && i < design->workloads; i++) bad = bad_workload(&v, &design->workload[i]);
  for (unsigned i = 0; !bad && i < design->mappings; i++) bad = bad_mapping(&v, &design->mapping[i]);
  for (unsigned i = 0; !bad && i < design->runs; i++) bad = bad_run(&v, &design->run[i]);
  return bad;
}

#include "compiler/ir/verify.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

bool ir_is_bad(struct verify *v, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  v->bad = arena_vprintf(v->arena, format, args);
  va_end(args);
  return false;
}

static bool is_named(struct verify *v, const char *name, const char *what)
{
  return (name && *name) || ir_is_bad(v, "%s has no name", what);
}

/* ---- archs ---- */

static bool attribute_holds(struct verify *v, const struct ir_attribute *a, const char *of)
{
  if (!a->key || !*a->key || !a->unit) return ir_is_bad(v, "an attribute of %s has no name", of);
  return a->value >= 0 || ir_is_bad(v, "%s of %s is %g", a->key, of, a->value);
}

static bool attributes_hold(struct verify *v, const struct ir_node *n)
{
  for (unsigned i = 0; i < n->attributes; i++)
    if (!attribute_holds(v, &n->attribute[i], n->name)) return false;
  for (unsigned i = 0; i < n->actions; i++) {
    const struct ir_action *a = &n->action[i];
    if (!a->name || !*a->name || !a->unit) return ir_is_bad(v, "an action of %s has no name", n->name);
    if (isnan(a->value)) return ir_is_bad(v, "the action %s of %s costs no number", a->name, n->name);
  }
  return true;
}

static bool axes_hold(struct verify *v, const struct ir_node *n)
{
  if ((n->kind == IR_ARRAY) != (n->axes > 0))
    return ir_is_bad(v, "%s has %u axes", n->name, n->axes);
  for (unsigned i = 0; i < n->axes; i++) {
    if (!is_named(v, n->axis[i].name, "an axis")) return false;
    if (n->axis[i].size < 1) return ir_is_bad(v, "an axis of %s is empty", n->name);
    for (unsigned k = 0; k < i; k++)
      if (!strcmp(n->axis[k].name, n->axis[i].name))
        return ir_is_bad(v, "two axes of %s are called %s", n->name, n->axis[i].name);
  }
  return true;
}

static bool node_holds(struct verify *v, const struct ir_arch *a, unsigned i)
{
  const struct ir_node *n = &a->node[i];
  if (!is_named(v, n->name, "a node")) return false;
  for (unsigned k = 0; k < i; k++)
    if (!strcmp(a->node[k].name, n->name))
      return ir_is_bad(v, "two nodes of %s are called %s", a->name, n->name);
  if (n->kind >= IR_KINDS) return ir_is_bad(v, "%s is of no kind", n->name);
  if (n->parent < -1 || n->parent >= (int)i ||
      (n->parent >= 0 && a->node[n->parent].kind != IR_ARRAY))
    return ir_is_bad(v, "what is around %s is no array before it", n->name);
  return axes_hold(v, n) && attributes_hold(v, n);
}

static bool arch_holds(struct verify *v, const struct ir_arch *a)
{
  if (!is_named(v, a->name, "an arch")) return false;
  for (unsigned i = 0; i < a->attributes; i++)
    if (!attribute_holds(v, &a->attribute[i], a->name)) return false;
  bool computes = false;
  for (unsigned i = 0; i < a->nodes; i++) {
    if (!node_holds(v, a, i)) return false;
    computes |= a->node[i].kind == IR_COMPUTE;
  }
  return computes || ir_is_bad(v, "nothing in %s computes", a->name);
}

/* ---- workloads ---- */

static bool access_holds(struct verify *v, const struct ir_workload *w, const struct ir_access *a)
{
  return a->tensor < w->tensors || ir_is_bad(v, "an access of %s is of no tensor", w->name);
}

static bool dim_holds(struct verify *v, const struct ir_workload *w, unsigned i)
{
  if (!is_named(v, w->dim[i].name, "a dim")) return false;
  for (unsigned k = 0; k < i; k++)
    if (!strcmp(w->dim[k].name, w->dim[i].name))
      return ir_is_bad(v, "two dims of %s are called %s", w->name, w->dim[i].name);
  return w->dim[i].size >= 1 || ir_is_bad(v, "%s of %s is empty", w->dim[i].name, w->name);
}

static bool tensor_holds(struct verify *v, const struct ir_workload *w, unsigned i)
{
  const struct ir_tensor *t = &w->tensor[i];
  if (!is_named(v, t->name, "a tensor")) return false;
  for (unsigned k = 0; k < i; k++)
    if (!strcmp(w->tensor[k].name, t->name))
      return ir_is_bad(v, "two tensors of %s are called %s", w->name, t->name);
  return t->word_bits >= 0 || ir_is_bad(v, "the words of %s have %g bits", t->name, t->word_bits);
}

static bool workload_holds(struct verify *v, const struct ir_workload *w)
{
  bool fine = is_named(v, w->name, "a workload");
  for (unsigned d = 0; fine && d < w->dims; d++) fine = dim_holds(v, w, d);
  for (unsigned t = 0; fine && t < w->tensors; t++) fine = tensor_holds(v, w, t);
  for (unsigned i = 0; fine && i < w->einsums; i++) {
    fine = access_holds(v, w, &w->einsum[i].output);
    for (unsigned k = 0; fine && k < w->einsum[i].inputs; k++)
      fine = access_holds(v, w, &w->einsum[i].input[k]);
  }
  return fine;
}

/* ---- mappings ---- */

static bool loop_holds(struct verify *v, const struct ir_mapping *m, const struct ir_node *node,
                       const struct ir_loop *l)
{
  const struct ir_workload *w = &v->design->workload[m->workload];
  if (l->dim >= w->dims) return ir_is_bad(v, "a loop at %s is over no dim", node->name);
  if (l->bound < 1 || l->residual < 1 || l->residual > l->bound)
    return ir_is_bad(v, "the loop over %s at %s takes %lld steps, in the end %lld",
                  w->dim[l->dim].name, node->name, (long long)l->bound, (long long)l->residual);
  bool may = node->kind == IR_ARRAY ? l->axis >= 0 && l->axis < (int)node->axes
                                    : node->kind == IR_MEMORY && l->axis < 0;
  return may || ir_is_bad(v, "the loop over %s may not stand at %s", w->dim[l->dim].name, node->name);
}

bool ir_policies_hold(struct verify *v, const struct ir_node *node, const struct ir_workload *w,
                      const struct ir_level *l)
{
  if ((l->refetch | l->preload | l->unicast | l->direct) & ~ir_all(w->tensors))
    return ir_is_bad(v, "%s is told something of no tensor", node->name);
  if ((node->kind != IR_MEMORY && (l->refetch | l->preload)) ||
      (node->kind != IR_ARRAY && (l->unicast | l->direct)))
    return ir_is_bad(v, "%s is told what is for nodes of another kind", node->name);
  for (unsigned t = 0; t < w->tensors; t++)
    if (ir_holds(l->preload, t) && !(w->tensor[t].roles & (IR_OUTPUT | IR_INTERMEDIATE)))
      return ir_is_bad(v, "%s preloads %s, which is only read", node->name, w->tensor[t].name);
  return true;
}

static bool level_holds(struct verify *v, const struct ir_mapping *m, const struct ir_level *l)
{
  const struct ir_node *node = &v->design->arch[m->arch].node[l->node];
  const struct ir_workload *w = &v->design->workload[m->workload];
  if (node->kind != IR_MEMORY && node->kind != IR_TRANSIT && node->kind != IR_ARRAY)
    return ir_is_bad(v, "%s is no level of a mapping", node->name);
  if ((node->kind == IR_ARRAY && l->tensors) || (l->tensors & ~ir_all(w->tensors)))
    return ir_is_bad(v, "%s keeps what it may not", node->name);
  if (!ir_policies_hold(v, node, w, l)) return false;
  for (unsigned i = 0; i < l->loops; i++) {
    if (!loop_holds(v, m, node, &l->loop[i])) return false;
    if (i && l->loop[i].axis > l->loop[i - 1].axis)
      return ir_is_bad(v, "the loops of %s are not from its last axis to its first", node->name);
  }
  return true;
}

static bool mapping_holds(struct verify *v, const struct ir_mapping *m)
{
  if (!is_named(v, m->name, "a mapping")) return false;
  if (m->arch >= v->design->archs || m->workload >= v->design->workloads)
    return ir_is_bad(v, "%s is of nothing, or on nothing", m->name);
  const struct ir_arch *a = &v->design->arch[m->arch];
  for (unsigned i = 0; i < m->levels; i++) {
    const struct ir_level *l = &m->level[i];
    if (l->node >= a->nodes || (i && l->node <= m->level[i - 1].node))
      return ir_is_bad(v, "the levels of %s are not in the order of %s", m->name, a->name);
    if (!level_holds(v, m, l)) return false;
  }
  return true;
}

/* Whether what it says of zeros is about what it runs. */
static bool is_sparse(struct verify *v, const struct ir_run *r)
{
  const struct ir_design *d = v->design;
  if (r->sparsity < 0) return true;
  if (r->sparsity >= (int)d->sparsities) return ir_is_bad(v, "the run %s has no sparsity", r->name);
  const struct ir_sparsity *s = &d->sparsity[r->sparsity];
  return (s->arch == r->arch && s->workload == r->workload) ||
         ir_is_bad(v, "the sparsity of the run %s is for something else", r->name);
}

/* Whether it says what is searched and how. */
static bool is_open(struct verify *v, const struct ir_run *r)
{
  const struct ir_design *d = v->design;
  if (r->mapspace < 0 || r->mapspace >= (int)d->mapspaces || r->mapper < 0 ||
      r->mapper >= (int)d->mappers)
    return ir_is_bad(v, "the run %s has no mapping, and no mapspace or mapper", r->name);
  const struct ir_mapspace *m = &d->mapspace[r->mapspace];
  const struct ir_mapper *p = &d->mapper[r->mapper];
  return (m->arch == r->arch && m->workload == r->workload && p->arch == r->arch &&
          p->workload == r->workload) ||
         ir_is_bad(v, "what the run %s searches is for something else", r->name);
}

static bool run_holds(struct verify *v, const struct ir_run *r)
{
  const struct ir_design *d = v->design;
  if (!is_named(v, r->name, "a run")) return false;
  if (r->arch >= d->archs || r->workload >= d->workloads || r->mapping < -1 ||
      r->mapping >= (int)d->mappings)
    return ir_is_bad(v, "the run %s is of nothing, on nothing, or within nothing", r->name);
  if (r->count < 1) return ir_is_bad(v, "the run %s never happens", r->name);
  if (!is_sparse(v, r)) return false;
  if (r->mapping < 0) return is_open(v, r);
  const struct ir_mapping *m = &d->mapping[r->mapping];
  return (m->arch == r->arch && m->workload == r->workload) ||
         ir_is_bad(v, "the mapping of the run %s is for something else", r->name);
}

const char *ir_verify(struct arena *arena, const struct ir_design *design)
{
  struct verify v = {arena, design, NULL};
  bool fine = true;
  for (unsigned i = 0; fine && i < design->archs; i++) fine = arch_holds(&v, &design->arch[i]);
  for (unsigned i = 0; fine && i < design->workloads; i++)
    fine = workload_holds(&v, &design->workload[i]);
  for (unsigned i = 0; fine && i < design->mappings; i++)
    fine = mapping_holds(&v, &design->mapping[i]);
  for (unsigned i = 0; fine && i < design->mapspaces; i++)
    fine = ir_mapspace_holds(&v, &design->mapspace[i]);
  for (unsigned i = 0; fine && i < design->mappers; i++)
    fine = ir_mapper_holds(&v, &design->mapper[i]);
  for (unsigned i = 0; fine && i < design->sparsities; i++)
    fine = ir_sparsity_holds(&v, &design->sparsity[i]);
  for (unsigned i = 0; fine && i < design->runs; i++) fine = run_holds(&v, &design->run[i]);
  return v.bad;
}

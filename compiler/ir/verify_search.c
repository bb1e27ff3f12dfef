/* Whether mapspaces and mappers make sense. */
#include "compiler/ir/verify.h"

#include <math.h>

/* ---- mapspaces ---- */

static bool limit_holds(struct verify *v, const struct ir_node *node, const struct ir_workload *w,
                        const struct ir_limit *l)
{
  bool here = node->kind == IR_ARRAY ? l->axis >= 0 && l->axis < (int)node->axes
                                     : node->kind == IR_MEMORY && l->axis < 0;
  if (!here) return ir_is_bad(v, "the loops of %s may not stand there", node->name);
  if (!l->dims || l->dims & ~ir_all(w->dims))
    return ir_is_bad(v, "a limit at %s is about no dim", node->name);
  if (l->low < 1 || l->high < l->low)
    return ir_is_bad(v, "loops at %s take from %lld to %lld steps", node->name, (long long)l->low,
                     (long long)l->high);
  for (unsigned i = 0; i < l->choices; i++)
    if (l->choice[i] < l->low || l->choice[i] > l->high ||
        (i && l->choice[i] <= l->choice[i - 1]))
      return ir_is_bad(v, "the choices at %s are not in their order", node->name);
  return true;
}

static bool same_loops(const struct ir_limit *a, const struct ir_limit *b)
{
  return a->axis == b->axis && a->dims == b->dims;
}

static bool limits_hold(struct verify *v, const struct ir_node *node, const struct ir_workload *w,
                        const struct ir_open *o)
{
  for (unsigned i = 0; i < o->limits; i++) {
    if (!limit_holds(v, node, w, &o->limit[i])) return false;
    for (unsigned k = 0; k < i; k++)
      if (same_loops(&o->limit[i], &o->limit[k]))
        return ir_is_bad(v, "two limits at %s are about the same loops", node->name);
  }
  return true;
}

static bool orders_hold(struct verify *v, const struct ir_node *node, const struct ir_workload *w,
                        const struct ir_open *o)
{
  if (o->orders && node->kind != IR_MEMORY)
    return ir_is_bad(v, "%s has an order and no loops in time", node->name);
  for (unsigned i = 0; i < o->orders; i++) {
    const struct ir_order *order = &o->order[i];
    if (order->dim >= w->dims || !order->outside || order->outside & ~ir_all(w->dims) ||
        ir_holds(order->outside, order->dim))
      return ir_is_bad(v, "an order at %s is about no dims", node->name);
    for (unsigned k = 0; k < i; k++)
      if (o->order[k].dim == order->dim)
        return ir_is_bad(v, "two orders at %s are about %s", node->name, w->dim[order->dim].name);
  }
  return true;
}

static bool numbers_hold(struct verify *v, const struct ir_node *node, double low, double high)
{
  return (low >= 0 && low <= high) ||
         ir_is_bad(v, "a limit at %s is from %g to %g", node->name, low, high);
}

static bool sizes_hold(struct verify *v, const struct ir_node *node, const struct ir_workload *w,
                       const struct ir_open *o)
{
  if ((o->tiles && node->kind != IR_MEMORY) || (o->uses && node->kind != IR_ARRAY))
    return ir_is_bad(v, "%s is told what is for nodes of another kind", node->name);
  for (unsigned i = 0; i < o->tiles; i++) {
    if (o->tile[i].tensor >= w->tensors)
      return ir_is_bad(v, "a tile at %s is of no tensor", node->name);
    if (!numbers_hold(v, node, o->tile[i].low, o->tile[i].high)) return false;
  }
  for (unsigned i = 0; i < o->uses; i++)
    if (!numbers_hold(v, node, o->use[i].low, o->use[i].high)) return false;
  return true;
}

static bool sets_hold(struct verify *v, const struct ir_node *node, const struct ir_workload *w,
                      const struct ir_open *o)
{
  uint64_t kept = o->keep | o->bypass;
  if ((kept | o->carries) & ~ir_all(w->tensors))
    return ir_is_bad(v, "%s keeps what it may not", node->name);
  if (o->keep & o->bypass) return ir_is_bad(v, "%s keeps and bypasses the same", node->name);
  if ((kept && node->kind != IR_MEMORY) || (o->carries && node->kind != IR_TRANSIT))
    return ir_is_bad(v, "%s is told what is for nodes of another kind", node->name);
  struct ir_level as_level = {.node = o->node, .refetch = o->refetch, .preload = o->preload,
                              .unicast = o->unicast, .direct = o->direct};
  return ir_policies_hold(v, node, w, &as_level);
}

bool ir_mapspace_holds(struct verify *v, const struct ir_mapspace *m)
{
  if (!m->name) return ir_is_bad(v, "a mapspace has no name");
  if (m->arch >= v->design->archs || m->workload >= v->design->workloads)
    return ir_is_bad(v, "the mapspace %s is of nothing, or on nothing", m->name);
  const struct ir_arch *a = &v->design->arch[m->arch];
  const struct ir_workload *w = &v->design->workload[m->workload];
  for (unsigned i = 0; i < m->opens; i++) {
    const struct ir_open *o = &m->open[i];
    if (o->node >= a->nodes || (i && o->node <= m->open[i - 1].node))
      return ir_is_bad(v, "the nodes of %s are not in the order of %s", m->name, a->name);
    const struct ir_node *node = &a->node[o->node];
    if (!sets_hold(v, node, w, o) || !limits_hold(v, node, w, o) ||
        !orders_hold(v, node, w, o) || !sizes_hold(v, node, w, o))
      return false;
  }
  return true;
}

/* ---- mappers ---- */

static bool step_holds(struct verify *v, const struct ir_mapper *m, const struct ir_goal_step *s)
{
  const struct ir_arch *a = &v->design->arch[m->arch];
  const struct ir_workload *w = &v->design->workload[m->workload];
  if ((unsigned)s->code >= IR_GOAL_CODES || isnan(s->number))
    return ir_is_bad(v, "a goal of %s is made of nothing", m->name);
  if (!ir_speaks_of_node(s->code)) return true;
  return (s->node >= 0 && s->node < (int)a->nodes && s->tensor >= -1 &&
          s->tensor < (int)w->tensors) ||
         ir_is_bad(v, "a goal of %s speaks of nothing", m->name);
}

/* In the end there is one value. */
static bool goal_holds(struct verify *v, const struct ir_mapper *m, const struct ir_goal *g)
{
  unsigned values = 0;
  if (!g->name || !*g->name) return ir_is_bad(v, "a goal has no name");
  if (!g->steps)
    return ir_known_goal(g->name) || ir_is_bad(v, "the goal %s is not known", g->name);
  for (unsigned i = 0; i < g->steps; i++) {
    if (!step_holds(v, m, &g->step[i])) return false;
    if (!ir_takes_two(g->step[i].code)) values++;
    else if (values < 2) return ir_is_bad(v, "a step of %s has no two values", g->name);
    else values--;
  }
  return values == 1 || ir_is_bad(v, "%s comes to %u values", g->name, values);
}

static bool options_hold(struct verify *v, const struct ir_mapper *m)
{
  if ((unsigned)m->strategy >= IR_STRATEGIES || (unsigned)m->imperfect >= IR_IMPERFECTS)
    return ir_is_bad(v, "%s searches in no known way", m->name);
  bool fine = m->victory >= 0 && m->timeout >= 0 && m->time_limit >= 0 && m->threads >= 0 &&
              m->seed >= 0 && m->gap >= 0 && m->gap <= 1 && m->memory_limit >= 0 && m->top >= 1;
  return fine || ir_is_bad(v, "an option of %s is out of range", m->name);
}

bool ir_mapper_holds(struct verify *v, const struct ir_mapper *m)
{
  if (!m->name || !*m->name) return ir_is_bad(v, "a mapper has no name");
  if (m->arch >= v->design->archs || m->workload >= v->design->workloads)
    return ir_is_bad(v, "the mapper %s is of nothing, or on nothing", m->name);
  if (!options_hold(v, m)) return false;
  for (unsigned i = 0; i < m->goals; i++)
    if (!goal_holds(v, m, &m->goal[i])) return false;
  return m->goals || ir_is_bad(v, "%s seeks nothing", m->name);
}

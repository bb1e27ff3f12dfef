/* What a run searches, and how: its mapspace and its mapper with all names looked up. */
#include "compiler/sema/flatten.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/component.h"
#include "compiler/sema/mapper.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/mapping_loop.h"
#include "compiler/sema/mapspace.h"
#include "compiler/sema/object.h"
#include "compiler/sema/objective.h"
#include "compiler/sema/run.h"
#include "compiler/sema/support.h"
#include "compiler/sema/workload.h"

#include <math.h>
#include <stdlib.h>

struct flat {
  struct sema *sm;
  const struct mapping *mapping; /* NULL: nobody says anything */
  const struct ir_workload *workload;
};

#define EACH(m, what, v) \
  for (uint32_t i_ = 0; i_ < (m)->what.n && ((v) = (m)->what.at[i_], true); i_++)

/* ---- tensors ---- */

static void add_place(struct span *at, const struct claim *c, uint64_t set)
{
  for (unsigned t = 0; t < IR_SET; t++)
    if (ir_holds(set, t)) at[t] = node_span(c->node);
}

static void find_claims(const struct flat *f, const struct level *l, struct ir_open *out)
{
  const struct claim *c;
  out->kept_at = ARENA_ARRAY(f->sm->arena, struct span, IR_SET);
  out->bypassed_at = ARENA_ARRAY(f->sm->arena, struct span, IR_SET);
  EACH(f->mapping, claims, c) {
    uint64_t set = flatten_set(c->in, f->workload->tensors);
    if (c->slot.level != l) continue;
    switch (c->word) {
    case KW_keep: out->keep |= set, add_place(out->kept_at, c, set); break;
    case KW_bypass: out->bypass |= set, add_place(out->bypassed_at, c, set); break;
    case KW_refetch: out->refetch |= set; break;
    case KW_preload: out->preload |= set; break;
    case KW_unicast: out->unicast |= set; break;
    case KW_direct: out->direct |= set; break;
    default: break;
    }
  }
}

/* ---- loops ---- */

static struct ir_limit no_limit(int axis, uint64_t dims)
{
  return (struct ir_limit){.axis = axis, .dims = dims, .low = 1, .high = INT64_MAX};
}

static bool is_limit(const struct ir_limit *l)
{
  return l->low > 1 || l->high < INT64_MAX || l->choices;
}

static int by_size(const void *a, const void *b)
{
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* One of the choices, or there is no list of them yet. */
static bool may_choose(const struct ir_limit *l, int64_t steps)
{
  if (!l->choice) return true;
  for (unsigned i = 0; i < l->choices; i++)
    if (l->choice[i] == steps) return true;
  return false;
}

/* Leaves the choices that another list has too; without one, all of it. */
static void meet_choices(struct arena *arena, struct ir_limit *l, const struct bound *b)
{
  int64_t *all = ARENA_ARRAY(arena, int64_t, b->n_choices);
  unsigned n = 0;
  memcpy(all, b->choices, b->n_choices * sizeof *all);
  qsort(all, b->n_choices, sizeof *all, by_size);
  for (uint32_t i = 0; i < b->n_choices; i++)
    if (may_choose(l, all[i]) && (!n || all[n - 1] != all[i])) all[n++] = all[i];
  l->choice = all;
  l->choices = n;
}

/* Those that lie between the limits, which become the least and the greatest of them.  If none
 * does, no number will do. */
static void trim_choices(struct ir_limit *l)
{
  unsigned n = 0;
  if (!l->choice) return;
  for (unsigned i = 0; i < l->choices; i++)
    if (l->choice[i] >= l->low && l->choice[i] <= l->high) l->choice[n++] = l->choice[i];
  l->choices = n;
  if (n) l->low = l->choice[0], l->high = l->choice[n - 1];
  else l->choice = NULL, l->low = l->high = INT64_MAX;
}

static void meet_bound(struct arena *arena, struct ir_limit *l, const struct bound *b)
{
  if (!b->known || b->rest) return;
  if (b->low > l->low) l->low = b->low, l->low_at = b->at;
  if (b->high < l->high) l->high = b->high, l->high_at = b->at;
  if (b->choices) meet_choices(arena, l, b);
}

static void forbid(struct ir_limit *l, const struct only *o)
{
  if (l->high == 1) return;
  l->high = 1;
  l->high_at = o->still ? o->still_at : o->at;
}

/* What is said of the loop over one dim in a slot. */
static struct ir_limit limit_of(const struct flat *f, const struct slot *s, int axis, unsigned dim)
{
  struct ir_limit l = no_limit(axis, UINT64_C(1) << dim);
  const struct bound *b;
  const struct only *o;
  name_t name = f->mapping->target.workload->workload->dims[dim].name;
  EACH(f->mapping, bounds, b)
    if (b->dim == (int)dim && same_slot(&b->slot, s)) meet_bound(f->sm->arena, &l, b);
  EACH(f->mapping, onlys, o)
    if (same_slot(&o->slot, s) && !only_allows(f->mapping, o, name, (int)dim, NULL))
      forbid(&l, o);
  trim_choices(&l);
  return l;
}

/* Several products of the same loops are one. */
static void add_product(const struct flat *f, const struct bound *b, int axis, struct ir_open *out)
{
  unsigned i = 0;
  if (!b->known || !b->dims) return;
  while (i < out->limits && (out->limit[i].axis != axis || out->limit[i].dims != b->dims)) i++;
  if (i == out->limits) out->limit[out->limits++] = no_limit(axis, b->dims);
  meet_bound(f->sm->arena, &out->limit[i], b);
  trim_choices(&out->limit[i]);
}

static void find_products(const struct flat *f, const struct slot *s, int axis,
                          struct ir_open *out)
{
  const struct bound *b;
  EACH(f->mapping, products, b)
    if (same_slot(&b->slot, s)) add_product(f, b, axis, out);
}

static void find_limits(const struct flat *f, const struct slot *s, int axis, struct ir_open *out)
{
  for (unsigned d = 0; d < f->workload->dims && d < IR_SET; d++) {
    struct ir_limit l = limit_of(f, s, axis, d);
    if (is_limit(&l)) out->limit[out->limits++] = l;
  }
  find_products(f, s, axis, out);
}

static void find_loops(const struct flat *f, struct level *l, struct ir_open *out)
{
  unsigned slots = l->kind == K_MEMORY;
  int axis = 0;
  for (const struct axis *a = l->axes; a; a = a->next) slots++;
  size_t most = (size_t)slots * f->workload->dims + f->mapping->products.n;
  out->limit = ARENA_ARRAY(f->sm->arena, struct ir_limit, most);
  if (l->kind == K_MEMORY) find_limits(f, &(struct slot){.level = l}, -1, out);
  for (struct axis *a = l->kind == K_ARRAY ? l->axes : NULL; a; a = a->next)
    find_limits(f, &(struct slot){.level = l, .space = true, .axis = a}, axis++, out);
}

/* ---- orders ---- */

static void put_outside(struct ir_open *out, unsigned inner, uint64_t outer, struct span at)
{
  unsigned i = 0;
  if (!outer) return;
  while (i < out->orders && out->order[i].dim != inner) i++;
  if (i == out->orders) {
    out->orders++;
    out->order[i] = (struct ir_order){.dim = inner, .span = at};
  }
  out->order[i].outside |= outer;
}

/* The dims that a name of an order stands for; `*` for all that it does not name. */
static uint64_t named_in(const struct flat *f, const struct order *o, const struct node *n)
{
  const struct workload *w = f->mapping->target.workload->workload;
  uint64_t named = 0;
  int dim;
  if (n->kind == N_NAME)
    return (dim = workload_dim(w, n->name)) >= 0 && dim < IR_SET ? UINT64_C(1) << dim : 0;
  for (const struct node *x = o->names; x; x = x->next)
    if (x->kind == N_NAME) named |= named_in(f, o, x);
  return ir_all(f->workload->dims) & ~named;
}

static void add_order(const struct flat *f, const struct order *o, struct ir_open *out)
{
  uint64_t outer = 0;
  for (const struct node *n = o->names; n; n = n->next) {
    uint64_t here = named_in(f, o, n);
    for (unsigned d = 0; d < f->workload->dims; d++)
      if (ir_holds(here, d)) put_outside(out, d, outer & ~here, o->at);
    outer |= here;
  }
}

static void find_orders(const struct flat *f, const struct level *l, struct ir_open *out)
{
  const struct order *o;
  out->order = ARENA_ARRAY(f->sm->arena, struct ir_order, f->workload->dims);
  EACH(f->mapping, orders, o)
    if (o->slot.level == l && l->kind == K_MEMORY) add_order(f, o, out);
}

/* ---- tiles and instances ---- */

static void find_demands(const struct flat *f, const struct level *l, struct ir_open *out)
{
  const struct demand *d;
  out->tile = ARENA_ARRAY(f->sm->arena, struct ir_tile, f->mapping->demands.n);
  out->use = ARENA_ARRAY(f->sm->arena, struct ir_use, f->mapping->demands.n);
  EACH(f->mapping, demands, d) {
    if (d->level != l) continue;
    if (d->use) out->use[out->uses++] = (struct ir_use){d->low, d->high, d->at};
    else out->tile[out->tiles++] =
      (struct ir_tile){(unsigned)d->tensor, d->low, d->high, d->at};
  }
}

/* ---- mapspaces ---- */

static bool says_something(const struct ir_open *o, const struct flat *f)
{
  return o->limits || o->orders || o->tiles || o->uses || o->keep || o->bypass ||
         (o->carries && o->carries != ir_all(f->workload->tensors)) || o->refetch || o->preload ||
         o->unicast || o->direct;
}

static void find_open(const struct flat *f, struct level *l, const struct target *t,
                      struct ir_open *out)
{
  if (l->kind == K_TRANSIT) out->carries = flatten_carried(t, l, f->workload->tensors);
  if (!f->mapping) return;
  find_claims(f, l, out);
  find_loops(f, l, out);
  find_orders(f, l, out);
  find_demands(f, l, out);
}

void flatten_mapspace(struct sema *sm, struct made_run *run, const struct ir_arch *a,
                      const struct ir_workload *w, struct ir_mapspace *out)
{
  struct mapping m = {.target = {.sm = sm, .arch = run->arch, .workload = run->workload}};
  struct flat f = {sm, run->mapping ? &m : NULL, w};
  if (run->mapping) mapping_resolve(sm, run->mapping, run->arch, run->workload, &m);
  *out = (struct ir_mapspace){.name = run->mapping ? run->mapping->name->text : "",
                              .span = run->mapping ? run->mapping->where
                                                   : node_head_span(run->node)};
  out->open = ARENA_ARRAY(sm->arena, struct ir_open, a->nodes);
  sm->diags->muted++;
  for (struct level *l = arch_next(run->arch, NULL); l; l = arch_next(run->arch, l)) {
    if (!(l->kind & (K_MEMORY | K_ARRAY | K_TRANSIT))) continue;
    struct ir_open open = {.node = (unsigned)flatten_node(a, l->name), .span = l->name_at};
    find_open(&f, l, &m.target, &open);
    if (says_something(&open, &f)) out->open[out->opens++] = open;
  }
  sm->diags->muted--;
  mapping_free(&m);
}

/* ---- mappers ---- */

static void flat_goal(struct sema *sm, struct scope *scope, struct node *n,
                      const struct made_run *run, const struct ir_arch *a, struct ir_goal *out)
{
  const char *known = objective_known(scope, n);
  *out = (struct ir_goal){.name = known ? known : source_text(sm, node_span(n)),
                          .span = node_span(n)};
  if (known) return;
  struct objective o = {.sm = sm, .scope = scope, .arch = run->arch, .workload = run->workload,
                        .flat = a};
  objective_read(&o, n);
  out->steps = o.steps.n;
  out->step = o.steps.at;
}

static void flat_goals(struct sema *sm, struct scope *scope, struct node *minimize,
                       const struct made_run *run, const struct ir_arch *a, struct ir_mapper *out)
{
  struct node *values = minimize->slot[NAMES_VALUES];
  out->goal = ARENA_ARRAY(sm->arena, struct ir_goal, list_length(values));
  for (struct node *n = values; n; n = n->next)
    flat_goal(sm, scope, n, run, a, &out->goal[out->goals++]);
}

void flatten_mapper(struct sema *sm, struct made_run *run, const struct ir_arch *a,
                    struct ir_mapper *out)
{
  static struct ir_goal product = {.name = "edp"};
  struct scope *scope = NULL;
  struct node *minimize = mapper_options(sm, run, out, &scope);
  sm->diags->muted++;
  if (run->minimize) flat_goals(sm, run->block, run->minimize, run, a, out);
  else if (minimize) flat_goals(sm, scope, minimize, run, a, out);
  sm->diags->muted--;
  if (out->goals) return;
  out->goal = arena_copy(sm->arena, &product, sizeof product);
  out->goals = 1;
}

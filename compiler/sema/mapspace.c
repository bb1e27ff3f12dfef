/* Constraints that cannot hold together: of loops and of orders; claim.c has those of
 * tensors. */
#include "compiler/sema/mapspace.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/claim.h"
#include "compiler/sema/core.h"
#include "compiler/sema/demand.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/mapping_loop.h"
#include "compiler/sema/product.h"
#include "compiler/sema/room.h"
#include "compiler/sema/support.h"
#include "compiler/sema/target.h"
#include "compiler/sema/workload.h"

static const char *text_at(const struct mapping *m, struct span at)
{
  return source_text(m->target.sm, at);
}

bool told_already(const struct mapping *m, const struct mapping *a, const struct mapping *b)
{
  return !m->target.run && a != m && b != m;
}

/* ---- numbers of steps ---- */

static bool is_choice(const struct bound *b, int64_t steps)
{
  if (!b->choices) return true;
  for (uint32_t i = 0; i < b->n_choices; i++)
    if (b->choices[i] == steps) return true;
  return false;
}

static bool within_range(const struct bound *b, int64_t steps)
{
  return b->low <= steps && steps <= b->high;
}

bool bound_admits(const struct bound *b, int64_t steps)
{
  return !b->known || (within_range(b, steps) && is_choice(b, steps));
}

bool bounds_meet(const struct bound *a, const struct bound *b)
{
  if (b->choices) {
    for (uint32_t i = 0; i < b->n_choices; i++)
      if (within_range(a, b->choices[i]) && is_choice(a, b->choices[i])) return true;
    return false;
  }
  if (a->choices) return bounds_meet(b, a);
  return a->low <= b->high && b->low <= a->high;
}

/* `nested`: b is the last of several loops, and stands for all of them. */
static void contradict(struct mapping *m, const struct bound *a, const struct bound *b, bool nested)
{
  const char *second =
      nested ? arena_printf(m->target.sm->arena, "%s = %lld", b->name->text, (long long)b->low)
             : text_at(m, b->at);
  struct diag *d = diag_at(m->target.sm->diags, E0418, b->at, "`%s` and `%s` cannot both hold %s",
                           text_at(m, a->at), second, slot_text(m, &b->slot));
  if (nested) diag_label(d, b->at, "makes %lld with the loops around it", (long long)b->low);
  else diag_label(d, b->at, "%s", bound_label(m, b));
  diag_label(d, a->at, "%s", bound_label(m, a));
  target_where(&m->target, d);
}

/* Loops of a mapping over one dimension in one slot are nested, and only together
 * they meet a constraint: that is as if the last were all of them. */
static struct bound product_of(const struct mapping *m, const struct bound *last, uint32_t n)
{
  struct bound all = *last;
  for (uint32_t i = 0; i < n; i++) {
    const struct bound *b = m->bounds.at[i];
    if (!b->from->one || b->name != last->name || !same_slot(&b->slot, &last->slot)) continue;
    all.known = all.known && b->known && !__builtin_mul_overflow(all.low, b->low, &all.low);
  }
  all.high = all.low;
  return all;
}

/* Is there another loop of the mapping behind this one that makes it complete? */
static bool goes_on(const struct mapping *m, const struct bound *b, uint32_t i)
{
  for (uint32_t k = i + 1; k < m->bounds.n; k++) {
    const struct bound *c = m->bounds.at[k];
    if (c->from->one && c->name == b->name && same_slot(&c->slot, &b->slot)) return true;
  }
  return false;
}

static void check_bound(struct mapping *m, uint32_t i)
{
  struct bound b = *m->bounds.at[i];
  if (b.from->one && goes_on(m, &b, i)) return;
  if (b.from->one) b = product_of(m, m->bounds.at[i], i);
  for (uint32_t k = 0; k < i && b.known; k++) {
    const struct bound *a = m->bounds.at[k];
    bool nested = a->from->one && b.from->one;
    if (!a->known || nested || a->name != b.name || !same_slot(&a->slot, &b.slot)) continue;
    if (told_already(m, a->from, b.from) || bounds_meet(a, &b)) continue;
    contradict(m, a, &b, b.low != m->bounds.at[i]->low);
    return;
  }
}

/* ---- over and reuse ---- */

static bool names_dim(const struct node *names, name_t name)
{
  while (names && names->name != name) names = names->next;
  return names != NULL;
}

static bool indexes(const struct access *a, int dim, const bool *still)
{
  if (!still[a->tensor]) return false;
  for (uint32_t i = 0; i < a->n_ranks; i++)
    for (uint32_t k = 0; k < a->ranks[i].n; k++)
      if (a->ranks[i].terms[k].dim == (unsigned)dim) return true;
  return false;
}

/* The tensor among these that a dimension moves; NULL if there is none. */
static const char *moved(const struct mapping *m, int dim, const bool *still)
{
  const struct workload *w = m->target.workload ? m->target.workload->workload : NULL;
  if (!w || dim < 0 || !still) return NULL;
  for (const struct einsum *e = w->einsums; e; e = e->next) {
    if (indexes(e->output, dim, still)) return w->tensors[e->output->tensor].name->text;
    for (const struct access *a = e->inputs; a; a = a->next)
      if (indexes(a, dim, still)) return w->tensors[a->tensor].name->text;
  }
  return NULL;
}

bool only_allows(const struct mapping *m, const struct only *o, name_t name, int dim,
                 const char **tensor)
{
  const char *in_the_way = moved(m, dim, o->still);
  if (tensor) *tensor = in_the_way;
  return !in_the_way && (!o->names || names_dim(o->names, name));
}

static void not_allowed(struct mapping *m, const struct only *o, const struct bound *b,
                        const char *tensor)
{
  struct diag *d = diag_at(m->target.sm->diags, E0418, b->at, "no loop over `%s` may run %s",
                           b->name->text, slot_text(m, &b->slot));
  diag_label(d, b->at, "%s", bound_label(m, b));
  if (tensor)
    diag_label(d, o->still_at, "only loops that reuse `%s`, and `%s` indexes it", tensor,
               b->name->text);
  else diag_label(d, o->at, "only these may");
  target_where(&m->target, d);
}

/* Each allows some dimensions, and both together none. */
static void nothing_allowed(struct mapping *m, const struct only *a, const struct only *b)
{
  const char *first = text_at(m, a->at), *second = text_at(m, b->at);
  struct diag *d = diag_at(m->target.sm->diags, E0418, b->at, "`over %s` and `over %s` together "
                           "let nothing run %s", first, second, slot_text(m, &b->slot));
  diag_label(d, b->at, "only over `%s`", second);
  diag_label(d, a->at, "only over `%s`", first);
  diag_help(d, "to let either of them run write `over %s, %s`", first, second);
  target_where(&m->target, d);
}

static bool nothing_in_common(const struct only *a, const struct only *b)
{
  for (const struct node *n = a->names; n; n = n->next)
    if (names_dim(b->names, n->name)) return false;
  return a->names && b->names && same_slot(&a->slot, &b->slot);
}

static void check_only_pairs(struct mapping *m, uint32_t i)
{
  const struct only *b = m->onlys.at[i];
  for (uint32_t k = 0; k < i; k++) {
    const struct only *a = m->onlys.at[k];
    if (!nothing_in_common(a, b) || told_already(m, a->from, b->from)) continue;
    nothing_allowed(m, a, b);
    return;
  }
}

static void check_only(struct mapping *m, const struct only *o)
{
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    if (!same_slot(&b->slot, &o->slot) || !b->known || b->low <= 1) continue;
    if (told_already(m, o->from, b->from)) continue;
    const char *tensor;
    if (!only_allows(m, o, b->name, b->dim, &tensor)) not_allowed(m, o, b, tensor);
  }
}

/* ---- orders ---- */

/* The place of a name in an order, that of `*` if it is not in it; -1 if there is none.  What
 * two orders call `*` are not the same loops. */
static int rank_in(const struct order *o, const struct node *of)
{
  int i = 0, rest = -1;
  for (const struct node *n = o->names; n; n = n->next, i++) {
    if (n->kind == N_STAR) rest = i;
    else if (n->name == of->name) return i;
  }
  return of->kind == N_STAR ? -1 : rest;
}

static const char *name_in(const struct node *n) { return n->name ? n->name->text : "*"; }

/* What `of` says of two loops, against `in`; true if that was told.  `b` is the later one. */
static bool orders_clash(struct mapping *m, const struct order *in, const struct order *of,
                         const struct order *b)
{
  for (const struct node *x = of->names; x; x = x->next)
    for (const struct node *y = x->next; y; y = y->next) {
      int first = rank_in(in, x), second = rank_in(in, y);
      if (first < 0 || second < 0 || first <= second) continue;
      struct diag *d =
          diag_at(m->target.sm->diags, E0418, b->at, "two orders of `%s` contradict each other",
                  b->slot.level->name->text);
      diag_label(d, of->at, "`%s` outside `%s`", name_in(x), name_in(y));
      diag_label(d, in->at, "`%s` outside `%s`", name_in(y), name_in(x));
      return true;
    }
  return false;
}

void constraints_check(struct mapping *m)
{
  claims_check(m);
  demands_check(m);
  rooms_check(m);
  for (uint32_t i = 0; i < m->bounds.n; i++) check_bound(m, i);
  products_check(m);
  for (uint32_t i = 0; i < m->onlys.n; i++) {
    check_only_pairs(m, i);
    check_only(m, m->onlys.at[i]);
  }
  for (uint32_t i = 0; i < m->orders.n; i++)
    for (uint32_t k = 0; k < i; k++) {
      const struct order *a = m->orders.at[k], *b = m->orders.at[i];
      if (a->slot.level == b->slot.level && !told_already(m, a->from, b->from))
        if (!orders_clash(m, a, b, b)) orders_clash(m, b, a, b);
    }
}

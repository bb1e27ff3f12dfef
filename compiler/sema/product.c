/* Products of steps, such as `for m * k <= 64`: whether they can hold at all, and together with
 * what else is said of their loops. */
#include "compiler/sema/product.h"

#include "compiler/sema/component.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/mapping_loop.h"
#include "compiler/sema/mapspace.h"
#include "compiler/sema/support.h"
#include "compiler/sema/workload.h"

static int64_t times(int64_t a, int64_t b)
{
  int64_t p;
  return __builtin_mul_overflow(a, b, &p) ? INT64_MAX : p;
}

static struct diag *tell(struct mapping *m, enum code code, const struct bound *p,
                         const char *message)
{
  struct diag *d = diag_at(m->target.sm->diags, code, p->at, "%s", message);
  diag_label(d, p->at, "%s", bound_label(m, p));
  return d;
}

#define TEXT(m, ...) arena_printf((m)->target.sm->arena, __VA_ARGS__)

static const char *factors_text(const struct mapping *m, const struct bound *p)
{
  return source_text(m->target.sm, factors_span(p));
}

/* ---- what else is said of a factor ---- */

struct said {
  int64_t low, high;
  const struct bound *low_by, *high_by; /* the bounds that say so, or NULL */
  const struct only *forbidden;         /* an `over` or a `reuse` that lets it not run, or NULL */
};

/* A mapping has chosen: its loops over the factor take so many steps, and without one it is 1. */
static struct said chosen(const struct mapping *m, const struct bound *p, const struct node *factor)
{
  struct said s = {.low = 1, .high = 1};
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    if (!b->from->one || b->name != factor->name || !same_slot(&b->slot, &p->slot)) continue;
    s.low = b->known ? times(s.low, b->low) : 1;
    s.high = b->known ? times(s.high, b->high) : INT64_MAX;
    s.low_by = s.high_by = b;
  }
  return s;
}

static struct said said_of(const struct mapping *m, const struct bound *p, const struct node *factor)
{
  struct said s = {.low = 1, .high = INT64_MAX};
  if (m->one) return chosen(m, p, factor);
  const struct workload *w = m->target.workload ? m->target.workload->workload : NULL;
  int dim = w ? workload_dim(w, factor->name) : -1;
  if (dim >= 0 && value_is_known_int(w->dims[dim].size)) s.high = w->dims[dim].size.u.i;
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    if (!b->known || b->rest || b->name != factor->name || !same_slot(&b->slot, &p->slot)) continue;
    if (b->low > s.low) s.low = b->low, s.low_by = b;
    if (b->high < s.high) s.high = b->high, s.high_by = b;
  }
  for (uint32_t i = 0; i < m->onlys.n; i++) {
    const struct only *o = m->onlys.at[i];
    if (same_slot(&o->slot, &p->slot) && !only_allows(m, o, factor->name, dim, NULL))
      s.forbidden = o, s.high = 1;
  }
  return s;
}

/* ---- together with the bounds of its factors ---- */

static void label_factors(struct mapping *m, struct diag *d, const struct bound *p, bool low)
{
  for (const struct node *f = p->factors; f; f = f->next) {
    struct said s = said_of(m, p, f);
    const struct bound *by = low ? s.low_by : s.high_by;
    if (s.forbidden) diag_label(d, s.forbidden->at, "does not let `%s` run here", f->name->text);
    else if (by) diag_label(d, by->at, "%s", bound_label(m, by));
  }
}

static bool factors_fit(struct mapping *m, const struct bound *p)
{
  int64_t least = 1, most = 1;
  for (const struct node *f = p->factors; f; f = f->next) {
    struct said s = said_of(m, p, f);
    least = times(least, s.low), most = times(most, s.high);
  }
  if (least <= p->high && p->low <= most) return true;
  const char *slot = slot_text(m, &p->slot), *factors = factors_text(m, p);
  bool low = least > p->high;
  int64_t all = low ? least : most;
  struct diag *d = tell(m, E0418, p, TEXT(m, "%s the loops over `%s` take %s %lld step%s", slot,
                                          factors, low ? "at least" : "at most", (long long)all,
                                          plural(all)));
  label_factors(m, d, p, low);
  target_where(&m->target, d);
  return false;
}

/* ---- together with other products ---- */

static bool same_factors(const struct bound *a, const struct bound *b)
{
  if (list_length(a->factors) != list_length(b->factors)) return false;
  for (const struct node *x = a->factors; x; x = x->next) {
    const struct node *y = b->factors;
    while (y && y->name != x->name) y = y->next;
    if (!y) return false;
  }
  return same_slot(&a->slot, &b->slot);
}

static bool products_meet(struct mapping *m, uint32_t i)
{
  const struct bound *b = m->products.at[i];
  for (uint32_t k = 0; k < i; k++) {
    const struct bound *a = m->products.at[k];
    if (!a->known || !same_factors(a, b) || told_already(m, a->from, b->from)) continue;
    if (bounds_meet(a, b)) continue;
    struct diag *d = tell(m, E0418, b, TEXT(m, "`%s` and `%s` cannot both hold %s",
                                            source_text(m->target.sm, a->at),
                                            source_text(m->target.sm, b->at),
                                            slot_text(m, &b->slot)));
    diag_label(d, a->at, "%s", bound_label(m, a));
    target_where(&m->target, d);
    return false;
  }
  return true;
}

/* ---- across arrays ---- */

static void check_width(struct mapping *m, const struct bound *p)
{
  const struct axis *a = p->slot.axis;
  if (!p->slot.space || !a || !value_is_known_int(a->size) || p->low <= a->size.u.i) return;
  struct diag *d = tell(m, E0431, p, TEXT(m, "no mapping can satisfy `%s` %s",
                                          source_text(m->target.sm, p->at),
                                          slot_text(m, &p->slot)));
  diag_note_at(d, a->size_at, "there are %lld instance%s", (long long)a->size.u.i,
               plural(a->size.u.i));
  target_where(&m->target, d);
}

void products_check(struct mapping *m)
{
  for (uint32_t i = 0; i < m->products.n; i++) {
    const struct bound *p = m->products.at[i];
    bool own = p->from == m || m->target.run || m->one;
    if (p->known && own && products_meet(m, i) && factors_fit(m, p)) check_width(m, p);
  }
}

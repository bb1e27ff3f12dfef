/* How the steps of a dim can be shared by its loops: the numbers that each slot admits, and
 * the products that they come to. */
#include "compiler/sema/split.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/component.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/mapping_loop.h"
#include "compiler/sema/mapspace.h"
#include "compiler/sema/support.h"
#include "compiler/sema/workload.h"

/* The divisors of a dim's size, ascending. */
struct split {
  struct mapping *m;
  const struct dimension *dim;
  int index;
  int64_t size;
  VEC(int64_t) divisors;
  bool *reached;           /* by divisor: the loops so far may come to it */
  bool *next;
};

static void find_divisors(struct split *s)
{
  for (int64_t d = 1; d <= s->size / d; d++)
    if (s->size % d == 0) vec_push(&s->divisors, d);
  for (uint32_t i = s->divisors.n; i--;) {
    int64_t d = s->divisors.at[i];
    if (d != s->size / d) vec_push(&s->divisors, s->size / d);
  }
}

/* ---- what a slot admits ---- */

static bool admits(const struct split *s, const struct slot *slot, int64_t steps)
{
  const struct mapping *m = s->m;
  const struct axis *a = slot->axis;
  if (a && value_is_known_int(a->size) && steps > a->size.u.i) return false;
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    if (b->dim != s->index || b->rest || !same_slot(&b->slot, slot)) continue;
    if (!bound_admits(b, steps)) return false;
  }
  for (uint32_t i = 0; i < m->products.n; i++) {
    const struct bound *p = m->products.at[i];
    bool about = p->known && same_slot(&p->slot, slot) && is_factor(p, s->dim->name);
    if (about && steps > p->high) return false;
  }
  for (uint32_t i = 0; steps > 1 && i < m->onlys.n; i++) {
    const struct only *o = m->onlys.at[i];
    if (same_slot(&o->slot, slot) && !only_allows(m, o, s->dim->name, s->index, NULL)) return false;
  }
  return true;
}

static void take_slot(struct split *s, const struct slot *slot)
{
  uint32_t n = s->divisors.n;
  memset(s->next, 0, n * sizeof *s->next);
  for (uint32_t i = 0; i < n; i++) {
    int64_t steps = s->divisors.at[i];
    if (!admits(s, slot, steps)) continue;
    for (uint32_t k = 0, to = 0; k < n && s->divisors.at[k] <= s->size / steps; k++) {
      if (!s->reached[k]) continue;
      while (to < n && s->divisors.at[to] < s->divisors.at[k] * steps) to++;
      if (to < n && s->divisors.at[to] == s->divisors.at[k] * steps) s->next[to] = true;
    }
  }
  bool *old = s->reached;
  s->reached = s->next;
  s->next = old;
}

/* Whether all slots together can come to the size. */
static bool can_split(struct split *s)
{
  find_divisors(s);
  s->reached = ARENA_ARRAY(s->m->target.sm->arena, bool, s->divisors.n);
  s->next = ARENA_ARRAY(s->m->target.sm->arena, bool, s->divisors.n);
  s->reached[0] = true;
  const struct object *arch = s->m->target.arch;
  for (struct level *l = arch_next(arch, NULL); l; l = arch_next(arch, l)) {
    if (l->kind == K_MEMORY) take_slot(s, &(struct slot){.level = l});
    for (struct axis *a = l->kind == K_ARRAY ? l->axes : NULL; a; a = a->next)
      take_slot(s, &(struct slot){.level = l, .space = true, .axis = a});
  }
  return s->reached[s->divisors.n - 1];
}

/* ---- what is told ---- */

static void label_bounds(const struct split *s, struct diag *d)
{
  const struct mapping *m = s->m;
  for (uint32_t i = m->bounds.n; i--;) {
    const struct bound *b = m->bounds.at[i];
    if (b->dim == s->index && b->known && !b->rest) diag_label(d, b->at, "%s", bound_label(m, b));
  }
  for (uint32_t i = 0; i < m->products.n; i++)
    if (m->products.at[i]->known && is_factor(m->products.at[i], s->dim->name))
      diag_label(d, m->products.at[i]->at, "%s", bound_label(m, m->products.at[i]));
  for (uint32_t i = 0; i < m->onlys.n; i++)
    if (!only_allows(m, m->onlys.at[i], s->dim->name, s->index, NULL))
      diag_label(d, m->onlys.at[i]->at, "does not let `%s` run here", s->dim->name->text);
}

static const struct bound *last_bound(const struct split *s)
{
  const struct bound *last = NULL;
  for (uint32_t i = 0; i < s->m->bounds.n; i++) {
    const struct bound *b = s->m->bounds.at[i];
    if (b->dim == s->index && b->known && !b->rest) last = b;
  }
  return last;
}

static void no_split(const struct split *s)
{
  struct mapping *m = s->m;
  const char *name = s->dim->name->text;
  struct span at = last_bound(s)->at;
  struct diag *d = diag_at(m->target.sm->diags, E0441, at,
                           "no loops over `%s` can share its %lld steps as is asked here", name,
                           (long long)s->size);
  label_bounds(s, d);
  diag_note(d, "their numbers of steps multiply to exactly %lld, unless the mapper says "
               "`imperfect = spatial` or `imperfect = all`", (long long)s->size);
  diag_help(d, "leave more numbers of steps open: `%s <= ...`", name);
  diag_note_at(d, node_span(s->dim->binding), "`%s` is declared with %lld step%s", name,
               (long long)s->size, plural(s->size));
  target_where(&m->target, d);
}

/* ---- choices of which none is left ---- */

static bool any_choice_admitted(const struct split *s, const struct bound *b)
{
  for (uint32_t i = 0; i < b->n_choices; i++)
    if (admits(s, &b->slot, b->choices[i])) return true;
  return false;
}

static void check_choices(const struct split *s)
{
  struct mapping *m = s->m;
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    if (b->dim != s->index || !b->known || !b->choices || any_choice_admitted(s, b)) continue;
    struct diag *d = diag_at(m->target.sm->diags, E0441, b->at,
                             "what is asked of `%s` %s leaves none of these numbers of steps",
                             s->dim->name->text, slot_text(m, &b->slot));
    label_bounds(s, d);
    target_where(&m->target, d);
    return;
  }
}

/* Sizes that are looked at: up to the square root of this many numbers are tried. */
#define LARGEST INT64_C(1000000000)

void split_check(struct mapping *m, bool perfect)
{
  const struct workload *w = m->target.workload->workload;
  for (uint32_t i = 0; i < w->n_dims; i++) {
    struct split s = {.m = m, .dim = &w->dims[i], .index = (int)i};
    if (!value_is_known_int(s.dim->size) || !last_bound(&s)) continue;
    s.size = s.dim->size.u.i;
    uint32_t errors = m->target.sm->diags->n_errors;
    check_choices(&s);
    bool look = perfect && s.size <= LARGEST && m->target.sm->diags->n_errors == errors;
    if (look && !can_split(&s)) no_split(&s);
    vec_free(&s.divisors);
  }
}

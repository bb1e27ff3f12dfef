/* W0512: instances of an array to which a mapping gives no work. */
#include "compiler/sema/idle.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/component.h"
#include "compiler/sema/coverage.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/mapping_loop.h"
#include "compiler/sema/workload.h"

/* The loops of one axis of one array. */
struct across {
  struct mapping *m;
  struct slot slot;
  const struct bound *only; /* the one loop that is not of one step; NULL if there are several */
  const struct bound *last;
  int64_t used, width;
};

static bool look_across(struct across *x)
{
  for (uint32_t i = 0; i < x->m->bounds.n; i++) {
    const struct bound *b = x->m->bounds.at[i];
    if (!same_slot(&b->slot, &x->slot)) continue;
    if (!b->known || !b->exact || b->low != b->high) return false;
    x->only = x->last ? NULL : b;
    x->last = b;
  }
  if (!x->last || !value_is_known_int(x->slot.axis->size)) return false;
  x->used = least_across(x->m, &x->slot, NULL);
  x->width = x->slot.axis->size.u.i;
  return x->used < x->width;
}

/* "columns of `PE`": what stays idle, as it is called along this axis. */
static const char *places(const struct across *x)
{
  const char *array = x->slot.level->name->text;
  name_t axis = x->slot.axis->name;
  struct arena *a = x->m->target.sm->arena;
  if (axis && names_equal(axis, "x")) return arena_printf(a, "columns of `%s`", array);
  if (axis && names_equal(axis, "y")) return arena_printf(a, "rows of `%s`", array);
  if (axis) return arena_printf(a, "places of `%s` in %s", array, axis->text);
  return arena_printf(a, "places of `%s`", array);
}

/* "16, 8, 4, 2, and 1": what divides the dimension and fits, largest first. */
static int64_t note_divisors(const struct across *x, struct diag *d, int64_t size)
{
  enum { SHOWN = 8 };
  int64_t best = 0;
  unsigned n = 0;
  struct strbuf b = {0};
  for (int64_t k = x->width < size ? x->width : size; k >= 1 && n < SHOWN; k--) {
    if (size % k) continue;
    if (!best) best = k;
    const char *comma = n == 1 && k == 1 ? " " : n ? ", " : "";
    strbuf_printf(&b, "%s%s%lld", comma, n && k == 1 ? "and " : "", (long long)k);
    n++;
  }
  diag_note(d, "`%s` is %lld: %s %s it and fit%s", x->only->name->text, (long long)size, b.text,
            n == 1 ? "divides" : "divide", n == 1 ? "s" : "");
  strbuf_free(&b);
  return best;
}

static void tell(const struct across *x)
{
  const struct bound *b = x->last;
  struct diag *d = diag_at(x->m->target.sm->diags, W0512, b->at, "%lld of the %lld %s stay%s idle",
                           (long long)(x->width - x->used), (long long)x->width, places(x),
                           x->width - x->used == 1 ? "s" : "");
  diag_label(d, b->at, "uses %lld of %lld (%.4g%%)", (long long)x->used, (long long)x->width,
             100.0 * (double)x->used / (double)x->width);
  const struct workload *w = x->m->target.workload ? x->m->target.workload->workload : NULL;
  if (x->only && w && b->dim >= 0 && w->dims[b->dim].size.known) {
    int64_t best = note_divisors(x, d, w->dims[b->dim].size.u.i);
    if (best > x->used) {
      const char *axis = x->slot.axis->name ? x->slot.axis->name->text : "";
      diag_help(d, "`par %s%s%s = %lld`", axis, *axis ? " " : "", b->name->text, (long long)best);
    }
  }
  diag_note(d, "silence with `-Wno-idle-hardware`");
}

/* ---- axes that no loop runs across ---- */

static bool has_loop(const struct mapping *m, const struct level *l, const struct axis *a)
{
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct slot *s = &m->bounds.at[i]->slot;
    if (s->level == l && s->space && s->axis == a) return true;
  }
  return false;
}

/* The name of the array in the `at` that speaks of it; of several the last. */
static struct span named_at(const struct mapping *m, const struct level *l)
{
  struct span at = {0};
  for (; m && !at.file; m = m->base)
    for (const struct node *n = m->target.symbol->node->slot[DECL_ITEMS]; n; n = n->next)
      for (const struct node *p = n->kind == N_AT ? n->slot[AT_PATHS] : NULL; p; p = p->next)
        if (p->name == l->name) at = node_span(p);
  return at;
}

/* An array that the mapping passes over: no place is told apart from the others. */
static void tell_passed_over(const struct across *x, const char *what, const char *par)
{
  struct span at = node_head_span(x->m->target.symbol->node);
  const char *array = x->slot.level->name->text;
  struct diag *d = diag_at(x->m->target.sm->diags, W0512, at,
                           "%lld of the %lld %s stay%s idle: the mapping does not mention it",
                           (long long)x->width - 1, (long long)x->width, what,
                           x->width == 2 ? "s" : "");
  diag_label(d, at, "nothing here is spread over `%s`", array);
  diag_help(d, "spread a dimension over it: `at %s { %s m = ... }`", array, par);
  diag_note(d, "silence with `-Wno-idle-hardware`");
}

/* One message for all axes of an array that have none. */
static void look_for_loops(struct mapping *m, struct level *l)
{
  struct arena *arena = m->target.sm->arena;
  struct across x = {.m = m, .slot = {.level = l, .space = true}, .width = 1};
  struct span at = named_at(m, l);
  unsigned n = 0;
  const char *par = "par", *all = "";
  for (struct axis *a = l->axes; a; a = a->next) {
    if (has_loop(m, l, a) || !value_is_known_int(a->size) || a->size.u.i == 1) continue;
    if (__builtin_mul_overflow(x.width, a->size.u.i, &x.width)) return;
    x.slot.axis = n ? NULL : a;
    if (a->name) par = arena_printf(arena, "par %s", a->name->text);
    all = arena_printf(arena, "%s%s`%s`", all, n++ ? " or " : "no ", par);
  }
  if (!n) return;
  const char *what = x.slot.axis ? places(&x)
                                 : arena_printf(arena, "places of `%s`", l->name->text);
  if (!at.file) {
    tell_passed_over(&x, what, par);
    return;
  }
  struct diag *d = diag_at(m->target.sm->diags, W0512, at, "all but one of the %lld %s stay idle",
                           (long long)x.width, what);
  diag_label(d, at, "%s here", all);
  diag_help(d, "spread a dimension over them: `%s m = ...`", par);
  diag_note(d, "silence with `-Wno-idle-hardware`");
}

void lint_idle(struct sema *sm, struct symbol *s)
{
  struct mapping m = {0};
  mapping_read_again(sm, s, &m);
  sm->diags->muted++;
  coverage_check(&m, true); /* says what `*` comes to */
  sm->diags->muted--;
  for (struct level *l = m.target.arch ? arch_next(m.target.arch, NULL) : NULL; l;
       l = arch_next(m.target.arch, l)) {
    for (struct axis *a = l->kind == K_ARRAY ? l->axes : NULL; a; a = a->next) {
      struct across x = {.m = &m, .slot = {.level = l, .space = true, .axis = a}};
      if (look_across(&x)) tell(&x);
    }
    if (l->kind == K_ARRAY) look_for_loops(&m, l);
  }
  mapping_free(&m);
}

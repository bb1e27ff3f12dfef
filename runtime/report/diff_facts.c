/* What else is told of a run: names, how good its mapping is, what was reported and expected. */
#include "runtime/report/diff_inside.h"
#include "runtime/report/page.h"

#include "lang/base/vec.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

struct facts { struct diff_fact *at; uint32_t n, cap; };

struct finding {
  struct arena *arena;
  struct facts facts;
};

static void find(struct finding *f, const char *what, const char *before, const char *after,
                 int sense)
{
  if (before && after && !strcmp(before, after)) return;
  if (!before && !after) return;
  vec_push_in(f->arena, &f->facts, (struct diff_fact){what, before, after, sense});
}

/* ---- the mapping ---- */

static const char *gap_text(struct arena *arena, const struct report_run *run)
{
  if (!run->search || isnan(run->search->gap)) return NULL;
  return arena_printf(arena, "%.4g %%", 100 * run->search->gap);
}

static const char *objectives(struct arena *arena, const struct report_run *run)
{
  struct strbuf text = {0};
  for (unsigned i = 0; i < run->objectives; i++)
    strbuf_printf(&text, "%s%s", i ? ", " : "", run->objective[i]);
  return run->objectives ? strbuf_take(&text, arena) : NULL;
}

/* The better a mapping is known to be, the larger. */
static int rank(enum report_status status)
{
  return status == REPORT_OPTIMAL ? 2 : status == REPORT_BOUNDED ? 1 : 0;
}

static void find_search(struct finding *f, const struct report_run *a, const struct report_run *b)
{
  bool sought = a->search && b->search;
  find(f, "mapping", page_status(a->status), page_status(b->status),
       sought ? rank(a->status) - rank(b->status) : 0);
  find(f, "objective", objectives(f->arena, a), objectives(f->arena, b), 0);
  double before = a->search ? a->search->gap : NAN, after = b->search ? b->search->gap : NAN;
  if (!diff_is_same(before, after) && fabs(after - before) > 1e-9)
    find(f, "gap", gap_text(f->arena, a), gap_text(f->arena, b), after > before ? 1 : -1);
}

/* ---- what was asked ---- */

static const char *value_text(struct arena *arena, const struct report_value *v)
{
  if (v->text) return v->text;
  if (isnan(v->number)) return "not known";
  if (v->unit) return arena_printf(arena, "%.6g %s", v->number, v->unit);
  return arena_printf(arena, "%.6g", v->number);
}

static const struct report_item *item_named(const struct report_run *run, const char *name)
{
  for (unsigned i = 0; i < run->items; i++)
    if (!strcmp(run->item[i].name, name)) return &run->item[i];
  return NULL;
}

static bool values_same(const struct report_value *a, const struct report_value *b)
{
  if (a->text || b->text) return a->text && b->text && !strcmp(a->text, b->text);
  if (!a->unit != !b->unit || (a->unit && strcmp(a->unit, b->unit))) return false;
  return diff_is_same(a->number, b->number);
}

static void find_items(struct finding *f, const struct report_run *a, const struct report_run *b)
{
  for (unsigned i = 0; i < a->items; i++) {
    const struct report_item *old = &a->item[i], *new = item_named(b, old->name);
    if (new && values_same(&old->value, &new->value)) continue;
    find(f, old->name, value_text(f->arena, &old->value),
         new ? value_text(f->arena, &new->value) : NULL, 0);
  }
  for (unsigned i = 0; i < b->items; i++)
    if (!item_named(a, b->item[i].name))
      find(f, b->item[i].name, NULL, value_text(f->arena, &b->item[i].value), 0);
}

static const char *expected_text(const struct report_expectation *e)
{
  return e ? e->passed ? "holds" : "fails" : NULL;
}

static const struct report_expectation *expectation_named(const struct report_run *run,
                                                          const char *text)
{
  for (unsigned i = 0; i < run->expectations; i++)
    if (!strcmp(run->expectation[i].text, text)) return &run->expectation[i];
  return NULL;
}

static void find_expectations(struct finding *f, const struct report_run *a,
                              const struct report_run *b)
{
  for (unsigned i = 0; i < a->expectations; i++) {
    const struct report_expectation *old = &a->expectation[i];
    const struct report_expectation *new = expectation_named(b, old->text);
    find(f, arena_printf(f->arena, "expect %s", old->text), expected_text(old),
         expected_text(new), new ? old->passed - new->passed : 0);
  }
  for (unsigned i = 0; i < b->expectations; i++) {
    const struct report_expectation *new = &b->expectation[i];
    if (!expectation_named(a, new->text))
      find(f, arena_printf(f->arena, "expect %s", new->text), NULL, expected_text(new),
           !new->passed);
  }
}

void diff_facts(struct arena *arena, struct diff_run *run)
{
  const struct report_run *a = run->before, *b = run->after;
  struct finding f = {.arena = arena};
  find(&f, "name", a->name, b->name, 0);
  find(&f, "workload", a->workload, b->workload, 0);
  find(&f, "arch", a->arch_name, b->arch_name, 0);
  if (a->count != b->count)
    find(&f, "times", arena_printf(arena, "%" PRIu64, a->count),
         arena_printf(arena, "%" PRIu64, b->count), 0);
  find_search(&f, a, b);
  find_items(&f, a, b);
  find_expectations(&f, a, b);
  run->facts = f.facts.n;
  run->fact = f.facts.at;
}

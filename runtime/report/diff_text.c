/* What changed, for people: the most important first. */
#include "runtime/report/diff_inside.h"
#include "runtime/report/page.h"

#include <math.h>
#include <string.h>

enum { SHOWN_RUNS = 8, SHOWN_PARTS = 20 }; /* in full; of more, these */

/* ---- numbers ---- */

static const char *metric_text(struct page *page, enum diff_metric metric, double v)
{
  switch (metric) {
  case DIFF_ENERGY: return page_energy(page, v);
  case DIFF_SECONDS: return page_time(page, v);
  case DIFF_AREA: return page_area(page, v);
  case DIFF_UTILIZATION: return page_share(page, v);
  case DIFF_EDP: return isnan(v) ? page_number(page, v) : arena_printf(&page->arena, "%.4g", v);
  default: return page_number(page, v);
  }
}

/* "+8.8 %"; few digits, but never none of those that tell. */
static const char *growth_text(struct page *page, struct diff_number n)
{
  double growth = 100 * diff_growth(n);
  if (isnan(growth)) return page_number(page, growth);
  if (isinf(growth)) return "from 0";
  if (growth == 0) return "";
  if (fabs(growth) >= 1000) return arena_printf(&page->arena, "%+.3g %%", growth);
  return arena_printf(&page->arena, fabs(growth) >= 0.05 ? "%+.1f %%" : "%+.1g %%", growth);
}

static const char *signed_energy(struct page *page, double pJ)
{
  const char *sign = pJ < 0 ? "-" : "+";
  return isnan(pJ) ? page_energy(page, pJ)
                   : arena_printf(&page->arena, "%s%s", sign, page_energy(page, fabs(pJ)));
}

/* What is less of is better, but for utilization; that there are other computes is neither. */
static enum table_look look_of(enum diff_metric metric, struct diff_number n)
{
  double growth = diff_growth(n);
  if (isnan(growth) || growth == 0 || metric == DIFF_COMPUTES) return LOOK_PLAIN;
  return (growth > 0) != (metric == DIFF_UTILIZATION) ? LOOK_BAD : LOOK_GOOD;
}

static void add(struct page *page, struct table *t, const char *text)
{
  table_add(t, LOOK_PLAIN, text ? page_safe(page, text) : "");
}

static const char *dash(struct page *page) { return page_number(page, NAN); }

/* ---- totals ---- */

static void put_totals(struct page *page, const struct diff_number metric[DIFF_METRICS])
{
  struct table t;
  table_init(&t, "lrrr");
  table_headings(&t, &page->arena, "|before|after|change");
  for (unsigned m = 0; m < DIFF_METRICS; m++) {
    struct diff_number n = metric[m];
    if (diff_is_same(n.before, n.after)) continue;
    table_add(&t, LOOK_FAINT, diff_metric_names[m]);
    table_add(&t, LOOK_PLAIN, metric_text(page, m, n.before));
    table_add(&t, LOOK_PLAIN, metric_text(page, m, n.after));
    table_add(&t, look_of(m, n), growth_text(page, n));
  }
  table_write(page->out, &t, page->style.color);
  table_free(&t);
}

/* ---- energy ---- */

/* Whether there is more of it, or it costs more. */
static const char *why_text(struct page *page, const struct diff_part *p)
{
  bool count = !diff_is_same(p->count.before, p->count.after);
  bool each = !diff_is_same(p->each_pJ.before, p->each_pJ.after);
  if (!(p->count.before > 0)) return "only after";
  if (!(p->count.after > 0)) return "only before";
  struct strbuf text = {0};
  if (count) strbuf_printf(&text, "count %s", growth_text(page, p->count));
  if (each) strbuf_printf(&text, "%seach %s", count ? ", " : "", growth_text(page, p->each_pJ));
  return strbuf_take(&text, &page->arena);
}

static void add_part(struct page *page, struct table *t, const struct diff_part *p, double all,
                     double most)
{
  double change = p->energy_pJ.after - p->energy_pJ.before;
  bool changed = !diff_is_same(p->energy_pJ.before, p->energy_pJ.after);
  add(page, t, p->level);
  add(page, t, p->tensor);
  add(page, t, p->action);
  table_add(t, LOOK_PLAIN, page_energy(page, p->count.before > 0 ? p->energy_pJ.before : NAN));
  table_add(t, LOOK_PLAIN, page_energy(page, p->count.after > 0 ? p->energy_pJ.after : NAN));
  table_add(t, !changed ? LOOK_PLAIN : change > 0 ? LOOK_BAD : LOOK_GOOD,
            changed ? signed_energy(page, change) : "");
  table_add(t, LOOK_PLAIN,
            changed ? growth_text(page, (struct diff_number){all, all + change}) : "");
  table_add(t, LOOK_BAR, page_bar(page, fabs(change) / most));
  table_add(t, LOOK_FAINT, why_text(page, p));
}

static void put_parts(struct page *page, const struct diff_run *run)
{
  struct table t;
  unsigned shown = run->parts < SHOWN_PARTS ? run->parts : SHOWN_PARTS;
  double most = 0, rest = 0;
  table_init(&t, "lllppprll");
  table_headings(&t, &page->arena, "level|tensor|action|before|after|change|of all||");
  for (unsigned i = 0; i < run->parts; i++) {
    const struct diff_number *pJ = &run->part[i].energy_pJ;
    most = fmax(most, fabs(pJ->after - pJ->before));
    if (i >= shown) rest += pJ->after - pJ->before;
  }
  for (unsigned i = 0; i < shown; i++)
    add_part(page, &t, &run->part[i], run->before->result->energy_pJ * (double)run->before->count,
             most);
  page_table(page, "energy", "the largest change first; of all: of the run's before", &t);
  if (shown < run->parts)
    strbuf_printf(page->out, "  and %u smaller changes, together %s\n", run->parts - shown,
                  signed_energy(page, rest));
}

/* ---- levels ---- */

static void add_change(struct page *page, struct table *t, const char *level, const char *what,
                       const char *before, const char *after)
{
  add(page, t, level);
  table_add(t, LOOK_FAINT, what);
  add(page, t, before);
  add(page, t, after);
}

static const char *count_text(struct page *page, double n)
{
  return isinf(n) ? "no limit" : page_number(page, n);
}

static void add_numbers(struct page *page, struct table *t, const char *level, const char *what,
                        double before, double after)
{
  if (!diff_is_same(before, after))
    add_change(page, t, level, what, count_text(page, before), count_text(page, after));
}

static void add_level(struct page *page, struct table *t, const struct diff_level *l)
{
  const struct level_result *a = l->before, *b = l->after;
  if (!a || !b) {
    add_change(page, t, l->name, "", a ? "there" : dash(page), b ? "there" : dash(page));
    return;
  }
  add_numbers(page, t, l->name, "instances", (double)a->instances, (double)b->instances);
  add_numbers(page, t, l->name, "in use", a->instances_used, b->instances_used);
  add_numbers(page, t, l->name, "bits", a->capacity_bits, b->capacity_bits);
  if (!diff_is_same(a->area_um2, b->area_um2))
    add_change(page, t, l->name, "area", page_area(page, a->area_um2),
               page_area(page, b->area_um2));
  add_numbers(page, t, l->name, "cycles", (double)a->cycles, (double)b->cycles);
  if (a->bound != b->bound)
    add_change(page, t, l->name, "sets time", a->bound ? "yes" : "no", b->bound ? "yes" : "no");
}

static void put_levels(struct page *page, const struct diff_run *run)
{
  struct table t;
  table_init(&t, "llrr");
  table_headings(&t, &page->arena, "level||before|after");
  for (unsigned i = 0; i < run->levels; i++) add_level(page, &t, &run->level[i]);
  page_table(page, "levels", "of one execution; bits of one instance", &t);
}

/* ---- the mapping ---- */

static const char *list_text(struct page *page, const char *const *text, unsigned n, bool there)
{
  struct strbuf list = {0};
  for (unsigned i = 0; i < n; i++) strbuf_printf(&list, "%s%s", i ? "; " : "", text[i]);
  if (!there) return dash(page);
  return n ? strbuf_take(&list, &page->arena) : "nothing";
}

static void add_sides(struct page *page, struct table *t, const char *level, const char *what,
                      const char *before, const char *after)
{
  if (strcmp(before, after)) add_change(page, t, level, what, before, after);
}

static void put_mapping(struct page *page, const struct diff_run *run)
{
  struct table t;
  table_init(&t, "llll");
  table_headings(&t, &page->arena, "level||before|after");
  for (unsigned i = 0; i < run->blocks; i++) {
    const struct diff_block *b = &run->block[i];
    const struct diff_side *old = &b->before, *new = &b->after;
    add_sides(page, &t, b->level, "keeps", list_text(page, old->keep, old->keeps, old->there),
              list_text(page, new->keep, new->keeps, new->there));
    add_sides(page, &t, b->level, "loops", list_text(page, old->loop, old->loops, old->there),
              list_text(page, new->loop, new->loops, new->there));
  }
  page_table(page, "mapping", "", &t);
}

/* ---- the rest ---- */

static void put_facts(struct page *page, const struct diff_run *run)
{
  struct table t;
  table_init(&t, "lll");
  table_headings(&t, &page->arena, "|before|after");
  for (unsigned i = 0; i < run->facts; i++) {
    const struct diff_fact *f = &run->fact[i];
    table_add(&t, LOOK_FAINT, page_safe(page, f->what));
    table_add(&t, LOOK_PLAIN, f->before ? page_safe(page, f->before) : dash(page));
    table_add(&t, f->sense > 0 ? LOOK_BAD : f->sense < 0 ? LOOK_GOOD : LOOK_PLAIN,
              f->after ? page_safe(page, f->after) : dash(page));
  }
  page_table(page, "besides", "", &t);
}

static void put_run(struct page *page, const struct diff_run *run)
{
  strbuf_putc(page->out, '\n');
  look_write(page->out, LOOK_STRONG, page_title(page, run->after), page->style.color);
  strbuf_putc(page->out, '\n');
  put_totals(page, run->metric);
  put_facts(page, run);
  put_parts(page, run);
  put_levels(page, run);
  put_mapping(page, run);
}

/* ---- all runs ---- */

static void add_metric(struct page *page, struct table *t, enum diff_metric metric,
                       struct diff_number n)
{
  table_add(t, LOOK_PLAIN, metric_text(page, metric, n.after));
  table_add(t, look_of(metric, n), growth_text(page, n));
}

static void add_summary(struct page *page, struct table *t, const char *name,
                        const struct diff_number metric[DIFF_METRICS], const char *remark)
{
  table_add(t, LOOK_PLAIN, page_safe(page, name));
  add_metric(page, t, DIFF_ENERGY, metric[DIFF_ENERGY]);
  add_metric(page, t, DIFF_CYCLES, metric[DIFF_CYCLES]);
  table_add(t, look_of(DIFF_EDP, metric[DIFF_EDP]), growth_text(page, metric[DIFF_EDP]));
  table_add(t, LOOK_FAINT, remark);
}

static void put_summary(struct page *page, const struct diff *diff)
{
  struct table t;
  table_init(&t, "lprrrrl");
  table_headings(&t, &page->arena, "run|energy||cycles||edp|");
  for (unsigned i = 0; i < diff->runs; i++)
    add_summary(page, &t, diff->run[i].before->name, diff->run[i].metric,
                diff->run[i].same ? "the same" : "");
  add_summary(page, &t, "all of these", diff->total, "");
  page_table(page, "runs", "as they are after, the largest change first", &t);
}

static void put_lonely(struct page *page, const struct report_run *const *run, unsigned n,
                       const char *where)
{
  struct table t;
  table_init(&t, "lpr");
  table_headings(&t, &page->arena, "run|energy|cycles");
  for (unsigned i = 0; i < n; i++) {
    add(page, &t, run[i]->name);
    table_add(&t, LOOK_PLAIN, page_energy(page, run[i]->result->energy_pJ * (double)run[i]->count));
    table_add(&t, LOOK_PLAIN,
              page_number(page, (double)run[i]->result->cycles * (double)run[i]->count));
  }
  page_table(page, where, "runs that the other report has not", &t);
}

static void put_remarks(struct page *page, const struct report_remark *const *remark, unsigned n,
                        const char *heading)
{
  struct table t;
  table_init(&t, "ll");
  for (unsigned i = 0; i < n; i++) {
    add(page, &t, remark[i]->code);
    add(page, &t, remark[i]->message);
  }
  page_table(page, heading, "", &t);
}

static void put_overs(struct page *page, const struct diff *diff)
{
  struct table t;
  table_init(&t, "llrr");
  table_headings(&t, &page->arena, "run||change|at most");
  for (unsigned i = 0; i < diff->overs; i++) {
    const struct diff_over *o = &diff->over[i];
    add(page, &t, o->run);
    table_add(&t, LOOK_PLAIN, diff_metric_names[o->metric]);
    table_add(&t, LOOK_BAD, growth_text(page, o->value));
    table_add(&t, LOOK_PLAIN, arena_printf(&page->arena, "%.6g %%", 100 * o->limit));
  }
  page_table(page, "over", "what grew by more than it may", &t);
}

static void put_changed(struct page *page, const struct diff *diff)
{
  unsigned changed = 0;
  for (unsigned i = 0; i < diff->runs; i++) {
    if (diff->run[i].same) continue;
    if (changed++ < SHOWN_RUNS) put_run(page, &diff->run[i]);
  }
  if (changed > SHOWN_RUNS)
    strbuf_printf(page->out, "\nThe %d largest changes are told in full, of %u; --run chooses "
                             "others.\n", SHOWN_RUNS, changed);
}

void diff_text(struct strbuf *out, const struct diff *diff, struct report_style style)
{
  struct page page = {.out = out, .style = style};
  arena_init(&page.arena);
  look_write(out, LOOK_STRONG, page_safe(&page, diff->before), style.color);
  strbuf_puts(out, style.spoken ? " to " : style.utf8 ? " \u2192 " : " -> ");
  look_write(out, LOOK_STRONG, page_safe(&page, diff->after), style.color);
  strbuf_puts(out, diff->same ? ": the reports tell the same of " : ": ");
  strbuf_printf(out, "%u run%s\n", diff->runs, diff->runs == 1 ? "" : "s");
  if (diff->runs > 1 && !diff->same) put_summary(&page, diff);
  put_lonely(&page, diff->lost, diff->only_before, "only before");
  put_lonely(&page, diff->added, diff->only_after, "only after");
  put_changed(&page, diff);
  put_remarks(&page, diff->remark_lost, diff->remarks_lost, "said only before");
  put_remarks(&page, diff->remark_added, diff->remarks_added, "said only after");
  put_overs(&page, diff);
  arena_free(&page.arena);
}

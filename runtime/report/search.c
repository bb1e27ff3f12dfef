/* How a mapping was found, and which others there are. */
#include "runtime/report/block.h"
#include "runtime/report/page.h"

#include "lang/base/vec.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* ---- how good it is ---- */

const char *page_status(enum report_status status)
{
  static const char *const WORDS[] = {
    [REPORT_GIVEN] = "given", [REPORT_OPTIMAL] = "optimal", [REPORT_BOUNDED] = "bounded",
    [REPORT_STOPPED] = "not proven"};
  return WORDS[status];
}

const char *page_goodness(struct page *page, enum report_status status, double gap)
{
  if (status == REPORT_OPTIMAL) return "none is better";
  if (!(gap < 1)) return "others may be better";
  return arena_printf(&page->arena, "none is better by more than %s", page_share(page, gap));
}

/* ---- what was done for it ---- */

static void add_row(struct table *t, const char *name, const char *text)
{
  table_add(t, LOOK_FAINT, name);
  table_add(t, LOOK_PLAIN, text);
}

/* " in pJ": what the value of a well-known objective counts in; "" of others. */
static const char *unit_text(const struct page *page, const char *objective)
{
  static const struct { const char *name, *unit, *plain; } UNITS[] = {
    {"energy", " in pJ", " in pJ"}, {"time", " in cycles", " in cycles"},
    {"latency", " in cycles", " in cycles"}, {"edp", " in pJ\u00b7cycles", " in pJ*cycles"},
    {"ed2p", " in pJ\u00b7cycles\u00b2", " in pJ*cycles^2"}};
  for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++)
    if (!strcmp(UNITS[i].name, objective))
      return page->style.utf8 ? UNITS[i].unit : UNITS[i].plain;
  return "";
}

static const char *objectives_text(struct page *page, const struct report_run *run, bool units)
{
  struct strbuf text = {0};
  for (unsigned i = 0; i < run->objectives; i++)
    strbuf_printf(&text, "%s%s%s", !i ? "" : run->front ? " and " : ", then ",
                  page_safe(page, run->objective[i]), units ? unit_text(page, run->objective[i]) : "");
  return strbuf_take(&text, &page->arena);
}

static const char *value_text(struct page *page, const struct report_search *s)
{
  if (s->lower_bound == s->value) return arena_printf(&page->arena, "%.6g", s->value);
  if (!(s->lower_bound > 0)) return arena_printf(&page->arena, "%.6g, no bound is known", s->value);
  return arena_printf(&page->arena, "%.6g, and none below %.6g", s->value, s->lower_bound);
}

static const char *effort_text(struct page *page, const struct report_search *s)
{
  const char *evaluated = arena_printf(&page->arena, "%s evaluated", page_count(page, s->evaluated));
  if (!s->labels) return evaluated;
  return arena_printf(&page->arena, "%s, %s parts of mappings looked at", evaluated,
                      page_count(page, s->labels));
}

static const char *pruned_text(struct page *page, const struct report_search *s)
{
  return arena_printf(&page->arena, "%s as their bound is no better, %s as another beats them, "
                      "%s beyond a limit", page_count(page, s->pruned_bound),
                      page_count(page, s->pruned_dominated), page_count(page, s->pruned_limit));
}

void page_search(struct page *page, const struct report_run *run)
{
  const struct report_search *s = run->search;
  struct table t;
  if (!s) return;
  table_init(&t, "ll");
  add_row(&t, "least", objectives_text(page, run, true));
  add_row(&t, "value", value_text(page, s));
  add_row(&t, "mappings", arena_printf(&page->arena, "10^%.1f, %s", s->mapspace_log10,
                                       effort_text(page, s)));
  if (s->pruned_bound || s->pruned_dominated || s->pruned_limit)
    add_row(&t, "left out", pruned_text(page, s));
  if (s->ended) add_row(&t, "ended by", s->ended);
  if (s->of_network)
    add_row(&t, "chosen", "together with the other runs of its network");
  if (s->shared_with)
    add_row(&t, "shared", arena_printf(&page->arena, "with %s, which is the same problem",
                                       page_safe(page, s->shared_with)));
  page_table(page, "search", s->strategy, &t);
}

/* ---- the others ---- */

/* "GLB: A, Z; n 2, k 16": a block in a few words. */
static void add_block(struct strbuf *out, const struct report_run *run,
                      const struct model_mapping *m, const struct report_block *b)
{
  bool any = false;
  struct strbuf loops = {0};
  for (unsigned i = b->first; i < b->end; i++) {
    const struct model_loop *l = &m->loop[i];
    const struct model_array *array = &run->arch->node[l->node].array;
    if (l->bound == 1) continue;
    strbuf_puts(&loops, any ? ", " : " ");
    if (l->axis >= 0 && array->axes > 1) strbuf_printf(&loops, "%s ", array->axis[l->axis].name);
    strbuf_printf(&loops, "%s %" PRId64, run->einsum->dim_names[l->dim], l->bound);
    any = true;
  }
  if (any || b->keeps) {
    strbuf_printf(out, "%s%s", out->n ? "; " : "", run->arch->node[b->node].name);
    bool first = true;
    for (unsigned i = 0; i < run->einsum->tensors; i++) {
      if (!(b->keeps >> i & 1)) continue;
      strbuf_printf(out, "%s%s", first ? " (" : " ", run->einsum->tensor[i].name);
      first = false;
    }
    if (!first) strbuf_putc(out, ')');
    strbuf_puts(out, strbuf_str(&loops));
  }
  strbuf_free(&loops);
}

static const char *mapping_text(struct page *page, const struct report_run *run,
                                const struct model_mapping *m)
{
  struct strbuf text = {0};
  struct report_blocks blocks = report_blocks(run, m);
  for (uint32_t i = 0; i < blocks.n; i++) add_block(&text, run, m, &blocks.at[i]);
  vec_free(&blocks);
  return page_safe(page, strbuf_take(&text, &page->arena));
}

static void add_found(struct page *page, struct table *t, const struct report_run *run,
                      unsigned i)
{
  const struct report_found *f = &run->at[i];
  table_add(t, LOOK_PLAIN, arena_printf(&page->arena, "%u", i + 1));
  table_add(t, LOOK_PLAIN, arena_printf(&page->arena, "%.6g", f->value[0]));
  table_add(t, LOOK_PLAIN, page_energy(page, f->energy_pJ));
  table_add(t, LOOK_PLAIN, page_count(page, f->cycles));
  table_add(t, LOOK_PLAIN, mapping_text(page, run, f->mapping));
}

void page_found(struct page *page, const struct report_run *run)
{
  struct table t;
  if (!run->found) return;
  table_init(&t, "rrprl");
  table_headings(&t, &page->arena, "||energy|cycles|mapping");
  for (unsigned i = 0; i < run->found; i++) add_found(page, &t, run, i);
  const char *goals = objectives_text(page, run, false);
  if (run->front)
    page_table(page, "front",
               arena_printf(&page->arena, "no other is better in %s at once", goals), &t);
  else page_table(page, "best mappings", goals, &t);
}

/* ---- networks ---- */

static const char *runs_text(struct page *page, const struct report_network *n)
{
  return arena_printf(&page->arena, "%u runs, %s to %s", n->runs, page_safe(page, n->run[0]),
                      page_safe(page, n->run[n->runs - 1]));
}

void page_network(struct page *page, const struct report_network *n)
{
  struct table t;
  table_init(&t, "ll");
  add_row(&t, "least", arena_printf(&page->arena, "%s of the sum: %.6g, which is %s energy in %s "
                                    "cycles", page_safe(page, n->objective), n->value,
                                    page_energy(page, n->energy_pJ),
                                    page_number(page, n->cycles)));
  add_row(&t, page_status(n->status), page_goodness(page, n->status, n->gap));
  add_row(&t, "weighed", arena_printf(&page->arena, "%u times, energy against cycles",
                                      n->searches));
  page_table(page, "network", runs_text(page, n), &t);
}

/* What runs come to, in a few words. */
#include "runtime/report/page.h"

#include <math.h>
#include <string.h>

static bool any_costs(const struct eval_result *r)
{
  for (unsigned i = 0; i < r->levels; i++)
    if (level_costs(&r->level[i])) return true;
  return false;
}

/* Energy of all executions; NAN if nothing is known to cost any. */
static double energy_of_run(const struct report_run *run)
{
  return any_costs(run->result) ? run->result->energy_pJ * (double)run->count : NAN;
}

static const char *total(struct page *page, uint64_t n, uint64_t times)
{
  uint64_t product;
  if (__builtin_mul_overflow(n, times, &product))
    return page_number(page, (double)n * (double)times);
  return page_count(page, product);
}

const char *page_title(struct page *page, const struct report_run *run)
{
  const char *on = arena_printf(&page->arena, "%s on %s", run->workload, run->arch_name);
  if (!strcmp(run->name, run->workload)) return page_safe(page, on);
  return page_safe(page, arena_printf(&page->arena, "%s: %s", run->name, on));
}

/* ---- one run ---- */

static void add_fact(struct table *t, const char *name, const char *value, const char *remark)
{
  table_add(t, LOOK_FAINT, name);
  table_add(t, LOOK_STRONG, value);
  table_add(t, LOOK_PLAIN, remark);
}

/* ", without `Buffer` and 2 more": the energy is not all of it. */
static void add_unpriced(struct strbuf *remark, const struct report_run *run)
{
  if (!run->unpriced) return;
  strbuf_printf(remark, ", without `%s`", run->no_price[0]);
  if (run->unpriced > 1) strbuf_printf(remark, " and %u more", run->unpriced - 1);
}

static void add_energy(struct page *page, struct table *t, const struct report_run *run)
{
  const struct eval_result *r = run->result;
  struct strbuf remark = {0};
  bool known = any_costs(r);
  if (known) {
    strbuf_printf(&remark, "%s per compute", page_energy(page, r->energy_pJ / (double)r->computes));
    if (r->leakage_pJ > 0)
      strbuf_printf(&remark, ", %s leakage", page_share(page, r->leakage_pJ / r->energy_pJ));
    add_unpriced(&remark, run);
  } else {
    strbuf_puts(&remark, "no action has an energy");
  }
  add_fact(t, "energy", page_energy(page, energy_of_run(run)),
           page_safe(page, strbuf_take(&remark, &page->arena)));
}

/* By what the time is bound, and how far beyond that of the computes it is. */
static const char *bound_text(struct page *page, const struct report_run *run)
{
  const struct eval_result *r = run->result;
  const struct level_result *compute = &r->level[r->levels - 1];
  struct strbuf text = {0};
  for (unsigned i = 0; i < r->levels; i++) {
    const struct level_result *l = &r->level[i];
    if (compute->bound ? l != compute : !l->bound) continue;
    strbuf_printf(&text, "%s%s", text.n ? ", " : "bound by ", run->arch->node[l->node].name);
  }
  if (!compute->bound)
    strbuf_printf(&text, ", %.4g times what the computes need",
                  (double)r->busy_cycles / (double)compute->cycles);
  return strbuf_take(&text, &page->arena);
}

static void add_time(struct page *page, struct table *t, const struct report_run *run)
{
  const struct eval_result *r = run->result;
  const char *clock = "";
  if (run->arch->cycle_s > 0)
    clock = arena_printf(&page->arena, "cycles of %s", page_time(page, run->arch->cycle_s));
  add_fact(t, "time", page_time(page, r->seconds * (double)run->count), clock);
  add_fact(t, "cycles", total(page, r->cycles, run->count), bound_text(page, run));
  if (r->cycles > r->busy_cycles)
    add_fact(t, "", "", arena_printf(&page->arena, "%s of them to fill and drain networks",
                                     total(page, r->cycles - r->busy_cycles, run->count)));
}

/* The products that there are to compute; 0 if they are too many to count. */
static uint64_t wanted(const struct report_run *run)
{
  uint64_t all = 1;
  for (unsigned d = 0; d < run->einsum->dims; d++)
    if (__builtin_mul_overflow(all, (uint64_t)run->einsum->bounds[d], &all)) return 0;
  return all;
}

/* How many computes are charged. Where loops in arrays do not divide, all instances are taken to do
 * what the first one does, and the sum of that is not what the workload wants. */
static const char *computes_text(struct page *page, const struct report_run *run)
{
  uint64_t charged = run->result->computes, all = wanted(run);
  const char *text = total(page, charged, run->count);
  if (!all || charged == all) return arena_printf(&page->arena, "%s computes", text);
  return arena_printf(&page->arena, "%s computes: %s too %s, as loops do not divide", text,
                      total(page, charged > all ? charged - all : all - charged, run->count),
                      charged > all ? "many" : "few");
}

static void add_search(struct page *page, struct table *t, const struct report_run *run)
{
  const struct report_search *s = run->search;
  if (s) add_fact(t, "mapping", page_status(run->status), page_goodness(page, run->status, s->gap));
}

void page_facts(struct page *page, const struct report_run *run, struct table *t)
{
  const struct eval_result *r = run->result;
  table_init(t, "lll");
  add_energy(page, t, run);
  add_time(page, t, run);
  add_fact(t, "utilization", page_share(page, r->utilization), computes_text(page, run));
  add_fact(t, "area", page_area(page, r->area_um2), "");
  add_search(page, t, run);
  if (run->count > 1)
    add_fact(t, "times", page_count(page, run->count), "energy, time and cycles are of all");
}

/* ---- several runs side by side ---- */

static bool same_arch(const struct report *report)
{
  for (unsigned i = 1; i < report->runs; i++)
    if (strcmp(report->run[i].arch_name, report->run[0].arch_name)) return false;
  return true;
}

/* Whether the runs are parts of one job, so that their sum means something: other work
 * each time, on the same arch. */
static bool adds_up(const struct report *report)
{
  for (unsigned i = 0; i < report->runs; i++)
    for (unsigned k = 0; k < i; k++)
      if (!strcmp(report->run[i].workload, report->run[k].workload)) return false;
  return same_arch(report);
}

static void add_run(struct page *page, struct table *t, const struct report_run *run, bool same)
{
  const struct eval_result *r = run->result;
  table_add(t, LOOK_PLAIN, page_safe(page, run->name));
  table_add(t, LOOK_PLAIN, same ? "" : page_safe(page, run->arch_name));
  table_add(t, LOOK_PLAIN, run->count > 1 ? page_count(page, run->count) : "");
  table_add(t, LOOK_PLAIN, page_energy(page, energy_of_run(run)));
  table_add(t, LOOK_PLAIN, page_time(page, r->seconds * (double)run->count));
  table_add(t, LOOK_PLAIN, total(page, r->cycles, run->count));
  table_add(t, LOOK_PLAIN, page_share(page, r->utilization));
  table_add(t, LOOK_PLAIN, page_area(page, r->area_um2));
}

static void add_sum(struct page *page, struct table *t, const struct report *report)
{
  double pJ = 0, seconds = 0, cycles = 0;
  for (unsigned i = 0; i < report->runs; i++) {
    const struct report_run *run = &report->run[i];
    pJ += energy_of_run(run);
    seconds += run->result->seconds * (double)run->count;
    cycles += (double)run->result->cycles * (double)run->count;
  }
  table_add(t, LOOK_STRONG, "all");
  table_add(t, LOOK_PLAIN, "");
  table_add(t, LOOK_PLAIN, "");
  table_add(t, LOOK_STRONG, page_energy(page, pJ));
  table_add(t, LOOK_STRONG, page_time(page, seconds));
  table_add(t, LOOK_STRONG, page_number(page, cycles));
  table_add(t, LOOK_PLAIN, "");
  table_add(t, LOOK_PLAIN, "");
}

void page_summary(struct page *page, const struct report *report, struct table *t)
{
  bool same = same_arch(report);
  table_init(t, "llrpprpp");
  table_headings(t, &page->arena,
                 same ? "run||times|energy|time|cycles|utilization|area"
                      : "run|on|times|energy|time|cycles|utilization|area");
  for (unsigned i = 0; i < report->runs; i++) add_run(page, t, &report->run[i], same);
  if ((t->sum = adds_up(report))) add_sum(page, t, report);
}

/* Energy beside time of runs of one workload, and those of which no other is better in both. */
#include "runtime/report/axes.h"
#include "runtime/report/html.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEWEST = 3 }; /* two are compared without a drawing */

struct tradeoff {
  const struct report_run *run;
  double energy, cycles;
};

/* Whether there is something to be seen: runs differ in both. */
static bool differ(const struct axes *a, const struct tradeoff *at, unsigned n)
{
  enum { SEEN = 5 };
  double right = 0, left = INFINITY, low = 0, high = INFINITY;
  for (unsigned i = 0; i < n; i++) {
    double x = axes_x(a, at[i].cycles), y = axes_y(a, at[i].energy);
    left = fmin(left, x), right = fmax(right, x);
    high = fmin(high, y), low = fmax(low, y);
  }
  return right - left > SEEN && low - high > SEEN;
}

static bool can_be_compared(const struct report *report)
{
  for (unsigned i = 0; i < report->runs; i++) {
    const struct report_run *run = &report->run[i];
    if (strcmp(run->workload, report->run[0].workload)) return false;
    if (run->count != report->run[0].count) return false;
    if (run->result->computes != report->run[0].result->computes) return false;
    if (!(run->result->energy_pJ > 0) || !run->result->cycles) return false;
  }
  return report->runs >= FEWEST;
}

static int compare(const void *a, const void *b)
{
  const struct tradeoff *x = a, *y = b;
  if (x->cycles < y->cycles || x->cycles > y->cycles) return x->cycles < y->cycles ? -1 : 1;
  if (x->energy < y->energy || x->energy > y->energy) return x->energy < y->energy ? -1 : 1;
  return x->run < y->run ? -1 : 1;
}

static void draw_point(const struct axes *a, const struct tradeoff *t, bool front)
{
  struct page *page = a->page;
  strbuf_printf(page->out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"><title>",
                front ? "point" : "none", axes_x(a, t->cycles), axes_y(a, t->energy),
                front ? 5 : 3);
  html_text(page->out, t->run->name);
  strbuf_printf(page->out, ": %s, %s cycles</title></circle>\n", page_energy(page, t->energy),
                page_number(page, t->cycles));
}

/* Those in front come last, so that nothing lies on them. */
static void draw_points(const struct axes *a, const struct tradeoff *at, unsigned n)
{
  for (unsigned front = 0; front < 2; front++) {
    double least = at[0].energy * 2;
    for (unsigned i = 0; i < n; i++) {
      bool better = at[i].energy < least;
      if (better) least = at[i].energy;
      if (better == (front == 1)) draw_point(a, &at[i], better);
    }
  }
}

static void draw_front(const struct axes *a, const struct tradeoff *at, unsigned n)
{
  double least = at[0].energy;
  strbuf_printf(a->page->out, "<path class=\"roof\" d=\"M%.1f %.1f", axes_x(a, at[0].cycles),
                axes_y(a, least));
  for (unsigned i = 1; i < n; i++) {
    if (at[i].energy >= least) continue;
    least = at[i].energy;
    strbuf_printf(a->page->out, "H%.1fV%.1f", axes_x(a, at[i].cycles), axes_y(a, least));
  }
  strbuf_puts(a->page->out, "\" opacity=\"0.5\"/>\n");
}

void draw_tradeoff(struct page *page, const struct report *report)
{
  struct axes a = axes_init(page);
  if (!can_be_compared(report)) return;
  struct tradeoff *at = ARENA_ARRAY(&page->arena, struct tradeoff, report->runs);
  for (unsigned i = 0; i < report->runs; i++) {
    const struct eval_result *r = report->run[i].result;
    at[i] = (struct tradeoff){&report->run[i], r->energy_pJ, (double)r->cycles};
    axes_show(&a, at[i].cycles, at[i].energy);
  }
  if (!differ(&a, at, report->runs)) return;
  qsort(at, report->runs, sizeof *at, compare);
  figure_open(page, &(struct figure){
    .heading = "Energy and time", .label = "Energy and time of all runs", .height = AXES_HEIGHT,
    .remark = "of one execution, in joules and cycles; of the runs on the line no other is better "
              "in both"});
  axes_draw(&a, "cycles", "energy", short_count, page_energy);
  draw_front(&a, at, report->runs);
  draw_points(&a, at, report->runs);
  figure_close(page);
}

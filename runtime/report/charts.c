/* Charts of one run: where its energy, its time and its area go. */
#include "runtime/report/draw.h"
#include "runtime/report/html.h"
#include "runtime/report/rows.h"

#include <math.h>

/* ---- energy ---- */

struct energy_drawing {
  struct page *page;
  const struct level_result *level; /* of the row being drawn */
  unsigned row, action;
  int tensor;
  double most_pJ, drawn_pJ;
};

static double most_energy(const struct report_run *run, unsigned *rows)
{
  double most = 0;
  *rows = 0;
  for (unsigned i = 0; i < run->result->levels; i++) {
    double pJ = run->result->level[i].energy_pJ;
    if (pJ > 0) ++*rows;
    most = fmax(most, pJ);
  }
  return most;
}

static void begin_level(struct energy_drawing *d, const struct report_row *row)
{
  struct page *page = d->page;
  double pJ = row->level->energy_pJ;
  if (d->level) d->row++;
  d->level = row->level, d->drawn_pJ = 0, d->tensor = -2;
  bar_head(page, d->row, "", row->name,
           arena_printf(&page->arena, "%s, %s", page_energy(page, pJ),
                        page_share(page, pJ / row->run->result->energy_pJ)));
}

/* Actions of one tensor have its colour, one after the other paler. */
static void draw_row(void *context, const struct report_row *row)
{
  struct energy_drawing *d = context;
  struct page *page = d->page;
  if (!(row->level->energy_pJ > 0)) return;
  if (row->level != d->level) begin_level(d, row);
  if (row->tensor != d->tensor) d->action = 0;
  d->tensor = row->tensor;
  if (!(row->energy_pJ > 0)) return;
  double opacity = fmax(1 - 0.25 * d->action++, 0.4);
  bar_open(page, d->row, html_tensor_class(row->tensor), d->drawn_pJ / d->most_pJ,
           row->energy_pJ / d->most_pJ, opacity);
  html_text(page->out, row->name);
  if (row->tensor >= 0) {
    strbuf_puts(page->out, ", ");
    html_text(page->out, row->run->einsum->tensor[row->tensor].name);
  }
  strbuf_printf(page->out, ", %s: %s, %s times %s", row->action->name,
                page_energy(page, row->energy_pJ), page_number(page, row->count),
                page_energy(page, row->action->each_pJ));
  bar_close(page);
  d->drawn_pJ += row->energy_pJ;
}

void chart_energy(struct page *page, const struct report_run *run)
{
  struct energy_drawing d = {.page = page};
  unsigned rows;
  d.most_pJ = most_energy(run, &rows);
  if (!rows) return;
  figure_open(page, &(struct figure){
    .heading = "Energy", .run = run, .tensors = true, .height = bars_height(rows),
    .label = "Energy by level, tensor and action",
    .remark = "in joules, by level, tensor and action, of all instances; the first action of each "
              "tensor is the darkest"});
  report_rows(run, draw_row, &d);
  figure_close(page);
}

/* ---- time ---- */

/* The share of the time that a level needs by itself; the rest is its slack.  NAN: it has no
 * limit. */
static double needed(const struct report_run *run, const struct level_result *l)
{
  bool compute = run->arch->node[l->node].kind == MODEL_COMPUTE;
  if (compute) return (double)l->cycles / (double)run->result->cycles;
  double busy = level_busy(run, l);
  return busy > 1 ? 1 : busy;
}

static void draw_time(struct page *page, const struct report_run *run,
                      const struct level_result *l, unsigned row)
{
  const char *name = run->arch->node[l->node].name;
  bool bound = level_holds_up(run, l);
  double share = needed(run, l), cycles = share * (double)run->result->cycles;
  if (bound) cycles = (double)l->cycles;
  else if (cycles >= 1000) cycles = round(cycles);
  const char *needs = arena_printf(&page->arena, "%s cycles", page_number(page, cycles));
  const char *rest = bound ? "sets the time"
                           : arena_printf(&page->arena, "%s slack", page_share(page, 1 - share));
  bar_head(page, row, bound ? "bound" : "", name, arena_printf(&page->arena, "%s, %s", needs, rest));
  bar_open(page, row, bound ? "bound" : "busy", 0, share, 1);
  html_text(page->out, name);
  strbuf_printf(page->out, " needs %s of %s, and is busy for ", needs,
                page_count(page, run->result->cycles));
  html_text(page->out, page_share(page, level_busy(run, l)));
  strbuf_puts(page->out, " of them");
  bar_close(page);
}

void chart_time(struct page *page, const struct report_run *run)
{
  unsigned row = 0, rows = 0;
  for (unsigned i = 0; i < run->result->levels; i++)
    rows += !isnan(needed(run, &run->result->level[i]));
  if (!rows) return;
  figure_open(page, &(struct figure){
    .heading = "Time", .run = run, .height = bars_height(rows),
    .label = "Cycles that each level needs",
    .remark = "in cycles, that each level would need by itself; the rest is its slack"});
  for (unsigned i = 0; i < run->result->levels; i++)
    if (!isnan(needed(run, &run->result->level[i])))
      draw_time(page, run, &run->result->level[i], row++);
  figure_close(page);
}

/* ---- area ---- */

static void draw_area(struct page *page, const struct report_run *run,
                      const struct level_result *l, unsigned row, double most)
{
  const char *name = run->arch->node[l->node].name, *area = page_area(page, l->area_um2);
  bar_head(page, row, "", name,
           arena_printf(&page->arena, "%s, %s", area,
                        page_share(page, l->area_um2 / run->result->area_um2)));
  bar_open(page, row, "busy", 0, l->area_um2 / most, 1);
  html_text(page->out, name);
  strbuf_printf(page->out, ": %s, %s instance%s of %s", area, page_count(page, l->instances),
                l->instances == 1 ? "" : "s",
                page_area(page, l->area_um2 / (double)l->instances));
  bar_close(page);
}

void chart_area(struct page *page, const struct report_run *run)
{
  unsigned row = 0, rows = 0;
  double most = 0;
  for (unsigned i = 0; i < run->result->levels; i++) {
    double area = run->result->level[i].area_um2;
    rows += area > 0;
    most = fmax(most, area);
  }
  if (!rows) return;
  figure_open(page, &(struct figure){.heading = "Area", .run = run, .height = bars_height(rows),
                                     .label = "Area by level",
                                     .remark = "by level, of all instances"});
  for (unsigned i = 0; i < run->result->levels; i++)
    if (run->result->level[i].area_um2 > 0)
      draw_area(page, run, &run->result->level[i], row++, most);
  figure_close(page);
}

/* Drawings of one run, and of several: bars with a name on the left and a number on the right. */
#include "runtime/report/html.h"
#include "runtime/report/rows.h"

#include <math.h>
#include <string.h>

enum { WIDTH = FIGURE_WIDTH, NAMES = 130, NUMBERS = 160, ROW = 24, BAR = 16, NAME_COLUMNS = 18 };
static const double BARS = WIDTH - NAMES - NUMBERS;

/* ---- figures ---- */

static void open_bars(struct page *page, struct figure figure, unsigned rows)
{
  figure.height = rows * ROW;
  figure_open(page, &figure);
}

static void open_text(struct page *page, unsigned row, double x, const char *class)
{
  strbuf_puts(page->out, "<text");
  if (*class) strbuf_printf(page->out, " class=\"%s\"", class);
  strbuf_printf(page->out, " x=\"%g\" y=\"%u\"", x, row * ROW + 16);
}

/* A name as long as there is room for it; all of it can be read by pointing at it. */
static void put_name(struct page *page, unsigned row, const char *name, const char *class)
{
  const char *shown = figure_text(page, name, NAME_COLUMNS);
  open_text(page, row, NAMES - 8, class);
  strbuf_puts(page->out, " text-anchor=\"end\">");
  if (shown != name) {
    strbuf_puts(page->out, "<title>");
    html_text(page->out, name);
    strbuf_puts(page->out, "</title>");
  }
  html_text(page->out, shown);
  strbuf_puts(page->out, "</text>\n");
}

static void put_number(struct page *page, unsigned row, const char *class, const char *text)
{
  open_text(page, row, NAMES + BARS + 8, class);
  strbuf_putc(page->out, '>');
  html_text(page->out, text);
  strbuf_puts(page->out, "</text>\n");
}

/* Part of a bar, from `begin` on, in shares of it; opened so that it may tell more. */
static void open_part(struct page *page, unsigned row, const char *class, double begin,
                      double share, double opacity)
{
  strbuf_printf(page->out, "<rect class=\"%s\" x=\"%.2f\" y=\"%u\" width=\"%.2f\" height=\"%d\"",
                class, NAMES + begin * BARS, row * ROW + 4, share * BARS, BAR);
  if (opacity < 1) strbuf_printf(page->out, " opacity=\"%.2f\"", opacity);
  strbuf_puts(page->out, "><title>");
}

static void close_part(struct page *page)
{
  strbuf_puts(page->out, "</title></rect>\n");
}

static void put_track(struct page *page, unsigned row)
{
  strbuf_printf(page->out, "<rect class=\"track\" x=\"%d\" y=\"%u\" width=\"%.0f\" "
                           "height=\"%d\"/>\n", NAMES, row * ROW + 4, BARS, BAR);
}

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
  const struct report_run *run = row->run;
  if (d->level) d->row++;
  d->level = row->level, d->drawn_pJ = 0, d->tensor = -2;
  put_name(page, d->row, row->name, "");
  put_track(page, d->row);
  put_number(page, d->row, "",
             arena_printf(&page->arena, "%s  %s", page_energy(page, row->level->energy_pJ),
                          page_share(page, row->level->energy_pJ / run->result->energy_pJ)));
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
  open_part(page, d->row, html_tensor_class(row->tensor), d->drawn_pJ / d->most_pJ,
            row->energy_pJ / d->most_pJ, opacity);
  html_text(page->out, row->name);
  if (row->tensor >= 0) {
    strbuf_puts(page->out, ", ");
    html_text(page->out, row->run->einsum->tensor[row->tensor].name);
  }
  strbuf_printf(page->out, ", %s: %s, %s times %s", row->action->name,
                page_energy(page, row->energy_pJ), page_number(page, row->count),
                page_energy(page, row->action->each_pJ));
  close_part(page);
  d->drawn_pJ += row->energy_pJ;
}

void chart_energy(struct page *page, const struct report_run *run)
{
  struct energy_drawing d = {.page = page};
  unsigned rows;
  d.most_pJ = most_energy(run, &rows);
  if (!rows) return;
  open_bars(page, (struct figure){
    .heading = "Energy", .run = run, .tensors = true, .label = "Energy by level, tensor and action",
    .remark = "by level, tensor and action, all instances; the first action of each tensor is the "
              "darkest"}, rows);
  report_rows(run, draw_row, &d);
  figure_close(page);
}

/* ---- time ---- */

void chart_time(struct page *page, const struct report_run *run)
{
  unsigned row = 0, rows = 0;
  for (unsigned i = 0; i < run->result->levels; i++)
    rows += !isnan(level_busy(run, &run->result->level[i]));
  if (!rows) return;
  open_bars(page, (struct figure){
    .heading = "Time", .run = run, .label = "How much of the time each level is busy",
    .remark = "how much of it each level that can be too slow is busy"}, rows);
  for (unsigned i = 0; i < run->result->levels; i++) {
    const struct level_result *l = &run->result->level[i];
    const char *name = run->arch->node[l->node].name;
    bool bound = level_holds_up(run, l);
    double busy = level_busy(run, l);
    if (isnan(busy)) continue;
    put_name(page, row, name, bound ? "bound" : "");
    put_track(page, row);
    open_part(page, row, bound ? "bound" : "busy", 0, fmin(busy, 1), 1);
    html_text(page->out, name);
    strbuf_printf(page->out, ": busy %s, needs %s cycles of %s", page_share(page, busy),
                  page_count(page, l->cycles), page_count(page, run->result->cycles));
    close_part(page);
    put_number(page, row, bound ? "bound" : "",
               arena_printf(&page->arena, bound ? "%s  sets time" : "%s", page_share(page, busy)));
    row++;
  }
  figure_close(page);
}

/* ---- area ---- */

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
  open_bars(page, (struct figure){.heading = "Area", .run = run, .label = "Area by level",
                                  .remark = "by level, all instances"}, rows);
  for (unsigned i = 0; i < run->result->levels; i++) {
    const struct level_result *l = &run->result->level[i];
    const char *name = run->arch->node[l->node].name;
    if (!(l->area_um2 > 0)) continue;
    put_name(page, row, name, "");
    put_track(page, row);
    open_part(page, row, "busy", 0, l->area_um2 / most, 1);
    html_text(page->out, name);
    strbuf_printf(page->out, ": %s, %s instances", page_area(page, l->area_um2),
                  page_count(page, l->instances));
    close_part(page);
    put_number(page, row, "",
               arena_printf(&page->arena, "%s  %s", page_area(page, l->area_um2),
                            page_share(page, l->area_um2 / run->result->area_um2)));
    row++;
  }
  figure_close(page);
}

/* ---- several runs ---- */

static void draw_runs(struct page *page, const struct report *report, const char *heading,
                      double (*measure)(const struct report_run *run),
                      const char *(*text)(struct page *page, double v))
{
  double most = 0;
  for (unsigned i = 0; i < report->runs; i++) most = fmax(most, measure(&report->run[i]));
  if (!(most > 0)) return;
  open_bars(page, (struct figure){.heading = heading, .remark = "of all runs"}, report->runs);
  for (unsigned i = 0; i < report->runs; i++) {
    const struct report_run *run = &report->run[i];
    double value = measure(run);
    put_name(page, i, run->name, "");
    put_track(page, i);
    open_part(page, i, "busy", 0, value / most, 1);
    html_text(page->out, run->name);
    strbuf_printf(page->out, ": %s", text(page, value));
    close_part(page);
    put_number(page, i, "", text(page, value));
  }
  figure_close(page);
}

static double energy_of(const struct report_run *run)
{
  return run->result->energy_pJ * (double)run->count;
}

static double cycles_of(const struct report_run *run)
{
  return (double)run->result->cycles * (double)run->count;
}

static const char *cycles_text(struct page *page, double cycles)
{
  return arena_printf(&page->arena, "%s cycles", page_number(page, cycles));
}

void chart_runs(struct page *page, const struct report *report)
{
  draw_runs(page, report, "Energy", energy_of, page_energy);
  draw_runs(page, report, "Time", cycles_of, cycles_text);
}

/* Several runs side by side: what each comes to, and where its energy goes, on one scale. */
#include "runtime/report/draw.h"
#include "runtime/report/html.h"

#include <math.h>
#include <string.h>

/* More runs than ROWS have a column each instead of a row; more than PANELS, no panel. */
enum { ROWS = 40, PANELS = 16 };

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

/* What is compared. */
struct measure {
  const char *heading, *remark;
  double (*of)(const struct report_run *run);
  const char *(*text)(struct page *page, double v);
};

static double most_of(const struct report *report, const struct measure *m)
{
  double most = 0;
  for (unsigned i = 0; i < report->runs; i++) most = fmax(most, m->of(&report->run[i]));
  return most;
}

/* ---- a row for each ---- */

static void draw_rows(struct page *page, const struct report *report, const struct measure *m)
{
  double most = most_of(report, m);
  if (!(most > 0)) return;
  figure_open(page, &(struct figure){.heading = m->heading, .remark = m->remark,
                                     .height = bars_height(report->runs)});
  for (unsigned i = 0; i < report->runs; i++) {
    const struct report_run *run = &report->run[i];
    const char *text = m->text(page, m->of(run));
    bar_head(page, i, "", run->name, text);
    bar_open(page, i, "busy", 0, m->of(run) / most, 1);
    html_text(page->out, run->name);
    strbuf_printf(page->out, ": %s", text);
    bar_close(page);
  }
  figure_close(page);
}

/* ---- the levels of all ---- */

enum { LEVELS = 64 };

struct levels {
  unsigned n;
  const char *name[LEVELS];
};

static int level_number(const struct levels *levels, const char *name)
{
  for (unsigned i = 0; i < levels->n; i++)
    if (!strcmp(levels->name[i], name)) return (int)i;
  return -1;
}

static double energy_at(const struct report_run *run, const char *level)
{
  for (unsigned i = 0; i < run->result->levels; i++) {
    const struct level_result *l = &run->result->level[i];
    if (!strcmp(run->arch->node[l->node].name, level)) return l->energy_pJ * (double)run->count;
  }
  return 0;
}

/* Those that take energy, in the order of the first run that has them. */
static struct levels levels_of(const struct report *report)
{
  struct levels levels = {0};
  for (unsigned i = 0; i < report->runs; i++) {
    const struct report_run *run = &report->run[i];
    for (unsigned k = 0; k < run->result->levels && levels.n < LEVELS; k++) {
      const struct level_result *l = &run->result->level[k];
      const char *name = run->arch->node[l->node].name;
      if (l->energy_pJ > 0 && level_number(&levels, name) < 0) levels.name[levels.n++] = name;
    }
  }
  return levels;
}

/* ---- a column for each ---- */

enum { LEFT = 70, TOP = 10, PLOT = 200, BOTTOM = 34 };

struct columns {
  struct page *page;
  const struct report *report;
  const struct measure *measure;
  double most, step;        /* of the measure; units of one column */
};

static double column_x(const struct columns *c, unsigned run) { return LEFT + run * c->step; }

static double column_y(const struct columns *c, double v) { return TOP + PLOT * (1 - v / c->most); }

static void draw_scale(const struct columns *c)
{
  struct page *page = c->page;
  enum { MARKS = 4 };
  for (unsigned i = 0; i <= MARKS; i++) {
    double v = c->most * i / MARKS, y = column_y(c, v);
    strbuf_printf(page->out, "<line class=\"axis\" x1=\"%d\" y1=\"%.1f\" x2=\"%u\" y2=\"%.1f\" "
                             "opacity=\"0.3\"/>\n", LEFT, y, figure_width(page), y);
    draw_text(page, LEFT - 6, y + 4, ANCHOR_END, "faint",
              c->measure->text == page_energy ? page_energy(page, v) : short_count(page, v));
  }
  double half = (figure_width(page) - LEFT) / 2.0;
  draw_name(page, LEFT, TOP + PLOT + 18, ANCHOR_START, "faint", c->report->run[0].name, half);
  draw_name(page, figure_width(page), TOP + PLOT + 18, ANCHOR_END, "faint",
            c->report->run[c->report->runs - 1].name, half);
}

/* What all runs have of one level on top of the levels before; without levels, of all. */
static void draw_layer(const struct columns *c, const struct levels *levels, unsigned level)
{
  strbuf_printf(c->page->out, "<path class=\"%s\" d=\"",
                levels->n ? html_tensor_class((int)level) : "busy");
  for (unsigned i = 0; i < c->report->runs; i++) {
    const struct report_run *run = &c->report->run[i];
    double below = 0, v = levels->n ? energy_at(run, levels->name[level]) : c->measure->of(run);
    for (unsigned k = 0; levels->n && k < level; k++) below += energy_at(run, levels->name[k]);
    if (!(v > 0)) continue;
    strbuf_printf(c->page->out, "M%.5g %.5gh%.3gV%.5gh-%.3gz", column_x(c, i), column_y(c, below),
                  c->step * 0.9, column_y(c, below + v), c->step * 0.9);
  }
  strbuf_puts(c->page->out, "\"/>\n");
}

/* What is told by pointing at a column. */
static void draw_hints(const struct columns *c, const struct levels *levels)
{
  struct page *page = c->page;
  for (unsigned i = 0; i < c->report->runs; i++) {
    const struct report_run *run = &c->report->run[i];
    box_open(page, "track", (struct box){column_x(c, i), TOP, c->step, PLOT}, 0);
    html_text(page->out, run->name);
    strbuf_printf(page->out, ": %s", c->measure->text(page, c->measure->of(run)));
    for (unsigned k = 0; k < levels->n; k++) {
      double pJ = energy_at(run, levels->name[k]);
      if (!(pJ > 0)) continue;
      strbuf_puts(page->out, ", ");
      html_text(page->out, levels->name[k]);
      strbuf_printf(page->out, " %s", page_energy(page, pJ));
    }
    box_close(page);
  }
}

static void draw_columns(struct page *page, const struct report *report, const struct measure *m,
                         const struct levels *levels)
{
  struct columns c = {page, report, m, most_of(report, m), 0};
  if (!(c.most > 0)) return;
  c.step = (figure_width(page) - LEFT) / (double)report->runs;
  figure_open(page, &(struct figure){
    .heading = m->heading, .height = TOP + PLOT + BOTTOM, .levels = levels->n,
    .level = levels->name, .remark = arena_printf(&page->arena, "%s, in their order", m->remark)});
  draw_scale(&c);
  for (unsigned i = 0; i < (levels->n ? levels->n : 1); i++) draw_layer(&c, levels, i);
  draw_hints(&c, levels);
  figure_close(page);
}

/* ---- a panel for each ---- */

enum { GAP = 20, HEAD = 20, LINE = 18, NAMES = 84, BAR = 11, BELOW = 14, PANEL_WIDTH = 180 };

struct panels {
  struct page *page;
  const struct report *report;
  const struct levels *levels;
  unsigned across;
  double width, height, most;
};

static void draw_level(const struct panels *p, const struct report_run *run, unsigned level,
                       double x, double y)
{
  struct page *page = p->page;
  const char *name = p->levels->name[level];
  double pJ = energy_at(run, name), room = p->width - NAMES;
  draw_name(page, x + NAMES - 6, y + 10, ANCHOR_END, "faint small", name, (NAMES - 6) / 0.9);
  draw_box(page, "track", (struct box){x + NAMES, y, room, BAR});
  if (!(pJ > 0)) return;
  box_open(page, "busy", (struct box){x + NAMES, y, fmax(room * pJ / p->most, 1), BAR}, 1);
  html_text(page->out, run->name);
  strbuf_puts(page->out, ", ");
  html_text(page->out, name);
  strbuf_printf(page->out, ": %s, ", page_energy(page, pJ));
  html_text(page->out, page_share(page, pJ / energy_of(run)));
  box_close(page);
}

static void draw_panel(const struct panels *p, unsigned number)
{
  const struct report_run *run = &p->report->run[number];
  const char *total = page_energy(p->page, energy_of(run));
  double x = number % p->across * (p->width + GAP), y = number / p->across * p->height;
  draw_name(p->page, x, y + 13, ANCHOR_START, "strong", run->name,
            p->width - text_width(total) - 8);
  draw_text(p->page, x + p->width, y + 13, ANCHOR_END, "", total);
  for (unsigned i = 0; i < p->levels->n; i++) draw_level(p, run, i, x, y + HEAD + i * LINE);
}

static void draw_panels(struct page *page, const struct report *report,
                        const struct levels *levels)
{
  struct panels p = {.page = page, .report = report, .levels = levels};
  for (unsigned i = 0; i < report->runs; i++)
    for (unsigned k = 0; k < levels->n; k++)
      p.most = fmax(p.most, energy_at(&report->run[i], levels->name[k]));
  if (!(p.most > 0)) return;
  p.across = (figure_width(page) + GAP) / (PANEL_WIDTH + GAP);
  p.width = (figure_width(page) + GAP) / (double)p.across - GAP;
  p.height = HEAD + LINE * levels->n + BELOW;
  figure_open(page, &(struct figure){
    .heading = "Energy by level", .label = "Energy by level of each run",
    .remark = arena_printf(&page->arena, "of each run, in joules; all bars have one scale, which "
                                         "ends at %s", page_energy(page, p.most)),
    .height = (unsigned)((report->runs + p.across - 1) / p.across * p.height)});
  for (unsigned i = 0; i < report->runs; i++) draw_panel(&p, i);
  figure_close(page);
}

void chart_runs(struct page *page, const struct report *report)
{
  static const struct measure energy = {"Energy", "of each run, in joules", energy_of, page_energy},
                              time = {"Time", "of each run, in cycles", cycles_of, cycles_text};
  struct levels levels = levels_of(report), none = {0};
  if (report->runs > ROWS) {
    draw_columns(page, report, &energy, &levels);
    draw_columns(page, report, &time, &none);
    return;
  }
  draw_rows(page, report, &energy);
  draw_rows(page, report, &time);
  if (report->runs <= PANELS) draw_panels(page, report, &levels);
}

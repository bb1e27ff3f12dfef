#include "runtime/report/plot.h"

#include "runtime/report/html.h"

const struct report_chart report_charts[] = {
  {"energy", true, "no level has an energy"},
  {"time", true, "no level can be too slow"},
  {"area", true, "no level has an area"},
  {"flow", true, "no word moves between levels"},
  {"tiles", true, "no level keeps part of a tensor"},
  {"arch", true, "there are no levels"},
  {"roofline", false, "some run moves no word at an outermost memory, or computes without a limit"},
  {"runs", false, "no run has an energy or takes time"},
  {"front", false, "there are no three runs of one workload that differ in energy and in time"},
  {NULL, false, NULL},
};

/* In the same order: those of a run, and those of all. */
static void (*const of_run[])(struct page *page, const struct report_run *run) = {
  chart_energy, chart_time, chart_area, draw_flow, draw_tiles, draw_arch};
static void (*const of_all[])(struct page *page, const struct report *report) = {
  draw_roofline, chart_runs, draw_tradeoff};

enum { OF_RUN = sizeof of_run / sizeof *of_run };

bool report_plot(struct strbuf *out, const struct report *report,
                 const struct report_chart *chart)
{
  struct strbuf drawn = {0};
  struct sheet sheet = {.about = report->design};
  struct page page = {.out = &drawn, .style = {.utf8 = true}, .html = true, .sheet = &sheet};
  unsigned number = (unsigned)(chart - report_charts);
  arena_init(&page.arena);
  if (!chart->of_run) of_all[number - OF_RUN](&page, report);
  for (unsigned i = 0; chart->of_run && i < report->runs; i++)
    of_run[number](&page, &report->run[i]);
  if (sheet.figures)
    sheet_write(out, &sheet,
                arena_printf(&page.arena, "%s of %s", chart->name, report->design),
                strbuf_str(&drawn));
  strbuf_free(&drawn);
  arena_free(&page.arena);
  return sheet.figures > 0;
}

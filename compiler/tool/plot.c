/* tlc plot REPORT.json CHART: a chart of a report as a picture. */
#include "compiler/tool/picture.h"
#include "compiler/tool/reports.h"
#include "runtime/report/plot.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MOST_RUNS = 40 }; /* that have figures below each other */

static const struct report_chart *find_chart(const char *name)
{
  const char *names[16] = {NULL};
  for (unsigned i = 0; report_charts[i].name; i++) names[i] = report_charts[i].name;
  int i = choose_word("CHART", name, names);
  return i < 0 ? NULL : &report_charts[i];
}

/* By the end of the name of the file. */
static bool find_form(const char *path, enum picture_form *form)
{
  static const char *const ENDS[] = {
    [PICTURE_SVG] = ".svg", [PICTURE_PNG] = ".png", [PICTURE_PDF] = ".pdf"};
  size_t n = path ? strlen(path) : 0;
  *form = PICTURE_SVG;
  if (!path) return true;
  for (*form = PICTURE_SVG; *form <= PICTURE_PDF; ++*form)
    if (n > 4 && !strcasecmp(path + n - 4, ENDS[*form])) return true;
  fprintf(stderr, "tlc: -o takes the name of a picture here, with .svg, .png or .pdf at its end; "
                  "not `%s`\n", path);
  return false;
}

static enum exit_code refuse_many(const char *path, const struct report *report,
                                  const struct report_chart *chart)
{
  if (!chart->of_run || report->runs <= MOST_RUNS) return EXIT_DONE;
  fprintf(stderr, "tlc: `%s` has %u runs, each with a chart of its own, and %d fit one picture; "
                  "choose some with --run, such as --run '%s'\n", path, report->runs, MOST_RUNS,
          report->run[0].name);
  return EXIT_USAGE;
}

static enum exit_code write_picture(const struct options *o, const struct strbuf *svg,
                                    enum picture_form form)
{
  struct strbuf drawn = {0};
  const char *why = form == PICTURE_SVG ? NULL : picture_draw(&drawn, svg, form);
  enum exit_code status = EXIT_USAGE;
  if (why)
    fprintf(stderr, "tlc: cannot draw `%s`: %s; a name with .svg at its end does without\n",
            o->output, why);
  else if (o->output) status = write_file(o->output, form == PICTURE_SVG ? svg : &drawn);
  else status = fwrite(strbuf_str(svg), 1, svg->n, stdout) == svg->n ? EXIT_DONE : EXIT_FILES;
  strbuf_free(&drawn);
  return status;
}

static enum exit_code plot(struct reports *r, const struct loaded_report *loaded,
                           const struct report_chart *chart, enum picture_form form)
{
  const struct options *o = r->options;
  struct strbuf svg = {0};
  enum exit_code status = EXIT_SOURCE;
  if (report_plot(&svg, &loaded->report, chart)) {
    status = write_picture(o, &svg, form);
  } else {
    struct diag *d = diag_at(&r->diags, E0856, (struct span){0},
                             "`%s` has nothing to draw for `%s`", o->files[0], chart->name);
    diag_note(d, "%s", loaded->report.runs ? chart->lack : "it has no run");
    if (!loaded->report.runs)
      diag_help(d, "a report of one point of a study has: tlc --run 'STUDY.3.*' --format json DESIGN.tl");
  }
  strbuf_free(&svg);
  return status;
}

enum exit_code command_plot(const struct options *o)
{
  struct reports r;
  struct loaded_report report;
  enum picture_form form;
  const struct report_chart *chart = find_chart(o->files[1]);
  if (!chart || !find_form(o->output, &form)) return EXIT_USAGE;
  reports_init(&r, o);
  enum exit_code status = reports_read(&r, o->files[0], &report);
  if (status == EXIT_DONE && !reports_filter(&r, &report) && o->run)
    status = reports_tell_no_run(&r, o->files[0]);
  if (status == EXIT_DONE) status = refuse_many(o->files[0], &report.report, chart);
  if (status == EXIT_DONE) status = plot(&r, &report, chart, form);
  return reports_end(&r, status);
}

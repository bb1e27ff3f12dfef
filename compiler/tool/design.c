/* tlc DESIGN.tl: evaluates what the design runs, and reports it. */
#include "compiler/tool/energy.h"
#include "compiler/tool/given_prices.h"
#include "compiler/tool/pass.h"
#include "runtime/report/report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void list_params(struct compilation *c)
{
  struct strbuf out = {0};
  sema_list_params(&out, c->sema);
  if (!out.n) puts("nothing: the design declares no `param`");
  fputs(strbuf_str(&out), stdout);
  strbuf_free(&out);
}

/* ---- printing ---- */

static void form(struct strbuf *out, const struct report *report, enum report_format format,
                 struct report_style style)
{
  bool only_studies = !report->runs && report->studies;
  strbuf_clear(out);
  if (format == FORMAT_JSON) report_json(out, report);
  else if (format == FORMAT_CSV && only_studies) report_studies_csv(out, report);
  else if (format == FORMAT_CSV) report_csv(out, report);
  else if (format == FORMAT_HTML) report_html(out, report);
  else if (report->runs || report->studies) report_text(out, report, style);
}

/* All forms, each under its own name in the directory, which is made if need be. */
static enum exit_code write_reports(const char *directory, const struct report *report,
                                    struct strbuf *out)
{
  static const char *const names[] = {
    [FORMAT_TEXT] = "report.txt", [FORMAT_JSON] = "report.json", [FORMAT_CSV] = "report.csv",
    [FORMAT_HTML] = "report.html"};
  struct strbuf path = {0};
  enum exit_code status = EXIT_DONE;
  if (mkdir(directory, 0777) && errno != EEXIST) {
    fprintf(stderr, "tlc: cannot make `%s`: %s\n", directory, strerror(errno));
    return EXIT_FILES;
  }
  for (enum report_format f = FORMAT_TEXT; f <= FORMAT_HTML && status == EXIT_DONE; f++) {
    form(out, report, f, (struct report_style){.utf8 = true});
    strbuf_clear(&path);
    strbuf_printf(&path, "%s/%s", directory, names[f]);
    status = write_file(strbuf_str(&path), out);
  }
  strbuf_free(&path);
  return status;
}

/* The mappings that were found, if any were. */
static enum exit_code write_mappings(struct job *j)
{
  struct strbuf text = {0}, path = {0};
  enum exit_code status = EXIT_DONE;
  evaluation_mappings(&text, &j->evaluation);
  strbuf_printf(&path, "%s/mapping.tl", j->options->output);
  if (text.n) status = write_file(strbuf_str(&path), &text);
  strbuf_free(&path);
  strbuf_free(&text);
  return status;
}

/* What components cost, beside the report. */
static enum exit_code write_tables(struct job *j)
{
  struct compilation *c = &j->compilation;
  struct price_list given, prices = sema_prices(c->sema);
  enum exit_code status = given_prices_read(j->options, c, &given);
  c->diags.muted++; /* what is of nothing was told */
  given_prices_override(c, &prices, &given, false);
  c->diags.muted--;
  return status == EXIT_DONE ? write_prices(j->options, c, &prices, j->path, false) : status;
}

/* What studies come to, beside what runs come to.  Where there is none any more, the table of an earlier
 * design would be taken for this one's: it goes. */
static enum exit_code write_studies(const char *directory, const struct report *report)
{
  struct strbuf text = {0}, path = {0};
  enum exit_code status = EXIT_DONE;
  strbuf_printf(&path, "%s/studies.csv", directory);
  report_studies_csv(&text, report);
  if (report->studies) status = write_file(strbuf_str(&path), &text);
  else remove_own(strbuf_str(&path), "study,point");
  strbuf_free(&path);
  strbuf_free(&text);
  return status;
}

static enum exit_code print_report(const struct options *o, const struct report *report)
{
  struct strbuf out = {0};
  enum exit_code status = EXIT_DONE;
  if (o->output) {
    status = write_reports(o->output, report, &out);
    if (status == EXIT_DONE) status = write_studies(o->output, report);
  } else {
    form(&out, report, o->format, options_report_style(o));
    fwrite(strbuf_str(&out), 1, out.n, stdout);
  }
  strbuf_free(&out);
  return status;
}

void tell_no_runs(struct job *j)
{
  struct compilation *c = &j->compilation;
  bool studies = c->sema && sema_has_studies(c->sema);
  struct diag *d = diag_at(&c->diags, W0528, (struct span){0}, "`%s` runs nothing%s", j->path,
                           studies ? " but studies" : "");
  if (studies)
    diag_help(d, "`tlc %s` evaluates its studies; here name one point: --run 'STUDY.3.*'", j->path);
  else diag_help(d, "add a run: `run GEMM on Machine within Flat`; `tlc check` only checks");
  diags_finish(&c->diags);
}

/* "; there is `a`, `b`": the first few, each once, as tests may call theirs alike. */
static void list_runs(const struct ir_design *d)
{
  enum { FEW = 6 };
  unsigned told = 0;
  for (unsigned i = 0; i < d->runs && told < FEW; i++) {
    unsigned k = 0;
    while (k < i && strcmp(d->run[k].name, d->run[i].name) != 0) k++;
    if (k == i) fprintf(stderr, "%s`%s`", told++ ? ", " : "; there is ", d->run[i].name);
  }
}

void tell_no_such_run(const struct job *j)
{
  const struct ir_design *d = j->evaluation.design;
  struct suggest near = suggest_start(j->options->run);
  fprintf(stderr, "tlc: no run of `%s` is called `%s`", j->path, j->options->run);
  for (unsigned i = 0; i < d->runs; i++) suggest_offer(&near, d->run[i].name);
  if (near.best) fprintf(stderr, "; did you mean `%s`?", near.best);
  else list_runs(d);
  fputc('\n', stderr);
}

static enum exit_code report_design(struct job *j)
{
  const struct options *o = j->options;
  struct evaluation *e = &j->evaluation;
  if (!e->design->runs && !j->compilation.diags.n_errors) tell_no_runs(j);
  if (o->run && !e->runs) {
    tell_no_such_run(j);
    return EXIT_USAGE;
  }
  struct report report = evaluation_report(e, o->files[0]);
  enum exit_code status = print_report(o, &report);
  if (o->output && status == EXIT_DONE) status = write_mappings(j);
  return o->output && status == EXIT_DONE ? write_tables(j) : status;
}

/* Of a design with errors these forms have the diagnostics.  Files that were written before stay
 * as they are. */
static bool tells_errors(const struct options *o)
{
  return !o->output && (o->format == FORMAT_JSON || o->format == FORMAT_HTML);
}

enum exit_code command_design(const struct options *o)
{
  struct job j;
  bool params = option_given(o, OPT_PARAMS);
  job_start(&j, o, o->files[0]);
  j.studies = true;
  bool done = job_run(&j, params ? PASS_CHECK : PASS_EVALUATE);
  if (params && j.compilation.sema) list_params(&j.compilation);
  else if (!params && done) j.status = report_design(&j);
  else if (!params && !o->dump && j.status == EXIT_DONE && tells_errors(o))
    j.status =
      print_report(o, &(struct report){.design = o->files[0], .diags = &j.compilation.diags});
  return job_end(&j);
}

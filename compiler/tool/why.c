/* tlc why DESIGN.tl [RUN]: what bounds a result, and what would move it. */
#include "compiler/why/why.h"

#include "compiler/tool/pass.h"
#include "compiler/tool/watch.h"
#include "runtime/report/why.h"

#include <stdio.h>
#include <unistd.h>

static void prepare(void *context, struct compilation *c) { options_apply(context, c); }

static void print_why(const struct options *o, const struct why *why)
{
  struct strbuf out = {0};
  if (o->format == FORMAT_JSON) why_json(&out, why);
  else why_text(&out, why, options_report_style(o));
  fwrite(strbuf_str(&out), 1, out.n, stdout);
  strbuf_free(&out);
}

static enum exit_code explain_runs(struct job *j, const struct search_wish *wish)
{
  struct report report = evaluation_report(&j->evaluation, j->path);
  struct why_run *run = ARENA_ARRAY(&j->compilation.arena, struct why_run, report.runs);
  struct options o = *j->options;
  struct why_design design = {.path = j->path, .library = o.library, .prepare = prepare,
                              .context = &o, .wish = wish,
                              .studies = o.run};
  struct why why = {.design = j->path, .runs = report.runs, .run = run, .least = why_least};
  for (unsigned i = 0; i < report.runs; i++) run[i] = why_explain(&design, &j->evaluation, &report, i);
  if (report.runs) print_why(&o, &why);
  return EXIT_DONE;
}

static enum exit_code explain(struct job *j)
{
  struct watch watch;
  if (!j->evaluation.design->runs && !j->compilation.diags.n_errors) tell_no_runs(j);
  if (j->options->run && !j->evaluation.runs) {
    tell_no_such_run(j);
    return EXIT_USAGE;
  }
  enum exit_code status = watch_start(&watch, j->options);
  if (status != EXIT_DONE) return status;
  status = explain_runs(j, &watch.wish);
  enum exit_code ended = watch_end(&watch);
  return status == EXIT_DONE ? ended : status;
}

enum exit_code command_why(const struct options *given)
{
  struct options o = *given;
  struct job j;
  if (o.n_files > 1) o.run = o.files[1];
  job_start(&j, &o, o.files[0]);
  j.studies = o.run != NULL;
  if (job_run(&j, PASS_EVALUATE)) j.status = explain(&j);
  return job_end(&j);
}

#include "compiler/tool/reports.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

void reports_init(struct reports *r, const struct options *options)
{
  r->options = options;
  arena_init(&r->arena);
  sources_init(&r->sources);
  diags_init(&r->diags, &r->sources);
  r->near = suggest_start(options->run ? options->run : "");
}

enum exit_code reports_end(struct reports *r, enum exit_code status)
{
  diags_finish(&r->diags);
  options_print(r->options, &r->diags);
  if (r->diags.n_errors && status == EXIT_DONE) status = EXIT_SOURCE;
  diags_free(&r->diags);
  sources_free(&r->sources);
  arena_free(&r->arena);
  return status;
}

enum exit_code reports_read(struct reports *r, const char *path, struct loaded_report *out)
{
  struct source *source;
  enum source_status status = sources_read(&r->sources, path, &source);
  if (status != SOURCE_OK) return tell_unreadable(path, status);
  return report_load(&r->arena, &r->diags, source, out) ? EXIT_DONE : EXIT_SOURCE;
}

unsigned reports_filter(struct reports *r, struct loaded_report *loaded)
{
  const char *name = r->options->run;
  struct report *report = &loaded->report;
  struct report_run *run = ARENA_ARRAY(&r->arena, struct report_run, report->runs + 1);
  unsigned n = 0;
  if (!name) return report->runs;
  for (unsigned i = 0; i < report->runs; i++) {
    suggest_offer(&r->near, report->run[i].name);
    if (!fnmatch(name, report->run[i].name, 0)) run[n++] = report->run[i];
  }
  report->runs = n, report->run = run;
  return n;
}

enum exit_code reports_tell_no_run(struct reports *r, const char *path)
{
  fprintf(stderr, "tlc: no run of `%s` is called `%s`", path, r->options->run);
  if (r->near.best) fprintf(stderr, "; did you mean `%s`?", r->near.best);
  fputc('\n', stderr);
  return EXIT_USAGE;
}

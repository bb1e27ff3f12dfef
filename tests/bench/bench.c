/* bench FILE…: how fast the front end is on each file, as a table.  A time is the
 * best of several, as everything else a machine does only ever adds to it. */
#include "compiler/session/session.h"
#include "lang/syntax/format.h"
#include "tests/bench/clock.h"

#include <stdlib.h>

enum { ROUNDS = 7 };

struct times { double parse, imports, check, format; }; /* seconds */

static void keep_best(double *best, double now)
{
  if (*best < 0 || now < *best) *best = now;
}

static bool format_once(const char *path, const struct source *text, struct times *best)
{
  struct compilation c;
  struct strbuf out = {0};
  compilation_init(&c, NULL);
  struct source *source = sources_add(&c.sources, path, text->text, text->size);
  double start = cpu_seconds();
  bool ok = format_source(&c.names, &c.diags, source, &out) == FORMAT_OK;
  keep_best(&best->format, cpu_seconds() - start);
  strbuf_free(&out);
  compilation_free(&c);
  return ok;
}

/* One compilation of a text in memory; errors are a wrong benchmark. */
static bool run_once(const char *path, const struct source *text, struct times *best)
{
  struct compilation c;
  compilation_init(&c, getenv("TLC_STD"));
  compilation_provide(&c, path, text->text, text->size);
  double start = cpu_seconds();
  bool ok = compilation_read(&c, path) == SOURCE_OK;
  double parsed = cpu_seconds();
  compilation_load_imports(&c);
  double loaded = cpu_seconds();
  compilation_check(&c);
  double checked = cpu_seconds();
  keep_best(&best->parse, parsed - start);
  keep_best(&best->imports, loaded - parsed);
  keep_best(&best->check, checked - loaded);
  ok = ok && !c.diags.n_errors;
  compilation_free(&c);
  return ok;
}

static void print_times(const char *path, uint32_t lines, const struct times *best)
{
  printf("%-44s %7u %9.2f %11.0f %9.2f %9.2f %11.0f %9.2f %9.2f\n", path, lines, best->parse * 1e3,
         lines / best->parse, best->imports * 1e3, best->check * 1e3, lines / best->check,
         (best->parse + best->imports + best->check) * 1e3, best->format * 1e3);
}

static void put_rows(uint32_t lines, const struct times *best)
{
  put_row("parse", lines / best->parse);
  put_row("check", lines / best->check);
  put_row("format", lines / best->format);
}

static bool measure(const char *path, bool rows)
{
  struct sources sources;
  struct source *source;
  struct times best = {-1, -1, -1, -1};
  sources_init(&sources);
  bool ok = sources_read(&sources, path, &source) == SOURCE_OK;
  if (!ok) fprintf(stderr, "bench: cannot read %s\n", path);
  for (int i = 0; i < ROUNDS && ok; i++)
    if (!(ok = run_once(path, source, &best) && format_once(path, source, &best))) fprintf(stderr, "bench: %s has errors\n", path);
  if (ok) {
    uint32_t lines = source_position(source, source->size).line;
    if (rows) put_rows(lines, &best);
    else print_times(path, lines, &best);
  }
  sources_free(&sources);
  return ok;
}

int main(int argc, char **argv)
{
  bool ok = true, rows = rows_wanted(argc, argv);
  if (!rows)
    printf("%-44s %7s %9s %11s %9s %9s %11s %9s %9s\n", "file", "lines", "parse ms", "lines/s",
           "import ms", "check ms", "lines/s", "all ms", "format ms");
  for (int i = 1 + rows; i < argc; i++) ok = measure(argv[i], rows) && ok;
  return !ok;
}

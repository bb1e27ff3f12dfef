/* bench FILE…: how fast the front end is on each file, as a table.  A time is the
 * best of several, as everything else a machine does only ever adds to it. */
#include "compiler/session/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 7 };

struct times { double parse, imports, check; }; /* seconds */

/* Of this process, so that what else the machine does counts as little as can be. */
static double seconds_now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void keep_best(double *best, double now)
{
  if (*best < 0 || now < *best) *best = now;
}

/* One compilation of a text in memory; errors are a wrong benchmark. */
static bool run_once(const char *path, const struct source *text, struct times *best)
{
  struct compilation c;
  compilation_init(&c, getenv("TLC_STD"));
  compilation_provide(&c, path, text->text, text->size);
  double start = seconds_now();
  bool ok = compilation_read(&c, path) == SOURCE_OK;
  double parsed = seconds_now();
  compilation_load_imports(&c);
  double loaded = seconds_now();
  compilation_check(&c);
  double checked = seconds_now();
  keep_best(&best->parse, parsed - start);
  keep_best(&best->imports, loaded - parsed);
  keep_best(&best->check, checked - loaded);
  ok = ok && !c.diags.n_errors;
  compilation_free(&c);
  return ok;
}

static bool measure(const char *path)
{
  struct sources sources;
  struct source *source;
  struct times best = {-1, -1, -1};
  sources_init(&sources);
  bool ok = sources_read(&sources, path, &source) == SOURCE_OK;
  if (!ok) fprintf(stderr, "bench: cannot read %s\n", path);
  for (int i = 0; i < ROUNDS && ok; i++)
    if (!(ok = run_once(path, source, &best))) fprintf(stderr, "bench: %s has errors\n", path);
  if (ok) {
    uint32_t lines = source_position(source, source->size).line;
    printf("%-44s %7u %9.2f %11.0f %9.2f %9.2f %11.0f %9.2f\n", path, lines, best.parse * 1e3,
           lines / best.parse, best.imports * 1e3, best.check * 1e3, lines / best.check,
           (best.parse + best.imports + best.check) * 1e3);
  }
  sources_free(&sources);
  return ok;
}

int main(int argc, char **argv)
{
  bool ok = true;
  printf("%-44s %7s %9s %11s %9s %9s %11s %9s\n", "file", "lines", "parse ms", "lines/s",
         "import ms", "check ms", "lines/s", "all ms");
  for (int i = 1; i < argc; i++) ok = measure(argv[i]) && ok;
  return !ok;
}

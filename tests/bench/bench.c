/* bench FILE…: how fast the front end is on each file, as a table.  A time is the
 * best of several, as everything else a machine does only ever adds to it. */
#include "lang/syntax/parse.h"

#include <stdio.h>
#include <time.h>

enum { ROUNDS = 7 };

static double seconds_now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* One parse from bytes in memory to the tree; errors are a wrong benchmark. */
static double parse_once(struct source *source, struct sources *sources)
{
  struct diags diags;
  struct interner names;
  struct arena arena;
  double start = seconds_now();
  diags_init(&diags, sources);
  interner_init(&names);
  keywords_init(&names);
  arena_init(&arena);
  struct ast *ast = parse_source(&arena, &names, &diags, source, 0);
  double time = ast->broken ? -1 : seconds_now() - start;
  arena_free(&arena);
  interner_free(&names);
  diags_free(&diags);
  return time;
}

static bool measure(const char *path)
{
  struct sources sources;
  struct source *source;
  double best = 1e9;
  sources_init(&sources);
  if (sources_read(&sources, path, &source) != SOURCE_OK) {
    fprintf(stderr, "bench: cannot read %s\n", path);
    return false;
  }
  uint32_t lines = source_position(source, source->size).line;
  for (int i = 0; i < ROUNDS && best > 0; i++) {
    double time = parse_once(source, &sources);
    if (time < best) best = time;
  }
  if (best < 0) fprintf(stderr, "bench: %s has errors\n", path);
  else printf("%-32s %9u %10.2f %12.0f\n", path, lines, best * 1e3, lines / best);
  sources_free(&sources);
  return best > 0;
}

int main(int argc, char **argv)
{
  bool ok = true;
  printf("%-32s %9s %10s %12s\n", "parse", "lines", "ms", "lines/s");
  for (int i = 1; i < argc; i++) ok = measure(argv[i]) && ok;
  return !ok;
}

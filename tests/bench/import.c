/* import --rows FILE…: how fast a specification in YAML becomes a program, in lines a second; the
 * best of several rounds. */
#include "compiler/import/import.h"
#include "compiler/session/session.h"
#include "tests/bench/clock.h"

#include <stdlib.h>

enum { ROUNDS = 50 };

/* Reads the files, writes the program into memory and forgets it. */
static bool import_once(const char *const *paths, unsigned n, uint32_t *lines)
{
  struct compilation c;
  struct strbuf out = {0};
  const char *path;
  enum source_status status;
  compilation_init(&c, getenv("TLC_STD"));
  struct import import = {&c.arena, &c.names, &c.diags, &c.sources};
  bool ok = import_files(&import, paths, n, &out, &path, &status) == IMPORT_OK;
  *lines = 0;
  for (unsigned i = 0; i < n && ok; i++) {
    struct source *source;
    ok = sources_read(&c.sources, paths[i], &source) == SOURCE_OK;
    if (ok) *lines += source_position(source, source->size).line;
  }
  strbuf_free(&out);
  compilation_free(&c);
  return ok;
}

int main(int argc, char **argv)
{
  double best = 0;
  if (!rows_wanted(argc, argv) || argc < 3) {
    fputs("usage: import --rows FILE...\n", stderr);
    return 2;
  }
  for (int round = 0; round < ROUNDS; round++) {
    uint32_t lines;
    double start = cpu_seconds();
    if (!import_once((const char *const *)argv + 2, (unsigned)argc - 2, &lines)) {
      fputs("import: nothing is imported\n", stderr);
      return 1;
    }
    double rate = lines / (cpu_seconds() - start);
    if (rate > best) best = rate;
  }
  put_row("import", best);
  return 0;
}

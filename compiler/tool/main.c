/* The program: reads the command line and runs one command. */
#include "compiler/tool/options.h"
#include "compiler/tool/packed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A static program uses what it carries, not what lies about by chance. */
static const char *find_data(struct arena *a, const char *name, const char *environment)
{
#ifdef TLC_STATIC
  const char *given = getenv(environment);
  if (!given || !*given) return packed_directory(a, name);
#endif
  return data_find(a, name, environment, TLC_DATADIR);
}

static int run(struct options *o)
{
  struct arena arena;
  arena_init(&arena);
  o->library = find_data(&arena, "std", "TLC_STD");
  o->pages = find_data(&arena, "diagnostics", "TLC_DIAGNOSTICS");
  o->plugins = find_data(&arena, "plugins", "TLC_PLUGINS");
  int status = o->command->run(o);
  arena_free(&arena);
  return status;
}

int main(int argc, char **argv)
{
  struct options o;
  int status = options_read(&o, argc, argv);
  if (status < 0) status = run(&o);
  options_free(&o);
  if (fflush(stdout)) {
    fprintf(stderr, "tlc: cannot write the output: %s\n", strerror(errno));
    return EXIT_FILES;
  }
  if (ferror(stdout)) { /* some of it went out, or was lost, before */
    fputs("tlc: not all of the output could be written\n", stderr);
    return EXIT_FILES;
  }
  return status;
}

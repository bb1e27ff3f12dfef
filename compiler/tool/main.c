/* The program: reads the command line and runs one command. */
#include "compiler/tool/options.h"

#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int run(struct options *o)
{
  struct arena arena;
  arena_init(&arena);
  o->library = data_find(&arena, "std", "TLC_STD", TLC_DATADIR);
  o->pages = data_find(&arena, "diagnostics", "TLC_DIAGNOSTICS", TLC_DATADIR);
  o->plugins = data_find(&arena, "plugins", "TLC_PLUGINS", TLC_DATADIR);
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

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
  o->library = library_find(&arena, TLC_DATADIR "/std");
  int status = o->command ? o->command->run(o) : command_design(o);
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
  return status;
}

/* Watching searches: a line of progress, the interrupt key, and samples in a file. */
#ifndef TL_TOOL_WATCH_H
#define TL_TOOL_WATCH_H

#include "compiler/tool/options.h"

#include <signal.h>
#include <stdio.h>

struct watch {
  struct search_wish wish;   /* that of the options, and who looks */
  unsigned columns;          /* of the terminal that progress is shown on; 0: there is none */
  bool shown;                /* a line of progress stands there */
  const char *run;           /* that it is about, borrowed; and the most of it that was done: a search */
  double done;               /* that begins anew with another goal does not go back */
  FILE *sample;              /* NULL: none is asked for */
  const char *path;          /* of it */
  bool headed;               /* its first line is written */
  struct sigaction before;   /* what an interrupt did */
};

/* From here on an interrupt ends searches early and a second one the program.  EXIT_FILES, told,
 * if the file for samples cannot be written, EXIT_USAGE if there will be none; then there is nothing
 * to end. */
enum exit_code watch_start(struct watch *watch, const struct options *o);

/* Takes the line away and gives the interrupt back.  EXIT_FILES, told, as above. */
enum exit_code watch_end(struct watch *watch);

#endif

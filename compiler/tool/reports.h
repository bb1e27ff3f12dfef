/* Commands that read reports of JSON. */
#ifndef TL_TOOL_REPORTS_H
#define TL_TOOL_REPORTS_H

#include "compiler/tool/options.h"
#include "runtime/report/load.h"

/* What such a command works with, from beginning to end. */
struct reports {
  const struct options *options;
  struct arena arena;
  struct sources sources;
  struct diags diags;
  struct suggest near; /* a run that --run may have meant */
};

void reports_init(struct reports *r, const struct options *options);

/* Prints what was found wrong, and frees all.  `status`, or EXIT_SOURCE if there were errors. */
enum exit_code reports_end(struct reports *r, enum exit_code status);

/* Reads one; EXIT_FILES or EXIT_SOURCE, told, if it cannot be. */
enum exit_code reports_read(struct reports *r, const char *path, struct loaded_report *out);

/* Leaves only the runs whose name fits --run; how many they are. */
unsigned reports_filter(struct reports *r, struct loaded_report *report);

/* Tells that none did; EXIT_USAGE. */
enum exit_code reports_tell_no_run(struct reports *r, const char *path);

#endif

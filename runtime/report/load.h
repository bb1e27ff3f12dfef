/* Reports of JSON (schema `tlc-report/1`), read back. */
#ifndef TL_REPORT_LOAD_H
#define TL_REPORT_LOAD_H

#include "runtime/report/report.h"

/* What the compiler said of the design. */
struct report_remark {
  const char *code, *name, *message; /* "W0528", "runs-nothing", … */
  const char *file;                  /* NULL: of no place */
};

/* A report, of which all is known that is printed, but for diagnostics, of which `remark` has
 * what they said.  Runs whose architectures are told alike share one. */
struct loaded_report {
  struct report report;
  unsigned remarks;
  const struct report_remark *remark; /* [remarks] */
};

/* Reads a report from a file that was read.  All that `out` points to is in the arena.  False,
 * with E0854 or E0855 told at its place: the file is none. */
bool report_load(struct arena *arena, struct diags *diags, const struct source *source,
                 struct loaded_report *out);

#endif

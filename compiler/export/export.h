/* Designs as the files of other tools, so that a result can be checked with those.
 *
 * Timeloop's dense model counts as ours does.  Its input is YAML in five parts: the
 * architecture as one list of levels, the problem, the mapping, and tables of energies
 * (ERT) and of areas (ART).  Numbers are those of a run after lowering: words, words a
 * cycle of the arch's clock, pJ and um2, in the shortest form that reads back the same. */
#ifndef TL_EXPORT_EXPORT_H
#define TL_EXPORT_EXPORT_H

#include "compiler/ir/ir.h"
#include "lang/base/diag.h"

enum { EXPORT_FILES = 5 };

/* A file's name and its whole text; texts live in the arena that was given. */
struct exported_file {
  const char *name;         /* "architecture.yaml" */
  const char *text;
};

struct exported {
  unsigned files;
  struct exported_file file[EXPORT_FILES];
};

/* Writes what `run` is made of.  What that form cannot say is told at its place (E0820),
 * what is left out as W0545, such as the mapping of a run that has none yet.  False, with
 * nothing in `out`, if an error was told. */
bool export_timeloop(struct arena *arena, struct diags *diags, const struct ir_design *design,
                     const struct ir_run *run, struct exported *out);

#endif

/* From Timeloop's and Accelergy's YAML to a program of the language.
 *
 * What comes out is source that a person keeps: it goes through the parser and the
 * printer, and means what the YAML said.  Keys that nobody knows, and what has no
 * counterpart, are told one by one (W0541, W0542). */
#ifndef TL_IMPORT_IMPORT_H
#define TL_IMPORT_IMPORT_H

#include "compiler/ir/prices.h"

#include "lang/base/diag.h"
#include "lang/base/str.h"

/* Borrowed: all must outlive what is made. */
struct import {
  struct arena *arena;
  struct interner *names;   /* with the keywords of the language */
  struct diags *diags;
  struct sources *sources;
};

/* What became of it. */
enum import_status {
  IMPORT_OK,
  IMPORT_BROKEN,            /* told: nothing is written */
  IMPORT_UNREADABLE,        /* `*path` cannot be read, with `*status` */
};

/* Reads files and directories (all *.yaml and *.yml in them, in the order of their names)
 * and adds the program to `out`, laid out. */
enum import_status import_files(const struct import *im, const char *const *paths, unsigned n,
                                struct strbuf *out, const char **path, enum source_status *status);

/* What is asked of files that hold tables. */
enum price_input { INPUT_ERT, INPUT_ART, INPUT_COUNTS };

/* Reads files and directories for one of these and gives what they say, in the arena: prices
 * from an ERT or an ART, or counts; the other is empty.  A file without any is told (E0830), what
 * else it holds is not. */
enum import_status import_prices(const struct import *im, const char *const *paths, unsigned n,
                                 enum price_input wanted, struct price_list *prices,
                                 struct price_counts *counts, const char **path,
                                 enum source_status *status);

#endif

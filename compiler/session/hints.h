/* What an editor shows between the words of a design: how full memories are, what `*` comes to,
 * shapes, how many instances there are, what an access costs; and beside each run what it comes to.
 *
 * What depends on results is told where mappings are given; nothing is searched for. */
#ifndef TL_SESSION_HINTS_H
#define TL_SESSION_HINTS_H

#include "compiler/session/session.h"

struct hint {
  uint32_t offset;          /* bytes into the main file: it stands behind them */
  const char *text;         /* "48.2 KiB of 64 KiB, 75.3 %" */
  const char *about;        /* a sentence that says more; NULL: nothing */
};

/* A `run` of the main file, or a study. */
struct run_hint {
  struct span where;        /* the statement up to its block */
  const char *name;
  const char *text;         /* what it comes to; NULL: it has to be searched for, or cannot be */
  bool open;                /* its mapping is to be searched for, or it takes a while: */
  bool given;               /* nothing is searched for, or not for all of it */
};

struct hints {
  unsigned hints, runs;
  const struct hint *hint;  /* [hints] in the order of the text */
  const struct run_hint *run; /* [runs] */
};

/* Of a compilation that was checked and has no errors but those of compilation_fit.  Says nothing in its
 * diagnostics.  All of it lives in the compilation; ask once. */
struct hints compilation_hints(struct compilation *c);

#endif

/* What was shown between the words of a document when it was sound the last time: it stays while
 * somebody types what has a mistake for a moment, at places that follow the edits. */
#ifndef TL_LSP_KEPT_H
#define TL_LSP_KEPT_H

#include "compiler/session/hints.h"

struct kept_hints {
  struct arena arena;      /* of all below */
  unsigned hints, runs;
  struct hint *hint;       /* [hints] */
  struct run_hint *run;    /* [runs] */
};

/* Takes a copy of what is shown, in place of what was kept.  `kept` is zeroed at first. */
void kept_take(struct kept_hints *kept, const struct hints *from);

/* Bytes [start, end) of the text become `n` bytes: what stood among them is dropped, and what
 * stands behind them moves. */
void kept_edit(struct kept_hints *kept, uint32_t start, uint32_t end, size_t n);

void kept_free(struct kept_hints *kept);

#endif

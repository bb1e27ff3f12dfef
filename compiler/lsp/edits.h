/* Edits of a text: as few and as small as what they do allows. */
#ifndef TL_LSP_EDITS_H
#define TL_LSP_EDITS_H

#include "compiler/lsp/server.h"

struct edit {
  uint32_t start, end;   /* bytes of the text before */
  uint32_t from, to;     /* bytes of the text after, that take their place */
};

struct edits {
  struct edit *at;
  uint32_t n, cap;
};

/* What makes `after` of `before`, of which `after` is another layout: they differ in blanks,
 * lines' ends, commas and semicolons.  In their order; the caller frees them (vec_free). */
struct edits edits_of_layout(const struct source *before, const struct strbuf *after);

/* Writes them as an array of TextEdits, those alone that lie in [start, end]. */
void edits_put(const struct server *s, struct jsonw *w, struct source *before,
               const struct strbuf *after, const struct edits *edits, uint32_t start,
               uint32_t end);

/* Writes, as items of an array that is open, the actions that write down what was found for runs
 * in the range. */
void actions_put_pins(struct server *s, struct call *c, struct span range);

/* … and the one that makes a component of the level which is described in the range, unless that
 * made another design of it. */
void actions_put_extraction(struct server *s, struct call *c, struct span range);

/* { "range", "newText" } */
void edit_put(const struct server *s, struct jsonw *w, struct source *in, uint32_t start,
              uint32_t end, const char *text, size_t n);

#endif

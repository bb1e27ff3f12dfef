/* Names and where they stand, for handlers that start from a name. */
#ifndef TL_LSP_NAV_H
#define TL_LSP_NAV_H

#include "compiler/lsp/server.h"
#include "compiler/sema/query.h"

/* The name at the "position" of a call, in the document's compilation; NULL if there is none. */
const struct reference *nav_find(struct server *s, struct call *c, struct compilation **made);

/* "key": { "kind": "markdown", "value": text }, unless there is no text but ends of lines; `plain`
 * for clients that show no Markdown. */
void put_markup(struct jsonw *w, const char *key, const char *text, bool plain);

/* A place of a name. */
struct place_found {
  char *uri;
  uint32_t start;      /* in bytes */
  char *range;         /* a Range, written */
  bool alias;          /* it is called otherwise there */
  bool library;        /* what it means is of the library */
};

struct places {
  struct place_found *at;
  uint32_t n, cap;
};

void places_free(struct places *all);

/* All places of what `r` means, in the documents that are open, what they import, and the files
 * of the workspace; by URI and place. */
void nav_places(struct server *s, struct compilation *made, const struct reference *r,
                bool declarations, struct places *out);

/* Those in the file of `r` that are spelled as it is. */
void nav_places_here(struct server *s, struct compilation *made, const struct reference *r,
                     struct places *out);

/* Calls `tell` with the compilation of each open document, and of each file of the workspace whose
 * text holds `text`. */
void workspace_each(struct server *s, const char *text,
                    void (*tell)(void *context, struct compilation *made), void *context);

#endif

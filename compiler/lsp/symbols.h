/* The outline of a tree. */
#ifndef TL_LSP_SYMBOLS_H
#define TL_LSP_SYMBOLS_H

#include "compiler/lsp/server.h"

/* What is listed of a statement. */
struct symbol_info {
  struct span name;   /* inside of the statement's span */
  const char *text;   /* the name, not NUL-terminated */
  uint32_t n;
  unsigned kind;      /* SymbolKind */
  enum keyword word;  /* what it is, or 0 */
};

/* Is the node listed?  Bindings are listed one by one, not the statement they stand in. */
bool symbol_of(const struct ast *ast, const struct node *n, struct symbol_info *out);

/* The list of statements inside of a node, or NULL. */
const struct node *symbol_members(const struct node *n);

/* Writes, as items of an array that is open, what of a tree has a name with the letters of
 * `query` in their order. */
void symbols_put_matching(const struct server *s, struct jsonw *w, const struct ast *ast,
                          const char *uri, const char *query);

#endif

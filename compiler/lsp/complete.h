/* Between complete.c and complete_module.c. */
#ifndef TL_LSP_COMPLETE_H
#define TL_LSP_COMPLETE_H

#include "compiler/lsp/context.h"
#include "compiler/lsp/nav.h"

struct completion {
  const struct server *server;
  struct jsonw *w;             /* an array that is open */
  struct compilation *made;
  struct context context;
  VEC(char *) told;            /* what was listed */
  bool shy;                    /* a blank was typed: only what cannot be anything else is offered */
};

/* Modules that an import may name, as far as its path is written. */
void complete_module(struct completion *x);

/* Names that the import at the place may take from its module. */
void complete_imported(struct completion *x);

/* Writes a module, and something that a module declares. */
void complete_put_module(struct completion *x, const char *name, bool directory);
void complete_put_declared(struct completion *x, const char *name, const char *word,
                           const char *doc);

#endif

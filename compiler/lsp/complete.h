/* Between complete.c, complete_module.c and complete_path.c. */
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
  bool in_path;                /* a slash was typed: only files are offered */
  bool shy;                    /* a blank was typed: only what cannot be anything else is offered */
};

/* Modules that an import may name, as far as its path is written. */
void complete_module(struct completion *x);

/* Modules of the library, behind `std.`. */
void complete_library(struct completion *x);

/* Names that the import at the place may take from its module. */
void complete_imported(struct completion *x);

/* Files that may be named at the place, if it is in a text; false if it is in none. */
bool complete_path(struct completion *x);

/* Writes a file, or a folder: its name ends with a slash.  Those with a smaller letter come
 * first. */
void complete_put_file(struct completion *x, const char *name, char order);

/* Writes a module, and something that a module declares. */
void complete_put_module(struct completion *x, const char *name, bool directory);
void complete_put_declared(struct completion *x, const char *name, const char *word,
                           const char *doc);

#endif

/* The language server: one client, over two file descriptors. */
#ifndef TL_LSP_LSP_H
#define TL_LSP_LSP_H

#include "compiler/session/session.h"

#include <stdio.h>

struct lsp_settings {
  const char *library;  /* directory of the standard library; NULL: none */
  const char *pages;    /* directory of the pages of diagnostics; NULL: none */
  const char **arguments; /* of the command line, for programs that are started */
  unsigned n_arguments;
  FILE *log;            /* both ways are recorded there; NULL: nowhere */
  /* Makes a compilation what the command line wants; or NULL. */
  void (*prepare)(struct compilation *c, const void *context);
  const void *context;
};

/* Serves until the client says `exit` or closes `in`.  True if it said `shutdown` before.
 * Settings are borrowed. */
bool lsp_serve(const struct lsp_settings *settings, int in, int out);

#endif

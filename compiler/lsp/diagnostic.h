/* One diagnostic of the compiler as the protocol has it. */
#ifndef TL_LSP_DIAGNOSTIC_H
#define TL_LSP_DIAGNOSTIC_H

#include "compiler/lsp/server.h"

/* Where it is shown: its primary place, or the start of `otherwise` if it has none. */
struct span diagnostic_place(const struct diag *d, const struct source *otherwise);

/* Writes it as a Diagnostic, with `place` as its range. */
void diagnostic_put(const struct server *s, struct jsonw *w, const struct diag *d,
                    struct span place);

/* Writes one that says that `n` more are not shown, the first of them at a place. */
void diagnostic_put_rest(const struct server *s, struct jsonw *w, struct source *in,
                         struct span place, unsigned n);

#endif

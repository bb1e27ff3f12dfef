/* What a doc comment says of single parameters: lines "- `depth`, `width`: …" of a list, with
 * the indented lines behind them. */
#ifndef TL_SYNTAX_PARAM_DOC_H
#define TL_SYNTAX_PARAM_DOC_H

#include "lang/syntax/ast.h"

/* What is said of a parameter of a declaration: its own comment, or its item in that of the
 * declaration; NULL if nothing is.  In `a`. */
const char *param_doc(const struct ast *ast, const struct node *decl, const struct node *param,
                      struct arena *a);

/* A comment without what it says of these parameters.  In `a`. */
const char *without_params(const char *doc, const struct node *params, struct arena *a);

#endif

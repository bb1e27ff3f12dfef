/* Inside the syntax room: the sentences of syntax errors. */
#ifndef TL_SYNTAX_SYNTAX_ERROR_H
#define TL_SYNTAX_SYNTAX_ERROR_H

#include "lang/syntax/lex.h"

/* The parser met a token that cannot stand here; `wanted` are the names of all
 * tokens that could (exactly those: the parser looks ahead for them). */
void syntax_unexpected(struct lex *lx, struct place where, const char *const *wanted, unsigned n);

#endif

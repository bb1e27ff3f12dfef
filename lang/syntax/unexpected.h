/* Inside the syntax room: the sentence about a token that cannot stand where it is. */
#ifndef TL_SYNTAX_UNEXPECTED_H
#define TL_SYNTAX_UNEXPECTED_H

#include "lang/syntax/lex.h"

/* The parser met a token that cannot stand here; `wanted` are the names of all
 * tokens that could (exactly those: the parser looks ahead for them).  Tells E0102,
 * or one of those that know better what was meant. */
void syntax_unexpected(struct lex *lx, struct place where, const char *const *wanted, unsigned n);

#endif

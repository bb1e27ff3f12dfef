/* Between lex.c, look.c and bracket.c. */
#ifndef TL_SYNTAX_LEX_INSIDE_H
#define TL_SYNTAX_LEX_INSIDE_H

#include "lang/syntax/lex.h"

/* ---- look.c ---- */

/* The token that a word is for the parser. */
int class_of(enum keyword w);
bool opens_statement(int class);
/* A declaration that goes on with a block of statements. */
bool has_block(enum keyword w);
/* … one that stands only at the top of a file. */
bool is_outermost_word(enum keyword w);

bool is_letter(char c);
const char *skip_blanks(const char *c);
/* Skips blanks, lines' ends and comments. */
const char *skip_space(const char *c);
/* The word before is followed by what shows it to be a name: `=` `.` `:` `+=`. */
bool is_named(const char *after);
/* `name =` and its like at c, as attributes and columns begin. */
bool names_something(const char *c);
/* `name[ … ] +=` or `name[ … ] =` at c. */
bool looks_like_einsum(const char *c);
/* The word at c stands between two values, so that the one before it is a name. */
bool joins_values(const struct lex *lx, const char *c);
/* A statement word at c with what such a statement goes on with; `block`: a `{` is
 * such a thing too. */
bool looks_like_statement(const struct lex *lx, const char *c, bool block);

/* ---- bracket.c ---- */

/* Looks at the raw token before it is handed out; true if tokens were made up
 * that go before it. */
bool mend_before(struct lex *lx, int kind, const union semantic *value);
void open_bracket(struct lex *lx, char c);
/* Pops the bracket that `kind` closes.  Returns the token to hand out (which a
 * wrong closer becomes), 0 to drop it, or -1 when mends go before it. */
int close_bracket(struct lex *lx, int kind);

/* Does the innermost bracket close before something that only a statement has? */
bool closes_ahead(const struct lex *lx);

/* In files whose brackets do not match: what one should have been; 0 to drop it,
 * -1 when mends go before it. */
int meant_opener(struct lex *lx, int kind);
int meant_closer(struct lex *lx, int kind);
/* Such a file lacks the `{` of a block: at the end of a line, or before a token. */
bool lacks_block(const struct lex *lx);
bool lacks_line_block(const struct lex *lx, int kind);
/* … or, at the end of a line, the `}` of a block that began on it; mended by the other. */
bool lacks_line_end(const struct lex *lx);
void mend_line_end(struct lex *lx);
/* Makes up a token. */
void mend(struct lex *lx, int kind, uint32_t at);

#endif

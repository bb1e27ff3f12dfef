/* Inside the syntax room: what lexer.l asks about numbers, units, strings and
 * characters that are not of the language. */
#ifndef TL_SYNTAX_LITERAL_H
#define TL_SYNTAX_LITERAL_H

#include "lang/syntax/lex.h"

enum { RAW_NEWLINE = 1 }; /* a raw token that the parser never sees */

/* Is the word after a number its unit?  Not if it is reserved, or a clause. */
bool literal_is_unit(const struct lex *lx, const char *word);

/* Is the `%` after a number per cent, or the start of a remainder?  `blank`:
 * a space stands between. */
bool literal_is_percent(const struct lex *lx, bool blank);

/* Reads a number; says what is wrong with its form. */
void literal_number(struct lex *lx, const char *text, size_t n, struct number_node *out);

/* The text of a string, escapes resolved; of one that its line ends too early. */
name_t literal_string(struct lex *lx, const char *text, size_t n);
name_t literal_open_string(struct lex *lx, const char *text, size_t n);

/* … and of one in the quotes of another language or of a word processor. */
name_t literal_other_string(struct lex *lx, const char *text, size_t n);

/* Says that the comment which begins here is never closed. */
void literal_open_comment(struct lex *lx);

/* Names are ASCII; says so otherwise. */
void literal_check_name(struct lex *lx, const char *text, size_t n);

/* Bytes outside ASCII: what they were meant to be (a token's kind, or 0 for
 * nothing), and how many of them are used up. */
int literal_other_character(struct lex *lx, const char *text, size_t n, unsigned *used,
                            union semantic *value);

#endif

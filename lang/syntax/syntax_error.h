/* Inside the syntax room: the sentences about brackets, commas, characters and
 * numbers. */
#ifndef TL_SYNTAX_SYNTAX_ERROR_H
#define TL_SYNTAX_SYNTAX_ERROR_H

#include "lang/syntax/lex.h"

/* E0101, E0112: a bracket, or a block, that is still open where `next` stands
 * (`next_word` is its keyword, or 0). */
void syntax_unclosed(struct lex *lx, const struct open_bracket *b, struct place next,
                     int next_word);
void syntax_unclosed_block(struct lex *lx, const struct open_bracket *b, struct place next,
                           int next_word);

/* E0111: `closer` closes nothing, or (`open` is not NULL) another bracket. */
void syntax_stray_closer(struct lex *lx, char closer, const struct open_bracket *open);

/* E0111: the opening bracket at hand is of the wrong kind; this `{` begins no block. */
void syntax_wrong_opener(struct lex *lx, char opener, char meant);
void syntax_stray_opener(struct lex *lx);
/* E0102: a block goes on behind the last token, but does not begin. */
void syntax_missing_block(struct lex *lx);

/* E0107, E0104: no comma between two members of a list; one behind the last of
 * them, with `next` the token after it. */
void syntax_missing_comma(struct lex *lx, struct place before, struct place next);
void syntax_trailing_comma(struct lex *lx, struct place next);
/* E0107: the `;` at hand stands between members of a list. */
void syntax_semicolon(struct lex *lx);

/* E0102: `next` begins a statement on the line where a block ended. */
void syntax_same_line(struct lex *lx, struct place next);

/* E0103: the character at lx->at is not of the language (`meant`: what probably
 * was meant, or NULL); or it begins a comment of another language. */
void syntax_character(struct lex *lx, const char *meant);
void syntax_comment(struct lex *lx);

/* E0110, once: what stands there is nested too deeply. */
void syntax_too_deep(struct lex *lx, struct place where);

/* E0117, E0118: bytes that are no text.  False for a binary file, of which nothing
 * is worth reading. */
bool syntax_validate_text(struct lex *lx);

/* E0108: `why` the number at hand is none, and what to write `instead` (or NULL). */
void syntax_number(struct lex *lx, const char *why, const char *instead);

/* True once a mistake was reported in the statement being read: whatever else
 * seems wrong with it may follow from that. */
bool syntax_spoilt(const struct lex *lx);

#endif

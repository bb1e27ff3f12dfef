/* Other people's bytes, as a terminal may show them: pieces of source lines
 * with tabs expanded and long lines cut, and texts of messages.  Nothing that
 * is written here makes a terminal do anything but print. */
#ifndef TL_BASE_QUOTE_H
#define TL_BASE_QUOTE_H

#include "lang/base/str.h"

/* A piece of one line, as it will be quoted. */
struct quote {
  const char *text;         /* the bytes of the whole source; borrowed */
  uint32_t from, to;        /* the piece */
  bool cut_left, cut_right; /* an ellipsis stands for the rest of the line */
};

/* The piece of the line [line_from, line_to) to quote so that [from, to) is
 * seen: the whole line if it takes at most `columns` (0: no limit), else what
 * fits round the place.  Reads no more than about what it shows. */
struct quote quote_around(const char *text, uint32_t line_from, uint32_t line_to, uint32_t from,
                          uint32_t to, unsigned columns);

/* Would [from, to) fit into one quote of this many columns? */
bool quote_fits(const char *text, uint32_t from, uint32_t to, unsigned columns);

/* Columns of the quote before byte `offset`, which is clamped to the piece. */
unsigned quote_column(const struct quote *q, uint32_t offset);

/* Writes the piece: control characters as their pictures, broken bytes and
 * characters that reorder text as U+FFFD. */
void quote_write(struct strbuf *out, const struct quote *q);

/* Writes the text of a message.  Characters that quote_write replaces are
 * written `\u{1b}`, as in a string of the language.  A newline starts a line
 * that is indented by `indent` columns, or is written `\n` if that is 0. */
void quote_message(struct strbuf *out, const char *text, unsigned indent);

#endif

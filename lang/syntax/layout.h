/* Inside the syntax room: how brackets lie on the lines of a file.  Asked only of
 * files whose brackets do not match: there, where a bracket stands tells which
 * one of two is the mistake. */
#ifndef TL_SYNTAX_LAYOUT_H
#define TL_SYNTAX_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

/* Has every bracket its partner?  Then there is nothing to ask. */
bool layout_matches(const char *text, size_t size);

/* The bracket on this line that closes the one before `c`, or 0. */
char layout_partner(const char *c);

/* Does a `}` behind `c` on its line close a block that was opened before `c`? */
bool layout_block_ends(const char *c);

#endif

/* Inside the room: lines that are no longer than a page is wide. */
#ifndef TL_REPORT_WRAP_H
#define TL_REPORT_WRAP_H

#include <stddef.h>

enum { PAGE_COLUMNS = 100, PAGE_INDENT = 2 };

/* How many bytes of a text go on one line of so many columns: as many words as fit, at least
 * one.  A unit stays with its number. */
size_t wrap_fit(const char *text, size_t columns);

/* The text behind these bytes, from its next word on. */
const char *wrap_rest(const char *text, size_t bytes);

/* The columns of the longest word. */
size_t wrap_longest(const char *text);

#endif

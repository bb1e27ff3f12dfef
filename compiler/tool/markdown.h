/* Markdown for terminals: as much of it as doc comments and our own pages use.
 * Headings, fenced blocks, lists, tables and paragraphs; `code`, **strong** and
 * [links](…) inside them.  Everything else is shown as it is written. */
#ifndef TL_TOOL_MARKDOWN_H
#define TL_TOOL_MARKDOWN_H

#include "lang/base/diag.h"

/* How a text is set. */
struct page {
  struct strbuf *out;      /* borrowed */
  enum render_style style;
  unsigned columns;        /* lines are no longer, if their words allow it */
};

/* Adds a text; it stands `indent` columns in, headings and the code of fenced
 * blocks two less and four more.  Ends with a line's end. */
void page_markdown(const struct page *p, unsigned indent, const char *text);

/* Adds one paragraph of `n` bytes; `at` columns of the line are there already,
 * the lines that follow stand `indent` columns in.  Ends with a line's end. */
void page_paragraph(const struct page *p, unsigned at, unsigned indent, const char *text, size_t n);

/* Adds a line of its own that stands out. */
void markdown_heading(const struct page *p, unsigned indent, const char *text);

#endif

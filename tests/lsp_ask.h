/* Every question that can be asked about an open document. */
#ifndef TL_TESTS_LSP_ASK_H
#define TL_TESTS_LSP_ASK_H

#include "tests/lsp_client.h"

/* How answers were.  An answer is wrong if it is an error, except that a name may not be changed. */
struct answers {
  unsigned n, wrong;
};

/* What is asked about a document as a whole: its symbols, its layout... */
struct answers ask_whole(struct client_test *c, struct document *d);

/* What is asked about a place, or about the text from there up to another one. */
struct answers ask_place(struct client_test *c, struct document *d, uint32_t offset);

/* Both. */
struct answers ask_all(struct client_test *c, struct document *d, uint32_t offset);

#endif

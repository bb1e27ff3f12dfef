/* The parts of tests/lsp. */
#ifndef TL_TESTS_LSP_TESTS_H
#define TL_TESTS_LSP_TESTS_H

#include "tests/lsp_client.h"

/* Prints a line of TAP; false, with `detail`, if it fails. */
bool check(bool holds, const char *what, const char *detail);

/* lsp_wire.c: messages, whatever shape they come in; and the program as an editor starts it. */
void test_wire(void);

/* lsp_documents.c: several documents, files beside them, and a search. */
void test_documents(void);

/* lsp_tasks.c: searches and reports that lenses start, and what is out of date. */
void test_tasks(void);

/* lsp_names.c: names that are changed, in every design of a directory. */
void test_names(void);

/* lsp_text.c: texts that change. */
void test_texts(void);

/* The edits of a TextEdit[] in a text: those of the whole text in `out`. */
void apply_edits(struct source *text, const json_t *edits, struct strbuf *out);

#endif

/* The parts of tests/lsp. */
#ifndef TL_TESTS_LSP_TESTS_H
#define TL_TESTS_LSP_TESTS_H

#include "tests/lsp_client.h"

/* Prints a line of TAP; false, with `detail`, if it fails. */
bool check(bool holds, const char *what, const char *detail);

/* lsp_wire.c: messages, whatever shape they come in; and the program as an editor starts it. */
void test_wire(void);

/* lsp_text.c: texts that change. */
void test_texts(void);

#endif

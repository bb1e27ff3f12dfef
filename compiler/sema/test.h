/* Inside the room: tests in the language. */
#ifndef TL_SEMA_TEST_H
#define TL_SEMA_TEST_H

#include "compiler/sema/core.h"

/* Checks the runs and the expectations of a test. */
void check_test(struct sema *sm, struct symbol *s);

/* W0523: a test that expects nothing. */
void lint_expectations(struct sema *sm, struct symbol *s);

#endif

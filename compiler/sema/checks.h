/* Inside the room: the table of checks. */
#ifndef TL_SEMA_CHECKS_H
#define TL_SEMA_CHECKS_H

#include "compiler/sema/core.h"

/* Runs all checks that are about a declaration (checks.def). */
void checks_run(struct sema *sm, struct symbol *s);

#endif

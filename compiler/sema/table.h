/* Inside the room: tables of numbers. */
#ifndef TL_SEMA_TABLE_H
#define TL_SEMA_TABLE_H

#include "compiler/sema/core.h"

/* Checks a declaration: its columns, its rows, and the values in them. */
void check_table(struct sema *sm, struct symbol *s);

/* W0527: a table without rows. */
void lint_rows(struct sema *sm, struct symbol *s);

#endif

/* Inside the room: what is put where something is missing, until somebody says what it is. */
#ifndef TL_SEMA_PLACEHOLDER_H
#define TL_SEMA_PLACEHOLDER_H

#include "compiler/sema/type.h"

/* A value of the type as one writes it: `1`, `1 bit`, `false`, the first member of an enum; `...`
 * where there is none that anybody could write. */
const char *placeholder(struct sema *sm, const struct wanted_type *t);

/* … of a parameter of `decl`: the least that its range allows, where that is a number. */
const char *placeholder_of(struct sema *sm, const struct symbol *decl, const struct node *param);

/* Adds to a fix a statement at the end of a declaration's block, which may be empty, on a line of
 * its own if the block has lines. */
void fix_with_statement(struct sema *sm, struct diag *d, const struct node *decl,
                        const char *statement);

/* The one name that a file knows for something declared with this word; NULL if there is none, or
 * more than one.  `scope` is any in it. */
const char *only_declared(const struct scope *scope, enum keyword word);

#endif

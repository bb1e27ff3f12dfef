/* Inside the room: what the two halves of query.h share. */
#ifndef TL_SEMA_QUERY_INSIDE_H
#define TL_SEMA_QUERY_INSIDE_H

#include "compiler/sema/query.h"

/* The symbol that a name stands for, where it was looked up or where it is declared; NULL. */
const struct symbol *query_symbol(struct sema *sm, const struct reference *r);

/* What a symbol is. */
enum meaning refer_meaning(const struct symbol *s);

#endif

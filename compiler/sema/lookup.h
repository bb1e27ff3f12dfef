/* Inside the room: lookups in tables. */
#ifndef TL_SEMA_LOOKUP_H
#define TL_SEMA_LOOKUP_H

#include "compiler/sema/core.h"

struct table;

/* What a lookup found: a value for each column that is a result. */
struct row_value {
  struct table *table;
  struct value *at;   /* [columns]; poison for keys */
};

/* The call of a table: keys by name, or by place in the order of its key columns.  E0304,
 * E0305 and E0301 are about arguments, E0640 about a row that is not there. */
struct value eval_lookup(struct sema *sm, struct scope *scope, struct node *call,
                         struct symbol *table);

/* The result of a lookup by the name of its column, or a poison. */
struct value row_member(struct sema *sm, struct node *n, const struct row_value *row);

#endif

/* Inside the room: names are noted down with what they mean as they are looked up. */
#ifndef TL_SEMA_REFER_H
#define TL_SEMA_REFER_H

#include "compiler/sema/query.h"
#include "compiler/sema/core.h"

/* Nothing happens unless the program is checked for somebody who asks; see query.h.  A name that
 * is looked up many times, as its declaration is instantiated, is noted once: with the symbol
 * whose value is known, if there is one. */

/* The name at `at` means this symbol (of an import: what is imported). */
void refer(struct sema *sm, struct span at, const struct symbol *symbol);

/* … or something that has no symbol: it is declared at `declared`, file 0 if it is built in. */
void refer_to(struct sema *sm, struct span at, enum meaning meaning, name_t name,
              struct span declared, const struct object *owner);

/* A module, by the path at `at`. */
void refer_module(struct sema *sm, struct span at, struct module *module);

/* A member of an enum, which is named at `n`. */
void refer_member(struct sema *sm, const struct node *n, const struct symbol *e);

/* A dimension or a tensor of a workload, by its index; nothing if that is negative. */
struct workload;
void refer_dim(struct sema *sm, struct span at, const struct workload *w, int dim);
void refer_tensor(struct sema *sm, struct span at, const struct workload *w, int tensor);

/* What is built in: a function, or a measure. */
void refer_built_in(struct sema *sm, const struct node *n);

/* What sets an attribute, or a parameter of a declaration. */
void refer_setting(struct sema *sm, struct span at, const struct symbol *decl, name_t path);

#endif

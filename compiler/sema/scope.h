/* Inside the room: names in scopes, and what they are worth. */
#ifndef TL_SEMA_SCOPE_H
#define TL_SEMA_SCOPE_H

#include "compiler/sema/core.h"

/* The symbol of a name in this scope only, and in it or one around it; or NULL. */
struct symbol *scope_get(const struct scope *s, name_t name);
struct symbol *scope_find(const struct scope *s, name_t name);

/* Declares a symbol; tells E0205 if the name is taken (and then returns the new
 * symbol without putting it in), W0504 if it hides one of an outer scope. */
struct symbol *scope_declare(struct sema *sm, struct scope *s, enum symbol_kind kind, name_t name,
                             struct node *node, struct span where);

/* Declares the name of an N_BINDING (a `let`, a `unit` …); it is worth what the
 * binding says once that is asked for. */
struct symbol *scope_bind(struct sema *sm, struct scope *s, enum symbol_kind kind,
                          struct node *binding);

/* The value of a symbol, evaluated on first use: E0308 for one that needs itself,
 * E0301 and E0309 for one that is not what its declaration says. */
struct value symbol_value(struct sema *sm, struct symbol *s);

/* Offers every name that is seen from the scope and is of a kind in `kinds`
 * (bits 1 << enum symbol_kind; 0: all). */
void scope_suggest(const struct scope *s, struct suggest *to, unsigned kinds);

/* Which built-in names are seen from it: bits of enum context, its own and those
 * of the scopes around it. */
unsigned scope_context(const struct scope *s);

#endif

/* Inside the syntax room: making nodes while the grammar reduces. */
#ifndef TL_SYNTAX_BUILD_H
#define TL_SYNTAX_BUILD_H

#include "lang/syntax/lex.h"

/* The slots of a node that is built: at least as many as its kind has; each is a node, the first
 * of a list, or NULL. */
struct slots {
  unsigned n;
  struct node *const *at;
};
#define SLOTS(...)                                                             \
  ((struct slots){sizeof (struct node *const[]){__VA_ARGS__} / sizeof (struct node *), \
                  (struct node *const[]){__VA_ARGS__}})

/* A node with the given slots.  A tree that gets too deep is reported once and becomes an
 * N_ERROR. */
struct node *build_node(struct lex *lx, enum node_kind kind, struct place where,
                        struct slots slots);

/* The same with a name that is written at `at`. */
struct node *build_named(struct lex *lx, enum node_kind kind, struct place where, name_t name,
                         struct place at, struct slots slots);

/* An N_NUMBER, with the unit behind it (or NULL). */
struct node *build_number(struct lex *lx, struct place where, const struct number_node *value,
                          name_t unit, struct place unit_at);

/* Lists of nodes; NULL members are left out. */
struct node_list list_of(struct node *n);
struct node_list list_add(struct node_list l, struct node *n);

/* `path = expr`: an attribute, unless the path shows that a name was forgotten. */
struct node *build_attribute(struct lex *lx, struct place where, struct node *path,
                             struct place equals, struct node *value);

/* Strings name only tests: says so of another declaration (E0102). */
void build_declared(struct lex *lx, struct place name, enum keyword word);

/* Things that the grammar allows so that one sentence can say what is wrong: E0115,
 * E0116, E0113. */
void build_missing_value(struct lex *lx, struct place after, const char *what);
void build_empty_names(struct lex *lx, struct place word_at, enum keyword word);
void build_compares(struct lex *lx, struct place op);

#endif

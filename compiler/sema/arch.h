/* Inside the room: the tree of an arch's levels. */
#ifndef TL_SEMA_ARCH_H
#define TL_SEMA_ARCH_H

#include "compiler/sema/core.h"

/* A level of an arch: a memory, a compute, an array … with its place in the tree. */
struct level {
  name_t name;              /* NULL for `parallel` */
  struct span name_at;
  struct node *node;        /* its N_DECL */
  uint16_t kind;            /* one bit of enum component_kind */
  struct object *object;    /* its instance; never NULL */
  struct level *parent;     /* the array, group or parallel around it, or NULL */
  struct level *next;       /* the following sibling */
  struct axis *axes;        /* array only */
};

/* Makes the levels of an instance and tells what is wrong with their tree
 * (E0212 … E0217, E0306) and with what amends them (E0203). */
void arch_build(struct sema *sm, struct object *arch);

/* A level by name anywhere in an arch; NULL. */
struct level *arch_level(const struct object *arch, name_t name);

/* The levels in order, depth first: start with NULL; NULL at the end. */
struct level *arch_next(const struct object *arch, const struct level *after);

/* The outermost memory, or NULL if the outermost level is something else. */
struct level *outermost_memory(const struct object *arch);

/* Offers the names of all levels. */
void arch_suggest(const struct object *arch, struct suggest *to);

/* "a memory", "an array": what a level is. */
const char *level_kind(const struct level *l);

/* "`DRAM` and `GLB`": the levels of some kinds, outermost first; NULL if there
 * are none.  In the arena. */
const char *level_list(struct sema *sm, const struct object *arch, unsigned kinds);

/* Checks a declaration: its clauses (E0211), and its value or its block. */
void check_arch(struct sema *sm, struct symbol *s);

#endif

/* Inside the room: what stands in the block of a component, an arch or a workload. */
#ifndef TL_SEMA_COMPONENT_H
#define TL_SEMA_COMPONENT_H

#include "compiler/sema/core.h"

/* A dimension of an array: x = 14. */
struct axis {
  name_t name;              /* NULL for a positional extent of a part array */
  bool nameless;            /* it should have a name: the first that is asked for is taken */
  struct span at;           /* the name, or the value */
  struct value size;        /* int; may be unknown */
  struct span size_at;
  struct axis *next;
};

/* Reads `[x = 14, y = 12]`; `named`: each must have a name (E0322).  Tells names
 * that are there twice (E0205) and sizes that are none. */
struct axis *read_axes(struct sema *sm, struct scope *scope, struct node *args, bool named);

/* Declares the lets, parts, actions and attributes of a block in o->scope. */
void declare_members(struct sema *sm, struct object *o, struct node *items);

/* Evaluates them all. */
void evaluate_members(struct sema *sm, struct object *o, struct node *items);

/* The value of an S_PART: an instance of a component (E0306, E0323). */
struct value part_value(struct sema *sm, struct symbol *s);

/* The value of an S_ACTION: an energy, or a power for `leak` (E0324).  `args` are
 * evaluated in `scope` and are those of `call`; all NULL: the action alone. */
struct value action_value(struct sema *sm, struct symbol *s, struct node *args,
                          struct scope *scope, struct node *call);

/* Binds the parameters of an action to their defaults, or to values that are not known, in
 * `inner`; and what it is worth if they have `values` instead, in their order. */
void action_defaults(struct sema *sm, struct symbol *s, struct scope *inner);
struct value action_value_at(struct sema *sm, struct symbol *s, const struct value *values);

/* The actions in the block of a level or a part, which say anew what its component says;
 * evaluated in `scope`.  What is computed from them follows. */
void override_actions(struct sema *sm, struct object *o, struct node *items, struct scope *scope);

/* Checks a declaration on its own; E0211, E0325 and E0326 are about its head. */
void check_component(struct sema *sm, struct symbol *s);

#endif

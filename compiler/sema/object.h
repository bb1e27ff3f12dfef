/* Inside the room: instances of components, archs and workloads. */
#ifndef TL_SEMA_OBJECT_H
#define TL_SEMA_OBJECT_H

#include "compiler/sema/core.h"

struct wanted_type;

/* Makes an instance of a declaration from arguments (a list of nodes evaluated
 * in `scope`); never NULL.  What it lacks or has too much is told (E0304, E0305),
 * and so is one inside itself without end (E0307). */
struct object *instantiate(struct sema *sm, struct symbol *decl, struct node *args,
                           struct scope *scope, struct node *made_by, struct object *outer);

/* The same from settings that are ready; `amendments` are for what it holds. */
struct object *instantiate_from(struct sema *sm, struct symbol *decl, struct setting *settings,
                                struct amendment *amendments, struct node *made_by,
                                struct object *outer);

/* Checks a declaration on its own, once, before its first instance. */
void ensure_checked(struct sema *sm, struct symbol *decl);

/* The instance with all defaults; if parameters lack one, the generic one. */
struct object *default_object(struct sema *sm, struct symbol *decl);

/* A copy with amendments (E0203 for those that amend nothing). */
struct object *amend(struct sema *sm, struct object *o, struct node *items, struct scope *scope,
                     struct node *made_by);

/* An instance of what was amended before its parameters were given:
 * `let Wide = Systolic with { … }`, then `Wide(rows = 8)`. */
struct object *complete(struct sema *sm, struct object *o, struct node *args, struct scope *scope,
                        struct node *made_by);

/* A mapping, a mapspace or a sparsity with arguments: `Tiles(t = 8)`. */
struct value with_arguments(struct sema *sm, struct symbol *decl, struct node *args,
                            struct scope *scope, struct node *call);

/* Evaluates a setting as a type, tells what does not fit; the value, or poison. */
struct value setting_value(struct sema *sm, struct object *o, struct setting *s,
                           const struct wanted_type *t);

/* The attributes among an object's settings become symbols of its scope; what
 * names nothing is told (E0203). */
void bind_attributes(struct sema *sm, struct object *o);

/* A parameter, attribute, let, part, action or level of an object by name; NULL. */
struct symbol *object_member(struct object *o, name_t name);

/* An attribute as it is in force here: its own, its declaration's, or flowing
 * in from outside (tech, clock …).  NULL if nobody set it. */
struct symbol *object_attribute(struct object *o, name_t path);

/* The name of an arch or a workload for messages. */
const char *object_name(const struct object *o);

/* "the memory `sram`", "an array": for messages.  In `a`. */
const char *object_describe(const struct object *o, struct arena *a);

#endif

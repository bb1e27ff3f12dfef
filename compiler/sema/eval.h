/* Inside the room: what expressions are worth. */
#ifndef TL_SEMA_EVAL_H
#define TL_SEMA_EVAL_H

#include "compiler/sema/core.h"

struct wanted_type;

/* The value of an expression; poison, and told, if something is wrong with it. */
struct value eval(struct sema *sm, struct scope *scope, struct node *n);

/* The same, but nothing is told. */
struct value eval_quietly(struct sema *sm, struct scope *scope, struct node *n);

/* Evaluates where a type is wanted: names of enum members are understood, and
 * E0321 told of those that are none.  Whether the value fits is for the caller. */
struct value eval_as(struct sema *sm, struct scope *scope, struct node *n,
                     const struct wanted_type *t);

/* Evaluates and demands a whole plain number ≥ least (tells E0301 or E0309);
 * poison if it is not.  `what` names it in messages ("a dimension's size"). */
struct value eval_whole(struct sema *sm, struct scope *scope, struct node *n, int64_t least,
                        const char *what);

/* Evaluates a condition: a bool, or poison, and E0301 told of anything else. */
struct value eval_condition(struct sema *sm, struct scope *scope, struct node *n);

/* A value of the same type that is not known. */
struct value type_only(struct value v);

#endif

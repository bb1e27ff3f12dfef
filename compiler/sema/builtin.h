/* Inside the room: built-in functions. */
#ifndef TL_SEMA_BUILTIN_H
#define TL_SEMA_BUILTIN_H

#include "compiler/sema/core.h"

/* A call of a built-in function. */
struct application {
  const struct builtin *builtin;
  struct scope *scope;
  struct node *node;        /* N_CALL; for a measure that stands alone its name */
  struct value *args;       /* evaluated; NULL where the builtin takes names */
  unsigned n;
};

/* A row of builtins.def or measures.def. */
struct builtin {
  const char *name;
  const char *signature;
  const char *doc;
  unsigned context;         /* seen where scope.context has one of these; 0: everywhere */
  int least, most;          /* number of arguments; most < 0: any; least == 0: may stand alone */
  const char *names;        /* takes names, which are not evaluated: a letter for each, L a level,
                               T a tensor, W a workload, D the word `dense`; or NULL */
  bool whole;               /* a measure that is a whole number */
  struct value (*call)(struct sema *sm, const struct application *a);
  struct dim dim;           /* of a measure */
  bool share;               /* … that is from 0 to 1 */
};

/* The builtin of that name that is seen in a context (bits of enum context); NULL. */
const struct builtin *builtin_find(const char *name, unsigned context);

/* The same for an interned name, which takes a look at a map: builtins_init fills it. */
const struct builtin *builtin_named(const struct sema *sm, name_t name, unsigned context);
void builtins_init(struct sema *sm);

/* All of them, of whatever context; `*n` is how many. */
const struct builtin *builtin_all(unsigned *n);

/* Offers all that are seen in a context. */
void builtin_suggest(struct suggest *to, unsigned context);

/* What its name is worth by itself (`n` is the N_NAME or N_MEMBER): a measure's
 * value, or the function (V_FUNCTION). */
struct value builtin_value(struct sema *sm, struct scope *scope, struct node *n,
                           const struct builtin *b);

/* Evaluates an N_CALL of it; counts and types of arguments are checked. */
struct value builtin_apply(struct sema *sm, struct scope *scope, struct node *call,
                           const struct builtin *b);

#endif

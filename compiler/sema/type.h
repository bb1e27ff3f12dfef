/* Inside the room: types as they are declared, and whether a value fits one. */
#ifndef TL_SEMA_TYPE_H
#define TL_SEMA_TYPE_H

#include "compiler/sema/core.h"

/* What a value is wanted for: shown in E0301 when it does not fit. */
struct wanted_type {
  bool any;                 /* nothing is demanded */
  uint8_t kind;             /* enum value_kind */
  struct dim dim;
  bool whole;               /* int */
  struct dim or_dim;        /* a second dimension that fits (bits/cycles or bits/time) */
  bool has_or_dim;
  const struct wanted_type *element; /* of a list; NULL: anything */
  unsigned decl_word;       /* V_DECL/V_OBJECT: keyword of the declaration; 0: any */
  struct symbol *enumeration;         /* V_ENUM: declared with `enum` … */
  const char *const *members;         /* … or built in; NULL-terminated */
};

/* Does `v` fit?  (A poison always does.) */
bool type_fits(const struct wanted_type *t, struct value v);

/* Reads a type: `bits`, `energy/bits`, `[int]`, `component`, an enum, a unit.
 * What is none is told (E0313), and anything fits it. */
struct wanted_type type_read(struct sema *sm, struct scope *scope, struct node *type);

/* "bits", "int", "energy/bits", "component": how it is declared. */
const char *type_text(struct sema *sm, const struct wanted_type *t);

/* An unknown value of the type. */
struct value type_unknown(const struct wanted_type *t);

/* A plain number where a whole one is wanted: "2.5", "1e20, which is too large …". */
const char *number_text(struct sema *sm, struct value v);

/* Tells E0301: an argument, attribute or typed `let` does not fit its type. */
void tell_misfit(struct sema *sm, const struct symbol *s, const struct wanted_type *t,
                 struct value v);

/* The same for any expression: `what` is its name in the message, `declared` the
 * place to label "declared as …" (file 0: none). */
void tell_misfit_at(struct sema *sm, const char *what, const struct node *expr,
                    struct span declared, const struct wanted_type *t, struct value v);

#endif

/* Values of the language: what an expression is known to be, and what it is
 * worth where that is known already.
 *
 * A value whose `known` is false has a type only: a parameter of a component
 * that is checked on its own, a swept variable, a result of an evaluation that
 * comes later.  A poison is what a mistake leaves behind: it is accepted
 * everywhere in silence, so that one mistake gives one message. */
#ifndef TL_SEMA_VALUE_H
#define TL_SEMA_VALUE_H

#include "lang/base/unit.h"
#include "lang/syntax/ast.h"

struct made_run;
struct object;
struct row_value;
struct symbol;

enum value_kind {
  V_POISON,   /* a mistake that was told, or a type that is not known */
  V_NUMBER,   /* with a dimension; exact integer where is_int */
  V_BOOL,
  V_STRING,
  V_LIST,
  V_ENUM,     /* a member of an enum: `lstp`, `none` */
  V_DECL,     /* a declaration itself: a component, an arch with parameters, a mapping … */
  V_OBJECT,   /* an instance: of a component, an arch, a workload; a level; a part */
  V_MODULE,
  V_FUNCTION, /* a built-in function */
  V_RESULT,   /* a finished run: `r` in `for r in runs` */
  V_TENSOR,   /* a tensor of a workload, by name */
  V_ROW,      /* what a lookup in a table found: results by the names of columns */
  V_KINDS
};

struct value_list {
  uint32_t n;
  struct value *at;
};

struct value {
  uint8_t kind;
  bool known;   /* for V_NUMBER, V_BOOL, V_STRING, V_LIST, V_ENUM */
  bool is_int;  /* V_NUMBER: a whole number, exact in `i` */
  bool share;   /* V_NUMBER that is not known: from 0 to 1 in any case */
  struct dim dim;
  union {
    int64_t i;               /* base units */
    double d;                /* base units */
    bool b;
    name_t name;             /* V_STRING, V_ENUM, V_TENSOR */
    struct value_list *list; /* V_LIST: if not known, one element that shows the type, or none */
    struct object *object;
    struct symbol *symbol;   /* V_DECL, V_MODULE */
    const struct builtin *function;
    struct row_value *row;   /* V_ROW */
    const struct made_run *run; /* V_RESULT: NULL where none is meant in particular */
  } u;
};

/* Constructors. */
struct value value_poison(void);
struct value value_int(int64_t i);
struct value value_number(double d, struct dim dim); /* whole ones become exact integers */
struct value value_quantity(int64_t i, struct dim dim);
struct value value_unknown(struct dim dim, bool is_int);
struct value value_bool(bool b);
struct value value_unknown_bool(void);
struct value value_string(name_t s);
struct value value_enum(name_t s);
struct value value_decl(struct symbol *s);
struct value value_object(struct object *o);

/* The number as a double, in base units. */
static inline double value_double(struct value v) { return v.is_int ? (double)v.u.i : v.u.d; }
bool value_is_plain(struct value v);     /* a number without a dimension */
bool value_is_known_int(struct value v); /* … and whole, and known */

/* "a time", "a list", "a component", "`lstp`": for messages.  In `a`. */
const char *value_describe(struct value v, const struct user_units *user, struct arena *a);
/* "16 ns", "[1, 2]", "true", "an energy" (if not known): for notes.  In `a`. */
const char *value_text(struct value v, const struct user_units *user, struct arena *a);

#endif

/* Expressions as they stand in YAML: Python's arithmetic, read, computed and written in
 * the language.
 *
 * `max(1, ceil(log2(depth))) if depth >= 1 else 1` is read into a tree once; it is then
 * computed where its names have values, or written as `if depth >= 1 then … else 1` where
 * they stay names. */
#ifndef TL_IMPORT_EXPRESSION_H
#define TL_IMPORT_EXPRESSION_H

#include "lang/base/arena.h"
#include "lang/base/str.h"

#include <stdbool.h>

enum expression_kind {
  X_NUMBER, X_STRING, X_TRUTH, X_NAME,
  X_UNARY,  /* op: '-' or '!' */
  X_BINARY, /* op: see below */
  X_IF,     /* a if b else c: the condition is [0] */
  X_CALL,   /* name(arguments) */
};

/* Operators of two characters; the others are the character itself. */
enum { X_POWER = 256, X_FLOOR, X_LE, X_GE, X_EQ, X_NE, X_AND, X_OR };

struct expression {
  enum expression_kind kind;
  int op;
  const char *text;          /* of a name, a function, a string; of a number as written */
  double number;             /* of X_NUMBER; of X_TRUTH 0 or 1 */
  unsigned count;
  struct expression **of;    /* operands or arguments */
};

/* Reads a text.  NULL: it is no such expression, or longer than anyone writes by hand, and
 * `*why` says so in a few words. */
struct expression *expression_read(struct arena *a, const char *text, const char **why);

/* What an expression comes to. */
enum figure_kind { FIGURE_NONE, FIGURE_NUMBER, FIGURE_TRUTH, FIGURE_TEXT };
struct figure {
  enum figure_kind kind;
  bool whole;                /* a number without a fraction */
  double number;             /* of a truth 0 or 1 */
  const char *text;
};

/* What a name stands for; FIGURE_NONE: nothing. */
struct naming {
  struct figure (*value)(void *of, const char *name);
  void *of;
};

/* Computes; FIGURE_NONE, and `*why`, if a name or a function is not known, or there is no
 * result.  Texts of figures live in `a` or in the expression. */
struct figure expression_value(struct arena *a, const struct expression *x,
                               const struct naming *naming, const char **why);

/* ---- writing ---- */

/* What a text of the language comes to; OTHER is a quantity of which nothing is known. */
enum measure { AS_NUMBER, AS_BITS, AS_LENGTH, AS_TIME, AS_RATE, AS_VOLTAGE, AS_TRUTH, AS_TEXT, AS_LITERAL };

struct written {
  const char *text;
  enum measure is;           /* AS_LITERAL: a plain number, which takes any unit */
  int binds;                 /* how tightly: 0 an `if`, 9 a name or a number */
};

/* How a name is written and what it is; text NULL: it is not known. */
struct spelling {
  struct written (*name)(void *of, const char *name);
  void *of;
};

/* Writes an expression of the wanted measure, in `a`: names as `spelling` says, and what
 * has no unit gets the one that goes with what stands beside it.  NULL, and `*why`, if it
 * cannot be written. */
const char *expression_write(struct arena *a, const struct expression *x,
                             const struct spelling *spelling, enum measure wanted,
                             const char **why);

/* What an expression comes to if it is written so; false, and `*why`, if it cannot be. */
bool expression_measure(struct arena *a, const struct expression *x,
                        const struct spelling *spelling, enum measure *is, const char **why);

/* Whether a number is whole, and small enough to be exact. */
bool is_whole(double number);

/* A text as the language writes it, in quotes. */
const char *text_literal(struct arena *a, const char *text);

/* A number as the language writes it: digits in front of the point and behind it. */
const char *plain_number(struct arena *a, double number);

/* The same for one as it was written; corrected only where the language wants it. */
const char *number_as_written(struct arena *a, const char *text, double number);

#endif

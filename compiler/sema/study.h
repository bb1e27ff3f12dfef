/* Inside the room: studies. */
#ifndef TL_SEMA_STUDY_H
#define TL_SEMA_STUDY_H

#include "compiler/sema/core.h"
#include "compiler/sema/sema.h"
#include "lang/base/vec.h"

struct sweep {
  struct node *bind;
  struct value values;  /* a list, or poison */
  uint32_t at;          /* which of them is in force, when points are gone through */
};

/* How many points a `where` leaves out that those before it have kept. */
struct pruning {
  const struct node *where;
  uint64_t n;
};

/* A point that is evaluated. */
struct study_point {
  struct scope *scope;      /* its names; its runs, the last one first */
  uint64_t number;          /* from 1, of all combinations */
  bool counts;              /* what is run there was evaluated, and no `where` leaves it out */
};

struct study {
  name_t name;
  struct node *node, *items;
  struct scope *outer;      /* the file's */
  struct scope *general;    /* what holds at a point, with the sweeps unknown … */
  struct scope *whole;      /* … and over all points: a measure is a list there */
  struct scope *point;      /* one of those that hold at a point: the one that is looked at */
  struct map measures;      /* name → its N_BINDING */
  VEC(struct sweep) sweeps; /* in order */
  VEC(struct pruning) prunings; /* what was left out, by which `where`; in order */
  struct made_run *runs;    /* with the sweeps unknown */
  bool at_points;           /* the sweeps' values are known now */
  uint64_t combinations;    /* of all sweeps, once it was opened: */
  VEC(struct study_point) points; /* those that no `where` leaves out */
  struct study *later;      /* in the program */
};

static inline bool is_binds(const struct node *n, enum keyword word)
{
  return n->kind == N_BINDS && n->word == word;
}

/* Checks what a study sweeps, measures and runs, and adds it to those of the program. */
void check_study(struct sema *sm, struct symbol *s);

/* ---- study.c, for the two below ---- */

/* Begins a point: all names of the study, in a new scope. */
void study_open_point(struct sema *sm, struct study *st);

/* Gives the variable of a sweep the value that is in force. */
void study_set_variable(struct study *st, const struct sweep *w);

/* ---- study_points.c ---- */

/* Checks a study at each of its points, if they are `most` at most, until one has a mistake. */
void study_check_points(struct sema *sm, struct study *st, uint64_t most);

/* ---- study_results.c ---- */

/* The name that an item of `pareto` is: of `-rate`, too, which asks for the greatest rate.
 * NULL: it is something else. */
const struct node *study_goal(const struct node *n);

#endif

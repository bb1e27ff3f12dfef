/* Inside the room: what a search is to make small. */
#ifndef TL_SEMA_OBJECTIVE_H
#define TL_SEMA_OBJECTIVE_H

#include "compiler/sema/core.h"
#include "lang/base/vec.h"

/* How a value goes with the energy, the time and the counts of a mapping, when one of them
 * rises and no other falls. */
enum trend {
  TREND_FLAT,              /* it stays */
  TREND_RISES,             /* it never falls */
  TREND_FALLS,             /* it never rises */
  TREND_EITHER,            /* nobody can say */
};

/* What is known of the value of a part of an objective. */
struct course {
  enum trend trend;
  double low, high;        /* it lies between */
};

/* What operators make of it. */
struct course course_of_number(double value);
struct course course_sum(struct course a, struct course b);
struct course course_product(struct course a, struct course b);
struct course course_power(struct course base, struct course exponent);
struct course course_extreme(struct course a, struct course b, bool most);

/* An objective while it is read. */
struct objective {
  struct sema *sm;
  struct scope *scope;          /* where what is read now stands */
  const struct object *arch, *workload; /* of the run; NULL: names are not looked up */
  const struct ir_arch *flat;   /* the arch as the IR has it, or NULL */
  VEC(struct ir_goal_step) steps; /* in the arena */
  struct node *falls;           /* the first part that does not rise with what is measured … */
  struct node *strange;         /* … and the first that no search can compute, or NULL */
  unsigned depth;               /* of lets in lets */
};

/* Reads an expression of measures into o->steps. */
struct course objective_read(struct objective *o, struct node *n);

/* Whether it is a measure by itself that all searches know: `edp`.  Its name, or NULL. */
const char *objective_known(const struct scope *scope, const struct node *n);

/* Tells what `minimize` cannot do: E0616, E0617. */
void objective_check(struct sema *sm, struct scope *scope, struct node *n);

#endif

/* What a search minimises: expressions that never fall when the energy, the cycles or a
 * count of a mapping rises; whoever makes one has checked that.  Pruning rests on it. */
#ifndef TL_MAPPER_GOAL_H
#define TL_MAPPER_GOAL_H

#include "runtime/eval/result.h"

enum goal_code {
  GOAL_NUMBER,
  GOAL_ENERGY,   /* pJ, all of the run */
  GOAL_CYCLES,
  GOAL_METER,    /* the value of meter `index` */
  GOAL_ADD, GOAL_MULTIPLY, GOAL_POWER, GOAL_LEAST, GOAL_MOST, /* of the two before */
};

struct goal_step {
  enum goal_code code;
  unsigned index;
  double number;
};

enum { GOAL_STEPS = 32, GOALS = 4, GOAL_METERS = 8 };

/* In postfix notation. */
struct goal {
  const char *name;            /* "edp": as the design has it */
  unsigned steps;
  struct goal_step step[GOAL_STEPS];
};

/* Something that is counted: all instances together. */
enum goal_what { METER_ENERGY /* pJ, without leakage */, METER_READS, METER_FILLS, METER_UPDATES };
struct goal_meter {
  enum goal_what what;
  int node, tensor;            /* tensor -1: all of them */
};

/* The most important first: a later one decides between mappings that are equal in those
 * before it. */
struct goals {
  unsigned n, meters;
  struct goal goal[GOALS];
  struct goal_meter meter[GOAL_METERS];
};

/* The well-known ones: "energy" (pJ), "cycles", "edp" (pJ·cycles), "ed2p" (pJ·cycles²).
 * False: no such name. */
bool goal_known(struct goal *goal, const char *name);

/* The value of a goal: `meters` is by index. */
double goal_value(const struct goal *goal, double energy_pJ, double cycles, const double *meters);

/* What the meters show of a result. */
void goal_meters(const struct goals *goals, const struct eval_result *result, double *meters);

/* All goals of a result, into `values` [goals->n]. */
void goals_of(const struct goals *goals, const struct eval_result *result, double *values);

/* Lexicographic: below 0 if `a` is better than `b`.  Values that differ by rounding only (1e-12
 * of themselves) are equal. */
int goals_compare(const struct goals *goals, const double *a, const double *b);

#endif

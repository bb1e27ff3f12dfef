/* What an objective is worth: that of the report by its name, or the expression of the design. */
#include "compiler/verify/inside.h"

#include <math.h>
#include <string.h>

static const double J_PER_PJ = 1e-12, M2_PER_UM2 = 1e-12;

bool verify_objective(const char *name, double energy, double cycles, double *value)
{
  double weight;
  int n = 0;
  if (!strcmp(name, "energy")) *value = energy;
  else if (!strcmp(name, "cycles") || !strcmp(name, "time") || !strcmp(name, "latency")) *value = cycles;
  else if (!strcmp(name, "edp")) *value = energy * cycles;
  else if (!strcmp(name, "ed2p")) *value = energy * cycles * cycles;
  else if (sscanf(name, "energy + %lf * cycles%n", &weight, &n) == 1 && n && !name[n])
    *value = energy + weight * cycles;
  else return false;
  return true;
}

/* What expressions speak of. */
struct meaning {
  const struct checking *c;
  double energy_pJ, cycles;
  const struct eval_result *counts; /* NULL: none is known, so each is at least 0 */
};

static double area_m2(const struct checking *c, int node)
{
  const struct eval_result *r = c->result;
  double um2 = 0;
  if (node < 0) return r->area_um2 * M2_PER_UM2;
  for (unsigned i = 0; i < r->levels; i++)
    if (r->level[i].node == node) um2 += r->level[i].area_um2;
  return um2 * M2_PER_UM2;
}

static double count_of(enum ir_goal_code code, const struct eval_result *r, const struct level_result *l,
                       unsigned t)
{
  switch (code) {
  case IR_ENERGY_OF: return l->tensor[t].energy_pJ;
  case IR_READS_OF: return result_words(r, l, t, READS);
  case IR_FILLS_OF: return result_words(r, l, t, FILLS);
  default: return result_words(r, l, t, UPDATES);
  }
}

/* Of one level: energy without leakage in pJ, words in all instances. */
static double counted(const struct meaning *m, const struct ir_goal_step *s)
{
  double sum = 0;
  for (unsigned i = 0; m->counts && i < m->counts->levels; i++) {
    const struct level_result *l = &m->counts->level[i];
    if (l->node != s->node) continue;
    if (s->code == IR_ENERGY_OF && s->tensor < 0) return l->energy_pJ - l->leakage_pJ;
    for (unsigned t = 0; t < m->counts->tensors; t++)
      if (s->tensor < 0 || s->tensor == (int)t) sum += count_of(s->code, m->counts, l, t);
  }
  return sum;
}

static double worth(const struct meaning *m, const struct ir_goal_step *s)
{
  double times = (double)m->c->run->count;
  switch (s->code) {
  case IR_NUMBER: return s->number;
  case IR_ENERGY: return m->energy_pJ * times * J_PER_PJ;
  case IR_TIME: return m->cycles * times * m->c->lowered.arch.cycle_s;
  case IR_CYCLES: return m->cycles * times;
  case IR_AREA: return area_m2(m->c, -1);
  case IR_AREA_OF: return area_m2(m->c, s->node);
  case IR_ENERGY_OF: return counted(m, s) * times * J_PER_PJ;
  default: return counted(m, s);
  }
}

static double joined(enum ir_goal_code code, double a, double b)
{
  switch (code) {
  case IR_ADD: return a + b;
  case IR_MULTIPLY: return a * b;
  case IR_POWER: return pow(a, b);
  case IR_LEAST: return fmin(a, b);
  default: return fmax(a, b);
  }
}

static double value_of(const struct meaning *m, const struct ir_goal *goal)
{
  double *stack = arena_alloc(m->c->v->arena, (goal->steps + 1) * sizeof *stack);
  unsigned n = 0;
  for (unsigned i = 0; i < goal->steps; i++) {
    const struct ir_goal_step *s = &goal->step[i];
    if (s->code < IR_ADD) stack[n++] = worth(m, s);
    else n--, stack[n - 1] = joined(s->code, stack[n - 1], stack[n]);
  }
  return stack[0];
}

bool verify_sought(const struct checking *c, const char *name, double energy, double cycles,
                   const struct eval_result *counts, double *value)
{
  struct meaning m = {c, energy, cycles, counts};
  for (unsigned i = 0; c->mapper && i < c->mapper->goals; i++) {
    const struct ir_goal *goal = &c->mapper->goal[i];
    if (strcmp(goal->name, name) != 0 || !goal->steps) continue;
    *value = value_of(&m, goal);
    return true;
  }
  return verify_objective(name, energy, cycles, value);
}

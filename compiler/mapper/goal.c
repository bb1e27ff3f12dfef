#include "compiler/mapper/goal.h"

#include <math.h>
#include <string.h>

bool goal_known(struct goal *goal, const char *name)
{
  static const struct goal known[] = {
    {"energy", 1, {{.code = GOAL_ENERGY}}},
    {"cycles", 1, {{.code = GOAL_CYCLES}}},
    {"edp", 3, {{.code = GOAL_ENERGY}, {.code = GOAL_CYCLES}, {.code = GOAL_MULTIPLY}}},
    {"ed2p", 5, {{.code = GOAL_ENERGY}, {.code = GOAL_CYCLES}, {.code = GOAL_MULTIPLY},
                 {.code = GOAL_CYCLES}, {.code = GOAL_MULTIPLY}}},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (!strcmp(known[i].name, name)) {
      *goal = known[i];
      return true;
    }
  return false;
}

static double combine(enum goal_code code, double a, double b)
{
  switch (code) {
  case GOAL_ADD: return a + b;
  case GOAL_MULTIPLY: return a * b;
  case GOAL_POWER: return pow(a, b);
  case GOAL_LEAST: return fmin(a, b);
  default: return fmax(a, b);
  }
}

double goal_value(const struct goal *goal, double energy_pJ, double cycles, const double *meters)
{
  double stack[GOAL_STEPS] = {0};
  unsigned n = 0;
  for (unsigned i = 0; i < goal->steps; i++) {
    const struct goal_step *step = &goal->step[i];
    switch (step->code) {
    case GOAL_NUMBER: stack[n++] = step->number; break;
    case GOAL_ENERGY: stack[n++] = energy_pJ; break;
    case GOAL_CYCLES: stack[n++] = cycles; break;
    case GOAL_METER: stack[n++] = meters[step->index]; break;
    default:
      n--;
      stack[n - 1] = combine(step->code, stack[n - 1], stack[n]);
    }
  }
  return stack[0];
}

/* What a level was charged for all it did, but not for leaking. */
static double charged(const struct level_result *level)
{
  double pJ = 0;
  for (unsigned i = 0; i < level->actions; i++)
    if (strcmp(level->action[i].name, "leak") != 0) pJ += level->action[i].energy_pJ;
  return pJ;
}

static double shown(const struct goal_meter *meter, const struct eval_result *result,
                    const struct level_result *level, unsigned tensor)
{
  switch (meter->what) {
  case METER_ENERGY: return level->tensor[tensor].energy_pJ;
  case METER_READS: return result_words(result, level, tensor, READS);
  case METER_FILLS: return result_words(result, level, tensor, FILLS);
  case METER_UPDATES: return result_words(result, level, tensor, UPDATES);
  }
  return 0;
}

static double meter_of(const struct goal_meter *meter, const struct eval_result *result)
{
  double sum = 0;
  for (unsigned i = 0; i < result->levels; i++) {
    const struct level_result *level = &result->level[i];
    if (level->node != meter->node) continue;
    if (meter->what == METER_ENERGY && meter->tensor < 0) return charged(level);
    for (unsigned t = 0; t < result->tensors; t++)
      if (meter->tensor < 0 || meter->tensor == (int)t) sum += shown(meter, result, level, t);
  }
  return sum;
}

void goal_meters(const struct goals *goals, const struct eval_result *result, double *meters)
{
  for (unsigned i = 0; i < goals->meters; i++) meters[i] = meter_of(&goals->meter[i], result);
}

void goals_of(const struct goals *goals, const struct eval_result *result, double *values)
{
  double meters[GOAL_METERS];
  goal_meters(goals, result, meters);
  for (unsigned i = 0; i < goals->n; i++)
    values[i] = goal_value(&goals->goal[i], result->energy_pJ, (double)result->cycles, meters);
}

int goals_compare(const struct goals *goals, const double *a, const double *b)
{
  for (unsigned i = 0; i < goals->n; i++) {
    double most = fmax(fabs(a[i]), fabs(b[i]));
    if (fabs(a[i] - b[i]) > 1e-12 * most) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

/* What computes find: their operands are there, or zero, or do not come at all. */
#include "runtime/eval/sparse_inside.h"

#include <math.h>

enum operand { THERE, ZERO, ABSENT, OPERANDS };

/* A zero that is stored comes as one; what metadata leave out does not come. */
static bool find_states(const struct sparse *s, unsigned t, double *state)
{
  struct box word = {.ranks = s->nest->tensor[t].ranks, .words = 1};
  for (unsigned r = 0; r < word.ranks; r++) word.extent[r] = 1;
  double there = round(density_expected(s->density[t], &word) * 1e6) / 1e6;
  int store = sparse_outer(s, s->levels, t);
  bool metadata = store >= 0 && tile_at(s, (unsigned)store, t)->metadata;
  state[THERE] = there;
  state[ZERO] = metadata ? 0 : 1 - there;
  state[ABSENT] = metadata ? 1 - there : 0;
  return metadata;
}

/* Where `t` was left out because of the others, these are there more often in what is left. */
static bool given_others(const struct sparse *s, unsigned by, double *state, bool metadata)
{
  double there = state[THERE];
  for (unsigned t = 0; t < s->tensors; t++) {
    if (t == by || s->nest->outputs >> t & 1 || s->reduced[t] < 0) continue;
    there /= 1 - s->reduced[t];
  }
  if (s->compat && !(there >= -1e-5 && there <= 1.00001)) return false;
  there = fmin(fmax(there, 0), 1);
  if (there == state[THERE]) return true;
  state[THERE] = there;
  state[metadata ? ABSENT : ZERO] = 1 - there;
  state[metadata ? ZERO : ABSENT] = 0;
  return true;
}

static bool compute_savings(const struct sparse *s, bool skips)
{
  for (unsigned i = 0; i < s->model->savings; i++)
    if (s->model->saving[i].node == s->nest->compute && s->model->saving[i].skips == skips) return true;
  return false;
}

static enum fate fate_of(unsigned zero, unsigned absent, unsigned operands, bool gates, bool skips,
                         bool *nothing)
{
  *nothing = absent == operands;
  if (absent && skips) return SKIPPED;
  if ((absent || zero) && gates) return GATED;
  return RANDOM;
}

static bool refuse(const struct sparse *s)
{
  *s->problem = (struct eval_problem){.status = EVAL_NO_WORK, .node = s->nest->compute, .dim = -1,
                                      .tensor = -1, .axis = -1};
  return false;
}

/* All combinations of what the operands may be, two at a time in the order that the established
 * model adds them in. */
bool sparse_compute(struct sparse *s)
{
  double state[MODEL_TENSORS][OPERANDS], all = s->computes.all, nothing = 0;
  unsigned n = 0;
  for (unsigned t = 0; t < s->tensors; t++) {
    if (s->nest->outputs >> t & 1 || !s->nest->tensor[t].terms) continue;
    bool metadata = find_states(s, t, state[n]);
    if (!given_others(s, t, state[n], metadata)) return refuse(s);
    n++;
  }
  bool gates = compute_savings(s, false), skips = compute_savings(s, true);
  double *count = s->computes.count;
  count[RANDOM] = count[GATED] = count[SKIPPED] = 0;
  if (n == 2) {
    static const struct { enum operand a, b; bool both; } order[] = {
      {THERE, THERE, false}, {THERE, ZERO, true}, {THERE, ABSENT, true}, {ZERO, ZERO, false},
      {ZERO, ABSENT, true}, {ABSENT, ABSENT, false}};
    for (unsigned i = 0; i < sizeof order / sizeof *order; i++) {
      double chance = state[0][order[i].a] * state[1][order[i].b];
      if (order[i].both) chance += state[0][order[i].b] * state[1][order[i].a];
      bool none;
      enum fate fate = fate_of((order[i].a == ZERO) + (order[i].b == ZERO),
                               (order[i].a == ABSENT) + (order[i].b == ABSENT), 2, gates, skips, &none);
      if (none) nothing += all * chance;
      else count[fate] += all * chance;
    }
  }
  if (s->compat && fabs(count[RANDOM] + count[GATED] + count[SKIPPED] + nothing - all) >= 1e-5 * all)
    return refuse(s);
  count[SKIPPED] = floor(count[SKIPPED]);
  count[GATED] = floor(count[GATED]);
  count[RANDOM] = all - count[SKIPPED] - count[GATED] - floor(nothing);
  return true;
}

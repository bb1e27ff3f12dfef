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

/* Where others were left out because of `by`, it is there more often in what is left. */
static bool given_others(const struct sparse *s, unsigned by, double *state, bool metadata)
{
  double there = state[THERE];
  if (!s->compat && s->need[by] > 0) there /= s->need[by];
  for (unsigned t = 0; t < s->tensors && s->compat; t++) {
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

/* The tensors whose zeros gate computes, or skip them.  The established model takes all. */
static uint32_t saved_by(const struct sparse *s, bool skips)
{
  uint32_t by = 0;
  for (unsigned i = 0; i < s->model->savings; i++) {
    const struct model_saving *saving = &s->model->saving[i];
    if (saving->node == s->nest->compute && saving->skips == skips) by |= s->compat ? UINT32_MAX : saving->by;
  }
  return by;
}

/* What one compute finds: sets of tensors. */
struct found { uint32_t zero, absent, inputs; };

/* FATES: it does not come about. */
static enum fate fate_of(const struct found *f, uint32_t gate, uint32_t skip)
{
  if (f->absent == f->inputs) return FATES;
  if (f->absent & skip) return SKIPPED;
  return (f->absent | f->zero) & gate ? GATED : RANDOM;
}

static bool refuse(const struct sparse *s)
{
  *s->problem = (struct eval_problem){.status = EVAL_NO_WORK, .node = s->nest->compute, .dim = -1,
                                      .tensor = -1, .axis = -1};
  return false;
}

/* An input, and how likely each of what it may be is. */
struct input { unsigned tensor; double state[OPERANDS]; };

static struct found found_of(const struct input *input, const enum operand *is, unsigned n)
{
  struct found f = {0};
  for (unsigned i = 0; i < n; i++) {
    f.inputs |= UINT32_C(1) << input[i].tensor;
    if (is[i] == ZERO) f.zero |= UINT32_C(1) << input[i].tensor;
    if (is[i] == ABSENT) f.absent |= UINT32_C(1) << input[i].tensor;
  }
  return f;
}

/* Two inputs of which it does not matter which is which are added up in the order of the
 * established model, whose counts depend on the last digit. */
static void count_pair(const struct input *input, double all, uint32_t gate, uint32_t skip, double *count)
{
  static const struct { enum operand a, b; } order[] = {
    {THERE, THERE}, {THERE, ZERO}, {THERE, ABSENT}, {ZERO, ZERO}, {ZERO, ABSENT}, {ABSENT, ABSENT}};
  for (unsigned i = 0; i < sizeof order / sizeof *order; i++) {
    enum operand is[2] = {order[i].a, order[i].b};
    struct found f = found_of(input, is, 2);
    double chance = input[0].state[is[0]] * input[1].state[is[1]];
    if (is[0] != is[1]) chance += input[0].state[is[1]] * input[1].state[is[0]];
    count[fate_of(&f, gate, skip)] += all * chance;
  }
}

/* All combinations of what the inputs may be. */
static void count_all(const struct input *input, unsigned n, double all, uint32_t gate, uint32_t skip,
                      double *count)
{
  enum operand is[MODEL_TENSORS] = {THERE};
  for (unsigned at = 0; at < n;) {
    double chance = 1;
    for (unsigned i = 0; i < n; i++) chance *= input[i].state[is[i]];
    struct found f = found_of(input, is, n);
    if (chance > 0) count[fate_of(&f, gate, skip)] += all * chance;
    for (at = 0; at < n && is[at] == ABSENT; at++) is[at] = THERE;
    if (at < n) is[at]++;
  }
}

enum { INPUTS_MAX = 12 }; /* of which all combinations are looked at */

bool sparse_compute(struct sparse *s)
{
  struct input input[MODEL_TENSORS];
  double all = s->computes.all, count[FATES + 1] = {0};
  uint32_t gate = saved_by(s, false), skip = saved_by(s, true);
  unsigned n = 0;
  for (unsigned t = 0; t < s->tensors && n < INPUTS_MAX; t++) {
    if (s->nest->outputs >> t & 1 || !s->nest->tensor[t].terms) continue;
    input[n].tensor = t;
    bool metadata = find_states(s, t, input[n].state);
    if (!given_others(s, t, input[n].state, metadata)) return refuse(s);
    n++;
  }
  bool alike = n == 2 && (gate == UINT32_MAX || !gate) && (skip == UINT32_MAX || !skip);
  if (alike) count_pair(input, all, gate, skip, count);
  else count_all(input, n, all, gate, skip, count);
  double sum = count[RANDOM] + count[GATED] + count[SKIPPED] + count[FATES];
  if (s->compat && fabs(sum - all) >= 1e-5 * all) return refuse(s);
  s->computes.count[SKIPPED] = floor(count[SKIPPED]);
  s->computes.count[GATED] = floor(count[GATED]);
  s->computes.count[RANDOM] =
    all - floor(count[SKIPPED]) - floor(count[GATED]) - floor(count[FATES]);
  return true;
}

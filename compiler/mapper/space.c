#include "compiler/mapper/space.h"

#include "runtime/eval/evaluate.h"

bool space_admits(const struct space_range *range, int64_t bound)
{
  if (bound < range->low || bound > range->high) return false;
  for (unsigned i = 0; i < range->choices; i++)
    if (range->choice[i] == bound) return true;
  return !range->choices;
}

struct evaluator *space_evaluator(const struct space *s)
{
  struct eval_problem problem;
  struct evaluator *e = evaluator_new(s->arch, s->compute, s->einsum, s->energy, &problem);
  if (e && s->sparsity) evaluator_set_sparsity(e, s->sparsity);
  return e;
}

#include "runtime/eval/result.h"

struct eval_result *eval_result_copy(struct arena *arena, const struct eval_result *from)
{
  struct eval_result *to = arena_copy(arena, from, sizeof *from);
  to->level = arena_copy(arena, from->level, from->levels * sizeof *from->level);
  for (unsigned i = 0; i < from->levels; i++) {
    struct tensor_result *tensor = to->level[i].tensor =
      arena_copy(arena, from->level[i].tensor, from->tensors * sizeof *tensor);
    for (unsigned t = 0; t < from->tensors; t++)
      if (tensor[t].sparse)
        tensor[t].sparse = arena_copy(arena, tensor[t].sparse, sizeof *tensor[t].sparse);
  }
  return to;
}

/* Instances that would be in use if no tensor had zeros: each may be sent nothing now and then. */
static double instances_without_zeros(const struct eval_result *r, const struct level_result *level)
{
  double most = 0;
  for (unsigned t = 0; t < r->tensors; t++) {
    const struct tensor_result *tensor = &level->tensor[t];
    if (tensor->kept && tensor->sparse && tensor->sparse->share_used > most)
      most = tensor->sparse->share_used;
  }
  return most > 0 ? level->instances_used / most : level->instances_used;
}

double result_words(const struct eval_result *r, const struct level_result *level, unsigned tensor,
                    enum access a)
{
  const struct tensor_result *t = &level->tensor[tensor];
  const uint64_t all[ACCESSES] = {[READS] = t->reads, [FILLS] = t->fills, [UPDATES] = t->updates};
  const struct sparse_result *s = r->sparse && t->kept ? t->sparse : NULL;
  if (!s) return (double)all[a] * level->instances_used;
  return (double)s->count[RANDOM][a] * s->share_used * instances_without_zeros(r, level);
}

double result_computes(const struct eval_result *r)
{
  const uint64_t *count = r->level[r->levels - 1].computes;
  return r->sparse ? (double)count[RANDOM] + (double)count[GATED] : (double)r->computes;
}

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

#include "compiler/mapper/inside.h"

#include <math.h>

/* Of a memory, a limit in whole words depends on what it holds; all others are what they
 * are. */
static bool same_limit(const struct search_reject *a, const struct search_reject *b)
{
  if (a->by != b->by || a->node != b->node) return false;
  if (a->by == REJECT_FORMAT) return a->limit == b->limit && a->nearest == b->nearest;
  return a->by == REJECT_CAPACITY || a->by == REJECT_EMPTY || a->limit == b->limit;
}

static bool nearer(const struct search_reject *a, const struct search_reject *b)
{
  double from_a = fabs(a->nearest - a->limit), from_b = fabs(b->nearest - b->limit);
  if (from_a != from_b) return from_a < from_b;
  return a->nearest < b->nearest;
}

static void add(struct rejects *rejects, const struct search_reject *what)
{
  unsigned i = 0;
  while (i < rejects->n && !same_limit(&rejects->at[i], what)) i++;
  if (i == SEARCH_REJECTS) return;
  if (i == rejects->n) {
    rejects->at[rejects->n++] = *what;
    return;
  }
  struct search_reject *at = &rejects->at[i];
  at->times += what->times;
  if (nearer(what, at)) at->nearest = what->nearest, at->limit = what->limit;
}

void reject(struct rejects *rejects, enum search_rejected_by by, unsigned node, double have,
            double limit)
{
  add(rejects, &(struct search_reject){.by = by, .node = (uint16_t)node, .times = 1,
                                       .nearest = have, .limit = limit});
}

void rejects_merge(struct rejects *rejects, const struct rejects *from)
{
  for (unsigned i = 0; i < from->n; i++) add(rejects, &from->at[i]);
}

bool reject_problem(struct rejects *rejects, const struct eval_problem *problem)
{
  enum search_rejected_by by;
  switch (problem->status) {
  case EVAL_CAPACITY: by = REJECT_CAPACITY; break;
  case EVAL_EMPTY: by = REJECT_EMPTY; break;
  case EVAL_FANOUT: by = REJECT_FANOUT; break;
  case EVAL_NOT_KEPT: by = REJECT_NOT_KEPT; break;
  case EVAL_METADATA: by = REJECT_METADATA; break;
  case EVAL_FORMAT_ORDER: case EVAL_FORMAT_OUTSIDE: case EVAL_FORMAT_DECOMPRESS:
  case EVAL_FORMAT_COMPRESS: case EVAL_FORMAT_TILES: case EVAL_FORMAT_RANKS: case EVAL_SAVING_SOURCE:
    reject(rejects, REJECT_FORMAT, (unsigned)problem->node, problem->status, problem->tensor);
    return true;
  default: return false;
  }
  reject(rejects, by, problem->node < 0 ? 0 : (unsigned)problem->node, problem->have,
         problem->limit);
  return true;
}

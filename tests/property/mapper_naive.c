#include "tests/property/mapper_naive.h"

#include <string.h>

struct try {
  const struct mapper_problem *p;
  struct mapper_naive *naive;
  struct evaluator *evaluator;
  unsigned inside_out[PROBLEM_SLOTS];       /* slots, the innermost first */
  struct model_loop at[PROBLEM_SLOTS][PROBLEM_DIMS]; /* by slot and dim */
  struct model_loop loop[PROBLEM_SLOTS * PROBLEM_DIMS];
  struct model_storage storage[PROBLEM_MEMORIES * PROBLEM_TENSORS];
  unsigned begin[PROBLEM_SLOTS];            /* by slot: its first loop */
  struct model_mapping mapping;
};

/* Of the axes of an array, the first is the innermost. */
static void sort_slots(struct try *t)
{
  const struct mapper_problem *p = t->p;
  unsigned n = p->space.slots;
  for (unsigned i = 0; i < n; i++) t->inside_out[i] = n - 1 - i;
  for (unsigned i = 0; i + 1 < n; i++) {
    const struct space_slot *a = &p->slot[t->inside_out[i]], *b = &p->slot[t->inside_out[i + 1]];
    if (a->node != b->node || a->axis < b->axis) continue;
    unsigned slot = t->inside_out[i]; /* an array has two axes at most */
    t->inside_out[i] = t->inside_out[i + 1], t->inside_out[i + 1] = slot;
  }
}

static void judge(struct try *t)
{
  struct eval_problem problem;
  double value[GOALS];
  if (mapper_outside(t->p, &t->mapping)) return;
  const struct eval_result *r = evaluate(t->evaluator, &t->mapping, &problem);
  if (!r) return;
  goals_of(&t->p->goals, r, value);
  if (!t->naive->mappings++ || goals_compare(&t->p->goals, value, t->naive->value) < 0)
    memcpy(t->naive->value, value, sizeof value);
}

static void keep(struct try *t, unsigned memory, unsigned tensor)
{
  const struct mapper_problem *p = t->p;
  if (tensor == p->einsum.tensors) memory++, tensor = 0;
  if (memory == p->space.memories) {
    judge(t);
    return;
  }
  const struct space_memory *m = &p->memory[memory];
  unsigned slot = 0;
  while (p->slot[slot].node != m->node) slot++;
  if (!(m->keep >> tensor & 1)) keep(t, memory, tensor + 1);
  if (m->bypass >> tensor & 1) return;
  t->storage[t->mapping.storages++] = (struct model_storage){
    .node = m->node, .tensor = (uint16_t)tensor, .position = (uint16_t)t->begin[slot]};
  keep(t, memory, tensor + 1);
  t->mapping.storages--;
}

/* All orders of the loops of the slots from number `i` on, counted from the outside. */
static void arrange(struct try *t, unsigned i, uint32_t done)
{
  const struct mapper_problem *p = t->p;
  bool any = false;
  if (i == p->space.slots) {
    keep(t, 0, 0);
    return;
  }
  unsigned s = t->inside_out[p->space.slots - 1 - i];
  if (!done) t->begin[s] = t->mapping.loops;
  for (unsigned d = 0; d < p->einsum.dims; d++) {
    if (done >> d & 1 || t->at[s][d].bound < 2) continue;
    any = true;
    t->loop[t->mapping.loops++] = t->at[s][d];
    arrange(t, i, done | 1u << d);
    t->mapping.loops--;
  }
  if (!any) arrange(t, i + 1, 0);
}

/* All bounds of loops over the dims from `d` on; of this, from slot `i` outwards. */
static void split(struct try *t, unsigned d, unsigned i, int64_t left)
{
  const struct mapper_problem *p = t->p;
  if (d == p->einsum.dims) {
    arrange(t, 0, 0);
    return;
  }
  if (i == p->space.slots) {
    if (left == 1) split(t, d + 1, 0, d + 1 < p->einsum.dims ? p->bounds[d + 1] : 1);
    return;
  }
  unsigned s = t->inside_out[i];
  const struct space_slot *slot = &p->slot[s];
  bool whole = p->space.imperfect == SPACE_PERFECT ||
               (p->space.imperfect == SPACE_IMPERFECT_SPATIAL && slot->axis < 0);
  for (int64_t bound = 1; bound <= left; bound++) {
    int64_t rounds = (left + bound - 1) / bound;
    if ((whole && left % bound) || !space_admits(&slot->range[d], bound)) continue;
    t->at[s][d] = (struct model_loop){.dim = (uint16_t)d, .node = slot->node, .axis = slot->axis,
                                      .bound = bound, .residual = left - (rounds - 1) * bound};
    split(t, d, i + 1, rounds);
  }
}

void mapper_naive(const struct mapper_problem *p, struct mapper_naive *naive)
{
  struct try t = {.p = p, .naive = naive};
  struct eval_problem problem;
  *naive = (struct mapper_naive){0};
  sort_slots(&t);
  t.mapping = (struct model_mapping){.loop = t.loop, .storage = t.storage,
                                     .policies = p->space.policies, .policy = p->policy};
  t.evaluator = evaluator_new(&p->arch, p->space.compute, &p->einsum, &p->energy, &problem);
  if (t.evaluator) split(&t, 0, 0, p->bounds[0]);
  evaluator_free(t.evaluator);
}

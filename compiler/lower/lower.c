#include "compiler/lower/lower.h"

#include "compiler/lower/inside.h"

#include <string.h>

void too_many(struct lowering *l, const char *what, uint64_t have, uint64_t limit,
              struct span span)
{
  *l->problem = (struct lower_problem){
    .status = LOWER_LIMIT, .span = span, .name = what, .have = have, .limit = limit};
}

/* ---- workloads ---- */

static bool same_access(const struct ir_access *a, const struct ir_access *b, unsigned dims)
{
  return a->ranks == b->ranks &&
         !memcmp(a->coefficients, b->coefficients, (size_t)a->ranks * dims * sizeof(int64_t)) &&
         !memcmp(a->offsets, b->offsets, a->ranks * sizeof(int64_t));
}

/* `first` is how the tensor was accessed before, or NULL, and becomes `a`. */
static void lower_access(struct lowering *l, const struct ir_workload *w, const struct ir_access *a,
                         bool output, const struct ir_access **first, struct model_tensor *out)
{
  const struct ir_tensor *t = &w->tensor[a->tensor];
  if (a->ranks > MODEL_RANKS) too_many(l, "ranks of a tensor", a->ranks, MODEL_RANKS, a->span);
  if (*first && (output || !same_access(*first, a, w->dims))) {
    *l->problem = (struct lower_problem){.status = LOWER_TWICE, .span = a->span, .name = t->name};
    return;
  }
  *first = a;
  *out = (struct model_tensor){.name = t->name, .output = output, .ranks = a->ranks,
                               .coefficients = a->coefficients, .word_bits = t->word_bits,
                               .span = t->span};
}

/* Tensors keep their numbers, also those that no Einsum speaks of: nothing touches them. */
void lower_workload(struct lowering *l, const struct ir_workload *w, struct lowered *out)
{
  const char **names = ARENA_ARRAY(l->arena, const char *, w->dims);
  int64_t *bounds = ARENA_ARRAY(l->arena, int64_t, w->dims);
  struct model_tensor *tensor = ARENA_ARRAY(l->arena, struct model_tensor, w->tensors);
  if (w->einsums != 1)
    *l->problem = (struct lower_problem){.status = LOWER_EINSUMS, .span = w->span,
                                         .name = w->name, .have = w->einsums, .limit = 1};
  if (w->dims > MODEL_DIMS) too_many(l, "dimensions", w->dims, MODEL_DIMS, w->span);
  if (w->tensors > MODEL_TENSORS) too_many(l, "tensors", w->tensors, MODEL_TENSORS, w->span);
  if (l->problem->status != LOWER_OK) return;
  for (unsigned d = 0; d < w->dims; d++) names[d] = w->dim[d].name, bounds[d] = w->dim[d].size;
  const struct ir_einsum *e = &w->einsum[0];
  const struct ir_access **first = ARENA_ARRAY(l->arena, const struct ir_access *, w->tensors);
  for (unsigned i = 0; i < e->inputs; i++) {
    unsigned t = e->input[i].tensor;
    lower_access(l, w, &e->input[i], false, &first[t], &tensor[t]);
  }
  lower_access(l, w, &e->output, true, &first[e->output.tensor], &tensor[e->output.tensor]);
  for (unsigned t = 0; t < w->tensors; t++)
    if (!tensor[t].name) tensor[t] = (struct model_tensor){.name = w->tensor[t].name,
                                                           .word_bits = w->tensor[t].word_bits,
                                                           .span = w->tensor[t].span};
  out->einsum = (struct model_einsum){.name = w->name, .dims = w->dims, .tensors = w->tensors,
                                      .dim_names = names, .bounds = bounds, .tensor = tensor,
                                      .span = w->span};
}

/* ---- mappings ---- */

static unsigned count_loops(const struct ir_mapping *m)
{
  unsigned n = 0;
  for (unsigned i = 0; i < m->levels; i++) n += m->level[i].loops;
  return n;
}

/* What levels are told to leave out for some tensors.  Memories and arrays say different
 * things, also where the model takes both as one level. */
static void lower_policies(struct lowering *l, const struct ir_mapping *m, struct lowered *out)
{
  struct model_policy *policy = ARENA_ARRAY(l->arena, struct model_policy, m->levels);
  unsigned policies = 0;
  for (unsigned i = 0; i < m->levels; i++) {
    const struct ir_level *at = &m->level[i];
    if (!(at->refetch | at->preload | at->unicast | at->direct)) continue;
    policy[policies++] = (struct model_policy){
      .node = (uint16_t)at->node, .no_temporal_reuse = (uint32_t)at->refetch,
      .no_multicast = (uint32_t)at->unicast, .no_forwarding = (uint32_t)at->direct,
      .reads_first_update = (uint32_t)at->preload};
  }
  out->mapping.policies = policies;
  out->mapping.policy = policy;
}

void lower_mapping(struct lowering *l, const struct ir_mapping *m, struct lowered *out)
{
  struct model_loop *loop = ARENA_ARRAY(l->arena, struct model_loop, count_loops(m));
  struct model_storage *storage =
    ARENA_ARRAY(l->arena, struct model_storage, (size_t)m->levels * out->einsum.tensors);
  unsigned loops = 0, storages = 0;
  for (unsigned i = 0; i < m->levels; i++) {
    const struct ir_level *at = &m->level[i];
    struct model_node *node = &l->node[at->node];
    if (node->kind == MODEL_TRANSIT) node->transit.carries = (uint32_t)at->tensors;
    for (unsigned t = 0; node->kind == MODEL_MEMORY && t < out->einsum.tensors; t++)
      if (ir_holds(at->tensors, t))
        storage[storages++] = (struct model_storage){(uint16_t)t, (uint16_t)at->node,
                                                     (uint16_t)loops, at->span};
    for (unsigned k = 0; k < at->loops; k++) {
      const struct ir_loop *from = &at->loop[k];
      loop[loops++] = (struct model_loop){(uint16_t)from->dim, (uint16_t)at->node,
                                          (int16_t)from->axis, from->bound, from->residual,
                                          from->span};
    }
  }
  out->mapping = (struct model_mapping){.loops = loops, .storages = storages, .loop = loop,
                                        .storage = storage, .span = m->span};
  lower_policies(l, m, out);
  if (loops > UINT16_MAX) too_many(l, "loops", loops, UINT16_MAX, m->span);
}

static void lower_search(struct lowering *l, const struct ir_design *design,
                         const struct ir_run *run, struct lowered *out)
{
  const struct ir_mapper *mapper = &design->mapper[run->mapper];
  out->open = true;
  lower_mapspace(l, &design->mapspace[run->mapspace], mapper, out);
  lower_goals(l, mapper, run->count, out);
}

bool lower_run(struct arena *arena, const struct ir_design *design, const struct ir_run *run,
               struct lowered *out, struct lower_problem *problem)
{
  struct lowering l = {.arena = arena, .arch = &design->arch[run->arch], .problem = problem};
  *problem = (struct lower_problem){.status = LOWER_OK};
  *out = (struct lowered){.compute = -1};
  lower_arch(&l, out);
  if (problem->status == LOWER_OK) lower_workload(&l, &design->workload[run->workload], out);
  if (problem->status == LOWER_OK && run->mapping >= 0)
    lower_mapping(&l, &design->mapping[run->mapping], out);
  if (problem->status == LOWER_OK && run->sparsity >= 0)
    lower_sparsity(&l, &design->sparsity[run->sparsity], out);
  if (problem->status == LOWER_OK && run->mapspace >= 0) lower_search(&l, design, run, out);
  return problem->status == LOWER_OK;
}

/* Partial mappings that are complete, as mappings. */
#include "compiler/mapper/spot.h"

struct writing {
  unsigned loops, storages;
  struct model_loop loop[MODEL_LOOPS];
  struct model_storage storage[MODEL_LEVELS * LATTICE_TENSORS];
};

static void write_keep(const struct pass *pass, const struct partial *at, struct writing *w)
{
  for (unsigned t = 0; t < pass->plan->tensors; t++)
    if (at->what >> t & 1)
      w->storage[w->storages++] = (struct model_storage){
        .tensor = (uint16_t)t, .node = (uint16_t)pass->plan->level[at->level].memory,
        .position = (uint16_t)w->loops};
}

static void write_loop(const struct pass *pass, int node, int axis, unsigned dim, int64_t bound,
                       struct writing *w)
{
  w->loop[w->loops++] = (struct model_loop){
    .dim = (uint16_t)pass->plan->dim[dim].from, .node = (uint16_t)node, .axis = (int16_t)axis,
    .bound = bound, .residual = bound};
}

/* From the last step back to the first, which is from the outermost loop inwards. */
static void write_mapping(const struct pass *pass, uint32_t number, struct writing *w)
{
  const struct lattice *p = pass->plan;
  w->loops = w->storages = 0;
  for (const struct partial *at = partial_at(&pass->partials, number); at->step != STEP_BEGIN;
       at = partial_at(&pass->partials, at->parent)) {
    const struct lattice_level *l = &p->level[at->level];
    if (at->step == STEP_KEEP) {
      write_keep(pass, at, w);
    } else if (at->step == STEP_LOOP) {
      write_loop(pass, l->memory, -1, at->dim, p->dim[at->dim].divisor[at->what], w);
    } else {
      const struct spread *s = &pass->spreads[at->level].at[at->what];
      for (unsigned i = 0; i < s->loops; i++)
        write_loop(pass, l->array, s->loop[i].axis, s->loop[i].dim, s->loop[i].bound, w);
    }
  }
}

/* What it comes to, and what it would at the least. */
static void offer_both(struct pass *pass, const struct model_mapping *mapping,
                       const struct eval_result *result, const double *values)
{
  struct search_found least = {.mapping = *mapping}, found;
  memcpy(least.value, values, sizeof least.value);
  best_offer(&pass->best, &least);
  if (!result) return;
  found_of(pass->work, mapping, result, &found);
  if (best_wants(&pass->truth, found.value)) best_offer(&pass->truth, &found);
}

void pass_offer(struct pass *pass, uint32_t number, const double *values)
{
  struct writing w;
  struct eval_problem problem;
  const struct space *space = pass->plan->space;
  write_mapping(pass, number, &w);
  struct model_mapping mapping = {.loops = w.loops, .storages = w.storages,
                                  .policies = space->policies, .loop = w.loop,
                                  .storage = w.storage, .policy = space->policy};
  const struct eval_result *result = evaluate(pass->evaluator, &mapping, &problem);
  pass->evaluated++;
  if (!result) reject_problem(&pass->rejects, &problem);
  if (pass->work->truth) offer_both(pass, &mapping, result, values);
  if (!result || pass->work->truth) return;
  struct search_found found;
  found_of(pass->work, &mapping, result, &found);
  search_sample(pass->work, found.value);
  best_offer(&pass->best, &found);
}

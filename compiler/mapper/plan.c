#include "compiler/mapper/plan.h"

#include "compiler/mapper/ways.h"
#include "lang/base/arena.h"

static unsigned slot_of(const struct space *space, unsigned node)
{
  unsigned i = 0;
  while (i < space->slots && (space->slot[i].axis >= 0 || space->slot[i].node != node)) i++;
  return i;
}

static uint32_t all_tensors(const struct space *space)
{
  unsigned tensors = space->einsum->tensors;
  return tensors < 32 ? (1u << tensors) - 1 : UINT32_MAX;
}

uint32_t plan_open(const struct space *space, unsigned memory, uint32_t *keep)
{
  const struct space_memory *m = &space->memory[memory];
  *keep = m->keep & all_tensors(space);
  return all_tensors(space) & ~(m->keep | m->bypass);
}

void plan_init(struct plan *plan, const struct space *space)
{
  unsigned slots = space->slots + 1, memories = space->memories + 1;
  plan->space = space;
  plan->order = xmalloc(slots * sizeof *plan->order);
  plan->loop = xmalloc(slots * sizeof *plan->loop);
  plan->dims = xcalloc(slots, sizeof *plan->dims);
  plan->count = xcalloc(slots, sizeof *plan->count);
  plan->begin = xcalloc(slots, sizeof *plan->begin);
  plan->keep = xmalloc(memories * sizeof *plan->keep);
  plan->first = xmalloc(memories * sizeof *plan->first);
  slots_in_order(space, plan->order);
  for (unsigned i = 0; i < slots; i++)
    for (unsigned d = 0; d < MODEL_DIMS; d++) plan->loop[i][d] = (struct plan_loop){1, 1};
  for (unsigned i = 0; i < space->memories; i++) {
    plan_open(space, i, &plan->keep[i]);
    plan->first[i] = slot_of(space, space->memory[i].node);
  }
  plan->mapping = (struct model_mapping){.policies = space->policies, .loop = plan->loops,
                                         .storage = plan->storages, .policy = space->policy};
}

void plan_free(struct plan *plan)
{
  xfree(plan->order), xfree(plan->loop), xfree(plan->dims), xfree(plan->count);
  xfree(plan->begin), xfree(plan->keep), xfree(plan->first);
}

void plan_loops(struct plan *plan)
{
  const struct space *space = plan->space;
  unsigned n = 0;
  for (unsigned i = 0; i < space->slots; i++) {
    unsigned s = plan->order[i];
    const struct space_slot *slot = &space->slot[s];
    plan->begin[s] = (uint16_t)n;
    for (unsigned k = 0; k < plan->count[s] && n < MODEL_LOOPS; k++) {
      unsigned d = plan->dims[s][k];
      plan->loops[n++] = (struct model_loop){
        .dim = (uint16_t)d, .node = slot->node, .axis = slot->axis,
        .bound = plan->loop[s][d].bound, .residual = plan->loop[s][d].residual};
    }
  }
  plan->mapping.loops = n;
}

bool plan_storages(struct plan *plan)
{
  const struct space *space = plan->space;
  unsigned n = 0;
  uint32_t kept = 0;
  for (unsigned i = 0; i < space->memories; i++) {
    unsigned s = plan->first[i];
    uint16_t position = (uint16_t)(s < space->slots ? plan->begin[s] : plan->mapping.loops);
    kept |= plan->keep[i];
    for (uint32_t rest = plan->keep[i]; rest; rest &= rest - 1)
      plan->storages[n++] = (struct model_storage){.tensor = (uint16_t)__builtin_ctz(rest),
                                                   .node = space->memory[i].node,
                                                   .position = position};
  }
  plan->mapping.storages = n;
  return kept == all_tensors(space);
}

/* How far the loops from slot number `from` of the order on reach along a dim.  Where those
 * outside are in their last iteration from the first, they reach no further than that. */
static int64_t extent_of(const struct plan *plan, unsigned from, unsigned dim)
{
  int64_t whole = 1, last = 0;
  bool is_last = true;
  for (unsigned i = 0; i < from; i++)
    is_last &= plan->loop[plan->order[i]][dim].residual <= 1;
  for (unsigned i = from; i < plan->space->slots; i++) {
    const struct plan_loop *loop = &plan->loop[plan->order[i]][dim];
    whole *= loop->bound;
    last = last * loop->bound + loop->residual - 1;
  }
  return is_last ? last + 1 : whole;
}

double plan_tile(const struct plan *plan, unsigned memory, unsigned tensor)
{
  const struct space *space = plan->space;
  int64_t extent[MODEL_DIMS];
  unsigned from = 0;
  while (from < space->slots && plan->order[from] != plan->first[memory]) from++;
  for (unsigned d = 0; d < space->einsum->dims; d++) extent[d] = extent_of(plan, from, d);
  return model_box_words(space->einsum, tensor, extent);
}

#include "compiler/mapper/limits.h"

#include <string.h>

/* The product of the bounds of a slot's loops over some dims. */
static double product(const struct plan *plan, unsigned slot, uint32_t dims)
{
  double n = 1;
  for (unsigned d = 0; d < plan->space->einsum->dims; d++)
    if (dims >> d & 1) n *= (double)plan->loop[slot][d].bound;
  return n;
}

static bool check_slot(const struct plan *plan, unsigned s, struct rejects *rejects)
{
  const struct space *space = plan->space;
  const struct space_slot *slot = &space->slot[s];
  if (slot->axis >= 0) {
    double have = product(plan, s, UINT32_MAX);
    double size = (double)space->arch->node[slot->node].array.axis[slot->axis].size;
    if (have > size) {
      reject(rejects, REJECT_FANOUT, slot->node, have, size);
      return false;
    }
  }
  for (unsigned i = 0; i < slot->products; i++)
    if (!space_admits(&slot->product[i].range, (int64_t)product(plan, s, slot->product[i].dims)))
      return false;
  return true;
}

static bool check_use(const struct plan *plan, const struct space_use *use, struct rejects *rejects)
{
  double have = 1;
  for (unsigned s = 0; s < plan->space->slots; s++)
    if (plan->space->slot[s].axis >= 0 && plan->space->slot[s].node == use->node)
      have *= product(plan, s, UINT32_MAX);
  if (have >= use->low && have <= use->high) return true;
  reject(rejects, REJECT_USE, use->node, have, have < use->low ? use->low : use->high);
  return false;
}

bool limits_factors(const struct plan *plan, struct rejects *rejects)
{
  for (unsigned s = 0; s < plan->space->slots; s++)
    if (!check_slot(plan, s, rejects)) return false;
  for (unsigned i = 0; i < plan->space->uses; i++)
    if (!check_use(plan, &plan->space->use[i], rejects)) return false;
  return true;
}

bool limits_tiles(const struct plan *plan, struct rejects *rejects)
{
  const struct space *space = plan->space;
  for (unsigned i = 0; i < space->tiles; i++) {
    const struct space_tile *tile = &space->tile[i];
    unsigned m = 0;
    while (m < space->memories && space->memory[m].node != tile->node) m++;
    bool kept = m < space->memories && plan->keep[m] >> tile->tensor & 1;
    double words = kept ? plan_tile(plan, m, tile->tensor) : 0;
    if (words >= tile->low && words <= tile->high) continue;
    reject(rejects, REJECT_TILE, tile->node, words, words < tile->low ? tile->low : tile->high);
    return false;
  }
  return true;
}

static bool far(const struct space *space, const struct model_node *node)
{
  if (node->kind != MODEL_NETWORK || node->network.tree) return false;
  return energy_of(space->energy, node->energy, "hop") > 0 ||
         energy_of(space->energy, node->energy, "route") > 0;
}

/* Whether a node is a memory of the path or an array with loops across it: levels begin
 * there. */
static bool begins(const struct space *space, unsigned node)
{
  for (unsigned i = 0; i < space->memories; i++)
    if (space->memory[i].node == node) return true;
  return false;
}

bool limits_axis_ordered(const struct space *space, const struct space_slot *slot)
{
  const struct model_node *node = space->arch->node;
  /* What is left out for zeros depends on which loop is the innermost one. */
  if (node[slot->node].array.forwards || space->sparsity) return true;
  unsigned first = slot->node;
  /* A network in front of the array, behind its memory, is that of the array. */
  while (first > 0 && !begins(space, first)) first--;
  for (unsigned i = first; (int)i < space->compute; i++) {
    if (i > slot->node && begins(space, i)) break;
    if (far(space, &node[i])) return true;
  }
  return false;
}

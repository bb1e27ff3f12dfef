#include "tests/unit/mapspace.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void add_slot(struct mapspace *m, unsigned node, int axis)
{
  struct space_slot *slot = &m->slot[m->space.slots++];
  *slot = (struct space_slot){.node = (uint16_t)node, .axis = (int16_t)axis};
  for (unsigned d = 0; d < MODEL_DIMS; d++)
    slot->range[d] = (struct space_range){.low = 1, .high = INT64_MAX};
}

void mapspace_init(struct mapspace *m, struct design *d)
{
  memset(m, 0, sizeof *m);
  arena_init(&m->arena);
  m->space = (struct space){.arch = &d->arch, .einsum = &d->einsum, .energy = &d->energy,
                            .slot = m->slot, .memory = m->memory};
  for (unsigned i = 0; i < d->arch.nodes; i++) {
    if (d->node[i].kind == MODEL_COMPUTE) m->space.compute = (int)i;
    if (d->node[i].kind == MODEL_MEMORY) {
      add_slot(m, i, -1);
      m->memory[m->space.memories++].node = (uint16_t)i;
    }
    for (unsigned a = 0; d->node[i].kind == MODEL_ARRAY && a < d->node[i].array.axes; a++)
      if (d->node[i].array.axis[a].size > 1) add_slot(m, i, (int)a);
  }
  m->options = (struct search_options){.seconds = INFINITY, .threads = 1, .top = 1, .seed = 1};
  m->options.goals.n = 1;
  assert_true(goal_known(&m->options.goals.goal[0], "energy"));
}

void mapspace_free(struct mapspace *m)
{
  arena_free(&m->arena);
}

struct space_slot *mapspace_slot(struct mapspace *m, struct design *d, const char *node, int axis)
{
  for (unsigned i = 0; i < m->space.slots; i++)
    if (m->slot[i].node == design_node(d, node) && m->slot[i].axis == axis) return &m->slot[i];
  fail_msg("no slot `%s`", node);
  return NULL;
}

struct space_memory *mapspace_memory(struct mapspace *m, struct design *d, const char *node)
{
  for (unsigned i = 0; i < m->space.memories; i++)
    if (m->memory[i].node == design_node(d, node)) return &m->memory[i];
  fail_msg("no memory `%s`", node);
  return NULL;
}

double mapspace_size(const struct mapspace *m)
{
  return pow(10, space_log10(&m->space));
}

struct search_result mapspace_search(struct mapspace *m, enum search_strategy strategy)
{
  struct search_result result;
  m->options.strategy = strategy;
  search(&m->space, &m->options, &m->arena, &result);
  return result;
}

/* Mappings of a report. */
#include "runtime/report/load_inside.h"

#include <string.h>

enum { LOOPS = 4 * MODEL_LOOPS, STORAGES = MODEL_TENSORS * MODEL_LEVELS };

struct mapping {
  const struct report_run *known;
  unsigned loops, storages;
  struct model_loop *loop;       /* [LOOPS] */
  struct model_storage *storage; /* [STORAGES] */
};

static uint16_t load_dim(const struct spot *loop, const struct model_einsum *einsum)
{
  const char *name = spot_text(loop, "dim");
  struct spot spot = {loop->loading, loop, "dim", 0, NULL};
  for (unsigned i = 0; i < einsum->dims; i++)
    if (!strcmp(einsum->dim_names[i], name)) return (uint16_t)i;
  spot_wrong(&spot, "names no dim of `%s`: `%s`", einsum->name, name);
  return 0;
}

static int16_t load_axis(const struct spot *loop, const struct model_node *node)
{
  const char *name = spot_text_or_null(loop, "spatial");
  struct spot spot = {loop->loading, loop, "spatial", 0, NULL};
  if (!name) return -1;
  for (unsigned i = 0; node->kind == MODEL_ARRAY && i < node->array.axes; i++)
    if (!strcmp(node->array.axis[i].name, name)) return (int16_t)i;
  spot_wrong(&spot, "names no dimension of `%s`: `%s`", node->name, name);
  return -1;
}

static int64_t load_steps(const struct spot *loop, const char *key)
{
  uint64_t steps = spot_count(loop, key);
  struct spot spot = {loop->loading, loop, key, 0, NULL};
  if (steps >= 1 && steps <= INT64_MAX) return (int64_t)steps;
  spot_wrong(&spot, "is no number of steps");
  return 1;
}

static void load_keeps(struct mapping *m, const struct spot *block, uint16_t node)
{
  struct spot list = spot_list(block, "keep", MODEL_TENSORS);
  for (unsigned i = 0; i < spot_items(&list) && !block->loading->failed; i++) {
    if (m->storages == STORAGES) {
      spot_wrong(&list, "keeps more than can be kept");
      return;
    }
    m->storage[m->storages++] = (struct model_storage){
      .tensor = (uint16_t)load_tensor(&list, i, m->known->einsum), .node = node,
      .position = (uint16_t)m->loops};
  }
}

static void load_loops(struct mapping *m, const struct spot *block, uint16_t node)
{
  struct spot list = spot_list(block, "loops", LOOPS - m->loops);
  for (unsigned i = 0; i < spot_items(&list) && !block->loading->failed; i++) {
    struct spot loop = spot_item(&list, i);
    m->loop[m->loops++] = (struct model_loop){
      .dim = load_dim(&loop, m->known->einsum), .node = node,
      .axis = load_axis(&loop, &m->known->arch->node[node]),
      .bound = load_steps(&loop, "bound"), .residual = load_steps(&loop, "residual")};
  }
}

const struct model_mapping *load_mapping(const struct spot *of, const struct report_run *known)
{
  struct loading *l = of->loading;
  struct mapping m = {.known = known, .loop = ARENA_ARRAY(l->arena, struct model_loop, LOOPS),
                      .storage = ARENA_ARRAY(l->arena, struct model_storage, STORAGES)};
  struct model_mapping *to = ARENA_NEW(l->arena, struct model_mapping);
  struct spot list = spot_list(of, "mapping", MODEL_NODES + LOOPS);
  for (unsigned i = 0; i < spot_items(&list) && !l->failed; i++) {
    struct spot block = spot_item(&list, i);
    uint16_t node = (uint16_t)load_node(&block, "level", known->arch);
    load_keeps(&m, &block, node);
    load_loops(&m, &block, node);
  }
  *to = (struct model_mapping){.loops = m.loops, .storages = m.storages, .loop = m.loop,
                               .storage = m.storage};
  return to;
}

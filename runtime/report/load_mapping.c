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

static uint16_t load_dim(const struct entry *loop, const struct model_einsum *einsum)
{
  const char *name = entry_text(loop, "dim");
  for (unsigned i = 0; i < einsum->dims; i++)
    if (!strcmp(einsum->dim_names[i], name)) return (uint16_t)i;
  entry_wrong_at(loop, "dim", "names no dim of `%s`: `%s`", einsum->name, name);
  return 0;
}

static int16_t load_axis(const struct entry *loop, const struct model_node *node)
{
  const char *name = entry_text_or_null(loop, "spatial");
  if (!name) return -1;
  for (unsigned i = 0; node->kind == MODEL_ARRAY && i < node->array.axes; i++)
    if (!strcmp(node->array.axis[i].name, name)) return (int16_t)i;
  entry_wrong_at(loop, "spatial", "names no dimension of `%s`: `%s`", node->name, name);
  return -1;
}

static int64_t load_steps(const struct entry *loop, const char *key)
{
  uint64_t steps = entry_count(loop, key);
  if (steps >= 1 && steps <= INT64_MAX) return (int64_t)steps;
  entry_wrong_at(loop, key, "is no number of steps");
  return 1;
}

static void load_keeps(struct mapping *m, const struct entry *block, uint16_t node)
{
  struct entry list = entry_list(block, "keep", MODEL_TENSORS);
  for (unsigned i = 0; i < entry_items(&list) && !block->loading->failed; i++) {
    if (m->storages == STORAGES) {
      entry_wrong(&list, "keeps more than can be kept");
      return;
    }
    m->storage[m->storages++] = (struct model_storage){
      .tensor = (uint16_t)load_tensor(&list, i, m->known->einsum), .node = node,
      .position = (uint16_t)m->loops};
  }
}

static void load_loops(struct mapping *m, const struct entry *block, uint16_t node)
{
  struct entry list = entry_list(block, "loops", LOOPS - m->loops);
  for (unsigned i = 0; i < entry_items(&list) && !block->loading->failed; i++) {
    struct entry loop = entry_item(&list, i);
    m->loop[m->loops++] = (struct model_loop){
      .dim = load_dim(&loop, m->known->einsum), .node = node,
      .axis = load_axis(&loop, &m->known->arch->node[node]),
      .bound = load_steps(&loop, "bound"), .residual = load_steps(&loop, "residual")};
  }
}

const struct model_mapping *load_mapping(const struct entry *of, const struct report_run *known)
{
  struct loading *l = of->loading;
  struct mapping m = {.known = known, .loop = ARENA_ARRAY(l->arena, struct model_loop, LOOPS),
                      .storage = ARENA_ARRAY(l->arena, struct model_storage, STORAGES)};
  struct model_mapping *to = ARENA_NEW(l->arena, struct model_mapping);
  struct entry list = entry_list(of, "mapping", MODEL_NODES + LOOPS);
  for (unsigned i = 0; i < entry_items(&list) && !l->failed; i++) {
    struct entry block = entry_item(&list, i);
    uint16_t node = (uint16_t)load_node(&block, "level", known->arch);
    load_keeps(&m, &block, node);
    load_loops(&m, &block, node);
  }
  *to = (struct model_mapping){.loops = m.loops, .storages = m.storages, .loop = m.loop,
                               .storage = m.storage};
  return to;
}

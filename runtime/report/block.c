#include "runtime/report/block.h"

#include "lang/base/vec.h"

struct walk {
  const struct report_run *run;
  const struct model_mapping *mapping;
  struct report_blocks blocks;
  bool named[MODEL_NODES]; /* by the mapping, or as a block of its own already */
};

/* Opens a block; memories outside of it that the mapping does not name come first. */
static void open_block(struct walk *w, int node, struct report_block block)
{
  const struct eval_result *r = w->run->result;
  for (unsigned i = 0; i < r->levels; i++) {
    int at = r->level[i].node;
    if (at >= node || w->named[at] || w->run->arch->node[at].kind != MODEL_MEMORY) continue;
    w->named[at] = true;
    vec_push(&w->blocks, (struct report_block){at, 0, block.first, block.first});
  }
  if (node < MODEL_NODES) vec_push(&w->blocks, block);
}

/* What is kept in front of the loop at `position`, by node. */
static void open_storages(struct walk *w, unsigned position)
{
  const struct model_mapping *m = w->mapping;
  uint32_t keeps[MODEL_NODES] = {0};
  for (unsigned i = 0; i < m->storages; i++)
    if (m->storage[i].position == position)
      keeps[m->storage[i].node] |= UINT32_C(1) << m->storage[i].tensor;
  for (int node = 0; node < MODEL_NODES; node++)
    if (keeps[node])
      open_block(w, node, (struct report_block){node, keeps[node], position, position});
}

struct report_blocks report_blocks(const struct report_run *run, const struct model_mapping *m)
{
  struct walk w = {.run = run, .mapping = m};
  for (unsigned i = 0; i < m->storages; i++) w.named[m->storage[i].node] = true;
  for (unsigned i = 0; i < m->loops; i++) w.named[m->loop[i].node] = true;
  for (unsigned i = 0; i <= m->loops; i++) {
    open_storages(&w, i);
    if (i == m->loops) break;
    int node = m->loop[i].node;
    if (!w.blocks.n || w.blocks.at[w.blocks.n - 1].node != node)
      open_block(&w, node, (struct report_block){node, 0, i, i});
    w.blocks.at[w.blocks.n - 1].end = i + 1;
  }
  open_block(&w, MODEL_NODES, (struct report_block){.first = m->loops});
  return w.blocks;
}

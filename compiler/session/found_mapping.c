/* From a mapping that a search found to one that stands in the design, as if somebody had
 * written it. */
#include "compiler/session/seek.h"

#include <string.h>

struct taking {
  struct arena *arena;
  const struct lowered *lowered;
  const struct model_mapping *from;
  struct ir_mapping *to;
};

/* Loops of a level; of arrays, those along later axes first, as they are written. */
static void take_loops(const struct taking *t, struct ir_level *level, int axis)
{
  for (unsigned i = 0; i < t->from->loops; i++) {
    const struct model_loop *l = &t->from->loop[i];
    if (l->node != level->node || l->axis != axis || l->bound == 1) continue;
    level->loop[level->loops++] = (struct ir_loop){
      .dim = l->dim, .axis = l->axis, .bound = l->bound, .residual = l->residual};
  }
}

static void take_policies(const struct taking *t, struct ir_level *level)
{
  for (unsigned i = 0; i < t->from->policies; i++) {
    const struct model_policy *p = &t->from->policy[i];
    if (p->node != level->node) continue;
    level->refetch |= p->no_temporal_reuse;
    level->unicast |= p->no_multicast;
    level->direct |= p->no_forwarding;
    level->preload |= p->reads_first_update;
  }
}

static void take_level(const struct taking *t, unsigned node, struct ir_level *level)
{
  const struct model_node *n = &t->lowered->arch.node[node];
  unsigned tensors = t->lowered->einsum.tensors;
  *level = (struct ir_level){.node = node};
  level->loop = ARENA_ARRAY(t->arena, struct ir_loop, t->from->loops);
  level->kept_at = ARENA_ARRAY(t->arena, struct span, tensors);
  level->bypassed_at = ARENA_ARRAY(t->arena, struct span, tensors);
  for (unsigned i = 0; i < t->from->storages; i++)
    if (t->from->storage[i].node == node)
      level->tensors |= UINT64_C(1) << t->from->storage[i].tensor;
  if (n->kind == MODEL_TRANSIT) level->tensors = n->transit.carries & ir_all(tensors);
  int last = n->kind == MODEL_ARRAY ? (int)n->array.axes - 1 : -1;
  for (int axis = last; axis >= (n->kind == MODEL_ARRAY ? 0 : -1); axis--)
    take_loops(t, level, axis);
  take_policies(t, level);
}

/* From the innermost loop of a dim outwards, each takes its share of what is left. */
static void take_residuals(const struct taking *t)
{
  int64_t left[MODEL_DIMS];
  for (unsigned d = 0; d < t->lowered->einsum.dims; d++) left[d] = t->lowered->einsum.bounds[d];
  for (unsigned i = t->to->levels; i--;)
    for (unsigned k = t->to->level[i].loops; k--;) {
      struct ir_loop *loop = &t->to->level[i].loop[k];
      int64_t *n = &left[loop->dim];
      loop->residual = 1 + (*n - 1) % loop->bound;
      *n = 1 + (*n - 1) / loop->bound;
    }
}

static bool is_mapped(enum model_kind kind)
{
  return kind == MODEL_MEMORY || kind == MODEL_ARRAY || kind == MODEL_TRANSIT;
}

/* Whether the main file or an earlier mapping has the name. */
static bool is_taken(const struct evaluation *e, const char *name)
{
  const struct ast *file = compilation_main(e->compilation)->ast;
  for (const struct node *n = file->root->slot[FILE_ITEMS]; n; n = n->next)
    if (n->kind == N_DECL && n->name && !strcmp(n->name->text, name)) return true;
  for (unsigned i = 0; i < e->design->mappings; i++)
    if (!strcmp(e->design->mapping[i].name, name)) return true;
  return false;
}

static const char *free_name(const struct evaluation *e, const char *run)
{
  struct arena *a = &e->compilation->arena;
  char *base = arena_printf(a, "%s_mapping", run);
  for (char *p = base; (p = strchr(p, '.'));) *p = '_'; /* of a part, or at a point of a study */
  const char *name = base;
  for (unsigned i = 2; is_taken(e, name); i++) name = arena_printf(a, "%s_%u", base, i);
  return name;
}

void take_mapping(struct evaluation *e, struct evaluated_run *r,
                  const struct model_mapping *mapping)
{
  struct arena *a = &e->compilation->arena;
  struct ir_design *d = e->design;
  struct ir_mapping *to = &d->mapping[d->mappings];
  struct taking t = {.arena = a, .lowered = &r->lowered, .from = mapping, .to = to};
  *to = (struct ir_mapping){.name = free_name(e, r->run->name),
                            .arch = r->run->arch, .workload = r->run->workload,
                            .span = r->run->span};
  to->level = ARENA_ARRAY(a, struct ir_level, r->lowered.arch.nodes);
  for (unsigned i = 0; i < r->lowered.arch.nodes; i++)
    if (is_mapped(r->lowered.arch.node[i].kind)) take_level(&t, i, &to->level[to->levels++]);
  take_residuals(&t);
  d->run[r->run - d->run].mapping = (int)d->mappings++;
}

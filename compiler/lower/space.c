/* Mapspaces: what constraints leave open on the way from the outermost memory to the
 * compute. */
#include "compiler/lower/inside.h"

#include <math.h>

/* Whether a node is around the compute, or is -1: then everything is inside of it. */
static bool is_around(const struct ir_arch *arch, int array, int compute)
{
  int at = arch->node[compute].parent;
  while (at >= 0 && at != array) at = arch->node[at].parent;
  return at == array;
}

/* Memories and arrays on the way to the compute, which is on it itself. */
static bool on_path(const struct ir_arch *arch, int node, int compute)
{
  const struct ir_node *n = &arch->node[node];
  if (n->kind == IR_ARRAY) return is_around(arch, node, compute);
  return n->kind == IR_MEMORY && node < compute && is_around(arch, n->parent, compute);
}

static const struct ir_open *said_of(const struct ir_mapspace *m, unsigned node)
{
  for (unsigned i = 0; i < m->opens; i++)
    if (m->open[i].node == node) return &m->open[i];
  return NULL;
}

/* ---- loops ---- */

static struct space_range range_of(const struct ir_limit *l)
{
  return (struct space_range){.low = l->low, .high = l->high, .choices = l->choices,
                              .choice = l->choice, .low_at = l->low_at, .high_at = l->high_at};
}

static bool is_one(uint64_t set) { return !(set & (set - 1)); }

static void lower_limits(struct lowering *l, const struct ir_open *o, struct space_slot *slot)
{
  struct space_product *product = ARENA_ARRAY(l->arena, struct space_product, o->limits);
  slot->product = product;
  for (unsigned i = 0; i < o->limits; i++) {
    const struct ir_limit *limit = &o->limit[i];
    if (limit->axis != slot->axis) continue;
    if (is_one(limit->dims)) slot->range[__builtin_ctzll(limit->dims)] = range_of(limit);
    else product[slot->products++] =
      (struct space_product){(uint32_t)limit->dims, range_of(limit)};
    if (!slot->span.file) slot->span = limit->low_at.file ? limit->low_at : limit->high_at;
  }
}

/* A dim of one step has no loops; more than one was told before. */
static void lower_slot(struct lowering *l, const struct ir_open *o, unsigned node, int axis,
                       struct lowered *out)
{
  struct space_slot *slot = (struct space_slot *)&out->space.slot[out->space.slots++];
  *slot = (struct space_slot){.node = (uint16_t)node, .axis = (int16_t)axis};
  for (unsigned d = 0; d < MODEL_DIMS; d++) {
    bool loops = d < out->einsum.dims && out->einsum.bounds[d] > 1;
    slot->range[d] = (struct space_range){.low = 1, .high = loops ? INT64_MAX : 1};
  }
  if (!o) return;
  lower_limits(l, o, slot);
  for (unsigned i = 0; i < o->orders && axis < 0; i++) {
    slot->outside[o->order[i].dim] = (uint32_t)o->order[i].outside;
    if (!slot->span.file) slot->span = o->order[i].span;
  }
}

/* ---- what memories hold, and how much of it ---- */

static void lower_room(const struct ir_open *o, unsigned node, struct lowered *out)
{
  struct space *s = &out->space;
  struct space_memory *m = (struct space_memory *)&s->memory[s->memories];
  *m = (struct space_memory){.node = (uint16_t)node};
  if (o) m->keep = (uint32_t)o->keep, m->bypass = (uint32_t)o->bypass;
  if (!s->memories++) m->keep = (uint32_t)ir_all(out->einsum.tensors) & ~m->bypass;
}

static void lower_sizes(const struct ir_open *o, struct lowered *out)
{
  struct space *s = &out->space;
  for (unsigned i = 0; i < o->tiles; i++)
    ((struct space_tile *)s->tile)[s->tiles++] =
      (struct space_tile){(uint16_t)o->node, (uint16_t)o->tile[i].tensor, o->tile[i].low,
                          o->tile[i].high, o->tile[i].span};
  for (unsigned i = 0; i < o->uses; i++)
    ((struct space_use *)s->use)[s->uses++] =
      (struct space_use){(uint16_t)o->node, o->use[i].low, o->use[i].high, o->use[i].span};
}

static void lower_told(const struct ir_open *o, struct lowered *out)
{
  struct space *s = &out->space;
  if (!(o->refetch | o->preload | o->unicast | o->direct)) return;
  ((struct model_policy *)s->policy)[s->policies++] = (struct model_policy){
    .node = (uint16_t)o->node, .no_temporal_reuse = (uint32_t)o->refetch,
    .no_multicast = (uint32_t)o->unicast, .no_forwarding = (uint32_t)o->direct,
    .reads_first_update = (uint32_t)o->preload};
}

/* ---- all of it ---- */

static void make_room(struct lowering *l, const struct ir_mapspace *m, struct space *s)
{
  unsigned axes = 0, tiles = 0, uses = 0;
  for (unsigned i = 0; i < l->arch->nodes; i++) axes += l->arch->node[i].axes;
  for (unsigned i = 0; i < m->opens; i++)
    tiles += m->open[i].tiles, uses += m->open[i].uses;
  s->slot = ARENA_ARRAY(l->arena, struct space_slot, l->arch->nodes + axes);
  s->memory = ARENA_ARRAY(l->arena, struct space_memory, l->arch->nodes);
  s->policy = ARENA_ARRAY(l->arena, struct model_policy, l->arch->nodes);
  s->tile = ARENA_ARRAY(l->arena, struct space_tile, tiles);
  s->use = ARENA_ARRAY(l->arena, struct space_use, uses);
}

static void lower_path(struct lowering *l, const struct ir_mapspace *m, struct lowered *out)
{
  for (unsigned i = 0; i < l->arch->nodes; i++) {
    const struct ir_node *node = &l->arch->node[i];
    const struct ir_open *o = said_of(m, i);
    if (node->kind == IR_TRANSIT && o && o->carries)
      l->node[i].transit.carries = (uint32_t)o->carries;
    if (!on_path(l->arch, (int)i, out->compute)) continue;
    if (node->kind == IR_MEMORY) lower_room(o, i, out), lower_slot(l, o, i, -1, out);
    for (unsigned axis = 0; axis < node->axes; axis++) lower_slot(l, o, i, (int)axis, out);
    if (o) lower_sizes(o, out), lower_told(o, out);
  }
}

void lower_mapspace(struct lowering *l, const struct ir_mapspace *m,
                    const struct ir_mapper *mapper, struct lowered *out)
{
  static const enum space_imperfect imperfect[IR_IMPERFECTS] = {
    SPACE_PERFECT, SPACE_IMPERFECT_SPATIAL, SPACE_IMPERFECT};
  struct space *s = &out->space;
  *s = (struct space){.compute = out->compute, .imperfect = imperfect[mapper->imperfect]};
  s->arch = arena_copy(l->arena, &out->arch, sizeof out->arch);
  s->einsum = arena_copy(l->arena, &out->einsum, sizeof out->einsum);
  s->energy = arena_copy(l->arena, &out->energy, sizeof out->energy);
  if (out->compute < 0) return;
  make_room(l, m, s);
  lower_path(l, m, out);
}

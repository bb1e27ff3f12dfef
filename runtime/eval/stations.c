#include "runtime/eval/stations.h"

/* Instances of a node: the product of the arrays around it. */
static uint64_t instances(const struct model_arch *arch, int node)
{
  uint64_t n = 1;
  for (int at = arch->node[node].parent; at >= 0; at = arch->node[at].parent) {
    const struct model_array *array = &arch->node[at].array;
    for (unsigned i = 0; i < array->axes; i++)
      if (__builtin_mul_overflow(n, array->axis[i].size, &n)) return UINT64_MAX;
  }
  return n;
}

/* The level of the nest that a node of the path belongs to, or hangs below. */
static unsigned level_of(const struct nest *nest, int node, bool *inside)
{
  unsigned level = 0;
  *inside = false;
  for (unsigned l = 0; l < nest->levels; l++) {
    const struct nest_level *at = &nest->level[l];
    int first = at->memory >= 0 ? at->memory : at->array;
    if (first > node) break;
    level = l;
    *inside = at->array >= 0 && at->array < node;
  }
  return level;
}

/* A network inside of an array is that of the next array, unless a memory stands between them. */
static unsigned network_level(const struct nest *nest, int node, bool *inside)
{
  unsigned level = level_of(nest, node, inside), next = level + 1;
  if (!*inside || next == nest->levels || nest->level[next].memory >= 0) return level;
  *inside = false;
  return next;
}

static unsigned station_level(const struct nest *nest, int node, bool *inside)
{
  switch (nest->arch->node[node].kind) {
  case MODEL_COMPUTE: return nest->levels;
  case MODEL_NETWORK: return network_level(nest, node, inside);
  default: return level_of(nest, node, inside);
  }
}

static void add_station(struct stations *all, const struct nest *nest, int node,
                        const struct energy_table *energy)
{
  struct station *s = &all->station[all->n++];
  const struct model_node *n = &nest->arch->node[node];
  *s = (struct station){.node = n, .instances = instances(nest->arch, node)};
  s->level = station_level(nest, node, &s->inside);
  if (n->gated_at >= 0 && n->gated_at != node) {
    bool inside;
    s->gate_instances = instances(nest->arch, n->gated_at);
    s->gate_level = level_of(nest, n->gated_at, &inside);
  }
  station_costs(s, energy);
  station_words(s, nest->einsum);
  bool far = n->kind == MODEL_NETWORK && !n->network.tree;
  if (far && (s->hop_pJ > 0 || s->route_pJ > 0)) all->hops |= 1u << s->level;
}

/* Whether the block that the node stands in is around the compute. */
static bool beside_path(const struct model_arch *arch, int node, int compute)
{
  int at = arch->node[compute].parent;
  while (at >= 0 && at != arch->node[node].parent) at = arch->node[at].parent;
  return at == arch->node[node].parent;
}

bool stations_find(struct stations *all, const struct nest *nest,
                   const struct energy_table *energy, struct eval_problem *problem)
{
  all->n = 0;
  all->hops = 0;
  for (int i = 0; i <= nest->compute; i++) {
    const struct model_node *n = &nest->arch->node[i];
    if (n->kind == MODEL_ARRAY || !beside_path(nest->arch, i, nest->compute)) continue;
    if (n->kind == MODEL_COMPUTE && i != nest->compute) continue;
    if (all->n == STATIONS) {
      *problem = (struct eval_problem){.status = EVAL_LIMIT, .node = i, .dim = -1, .tensor = -1,
                                       .axis = -1, .have = STATIONS + 1, .limit = STATIONS};
      return false;
    }
    add_station(all, nest, i, energy);
  }
  return true;
}

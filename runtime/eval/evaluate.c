#include "runtime/eval/evaluate.h"

#include "runtime/eval/station.h"
#include "runtime/eval/walk.h"

#include <math.h>

struct evaluator {
  const struct model_arch *arch;
  const struct model_einsum *einsum;
  int compute;
  unsigned stations;
  struct station station[2 * MODEL_LEVELS];
  uint32_t hops;                  /* levels below which distances are wanted */
  struct nest nest;
  struct flows flows;
  struct flow_room room;
  struct traffic traffic[MODEL_TENSORS][MODEL_LEVELS];
  struct eval_result result;
};

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

static void add_station(struct evaluator *e, int node, const struct energy_table *energy)
{
  struct station *s = &e->station[e->stations++];
  const struct model_node *n = &e->arch->node[node];
  *s = (struct station){.node = n, .instances = instances(e->arch, node)};
  s->level = n->kind == MODEL_COMPUTE ? e->nest.levels : level_of(&e->nest, node, &s->inside);
  if (n->gated_at >= 0 && n->gated_at != node) {
    bool inside;
    s->gate_instances = instances(e->arch, n->gated_at);
    s->gate_level = level_of(&e->nest, n->gated_at, &inside);
  }
  station_costs(s, energy);
  station_words(s, e->einsum);
  bool far = n->kind == MODEL_NETWORK && !n->network.tree;
  if (far && (s->hop_pJ > 0 || s->route_pJ > 0)) e->hops |= 1u << s->level;
}

/* Whether the block that the node stands in is around the compute. */
static bool beside_path(const struct model_arch *arch, int node, int compute)
{
  int at = arch->node[compute].parent;
  while (at >= 0 && at != arch->node[node].parent) at = arch->node[at].parent;
  return at == arch->node[node].parent;
}

static bool find_stations(struct evaluator *e, const struct energy_table *energy,
                          struct eval_problem *problem)
{
  for (int i = 0; i <= e->compute; i++) {
    const struct model_node *n = &e->arch->node[i];
    if (n->kind == MODEL_ARRAY || !beside_path(e->arch, i, e->compute)) continue;
    if (n->kind == MODEL_COMPUTE && i != e->compute) continue;
    if (e->stations == sizeof e->station / sizeof *e->station) {
      *problem = (struct eval_problem){.status = EVAL_LIMIT, .node = i, .dim = -1, .tensor = -1,
                                       .axis = -1, .have = e->stations + 1, .limit = e->stations};
      return false;
    }
    add_station(e, i, energy);
  }
  return true;
}

static void make_result(struct evaluator *e)
{
  struct eval_result *r = &e->result;
  r->levels = e->stations;
  r->tensors = e->einsum->tensors;
  r->level = xcalloc(r->levels, sizeof *r->level);
  for (unsigned i = 0; i < r->levels; i++)
    r->level[i].tensor = xcalloc(r->tensors + 1, sizeof *r->level[i].tensor);
}

struct evaluator *evaluator_new(const struct model_arch *arch, int compute,
                                const struct model_einsum *einsum,
                                const struct energy_table *energy, struct eval_problem *problem)
{
  struct evaluator *e = xcalloc(1, sizeof *e);
  e->arch = arch, e->einsum = einsum, e->compute = compute;
  flows_init(&e->flows);
  flow_room_init(&e->room);
  if (!nest_path(&e->nest, arch, compute, einsum, problem) || !find_stations(e, energy, problem)) {
    evaluator_free(e);
    return NULL;
  }
  make_result(e);
  return e;
}

void evaluator_free(struct evaluator *e)
{
  if (!e) return;
  for (unsigned i = 0; i < e->result.levels; i++) xfree(e->result.level[i].tensor);
  xfree(e->result.level);
  flows_free(&e->flows);
  flow_room_free(&e->room);
  xfree(e);
}

static void start_level(const struct station *s, const struct model_arch *arch,
                        struct level_result *l)
{
  l->node = (int)(s->node - arch->node);
  l->instances = s->instances;
  l->capacity_words = l->capacity_bits = INFINITY;
  l->word_bits = l->used_bits = 0;
  l->cycles = 0;
  l->bound = false;
  l->energy_pJ = l->leakage_pJ = 0;
  l->area_um2 = s->area_um2 * (double)s->instances;
  l->actions = 0;
}

static bool visit(const struct station *s, const struct scene *scene, struct level_result *l,
                  struct eval_problem *problem)
{
  switch (s->node->kind) {
  case MODEL_MEMORY: return station_memory(s, scene, l, problem);
  case MODEL_NETWORK: station_network(s, scene, l); return true;
  case MODEL_TRANSIT: station_transit(s, scene, l); return true;
  case MODEL_COMPUTE: station_compute(s, scene, l); return true;
  case MODEL_ARRAY: break;
  }
  return true;
}

static void add_up(struct evaluator *e, const struct scene *scene)
{
  struct eval_result *r = &e->result;
  double wait = 0;
  r->busy_cycles = scene->compute_cycles;
  for (unsigned i = 0; i < r->levels; i++) {
    if (r->level[i].cycles > r->busy_cycles) r->busy_cycles = r->level[i].cycles;
    if (e->station[i].node->kind == MODEL_NETWORK)
      wait += e->station[i].node->network.fill_cycles + e->station[i].node->network.drain_cycles;
  }
  r->cycles = r->busy_cycles + station_cycles(wait);
  r->energy_pJ = r->leakage_pJ = r->area_um2 = 0;
  for (unsigned i = 0; i < r->levels; i++) {
    struct level_result *l = &r->level[i];
    l->bound = l->cycles == r->busy_cycles;
    station_leakage(&e->station[i], scene, r->busy_cycles, l);
    r->energy_pJ += l->energy_pJ;
    r->leakage_pJ += l->leakage_pJ;
    r->area_um2 += l->area_um2;
  }
  const struct station *last = &e->station[e->stations - 1];
  double rate = last->node->compute.rate * (double)last->instances;
  r->computes = e->flows.computes;
  r->utilization = (double)r->computes / rate / (double)r->cycles;
  r->seconds = (double)r->cycles * e->arch->cycle_s;
}

static bool too_large(struct eval_problem *problem)
{
  *problem = (struct eval_problem){.status = EVAL_TOO_LARGE, .node = -1, .dim = -1,
                                   .tensor = -1, .axis = -1};
  return false;
}

static bool count(struct evaluator *e, struct eval_problem *problem)
{
  double steps = e->nest.imperfect ? walk_steps(&e->nest) : 0;
  if (steps > WALK_STEPS) {
    *problem = (struct eval_problem){.status = EVAL_STEPS, .node = -1, .dim = -1, .tensor = -1,
                                     .axis = -1, .have = steps, .limit = WALK_STEPS};
    return false;
  }
  bool fits = e->nest.imperfect ? flows_walk(&e->flows, &e->nest, e->hops, &e->room)
                                : flows_count(&e->flows, &e->nest, e->hops, &e->room);
  for (unsigned t = 0; fits && t < e->nest.tensors; t++)
    fits = traffic_count(&e->nest, &e->flows, t, e->traffic[t]);
  return fits || too_large(problem);
}

const struct eval_result *evaluate(struct evaluator *e, const struct model_mapping *mapping,
                                   struct eval_problem *problem)
{
  if (!nest_map(&e->nest, mapping, problem) || !count(e, problem)) return NULL;
  double rate = e->arch->node[e->compute].compute.rate;
  uint64_t slots = e->flows.slots;
  struct scene scene = {&e->nest, &e->flows, e->traffic,
                        rate == 1 ? slots : station_cycles((double)slots / rate)};
  for (unsigned i = 0; i < e->stations; i++) {
    start_level(&e->station[i], e->arch, &e->result.level[i]);
    if (!visit(&e->station[i], &scene, &e->result.level[i], problem)) return NULL;
  }
  add_up(e, &scene);
  return e->result.cycles < UINT64_C(1) << 63 || too_large(problem) ? &e->result : NULL;
}

#include "runtime/eval/evaluate.h"

#include "runtime/eval/stations.h"
#include "runtime/eval/walk.h"

#include <math.h>

struct evaluator {
  const struct model_arch *arch;
  const struct model_einsum *einsum;
  int compute;
  struct stations at;
  struct nest nest;
  struct flows flows;
  struct flow_room room;
  struct traffic traffic[MODEL_TENSORS][MODEL_LEVELS];
  struct eval_result result;
  const struct energy_table *energy;
  const struct model_sparsity *sparsity;
  struct sparse *sparse;     /* NULL: there are no zeros */
  struct station_access (*access)[MODEL_TENSORS]; /* [levels] if there are */
};

static void make_result(struct evaluator *e)
{
  struct eval_result *r = &e->result;
  r->levels = e->at.n;
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
  e->arch = arch, e->einsum = einsum, e->compute = compute, e->energy = energy;
  flows_init(&e->flows);
  flow_room_init(&e->room);
  if (!nest_path(&e->nest, arch, compute, einsum, problem) || !stations_find(&e->at, &e->nest, energy, problem)) {
    evaluator_free(e);
    return NULL;
  }
  make_result(e);
  return e;
}

void evaluator_set_sparsity(struct evaluator *e, const struct model_sparsity *sparsity)
{
  e->sparsity = sparsity;
  e->sparse = sparse_new(&e->nest, sparsity);
  e->access = xcalloc(e->nest.levels, sizeof *e->access);
  e->result.sparse = true;
  for (unsigned i = 0; i < e->at.n; i++) {
    struct station *s = &e->at.station[i];
    station_sparse_costs(s, e->energy, &sparsity->metadata[s->node - e->arch->node], sparsity->compat);
    for (unsigned t = 0; s->node->kind == MODEL_MEMORY && t < e->einsum->tensors; t++)
      e->result.level[i].tensor[t].sparse = xcalloc(1, sizeof(struct sparse_result));
  }
}

void evaluator_free(struct evaluator *e)
{
  if (!e) return;
  for (unsigned i = 0; i < e->result.levels; i++) {
    for (unsigned t = 0; t < e->result.tensors; t++) xfree(e->result.level[i].tensor[t].sparse);
    xfree(e->result.level[i].tensor);
  }
  sparse_free(e->sparse);
  xfree(e->access);
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
  bool zeros = scene->sparse != NULL;
  switch (s->node->kind) {
  case MODEL_MEMORY:
    return zeros ? station_sparse_memory(s, scene, l, problem) : station_memory(s, scene, l, problem);
  case MODEL_NETWORK: station_network(s, scene, l); return true;
  case MODEL_TRANSIT: station_transit(s, scene, l); return true;
  case MODEL_COMPUTE:
    if (zeros) station_sparse_compute(s, scene, l);
    else station_compute(s, scene, l);
    return true;
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
    if (e->at.station[i].node->kind == MODEL_NETWORK)
      wait += e->at.station[i].node->network.fill_cycles + e->at.station[i].node->network.drain_cycles;
  }
  r->cycles = r->busy_cycles + station_cycles(wait);
  r->energy_pJ = r->leakage_pJ = r->area_um2 = 0;
  for (unsigned i = 0; i < r->levels; i++) {
    struct level_result *l = &r->level[i];
    l->bound = l->cycles == r->busy_cycles;
    station_leakage(&e->at.station[i], scene, r->busy_cycles, l);
    r->energy_pJ += l->energy_pJ;
    r->leakage_pJ += l->leakage_pJ;
    r->area_um2 += l->area_um2;
  }
  const struct station *last = &e->at.station[e->at.n - 1];
  double rate = last->node->compute.rate * (double)last->instances;
  r->computes = e->flows.computes;
  r->utilization = result_computes(r) / rate / (double)r->cycles;
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
  bool fits = e->nest.imperfect ? flows_walk(&e->flows, &e->nest, e->at.hops, &e->room)
                                : flows_count(&e->flows, &e->nest, e->at.hops, &e->room);
  for (unsigned t = 0; fits && t < e->nest.tensors; t++)
    fits = traffic_count(&e->nest, &e->flows, t, e->traffic[t]);
  return fits || too_large(problem);
}

/* What a memory reads of each tensor, for choices between savings. */
static void find_prices(const struct evaluator *e, struct sparse_price (*price)[MODEL_TENSORS])
{
  for (unsigned i = 0; i < e->at.n; i++) {
    const struct station *s = &e->at.station[i];
    if (s->node->kind != MODEL_MEMORY) continue;
    double word = e->sparsity->metadata[s->node - e->arch->node].word_bits;
    for (unsigned t = 0; t < e->einsum->tensors; t++)
      price[s->level][t] = (struct sparse_price){s->sparse.word_pJ[RANDOM][READS], s->word[t].block,
                                                 fmax(word, 0) / s->word[t].bits};
  }
}

/* What is skipped takes no time; the established model knows that of whole loops only. */
static uint64_t sparse_cycles(const struct evaluator *e)
{
  const struct sparse_computes *c = sparse_computes(e->sparse);
  double busy = c->count[RANDOM] + c->count[GATED], at_once = c->instances;
  if (e->nest.imperfect && e->sparsity->compat) return e->flows.slots;
  if (e->sparsity->compat) at_once = trunc(at_once);
  return sparse_whole(ceil(busy / at_once));
}

static bool count_zeros(struct evaluator *e, const struct model_mapping *mapping, struct scene *scene,
                        struct eval_problem *problem)
{
  struct sparse_price price[MODEL_LEVELS][MODEL_TENSORS];
  if (!e->sparse) return true;
  find_prices(e, price);
  if (!sparse_count(e->sparse, mapping, &e->flows, e->traffic, price, problem)) return false;
  scene->sparse = e->sparse, scene->access = e->access;
  double rate = e->arch->node[e->compute].compute.rate;
  uint64_t slots = sparse_cycles(e);
  scene->compute_cycles = rate == 1 ? slots : station_cycles((double)slots / rate);
  if (!scene->compute_cycles) scene->compute_cycles = 1; /* nothing is left, and that is found out */
  for (unsigned i = e->at.n; i--;)
    if (e->at.station[i].node->kind == MODEL_MEMORY &&
        !station_sparse_room(&e->at.station[i], scene, problem))
      return false;
  return true;
}

const struct eval_result *evaluate(struct evaluator *e, const struct model_mapping *mapping,
                                   struct eval_problem *problem)
{
  if (!nest_map(&e->nest, mapping, problem) || !count(e, problem)) return NULL;
  double rate = e->arch->node[e->compute].compute.rate;
  uint64_t slots = e->flows.slots;
  struct scene scene = {&e->nest, &e->flows, e->traffic,
                        rate == 1 ? slots : station_cycles((double)slots / rate), NULL, NULL};
  if (!count_zeros(e, mapping, &scene, problem)) return NULL;
  for (unsigned i = 0; i < e->at.n; i++) {
    start_level(&e->at.station[i], e->arch, &e->result.level[i]);
    if (!visit(&e->at.station[i], &scene, &e->result.level[i], problem)) return NULL;
  }
  add_up(e, &scene);
  return e->result.cycles < UINT64_C(1) << 63 || too_large(problem) ? &e->result : NULL;
}

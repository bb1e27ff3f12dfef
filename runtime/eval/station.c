#include "runtime/eval/station.h"

#include <math.h>
#include <string.h>

/* The first of some names of an action that the table knows; 0 if none. */
static double cost(const struct energy_table *table, uint32_t row, const char *name,
                   const char *other)
{
  double pJ = energy_of(table, row, name);
  if (isnan(pJ) && other) pJ = energy_of(table, row, other);
  return isnan(pJ) ? 0 : pJ;
}

void station_costs(struct station *s, const struct energy_table *table)
{
  uint32_t row = s->node->energy;
  s->read_pJ = cost(table, row, "read", NULL);
  s->write_pJ = cost(table, row, "write", NULL);
  s->update_pJ = cost(table, row, "update", "write");
  s->address_pJ = cost(table, row, "address", NULL);
  s->reduce_pJ = cost(table, row, "reduce", NULL);
  s->hop_pJ = cost(table, row, "hop", NULL);
  s->route_pJ = cost(table, row, "route", NULL);
  s->transfer_pJ = cost(table, row, "transfer", NULL);
  s->compute_pJ = cost(table, row, "compute", NULL);
  s->pass_pJ = cost(table, row, "pass", NULL);
  s->leak_pJ = cost(table, row, "leak", NULL);
  s->area_um2 = area_of(table, row);
}

void station_charge(struct level_result *result, const char *name, double count, double each_pJ)
{
  for (unsigned i = 0; i < result->actions; i++)
    if (!strcmp(result->action[i].name, name)) {
      result->action[i].count += count;
      result->action[i].energy_pJ += count * each_pJ;
      return;
    }
  result->action[result->actions++] =
    (struct action_result){name, count, each_pJ, count * each_pJ};
}

uint64_t station_cycles(double n)
{
  return n < 0x1p63 ? (uint64_t)ceil(n) : UINT64_C(1) << 63;
}

/* The bits of a tensor's word at a node. */
static double word_of(const struct scene *scene, double word_bits, unsigned tensor)
{
  return word_bits > 0 ? word_bits : scene->nest->einsum->tensor[tensor].word_bits;
}

/* ---- Memories ---- */

/* Accesses of a memory for so many words: neighbours share one, a wide word needs more. */
static double accesses(const struct model_memory *m, double word_bits, uint64_t words)
{
  if (m->width_bits <= 0) return (double)words;
  double block = floor(m->width_bits / ((double)m->cluster * word_bits));
  if (block >= 1) return ceil((double)words / block);
  return (double)words * ceil(word_bits / m->width_bits);
}

/* Instances that share an address share one access; `sharing` is how many do. */
static double sharing(const struct station *s, const struct scene *scene)
{
  double spread = (double)scene->flows->used_x[s->level] * (double)scene->flows->used_y[s->level];
  double clusters = (double)(s->instances / s->node->memory.cluster);
  return clusters > 0 && spread > clusters ? spread / clusters : 1;
}

static void memory_tensor(const struct station *s, const struct scene *scene, unsigned t,
                          double shared, struct level_result *result)
{
  const struct traffic *n = &scene->traffic[t][s->level];
  const struct model_memory *m = &s->node->memory;
  struct tensor_result *r = &result->tensor[t];
  double word = word_of(scene, m->word_bits, t), used = result->instances_used;
  double each = used / shared;
  double reads = accesses(m, word, n->reads) * each, fills = accesses(m, word, n->fills) * each;
  double updates = accesses(m, word, n->updates) * each;
  uint64_t new_places = scene->nest->tensor[t].output ? n->updates : n->reads;
  double addresses = (double)(new_places + n->fills) * each;
  r->tile_words = n->tile;
  r->reads = n->reads, r->fills = n->fills, r->updates = n->updates;
  r->reductions = n->reductions;
  station_charge(result, "read", reads, s->read_pJ);
  station_charge(result, "write", fills, s->write_pJ);
  station_charge(result, "update", updates, s->update_pJ);
  r->energy_pJ = reads * s->read_pJ + fills * s->write_pJ + updates * s->update_pJ;
  if (s->address_pJ > 0) {
    station_charge(result, "address", addresses, s->address_pJ);
    r->energy_pJ += addresses * s->address_pJ;
  }
  if (s->reduce_pJ > 0) {
    station_charge(result, "reduce", (double)n->reductions * used, s->reduce_pJ);
    r->energy_pJ += (double)n->reductions * used * s->reduce_pJ;
  }
  const struct flow *flow = &scene->flows->of[s->level][t];
  for (uint32_t i = 0; i < flow->key.n; i++)
    if (flow->key.at[i].multicast > r->multicast) r->multicast = flow->key.at[i].multicast;
  result->energy_pJ += r->energy_pJ;
}

/* The words of all kept tensors, if they are as wide as each other. */
static double common_word(const struct station *s, const struct scene *scene, uint32_t keeps)
{
  double word = 0;
  for (unsigned t = 0; t < scene->nest->tensors; t++) {
    if (!(keeps >> t & 1)) continue;
    double own = word_of(scene, s->node->memory.word_bits, t);
    if (word > 0 && own != word) return 0;
    word = own;
  }
  return word;
}

static bool check_room(const struct station *s, const struct scene *scene, uint32_t keeps,
                       double word, struct level_result *result, struct eval_problem *problem)
{
  const struct model_memory *m = &s->node->memory;
  double bits = 0, room = m->size_bits / m->buffers;
  if (word > 0) room = floor(floor(m->size_bits / word) / m->buffers) * word;
  room *= m->fullest;
  for (unsigned t = 0; t < scene->nest->tensors; t++)
    if (keeps >> t & 1)
      bits += (double)scene->traffic[t][s->level].tile * word_of(scene, m->word_bits, t);
  result->word_bits = word;
  result->capacity_words = word > 0 ? floor(m->size_bits / word) : NAN;
  if (isinf(m->size_bits)) result->capacity_words = INFINITY;
  bool empty = isfinite(room) && bits < room * m->emptiest;
  if (bits <= room && !empty) return true;
  *problem = (struct eval_problem){
    .status = empty ? EVAL_EMPTY : EVAL_CAPACITY,
    .node = scene->nest->level[s->level].memory, .dim = -1, .tensor = -1, .axis = -1,
    .have = bits, .limit = empty ? room * m->emptiest : room};
  return false;
}

/* What share of the wanted rate the memory can give; rates are in words of `word` bits
 * a cycle, as a wider word counts for more of them. */
static double slowdown(const struct station *s, const struct scene *scene, uint32_t keeps,
                       double word, const struct level_result *result)
{
  const struct model_memory *m = &s->node->memory;
  double read = 0, write = 0, least = 1;
  double spread = (double)scene->flows->used_x[s->level] * (double)scene->flows->used_y[s->level];
  double idle = spread / result->instances_used;
  for (unsigned t = 0; t < scene->nest->tensors; t++) {
    if (!(keeps >> t & 1)) continue;
    const struct traffic *n = &scene->traffic[t][s->level];
    double scale = word_of(scene, m->word_bits, t) / word, cycles = (double)scene->compute_cycles;
    read += ceil((double)n->reads / idle) / cycles * scale;
    write += ceil((double)(n->fills + n->updates) / idle) / cycles * scale;
  }
  if (read > 0) least = fmin(least, m->read_rate / word / read);
  if (write > 0) least = fmin(least, m->write_rate / word / write);
  if (read + write > 0) least = fmin(least, m->shared_rate / word / (read + write));
  return least;
}

bool station_memory(const struct station *s, const struct scene *scene,
                    struct level_result *result, struct eval_problem *problem)
{
  uint32_t keeps = scene->nest->level[s->level].keeps;
  double word = common_word(s, scene, keeps), shared = sharing(s, scene);
  result->instances_used = floor(scene->flows->used[s->level]);
  if (!check_room(s, scene, keeps, word, result, problem)) return false;
  for (unsigned t = 0; t < scene->nest->tensors; t++) {
    result->tensor[t] = (struct tensor_result){.kept = keeps >> t & 1, .multicast = 1};
    if (result->tensor[t].kept) memory_tensor(s, scene, t, shared, result);
  }
  if (!(word > 0) && keeps)
    word = word_of(scene, 0, (unsigned)__builtin_ctz(keeps));
  result->cycles = scene->compute_cycles;
  if (keeps)
    result->cycles =
      station_cycles((double)scene->compute_cycles / slowdown(s, scene, keeps, word, result));
  return true;
}

/* ---- Networks ---- */

/* Words of a key that enter the network.  Where the outside cannot add, partial sums go
 * down first and come up again, but for the first of each word. */
static double ingress(const struct scene *scene, unsigned level, unsigned t,
                      const struct flow_key *key)
{
  int memory = scene->nest->level[level].memory;
  bool adds = memory < 0 || scene->nest->arch->node[memory].memory.reduces;
  if (!scene->nest->tensor[t].output || adds) return key->accesses;
  return 2 * key->accesses - (double)scene->traffic[t][level].share;
}

static void network_tensor(const struct station *s, const struct scene *scene, unsigned t,
                           struct level_result *result)
{
  const struct flow *flow = &scene->flows->of[s->level][t];
  struct tensor_result *r = &result->tensor[t];
  double hops = 0, routes = 0, words = 0, sums = 0;
  for (uint32_t i = 0; i < flow->key.n; i++) {
    const struct flow_key *key = &flow->key.at[i];
    double in = trunc(ingress(scene, s->level, t, key));
    if (key->multicast > r->multicast) r->multicast = key->multicast;
    if (in <= 0) continue;
    words += in;
    hops += key->hops;
    routes += (1 + floor(key->hops / in)) * in;
    if (scene->nest->tensor[t].output) sums += (double)(key->multicast - 1) * in;
  }
  hops += flow->links;
  routes += 2 * flow->links;
  double used = floor(scene->flows->used[s->level]);
  if (s->hop_pJ > 0) station_charge(result, "hop", hops * used, s->hop_pJ);
  if (s->route_pJ > 0) station_charge(result, "route", routes * used, s->route_pJ);
  station_charge(result, "transfer", words * used, s->transfer_pJ);
  if (s->reduce_pJ > 0) station_charge(result, "reduce", sums * used, s->reduce_pJ);
  r->passed = words * used;
  r->energy_pJ = used * (hops * s->hop_pJ + routes * s->route_pJ + words * s->transfer_pJ +
                         sums * s->reduce_pJ);
  result->energy_pJ += r->energy_pJ;
}

void station_network(const struct station *s, const struct scene *scene,
                     struct level_result *result)
{
  double bits = 0;
  result->instances_used = floor(scene->flows->used[s->level]);
  for (unsigned t = 0; t < scene->nest->tensors; t++) {
    result->tensor[t] = (struct tensor_result){.multicast = 1};
    network_tensor(s, scene, t, result);
    bits += result->tensor[t].passed * word_of(scene, s->node->network.word_bits, t);
  }
  result->cycles = station_cycles(bits / result->instances_used / s->node->network.rate);
}

/* ---- Transits ---- */

/* Words that cross below one instance of a level, or arrive inside its array. */
static double crossing(const struct station *s, const struct scene *scene, unsigned t)
{
  const struct flow *flow = &scene->flows->of[s->level][t];
  const struct traffic *n = &scene->traffic[t][s->level];
  enum model_towards towards = s->node->transit.towards;
  bool output = scene->nest->tensor[t].output;
  double out = 0, arriving = 0;
  for (uint32_t i = 0; i < flow->key.n; i++) {
    out += flow->key.at[i].accesses;
    arriving += flow->key.at[i].accesses * (double)flow->key.at[i].multicast;
  }
  double wide = s->inside && out > 0 ? arriving / out : 1;
  if (!output) return towards & MODEL_TO_COMPUTE ? out * wide : 0;
  /* Partial sums rise, and all but the first of each word go down again. */
  double down = out > (double)n->share ? out - (double)n->share : 0;
  return ((towards & MODEL_TO_MEMORY ? out : 0) + (towards & MODEL_TO_COMPUTE ? down : 0)) * wide;
}

void station_transit(const struct station *s, const struct scene *scene,
                     struct level_result *result)
{
  double all = 0, above = floor(scene->flows->used[s->level]);
  result->instances_used = floor(scene->flows->used[s->level + s->inside]);
  for (unsigned t = 0; t < scene->nest->tensors; t++) {
    struct tensor_result *r = &result->tensor[t];
    *r = (struct tensor_result){.multicast = 1};
    if (!(s->node->transit.carries >> t & 1)) continue;
    r->passed = crossing(s, scene, t) * above;
    r->energy_pJ = r->passed * s->pass_pJ;
    result->energy_pJ += r->energy_pJ;
    all += r->passed;
  }
  station_charge(result, "pass", all, s->pass_pJ);
  result->cycles = station_cycles(all / result->instances_used / s->node->transit.rate);
}

/* ---- Computes, and what all have ---- */

void station_compute(const struct station *s, const struct scene *scene,
                     struct level_result *result)
{
  const struct flows *flows = scene->flows;
  result->instances_used = (double)flows->used_x[s->level] * (double)flows->used_y[s->level];
  result->cycles = scene->compute_cycles;
  station_charge(result, "compute", scene->flows->computes, s->compute_pJ);
  result->energy_pJ = scene->flows->computes * s->compute_pJ;
}

void station_leakage(const struct station *s, const struct scene *scene, uint64_t cycles,
                     struct level_result *result)
{
  double leaking = fmax(1, result->instances_used);
  if (s->gate_instances && s->instances > s->gate_instances)
    leaking = (double)s->instances / (double)s->gate_instances *
              fmax(1, floor(scene->flows->used[s->gate_level]));
  if (!(s->leak_pJ > 0)) return;
  double count = leaking * (double)cycles;
  station_charge(result, "leak", count, s->leak_pJ);
  result->leakage_pJ = s->leak_pJ * (double)cycles * leaking;
  result->energy_pJ += result->leakage_pJ;
}

#include "runtime/eval/station.h"

#include <math.h>

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

static double word_bits(const struct model_node *node, const struct model_tensor *tensor)
{
  double bits = node->kind == MODEL_MEMORY    ? node->memory.word_bits
                : node->kind == MODEL_NETWORK ? node->network.word_bits
                                              : 0;
  return bits > 0 ? bits : tensor->word_bits;
}

/* Neighbours share an access, a wide word needs more than one. */
static void words_of_access(struct station_word *word, const struct model_memory *m)
{
  if (m->block) word->block = m->block;
  if (m->block || m->width_bits <= 0) return;
  double block = floor(m->width_bits / ((double)m->cluster * word->bits));
  if (block >= 1) word->block = (uint64_t)fmin(block, 0x1p62);
  else word->split = ceil(word->bits / m->width_bits);
}

void station_words(struct station *s, const struct model_einsum *einsum)
{
  for (unsigned t = 0; t < einsum->tensors; t++) {
    struct station_word *word = &s->word[t];
    *word = (struct station_word){word_bits(s->node, &einsum->tensor[t]), 1, 1};
    if (s->node->kind == MODEL_MEMORY) words_of_access(word, &s->node->memory);
  }
}

/* Each is charged once. */
void station_charge(struct level_result *result, const char *name, double count, double each_pJ)
{
  result->action[result->actions++] =
    (struct action_result){name, count, each_pJ, count * each_pJ, true};
}

/* … that is for no tensor. */
static void charge_all(struct level_result *result, const char *name, double count, double each_pJ)
{
  station_charge(result, name, count, each_pJ);
  result->action[result->actions - 1].of_tensors = false;
}

static uint64_t rounded_up(double n)
{
  return n < 0x1p63 ? (uint64_t)ceil(n) : UINT64_C(1) << 63;
}

/* 64 computes at one in 49 cycles are 3136.0000000000005 cycles to a computer. */
uint64_t station_cycles(double n)
{
  double nearest = round(n);
  return rounded_up(fabs(n - nearest) <= 1e-12 * n ? nearest : n);
}

/* ---- Memories ---- */

double station_accesses(const struct station_word *word, uint64_t words)
{
  if (word->block > 1) return (double)(words / word->block + (words % word->block != 0));
  return (double)words * word->split;
}

double station_sharing(const struct station *s, double spread)
{
  double clusters = (double)(s->instances / s->node->memory.cluster);
  return clusters > 0 && spread > clusters ? spread / clusters : 1;
}

/* What is charged at a memory, all tensors and all instances. */
struct memory_sums { double reads, writes, updates, addresses, reductions; };

static uint64_t widest(const struct flow *flow)
{
  uint64_t multicast = 1;
  for (uint32_t i = 0; i < flow->key.n; i++)
    if (flow->key.at[i].multicast > multicast) multicast = flow->key.at[i].multicast;
  return multicast;
}

/* Levels that do not keep the tensor hand on what is sent to them. */
uint64_t station_multicast(const struct station *s, const struct scene *scene, unsigned t)
{
  uint64_t multicast = 1;
  unsigned l = s->level;
  do multicast *= widest(&scene->flows->of[l][t]);
  while (++l < scene->nest->levels && !(scene->nest->level[l].keeps >> t & 1));
  return multicast;
}

static void memory_tensor(const struct station *s, const struct scene *scene, unsigned t,
                          double used, double shared, struct memory_sums *sums,
                          struct tensor_result *result)
{
  const struct traffic *n = &scene->traffic[t][s->level];
  const struct station_word *word = &s->word[t];
  double each = used / shared;
  double reads = station_accesses(word, n->reads) * each, writes = station_accesses(word, n->fills) * each;
  double updates = station_accesses(word, n->updates) * each, reductions = (double)n->reductions * used;
  uint64_t new_places = scene->nest->outputs >> t & 1 ? n->updates : n->reads;
  double addresses = (double)(new_places + n->fills) * each;
  *result = (struct tensor_result){
    .kept = true, .tile_words = n->tile, .reads = n->reads, .fills = n->fills,
    .updates = n->updates, .reductions = n->reductions,
    .multicast = station_multicast(s, scene, t),
    .energy_pJ = reads * s->read_pJ + writes * s->write_pJ + updates * s->update_pJ +
                 addresses * s->address_pJ + reductions * s->reduce_pJ,
    .count = {reads, writes, updates}};
  unsigned action = 3; /* as memory_tensors charges them */
  if (s->address_pJ > 0) result->count[action++] = addresses;
  if (s->reduce_pJ > 0) result->count[action] = reductions;
  sums->reads += reads, sums->writes += writes, sums->updates += updates;
  sums->addresses += addresses, sums->reductions += reductions;
}

static void memory_tensors(const struct station *s, const struct scene *scene, uint32_t keeps,
                           struct level_result *result)
{
  struct memory_sums sums = {0};
  double spread = (double)scene->flows->used_x[s->level] * (double)scene->flows->used_y[s->level];
  double shared = station_sharing(s, spread);
  for (unsigned t = 0; t < scene->nest->tensors; t++) {
    struct tensor_result *tensor = &result->tensor[t];
    if (keeps >> t & 1)
      memory_tensor(s, scene, t, result->instances_used, shared, &sums, tensor);
    else
      *tensor = (struct tensor_result){.multicast = 1};
    result->energy_pJ += tensor->energy_pJ;
  }
  if (!keeps) return;
  station_charge(result, "read", sums.reads, s->read_pJ);
  station_charge(result, "write", sums.writes, s->write_pJ);
  station_charge(result, "update", sums.updates, s->update_pJ);
  if (s->address_pJ > 0) station_charge(result, "address", sums.addresses, s->address_pJ);
  if (s->reduce_pJ > 0) station_charge(result, "reduce", sums.reductions, s->reduce_pJ);
}

/* The bits of a word of all kept tensors; 0 if they differ. */
static double common_word(const struct station *s, uint32_t keeps)
{
  double bits = 0;
  for (; keeps; keeps &= keeps - 1) {
    double own = s->word[__builtin_ctz(keeps)].bits;
    if (bits > 0 && own != bits) return 0;
    bits = own;
  }
  return bits;
}

/* A memory has room for whole words; without a word that is common to all, for bits. */
double station_room(const struct station *s, uint32_t keeps, double *least)
{
  const struct model_memory *m = &s->node->memory;
  double room = m->size_bits / m->buffers, word = common_word(s, keeps);
  if (isinf(m->size_bits)) {
    *least = 0;
    return INFINITY;
  }
  if (word > 0) room = floor(floor(m->size_bits / word) / m->buffers) * word;
  room *= m->fullest;
  *least = room * m->emptiest;
  return room;
}

void station_memory_facts(const struct station *s, uint32_t keeps, struct level_result *result)
{
  const struct model_memory *m = &s->node->memory;
  result->word_bits = common_word(s, keeps);
  result->capacity_bits = m->size_bits;
  if (isinf(m->size_bits)) return;
  result->capacity_words = result->word_bits > 0 ? floor(m->size_bits / result->word_bits) : NAN;
}

static bool check_room(const struct station *s, const struct scene *scene, uint32_t keeps,
                       struct level_result *result, struct eval_problem *problem)
{
  const struct model_memory *m = &s->node->memory;
  double bits = 0, least, room = station_room(s, keeps, &least);
  for (unsigned t = 0; t < scene->nest->tensors; t++)
    if (keeps >> t & 1) bits += (double)scene->traffic[t][s->level].tile * s->word[t].bits;
  result->used_bits = bits;
  station_memory_facts(s, keeps, result);
  if (isinf(m->size_bits)) return true;
  if (bits <= room && bits >= least) return true;
  bool full = bits > room;
  *problem = (struct eval_problem){
    .status = full ? EVAL_CAPACITY : EVAL_EMPTY, .node = result->node, .dim = -1, .tensor = -1,
    .axis = -1, .have = bits, .limit = full ? room : least};
  return false;
}

/* What share of the wanted rate the memory can give.  Rates are in words of the first
 * kept tensor a cycle, and a wider word counts for more of them. */
static double slowdown(const struct station *s, const struct scene *scene, uint32_t keeps,
                       const struct level_result *result)
{
  const struct model_memory *m = &s->node->memory;
  double cycles = (double)scene->compute_cycles, word = s->word[__builtin_ctz(keeps)].bits;
  double spread = (double)scene->flows->used_x[s->level] * (double)scene->flows->used_y[s->level];
  double read = 0, write = 0, least = 1, idle = spread / result->instances_used;
  for (unsigned t = 0; t < scene->nest->tensors; t++) {
    if (!(keeps >> t & 1)) continue;
    const struct traffic *n = &scene->traffic[t][s->level];
    double scale = s->word[t].bits / word;
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
  const struct model_memory *m = &s->node->memory;
  uint32_t keeps = scene->nest->level[s->level].keeps;
  result->instances_used = scene->flows->used[s->level];
  if (!check_room(s, scene, keeps, result, problem)) return false;
  memory_tensors(s, scene, keeps, result);
  result->cycles = scene->compute_cycles;
  bool limited = isfinite(m->read_rate) || isfinite(m->write_rate) || isfinite(m->shared_rate);
  /* Rounded up to the last bit of a double, as in the model that counts are compared with. */
  if (keeps && limited)
    result->cycles =
      rounded_up((double)scene->compute_cycles / slowdown(s, scene, keeps, result));
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
  if (adds || !(scene->nest->outputs >> t & 1)) return key->accesses;
  return 2 * key->accesses - (double)scene->traffic[t][level].share;
}

/* What passes a network, below one instance of its level. */
struct network_sums { double words, hops, routes, reductions; };

/* In a tree a word passes half a hop for each doubling of those it is for, or comes from,
 * and a switch wherever its ways part. */
static void add_branches(struct network_sums *sums, uint64_t multicast, double words)
{
  sums->hops += words * 0.5 * (double)(63 - __builtin_clzll(multicast));
  sums->routes += words * (double)(multicast - 1);
}

/* In a mesh distances were summed up, and a switch stands at each end of a hop. */
static void add_distances(struct network_sums *sums, const struct flow_key *key, double words)
{
  sums->hops += key->hops;
  sums->routes += (1 + floor(key->hops / words)) * words;
}

static void keep_share(struct network_sums *sums, double share)
{
  sums->words *= share, sums->hops *= share;
  sums->routes *= share, sums->reductions *= share;
}

static struct network_sums network_traffic(const struct station *s, const struct scene *scene,
                                           unsigned t)
{
  const struct flow *flow = &scene->flows->of[s->level][t];
  struct network_sums sums = {.hops = flow->links, .routes = 2 * flow->links};
  bool output = scene->nest->outputs >> t & 1;
  for (uint32_t i = 0; i < flow->key.n; i++) {
    const struct flow_key *key = &flow->key.at[i];
    double in = trunc(ingress(scene, s->level, t, key));
    if (in <= 0) continue;
    sums.words += in;
    if (s->node->network.tree) add_branches(&sums, key->multicast, in);
    else add_distances(&sums, key, in);
    if (output) sums.reductions += (double)(key->multicast - 1) * in;
  }
  if (scene->sparse) keep_share(&sums, sparse_passing(scene->sparse, s->level, t, s->word[t].bits));
  return sums;
}

/* By action, as they are charged. */
static void count_passing(const struct station *s, const struct network_sums *sums, double used,
                          double *count)
{
  unsigned n = 0;
  if (s->hop_pJ > 0) count[n++] = sums->hops * used;
  if (s->route_pJ > 0) count[n++] = sums->routes * used;
  count[n++] = sums->words * used;
  if (s->reduce_pJ > 0) count[n] = sums->reductions * used;
}

void station_network(const struct station *s, const struct scene *scene,
                     struct level_result *result)
{
  double bits = 0, used = scene->flows->used[s->level];
  struct network_sums all = {0};
  result->instances_used = used;
  for (unsigned t = 0; t < scene->nest->tensors; t++) {
    struct network_sums own = network_traffic(s, scene, t);
    result->tensor[t] = (struct tensor_result){
      .multicast = widest(&scene->flows->of[s->level][t]), .passed = own.words * used,
      .energy_pJ = used * (own.hops * s->hop_pJ + own.routes * s->route_pJ +
                           own.words * s->transfer_pJ + own.reductions * s->reduce_pJ)};
    count_passing(s, &own, used, result->tensor[t].count);
    result->energy_pJ += result->tensor[t].energy_pJ;
    bits += result->tensor[t].passed * s->word[t].bits;
    all.words += own.words, all.hops += own.hops;
    all.routes += own.routes, all.reductions += own.reductions;
  }
  if (s->hop_pJ > 0) station_charge(result, "hop", all.hops * used, s->hop_pJ);
  if (s->route_pJ > 0) station_charge(result, "route", all.routes * used, s->route_pJ);
  station_charge(result, "transfer", all.words * used, s->transfer_pJ);
  if (s->reduce_pJ > 0) station_charge(result, "reduce", all.reductions * used, s->reduce_pJ);
  result->cycles = station_cycles(bits / used / s->node->network.rate);
}

/* ---- Transits ---- */

/* Words that cross below one instance of a level, or arrive inside its array. */
static double crossing(const struct station *s, const struct scene *scene, unsigned t)
{
  const struct flow *flow = &scene->flows->of[s->level][t];
  const struct traffic *n = &scene->traffic[t][s->level];
  enum model_towards towards = s->node->transit.towards;
  bool output = scene->nest->outputs >> t & 1;
  double out = 0, arriving = 0;
  for (uint32_t i = 0; i < flow->key.n; i++) {
    out += flow->key.at[i].accesses;
    arriving += flow->key.at[i].accesses * (double)flow->key.at[i].multicast;
  }
  double wide = s->inside && out > 0 ? arriving / out : 1;
  if (!output) return towards & MODEL_TO_COMPUTE ? out * wide : 0;
  /* Partial sums rise, and all but the first of each word go down again. */
  double down = fmax(out - (double)n->part, 0);
  return ((towards & MODEL_TO_MEMORY ? out : 0) + (towards & MODEL_TO_COMPUTE ? down : 0)) * wide;
}

void station_transit(const struct station *s, const struct scene *scene,
                     struct level_result *result)
{
  const struct model_transit *transit = &s->node->transit;
  double all = 0, bits = 0, above = scene->flows->used[s->level];
  result->instances_used = scene->flows->used[s->level + s->inside];
  for (unsigned t = 0; t < scene->nest->tensors; t++) {
    struct tensor_result *r = &result->tensor[t];
    *r = (struct tensor_result){.multicast = 1};
    if (!(transit->carries >> t & 1)) continue;
    r->passed = crossing(s, scene, t) * above;
    if (scene->sparse) r->passed *= sparse_passing(scene->sparse, s->level, t, s->word[t].bits);
    r->energy_pJ = r->passed * s->pass_pJ;
    r->count[0] = r->passed;
    result->energy_pJ += r->energy_pJ;
    all += r->passed;
    bits += r->passed * s->word[t].bits;
  }
  station_charge(result, "pass", all, s->pass_pJ);
  result->cycles = station_cycles(all / result->instances_used / transit->rate);
  if (!(transit->bit_rate > 0)) return;
  uint64_t cycles = station_cycles(bits / result->instances_used / transit->bit_rate);
  if (cycles > result->cycles) result->cycles = cycles;
}

/* ---- Computes, and what all have ---- */

void station_compute(const struct station *s, const struct scene *scene,
                     struct level_result *result)
{
  const struct flows *flows = scene->flows;
  result->instances_used = (double)flows->used_x[s->level] * (double)flows->used_y[s->level];
  result->cycles = scene->compute_cycles;
  charge_all(result, "compute", (double)flows->computes, s->compute_pJ);
  result->energy_pJ = (double)flows->computes * s->compute_pJ;
}

void station_leakage(const struct station *s, const struct scene *scene, uint64_t cycles,
                     struct level_result *result)
{
  double leaking = fmax(1, result->instances_used);
  if (s->gate_instances && s->instances > s->gate_instances)
    leaking = (double)s->instances / (double)s->gate_instances *
              fmax(1, scene->flows->used[s->gate_level]);
  if (!(s->leak_pJ > 0)) return;
  double count = leaking * (double)cycles;
  charge_all(result, "leak", count, s->leak_pJ);
  result->leakage_pJ = s->leak_pJ * (double)cycles * leaking;
  result->energy_pJ += result->leakage_pJ;
}

#include "compiler/mapper/frame.h"

#include <math.h>

static double leaking(const struct frame *f, const struct station *s)
{
  unsigned inside = s->node->kind == MODEL_TRANSIT && s->inside;
  double used = f->used[s->level + inside];
  if (s->gate_instances && s->instances > s->gate_instances)
    return (double)s->instances / (double)s->gate_instances * greater(1, f->used[s->gate_level]);
  if (s->node->kind == MODEL_MEMORY) used *= f->plan->zeros.used[s->level];
  if (s->node->kind == MODEL_COMPUTE) used *= f->plan->zeros.used[f->plan->levels];
  return greater(1, used);
}

void frame_make(struct frame *f)
{
  const struct lattice *p = f->plan;
  const struct station *compute = &p->station[p->stations - 1];
  double rate = compute->node->compute.rate;
  f->used[0] = 1;
  for (unsigned t = 0; t < p->tensors; t++) f->share[t][0] = p->tensor[t].words;
  for (unsigned l = 0; l < p->levels; l++) {
    f->used[l + 1] = f->used[l] * (double)f->fan[l];
    for (unsigned t = 0; t < p->tensors; t++)
      f->share[t][l + 1] =
        f->share[t][l] * (double)f->alike[l][t] / (double)f->fan[l];
    if (p->level[l].memory < 0) continue;
    const struct station *s = &p->station[p->level[l].station];
    f->each[l] = f->used[l] / station_sharing(s, f->used[l]);
  }
  double slots = p->points / f->used[p->levels];
  f->compute_cycles = p->zeros.any ? slots * p->zeros.busy / rate
                      : rate == 1  ? slots
                                   : (double)station_cycles(slots / rate);
  f->leak_pJ = 0;
  for (unsigned i = 0; i < p->stations; i++)
    f->leak_pJ += p->station[i].leak_pJ * leaking(f, &p->station[i]);
}

static void add_load(int load, double by, struct cost *cost)
{
  if (load >= 0) cost->load[load] += by;
}

/* What goals ask for beside energy and time. */
static void add_meters(const struct frame *f, unsigned station, unsigned t, enum goal_what what,
                       double by, struct cost *cost)
{
  const struct lattice *p = f->plan;
  int node = (int)(p->station[station].node - p->space->arch->node);
  for (unsigned i = p->loads - p->goals->meters; i < p->loads; i++) {
    const struct goal_meter *m = &p->goals->meter[p->load[i].meter];
    if (m->what == what && m->node == node && (m->tensor < 0 || m->tensor == (int)t))
      cost->load[i] += by;
  }
}

double frame_outside(const struct frame *f, unsigned level, const int64_t *extent)
{
  double inside = 1;
  for (unsigned d = 0; d < f->plan->dims; d++) inside *= (double)extent[d];
  return f->plan->points / inside / f->used[level];
}

/* Where outputs are left out at a memory, so may be a part of a word more than their share; and of
 * metadata those that are as long as a part of a word take no time. */
static void spare_parts(const struct frame *f, unsigned level, struct cost *cost)
{
  const struct lattice *p = f->plan;
  const struct lattice_level *l = &p->level[level];
  for (unsigned t = 0; l->memory >= 0 && t < p->tensors; t++) {
    if (p->zeros.at[level][t].bits_left[READS] > 0) {
      add_load(l->reads, -p->station[l->station].word[t].bits, cost);
      add_load(l->writes, -p->station[l->station].word[t].bits, cost);
    }
    if (!(p->zeros.rounded >> t & 1)) continue;
    double pJ = frame_word_pJ(f, t, level, frame_any_tile, READS) / greater(p->zeros.at[level][t].left[READS], 1e-9);
    cost->pJ -= pJ;
    add_load(l->reads, -p->station[l->station].word[t].bits, cost);
    add_meters(f, l->station, t, METER_READS, -f->used[level], cost);
    add_meters(f, l->station, t, METER_ENERGY, -pJ, cost);
  }
}

double frame_begin(const struct frame *f, double *loads)
{
  const struct lattice *p = f->plan;
  struct cost cost = {.pJ = p->compute_pJ};
  add_meters(f, p->stations - 1, 0, METER_ENERGY, p->compute_pJ, &cost);
  for (unsigned l = 0; p->zeros.any && l < p->levels; l++) spare_parts(f, l, &cost);
  memcpy(loads, cost.load, p->loads * sizeof *loads);
  return cost.pJ;
}

double frame_word_pJ(const struct frame *f, unsigned t, unsigned level, struct stored how, enum access a)
{
  const struct station *s = &f->plan->station[f->plan->level[level].station];
  const struct zeros_words *z = &f->plan->zeros.at[level][t];
  if (f->plan->zeros.any)
    return f->each[level] *
           (z->word_pJ[a] + (how.blocks - 1) * z->data_pJ[a] + how.bits * z->bit_pJ[a]);
  return s->word[t].split / (double)s->word[t].block * f->each[level] * z->pJ[a];
}

/* Of whole accesses, as evaluation counts them; of what zeros leave, the last one may be spared. */
static double accesses_pJ(const struct frame *f, unsigned level, unsigned t, double words,
                          struct stored how, enum access a)
{
  const struct station *s = &f->plan->station[f->plan->level[level].station];
  const struct zeros_words *z = &f->plan->zeros.at[level][t];
  if (f->plan->zeros.any) return words * frame_word_pJ(f, t, level, how, a);
  return station_accesses(&s->word[t], (uint64_t)words) * f->each[level] * z->pJ[a];
}

static double first_sums(const struct frame *f, unsigned t, unsigned level)
{
  return f->plan->level[level].preload >> t & 1 ? 0 : f->share[t][level];
}

/* A neighbour reads these words beside its own: together they may take an access less, or one
 * more, than apart. */
static void hand_on(const struct frame *f, unsigned t, unsigned level, double handed,
                    struct cost *cost)
{
  const struct lattice_level *l = &f->plan->level[level];
  const struct station *s = &f->plan->station[l->station];
  const struct zeros_words *z = &f->plan->zeros.at[level][t];
  double block = (double)s->word[t].block, left = z->left[READS];
  double least = floor(handed / block), most = ceil(handed / block);
  double pJ = least * s->word[t].split * f->each[level] * z->pJ[READS];
  if (f->plan->zeros.any) pJ = floor(handed) * frame_word_pJ(f, t, level, frame_any_tile, READS);
  if (f->plan->outputs >> t & 1) pJ += floor(handed) * left * f->used[level] * s->reduce_pJ;
  else pJ += floor(handed) * left * f->each[level] * s->address_pJ;
  cost->pJ += pJ;
  if (most > least)
    cost->slack_pJ += s->word[t].split * f->each[level] * z->pJ[READS] * (most - least) +
                      f->used[level] * s->reduce_pJ + f->each[level] * s->address_pJ;
  add_load(l->reads, floor(handed) * left * s->word[t].bits, cost);
  if (!f->plan->goals->meters) return;
  add_meters(f, l->station, t, METER_READS, floor(handed) * left * f->used[level], cost);
  add_meters(f, l->station, t, METER_ENERGY, pJ, cost);
}

void frame_fill(const struct frame *f, unsigned t, unsigned level, double words, double handed,
                struct stored how, struct cost *cost)
{
  if (handed > 0) hand_on(f, t, level, handed, cost);
  words += handed;
  const struct lattice_level *l = &f->plan->level[level];
  const struct station *s = &f->plan->station[l->station];
  double fills = trunc(words);
  if (f->plan->outputs >> t & 1) fills = greater(0, round(words - first_sums(f, t, level)));
  if (f->plan->zeros.any) fills *= how.words;
  const struct zeros_words *z = &f->plan->zeros.at[level][t];
  double left = fills * z->left[FILLS];
  double pJ = accesses_pJ(f, level, t, fills, how, FILLS) + left * f->each[level] * s->address_pJ;
  cost->pJ += pJ;
  add_load(l->writes, left * s->word[t].bits + fills * how.bits * z->bits_left[FILLS], cost);
  if (!f->plan->goals->meters) return;
  add_meters(f, l->station, t, METER_FILLS, left * f->used[level], cost);
  add_meters(f, l->station, t, METER_ENERGY, pJ, cost);
}

/* As evaluation rounds; parts of words that zeros leave are none. */
static double whole_words(const struct frame *f, double words)
{
  if (!f->plan->zeros.any) return round(words);
  return f->plan->zeros.parts ? words - 0.5 : words;
}

void frame_serve(const struct frame *f, unsigned t, unsigned level, double words, struct stored how,
                 struct cost *cost)
{
  const struct lattice_level *l = &f->plan->level[level];
  const struct station *s = &f->plan->station[l->station];
  const struct zeros_words *z = &f->plan->zeros.at[level][t];
  bool output = f->plan->outputs >> t & 1;
  double reads = whole_words(f, words), updates = 0, pJ = 0;
  if (output) {
    updates = reads;
    reads = greater(0, whole_words(f, words - first_sums(f, t, level)));
  }
  if (f->plan->zeros.any) reads *= how.words, updates *= how.words;
  if (output) {
    pJ = accesses_pJ(f, level, t, updates, how, UPDATES) +
         reads * z->left[READS] * f->used[level] * s->reduce_pJ;
  }
  double addresses = output ? updates * z->left[UPDATES] : reads * z->left[READS];
  pJ += accesses_pJ(f, level, t, reads, how, READS) + addresses * f->each[level] * s->address_pJ;
  cost->pJ += pJ;
  add_load(l->reads, reads * (z->left[READS] * s->word[t].bits + how.bits * z->bits_left[READS]), cost);
  add_load(l->writes, updates * (z->left[UPDATES] * s->word[t].bits + how.bits * z->bits_left[UPDATES]), cost);
  reads *= z->left[READS], updates *= z->left[UPDATES];
  if (!f->plan->goals->meters) return;
  add_meters(f, l->station, t, METER_READS, reads * f->used[level], cost);
  add_meters(f, l->station, t, METER_UPDATES, updates * f->used[level], cost);
  add_meters(f, l->station, t, METER_ENERGY, pJ, cost);
}

static void load_of(const struct frame *f, unsigned station, enum load_kind kind, double by,
                    struct cost *cost)
{
  const struct lattice *p = f->plan;
  for (unsigned i = 0; i < p->loads; i++)
    if (p->load[i].station == station && p->load[i].kind == kind) cost->load[i] += by;
}

static bool adds(const struct frame *f, unsigned level)
{
  int memory = f->plan->level[level].memory;
  return memory < 0 || f->plan->space->arch->node[memory].memory.reduces;
}

static void pass_network(const struct frame *f, unsigned station, unsigned t, unsigned level,
                         double words, const struct fan *fan, bool kept, bool around,
                         struct cost *cost)
{
  const struct station *s = &f->plan->station[station];
  bool output = f->plan->outputs >> t & 1, twice = output && !adds(f, level);
  double hops = 0, routes = 0, all = 0, reductions = 0;
  for (unsigned i = 0; i < fan->shares; i++) {
    double members = (double)fan->share[i].members;
    double in = words * (double)fan->share[i].groups / fan->groups;
    if (twice) in = 2 * in - (kept ? f->share[t][level] : 0);
    in = trunc(in);
    /* Of what is not kept below, each part may lose a part of a word. */
    if (!around) in -= fan->parts * (twice && kept ? 1 + f->share[t][level] : 1);
    if (in <= 0) continue;
    all += in;
    if (s->node->network.tree) {
      hops += in * 0.5 * (double)(63 - __builtin_clzll(fan->share[i].members));
      routes += in * (members - 1);
    } else {
      double far = around ? words / fan->groups * fan->share[i].hops : 0;
      hops += far;
      routes += (1 + floor(far / in)) * in;
    }
    if (output) reductions += (members - 1) * in;
  }
  double share = f->plan->zeros.passing[level][t];
  double pJ = f->used[level] * share *
              (hops * s->hop_pJ + routes * s->route_pJ + all * s->transfer_pJ + reductions * s->reduce_pJ);
  cost->pJ += pJ;
  load_of(f, station, LOAD_NETWORK, all * share * s->word[t].bits, cost);
  add_meters(f, station, t, METER_ENERGY, pJ, cost);
}

static void pass_transit(const struct frame *f, unsigned station, unsigned t, unsigned level,
                         double words, const struct fan *fan, struct cost *cost)
{
  const struct station *s = &f->plan->station[station];
  const struct model_transit *transit = &s->node->transit;
  double wide = s->inside ? fan->members / fan->groups : 1, passed = 0;
  if (!(transit->carries >> t & 1)) return;
  if (!(f->plan->outputs >> t & 1)) {
    passed = transit->towards & MODEL_TO_COMPUTE ? words * wide : 0;
  } else {
    if (transit->towards & MODEL_TO_MEMORY) passed += words;
    if (transit->towards & MODEL_TO_COMPUTE) passed += greater(words - f->share[t][level], 0);
    passed *= wide;
  }
  passed *= f->used[level] * f->plan->zeros.passing[level][t];
  cost->pJ += passed * s->pass_pJ;
  double one = passed / f->used[level + s->inside];
  load_of(f, station, LOAD_PASSES, one, cost);
  load_of(f, station, LOAD_PASSED_BITS, one * s->word[t].bits, cost);
  add_meters(f, station, t, METER_ENERGY, passed * s->pass_pJ, cost);
}

void frame_pass(const struct frame *f, unsigned t, unsigned level, double words,
                const struct fan *fan, bool kept, bool around, struct cost *cost)
{
  const struct lattice_level *l = &f->plan->level[level];
  for (unsigned i = 0; i < l->stations; i++) {
    unsigned station = f->plan->crossing[l->first_station + i];
    if (f->plan->station[station].node->kind == MODEL_NETWORK)
      pass_network(f, station, t, level, words, fan, kept, around, cost);
    else
      pass_transit(f, station, t, level, words, fan, cost);
  }
}

/* A network of a level in which words go far. */
static const struct station *mesh_at(const struct frame *f, unsigned level, unsigned i,
                                     unsigned *station)
{
  const struct lattice_level *l = &f->plan->level[level];
  *station = f->plan->crossing[l->first_station + i];
  const struct station *s = &f->plan->station[*station];
  return s->node->kind == MODEL_NETWORK && !s->node->network.tree ? s : NULL;
}

void frame_distance(const struct frame *f, unsigned t, unsigned level, double hops,
                    struct cost *cost)
{
  for (unsigned i = 0; i < f->plan->level[level].stations; i++) {
    unsigned station;
    const struct station *s = mesh_at(f, level, i, &station);
    if (!s) continue;
    double pJ = f->used[level] * hops * f->plan->zeros.passing[level][t] * s->hop_pJ;
    cost->pJ += pJ;
    add_meters(f, station, t, METER_ENERGY, pJ, cost);
  }
}

void frame_links(const struct frame *f, unsigned t, unsigned level, double words,
                 struct cost *cost)
{
  const struct lattice_level *l = &f->plan->level[level];
  for (unsigned i = 0; i < l->stations; i++) {
    unsigned station = f->plan->crossing[l->first_station + i];
    const struct station *s = &f->plan->station[station];
    if (s->node->kind != MODEL_NETWORK) continue;
    double pJ = f->used[level] * words * f->plan->zeros.passing[level][t] * (s->hop_pJ + 2 * s->route_pJ);
    cost->pJ += pJ;
    add_meters(f, station, t, METER_ENERGY, pJ, cost);
  }
}

bool frame_has_distance(const struct frame *f, unsigned level)
{
  bool any = false;
  for (unsigned i = 0; i < f->plan->level[level].stations; i++) {
    unsigned station;
    const struct station *s = mesh_at(f, level, i, &station);
    any |= s && s->hop_pJ > 0;
  }
  return any;
}

bool frame_loses_parts(const struct frame *f, unsigned level, const struct fan *fan)
{
  const struct lattice_level *l = &f->plan->level[level];
  for (unsigned i = 0; fan->parts && i < l->stations; i++)
    if (f->plan->station[f->plan->crossing[l->first_station + i]].node->kind == MODEL_NETWORK)
      return true;
  return false;
}

bool frame_has_routes(const struct frame *f, unsigned level)
{
  bool any = false;
  for (unsigned i = 0; i < f->plan->level[level].stations; i++) {
    unsigned station;
    const struct station *s = mesh_at(f, level, i, &station);
    any |= s && s->route_pJ > 0;
  }
  return any;
}

bool frame_pass_differs(const struct frame *f, unsigned t, unsigned level)
{
  const struct lattice_level *l = &f->plan->level[level];
  if (!(f->plan->outputs >> t & 1) || adds(f, level)) return false;
  for (unsigned i = 0; i < l->stations; i++)
    if (f->plan->station[f->plan->crossing[l->first_station + i]].node->kind == MODEL_NETWORK)
      return true;
  return false;
}

/* Rounding must not make a cycle out of nothing. */
static double whole_cycles(double n)
{
  return ceil(n * (1 - 1e-12));
}

static double load_cycles(const struct lattice *p, unsigned i, const struct cost *cost)
{
  const struct model_node *n = p->station[p->load[i].station].node;
  switch (p->load[i].kind) {
  case LOAD_READS: return cost->load[i] / n->memory.read_rate;
  case LOAD_WRITES: return cost->load[i] / n->memory.write_rate;
  case LOAD_NETWORK: return cost->load[i] / n->network.rate;
  case LOAD_PASSES: return cost->load[i] / n->transit.rate;
  case LOAD_PASSED_BITS: return cost->load[i] / n->transit.bit_rate;
  case LOAD_METER: break;
  }
  return 0;
}

/* The cycles of one load, with that before it where both share a rate. */
static double cycles_of(const struct lattice *p, unsigned i, const struct cost *cost)
{
  const struct model_node *n = p->station[p->load[i].station].node;
  double cycles = 0;
  if (cost->load[i] > 0) cycles = load_cycles(p, i, cost);
  if (p->load[i].kind == LOAD_WRITES && isfinite(n->memory.shared_rate))
    cycles = greater(cycles, (cost->load[i - 1] + cost->load[i]) / n->memory.shared_rate);
  return cycles > 0 ? whole_cycles(cycles) : 0;
}

double frame_cycles(const struct frame *f, const struct cost *cost)
{
  double cycles = cost->busy_cycles;
  for (unsigned i = 0; i < f->plan->loads; i++)
    cycles = greater(cycles, cycles_of(f->plan, i, cost));
  return cycles;
}

void frame_fold(const struct frame *f, uint32_t open, struct cost *cost)
{
  const struct lattice *p = f->plan;
  unsigned own = p->loads - p->goals->meters;
  double cycles = cost->busy_cycles;
  for (unsigned i = 0; i < own; i++)
    if (!(open >> p->station[p->load[i].station].level & 1))
      cycles = greater(cycles, cycles_of(p, i, cost));
  for (unsigned i = 0; i < own; i++)
    if (!(open >> p->station[p->load[i].station].level & 1)) cost->load[i] = 0;
  cost->busy_cycles = cycles > f->compute_cycles ? cycles : 0;
}

double frame_busy_cycles(const struct frame *f, const struct cost *cost)
{
  return greater(f->compute_cycles, frame_cycles(f, cost));
}

void frame_values(const struct frame *f, const struct cost *cost, double *values)
{
  frame_values_if(f, cost, frame_busy_cycles(f, cost), values);
}

void frame_values_if(const struct frame *f, const struct cost *cost, double busy, double *values)
{
  const struct lattice *p = f->plan;
  double pJ = cost->pJ + f->leak_pJ * busy;
  double cycles = busy + (double)station_cycles(p->wait_cycles);
  const double *meters = cost->load + p->loads - p->goals->meters;
  for (unsigned i = 0; i < p->goals->n; i++)
    values[i] = goal_value(&p->goals->goal[i], pJ, cycles, meters);
}

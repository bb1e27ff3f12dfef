#include "compiler/mapper/empty.h"

#include <math.h>
#include <string.h>

static void find_divisors(struct lattice_dim *dim, struct arena *arena)
{
  unsigned n = 0;
  for (int64_t d = 1; d <= dim->bound / d; d++)
    if (dim->bound % d == 0) n += d == dim->bound / d ? 1 : 2;
  dim->divisor = ARENA_ARRAY(arena, int64_t, n);
  dim->divisors = 0;
  for (int64_t d = 1; d <= dim->bound / d; d++)
    if (dim->bound % d == 0) {
      dim->divisor[dim->divisors] = d;
      dim->divisor[n - 1 - dim->divisors++] = dim->bound / d;
    }
  dim->divisors = n;
}

unsigned lattice_divisor(const struct lattice_dim *dim, int64_t value)
{
  unsigned low = 0, high = dim->divisors;
  while (low < high) {
    unsigned middle = (low + high) / 2;
    if (dim->divisor[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low < dim->divisors && dim->divisor[low] == value ? low : NO_DIVISOR;
}

static void find_products(struct lattice_dim *dim, struct arena *arena)
{
  dim->times = ARENA_ARRAY(arena, uint8_t, dim->divisors * dim->divisors);
  for (unsigned i = 0; i < dim->divisors; i++)
    for (unsigned k = 0; k < dim->divisors; k++)
      dim->times[i * dim->divisors + k] =
        dim->divisor[k] > dim->bound / dim->divisor[i]
          ? NO_DIVISOR
          : (uint8_t)lattice_divisor(dim, dim->divisor[i] * dim->divisor[k]);
}

static bool find_dims(struct lattice *p, struct arena *arena)
{
  const struct model_einsum *einsum = p->space->einsum;
  uint64_t states = 1;
  for (unsigned d = 0; d < einsum->dims; d++) {
    p->number[d] = -1;
    if (einsum->bounds[d] == 1) continue;
    if (p->dims == LATTICE_DIMS) return false;
    struct lattice_dim *dim = &p->dim[p->dims];
    *dim = (struct lattice_dim){.from = d, .bound = einsum->bounds[d]};
    find_divisors(dim, arena);
    if (dim->divisors >= NO_DIVISOR) return false;
    find_products(dim, arena);
    dim->weight = (uint32_t)states;
    states *= dim->divisors;
    if (states > UINT32_MAX / 2) return false;
    p->number[d] = (int8_t)p->dims++;
  }
  p->states = (uint32_t)states;
  p->points = (double)p->nest.computes;
  return true;
}

/* How few words of a rank can pass: at least as many as its longest dim has steps. */
static double least_of_rank(const struct lattice *p, const struct lattice_tensor *t, unsigned rank)
{
  double least = 1;
  for (unsigned k = 0; k < t->terms; k++)
    if (t->term[k].rank == rank) least = fmax(least, (double)p->dim[t->term[k].dim].bound);
  return least;
}

static void find_tensor(struct lattice *p, unsigned i)
{
  const struct nest_tensor *from = &p->nest.tensor[i];
  struct lattice_tensor *t = &p->tensor[i];
  uint32_t ranks_with = 0;
  int64_t whole[LATTICE_DIMS];
  *t = (struct lattice_tensor){.output = from->output, .ranks = from->ranks, .separable = true};
  for (unsigned k = 0; k < from->terms; k++) {
    int dim = p->number[from->term[k].dim];
    if (dim < 0) continue;
    t->wild |= from->term[k].coefficient < 0 || (t->dims >> dim & 1);
    t->separable &= !(ranks_with >> from->term[k].rank & 1) && !(t->dims >> dim & 1);
    ranks_with |= 1u << from->term[k].rank;
    t->dims |= 1u << dim;
    t->term[t->terms++] = (struct lattice_term){from->term[k].rank, (uint8_t)dim,
                                             from->term[k].coefficient};
  }
  for (unsigned a = 0; a < t->terms; a++)
    for (unsigned b = 0; b < t->terms; b++)
      if (a != b && t->term[a].rank == t->term[b].rank) t->mixed |= 1u << t->term[a].dim;
  for (unsigned d = 0; d < p->dims; d++) whole[d] = p->dim[d].bound;
  t->words = lattice_tile(p, i, whole);
  t->least = 1;
  for (unsigned r = 0; r < t->ranks; r++) t->least *= least_of_rank(p, t, r);
  if (t->wild) t->least = 1;
  t->anew = t->separable || (!t->wild && !t->output);
}

double lattice_tile(const struct lattice *p, unsigned tensor, const int64_t *extent)
{
  const struct lattice_tensor *t = &p->tensor[tensor];
  double size[MODEL_RANKS], words = 1;
  for (unsigned r = 0; r < t->ranks; r++) size[r] = 1;
  for (unsigned k = 0; k < t->terms; k++) {
    const struct lattice_term *term = &t->term[k];
    size[term->rank] += fabs((double)term->coefficient) * (double)(extent[term->dim] - 1);
  }
  for (unsigned r = 0; r < t->ranks; r++) words *= size[r];
  return words;
}

double lattice_bits(const struct lattice *p, unsigned level, uint32_t tensors,
                    const int64_t *extent)
{
  const struct station *s = &p->station[p->level[level].station];
  double bits = 0;
  for (unsigned t = 0; t < p->tensors; t++)
    if (tensors >> t & 1)
      bits += lattice_tile(p, t, extent) * s->word[t].bits * p->zeros.at[level][t].room;
  return bits;
}

bool lattice_has_room(const struct lattice *p, unsigned level, uint32_t tensors,
                      const int64_t *extent)
{
  double least, room = station_room(&p->station[p->level[level].station], tensors, &least);
  return lattice_bits(p, level, tensors, extent) <= room;
}

void lattice_size(const struct lattice_tensor *t, const int64_t *extent, int32_t *size)
{
  for (unsigned r = 0; r < t->ranks; r++) size[r] = 1;
  for (unsigned k = 0; k < t->terms; k++) {
    int64_t by = t->term[k].coefficient * (extent[t->term[k].dim] - 1);
    size[t->term[k].rank] += (int32_t)(by < 0 ? -by : by);
  }
}

void lattice_decode(const struct lattice *p, uint32_t state, uint8_t *index, int64_t *extent)
{
  for (unsigned d = 0; d < p->dims; d++) {
    index[d] = (uint8_t)(state % p->dim[d].divisors);
    state /= p->dim[d].divisors;
    extent[d] = p->dim[d].divisor[index[d]];
  }
}

bool lattice_hands_on(const struct lattice *p, unsigned level, unsigned t)
{
  if (!level || p->level[level - 1].direct >> t & 1) return false;
  return !p->tensor[t].separable || level == p->levels || p->level[level].refetch >> t & 1;
}

bool lattice_mixed(const struct lattice *p, const struct lattice_tensor *t, unsigned rank,
                   const int64_t *extent)
{
  unsigned n = 0;
  for (unsigned i = 0; i < t->terms; i++)
    n += t->term[i].rank == rank && extent[t->term[i].dim] < p->dim[t->term[i].dim].bound;
  return n > 1;
}

static const struct space_slot *time_slot(const struct space *space, int node)
{
  for (unsigned i = 0; i < space->slots; i++)
    if (space->slot[i].node == node && space->slot[i].axis < 0) return &space->slot[i];
  return NULL;
}

/* Which dims may, must and must not have a loop in a block. */
static void find_block(struct lattice *p, struct lattice_level *l)
{
  const struct space_slot *slot = l->time;
  l->open = slot && !slot->products;
  for (unsigned d = 0; slot && d < p->dims; d++) {
    const struct space_range *range = &slot->range[p->dim[d].from];
    uint32_t outside = slot->outside[p->dim[d].from];
    if (range->high > 1) l->dims |= 1u << d;
    l->open &= range->low <= 1 && range->high >= p->dim[d].bound && !range->choices && !outside;
    if (range->low > 1 || !space_admits(range, 1)) l->needs |= 1u << d;
    for (unsigned e = 0; e < p->dims; e++)
      if (outside >> p->dim[e].from & 1) l->outside[d] |= 1u << e;
  }
}

static unsigned station_of(const struct lattice *p, int node)
{
  unsigned i = 0;
  while (p->station[i].node != &p->space->arch->node[node]) i++;
  return i;
}

static void find_memory(struct lattice *p, struct lattice_level *l)
{
  const struct space *s = p->space;
  uint32_t all = (1u << p->tensors) - 1;
  l->bypass = all;
  if (l->memory < 0) return;
  l->time = time_slot(s, l->memory);
  l->station = station_of(p, l->memory);
  l->bypass = 0;
  for (unsigned i = 0; i < s->memories; i++)
    if (s->memory[i].node == l->memory)
      l->keep |= s->memory[i].keep & all, l->bypass |= s->memory[i].bypass & all;
}

static void find_policies(struct lattice *p, struct lattice_level *l)
{
  const struct space *s = p->space;
  if (l->array >= 0) {
    const struct model_array *array = &s->arch->node[l->array].array;
    if (!array->multicasts) l->unicast |= ~p->outputs;
    if (!array->reduces) l->unicast |= p->outputs;
    if (!array->forwards) l->direct = UINT32_MAX;
  }
  for (unsigned i = 0; i < s->policies; i++) {
    const struct model_policy *q = &s->policy[i];
    if (q->node != l->memory && q->node != l->array) continue;
    l->refetch |= q->no_temporal_reuse;
    l->unicast |= q->no_multicast;
    l->direct |= q->no_forwarding;
    l->preload |= q->reads_first_update;
  }
}

static int add_load(struct lattice *p, enum load_kind kind, unsigned station)
{
  p->load[p->loads] = (struct lattice_load){.kind = kind, .station = station};
  return (int)p->loads++;
}

/* What may bound the time, besides computing. */
static bool find_loads(struct lattice *p)
{
  for (unsigned l = 0; l < p->levels; l++) p->level[l].reads = p->level[l].writes = -1;
  for (unsigned i = 0; i < p->stations; i++) {
    const struct model_node *n = p->station[i].node;
    struct lattice_level *l = &p->level[p->station[i].level];
    if (p->loads + 2 > LATTICE_LOADS) return false;
    if (n->kind == MODEL_MEMORY) {
      bool both = isfinite(n->memory.shared_rate);
      if (both || isfinite(n->memory.read_rate)) l->reads = add_load(p, LOAD_READS, i);
      if (both || isfinite(n->memory.write_rate)) l->writes = add_load(p, LOAD_WRITES, i);
    } else if (n->kind == MODEL_NETWORK) {
      if (isfinite(n->network.rate)) add_load(p, LOAD_NETWORK, i);
      p->wait_cycles += n->network.fill_cycles + n->network.drain_cycles;
    } else if (n->kind == MODEL_TRANSIT) {
      if (isfinite(n->transit.rate)) add_load(p, LOAD_PASSES, i);
      if (n->transit.bit_rate > 0) add_load(p, LOAD_PASSED_BITS, i);
    }
  }
  for (unsigned m = 0; m < p->goals->meters; m++) {
    if (p->loads == LATTICE_LOADS) return false;
    p->load[add_load(p, LOAD_METER, 0)].meter = m;
  }
  return true;
}

static void find_crossings(struct lattice *p)
{
  unsigned n = 0;
  for (unsigned l = 0; l < p->levels; l++) {
    p->level[l].first_station = n;
    for (unsigned i = 0; i < p->stations; i++)
      if (p->station[i].level == l && (p->station[i].node->kind == MODEL_NETWORK ||
                                       p->station[i].node->kind == MODEL_TRANSIT))
        p->crossing[n++] = i;
    p->level[l].stations = n - p->level[l].first_station;
  }
}

/* Whether what one step of any loop moves, and all together, fits 32 bits. */
static bool narrow(const struct lattice *p, const struct lattice_tensor *t)
{
  double far = 0;
  for (unsigned k = 0; k < t->terms; k++)
    far += 2 * fabs((double)t->term[k].coefficient) * (double)p->dim[t->term[k].dim].bound;
  return far < 0x1p30;
}

bool lattice_make(struct lattice *p, const struct space *space, const struct goals *goals,
                  unsigned top, struct arena *arena)
{
  struct eval_problem problem;
  struct stations stations;
  memset(p, 0, sizeof *p);
  p->space = space, p->goals = goals, p->top = top;
  if (!nest_path(&p->nest, space->arch, space->compute, space->einsum, &problem) ||
      !stations_find(&stations, &p->nest, space->energy, &problem))
    return false;
  zeros_find(&p->zeros, space, &p->nest, &stations);
  p->stations = stations.n, p->hops = stations.hops;
  memcpy(p->station, stations.station, sizeof p->station);
  p->tensors = p->nest.tensors, p->levels = p->nest.levels, p->outputs = p->nest.outputs;
  if (p->tensors > LATTICE_TENSORS || p->levels > LATTICE_LEVELS || !find_dims(p, arena)) return false;
  for (unsigned t = 0; t < p->tensors; t++) {
    find_tensor(p, t);
    if (!narrow(p, &p->tensor[t])) return false;
    p->mixed |= p->tensor[t].wild ? UINT32_MAX : p->tensor[t].mixed;
  }
  for (unsigned i = 0; i < p->levels; i++) {
    struct lattice_level *l = &p->level[i];
    l->memory = p->nest.level[i].memory, l->array = p->nest.level[i].array;
    find_memory(p, l);
    find_policies(p, l);
    find_block(p, l);
  }
  for (unsigned t = 0; t < p->tensors; t++) p->tensor[t].least *= p->zeros.saved[t];
  empty_find(p, arena);
  lattice_find_mirror(p);
  find_crossings(p);
  lattice_find_twins(p);
  p->compute_pJ = p->points * p->zeros.compute_pJ;
  return find_loads(p);
}

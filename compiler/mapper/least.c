/* The least value of a space, put together from
 *   the points that are computed, in all, and the cycles that they take,
 *   for each tensor what the innermost memory that keeps it is asked for, as a word can be
 *     read once for no more instances than want it,
 *   and what memories outside of it must hand on: each word of the tensor once.
 *
 * How much is counted depends on how many instances are in use on average: evaluation rounds
 * that down, so where n to n + 1 are in use it counts n / (n + 1) of what there is, or more;
 * but then there is much to do in time.  So the least is taken over all n. */
#include "compiler/mapper/least.h"

#include "compiler/mapper/points.h"
#include "compiler/mapper/zeros.h"

#include <math.h>

struct least {
  const struct space *space;
  const struct goals *goals;
  struct nest nest;
  struct stations stations;
  struct zeros zeros;
  struct points all;                 /* of all dims together */
  double points, bounds;             /* the pair of `all` that is looked at */
  double slots, wait;                /* slots: iterations in time, at the least */
  double part[MODEL_DIMS];           /* points along a dim that any level counts */
  double inside[MODEL_LEVELS + 1];   /* most instances of computes below one of the level */
  double outside[MODEL_LEVELS + 1];  /* most instances of the level */
};

/* One tensor. */
struct user {
  unsigned tensor;
  bool output, apart;                /* apart: each rank is of one dim, none of two */
  uint32_t dims, alone;              /* alone: the only one of some rank */
  double words;                      /* that any way of going through it moves */
  double whole;                      /* words of it */
};

/* ---- arrays ---- */

static uint32_t policy_of(const struct least *l, unsigned level, bool forwarding)
{
  uint32_t set = 0;
  for (unsigned i = 0; i < l->space->policies; i++) {
    const struct model_policy *p = &l->space->policy[i];
    if (p->node < l->space->arch->nodes && l->nest.level_of[p->node] == (int)level)
      set |= forwarding ? p->no_forwarding : p->no_multicast;
  }
  return set;
}

/* Instances below a level that a word can be read once for.  Where they are at different
 * iterations of a dim that is alone in a rank, they want different words. */
static double multicast(const struct least *l, const struct user *u, unsigned level)
{
  int array = l->nest.level[level].array;
  if (array < 0) return 1;
  const struct model_array *a = &l->space->arch->node[array].array;
  if (!(u->output ? a->reduces : a->multicasts)) return 1;
  if (policy_of(l, level, false) >> u->tensor & 1) return 1;
  return most_instances(l->space, array, ~u->alone);
}

/* Whether neighbours may hand the tensor on below a level. */
static bool forwarded(const struct least *l, unsigned tensor, unsigned level)
{
  int array = l->nest.level[level].array;
  if (array < 0 || !l->space->arch->node[array].array.forwards) return false;
  return !(policy_of(l, level, true) >> tensor & 1);
}

static void find_arrays(struct least *l)
{
  unsigned levels = l->nest.levels;
  l->outside[0] = l->inside[levels] = 1;
  for (unsigned i = 0; i < levels; i++) {
    int array = l->nest.level[i].array;
    double most = array < 0 ? 1 : most_instances(l->space, array, UINT32_MAX);
    l->outside[i + 1] = l->outside[i] * most;
  }
  for (unsigned i = 0; i < levels; i++) l->inside[i] = l->outside[levels] / l->outside[i];
}

/* ---- tensors ---- */

/* Words that pass in any case: along each rank at least as many as its longest dim has
 * points; a dim counts for one rank only. */
static void find_words(const struct least *l, struct user *u)
{
  const struct nest_tensor *t = &l->nest.tensor[u->tensor];
  uint32_t taken = 0;
  u->words = u->whole = 1;
  for (unsigned r = 0; r < t->ranks; r++) {
    double most = 1, size = 1;
    int longest = -1;
    for (unsigned k = 0; k < t->terms; k++) {
      if (t->term[k].rank != r) continue;
      unsigned d = t->term[k].dim;
      size += fabs((double)t->term[k].coefficient) * (double)(l->space->einsum->bounds[d] - 1);
      if (!(taken >> d & 1) && l->part[d] > most) most = l->part[d], longest = (int)d;
    }
    if (longest >= 0) taken |= 1u << longest;
    u->words *= most, u->whole *= size;
  }
}

static void find_user(const struct least *l, struct user *u, unsigned tensor)
{
  const struct nest_tensor *t = &l->nest.tensor[tensor];
  uint32_t ranks = 0, in_rank[MODEL_RANKS] = {0};
  *u = (struct user){.tensor = tensor, .output = t->output, .apart = true};
  for (unsigned k = 0; k < t->terms; k++) {
    unsigned d = t->term[k].dim;
    if (l->space->einsum->bounds[d] == 1) continue;
    if (ranks >> t->term[k].rank & 1 || u->dims >> d & 1) u->apart = false;
    ranks |= 1u << t->term[k].rank;
    in_rank[t->term[k].rank] |= 1u << d;
    u->dims |= 1u << d;
  }
  for (unsigned r = 0; r < t->ranks; r++)
    if (in_rank[r] && !(in_rank[r] & (in_rank[r] - 1))) u->alone |= in_rank[r];
  find_words(l, u);
}

/* ---- memories ---- */

static const struct space_memory *memory_at(const struct least *l, unsigned level)
{
  for (unsigned i = 0; i < l->space->memories; i++)
    if (l->nest.level[level].memory == l->space->memory[i].node) return &l->space->memory[i];
  return NULL;
}

static bool must_keep(const struct least *l, unsigned level, unsigned tensor)
{
  const struct space_memory *m = memory_at(l, level);
  return m && m->keep >> tensor & 1;
}

static const struct station *station_at(const struct least *l, unsigned level)
{
  const struct model_node *node = &l->space->arch->node[l->nest.level[level].memory];
  unsigned i = 0;
  while (l->stations.station[i].node != node) i++;
  return &l->stations.station[i];
}

/* What a word costs at a memory that it is read from, or added to: all that is charged for
 * each.  `*again`: that the sum which it is added to was read before. */
static double word_pJ(const struct least *l, const struct user *u, unsigned level, double *again)
{
  const struct station *s = station_at(l, level);
  const struct station_word *word = &s->word[u->tensor];
  const struct zeros_words *z = &l->zeros.at[level][u->tensor];
  enum access a = u->output ? UPDATES : READS;
  double shared = station_sharing(s, l->outside[level]), address = z->left[a] * s->address_pJ / shared;
  if (l->zeros.any) {
    *again = z->word_pJ[READS] / shared + z->left[READS] * s->reduce_pJ;
    return l->zeros.saved[u->tensor] * (z->word_pJ[a] / shared + address);
  }
  double access = word->split / (double)word->block / shared;
  *again = access * z->pJ[READS] + s->reduce_pJ;
  return access * z->pJ[a] + address;
}

/* What is counted where so many instances are in use on average, or more: evaluation rounds
 * down. */
static double counted(double instances, double most)
{
  double n = floor(fmax(1, fmin(instances, most)));
  return n >= most ? 1 : n / (n + 1);
}

/* The innermost memory that keeps the tensor is asked for a word for each compute, as often
 * as one word does not do for several. */
static double innermost_pJ(const struct least *l, const struct user *u, unsigned level,
                           double instances)
{
  double wide = 1, again, most = l->outside[level];
  double each = word_pJ(l, u, level, &again), first = u->whole;
  for (unsigned i = level; i < l->nest.levels; i++) wide *= multicast(l, u, i);
  /* Computes may get it from their neighbours; but each word has to come from somewhere. */
  if (forwarded(l, u->tensor, l->nest.levels - 1))
    return most > 1 ? 0 : fmax(0, u->words - 0.5) * each;
  double asked = l->points / wide * counted(instances / l->inside[level], most) - most / 2;
  double pJ = fmax(0, asked) * each;
  if (!u->output || !u->apart) return pJ;
  /* The first sum of each word is not read; each instance has words of its own, and where
   * it has a short tile they may seem to be twice as many along a dim. */
  for (unsigned i = 0; i < level; i++) {
    if (l->nest.level[i].array < 0) continue;
    first *= multicast(l, u, i);
    for (uint32_t rest = u->dims; rest; rest &= rest - 1) first *= 2;
  }
  /* Of what zeros leave of it, a part of a word is lost in each. */
  double lost = l->zeros.rounded >> u->tensor & 1 ? most / fmax(1e-9, l->zeros.at[level][u->tensor].left[READS]) : 0;
  return pJ + fmax(0, asked - first - most - lost) * again;
}

/* Memories that must keep it outside of another hand on each word. */
static double outer_pJ(const struct least *l, const struct user *u, unsigned level)
{
  double pJ = 0, again;
  for (unsigned i = 0; i < level; i++)
    if (must_keep(l, i, u->tensor) && l->outside[i] <= 1)
      pJ += fmax(0, u->words - 0.5) * word_pJ(l, u, i, &again);
  return pJ;
}

static double tensor_pJ(const struct least *l, const struct user *u, double instances)
{
  double least = INFINITY;
  for (unsigned i = l->nest.levels; i--;) {
    const struct space_memory *m = memory_at(l, i);
    if (!m || m->bypass >> u->tensor & 1) continue;
    least = fmin(least, innermost_pJ(l, u, i, instances) + outer_pJ(l, u, i));
    if (must_keep(l, i, u->tensor)) break;
  }
  return least;
}

/* ---- all together ---- */

/* Cycles that the outermost memories take to hand on each word once. */
static double memory_cycles(const struct least *l, const struct user *users)
{
  double cycles = 0;
  for (unsigned i = 0; i < l->nest.levels && l->outside[i] <= 1; i++) {
    double in = 0, out = 0;
    if (l->nest.level[i].memory < 0) continue;
    const struct station *s = station_at(l, i);
    const struct model_memory *m = &s->node->memory;
    for (unsigned t = 0; t < l->nest.tensors; t++)
      if (must_keep(l, i, t))
        *(users[t].output ? &in : &out) += fmax(0, users[t].words - 0.5) * s->word[t].bits *
                                           l->zeros.saved[t] *
                                           l->zeros.at[i][t].left[users[t].output ? UPDATES : READS];
    cycles = fmax(cycles, fmax(out / m->read_rate, in / m->write_rate));
    cycles = fmax(cycles, (in + out) / m->shared_rate);
  }
  return cycles;
}

/* Each leaks at least in one instance, as long as there is something to do. */
static double leak_pJ(const struct least *l)
{
  double pJ = 0;
  for (unsigned i = 0; i < l->stations.n; i++) {
    const struct station *s = &l->stations.station[i];
    double leaking = 1;
    if (s->gate_instances && s->instances > s->gate_instances)
      leaking = (double)s->instances / (double)s->gate_instances;
    pJ += fmax(0, s->leak_pJ) * leaking;
  }
  return pJ;
}

/* The value with n instances in use on average, or more, but fewer than `below`. */
static double value_at(const struct least *l, const struct user *users, double n, double below,
                       double fewest_cycles)
{
  const struct station *last = &l->stations.station[l->stations.n - 1];
  double rate = last->node->compute.rate, meters[GOAL_METERS] = {0};
  double all = l->outside[l->nest.levels];
  double slots = fmax(l->bounds / all, l->points / fmin(all, below));
  double cycles = fmax(l->slots, slots) * l->zeros.busy / rate;
  double pJ = fmax(0, l->points * counted(n, all) - 1) * l->zeros.compute_pJ;
  cycles = fmax(1, fmax(cycles, fewest_cycles));
  for (unsigned t = 0; t < l->nest.tensors; t++) pJ += tensor_pJ(l, &users[t], n);
  pJ += leak_pJ(l) * cycles;
  /* Sums were rounded. */
  return goal_value(&l->goals->goal[0], pJ * (1 - 1e-9), ceil(cycles * (1 - 1e-9)) + l->wait,
                    meters);
}

static double least_of_all(struct least *l, const struct user *users)
{
  double all = l->outside[l->nest.levels], least = INFINITY;
  double cycles = memory_cycles(l, users);
  for (unsigned i = 0; i < l->all.pairs; i++) {
    l->points = l->all.pair[i].counted, l->bounds = l->all.pair[i].bounds;
    for (double n = 1; n <= all;) {
      double next = n < 256 ? n + 1 : floor(n * 1.01);
      if (next > all && n < all) next = all;
      if (next <= n) next = n + 1;
      least = fmin(least, value_at(l, users, n, next, cycles));
      n = next;
    }
  }
  return least;
}

/* All pairs of some dims, with all of one more. */
static void multiply(struct points *all, const struct points *one)
{
  struct points before = *all;
  all->pairs = 0;
  for (unsigned i = 0; i < before.pairs; i++)
    for (unsigned k = 0; k < one->pairs; k++)
      points_add(all, (struct points_pair){before.pair[i].counted * one->pair[k].counted,
                                           before.pair[i].bounds * one->pair[k].bounds});
}

static bool find_path(struct least *l)
{
  struct eval_problem problem;
  const struct space *s = l->space;
  if (!nest_path(&l->nest, s->arch, s->compute, s->einsum, &problem)) return false;
  if (!stations_find(&l->stations, &l->nest, s->energy, &problem)) return false;
  zeros_find(&l->zeros, s, &l->nest, &l->stations);
  return true;
}

double least_value(const struct space *space, const struct goals *goals)
{
  struct least l = {.space = space, .goals = goals};
  struct user users[MODEL_TENSORS];
  /* With the faults of the established model nothing bounds what a mapping comes to. */
  if (!find_path(&l) || (space->sparsity && space->sparsity->compat)) return 0;
  points_add(&l.all, (struct points_pair){1, 1});
  for (unsigned d = 0; d < l.nest.dims; d++) {
    struct points points;
    points_find(&points, space, &l.nest, d);
    l.part[d] = points.any;
    multiply(&l.all, &points);
  }
  find_arrays(&l);
  for (unsigned t = 0; t < l.nest.tensors; t++) find_user(&l, &users[t], t);
  l.slots = least_slots(space, false);
  for (unsigned i = 0; i < l.stations.n; i++) {
    const struct model_node *n = l.stations.station[i].node;
    if (n->kind == MODEL_NETWORK) l.wait += n->network.fill_cycles + n->network.drain_cycles;
  }
  l.wait = ceil(l.wait * (1 - 1e-9));
  return fmax(0, least_of_all(&l, users));
}

double least_busy(const struct space *space)
{
  struct least l = {.space = space};
  return space->sparsity && find_path(&l) ? l.zeros.busy : 1;
}

#include "tests/property/simulate.h"

#include "lang/base/arena.h"
#include "tests/property/passage.h"

#include <math.h>

struct sim {
  struct scheme scheme;
  struct passage passage;
};

/* What level l and its own have to do with what is inside of it, for one instance. */
struct flow {
  double out, arriving, linked, drained, added, again;
  double children;           /* instances inside of one of the level */
};

/* One tensor under a set of rules. */
struct counting {
  struct sim *sim;
  const struct scheme *scheme;
  unsigned rules, t;
  double tile[SIM_LEVELS];   /* words that an instance needs at most */
  double below[SIM_LEVELS];  /* words that those inside of it need together, at most */
  double used[SIM_LEVELS + 1]; /* instances */
  struct flow flow[SIM_LEVELS];
};

struct sim *sim_new(void)
{
  struct sim *sim = xcalloc(1, sizeof *sim);
  for (unsigned t = 0; t < SIM_TENSORS; t++)
    sim->scheme.tensor[t].coordinates = xcalloc(WORDS, sizeof *sim->scheme.tensor[t].coordinates);
  return sim;
}

void sim_free(struct sim *sim)
{
  for (unsigned t = 0; t < SIM_TENSORS; t++) xfree(sim->scheme.tensor[t].coordinates);
  xfree(sim);
}

bool sim_nest(struct sim *sim, const struct model_arch *arch, int compute,
              const struct model_einsum *einsum, const struct model_mapping *mapping)
{
  int64_t instances = 1;
  if (!scheme_read(&sim->scheme, arch, compute, einsum, mapping)) return false;
  for (unsigned i = 0; i < sim->scheme.loops; i++)
    if (sim->scheme.loop[i].axis >= 0) instances *= sim->scheme.loop[i].bound;
  return instances <= SIM_INSTANCES;
}

const struct scheme *sim_scheme(const struct sim *sim)
{
  return &sim->scheme;
}

static bool keeps(const struct counting *c, unsigned level)
{
  return c->scheme->level[level].keeps >> c->t & 1;
}

/* ---- How large tiles are ---- */

/* The most words that the loops from `end` on touch, in any iteration of those before;
 * `i`: where the walk through those is. */
static unsigned largest(const struct counting *c, unsigned i, unsigned end, uint32_t last,
                        int number)
{
  const struct scheme_tensor *t = &c->scheme->tensor[c->t];
  while (i < end && !t->move[i]) i++;
  if (i == end) {
    struct words set;
    words_clear(&set, t->chunks);
    passage_touch(c->scheme, t, end, last, number, &set);
    if (c->rules & SIM_BOXES) passage_box(t, &set);
    return words_count(&set, t->chunks);
  }
  const struct scheme_loop *loop = &c->scheme->loop[i];
  uint32_t dim = 1u << loop->dim;
  int64_t n = last & dim ? loop->residual : loop->bound;
  unsigned most = 0;
  for (int64_t k = 0; k < n; k++, number += t->move[i]) {
    unsigned words = largest(c, i + 1, end, k + 1 < loop->residual ? last & ~dim : last, number);
    if (words > most) most = words;
  }
  return most;
}

static void find_sizes(struct counting *c)
{
  const struct scheme *s = c->scheme;
  int origin = s->tensor[c->t].origin;
  for (unsigned l = 0, i = 0; l < s->levels; l++) {
    c->tile[l] = largest(c, 0, i, UINT32_MAX, origin);
    while (i < s->loops && s->loop[i].level == l && s->loop[i].axis < 0) i++;
    c->below[l] = largest(c, 0, i, UINT32_MAX, origin);
    while (i < s->loops && s->loop[i].level == l) i++;
  }
}

/* ---- How many instances there are ---- */

struct entries {
  double times, iterations;
};

/* Runs the loops of one dim, down to loop `end`: how often that is entered, and how many
 * iterations it has then in all. */
static void enter(const struct scheme *s, unsigned i, unsigned end, bool last, struct entries *e)
{
  while (i < end && s->loop[i].dim != s->loop[end].dim) i++;
  int64_t n = last ? s->loop[i].residual : s->loop[i].bound;
  if (i == end) {
    e->times++;
    e->iterations += (double)n;
    return;
  }
  for (int64_t k = 0; k < n; k++)
    enter(s, i + 1, end, last && k + 1 >= s->loop[i].residual, e);
}

/* SIM_FIRST: the average over what is outside, loop by loop. */
static void find_used(struct counting *c)
{
  const struct scheme *s = c->scheme;
  double used = 1;
  for (unsigned l = 0, i = 0; l <= s->levels; l++) {
    c->used[l] = used;
    for (; l < s->levels && i < s->loops && s->loop[i].level == l; i++) {
      struct entries e = {0, 0};
      if (s->loop[i].axis < 0) continue;
      enter(s, 0, i, true, &e);
      used *= c->rules & SIM_FIRST ? e.iterations / e.times : (double)s->loop[i].bound;
    }
  }
}

/* ---- Flows ---- */

static void find_flow(struct counting *c, unsigned outer, unsigned inner)
{
  struct passage *p = &c->sim->passage;
  passage_run(p, c->scheme, c->rules, c->t, outer, inner);
  double parents = c->rules & SIM_FIRST ? 1 : p->parents;
  c->flow[outer] = (struct flow){
    .out = p->out / parents, .arriving = p->arriving / parents, .linked = p->linked / parents,
    .drained = p->drained / parents, .added = p->added / parents,
    .again = p->again / parents, .children = p->children};
}

/* From each memory that keeps the tensor to the next one that does. */
static void find_flows(struct counting *c)
{
  for (unsigned l = 0; l < c->scheme->levels; l++) {
    unsigned inner = l + 1;
    bool all = c->rules & SIM_BYPASS;
    while (!all && inner < c->scheme->levels && !keeps(c, inner)) inner++;
    if (all || keeps(c, l)) find_flow(c, l, inner);
  }
}

/* SIM_BYPASS.  Tiles move as if every level kept one.  What a level that keeps nothing
 * reads then, the next one outside has to read in its place; words that it would have
 * shared out are shared by as many as before, on average.  The ratio is not exact. */
static void pass_by(struct counting *c)
{
  for (unsigned l = c->scheme->levels - 1; l; l--) {
    struct flow *outer = &c->flow[l - 1];
    if (keeps(c, l)) continue;
    double wanted = c->flow[l].out * outer->children;
    outer->out = outer->arriving > 0 ? outer->out * (wanted / outer->arriving) : wanted;
    outer->linked = 0;
  }
}

/* SIM_SHARES.  The part of a tensor that an instance works on is taken to be the whole,
 * divided at each array by how much more its instances need together than one of them;
 * so many partial sums begin there. */
static void find_shares(const struct counting *c, double *share)
{
  share[0] = c->tile[0];
  for (unsigned l = 1; l < c->scheme->levels; l++)
    share[l] = floor(share[l - 1] * c->tile[l] / c->below[l - 1]);
}

static double no_less(double least, double n)
{
  return n < least ? least : n;
}

/* Where the tensor comes from, for level l: the level outside that keeps it; -1: none. */
static int outer_of(const struct counting *c, unsigned l)
{
  int outer = (int)l - 1;
  while (outer >= 0 && !keeps(c, (unsigned)outer)) outer--;
  return outer >= 0 && c->rules & SIM_BYPASS ? (int)l - 1 : outer;
}

/* SIM_WHOLE_LINKS: what neighbours below one instance hand on is divided by all of their
 * kind, and not only by those below that one. */
static double peers(const struct counting *c, unsigned l, const struct flow *in)
{
  return in->linked / (c->rules & SIM_WHOLE_LINKS ? floor(c->used[l]) : in->children);
}

/* Each update reads the sum that it is added to, but for the first of a word, and each
 * word that comes to a tile brings the sum that there is.
 * SIM_BACK: what came is what goes, in the same groups. */
static void count_sums(const struct counting *c, unsigned l, const struct flow *in, double share,
                       struct sim_count *n)
{
  const struct flow *flow = &c->flow[l];
  bool shares = c->rules & SIM_SHARES, begin = !(c->scheme->level[l].reads_first >> c->t & 1);
  double peers = n->reads - flow->out, first = flow->drained - flow->added;
  n->updates = c->rules & SIM_BACK ? flow->out : flow->drained;
  n->reads = n->updates + peers;
  if (!begin) return;
  n->reads = shares ? no_less(0, n->reads - share) : n->reads - first;
  if (in->children <= 0) return;
  n->fills = shares ? no_less(0, n->fills - share) : in->again / in->children + peers;
}

static void count_level(const struct counting *c, unsigned l, const struct flow *in,
                        double arriving, double share, struct sim_count *n)
{
  double linked = in->children > 0 ? peers(c, l, in) : 0;
  double fills = in->children > 0 ? arriving / in->children + linked : 0;
  *n = (struct sim_count){.tile = c->tile[l], .reads = c->flow[l].out + linked, .fills = fills};
  if (c->scheme->tensor[c->t].output) count_sums(c, l, in, share, n);
}

static void count_tensor(struct sim *sim, unsigned rules, unsigned t, struct sim_result *result)
{
  static const struct flow none;
  struct counting c = {.sim = sim, .scheme = &sim->scheme, .rules = rules, .t = t};
  double share[SIM_LEVELS], arriving[SIM_LEVELS];
  find_sizes(&c);
  find_used(&c);
  find_flows(&c);
  find_shares(&c, share);
  for (unsigned l = 0; l < c.scheme->levels; l++) arriving[l] = c.flow[l].arriving;
  if (rules & SIM_BYPASS) pass_by(&c);
  for (unsigned l = 0; l < c.scheme->levels; l++) {
    int outer = outer_of(&c, l);
    result->of[l][t] = (struct sim_count){0};
    if (keeps(&c, l))
      count_level(&c, l, outer < 0 ? &none : &c.flow[outer], outer < 0 ? 0 : arriving[outer],
                  share[l], &result->of[l][t]);
  }
}

/* ---- Time ---- */

struct clock {
  const struct scheme *scheme;
  unsigned rules;
  double cycles, computes;
};

/* Computes at one moment: the iterations across all arrays (SIM_FIRST: those of the
 * innermost one, in the first instance of what is outside). */
static double at_once(const struct clock *clock, const int64_t *index, unsigned i, uint32_t last)
{
  const struct scheme *s = clock->scheme;
  if (i == s->loops) return 1;
  const struct scheme_loop *loop = &s->loop[i];
  uint32_t dim = 1u << loop->dim;
  int64_t n = last & dim ? loop->residual : loop->bound, first = 0, end = n;
  double sum = 0;
  if (loop->axis < 0) first = index[i], end = first < n ? first + 1 : first;
  else if (clock->rules & SIM_FIRST && loop->level + 1 < s->levels) end = 1;
  for (int64_t k = first; k < end; k++) {
    int64_t at = clock->rules & SIM_FIRST && loop->axis >= 0 ? 0 : k;
    sum += at_once(clock, index, i + 1, at + 1 < loop->residual ? last & ~dim : last);
  }
  return sum;
}

static void tick(struct clock *clock, int64_t *index, unsigned i)
{
  const struct scheme *s = clock->scheme;
  while (i < s->loops && s->loop[i].axis >= 0) i++;
  if (i == s->loops) {
    double computes = at_once(clock, index, 0, UINT32_MAX);
    clock->computes += computes;
    clock->cycles += computes > 0 || clock->rules & SIM_FULL_TIME;
    return;
  }
  for (index[i] = 0; index[i] < s->loop[i].bound; index[i]++) tick(clock, index, i + 1);
}

static void count_time(struct sim *sim, unsigned rules, struct sim_result *result)
{
  struct clock clock = {.scheme = &sim->scheme, .rules = rules};
  int64_t index[SIM_LOOPS];
  tick(&clock, index, 0);
  result->compute_cycles = ceil(clock.cycles / sim->scheme.compute_rate);
  result->computes = clock.computes;
  if (!(rules & SIM_FIRST)) return;
  struct counting c = {.scheme = &sim->scheme, .rules = rules};
  unsigned inner = sim->scheme.levels - 1;
  double fanout = 1;
  for (unsigned i = 0; i < sim->scheme.loops; i++)
    if (sim->scheme.loop[i].level == inner && sim->scheme.loop[i].axis >= 0)
      fanout *= (double)sim->scheme.loop[i].bound;
  find_used(&c);
  result->computes = floor(floor(c.used[inner] * fanout) * clock.computes / fanout);
}

/* SIM_FIRST: where an instance is not always there, others move its words meanwhile. */
static double share_of_time(const struct counting *c, unsigned level, double words)
{
  double most = 1;
  for (unsigned i = 0; i < c->scheme->loops; i++)
    if (c->scheme->loop[i].level < level && c->scheme->loop[i].axis >= 0)
      most *= (double)c->scheme->loop[i].bound;
  if (c->rules & SIM_FIRST) words /= most / floor(c->used[level]);
  return c->rules & SIM_WHOLE ? ceil(words) : words;
}

/* A memory takes as long as its words need at its rates, and never less than the
 * computes. */
static double count_cycles(const struct counting *c, unsigned level,
                           const struct sim_result *result)
{
  const struct scheme_level *at = &c->scheme->level[level];
  double read = 0, written = 0, cycles = result->compute_cycles;
  for (unsigned t = 0; t < c->scheme->tensors; t++) {
    const struct sim_count *n = &result->of[level][t];
    read += share_of_time(c, level, n->reads) * c->scheme->tensor[t].bits;
    written += share_of_time(c, level, n->fills + n->updates) * c->scheme->tensor[t].bits;
  }
  cycles = no_less(cycles, read / at->read_rate);
  cycles = no_less(cycles, written / at->write_rate);
  return no_less(cycles, (read + written) / at->shared_rate);
}

/* SIM_WHOLE: counts are rounded, but what an input fills is cut off. */
static void make_whole(struct sim_count *n, bool output)
{
  n->reads = round(n->reads);
  n->updates = round(n->updates);
  n->fills = output ? round(n->fills) : floor(n->fills);
}

void sim_run(struct sim *sim, unsigned rules, struct sim_result *result)
{
  const struct scheme *s = &sim->scheme;
  struct counting c = {.scheme = s, .rules = rules};
  result->levels = s->levels;
  for (unsigned t = 0; t < s->tensors; t++) count_tensor(sim, rules, t, result);
  count_time(sim, rules, result);
  find_used(&c);
  for (unsigned l = 0; l < s->levels; l++) {
    result->memory[l] = s->level[l].memory;
    for (unsigned t = 0; rules & SIM_WHOLE && t < s->tensors; t++)
      make_whole(&result->of[l][t], s->tensor[t].output);
    result->cycles[l] = result->memory[l] < 0 ? 0 : count_cycles(&c, l, result);
  }
}

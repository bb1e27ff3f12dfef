#include "tests/property/mapper_problem.h"

#include <math.h>
#include <string.h>

static const char *const node_names[PROBLEM_NODES] = {
  "n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9",
  "n10", "n11", "n12", "n13", "n14", "n15", "n16", "n17", "n18", "n19"};
static const char *const tensor_names[PROBLEM_TENSORS] = {"A", "B", "C", "D"};

static uint64_t next(struct mapper_problem *p)
{
  uint64_t z = p->state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

/* From 0 to `limit` less one. */
static unsigned below(struct mapper_problem *p, unsigned limit)
{
  return (unsigned)(next(p) % limit);
}

/* True `times` of `of` times. */
static bool chance(struct mapper_problem *p, unsigned times, unsigned of)
{
  return below(p, of) < times;
}

static uint32_t some_of(struct mapper_problem *p, unsigned n)
{
  return (uint32_t)next(p) & ((1u << n) - 1);
}

/* ---- Einsum ---- */

/* Dims are letters.  In a rank that is a sum, the first dim has the stride and the second the
 * dilation. */
static const char *const patterns[] = {
  "mk kn +mn", "mk kn +mn", "r p+r +p", "kr p+r +kp", "kcr c,p+r +kp", "rs p+r,q+s +pq",
  "krs p+r,q+s +kpq", "kcrs c,p+r,q+s +kpq", "ij ij +ij", "i ij +ij", "m n +mn", "mk +m",
  "bmk bkn +bmn", "ikl kj lj +ij", "mk kn mn +mn", "i +i", "mk k n +mn", "p+r r +pr",
  "m m +", "mm mk +mk",
};

static unsigned dim_of(struct mapper_problem *p, char letter)
{
  static const char *const names[26] = {"a", "b", "c", "d", "e", "f", "g", "h", "i",
                                        "j", "k", "l", "m", "n", "o", "p", "q", "r",
                                        "s", "t", "u", "v", "w", "x", "y", "z"};
  unsigned d = 0;
  while (d < p->einsum.dims && p->dim_names[d][0] != letter) d++;
  if (d == p->einsum.dims) p->dim_names[p->einsum.dims++] = names[letter - 'a'];
  return d;
}

static void all_dims(struct mapper_problem *p)
{
  for (const char *at = p->pattern; *at; at++)
    if (*at >= 'a') dim_of(p, *at);
}

static int64_t stride(struct mapper_problem *p)
{
  if (chance(p, 2, 3)) return 1;
  return chance(p, 1, 6) ? -1 : 2 + (int64_t)below(p, 2);
}

/* One tensor of the pattern; letters without a comma are ranks of their own. */
static const char *make_tensor(struct mapper_problem *p, const char *at)
{
  unsigned t = p->einsum.tensors++, rank = 0;
  struct model_tensor *tensor = &p->tensor[t];
  int64_t *c = p->coefficients[t];
  memset(c, 0, sizeof p->coefficients[t]);
  *tensor = (struct model_tensor){.name = tensor_names[t], .coefficients = c,
                                  .word_bits = chance(p, 3, 4) ? 8 : 16};
  if (*at == '+') tensor->output = true, at++;
  for (; *at && *at != ' '; at++) {
    if (*at == ',') continue;
    if (at[1] != '+') {
      c[rank++ * p->einsum.dims + dim_of(p, *at)] = 1;
      continue;
    }
    c[rank * p->einsum.dims + dim_of(p, *at)] = stride(p);
    at += 2;
    c[rank++ * p->einsum.dims + dim_of(p, *at)] = chance(p, 3, 4) ? 1 : 2;
  }
  tensor->ranks = rank;
  return *at ? at + 1 : at;
}

/* Sizes with many divisors are met more often. */
static int64_t size_of(struct mapper_problem *p, bool large)
{
  static const int64_t small[] = {1, 2, 2, 3, 4, 4, 4, 5, 6, 6, 7, 8, 8, 9, 10, 12, 12};
  static const int64_t big[] = {4, 6, 8, 12, 16, 16, 24, 28, 32, 36, 48, 56, 64, 13};
  return large ? big[below(p, sizeof big / sizeof *big)]
               : small[below(p, sizeof small / sizeof *small)];
}

static void make_einsum(struct mapper_problem *p, bool large)
{
  const char *pattern = patterns[below(p, sizeof patterns / sizeof *patterns)], *at = pattern;
  strcpy(p->pattern, pattern);
  p->einsum = (struct model_einsum){.name = "random", .dim_names = p->dim_names,
                                    .bounds = p->bounds, .tensor = p->tensor};
  all_dims(p);
  while (*at) at = make_tensor(p, at);
  for (unsigned d = 0; d < p->einsum.dims; d++) p->bounds[d] = size_of(p, large);
}

/* ---- Architecture ---- */

static struct model_node *add_node(struct mapper_problem *p, enum model_kind kind, int parent)
{
  unsigned i = p->arch.nodes++;
  p->node[i] = (struct model_node){.kind = kind, .name = node_names[i], .parent = parent,
                                   .energy = i, .gated_at = -1};
  p->row[i] = (struct energy_row){.component = node_names[i], .action = p->action[i]};
  p->energy.rows = p->arch.nodes;
  return &p->node[i];
}

/* Whole numbers of quarters make equal sums, tenths make sums that differ by rounding. */
static void cost(struct mapper_problem *p, const char *name, unsigned most)
{
  struct energy_row *row = &p->row[p->arch.nodes - 1];
  unsigned n = 1 + below(p, most);
  p->action[p->arch.nodes - 1][row->actions++] =
    (struct energy_action){.name = name, .pJ = chance(p, 1, 2) ? n / 4.0 : n / 10.0};
}

static double rate(struct mapper_problem *p)
{
  return chance(p, 3, 4) ? INFINITY : 4.0 * (1 + below(p, 16));
}

static void add_memory(struct mapper_problem *p, int parent, unsigned level, bool large)
{
  struct model_memory *m = &add_node(p, MODEL_MEMORY, parent)->memory;
  unsigned words = large ? 1u << (4 + below(p, 8)) : 4 + below(p, 12) * below(p, 12);
  *m = (struct model_memory){
    .size_bits = level && chance(p, 2, 3) ? 8.0 * words : INFINITY, .cluster = 1, .buffers = 1,
    .fullest = 1, .read_rate = rate(p), .write_rate = rate(p), .shared_rate = rate(p),
    .reduces = chance(p, 4, 5)};
  if (chance(p, 1, 3)) m->width_bits = 8 << below(p, 3);
  if (chance(p, 1, 4)) m->block = 1 + below(p, 4);
  if (chance(p, 1, 10)) m->word_bits = 16;
  if (level && chance(p, 1, 10)) m->cluster = 2;
  if (chance(p, 1, 10)) m->buffers = 2;
  if (chance(p, 1, 10)) m->fullest = 0.75;
  if (level && chance(p, 1, 8)) m->emptiest = 0.1 * (1 + below(p, 4));
  unsigned dear = level ? 40 / level : 200;
  cost(p, "read", dear);
  if (chance(p, 4, 5)) cost(p, "write", dear);
  if (chance(p, 1, 3)) cost(p, "update", dear);
  if (chance(p, 1, 3)) cost(p, "leak", 10);
  if (chance(p, 1, 6)) cost(p, "address", 5);
  p->memory[p->space.memories++] = (struct space_memory){.node = (uint16_t)(p->arch.nodes - 1)};
}

static void add_network(struct mapper_problem *p, int parent)
{
  struct model_network *n = &add_node(p, MODEL_NETWORK, parent)->network;
  *n = (struct model_network){.rate = chance(p, 1, 2) ? INFINITY : 4.0 * (1 + below(p, 16)),
                              .tree = chance(p, 1, 4)};
  if (chance(p, 1, 4)) n->fill_cycles = below(p, 5), n->drain_cycles = below(p, 3);
  if (chance(p, 1, 2)) cost(p, "hop", 8);
  if (chance(p, 1, 3)) cost(p, "route", 8);
  if (chance(p, 1, 2)) cost(p, "transfer", 8);
  if (chance(p, 1, 4)) cost(p, "reduce", 4);
}

static void add_transit(struct mapper_problem *p, int parent)
{
  struct model_transit *t = &add_node(p, MODEL_TRANSIT, parent)->transit;
  *t = (struct model_transit){.carries = chance(p, 1, 2) ? UINT32_MAX : some_of(p, 4),
                              .towards = (enum model_towards)(1 + below(p, 3)),
                              .rate = chance(p, 1, 2) ? INFINITY : 1 + below(p, 4)};
  if (chance(p, 1, 3)) t->bit_rate = 8.0 * (1 + below(p, 6));
  cost(p, "pass", 8);
}

/* What hangs between a memory and what lies inside. */
static void add_between(struct mapper_problem *p, int parent)
{
  if (chance(p, 1, 4)) add_network(p, parent);
  if (chance(p, 1, 6)) add_transit(p, parent);
}

static int add_array(struct mapper_problem *p, int parent, bool large)
{
  struct model_array *array = &add_node(p, MODEL_ARRAY, parent)->array;
  *array = (struct model_array){.axes = 1 + below(p, 2), .multicasts = chance(p, 4, 5),
                                .reduces = chance(p, 4, 5), .forwards = chance(p, 1, 4)};
  for (unsigned i = 0; i < array->axes; i++)
    array->axis[i] = (struct model_axis){i ? "y" : "x", 2 + below(p, large ? 14 : 5)};
  return (int)p->arch.nodes - 1;
}

/* A part of the tree beside the path. */
static void add_beside(struct mapper_problem *p, int parent)
{
  int array = add_array(p, parent, false);
  add_network(p, array);
  add_node(p, MODEL_COMPUTE, array)->compute.rate = 1;
  cost(p, "leak", 4);
}

static void make_arch(struct mapper_problem *p, bool large)
{
  unsigned memories = 2 + below(p, PROBLEM_MEMORIES - 1), arrays = below(p, 3);
  unsigned at[2] = {below(p, memories), below(p, memories)};
  int parent = -1;
  p->arch = (struct model_arch){.name = "random", .node = p->node, .cycle_s = 1e-9};
  p->energy = (struct energy_table){.row = p->row};
  for (unsigned i = 0; i < memories; i++) {
    add_memory(p, parent, i, large);
    if (i && chance(p, 1, 8)) p->node[p->arch.nodes - 1].gated_at = p->memory[0].node;
    add_between(p, parent);
    if (i + 1 < memories && chance(p, 1, 16) && p->arch.nodes < 6) add_beside(p, parent);
    for (unsigned a = 0; a < arrays; a++)
      if (at[a] == i) {
        parent = add_array(p, parent, large);
        if (chance(p, 1, 6)) add_transit(p, parent);
      }
  }
  add_node(p, MODEL_COMPUTE, parent)->compute.rate = chance(p, 4, 5) ? 1 : 2;
  cost(p, "compute", 20);
  if (chance(p, 1, 3)) cost(p, "leak", 4);
  p->space.compute = (int)p->arch.nodes - 1;
}

/* ---- Space ---- */

static void add_slot(struct mapper_problem *p, unsigned node, int axis)
{
  struct space_slot *slot = &p->slot[p->space.slots++];
  *slot = (struct space_slot){.node = (uint16_t)node, .axis = (int16_t)axis};
  for (unsigned d = 0; d < MODEL_DIMS; d++)
    slot->range[d] = (struct space_range){.low = 1, .high = INT64_MAX};
}

static bool around(const struct mapper_problem *p, int node)
{
  for (int at = p->node[p->space.compute].parent; at >= 0; at = p->node[at].parent)
    if (at == node) return true;
  return false;
}

static void make_slots(struct mapper_problem *p)
{
  for (unsigned i = 0, m = 0; i < p->arch.nodes; i++)
    if (p->node[i].kind == MODEL_MEMORY && p->memory[m].node == i) {
      add_slot(p, i, -1), m++;
    } else if (p->node[i].kind == MODEL_ARRAY && around(p, (int)i)) {
      for (unsigned a = 0; a < p->node[i].array.axes; a++) add_slot(p, i, (int)a);
    }
}

static void limit_range(struct mapper_problem *p, unsigned s, unsigned d)
{
  struct space_range *range = &p->slot[s].range[d];
  int64_t *choice = p->choice[s];
  switch (below(p, 5)) {
  case 0: case 1: range->high = 1; break;
  case 2: range->high = 1 + below(p, 6); break;
  case 3:
    if (chance(p, 1, 2)) range->low = 2;
    else range->low = range->high = 1 + below(p, 4);
    break;
  default:
    choice[0] = 1 + below(p, 2), choice[1] = choice[0] + 1 + below(p, 2);
    choice[2] = choice[1] + 2;
    range->choices = 2 + below(p, 2), range->choice = choice;
  }
}

/* Pairs of a random order, so that there is no contradiction; or all of them. */
static void limit_order(struct mapper_problem *p, struct space_slot *slot)
{
  unsigned order[PROBLEM_DIMS], n = p->einsum.dims;
  bool all = chance(p, 1, 3);
  for (unsigned i = 0; i < n; i++) {
    unsigned j = below(p, i + 1);
    order[i] = order[j], order[j] = i;
  }
  for (unsigned i = 0; i < n; i++)
    for (unsigned j = i + 1; j < n; j++)
      if (all || chance(p, 1, 3)) slot->outside[order[j]] |= 1u << order[i];
}

static void limit_slot(struct mapper_problem *p, unsigned s)
{
  struct space_slot *slot = &p->slot[s];
  unsigned much = slot->axis >= 0 ? 3 : 6;
  for (unsigned d = 0; d < p->einsum.dims; d++)
    if (chance(p, 1, much)) limit_range(p, s, d);
  if (slot->axis < 0 && chance(p, 1, 3)) limit_order(p, slot);
  if (!chance(p, 1, 8)) return;
  struct space_product *product = &p->product[s];
  *product = (struct space_product){.dims = some_of(p, p->einsum.dims),
                                    .range = {.low = 1 + below(p, 2), .high = 2 + below(p, 8)}};
  slot->products = 1, slot->product = product;
}

static void limit_memories(struct mapper_problem *p)
{
  unsigned tensors = p->einsum.tensors;
  if (chance(p, 4, 5)) p->memory[0].keep = (1u << tensors) - 1;
  for (unsigned i = 0; i < p->space.memories; i++) {
    struct space_memory *m = &p->memory[i];
    if (chance(p, 1, 2)) m->keep |= some_of(p, tensors);
    if (chance(p, 1, 2)) m->bypass = some_of(p, tensors) & ~m->keep;
  }
}

static void limit_tiles(struct mapper_problem *p)
{
  while (p->space.tiles < PROBLEM_SOME && chance(p, 1, 6)) {
    struct space_tile *tile = &p->tile[p->space.tiles++];
    *tile = (struct space_tile){
      .node = p->memory[below(p, p->space.memories)].node,
      .tensor = (uint16_t)below(p, p->einsum.tensors), .high = INFINITY};
    if (chance(p, 2, 3)) tile->high = 1 + below(p, 16);
    else tile->low = 1 + below(p, 4);
  }
}

static void limit_uses(struct mapper_problem *p)
{
  for (unsigned s = 0; s < p->space.slots; s++) {
    if (p->slot[s].axis != 0 || !chance(p, 1, 6) || p->space.uses == PROBLEM_SOME) continue;
    struct space_use *use = &p->use[p->space.uses++];
    *use = (struct space_use){.node = p->slot[s].node, .high = INFINITY};
    if (chance(p, 2, 3)) use->low = 1 + below(p, 4);
    else use->high = 1 + below(p, 8);
  }
}

static void make_policies(struct mapper_problem *p)
{
  while (p->space.policies < PROBLEM_SOME && chance(p, 1, 8)) {
    struct model_policy *policy = &p->policy[p->space.policies++];
    uint32_t some = some_of(p, p->einsum.tensors);
    *policy = (struct model_policy){.node = p->slot[below(p, p->space.slots)].node};
    switch (below(p, 4)) {
    case 0: policy->no_temporal_reuse = some; break;
    case 1: policy->no_multicast = some; break;
    case 2: policy->no_forwarding = some; break;
    default: policy->reads_first_update = some;
    }
  }
}

static void make_space(struct mapper_problem *p)
{
  unsigned constrained = below(p, 4);
  p->space.slot = p->slot, p->space.memory = p->memory, p->space.tile = p->tile;
  p->space.use = p->use, p->space.policy = p->policy;
  p->space.arch = &p->arch, p->space.einsum = &p->einsum, p->space.energy = &p->energy;
  make_slots(p);
  for (unsigned s = 0; s < p->space.slots; s++)
    if (constrained && (constrained > 1 || chance(p, 1, 3))) limit_slot(p, s);
  limit_memories(p);
  limit_tiles(p);
  limit_uses(p);
  make_policies(p);
  unsigned imperfect = below(p, 12);
  p->space.imperfect = imperfect < 9    ? SPACE_PERFECT
                       : imperfect < 11 ? SPACE_IMPERFECT_SPATIAL
                                        : SPACE_IMPERFECT;
}

/* ---- Goals ---- */

static void add_meter(struct mapper_problem *p)
{
  struct goal_meter *m = &p->goals.meter[p->goals.meters++];
  *m = (struct goal_meter){.what = (enum goal_what)below(p, 4),
                           .node = p->memory[below(p, p->space.memories)].node, .tensor = -1};
  if (chance(p, 1, 2)) m->tensor = (int)below(p, p->einsum.tensors);
}

/* A sum, a product, or the larger or smaller of something known and a meter. */
static void make_expression(struct mapper_problem *p, struct goal *goal)
{
  static const enum goal_code how[] = {GOAL_ADD, GOAL_MULTIPLY, GOAL_LEAST, GOAL_MOST};
  unsigned n = 0;
  goal->name = "expression";
  add_meter(p);
  goal->step[n++] = (struct goal_step){.code = chance(p, 1, 2) ? GOAL_ENERGY : GOAL_CYCLES};
  if (chance(p, 1, 2)) {
    goal->step[n++] = (struct goal_step){.code = GOAL_NUMBER, .number = 0.5 * (1 + below(p, 4))};
    goal->step[n++] = (struct goal_step){.code = chance(p, 1, 2) ? GOAL_POWER : GOAL_MULTIPLY};
  }
  goal->step[n++] = (struct goal_step){.code = GOAL_METER, .index = p->goals.meters - 1};
  goal->step[n++] = (struct goal_step){.code = how[below(p, 4)]};
  goal->steps = n;
}

static void make_goals(struct mapper_problem *p)
{
  static const char *const known[] = {"energy", "cycles", "edp", "ed2p"};
  p->goals.n = chance(p, 2, 3) ? 1 : 2 + below(p, 2);
  for (unsigned i = 0; i < p->goals.n; i++)
    if (chance(p, 1, 6)) make_expression(p, &p->goals.goal[i]);
    else goal_known(&p->goals.goal[i], known[below(p, 4)]);
}

void mapper_problem(struct mapper_problem *p, uint64_t seed, double least, double most)
{
  for (uint64_t i = 0;; i++) {
    memset(p, 0, sizeof *p);
    p->state = seed * 0x2545f4914f6cdd1du + i;
    p->tries = i;
    make_einsum(p, most > 7);
    make_arch(p, most > 7);
    make_space(p);
    make_goals(p);
    double size = space_log10(&p->space);
    if (size >= least && size <= most) return;
  }
}

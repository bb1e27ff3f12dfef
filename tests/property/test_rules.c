/* The ways in which the model differs from the truth, one small nest for each: what the
 * simulator counts without rules, and what the model says.  Prints TAP. */
#include "runtime/eval/evaluate.h"

#include "tests/property/random_nest.h"
#include "tests/property/simulate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct counts {
  double reads, fills, updates;
};

/* One tensor.  `nodes`: M is a memory, A4 an array of four that multicasts and reduces
 * and A4f one that forwards, too; the compute is added.  `keeps`: a set of nodes. */
struct example {
  const char *name, *nodes;
  bool output;
  unsigned dims, ranks;
  int64_t coefficients[NEST_RANKS * NEST_DIMS];
  unsigned keeps;
  struct model_loop loop[4];
  int node;                    /* the counts are of this memory */
  struct counts truth, model;
  double true_cycles, cycles, true_computes, computes;
};

#define TIME(d, n, b) {.dim = d, .node = n, .axis = -1, .bound = b, .residual = b}
#define LAST(d, n, b, r) {.dim = d, .node = n, .axis = -1, .bound = b, .residual = r}
#define SPACE(d, n, b) {.dim = d, .node = n, .axis = 0, .bound = b, .residual = b}

static const struct example examples[] = {
  {"no rule matters: an output [p], kept inside, with r and k in time", "MM", true, 3, 1,
   {1, 0, 0}, 3, {TIME(1, 0, 2), TIME(0, 0, 4), TIME(2, 1, 3)}, 0, {4, 0, 8}, {4, 0, 8},
   24, 24, 24, 24},
  {"boxes: [2p] in tiles of 4 of p, which reach over 7 words", "MM", false, 1, 1, {2}, 3,
   {TIME(0, 0, 2), TIME(0, 1, 4)}, 1, {8, 8, 0}, {8, 14, 0}, 8, 8, 8, 8},
  {"same move: [p + r] in tiles of 4 of p, r in 3 iterations, twice", "MM", false, 3, 1,
   {1, 1, 0}, 3, {TIME(2, 0, 2), TIME(1, 0, 3), TIME(0, 1, 4)}, 1, {24, 10, 0}, {24, 12, 0},
   24, 24, 24, 24},
  {"back: sums [p + r] in tiles of 2 of p, r in 2 iterations, three times", "MM", true, 3, 1,
   {1, 1, 0}, 3, {TIME(2, 0, 3), TIME(1, 0, 2), TIME(0, 1, 2)}, 0, {4, 0, 7}, {6, 0, 9},
   12, 12, 12, 12},
  {"shares: sums [2p] of 4 of p; 4 words begin, not 7", "M", true, 2, 1, {2, 0}, 1,
   {TIME(0, 0, 4), TIME(1, 0, 3)}, 0, {8, 0, 12}, {5, 0, 12}, 12, 12, 12, 12},
  {"shares: sums [p + c] across c; a sum that a neighbour has begun", "MA2M", true, 2, 1, {1, 1},
   5, {TIME(0, 0, 2), SPACE(1, 1, 2)}, 2, {0, 0.5, 2}, {1, 1, 2}, 2, 2, 4, 4},
  {"bypass: neighbours [p + r] across p hand nothing on to those who bypass", "MA4fM", false, 2, 1,
   {1, 1}, 1, {TIME(0, 0, 3), SPACE(1, 1, 4)}, 0, {6, 0, 0}, {12, 0, 0}, 3, 3, 12, 12},
  {"same fetch: [p + r] across r, in tiles of 4 of p that overlap", "MA3M", false, 2, 1, {1, 1}, 5,
   {SPACE(1, 1, 3), TIME(0, 2, 4)}, 0, {6, 0, 0}, {12, 0, 0}, 4, 4, 12, 12},
  {"same fetch: [p + r] across two arrays, the memory between them bypassed", "MA2MA2", false,
   2, 1, {1, 1}, 1, {SPACE(0, 1, 2), SPACE(1, 3, 2)}, 0, {3, 0, 0}, {4, 0, 0}, 1, 1, 4, 4},
  {"whole links: [p + r] across p, in tiles of 2 of p, r in time", "MA3fM", false, 2, 1, {1, 1}, 5,
   {TIME(1, 0, 3), SPACE(0, 1, 3), TIME(0, 2, 2)}, 0, {8, 0, 0}, {12, 0, 0}, 6, 6, 18, 18},
  {"whole links: what four hand on below each of two is divided by eight", "MA2MA4fM", false, 3, 1,
   {1, 1, 0}, 21, {SPACE(2, 1, 2), TIME(1, 2, 2), SPACE(0, 3, 4)}, 4, {2.75, 2, 0}, {2, 1, 0},
   2, 2, 16, 16},
  {"first: 5 of p across 3 instances with 2, 2 and 1", "MA3M", false, 1, 1, {1}, 5,
   {SPACE(0, 1, 3), LAST(0, 2, 2, 1)}, 0, {5, 0, 0}, {6, 0, 0}, 2, 2, 5, 6},
  {"full time: 7 of p as 4 and 3", "MM", false, 1, 1, {1}, 3, {TIME(0, 0, 2), LAST(0, 1, 4, 3)},
   0, {7, 0, 0}, {7, 0, 0}, 7, 8, 7, 7},
  {"two: 5 of p as 2, 2 and 1; the last counts as the second", "MM", false, 1, 1, {1}, 3,
   {TIME(0, 0, 3), LAST(0, 1, 2, 1)}, 0, {5, 0, 0}, {6, 0, 0}, 5, 6, 5, 5},
  {"two: [p + r] in tiles of 3 of r, 12 of p in two loops, more", "MM", false, 2, 1, {1, 1}, 3,
   {TIME(0, 0, 3), TIME(0, 0, 4), TIME(1, 1, 3)}, 1, {36, 14, 0}, {36, 18, 0}, 36, 36, 36, 36},
  {"two: [p + r] word by word, fewer", "MM", false, 2, 1, {1, 1}, 3,
   {TIME(0, 0, 3), TIME(1, 0, 3)}, 1, {9, 9, 0}, {9, 7, 0}, 9, 9, 9, 9},
  {"whole: each of four reads 2 words for its compute and hands on 3/4", "MA4fM", false, 2, 1,
   {1, 1}, 5, {TIME(0, 0, 2), SPACE(1, 1, 4)}, 2, {2.75, 2, 0}, {3, 2, 0}, 2, 2, 8, 8},
};

/* ---- Nests ---- */

static struct model_node *add_node(struct random_nest *n, enum model_kind kind, int parent)
{
  static const char *const names[] = {"n0", "n1", "n2", "n3", "n4", "n5"};
  struct model_node *node = &n->node[n->arch.nodes];
  *node = (struct model_node){.kind = kind, .name = names[n->arch.nodes++], .parent = parent,
                              .energy = UINT32_MAX, .gated_at = -1};
  return node;
}

static void make_nodes(struct random_nest *n, const char *nodes)
{
  int parent = -1;
  n->arch = (struct model_arch){.name = "example", .node = n->node, .cycle_s = 1e-9};
  for (; *nodes; nodes++) {
    if (*nodes == 'M') {
      add_node(n, MODEL_MEMORY, parent)->memory = (struct model_memory){
        .size_bits = INFINITY, .cluster = 1, .buffers = 1, .fullest = 1, .read_rate = INFINITY,
        .write_rate = INFINITY, .shared_rate = INFINITY, .reduces = true};
      continue;
    }
    uint64_t size = (uint64_t)(*++nodes - '0');
    struct model_array *array = &add_node(n, MODEL_ARRAY, parent)->array;
    *array = (struct model_array){.axes = 1, .axis = {{"x", size}}, .multicasts = true,
                                  .reduces = true, .forwards = nodes[1] == 'f'};
    if (array->forwards) nodes++;
    parent = (int)n->arch.nodes - 1;
  }
  n->compute = (int)n->arch.nodes;
  add_node(n, MODEL_COMPUTE, parent)->compute.rate = 1;
}

static void make_mapping(struct random_nest *n, const struct example *e)
{
  n->mapping = (struct model_mapping){.loop = n->loop, .storage = n->storage};
  while (n->mapping.loops < 4 && e->loop[n->mapping.loops].bound) n->mapping.loops++;
  memcpy(n->loop, e->loop, sizeof e->loop);
  for (int i = 0; i < n->compute; i++) {
    if (!(e->keeps >> i & 1)) continue;
    struct model_storage *s = &n->storage[n->mapping.storages++];
    *s = (struct model_storage){.node = (uint16_t)i};
    while (s->position < n->mapping.loops && n->loop[s->position].node < i) s->position++;
  }
}

static void make_nest(struct random_nest *n, const struct example *e)
{
  static const char *const dims[NEST_DIMS] = {"a", "b", "c", "d"};
  make_nodes(n, e->nodes);
  make_mapping(n, e);
  n->einsum = (struct model_einsum){.name = "example", .dims = e->dims, .tensors = 1,
                                    .dim_names = dims, .bounds = n->bounds, .tensor = n->tensor};
  n->tensor[0] = (struct model_tensor){.name = "T", .output = e->output, .ranks = e->ranks,
                                       .coefficients = e->coefficients, .word_bits = 8};
  for (unsigned d = 0; d < e->dims; d++) {
    n->bounds[d] = 1;
    for (unsigned i = 0; i < n->mapping.loops; i++)
      if (n->loop[i].dim == d)
        n->bounds[d] = (n->bounds[d] - 1) * n->loop[i].bound + n->loop[i].residual;
  }
}

/* ---- Counts ---- */

static bool expect(const char *who, const char *what, double found, double expected)
{
  if (found == expected) return true;
  printf("# %s: %s %g, not %g\n", who, what, found, expected);
  return false;
}

static bool expect_counts(const char *who, const struct counts *found,
                          const struct counts *expected)
{
  bool reads = expect(who, "reads", found->reads, expected->reads);
  bool fills = expect(who, "fills", found->fills, expected->fills);
  return expect(who, "updates", found->updates, expected->updates) && reads && fills;
}

static bool try_truth(struct sim *sim, const struct random_nest *n, const struct example *e)
{
  struct sim_result result;
  struct counts found = {0, 0, 0};
  if (!sim_nest(sim, &n->arch, n->compute, &n->einsum, &n->mapping)) return false;
  sim_run(sim, 0, &result);
  for (unsigned l = 0; l < result.levels; l++) {
    const struct sim_count *at = &result.of[l][0];
    if (result.memory[l] == e->node) found = (struct counts){at->reads, at->fills, at->updates};
  }
  bool same = expect_counts("truth", &found, &e->truth);
  same &= expect("truth", "cycles", result.compute_cycles, e->true_cycles);
  return expect("truth", "computes", result.computes, e->true_computes) && same;
}

static bool try_model(const struct random_nest *n, const struct example *e)
{
  const struct energy_table table = {0};
  struct eval_problem problem;
  struct evaluator *ev = evaluator_new(&n->arch, n->compute, &n->einsum, &table, &problem);
  const struct eval_result *result = ev ? evaluate(ev, &n->mapping, &problem) : NULL;
  struct counts found = {0, 0, 0};
  bool same = result;
  for (unsigned l = 0; result && l < result->levels; l++) {
    const struct tensor_result *at = result->level[l].tensor;
    if (result->level[l].node == e->node)
      found = (struct counts){(double)at->reads, (double)at->fills, (double)at->updates};
  }
  if (result) {
    same &= expect_counts("model", &found, &e->model);
    same &= expect("model", "cycles", (double)result->cycles, e->cycles);
    same &= expect("model", "computes", (double)result->computes, e->computes);
  }
  evaluator_free(ev);
  return same;
}

int main(void)
{
  static struct random_nest nest;
  struct sim *sim = sim_new();
  unsigned n = sizeof examples / sizeof *examples;
  bool failed = false;
  printf("1..%u\n", n);
  for (unsigned i = 0; i < n; i++) {
    make_nest(&nest, &examples[i]);
    bool truth = try_truth(sim, &nest, &examples[i]), model = try_model(&nest, &examples[i]);
    if (!truth || !model) random_nest_print(&nest);
    printf("%sok %u - %s\n", truth && model ? "" : "not ", i + 1, examples[i].name);
    failed |= !truth || !model;
  }
  sim_free(sim);
  return failed;
}

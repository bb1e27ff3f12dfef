/* A product of matrices on an array of 4 x 4 multipliers, evaluated from C.
 *
 * The library knows nothing of the language: a program makes an architecture, a workload
 * and a mapping in memory, as plain data, and asks what that costs.  After `make install`:
 *
 *   cc embed.c $(pkg-config --cflags --libs tlrt) -o embed && ./embed
 *
 * (If tlc is not in a standard place, PKG_CONFIG_PATH=PREFIX/lib/pkgconfig finds it.) */
#include "runtime/eval/evaluate.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* ---- The workload: Z[m, n] += A[m, k] * B[k, n], all dims 64 ---- */

enum { M, N, K, DIMS };
enum { A, B, Z, TENSORS };

static const char *const dim_names[DIMS] = {"m", "n", "k"};
static const int64_t bounds[DIMS] = {64, 64, 64};

/* Each rank of a tensor is a sum of dims: one row of coefficients, in the order above. */
static const int64_t a_ranks[] = {1, 0, 0,  0, 0, 1}; /* m; k */
static const int64_t b_ranks[] = {0, 0, 1,  0, 1, 0}; /* k; n */
static const int64_t z_ranks[] = {1, 0, 0,  0, 1, 0}; /* m; n */

static const struct model_tensor tensors[TENSORS] = {
  [A] = {.name = "A", .ranks = 2, .coefficients = a_ranks, .word_bits = 8},
  [B] = {.name = "B", .ranks = 2, .coefficients = b_ranks, .word_bits = 8},
  [Z] = {.name = "Z", .ranks = 2, .coefficients = z_ranks, .word_bits = 16, .output = true},
};

static const struct model_einsum product = {
  .name = "product", .dims = DIMS, .dim_names = dim_names, .bounds = bounds,
  .tensors = TENSORS, .tensor = tensors,
};

/* ---- The architecture: what stands first is outermost ---- */

enum { DRAM, BUFFER, PE, REGISTERS, MAC, NODES };

/* What is not wanted is left out; but a memory has room for something, no limit of its
 * rates is INFINITY, and one instance is a cluster of one. */
#define MEMORY(bits, rate) \
  {.size_bits = (bits), .cluster = 1, .buffers = 1, .fullest = 1, .read_rate = (rate), \
   .write_rate = (rate), .shared_rate = INFINITY, .reduces = true}

static const struct model_node nodes[NODES] = {
  [DRAM] = {.kind = MODEL_MEMORY, .name = "DRAM", .parent = -1, .gated_at = -1, .energy = DRAM,
            .memory = MEMORY(INFINITY, 64)},
  [BUFFER] = {.kind = MODEL_MEMORY, .name = "Buffer", .parent = -1, .gated_at = -1,
              .energy = BUFFER, .memory = MEMORY(32 * 1024 * 8, INFINITY)},
  [PE] = {.kind = MODEL_ARRAY, .name = "PE", .parent = -1, .gated_at = -1, .energy = PE,
          .array = {.axes = 2, .axis = {{"x", 4}, {"y", 4}}, .multicasts = true,
                    .reduces = true, .forwards = true}},
  /* These two are inside the array: there are 16 of each. */
  [REGISTERS] = {.kind = MODEL_MEMORY, .name = "Registers", .parent = PE, .gated_at = -1,
                 .energy = REGISTERS, .memory = MEMORY(64 * 8, INFINITY)},
  [MAC] = {.kind = MODEL_COMPUTE, .name = "MAC", .parent = PE, .gated_at = -1, .energy = MAC,
           .compute = {.rate = 1}},
};

static const struct model_arch arch = {
  .name = "small", .nodes = NODES, .node = nodes, .cycle_s = 1e-9,
};

/* ---- What actions cost, in pJ: a row of the table for each node ---- */

#define ACCESS(r, w) \
  .actions = 2, .action = (const struct energy_action[]){{.name = "read", .pJ = (r)}, \
                                                         {.name = "write", .pJ = (w)}}

static const struct energy_row rows[NODES] = {
  [DRAM] = {ACCESS(64, 64)},
  [BUFFER] = {ACCESS(2.5, 2.75)},
  [REGISTERS] = {ACCESS(0.125, 0.25)},
  [MAC] = {.actions = 1,
           .action = (const struct energy_action[]){{.name = "compute", .pJ = 0.5}}},
};

static const struct energy_table costs = {.rows = NODES, .row = rows};

/* ---- Mappings: loops from the outermost to the innermost, and where tiles are kept ---- */

/* A bound that divides is its own residual.  `axis` is -1 for a loop in time. */
#define TIME(d, at, n) {.dim = (d), .node = (at), .axis = -1, .bound = (n), .residual = (n)}
#define ACROSS(d, a, n) {.dim = (d), .node = PE, .axis = (a), .bound = (n), .residual = (n)}

static const struct model_loop loops[] = {
  TIME(M, DRAM, 4), TIME(N, DRAM, 4),
  TIME(K, BUFFER, 16), TIME(M, BUFFER, 4), TIME(N, BUFFER, 4),
  ACROSS(N, 0, 4), ACROSS(M, 1, 4),
  TIME(K, REGISTERS, 4),
};

/* All tensors are kept in all memories, each tile in front of its memory's loops: `p` loops
 * are outside of it. */
#define TILES(at, p) \
  {.tensor = A, .node = (at), .position = (p)}, {.tensor = B, .node = (at), .position = (p)}, \
  {.tensor = Z, .node = (at), .position = (p)}

static const struct model_storage tiles[] = {TILES(DRAM, 0), TILES(BUFFER, 2), TILES(REGISTERS, 7)};

static void print(const struct eval_result *r)
{
  printf("energy %.0f pJ, %" PRIu64 " cycles, %.0f %% of the multipliers in use\n",
         r->energy_pJ, r->cycles, 100 * r->utilization);
  for (unsigned i = 0; i < r->levels; i++) {
    const struct level_result *level = &r->level[i];
    if (nodes[level->node].kind != MODEL_MEMORY) continue;
    printf("  %-10s", nodes[level->node].name);
    for (unsigned t = 0; t < r->tensors; t++)
      if (level->tensor[t].kept)
        printf("  %s reads %-6" PRIu64, tensors[t].name, level->tensor[t].reads);
    printf("  %.0f pJ\n", level->energy_pJ);
  }
}

int main(void)
{
  struct eval_problem problem;

  /* One evaluator serves any number of mappings of this work on this architecture; after
   * the first few it allocates nothing more.  Its path ends in the node MAC. */
  struct evaluator *evaluator = evaluator_new(&arch, MAC, &product, &costs, &problem);
  if (!evaluator) {
    fprintf(stderr, "no evaluator: problem %d\n", problem.status);
    return 1;
  }

  struct model_mapping mapping = {
    .loops = sizeof loops / sizeof *loops, .loop = loops,
    .storages = sizeof tiles / sizeof *tiles, .storage = tiles,
  };
  const struct eval_result *result = evaluate(evaluator, &mapping, &problem);
  if (result) print(result); /* it is the evaluator's, until the next call */

  /* The same, with all of K inside of the registers: that is more than they hold. */
  struct model_loop greedy[sizeof loops / sizeof *loops];
  for (unsigned i = 0; i < mapping.loops; i++) {
    greedy[i] = loops[i];
    if (loops[i].dim == K) greedy[i].bound = greedy[i].residual = loops[i].node == BUFFER ? 1 : 64;
  }
  mapping.loop = greedy;
  if (!evaluate(evaluator, &mapping, &problem) && problem.status == EVAL_CAPACITY)
    printf("all of k: %s would have to hold %.0f bits, and has room for %.0f\n",
           nodes[problem.node].name, problem.have, problem.limit);

  evaluator_free(evaluator);
  return result ? 0 : 1;
}

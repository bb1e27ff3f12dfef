/* How long one evaluation takes, and what it grows with.  A time is of the processor, the
 * best of several rounds, as everything else a machine does only ever adds to it. */
#include "runtime/eval/evaluate.h"
#include "tests/bench/clock.h"

#include <math.h>
#include <stdlib.h>

enum { ROUNDS = 9, LOOPS = 64, RANKS = 4, ACTIONS = 2 };

/* A design in memory.  What is kept where, and loops, are added from the outside in. */
struct design {
  struct model_einsum einsum;
  struct model_arch arch;
  struct energy_table energy;
  struct model_mapping mapping;
  const char *names[MODEL_DIMS];
  int64_t bounds[MODEL_DIMS], coefficients[MODEL_TENSORS][RANKS * MODEL_DIMS];
  struct model_tensor tensor[MODEL_TENSORS];
  struct model_node node[MODEL_NODES];
  struct energy_row row[MODEL_NODES];
  struct model_loop loop[LOOPS];
  struct model_storage storage[MODEL_LEVELS * MODEL_TENSORS];
  int array; /* that is open; -1: none */
};

static const struct energy_action accesses[ACTIONS] = {
  {.name = "read", .pJ = 2}, {.name = "write", .pJ = 3}};
static const struct energy_action wires[ACTIONS] = {
  {.name = "hop", .pJ = 0.1}, {.name = "route", .pJ = 0.2}};

static void design_init(struct design *d, unsigned dims, unsigned tensors)
{
  *d = (struct design){.array = -1};
  d->einsum = (struct model_einsum){.name = "einsum", .dims = dims, .tensors = tensors,
                                    .dim_names = d->names, .bounds = d->bounds,
                                    .tensor = d->tensor};
  d->arch = (struct model_arch){.name = "arch", .node = d->node, .cycle_s = 1e-9};
  d->energy.row = d->row;
  d->mapping = (struct model_mapping){.loop = d->loop, .storage = d->storage};
  for (unsigned i = 0; i < dims; i++) d->bounds[i] = 1, d->names[i] = "d";
  for (unsigned t = 0; t < tensors; t++)
    d->tensor[t] = (struct model_tensor){.name = "t", .output = t + 1 == tensors, .ranks = RANKS,
                                         .coefficients = d->coefficients[t], .word_bits = 8};
}

static void index_by(struct design *d, unsigned tensor, unsigned rank, unsigned dim, int64_t n)
{
  d->coefficients[tensor][rank * d->einsum.dims + dim] = n;
}

static struct model_node *add_node(struct design *d, enum model_kind kind)
{
  unsigned i = d->arch.nodes++;
  d->energy.rows = d->arch.nodes;
  d->node[i] = (struct model_node){
    .kind = kind, .name = "node", .parent = d->array, .energy = i, .gated_at = -1};
  return &d->node[i];
}

static void add_memory(struct design *d, uint32_t keeps)
{
  unsigned i = d->arch.nodes;
  add_node(d, MODEL_MEMORY)->memory = (struct model_memory){
    .size_bits = 0x1p60, .width_bits = 64, .cluster = 1, .buffers = 1, .fullest = 1,
    .read_rate = 1e9, .write_rate = 1e9, .shared_rate = INFINITY, .reduces = true};
  d->row[i] = (struct energy_row){.component = "memory", .actions = ACTIONS, .action = accesses};
  for (unsigned t = 0; t < d->einsum.tensors; t++)
    if (keeps >> t & 1)
      d->storage[d->mapping.storages++] = (struct model_storage){
        .tensor = (uint16_t)t, .node = (uint16_t)i, .position = (uint16_t)d->mapping.loops};
}

/* Without energies of wires nobody asks for distances. */
static void add_network(struct design *d, bool wired)
{
  unsigned i = d->arch.nodes;
  add_node(d, MODEL_NETWORK)->network.rate = INFINITY;
  if (wired)
    d->row[i] = (struct energy_row){.component = "wires", .actions = ACTIONS, .action = wires};
}

static void add_array(struct design *d, uint64_t x, uint64_t y)
{
  add_node(d, MODEL_ARRAY)->array = (struct model_array){
    .axes = 2, .axis = {{"x", x}, {"y", y}}, .multicasts = true, .reduces = true,
    .forwards = true};
  d->array = (int)d->arch.nodes - 1;
}

static void add_compute(struct design *d)
{
  add_node(d, MODEL_COMPUTE)->compute.rate = 1;
}

/* A loop of the last node, in time (-1) or along an axis. */
static void add_loop(struct design *d, unsigned dim, int axis, int64_t bound)
{
  d->bounds[dim] *= bound;
  d->loop[d->mapping.loops++] = (struct model_loop){
    .dim = (uint16_t)dim, .node = (uint16_t)(d->arch.nodes - 1), .axis = (int16_t)axis,
    .bound = bound, .residual = bound};
}

/* A convolution with stride 2 on 14 x 12 elements below a buffer: rows of the filter and
 * channels go down the columns, and each element has a pad for each of the tensors. */
static void eyeriss_like(struct design *d)
{
  enum { C, M, R, S, N, P, Q };
  enum { WEIGHTS, INPUTS, OUTPUTS };
  design_init(d, 7, 3);
  index_by(d, WEIGHTS, 0, C, 1), index_by(d, WEIGHTS, 1, M, 1);
  index_by(d, WEIGHTS, 2, R, 1), index_by(d, WEIGHTS, 3, S, 1);
  index_by(d, INPUTS, 0, N, 1), index_by(d, INPUTS, 1, C, 1);
  index_by(d, INPUTS, 2, R, 1), index_by(d, INPUTS, 2, P, 2);
  index_by(d, INPUTS, 3, S, 1), index_by(d, INPUTS, 3, Q, 2);
  index_by(d, OUTPUTS, 0, N, 1), index_by(d, OUTPUTS, 1, M, 1);
  index_by(d, OUTPUTS, 2, Q, 1), index_by(d, OUTPUTS, 3, P, 1);
  add_memory(d, 1u << WEIGHTS | 1u << INPUTS | 1u << OUTPUTS);
  add_loop(d, P, -1, 8), add_loop(d, Q, -1, 2), add_loop(d, M, -1, 4);
  add_network(d, false);
  add_memory(d, 1u << INPUTS | 1u << OUTPUTS);
  add_loop(d, P, -1, 14), add_loop(d, Q, -1, 4);
  add_network(d, false);
  add_array(d, 14, 12);
  add_loop(d, Q, 0, 14), add_loop(d, C, 1, 3), add_loop(d, S, 1, 3);
  add_memory(d, 1u << INPUTS);
  add_network(d, false);
  add_memory(d, 1u << WEIGHTS);
  add_loop(d, R, -1, 3);
  add_network(d, false);
  add_memory(d, 1u << OUTPUTS);
  add_loop(d, M, -1, 8);
  add_network(d, false);
  add_compute(d);
}

struct size { unsigned levels, dims, tensors, side; bool wired; };

/* Each tensor is indexed by two thirds of the dims, each level has loops of a third of
 * them, and two dims go across the array, which lies in front of the last memory. */
static void any_size(struct design *d, const struct size *size)
{
  design_init(d, size->dims, size->tensors);
  for (unsigned t = 0; t < size->tensors; t++)
    for (unsigned i = 0; i < size->dims; i++)
      if ((i + t) % 3) index_by(d, t, i % RANKS, i, 1 + i / RANKS);
  for (unsigned l = 0; l < size->levels; l++) {
    if (l + 1 == size->levels) {
      add_network(d, size->wired);
      add_array(d, size->side, size->side);
      add_loop(d, 0, 0, size->side), add_loop(d, 1, 1, size->side);
    }
    add_memory(d, UINT32_MAX);
    for (unsigned i = l % 3; i < size->dims; i += 3) add_loop(d, i, -1, 2);
  }
  add_compute(d);
}

/* Inputs and weights with zeros: inputs come compressed to the buffer and to where weights are not
 * read for them, weights to the array, and computes wait for both. */
struct zeros {
  struct model_sparsity sparsity;
  struct model_density density[3];
  struct model_rank rank[2];
  struct model_format format[3];
  struct model_saving saving[2];
  struct model_metadata metadata[MODEL_NODES];
};

static void zeros_of_eyeriss(struct zeros *z, const struct design *d)
{
  enum { WEIGHTS, INPUTS, OUTPUTS };
  unsigned memory[5], n = 0;
  for (unsigned i = 0; i < d->arch.nodes; i++)
    if (d->node[i].kind == MODEL_MEMORY) memory[n++] = i;
  *z = (struct zeros){
    .density = {{.kind = DENSITY_UNIFORM, .share = 0.5}, {.kind = DENSITY_UNIFORM, .share = 0.4},
                {.kind = DENSITY_DENSE, .share = 1}},
    .rank = {{.kind = RANK_OFFSETS, .metadata_bits = -1, .payload_bits = -1, .lists = 1, .list = {3}},
             {.kind = RANK_RUNS, .metadata_bits = 5, .payload_bits = -1, .lists = 1, .list = {124}}}};
  unsigned at[3] = {memory[0], memory[1], memory[0]}, of[3] = {INPUTS, INPUTS, WEIGHTS};
  for (unsigned i = 0; i < 3; i++)
    z->format[i] = (struct model_format){.node = (uint16_t)at[i], .tensor = (uint16_t)of[i],
                                         .ranks = of[i] == INPUTS ? 2 : 1,
                                         .rank = of[i] == INPUTS ? z->rank : z->rank + 1};
  z->rank[0].list[0] = 1u << 4 | 1u << 0;         /* n c */
  z->rank[1].list[0] = 1u << 2 | 1u << 3 | 1u << 5 | 1u << 6; /* r s p q */
  z->saving[0] = (struct model_saving){.node = (uint16_t)memory[3], .target = WEIGHTS,
                                       .by = 1u << INPUTS, .skips = true};
  z->saving[1] = (struct model_saving){.node = (uint16_t)(d->arch.nodes - 1), .target = OUTPUTS,
                                       .by = 1u << WEIGHTS | 1u << INPUTS, .choice = 1};
  for (unsigned i = 0; i < d->arch.nodes; i++)
    z->metadata[i] = (struct model_metadata){.width_bits = -1, .word_bits = -1, .size_bits = INFINITY,
                                             .decompresses = true, .compresses = true};
  z->sparsity = (struct model_sparsity){.formats = 2, .savings = 2, .density = z->density,
                                        .format = z->format, .saving = z->saving,
                                        .metadata = z->metadata};
}

/* Seconds of one evaluation; what is refused is a wrong benchmark. */
static double measure_with(const struct design *d, const struct model_sparsity *sparsity)
{
  struct eval_problem problem;
  struct evaluator *e = evaluator_new(&d->arch, (int)d->arch.nodes - 1, &d->einsum, &d->energy,
                                      &problem);
  double best = INFINITY;
  if (e && sparsity) evaluator_set_sparsity(e, sparsity);
  if (!e || !evaluate(e, &d->mapping, &problem)) {
    fprintf(stderr, "evaluate: problem %d, %g of %g\n", problem.status, problem.have,
            problem.limit);
    exit(1);
  }
  for (unsigned n = 1, round = 0; round < ROUNDS;) {
    double start = cpu_seconds();
    for (unsigned i = 0; i < n; i++) evaluate(e, &d->mapping, &problem);
    double took = cpu_seconds() - start;
    if (took < 0.01 && n < 1u << 20) {
      n *= 2; /* too short to be measured */
      continue;
    }
    best = fmin(best, took / n);
    round++;
  }
  evaluator_free(e);
  return best;
}

static double measure(const struct design *d) { return measure_with(d, NULL); }

static void print(const char *what, unsigned n, const struct design *d)
{
  double took = measure(d);
  printf("%-44s %7u %9.2f %11.0f\n", what, n, took * 1e6, 1 / took);
}

static void print_size(const char *what, unsigned n, struct size size)
{
  static struct design d;
  any_size(&d, &size);
  print(what, n, &d);
}

/* One evaluation as mappers make them most, and a large one. */
static void put_rows(void)
{
  static struct design d;
  static struct zeros z;
  eyeriss_like(&d);
  zeros_of_eyeriss(&z, &d);
  double dense = measure(&d), with_zeros = measure_with(&d, &z.sparsity);
  put_row("evaluate", 1 / dense);
  put_row("evaluate-zeros", 1 / with_zeros);
  put_row("evaluate-zeros-times", with_zeros / dense);
  any_size(&d, &(struct size){.levels = 8, .dims = 7, .tensors = 3, .side = 16, .wired = true});
  put_row("evaluate-wires", 1 / measure(&d));
}

int main(int argc, char **argv)
{
  static struct design d;
  if (rows_wanted(argc, argv)) return put_rows(), 0;
  const struct size usual = {.levels = 4, .dims = 7, .tensors = 3, .side = 16};
  printf("%-44s %7s %9s %11s\n", "evaluation", "", "us", "a second");
  eyeriss_like(&d);
  print("Eyeriss-like layer, elements of the array", 168, &d);
  for (unsigned n = 2; n <= 16; n *= 2) {
    struct size size = usual;
    size.levels = n;
    print_size("levels", n, size);
  }
  for (unsigned n = 2; n <= 16; n *= 2) {
    struct size size = usual;
    size.dims = n;
    print_size("dims", n, size);
  }
  for (unsigned n = 1; n <= 16; n *= 2) {
    struct size size = usual;
    size.tensors = n;
    print_size("tensors", n, size);
  }
  for (unsigned wired = 0; wired < 2; wired++)
    for (unsigned n = 4; n <= 256; n *= 4) {
      struct size size = usual;
      size.side = n, size.wired = wired;
      print_size(wired ? "elements of the array, wires charged" : "elements of the array", n * n,
                 size);
    }
  return 0;
}

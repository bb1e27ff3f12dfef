/* Lowering: what attributes come to in the units of the model, and what cannot be lowered.
 * The designs are dumps of the flat form. */
#include "compiler/lower/lower.h"
#include "runtime/eval/evaluate.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* One run that is lowered.  What a test says of a part is put into the frame below. */
struct scene {
  const char *arch, *memory, *network, *transit, *array, *compute; /* lines; NULL: none */
  const char *workload, *mapping;                                  /* NULL: as in the frame */
  const char *sparsity;                                            /* its lines; NULL: none */
  struct arena arena;
  struct lowered out;
  struct lower_problem problem;
};

enum { MEMORY, TRANSIT, NETWORK, ARRAY, COMPUTE };

static const char copies[] =
  "  dim m 8\n  tensor A 8 bit input\n  tensor Z 16 bit output\n"
  "  einsum\n    write Z\n      rank m=1\n    read A\n      rank m=1\n";

static const char halves[] =
  "  at M\n    tensors A Z\n    loop m 4 4\n  at T\n    tensors A\n"
  "  at P\n    loop m 2 2 across x\n";

static const char *lines(const char *text) { return text ? text : ""; }

static void put_scene(struct strbuf *text, const struct scene *s)
{
  strbuf_printf(text, "arch 0 Machine\n%s", lines(s->arch));
  strbuf_printf(text, "  memory M\n%s", lines(s->memory));
  strbuf_printf(text, "  transit T\n%s", lines(s->transit));
  strbuf_printf(text, "  network N\n%s", lines(s->network));
  strbuf_printf(text, "  array P x=2\n%s", lines(s->array));
  strbuf_printf(text, "  compute C in P\n%s", lines(s->compute));
  strbuf_printf(text, "workload 0 Copy\n%s", s->workload ? s->workload : copies);
  strbuf_printf(text, "mapping 0 Halves of 0 on 0\n%s", s->mapping ? s->mapping : halves);
  if (s->sparsity) strbuf_printf(text, "sparsity 0 Zeros of 0 on 0\n%s", s->sparsity);
  strbuf_printf(text, "run Copy of 0 on 0 within 0%s\n", s->sparsity ? " sparse 0" : "");
}

/* Whether it can be lowered; give it to scene_close. */
static bool scene_open(struct scene *s)
{
  struct strbuf text = {0};
  unsigned line = 0;
  const char *why = "";
  arena_init(&s->arena);
  put_scene(&text, s);
  struct ir_design *d = ir_read(&s->arena, strbuf_str(&text), text.n, &line, &why);
  if (!d) fail_msg("line %u: %s", line, why);
  assert_null(ir_verify(&s->arena, d));
  strbuf_free(&text);
  return lower_run(&s->arena, d, &d->run[0], &s->out, &s->problem);
}

static void scene_close(struct scene *s) { arena_free(&s->arena); }

/* The node as it was lowered, and the design with it until scene_close. */
static const struct model_node *lowered(struct scene *s, int node)
{
  if (!scene_open(s)) fail_msg("not lowered: %d, %s", s->problem.status, s->problem.name);
  return &s->out.arch.node[node];
}

static void expect_number(double got, double want)
{
  bool same = got == want || (isnan(got) && isnan(want));
  if (!same && !(fabs(got - want) <= 1e-12 * fabs(want))) fail_msg("%g, not %g", got, want);
}

/* ---- attributes ---- */

#define HOLDS(node, field, want, ...) do { \
    struct scene s_ = {__VA_ARGS__}; \
    expect_number((double)lowered(&s_, node)->field, want); \
    scene_close(&s_); \
  } while (0)

#define CLOCK .arch = "  set clock 1e+09 Hz\n"

static void room_of_memories(void **state)
{
  (void)state;
  HOLDS(MEMORY, memory.size_bits, INFINITY, .memory = "");
  HOLDS(MEMORY, memory.size_bits, 4096, .memory = "set size 4096 bit\n");
  HOLDS(MEMORY, memory.size_bits, 64 * 32, .memory = "set width 32 bit\nset depth 64\n");
  HOLDS(MEMORY, memory.size_bits, INFINITY, .memory = "set width 32 bit\n");
  HOLDS(MEMORY, memory.size_bits, INFINITY, .memory = "set depth 64\n");
  HOLDS(MEMORY, memory.size_bits, 100,
        .memory = "set size 100 bit\nset width 32 bit\nset depth 64\n");
  HOLDS(MEMORY, memory.buffers, 1, .memory = "");
  HOLDS(MEMORY, memory.buffers, 2, .memory = "set buffers 2\n");
  HOLDS(MEMORY, memory.fullest, 1, .memory = "");
  HOLDS(MEMORY, memory.fullest, 0.75, .memory = "set utilization 0.75\n");
  HOLDS(MEMORY, memory.emptiest, 0, .memory = "");
  HOLDS(MEMORY, memory.emptiest, 0.5, .memory = "set utilization.least 0.5\n");
  HOLDS(MEMORY, memory.reduces, true, .memory = "");
  HOLDS(MEMORY, memory.reduces, false, .memory = "set reduce=none\n");
}

static void words_of_memories(void **state)
{
  (void)state;
  HOLDS(MEMORY, memory.width_bits, 0, .memory = "");
  HOLDS(MEMORY, memory.width_bits, 32, .memory = "set width 32 bit\n");
  HOLDS(MEMORY, memory.word_bits, 0, .memory = "");
  HOLDS(MEMORY, memory.word_bits, 4, .memory = "set word 4 bit\n");
  HOLDS(MEMORY, memory.cluster, 1, .memory = "");
  HOLDS(MEMORY, memory.cluster, 4, .memory = "set cluster 4\n");
  HOLDS(MEMORY, memory.cluster, 1, .memory = "set cluster 0\n");
  HOLDS(MEMORY, memory.cluster, 1e15, .memory = "set cluster inf\n");
  HOLDS(MEMORY, memory.block, 0, .memory = "");
  HOLDS(MEMORY, memory.block, 4, .memory = "set block 4\n");
  HOLDS(MEMORY, memory.size_bits, 10 * 4 * 8,
        .memory = "set word 8 bit\nset block 4\nset depth 10\n");
  HOLDS(MEMORY, memory.size_bits, 10 * 16,
        .memory = "set width 32 bit\nset cluster 2\nset depth 10\n");
  HOLDS(NETWORK, network.tree, 0, .network = "");
  HOLDS(NETWORK, network.tree, 1, .network = "set shape=tree\n");
  HOLDS(NETWORK, network.word_bits, 4, .network = "set word 4 bit\n");
}

static void rates_are_in_cycles_of_the_arch(void **state)
{
  (void)state;
  HOLDS(MEMORY, memory.read_rate, INFINITY, .memory = "");
  HOLDS(MEMORY, memory.read_rate, 16, .memory = "set read.bandwidth 16 bit/cycle\n");
  HOLDS(MEMORY, memory.read_rate, 16, CLOCK, .memory = "set read.bandwidth 16 bit/cycle\n");
  HOLDS(MEMORY, memory.write_rate, 8, CLOCK, .memory = "set write.bandwidth 8e9 bit/s\n");
  HOLDS(MEMORY, memory.shared_rate, 8, CLOCK,
        .memory = "set clock 2e9 Hz\nset bandwidth 8e9 bit/s\n");
  HOLDS(MEMORY, memory.shared_rate, 8, CLOCK,
        .memory = "set clock 5e+08 Hz\nset bandwidth 16 bit/cycle\n");
  HOLDS(MEMORY, memory.shared_rate, 32, CLOCK,
        .memory = "set clock 2e+09 Hz\nset bandwidth 16 bit/cycle\n");
  HOLDS(MEMORY, memory.shared_rate, 16,
        .memory = "set clock 2e+09 Hz\nset bandwidth 16 bit/cycle\n");
  HOLDS(MEMORY, memory.shared_rate, INFINITY, .memory = "set bandwidth 16 bit\n");
  HOLDS(NETWORK, network.rate, 16, .network = "set bandwidth 16 bit/cycle\n");
  HOLDS(TRANSIT, transit.rate, 2, .transit = "set throughput 2 1/cycle\n");
  HOLDS(TRANSIT, transit.bit_rate, 16, .transit = "set bandwidth 16 bit/cycle\n");
  HOLDS(TRANSIT, transit.rate, 5, CLOCK, .transit = "set throughput 5e9 Hz\n");
}

static void latencies(void **state)
{
  (void)state;
  HOLDS(NETWORK, network.fill_cycles, 0, .network = "");
  HOLDS(NETWORK, network.fill_cycles, 3, .network = "set latency 3 cycle\n");
  HOLDS(NETWORK, network.fill_cycles, 3, CLOCK, .network = "set latency 3e-9 s\n");
  HOLDS(NETWORK, network.fill_cycles, 6, CLOCK,
        .network = "set clock 5e8 Hz\nset latency 3 cycle\n");
}

static void rates_of_computes(void **state)
{
  (void)state;
  HOLDS(COMPUTE, compute.rate, 1, .compute = "");
  HOLDS(COMPUTE, compute.rate, 0.25, .compute = "set latency 4 cycle\n");
  HOLDS(COMPUTE, compute.rate, 1, .compute = "set latency 0 cycle\n");
  HOLDS(COMPUTE, compute.rate, 0.5, CLOCK, .compute = "set latency 2e-9 s\n");
  HOLDS(COMPUTE, compute.rate, 1, CLOCK, .compute = "set latency 0.2e-9 s\n");
  HOLDS(COMPUTE, compute.rate, 2, .compute = "set latency 4 cycle\nset throughput 2 1/cycle\n");
  HOLDS(COMPUTE, compute.rate, 4, CLOCK, .compute = "set throughput 4e9 Hz\n");
  HOLDS(COMPUTE, compute.rate, 2, CLOCK, .compute = "set clock 2e9 Hz\n");
  HOLDS(COMPUTE, compute.rate, 0.5, CLOCK, .compute = "set clock 2e9 Hz\nset latency 4 cycle\n");
  HOLDS(COMPUTE, compute.rate, 2, CLOCK, .compute = "set clock 2e9 Hz\nset latency 0.2e-9 s\n");
}

static void what_stands_between(void **state)
{
  (void)state;
  HOLDS(TRANSIT, transit.towards, MODEL_BOTH_WAYS, .transit = "");
  HOLDS(TRANSIT, transit.towards, MODEL_TO_COMPUTE, .transit = "set towards=compute\n");
  HOLDS(TRANSIT, transit.towards, MODEL_TO_MEMORY, .transit = "set towards=memory\n");
  HOLDS(TRANSIT, transit.carries, 1, .transit = "");
  HOLDS(ARRAY, array.multicasts, true, .array = "");
  HOLDS(ARRAY, array.multicasts, false, .array = "set multicast=none\n");
  HOLDS(ARRAY, array.reduces, true, .array = "");
  HOLDS(ARRAY, array.reduces, false, .array = "set reduce=none\n");
  HOLDS(ARRAY, array.forwards, false, .array = "");
  HOLDS(ARRAY, array.forwards, true, .array = "set forward=neighbors\n");
  HOLDS(ARRAY, array.axis[0].size, 2, .array = "");
  HOLDS(COMPUTE, gated_at, -1, .array = "");
  HOLDS(COMPUTE, gated_at, ARRAY, .array = "set gating=none\n");
  HOLDS(COMPUTE, parent, ARRAY, .array = "");
}

/* ---- costs ---- */

#define COSTS(node, action, want, ...) do { \
    struct scene s_ = {__VA_ARGS__}; \
    uint32_t row_ = lowered(&s_, node)->energy; \
    expect_number(energy_of(&s_.out.energy, row_, action), want); \
    scene_close(&s_); \
  } while (0)

static void actions_cost_picojoules(void **state)
{
  (void)state;
  COSTS(MEMORY, "read", 1.5, .memory = "action read 1.5e-12 J\n");
  COSTS(MEMORY, "write", NAN, .memory = "action read 1.5e-12 J\n");
  COSTS(COMPUTE, "compute", 2, .compute = "action compute 2e-12 J\n");
  COSTS(MEMORY, "read", NAN, .memory = "action read 1.5e-12 J\nset energy=none\n");
}

static void leakage_is_of_a_cycle(void **state)
{
  (void)state;
  COSTS(MEMORY, "leak", NAN, .memory = "");
  COSTS(MEMORY, "leak", 2, .memory = "set leakage 2e-12 J\n");
  COSTS(MEMORY, "leak", 3, CLOCK, .memory = "set leakage 0.003 W\n");
  COSTS(MEMORY, "leak", 5, CLOCK, .memory = "set leakage 0.003 W\naction leak 0.005 W\n");
  COSTS(MEMORY, "leak", 7, .memory = "set leakage 2e-12 J\naction leak 7e-12 J\n");
  COSTS(MEMORY, "leak", NAN, CLOCK, .memory = "set leakage 0.003 W\nset energy=none\n");
}

static void areas_are_in_square_micrometres(void **state)
{
  (void)state;
  struct scene s = {.memory = "set area 2.5e-07 m^2\n"};
  uint32_t row = lowered(&s, MEMORY)->energy;
  expect_number(area_of(&s.out.energy, row), 250000);
  expect_number(area_of(&s.out.energy, s.out.arch.node[COMPUTE].energy), 0);
  scene_close(&s);
}

/* ---- archs, workloads and mappings ---- */

static void clocks(void **state)
{
  (void)state;
  struct scene with = {CLOCK}, without = {.arch = ""};
  lowered(&with, 0), lowered(&without, 0);
  assert_true(with.out.has_clock);
  assert_false(without.out.has_clock);
  expect_number(with.out.arch.cycle_s, 1e-9);
  expect_number(without.out.arch.cycle_s, 0);
  scene_close(&with);
  scene_close(&without);
}

static void workloads(void **state)
{
  (void)state;
  struct scene s = {
    .workload = "  dim m 8\n  dim k 3\n  tensor A 4 bit input\n  tensor B 2 bit\n"
                "  tensor Z 16 bit output\n  einsum reduces\n    write Z\n      rank m=1\n"
                "    read A\n      rank m=2 k=-1 offset 5\n      rank\n"
                "    read A\n      rank m=2 k=-1 offset 5\n      rank\n",
    .mapping = "at M\ntensors A Z\nloop m 8 8\nloop k 3 3\n"};
  lowered(&s, 0);
  const struct model_einsum *e = &s.out.einsum;
  assert_int_equal(e->dims, 2);
  assert_string_equal(e->dim_names[1], "k");
  assert_int_equal(e->bounds[1], 3);
  assert_int_equal(e->tensors, 3);
  assert_int_equal(e->tensor[0].ranks, 2);
  assert_int_equal(e->tensor[0].coefficients[0], 2);
  assert_int_equal(e->tensor[0].coefficients[1], -1);
  expect_number(e->tensor[0].word_bits, 4);
  assert_int_equal(e->tensor[1].ranks, 0);
  assert_string_equal(e->tensor[1].name, "B");
  assert_true(e->tensor[2].output && !e->tensor[0].output && !e->tensor[1].output);
  scene_close(&s);
}

static void mappings(void **state)
{
  (void)state;
  struct scene s = {.mapping = "at M\ntensors A Z\nloop m 3 2\nat P\nloop m 3 2 across x\n"};
  lowered(&s, 0);
  const struct model_mapping *m = &s.out.mapping;
  assert_int_equal(m->storages, 2);
  assert_int_equal(m->storage[1].tensor, 1);
  assert_int_equal(m->storage[1].node, MEMORY);
  assert_int_equal(m->storage[1].position, 0);
  assert_int_equal(m->loops, 2);
  assert_int_equal(m->loop[0].axis, -1);
  assert_int_equal(m->loop[1].axis, 0);
  assert_int_equal(m->loop[1].node, ARRAY);
  assert_int_equal(m->loop[1].bound, 3);
  assert_int_equal(m->loop[1].residual, 2);
  assert_int_equal(m->policies, 0);
  assert_int_equal(s.out.compute, COMPUTE);
  scene_close(&s);
}

/* Each level has a policy of its own, if it says anything. */
static void policies(void **state)
{
  (void)state;
  struct scene s = {.mapping = "at M\ntensors A Z\nrefetch A Z\npreload Z\nloop m 4 4\n"
                               "at T\ntensors A\nat P\nunicast Z\ndirect A\nloop m 2 2 across x\n"};
  lowered(&s, 0);
  const struct model_mapping *m = &s.out.mapping;
  assert_int_equal(m->policies, 2);
  assert_int_equal(m->policy[0].node, MEMORY);
  assert_int_equal(m->policy[0].no_temporal_reuse, 3);
  assert_int_equal(m->policy[0].reads_first_update, 2);
  assert_int_equal(m->policy[0].no_multicast | m->policy[0].no_forwarding, 0);
  assert_int_equal(m->policy[1].node, ARRAY);
  assert_int_equal(m->policy[1].no_multicast, 2);
  assert_int_equal(m->policy[1].no_forwarding, 1);
  assert_int_equal(m->policy[1].no_temporal_reuse | m->policy[1].reads_first_update, 0);
  scene_close(&s);
}

/* ---- what cannot be lowered ---- */

static void expect_problem(struct scene s, enum lower_status status, const char *name,
                           uint64_t have, uint64_t limit)
{
  assert_false(scene_open(&s));
  assert_int_equal(s.problem.status, status);
  assert_string_equal(s.problem.name, name);
  assert_int_equal(s.problem.have, have);
  assert_int_equal(s.problem.limit, limit);
  scene_close(&s);
}

#define SCENE(...) ((struct scene){__VA_ARGS__})

static void seconds_need_a_clock(void **state)
{
  (void)state;
  expect_problem(SCENE(.memory = "set bandwidth 1 bit/s\n"), LOWER_CLOCK, "bandwidth", 0, 0);
  expect_problem(SCENE(.transit = "set throughput 1 Hz\n"), LOWER_CLOCK, "throughput", 0, 0);
  expect_problem(SCENE(.compute = "set latency 1 s\n"), LOWER_CLOCK, "latency", 0, 0);
  expect_problem(SCENE(.network = "set latency 1 s\n"), LOWER_CLOCK, "latency", 0, 0);
  expect_problem(SCENE(.memory = "set leakage 1 W\n"), LOWER_CLOCK, "leakage", 0, 0);
  expect_problem(SCENE(.memory = "action leak 1 W\n"), LOWER_CLOCK, "leak", 0, 0);
}

#define TENSORS "  dim m 8\n  tensor A 8 bit input\n  tensor Z 8 bit output\n"
#define WRITE_Z "  einsum\n    write Z\n      rank m=1\n"

static void other_einsums_are_for_later(void **state)
{
  (void)state;
  expect_problem(SCENE(.workload = TENSORS), LOWER_EINSUMS, "Copy", 0, 1);
  expect_problem(SCENE(.workload = TENSORS WRITE_Z WRITE_Z), LOWER_EINSUMS, "Copy", 2, 1);
  expect_problem(SCENE(.workload = TENSORS WRITE_Z "read A\nrank m=1\nread A\nrank m=2\n"),
                 LOWER_TWICE, "A", 0, 0);
  expect_problem(SCENE(.workload = TENSORS WRITE_Z "read A\nrank m=1\nread A\nrank m=1 offset 1\n"),
                 LOWER_TWICE, "A", 0, 0);
  expect_problem(SCENE(.workload = TENSORS WRITE_Z "read A\nrank m=1\nread A\nrank m=1\nrank\n"),
                 LOWER_TWICE, "A", 0, 0);
  expect_problem(SCENE(.workload = TENSORS WRITE_Z "read Z\nrank m=1\n"), LOWER_TWICE, "Z", 0, 0);
  expect_problem(SCENE(.compute = "compute Other\n"), LOWER_COMPUTES, "Other", 0, 0);
}

/* `first`, and `n` lines of `format` with a number, and `rest`.  In the arena. */
static const char *many(struct arena *a, const char *first, const char *format, unsigned n,
                        const char *rest)
{
  struct strbuf text = {0};
  strbuf_puts(&text, first);
  for (unsigned i = 0; i < n; i++)
    for (const char *c = format; *c; c++) {
      if (*c == '#') strbuf_printf(&text, "%u", i);
      else strbuf_putc(&text, *c);
    }
  strbuf_puts(&text, rest);
  return strbuf_take(&text, a);
}

static void there_are_limits(void **state)
{
  (void)state;
  struct arena a;
  arena_init(&a);
  expect_problem(SCENE(.workload = many(&a, "dim m 8\n", "dim d# 1\n", MODEL_DIMS, copies + 10)),
                 LOWER_LIMIT, "dimensions", MODEL_DIMS + 1, MODEL_DIMS);
  expect_problem(SCENE(.workload = many(&a, "", "tensor t# 8 bit\n", MODEL_TENSORS - 1, copies)),
                 LOWER_LIMIT, "tensors", MODEL_TENSORS + 1, MODEL_TENSORS);
  expect_problem(SCENE(.workload = many(&a, copies, "rank\n", MODEL_RANKS, "")),
                 LOWER_LIMIT, "ranks of a tensor", MODEL_RANKS + 1, MODEL_RANKS);
  expect_problem(SCENE(.memory = many(&a, "", "memory m#\n", MODEL_NODES - 4, "")),
                 LOWER_LIMIT, "levels of an arch", MODEL_NODES + 1, MODEL_NODES);
  expect_problem(SCENE(.network = many(&a, "array Wide", " a#=1", MODEL_AXES + 1, "\n")),
                 LOWER_LIMIT, "dimensions of an array", MODEL_AXES + 1, MODEL_AXES);
  expect_problem(SCENE(.mapping = many(&a, "at M\n", "loop m 1 1\n", UINT16_MAX + 1u, "")),
                 LOWER_LIMIT, "loops", UINT16_MAX + 1u, UINT16_MAX);
  arena_free(&a);
}

/* ---- zeros ---- */

static void zeros(void **state)
{
  (void)state;
  struct scene s = {
    .memory = "set metadata 100 bit\nset metadata.width 8 bit\nset buffers 3\n"
              "set overbooking 0.1\nset decompresses=false\n",
    .sparsity = "density A structured 2 of 4 along 0\ndensity Z banded 3\n"
                "format A at M inner\nstored rle bits 4\nover m\nover\nstored flags payload 0\n"
                "gate Z at C choice 7 by A\nskip Z at P choice 8 by A\n"};
  lowered(&s, 0);
  const struct model_sparsity *p = &s.out.sparsity;
  assert_true(s.out.sparse);
  assert_int_equal(p->density[0].kind, DENSITY_STRUCTURED);
  assert_int_equal(p->density[0].count * 10 + p->density[0].of, 24);
  assert_int_equal(p->density[1].kind, DENSITY_BANDED);
  assert_int_equal(p->density[1].width, 3);
  assert_int_equal(p->formats, 1);
  assert_true(p->format[0].inner_first);
  assert_int_equal(p->format[0].ranks, 2);
  const struct model_rank *rank = p->format[0].rank;
  assert_int_equal(rank[0].kind, RANK_RUNS);
  assert_int_equal(rank[0].lists, 2);
  assert_int_equal(rank[0].list[0] * 10 + rank[0].list[1], 10);
  expect_number(rank[0].metadata_bits, 4);
  expect_number(rank[0].payload_bits, -1);
  expect_number(rank[1].payload_bits, 0);
  assert_int_equal(p->savings, 2);
  assert_int_equal(p->saving[0].node, COMPUTE);
  assert_int_equal(p->saving[0].choice, 7);
  assert_false(p->saving[0].skips);
  assert_int_equal(p->saving[1].node, ARRAY);
  assert_true(p->saving[1].skips);
  scene_close(&s);
}

static void metadata(void **state)
{
  (void)state;
  struct scene says = {.memory = "set metadata 100 bit\nset metadata.width 8 bit\nset buffers 3\n"
                                 "set overbooking 0.1\nset decompresses=false\n",
                       .sparsity = "density A uniform 0.5\n"},
               silent = {.sparsity = "density A data \"a.mtx\"\n"}, dense = {.memory = ""};
  lowered(&says, 0);
  const struct model_metadata *m = &says.out.sparsity.metadata[MEMORY];
  expect_number(m->size_bits, 33); /* of one of three buffers */
  expect_number(m->width_bits, 8);
  expect_number(m->overbooking, 0.1);
  assert_false(m->decompresses);
  assert_true(m->compresses);
  expect_number(says.out.sparsity.metadata[ARRAY].size_bits, 0);
  lowered(&silent, 0);
  m = &silent.out.sparsity.metadata[MEMORY];
  expect_number(m->size_bits, INFINITY);
  expect_number(m->width_bits, -1);
  assert_true(m->decompresses && m->compresses);
  assert_int_equal(silent.out.sparsity.density[0].kind, DENSITY_DATA);
  assert_null(silent.out.sparsity.density[0].matrix);
  assert_string_equal(silent.out.sparsity_file[0], "a.mtx");
  lowered(&dense, 0);
  assert_false(dense.out.sparse);
  scene_close(&says);
  scene_close(&silent);
  scene_close(&dense);
}

/* ---- evaluation ---- */

/* Eight words go from one memory to two computes, and come back. */
static void a_dump_is_evaluated(void **state)
{
  (void)state;
  struct scene s = {
    CLOCK, .memory = "action read 1e-12 J\naction update 2e-12 J\nset read.bandwidth 4 bit/cycle\n",
    .transit = "action pass 1e-13 J\n", .compute = "action compute 5e-13 J\n"};
  struct eval_problem problem;
  lowered(&s, 0);
  const struct lowered *l = &s.out;
  struct evaluator *e = evaluator_new(&l->arch, l->compute, &l->einsum, &l->energy, &problem);
  const struct eval_result *r = e ? evaluate(e, &l->mapping, &problem) : NULL;
  if (!r) fail_msg("not evaluated: %d", problem.status);
  assert_int_equal(r->computes, 8);
  assert_int_equal(r->level[0].tensor[0].reads, 8);
  assert_int_equal(r->level[0].tensor[1].updates, 8);
  assert_int_equal(r->cycles, 16);
  expect_number(r->seconds, 16e-9);
  expect_number(r->energy_pJ, 8 * 1 + 8 * 2 + 8 * 0.1 + 8 * 0.5);
  evaluator_free(e);
  scene_close(&s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(room_of_memories),
    cmocka_unit_test(words_of_memories),
    cmocka_unit_test(rates_are_in_cycles_of_the_arch),
    cmocka_unit_test(latencies),
    cmocka_unit_test(rates_of_computes),
    cmocka_unit_test(what_stands_between),
    cmocka_unit_test(actions_cost_picojoules),
    cmocka_unit_test(leakage_is_of_a_cycle),
    cmocka_unit_test(areas_are_in_square_micrometres),
    cmocka_unit_test(clocks),
    cmocka_unit_test(workloads),
    cmocka_unit_test(mappings),
    cmocka_unit_test(policies),
    cmocka_unit_test(seconds_need_a_clock),
    cmocka_unit_test(other_einsums_are_for_later),
    cmocka_unit_test(there_are_limits),
    cmocka_unit_test(zeros),
    cmocka_unit_test(metadata),
    cmocka_unit_test(a_dump_is_evaluated),
  };
  return cmocka_run_group_tests_name("lower", tests, NULL, NULL);
}

/* What is refused, with its numbers; how large it may be; that nothing is allocated. */
#include "tests/unit/design.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* ---- Allocations are counted: the linker puts these in the place of arena.h's ---- */

static unsigned allocations;

void *__real_xmalloc(size_t size);
void *__real_xcalloc(size_t count, size_t size);
void *__real_xrealloc(void *old, size_t size);
void *__wrap_xmalloc(size_t size);
void *__wrap_xcalloc(size_t count, size_t size);
void *__wrap_xrealloc(void *old, size_t size);

void *__wrap_xmalloc(size_t size)
{
  allocations++;
  return __real_xmalloc(size);
}

void *__wrap_xcalloc(size_t count, size_t size)
{
  allocations++;
  return __real_xcalloc(count, size);
}

void *__wrap_xrealloc(void *old, size_t size)
{
  allocations++;
  return __real_xrealloc(old, size);
}

/* ---- */

/* A row of four pads below a buffer. */
static void row_of_pads(struct design *d)
{
  design_init(d);
  design_einsum(d, "P=12 R=3", "W[R] I[P+R] +O[P]");
  design_memory(d, "Buffer");
  design_array(d, "PE", 4, 2);
  design_memory(d, "Pad");
  design_compute(d, "MAC");
}

static void later_evaluations_allocate_nothing(void **state)
{
  (void)state;
  static const char *const mappings[] = {
    "Buffer: W I O | P=3 R=3; PE: | x:P=4; Pad: W I O",
    "Buffer: W I O | R=3 P=3; PE: | x:P=2 y:P=2; Pad: I",
    "Buffer: W I O | P=3 R=2; PE: | x:R=2/1; Pad: W I O | P=5/2",
  };
  struct design d;
  row_of_pads(&d);
  design_network(&d, "Bus");
  design_cost(&d, "Bus", "hop", 1);
  for (unsigned round = 0; round < 3; round++)
    for (unsigned i = 0; i < sizeof mappings / sizeof *mappings; i++) {
      design_map(&d, mappings[i]);
      unsigned before = allocations;
      design_run(&d);
      if (round) assert_int_equal(allocations, before);
      else if (!i) assert_true(allocations > before);
    }
  design_free(&d);
}

/* Zeros of W and I, which is stored without them; chances of tiles are kept once they are known. */
static void with_zeros_nothing_is_allocated_either(void **state)
{
  (void)state;
  static const char *const mappings[] = {
    "Buffer: W I O | P=3 R=3; PE: | x:P=4; Pad: W I O",
    "Buffer: W I O | R=3 P=3; PE: | x:P=2 y:P=2; Pad: W I",
  };
  struct model_density density[] = {{.kind = DENSITY_UNIFORM, .share = 0.5},
                                    {.kind = DENSITY_UNIFORM, .share = 0.3}, {.kind = DENSITY_DENSE, .share = 1}};
  struct model_rank rank = {.kind = RANK_BITMASK, .metadata_bits = -1, .payload_bits = -1, .lists = 1, .list = {3}};
  struct model_format format[] = {{.node = 0, .tensor = 1, .ranks = 1, .rank = &rank}};
  struct model_saving saving = {.target = 0, .by = 2, .skips = true};
  struct model_metadata metadata[MODEL_NODES];
  struct model_sparsity sparsity = {.formats = 1, .savings = 1, .density = density, .format = format,
                                    .saving = &saving, .metadata = metadata};
  for (unsigned i = 0; i < MODEL_NODES; i++)
    metadata[i] = (struct model_metadata){.width_bits = -1, .word_bits = -1, .size_bits = INFINITY,
                                          .decompresses = true};
  struct design d;
  row_of_pads(&d);
  saving.node = (uint16_t)design_node(&d, "Pad");
  design_map(&d, mappings[0]);
  design_run(&d);
  evaluator_set_sparsity(d.evaluator, &sparsity);
  for (unsigned round = 0; round < 3; round++)
    for (unsigned i = 0; i < sizeof mappings / sizeof *mappings; i++) {
      design_map(&d, mappings[i]);
      unsigned before = allocations;
      assert_true(design_run(&d)->sparse);
      if (round) assert_int_equal(allocations, before);
      else assert_true(allocations > before);
    }
  design_free(&d);
}

static void loops_must_cover_each_dim(void **state)
{
  (void)state;
  struct design d;
  row_of_pads(&d);
  design_map(&d, "Buffer: W I O | P=3 R=3");
  design_refused(&d, EVAL_COVER, 3, 12);
  assert_int_equal(d.problem.dim, 0);
  design_map(&d, "Buffer: W I O | P=3/2 R=3; PE: | x:P=4");
  design_refused(&d, EVAL_COVER, 8, 12);
  design_map(&d, "Buffer: W I O | P=12 R=3/0");
  design_refused(&d, EVAL_COVER, 0, 3);
  design_map(&d, "Buffer: W I O | P=12 R=3/4");
  design_refused(&d, EVAL_COVER, 0, 3);
  design_free(&d);
}

static void fan_out_has_room_along_each_axis(void **state)
{
  (void)state;
  struct design d;
  row_of_pads(&d);
  design_map(&d, "Buffer: W I O | P=2 R=3; PE: | x:P=6");
  design_refused(&d, EVAL_FANOUT, 6, 4);
  assert_int_equal(d.problem.node, design_node(&d, "PE"));
  assert_int_equal(d.problem.axis, 0);
  design_map(&d, "Buffer: W I O | P=3; PE: | y:P=2 x:P=2 y:R=3");
  design_refused(&d, EVAL_FANOUT, 6, 2);
  assert_int_equal(d.problem.axis, 1);
  design_map(&d, "Buffer: W I O | P=4 R=3; PE: | z:P=3");
  design_refused(&d, EVAL_FANOUT, 3, 0);
  design_free(&d);
}

static void loops_and_tiles_have_their_places(void **state)
{
  (void)state;
  struct design d;
  row_of_pads(&d);
  design_map(&d, "Pad: | P=12; Buffer: W I O | R=3");
  design_refused(&d, EVAL_LOOP_PLACE, 0, 0);
  design_map(&d, "Buffer: W I O | x:P=4 P=3 R=3");
  design_refused(&d, EVAL_LOOP_PLACE, 0, 0);
  design_map(&d, "MAC: W I O | P=12 R=3");
  design_refused(&d, EVAL_LOOP_PLACE, 0, 0);
  design_map(&d, "Buffer: W I O | P=12 R=3");
  d.loop[0].dim = 7;
  design_refused(&d, EVAL_LOOP_PLACE, 0, 0);
  design_map(&d, "Buffer: W I O | P=12 R=3");
  d.loop[0].node = 99;
  design_refused(&d, EVAL_LOOP_PLACE, 0, 0);
  design_map(&d, "Buffer: I O | P=12; Buffer: W | R=3");
  design_refused(&d, EVAL_STORAGE_PLACE, 0, 0);
  assert_int_equal(d.problem.tensor, design_tensor(&d, "W"));
  design_map(&d, "Buffer: W I O | P=12 R=3; PE: W");
  design_refused(&d, EVAL_STORAGE_PLACE, 0, 0);
  design_map(&d, "Buffer: W I O | P=12 R=3");
  d.storage[0].tensor = 5;
  design_refused(&d, EVAL_STORAGE_PLACE, 0, 0);
  design_map(&d, "Buffer: W O | P=12 R=3");
  design_refused(&d, EVAL_NOT_KEPT, 0, 0);
  assert_int_equal(d.problem.tensor, design_tensor(&d, "I"));
  design_map(&d, "Buffer: W I O | P=12 R=3");
  design_run(&d);
  design_free(&d);
}

static void path_goes_from_a_memory_to_a_compute(void **state)
{
  (void)state;
  struct design d;
  design_init(&d);
  design_einsum(&d, "P=4", "X[P]");
  design_memory(&d, "DRAM");
  design_refused(&d, EVAL_NO_COMPUTE, 0, 0);
  design_free(&d);
  design_init(&d);
  design_einsum(&d, "P=4", "X[P]");
  design_compute(&d, "MAC");
  design_refused(&d, EVAL_NO_COMPUTE, 0, 0);
  design_free(&d);
  design_init(&d);
  design_einsum(&d, "P=4", "X[P]");
  design_array(&d, "PE", 2, 2);
  design_compute(&d, "MAC");
  design_refused(&d, EVAL_NO_COMPUTE, 0, 0);
  design_free(&d);
}

/* What hangs beside the path, in an array of its own, is no part of it. */
static void other_branches_do_not_count(void **state)
{
  (void)state;
  struct design d;
  design_init(&d);
  design_einsum(&d, "P=4", "X[P] +Z[P]");
  design_memory(&d, "DRAM");
  design_array(&d, "Other", 2, 2);
  design_memory(&d, "Elsewhere");
  design_compute(&d, "Adder");
  d.array = -1;
  design_memory(&d, "Buffer");
  design_compute(&d, "MAC");
  design_map(&d, "DRAM: X Z | P=2; Buffer: X Z | P=2");
  const struct eval_result *r = design_run(&d);
  assert_int_equal(r->levels, 3);
  design_map(&d, "DRAM: X Z | P=2; Elsewhere: X Z | P=2");
  design_refused(&d, EVAL_LOOP_PLACE, 0, 0);
  design_free(&d);
}

static void objects_have_limits(void **state)
{
  (void)state;
  struct design d;
  row_of_pads(&d);
  d.einsum.dims = MODEL_DIMS + 1;
  design_refused(&d, EVAL_LIMIT, MODEL_DIMS + 1, MODEL_DIMS);
  design_free(&d);
  row_of_pads(&d);
  d.einsum.tensors = MODEL_TENSORS + 1;
  design_refused(&d, EVAL_LIMIT, MODEL_TENSORS + 1, MODEL_TENSORS);
  design_free(&d);
  row_of_pads(&d);
  d.tensor[0].ranks = MODEL_RANKS + 1;
  design_refused(&d, EVAL_LIMIT, MODEL_RANKS + 1, MODEL_RANKS);
  design_free(&d);
  row_of_pads(&d);
  d.bounds[0] = 0;
  design_refused(&d, EVAL_COVER, 1, 0);
  design_free(&d);
  row_of_pads(&d);
  d.node[design_node(&d, "PE")].array.axes = MODEL_AXES + 1;
  design_refused(&d, EVAL_LIMIT, MODEL_AXES + 1, MODEL_AXES);
  design_free(&d);
}

static void paths_have_limits(void **state)
{
  (void)state;
  struct design d;
  design_init(&d);
  design_einsum(&d, "P=4", "X[P]");
  for (unsigned i = 0; i < MODEL_LEVELS; i++) design_memory(&d, "M");
  design_compute(&d, "MAC");
  design_map(&d, "M: X | P=4");
  design_run(&d);
  design_free(&d);
  design_init(&d);
  design_einsum(&d, "P=4", "X[P]");
  for (unsigned i = 0; i <= MODEL_LEVELS; i++) design_memory(&d, "M");
  design_compute(&d, "MAC");
  design_refused(&d, EVAL_LIMIT, MODEL_LEVELS + 1, MODEL_LEVELS);
  design_free(&d);
  design_init(&d);
  design_einsum(&d, "P=4", "X[P]");
  design_memory(&d, "M");
  for (unsigned i = 0; i < 2 * MODEL_LEVELS; i++) design_network(&d, "N");
  design_compute(&d, "MAC");
  design_refused(&d, EVAL_LIMIT, 2 * MODEL_LEVELS + 1, 2 * MODEL_LEVELS);
  design_free(&d);
  design_init(&d);
  design_einsum(&d, "P=4", "X[P]");
  for (unsigned i = 0; i < MODEL_NODES; i++) design_transit(&d, "T");
  design_compute(&d, "MAC");
  design_refused(&d, EVAL_LIMIT, MODEL_NODES + 1, MODEL_NODES);
  design_free(&d);
}

static void as_many_loops_as_wanted_if_they_do_nothing(void **state)
{
  (void)state;
  struct design d;
  row_of_pads(&d);
  design_map(&d, "Buffer: W I O | P=12 R=3");
  for (unsigned i = 0; i < 2; i++) d.loop[DESIGN_LOOPS - 2 + i] = d.loop[i];
  for (unsigned i = 0; i < DESIGN_LOOPS - 2; i++) {
    d.loop[i] = d.loop[0];
    d.loop[i].bound = d.loop[i].residual = 1;
  }
  d.mapping.loops = DESIGN_LOOPS;
  design_run(&d);
  for (unsigned i = 0; i < DESIGN_LOOPS - 2; i++) d.loop[i].bound = 2;
  design_refused(&d, EVAL_LIMIT, MODEL_LOOPS + 1, MODEL_LOOPS);
  design_free(&d);
}

static void array_in_use_has_a_limit(void **state)
{
  (void)state;
  struct design d;
  design_init(&d);
  design_einsum(&d, "P=4096 Q=2048", "X[P+Q] +Z[P,Q]");
  design_memory(&d, "DRAM");
  design_array(&d, "PE", 4096, 4096);
  design_compute(&d, "MAC");
  design_map(&d, "DRAM: X Z; PE: | x:P=4096 y:Q=2048");
  design_refused(&d, EVAL_LIMIT, 8388608, MODEL_INSTANCES);
  design_map(&d, "DRAM: X Z | P=4; PE: | x:P=1024 y:Q=2048");
  design_run(&d);
  /* All four tiles overlap, and each is fetched whole. */
  design_holds(&d, "DRAM", "X", "reads 12284");
  design_free(&d);
}

static void large_counts_are_exact(void **state)
{
  (void)state;
  struct design d;
  design_init(&d);
  design_einsum(&d, "M=1000000 N=1000000 K=1000003", "A[M,K] B[K,N] +Z[M,N]");
  design_memory(&d, "DRAM");
  design_compute(&d, "MAC");
  design_map(&d, "DRAM: A B Z | M=1000000 N=1000000 K=1000003");
  const struct eval_result *r = design_run(&d);
  assert_true(r->computes == UINT64_C(1000003000000000000));
  assert_true(r->cycles == UINT64_C(1000003000000000000));
  design_free(&d);
}

static void counts_beyond_63_bits_are_refused(void **state)
{
  (void)state;
  struct design d;
  design_init(&d); /* points */
  design_einsum(&d, "M=4000000000 N=4000000000", "A[M] +Z[N]");
  design_memory(&d, "DRAM");
  design_compute(&d, "MAC");
  design_refused(&d, EVAL_TOO_LARGE, 0, 0);
  design_free(&d);
  design_init(&d); /* words of a tile */
  design_einsum(&d, "M=4000000 N=4000000", "A[2000M,2000N] +Z[N]");
  design_memory(&d, "DRAM");
  design_compute(&d, "MAC");
  design_map(&d, "DRAM: A Z | M=4000000 N=4000000");
  design_refused(&d, EVAL_TOO_LARGE, 0, 0);
  design_free(&d);
  design_init(&d); /* a coefficient times a bound */
  design_einsum(&d, "M=4", "A[9000000000000000000M] +Z[M]");
  design_memory(&d, "DRAM");
  design_compute(&d, "MAC");
  design_map(&d, "DRAM: A Z | M=4");
  design_refused(&d, EVAL_TOO_LARGE, 0, 0);
  design_free(&d);
  design_init(&d); /* words that are fetched */
  design_einsum(&d, "M=1000000000 N=1000000000", "A[100M+100N] +Z[N]");
  design_memory(&d, "DRAM");
  design_memory(&d, "Buffer");
  design_compute(&d, "MAC");
  design_map(&d, "DRAM: A Z | N=1000000000; Buffer: A Z | M=1000000000");
  design_policy(&d, "Buffer")->no_temporal_reuse = 1;
  design_refused(&d, EVAL_TOO_LARGE, 0, 0);
  design_free(&d);
}

static void cycles_that_no_counter_holds_are_refused(void **state)
{
  (void)state;
  struct design d;
  design_init(&d);
  design_einsum(&d, "M=1000000000", "A[M] +Z[M]");
  design_memory(&d, "DRAM")->memory.read_rate = 1e-12;
  design_compute(&d, "MAC");
  design_map(&d, "DRAM: A Z | M=1000000000");
  design_refused(&d, EVAL_TOO_LARGE, 0, 0);
  design_free(&d);
}

/* Thirteen loops around one that does not divide: four steps for each, all told. */
static void long_walks_are_refused(void **state)
{
  (void)state;
  char mapping[256];
  int at = snprintf(mapping, sizeof mapping, "DRAM: A |");
  struct design d;
  design_init(&d);
  design_einsum(&d, "M=3188645", "A[M]"); /* (3^13 - 1)·2 + 1 */
  design_memory(&d, "DRAM");
  design_compute(&d, "MAC");
  for (unsigned i = 0; i < 13; i++)
    at += snprintf(mapping + at, sizeof mapping - (size_t)at, " M=3");
  snprintf(mapping + at, sizeof mapping - (size_t)at, " M=2/1");
  design_map(&d, mapping);
  design_refused(&d, EVAL_STEPS, 0x1p27, 20e6);
  design_free(&d);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(later_evaluations_allocate_nothing),
    cmocka_unit_test(with_zeros_nothing_is_allocated_either),
    cmocka_unit_test(loops_must_cover_each_dim),
    cmocka_unit_test(fan_out_has_room_along_each_axis),
    cmocka_unit_test(loops_and_tiles_have_their_places),
    cmocka_unit_test(path_goes_from_a_memory_to_a_compute),
    cmocka_unit_test(other_branches_do_not_count),
    cmocka_unit_test(objects_have_limits),
    cmocka_unit_test(paths_have_limits),
    cmocka_unit_test(as_many_loops_as_wanted_if_they_do_nothing),
    cmocka_unit_test(array_in_use_has_a_limit),
    cmocka_unit_test(large_counts_are_exact),
    cmocka_unit_test(counts_beyond_63_bits_are_refused),
    cmocka_unit_test(cycles_that_no_counter_holds_are_refused),
    cmocka_unit_test(long_walks_are_refused),
  };
  return cmocka_run_group_tests_name("eval limits", tests, NULL, NULL);
}

/* Spaces and searches that can be followed by hand. */
#include "tests/unit/mapspace.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Y[M, N] = W[M] * X[N] with a buffer that has room for one word. */
static void outer_product(struct design *d, const char *dims)
{
  design_init(d);
  design_einsum(d, dims, "W[M] X[N] +Y[M,N]");
  design_memory(d, "DRAM");
  design_memory(d, "Buffer")->memory.size_bits = 8;
  design_compute(d, "MAC");
  design_cost(d, "DRAM", "read", 10);
  design_cost(d, "DRAM", "write", 10);
  design_cost(d, "Buffer", "read", 1);
  design_cost(d, "Buffer", "write", 1);
}

static void ranges_admit(void **state)
{
  (void)state;
  const int64_t choice[] = {2, 4};
  struct space_range any = {.low = 1, .high = INT64_MAX}, some = {.low = 2, .high = 5};
  struct space_range one = {.low = 1, .high = 5, .choices = 2, .choice = choice};
  assert_true(space_admits(&any, 1));
  assert_false(space_admits(&some, 1));
  assert_true(space_admits(&some, 5));
  assert_false(space_admits(&some, 6));
  assert_true(space_admits(&one, 4));
  assert_false(space_admits(&one, 3));
}

static void keep_all(struct mapspace *m)
{
  for (unsigned i = 0; i < m->space.memories; i++) m->memory[i].keep = UINT32_MAX;
}

static uint64_t visited(const struct search_result *r)
{
  return r->evaluated + r->pruned_limit;
}

static void ways_to_split_are_counted(void **state)
{
  (void)state;
  struct design d;
  struct mapspace m;
  design_init(&d);
  design_einsum(&d, "I=12", "A[I] +Z[I]");
  design_memory(&d, "Far"), design_memory(&d, "Middle"), design_memory(&d, "Near");
  design_compute(&d, "MAC");
  mapspace_init(&m, &d);
  keep_all(&m);
  /* 12 = 2 * 2 * 3: two twos in three places, one three in three places. */
  assert_int_equal(lround(mapspace_size(&m)), 6 * 3);
  struct search_result r = mapspace_search(&m, SEARCH_EXHAUSTIVE);
  assert_int_equal(visited(&r), 18);
  m.memory[1].keep = 0;
  assert_int_equal(lround(mapspace_size(&m)), 18 * 4);
  r = mapspace_search(&m, SEARCH_EXHAUSTIVE);
  assert_int_equal(visited(&r), 72);
  mapspace_slot(&m, &d, "Far", -1)->range[0].high = 1;
  assert_int_equal(lround(mapspace_size(&m)), 6 * 4);
  const int64_t choice[] = {3, 5, 12};
  struct space_range *near = &mapspace_slot(&m, &d, "Near", -1)->range[0];
  near->choice = choice, near->choices = 3;
  assert_int_equal(lround(mapspace_size(&m)), 2 * 4);
  r = mapspace_search(&m, SEARCH_EXHAUSTIVE);
  assert_int_equal(visited(&r), 8);
  near->low = 5, near->high = 7;
  assert_true(space_log10(&m.space) == -INFINITY);
  r = mapspace_search(&m, SEARCH_EXHAUSTIVE);
  assert_int_equal(r.status, SEARCH_NOTHING);
  mapspace_free(&m), design_free(&d);
}

static void imperfect_splits_are_counted(void **state)
{
  (void)state;
  struct design d;
  struct mapspace m;
  uint64_t expected = 0;
  design_init(&d);
  design_einsum(&d, "I=11", "A[I] +Z[I]");
  design_memory(&d, "Far");
  design_array(&d, "PE", 20, 20);
  design_compute(&d, "MAC");
  mapspace_init(&m, &d);
  keep_all(&m);
  m.space.imperfect = SPACE_IMPERFECT_SPATIAL;
  for (int x = 1; x <= 11; x++) expected += (uint64_t)((11 + x - 1) / x); /* any y of the rest */
  assert_int_equal(lround(mapspace_size(&m)), expected);
  struct search_result r = mapspace_search(&m, SEARCH_EXHAUSTIVE);
  assert_int_equal(visited(&r), expected);
  m.space.imperfect = SPACE_PERFECT;
  assert_int_equal(lround(mapspace_size(&m)), 3);
  mapspace_free(&m), design_free(&d);
}

static void orders_are_counted(void **state)
{
  (void)state;
  struct design d;
  struct mapspace m;
  design_init(&d);
  design_einsum(&d, "A=2 B=2 C=2 D=1", "X[A,B] +Z[A,C,D]");
  design_memory(&d, "Far");
  design_compute(&d, "MAC");
  mapspace_init(&m, &d);
  keep_all(&m);
  assert_int_equal(lround(mapspace_size(&m)), 6);
  struct search_result r = mapspace_search(&m, SEARCH_EXHAUSTIVE);
  assert_int_equal(r.evaluated, 6);
  m.slot[0].outside[0] = 1u << 1; /* b before a */
  assert_int_equal(lround(mapspace_size(&m)), 3);
  m.slot[0].outside[1] = 1u << 2; /* c before b */
  assert_int_equal(lround(mapspace_size(&m)), 1);
  r = mapspace_search(&m, SEARCH_EXHAUSTIVE);
  assert_int_equal(r.evaluated, 1);
  const struct model_loop *loop = r.at[0].mapping.loop;
  assert_int_equal(loop[0].dim, 2);
  assert_int_equal(loop[1].dim, 1);
  assert_int_equal(loop[2].dim, 0);
  m.slot[0].outside[2] = 1u << 0; /* a before c: there is none left */
  assert_true(space_log10(&m.space) == -INFINITY);
  mapspace_free(&m), design_free(&d);
}

/* With one weight in the buffer, and a loop over m around that over n: each weight is read
 * once, 2 * 10 + 2 * 1, and from the buffer 4 times, 4 * 1; X is read for each product, 4 * 10,
 * and each product written, 4 * 10. */
static void best_of_a_tiny_space(void **state)
{
  (void)state;
  struct design d;
  struct mapspace m;
  outer_product(&d, "M=2 N=2");
  mapspace_init(&m, &d);
  mapspace_memory(&m, &d, "DRAM")->keep = 7;
  mapspace_memory(&m, &d, "Buffer")->keep = 1u << design_tensor(&d, "W");
  mapspace_memory(&m, &d, "Buffer")->bypass = 6;
  struct search_result r = mapspace_search(&m, SEARCH_EXHAUSTIVE);
  assert_int_equal(r.status, SEARCH_OPTIMAL);
  assert_int_equal(r.found, 1);
  assert_true(r.value == 106 && r.lower_bound == 106 && r.gap == 0);
  /* Of the mappings that come to that, one has a single loop at each memory. */
  m.options.top = 10;
  r = mapspace_search(&m, SEARCH_EXHAUSTIVE);
  for (unsigned i = 0; i + 1 < r.found; i++) assert_true(r.at[i].value[0] <= r.at[i + 1].value[0]);
  assert_true(r.at[1].value[0] == 106);
  assert_true(r.at[2].value[0] > 106);
  mapspace_free(&m), design_free(&d);
}

static void limits_are_told_with_the_nearest_miss(void **state)
{
  (void)state;
  struct design d;
  struct mapspace m;
  outer_product(&d, "M=4 N=6");
  mapspace_init(&m, &d);
  keep_all(&m);
  struct search_result r = mapspace_search(&m, SEARCH_EXHAUSTIVE);
  assert_int_equal(r.status, SEARCH_NOTHING);
  assert_int_equal(r.rejects, 1);
  assert_int_equal(r.reject[0].by, REJECT_CAPACITY);
  assert_int_equal(r.reject[0].node, design_node(&d, "Buffer"));
  assert_int_equal(r.reject[0].times, r.evaluated);
  assert_true(r.reject[0].nearest == 24 && r.reject[0].limit == 8);
  mapspace_free(&m), design_free(&d);
}

static void what_is_stopped_has_proven_nothing(void **state)
{
  (void)state;
  struct design d;
  struct mapspace m;
  volatile sig_atomic_t stop = 1;
  outer_product(&d, "M=720 N=720");
  mapspace_init(&m, &d);
  m.memory[0].keep = 7;
  m.options.seconds = 0;
  struct search_result r = mapspace_search(&m, SEARCH_EXHAUSTIVE);
  assert_int_equal(r.status, SEARCH_STOPPED);
  assert_int_equal(r.end, SEARCH_BY_TIME);
  assert_true(r.lower_bound == 0 && r.gap == (r.found ? 1 : 0));
  m.options.seconds = INFINITY;
  m.options.stop = &stop;
  r = mapspace_search(&m, SEARCH_RANDOM);
  assert_int_equal(r.status, SEARCH_STOPPED);
  assert_int_equal(r.end, SEARCH_BY_STOP);
  mapspace_free(&m), design_free(&d);
}

static void count_samples(void *context, const double *values)
{
  assert_true(values[0] > 0);
  ++*(unsigned *)context;
}

static void draws_end_when_they_should(void **state)
{
  (void)state;
  struct design d;
  struct mapspace m;
  unsigned samples = 0;
  outer_product(&d, "M=24 N=24");
  mapspace_init(&m, &d);
  m.memory[0].keep = 7;
  m.memory[1].bypass = 6;
  m.options.mappings = 3000;
  m.options.sample = count_samples;
  m.options.context = &samples;
  struct search_result r = mapspace_search(&m, SEARCH_RANDOM);
  assert_int_equal(r.status, SEARCH_STOPPED);
  assert_int_equal(r.end, SEARCH_DONE);
  assert_int_equal(visited(&r), 3000);
  assert_int_equal(samples + r.reject[0].times, r.evaluated);
  m.options.victory = 20;
  r = mapspace_search(&m, SEARCH_RANDOM);
  assert_true(visited(&r) >= 20 && visited(&r) < 3000);
  m.options.victory = 0, m.options.mappings = 1u << 20, m.options.patience = 1e-9;
  r = mapspace_search(&m, SEARCH_RANDOM);
  assert_int_equal(r.end, SEARCH_DONE);
  assert_true(visited(&r) < 1u << 20);
  mapspace_free(&m), design_free(&d);
}

/* 4 = 4 * 1 = 2 * 2 = 1 * 4 at two memories: each for a third of the draws. */
static void draws_are_spread(void **state)
{
  (void)state;
  struct design d;
  struct mapspace m;
  unsigned first[5] = {0};
  design_init(&d);
  design_einsum(&d, "I=4", "A[I] +Z[I]");
  design_memory(&d, "Far"), design_memory(&d, "Near");
  design_compute(&d, "MAC");
  mapspace_init(&m, &d);
  keep_all(&m);
  m.options.mappings = 1;
  for (m.options.seed = 0; m.options.seed < 900; m.options.seed++) {
    struct search_result r = mapspace_search(&m, SEARCH_RANDOM);
    const struct model_loop *loop = r.at[0].mapping.loop;
    first[loop->node == m.slot[0].node ? loop->bound : 1]++;
  }
  assert_int_equal(first[1] + first[2] + first[4], 900);
  for (unsigned i = 1; i <= 4; i *= 2) assert_true(first[i] > 240 && first[i] < 360);
  mapspace_free(&m), design_free(&d);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(ranges_admit),
    cmocka_unit_test(ways_to_split_are_counted),
    cmocka_unit_test(imperfect_splits_are_counted),
    cmocka_unit_test(orders_are_counted),
    cmocka_unit_test(best_of_a_tiny_space),
    cmocka_unit_test(limits_are_told_with_the_nearest_miss),
    cmocka_unit_test(what_is_stopped_has_proven_nothing),
    cmocka_unit_test(draws_end_when_they_should),
    cmocka_unit_test(draws_are_spread),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What counts cost: room, accesses, bandwidth, networks, transits, leakage. */
#include "tests/unit/design.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static bool near(double a, double b)
{
  return fabs(a - b) <= 1e-9 * fabs(b);
}

/* DRAM and Buffer; the Buffer keeps 1 word of W, 4 of I and 4 of O. */
static struct model_memory *convolution(struct design *d)
{
  design_init(d);
  design_einsum(d, "R=3 P=4", "W[R] I[P+R] +O[P]");
  design_memory(d, "DRAM");
  struct model_node *buffer = design_memory(d, "Buffer");
  design_compute(d, "MAC");
  design_map(d, "DRAM: W I O | R=3; Buffer: W I O | P=4");
  return &buffer->memory;
}

/* Below the Buffer a row of pads, of which each computes three words of Y. */
static void outer_product(struct design *d, bool inside)
{
  design_init(d);
  design_einsum(d, "M=4 N=3", "W[M] X[N] +Y[M,N]");
  design_memory(d, "Buffer");
  if (!inside) design_network(d, "Bus"), design_transit(d, "Link");
  design_array(d, "PE", 4, 1);
  if (inside) design_network(d, "Bus"), design_transit(d, "Link");
  design_memory(d, "Pad");
  design_compute(d, "MAC");
  design_map(d, "Buffer: W X Y | N=3; PE: | x:M=4; Pad: W X Y");
}

static void slow_memory_sets_the_pace(void **state)
{
  (void)state;
  struct design d;
  design_init(&d);
  design_einsum(&d, "R=3 P=12", "W[R] I[P+R] +O[P]");
  struct model_memory *dram = &design_memory(&d, "DRAM")->memory;
  design_compute(&d, "MAC");
  dram->width_bits = 16;
  dram->shared_rate = 4;
  design_cost(&d, "DRAM", "read", 54.54477);
  design_cost(&d, "DRAM", "update", 89.868499);
  design_map(&d, "DRAM: W I O | P=12 R=3");
  const struct eval_result *r = design_run(&d);
  design_holds(&d, "DRAM", "W", "reads 36");
  design_holds(&d, "DRAM", "I", "reads 36");
  design_holds(&d, "DRAM", "O", "reads 24 updates 36");
  assert_int_equal(r->cycles, 264); /* 132 words at half a word a cycle */
  assert_true(near(r->utilization, 36.0 / 264));
  assert_true(design_level(&d, "DRAM")->bound);
  assert_false(design_level(&d, "MAC")->bound);
  assert_true(near(design_at(&d, "DRAM", "W")->energy_pJ, 18 * 54.54477));
  assert_true(near(design_at(&d, "DRAM", "O")->energy_pJ, 12 * 54.54477 + 18 * 89.868499));
  assert_true(near(r->seconds, 264e-9));
  design_free(&d);
}

static void reads_and_writes_have_rates_of_their_own(void **state)
{
  (void)state;
  struct design d;
  struct model_memory *buffer = convolution(&d);
  buffer->read_rate = 8; /* W 12, I 12 and O 8 words in 12 cycles */
  assert_int_equal(design_run(&d)->cycles, 32);
  buffer->read_rate = INFINITY;
  buffer->write_rate = 4; /* fills 3 and 6, updates 12 */
  assert_int_equal(design_run(&d)->cycles, 42);
  d.tensor[design_tensor(&d, "O")].word_bits = 16; /* W's words are what is counted */
  evaluator_free(d.evaluator);
  d.evaluator = NULL;
  assert_int_equal(design_run(&d)->cycles, 66);
  design_free(&d);
}

static void tiles_must_fit(void **state)
{
  (void)state;
  struct design d;
  struct model_memory *buffer = convolution(&d);
  buffer->size_bits = 64;
  design_refused(&d, EVAL_CAPACITY, 72, 64);
  assert_int_equal(d.problem.node, design_node(&d, "Buffer"));
  buffer->size_bits = 72;
  design_run(&d);
  assert_true(design_level(&d, "Buffer")->capacity_words == 9);
  assert_true(design_level(&d, "Buffer")->word_bits == 8);
  buffer->size_bits = 140; /* 17 words, and 8 at a time */
  buffer->buffers = 2;
  design_refused(&d, EVAL_CAPACITY, 72, 64);
  buffer->buffers = 1;
  buffer->fullest = 0.5;
  design_refused(&d, EVAL_CAPACITY, 72, 68);
  buffer->fullest = 1;
  buffer->emptiest = 0.75;
  design_refused(&d, EVAL_EMPTY, 72, 102);
  buffer->emptiest = 0.25;
  design_run(&d);
  design_free(&d);
}

static void words_may_differ(void **state)
{
  (void)state;
  struct design d;
  struct model_memory *buffer = convolution(&d);
  d.tensor[design_tensor(&d, "O")].word_bits = 20;
  buffer->size_bits = 119;
  design_refused(&d, EVAL_CAPACITY, 8 + 32 + 80, 119);
  buffer->size_bits = 120;
  design_run(&d);
  assert_true(isnan(design_level(&d, "Buffer")->capacity_words));
  design_free(&d);
  buffer = convolution(&d);
  d.tensor[design_tensor(&d, "O")].word_bits = 20;
  buffer->word_bits = 10; /* all words are so here */
  buffer->size_bits = 90;
  design_run(&d);
  design_free(&d);
}

static void wide_accesses_move_blocks(void **state)
{
  (void)state;
  struct design d;
  struct model_memory *buffer = convolution(&d);
  buffer->width_bits = 40;
  design_cost(&d, "Buffer", "read", 1);
  design_cost(&d, "Buffer", "write", 10);
  design_run(&d);
  assert_true(design_action(&d, "Buffer", "read")->count == 3 + 3 + 2); /* of 12, 12 and 8 */
  assert_true(design_action(&d, "Buffer", "write")->count == 1 + 2);    /* of 3 and 6 */
  /* What is not told costs as much as a write. */
  assert_true(design_action(&d, "Buffer", "update")->energy_pJ == 10 * 3);
  assert_true(design_level(&d, "Buffer")->energy_pJ == 8 + 30 + 30);
  design_free(&d);
  buffer = convolution(&d);
  buffer->width_bits = 3; /* three accesses to a word */
  design_run(&d);
  assert_true(design_action(&d, "Buffer", "read")->count == 3 * (12 + 12 + 8));
  design_free(&d);
}

static void clusters_share_their_accesses(void **state)
{
  (void)state;
  struct design d;
  outer_product(&d, false);
  design_cost(&d, "Pad", "write", 1);
  design_run(&d);
  assert_true(design_action(&d, "Pad", "write")->count == 4 * (1 + 3));
  evaluator_free(d.evaluator);
  d.evaluator = NULL;
  d.node[design_node(&d, "Pad")].memory.cluster = 4;
  d.node[design_node(&d, "Pad")].memory.width_bits = 32;
  design_run(&d);
  assert_true(design_action(&d, "Pad", "write")->count == 1 + 3);
  design_free(&d);
}

static void addresses_and_additions_may_cost(void **state)
{
  (void)state;
  struct design d;
  convolution(&d);
  design_cost(&d, "Buffer", "address", 2);
  design_cost(&d, "Buffer", "reduce", 5);
  design_run(&d);
  /* W 12 + 3, I 12 + 6, O 12 + 0: reads of what is only read, updates of the sum, and fills */
  assert_true(design_action(&d, "Buffer", "address")->count == 45);
  assert_true(design_action(&d, "Buffer", "reduce")->count == 8);
  assert_true(design_level(&d, "Buffer")->energy_pJ == 45 * 2 + 8 * 5);
  design_free(&d);
}

static void instances_in_use_leak(void **state)
{
  (void)state;
  struct design d;
  outer_product(&d, false);
  d.node[design_node(&d, "PE")].array.axis[0].size = 8;
  design_cost(&d, "Pad", "leak", 0.5);
  design_cost(&d, "Buffer", "leak", 2);
  const struct eval_result *r = design_run(&d);
  assert_true(design_level(&d, "Pad")->leakage_pJ == 4 * 3 * 0.5);
  assert_true(design_level(&d, "Buffer")->leakage_pJ == 3 * 2);
  assert_true(r->leakage_pJ == 6 + 6 && r->energy_pJ == 12);
  design_free(&d);
  outer_product(&d, false);
  d.node[design_node(&d, "PE")].array.axis[0].size = 8;
  d.node[design_node(&d, "Pad")].gated_at = design_node(&d, "Buffer");
  design_cost(&d, "Pad", "leak", 0.5);
  design_run(&d); /* the Buffer is on, and so are all eight */
  assert_true(design_level(&d, "Pad")->leakage_pJ == 8 * 3 * 0.5);
  design_free(&d);
}

static void computes_have_a_rate_and_an_energy(void **state)
{
  (void)state;
  struct design d;
  outer_product(&d, false);
  d.node[design_node(&d, "MAC")].compute.rate = 2;
  d.row[design_node(&d, "MAC")].area_um2 = 7;
  design_cost(&d, "MAC", "compute", 3);
  const struct eval_result *r = design_run(&d);
  assert_int_equal(r->computes, 12);
  assert_int_equal(r->cycles, 2); /* 3 rounds, two a cycle */
  assert_true(near(r->utilization, 12.0 / 2 / 4 / 2));
  assert_true(r->energy_pJ == 36);
  assert_true(r->area_um2 == 4 * 7);
  design_free(&d);
}

/* X goes to all four at once, three times; W and Y to each by itself. */
static void networks_charge_hops_and_routers(void **state)
{
  (void)state;
  struct design d;
  outer_product(&d, false);
  design_cost(&d, "Bus", "hop", 1);
  design_cost(&d, "Bus", "route", 100);
  design_cost(&d, "Bus", "transfer", 10000);
  design_run(&d);
  /* To the end of the row: 3 hops; to each of the four: 0 + 1 + 2 + 3. */
  assert_true(design_action(&d, "Bus", "hop")->count == 3 * 3 + 6 + 3 * 6);
  /* One router more than hops, rounded down, for each word. */
  assert_true(design_action(&d, "Bus", "route")->count == 3 * (1 + 3) + 4 * (1 + 1) + 12 * (1 + 1));
  assert_true(design_action(&d, "Bus", "transfer")->count == 3 + 4 + 12);
  assert_true(design_at(&d, "Bus", "X")->energy_pJ == 9 + 1200 + 30000);
  assert_true(design_at(&d, "Bus", "X")->passed == 3);
  assert_int_equal(design_at(&d, "Bus", "X")->multicast, 4);
  design_free(&d);
}

static void middle_of_the_left_edge_is_where_words_enter(void **state)
{
  (void)state;
  struct design d;
  design_init(&d);
  design_einsum(&d, "M=2 N=3", "X[] W[M,N] +Y[M,N]");
  design_memory(&d, "Buffer");
  design_network(&d, "Bus");
  design_array(&d, "PE", 2, 3);
  design_compute(&d, "MAC");
  design_cost(&d, "Bus", "hop", 1);
  design_map(&d, "Buffer: X W Y; PE: | x:M=2 y:N=3");
  design_run(&d);
  /* Along the row 1, and in each of two columns one up and one down. */
  assert_true(design_at(&d, "Bus", "X")->energy_pJ == 1 + 2 * 2);
  /* To each: 1, 0, 1 in the first column, and one more each in the second. */
  assert_true(design_at(&d, "Bus", "W")->energy_pJ == 2 + 2 + 3);
  design_free(&d);
}

static void neighbours_are_one_hop_away(void **state)
{
  (void)state;
  struct design d;
  design_init(&d);
  design_einsum(&d, "P=2 R=3", "I[P+R] +O[P]");
  design_memory(&d, "Buffer");
  design_network(&d, "Bus");
  design_array(&d, "PE", 2, 1);
  design_memory(&d, "Pad");
  design_compute(&d, "MAC");
  design_cost(&d, "Bus", "hop", 1);
  design_map(&d, "Buffer: I O | R=3; PE: | x:P=2; Pad: I O");
  design_run(&d);
  /* The first two words 0 + 1, then twice one to the far end and one to a neighbour. */
  assert_true(design_at(&d, "Bus", "I")->energy_pJ == 1 + 2 * (1 + 1));
  design_free(&d);
}

static void sums_go_down_before_they_come_up_where_nothing_adds(void **state)
{
  (void)state;
  struct design d;
  design_init(&d);
  design_einsum(&d, "K=8 M=3", "A[K,M] +Z[M]");
  struct model_node *dram = design_memory(&d, "DRAM");
  design_network(&d, "Bus");
  design_array(&d, "PE", 4, 1);
  design_compute(&d, "MAC");
  design_cost(&d, "Bus", "reduce", 1);
  design_map(&d, "DRAM: A Z | K=2 M=3; PE: | x:K=4");
  design_run(&d);
  assert_true(design_at(&d, "Bus", "Z")->passed == 6);
  assert_true(design_action(&d, "Bus", "reduce")->count == 6 * 3);
  dram->memory.reduces = false;
  design_run(&d); /* 6 up, and 6 - 3 down */
  assert_true(design_at(&d, "Bus", "Z")->passed == 9);
  design_free(&d);
}

static void trees_charge_branches(void **state)
{
  (void)state;
  struct design d;
  outer_product(&d, false);
  design_cost(&d, "Bus", "hop", 1);
  design_cost(&d, "Bus", "route", 100);
  d.node[design_node(&d, "Bus")].network.tree = true;
  design_run(&d);
  /* Three words for four each: twice half a hop, and three switches; the rest goes straight. */
  assert_true(design_action(&d, "Bus", "hop")->count == 3);
  assert_true(design_action(&d, "Bus", "route")->count == 3 * 3);
  assert_true(design_at(&d, "Bus", "X")->energy_pJ == 3 + 900);
  assert_true(design_at(&d, "Bus", "W")->energy_pJ == 0);
  design_free(&d);
}

static void networks_fill_and_drain_and_may_be_slow(void **state)
{
  (void)state;
  struct design d;
  outer_product(&d, false);
  struct model_network *bus = &d.node[design_node(&d, "Bus")].network;
  bus->fill_cycles = 4;
  bus->drain_cycles = 6;
  const struct eval_result *r = design_run(&d);
  assert_int_equal(r->cycles, 3 + 10);
  assert_int_equal(r->busy_cycles, 3);
  bus->rate = 16; /* 19 words of 8 bits */
  r = design_run(&d);
  assert_int_equal(r->busy_cycles, 10);
  assert_true(design_level(&d, "Bus")->bound);
  design_free(&d);
}

/* In front of the array a word passes once, inside once for all who want it. */
static void transits_are_charged_for_what_passes(void **state)
{
  (void)state;
  struct design d;
  outer_product(&d, false);
  design_cost(&d, "Link", "pass", 1);
  design_run(&d);
  assert_true(design_at(&d, "Link", "X")->passed == 3);
  assert_true(design_at(&d, "Link", "W")->passed == 4);
  assert_true(design_at(&d, "Link", "Y")->passed == 12);
  assert_true(design_level(&d, "Link")->energy_pJ == 19);
  design_free(&d);
  outer_product(&d, true);
  struct model_transit *link = &d.node[design_node(&d, "Link")].transit;
  design_run(&d);
  assert_true(design_at(&d, "Link", "X")->passed == 12);
  assert_true(design_level(&d, "Link")->instances_used == 4);
  link->rate = 0.5; /* 3 + 1 + 3 words of one instance */
  assert_int_equal(design_run(&d)->cycles, 14);
  link->bit_rate = 0.25 * d.einsum.tensor[0].word_bits; /* four cycles for a word */
  assert_int_equal(design_run(&d)->cycles, 28);
  link->bit_rate = INFINITY;
  link->towards = MODEL_TO_MEMORY;
  design_run(&d);
  assert_true(design_at(&d, "Link", "X")->passed == 0);
  assert_true(design_at(&d, "Link", "Y")->passed == 12);
  link->towards = MODEL_TO_COMPUTE; /* no sum is there twice, so that none goes down */
  link->carries = 1u << design_tensor(&d, "X") | 1u << design_tensor(&d, "Y");
  design_run(&d);
  assert_true(design_at(&d, "Link", "X")->passed == 12);
  assert_true(design_at(&d, "Link", "W")->passed == 0);
  assert_true(design_at(&d, "Link", "Y")->passed == 0);
  design_free(&d);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(slow_memory_sets_the_pace),
    cmocka_unit_test(reads_and_writes_have_rates_of_their_own),
    cmocka_unit_test(tiles_must_fit),
    cmocka_unit_test(words_may_differ),
    cmocka_unit_test(wide_accesses_move_blocks),
    cmocka_unit_test(clusters_share_their_accesses),
    cmocka_unit_test(addresses_and_additions_may_cost),
    cmocka_unit_test(instances_in_use_leak),
    cmocka_unit_test(computes_have_a_rate_and_an_energy),
    cmocka_unit_test(networks_charge_hops_and_routers),
    cmocka_unit_test(trees_charge_branches),
    cmocka_unit_test(middle_of_the_left_edge_is_where_words_enter),
    cmocka_unit_test(neighbours_are_one_hop_away),
    cmocka_unit_test(sums_go_down_before_they_come_up_where_nothing_adds),
    cmocka_unit_test(networks_fill_and_drain_and_may_be_slow),
    cmocka_unit_test(transits_are_charged_for_what_passes),
  };
  return cmocka_run_group_tests_name("eval costs", tests, NULL, NULL);
}

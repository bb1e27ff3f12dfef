/* Faults of the established model that are had with `compat`, each beside what is right, which is
 * worked out by hand. */
#include "tests/unit/design.h"

#include "runtime/sparse/density.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { FORMATS = 4, SAVINGS = 4 };
enum { M = 1, N = 2, K = 4 };        /* sets of dims, in the order of PRODUCT */
#define PRODUCT "A[M,K] B[K,N] +Z[M,N]"

struct zeros {
  struct design d;
  struct model_sparsity s;
  struct model_density density[MODEL_TENSORS];
  struct model_format format[FORMATS];
  struct model_rank rank[FORMATS][2];
  struct model_saving saving[SAVINGS];
  struct model_metadata metadata[MODEL_NODES];
};

/* The nodes are made after this. */
static void zeros_init(struct zeros *z, const char *dims, const char *tensors)
{
  memset(z, 0, sizeof *z);
  design_init(&z->d);
  design_einsum(&z->d, dims, tensors);
  z->s = (struct model_sparsity){.density = z->density, .format = z->format, .saving = z->saving,
                                 .metadata = z->metadata};
  for (int i = 0; i < MODEL_NODES; i++)
    z->metadata[i] = (struct model_metadata){.width_bits = 8, .word_bits = 1, .size_bits = INFINITY,
                                             .decompresses = true, .compresses = true};
}

/* A product on two memories. */
static void product(struct zeros *z, const char *dims)
{
  zeros_init(z, dims, PRODUCT);
  design_memory(&z->d, "Outer");
  design_memory(&z->d, "Inner");
  design_compute(&z->d, "MAC");
}

static void constant(struct zeros *z, const char *tensor, double share)
{
  z->density[design_tensor(&z->d, tensor)] = (struct model_density){.kind = DENSITY_CONSTANT,
                                                                    .share = share};
}

/* One rank, or two. */
static void stored(struct zeros *z, const char *node, const char *tensor, enum rank_kind kind,
                   uint32_t dims, enum rank_kind inside, uint32_t dims_inside)
{
  struct model_rank *rank = z->rank[z->s.formats];
  rank[0] = (struct model_rank){.kind = kind, .metadata_bits = 1, .payload_bits = 1, .lists = 1,
                                .list = {dims}};
  rank[1] = rank[0];
  rank[1].kind = inside, rank[1].list[0] = dims_inside;
  z->format[z->s.formats++] = (struct model_format){
    .node = (uint16_t)design_node(&z->d, node), .tensor = (uint16_t)design_tensor(&z->d, tensor),
    .ranks = dims_inside ? 2 : 1, .rank = rank};
}

static void left_out(struct zeros *z, bool skips, const char *node, const char *target,
                     const char *by)
{
  unsigned n = z->s.savings++;
  z->saving[n] = (struct model_saving){.node = (uint16_t)design_node(&z->d, node), .skips = skips,
                                       .choice = (uint16_t)n,
                                       .target = (uint16_t)design_tensor(&z->d, target)};
  for (; *by; by++) z->saving[n].by |= 1u << design_tensor(&z->d, (char[]){*by, 0});
}

/* Makes the evaluator anew, with the faults or without. */
static void take(struct zeros *z, bool compat)
{
  evaluator_free(z->d.evaluator);
  z->s.compat = compat;
  z->d.evaluator = evaluator_new(&z->d.arch, design_node(&z->d, "MAC"), &z->d.einsum, &z->d.energy,
                                 &z->d.problem);
  assert_non_null(z->d.evaluator);
  evaluator_set_sparsity(z->d.evaluator, &z->s);
}

static const struct eval_result *run(struct zeros *z, bool compat)
{
  take(z, compat);
  return design_run(&z->d);
}

static const struct sparse_result *at(struct zeros *z, const char *node, const char *tensor)
{
  return design_at(&z->d, node, tensor)->sparse;
}

static double metadata(struct zeros *z, const char *node, const char *tensor, enum fate f,
                       enum access a)
{
  const struct sparse_result *s = at(z, node, tensor);
  double n = 0;
  for (unsigned r = 0; r < s->ranks; r++)
    n += (double)(s->metadata[f][a][r][0] + s->metadata[f][a][r][1]);
  return n;
}

static void near(double a, double b)
{
  if (fabs(a - b) > 1e-9 * fmax(1, fabs(b))) fail_msg("%.17g instead of %.17g", a, b);
}

/* ---- savings ---- */

/* A is read 128 times at Inner, half of which are for zeros of B: with the mask of 8 for each 8
 * words, 64 bits of it are read and 64 are left out.  The fault: where a saving inside of another
 * one takes over, as many metadata are read as are updated, of an input none. */
static void metadata_reads_are_those_of_updates(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=4 N=4 K=8");
  design_map(&z.d, "Outer: A B Z | M=4; Inner: A B Z | N=4 K=8");
  constant(&z, "B", 0.5);
  stored(&z, "Outer", "A", RANK_UNCOMPRESSED, M, RANK_BITMASK, K);
  stored(&z, "Inner", "A", RANK_BITMASK, M | K, 0, 0);
  left_out(&z, true, "Outer", "A", "B");
  left_out(&z, true, "Inner", "A", "B");
  run(&z, false);
  near(metadata(&z, "Inner", "A", RANDOM, READS), 64);
  near(metadata(&z, "Inner", "A", SKIPPED, READS), 64);
  run(&z, true);
  near(metadata(&z, "Inner", "A", RANDOM, READS), 0);
  near(metadata(&z, "Inner", "A", SKIPPED, READS), 0);
  design_free(&z.d);
}

/* Each half of A is for 16 words of B, of which half a word differs from zero: every other tile of
 * A is left out, of 8 words 4, and so is its mask.  The fault: where the memory outside has two
 * ranks, all of the masks come. */
static void metadata_are_not_spared_by_two_ranks(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=1 N=4 K=8");
  design_map(&z.d, "Outer: A B Z | K=2; Inner: A Z | N=4 K=4");
  constant(&z, "B", 1.0 / 32);
  stored(&z, "Outer", "A", RANK_UNCOMPRESSED, K, RANK_BITMASK, K);
  stored(&z, "Inner", "A", RANK_BITMASK, K, 0, 0);
  left_out(&z, true, "Outer", "A", "B");
  run(&z, false);
  assert_int_equal(at(&z, "Inner", "A")->count[RANDOM][FILLS], 4);
  near(metadata(&z, "Inner", "A", RANDOM, FILLS), 4);
  run(&z, true);
  assert_int_equal(at(&z, "Inner", "A")->count[RANDOM][FILLS], 4);
  near(metadata(&z, "Inner", "A", RANDOM, FILLS), 8);
  design_free(&z.d);
}

/* Of 128 updates of Z at Inner, three quarters are for tiles that do not go because a word of A is
 * zero.  Of the other 32, a quarter is for zeros of B.  The fault: what is left out inside is
 * taken for more of the same, and 1/4 for a loss after 3/4: -64 updates, in 64 bits, and 96 that
 * stay. */
static void a_weaker_saving_inside_wraps(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=4 N=4 K=8");
  design_map(&z.d, "Outer: A B Z | K=8 M=4; Inner: Z | N=4");
  constant(&z, "A", 0.25);
  constant(&z, "B", 0.75);
  left_out(&z, true, "Outer", "Z", "A");
  left_out(&z, true, "Inner", "Z", "B");
  run(&z, false);
  assert_int_equal(at(&z, "Inner", "Z")->count[SKIPPED][UPDATES], 8);
  assert_int_equal(at(&z, "Inner", "Z")->count[RANDOM][UPDATES], 24);
  run(&z, true);
  assert_true(at(&z, "Inner", "Z")->count[SKIPPED][UPDATES] == UINT64_MAX - 63);
  assert_int_equal(at(&z, "Inner", "Z")->count[RANDOM][UPDATES], 96);
  design_free(&z.d);
}

/* An access of Inner moves 4 words of B: 2 beside each other, of 2 steps of K.  They are left out
 * if 2 words of A are zero, with a probability of 1 - 2/8: of 64 reads 48.  The fault: an access
 * is as many steps of the innermost loop, which are for one word of A: 1 - 1/8, so 56. */
static void blocks_follow_the_innermost_loop_alone(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=4 N=2 K=8");
  z.d.node[design_node(&z.d, "Inner")].memory.block = 4;
  design_map(&z.d, "Outer: A B Z | M=4; Inner: A B Z | K=8 N=2");
  constant(&z, "A", 0.125);
  left_out(&z, true, "Inner", "B", "A");
  run(&z, false);
  assert_int_equal(at(&z, "Inner", "B")->count[SKIPPED][READS], 48);
  run(&z, true);
  assert_int_equal(at(&z, "Inner", "B")->count[SKIPPED][READS], 56);
  design_free(&z.d);
}

/* Words of A go from Outer to 4 instances at a time, each with one: 3 of 4 are zero, and of 32
 * reads of B 24 left out.  The fault: where words are read one by one through an array, a read is
 * taken to be for all that the array works on, 4 words of A, that are never all zero. */
static void words_through_an_array_are_for_all_of_it(void **state)
{
  (void)state;
  struct zeros z;
  zeros_init(&z, "M=4 N=2 K=4", PRODUCT);
  design_memory(&z.d, "Outer");
  design_array(&z.d, "PE", 4, 1);
  design_memory(&z.d, "Pad");
  design_compute(&z.d, "MAC");
  design_map(&z.d, "Outer: A B Z; PE: | x:K=4; Pad: | M=4 N=2");
  constant(&z, "A", 0.25);
  left_out(&z, true, "Outer", "B", "A");
  run(&z, false);
  assert_int_equal(at(&z, "Outer", "B")->count[SKIPPED][READS], 24);
  run(&z, true);
  assert_int_equal(at(&z, "Outer", "B")->count[SKIPPED][READS], 0);
  design_free(&z.d);
}

/* ---- computes ---- */

/* Three of four words of A are zero: 32 computes of 1 pJ, and 96 that are gated at no cost that
 * anybody gave.  The fault: what has no cost of its own costs a compute. */
static void gated_computes_cost_as_much(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=4 N=4 K=8");
  design_cost(&z.d, "MAC", "compute", 1);
  design_map(&z.d, "Outer: A B Z | M=4; Inner: A B Z | N=4 K=8");
  constant(&z, "A", 0.25);
  left_out(&z, false, "MAC", "Z", "A");
  run(&z, false);
  assert_int_equal(design_level(&z.d, "MAC")->computes[GATED], 96);
  near(design_level(&z.d, "MAC")->energy_pJ, 32);
  run(&z, true);
  assert_int_equal(design_level(&z.d, "MAC")->computes[GATED], 96);
  near(design_level(&z.d, "MAC")->energy_pJ, 128);
  design_free(&z.d);
}

/* Half of A is zero and half of B: A alone gates 64 of 128.  The fault: B gates, too. */
static void computes_are_left_out_by_all(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=4 N=4 K=8");
  design_map(&z.d, "Outer: A B Z | M=4; Inner: A B Z | N=4 K=8");
  constant(&z, "A", 0.5);
  constant(&z, "B", 0.5);
  left_out(&z, false, "MAC", "Z", "A");
  run(&z, false);
  assert_int_equal(design_level(&z.d, "MAC")->computes[GATED], 64);
  run(&z, true);
  assert_int_equal(design_level(&z.d, "MAC")->computes[GATED], 96);
  design_free(&z.d);
}

/* One of five computes is left, and takes a cycle.  The fault: with a loop that does not divide, a
 * run takes 2 * 3 cycles, whatever is left. */
static void uneven_loops_take_their_time(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=1 N=1 K=5");
  design_map(&z.d, "Outer: A B Z | K=2; Inner: Z | K=3/2");
  constant(&z, "A", 0.2);
  left_out(&z, true, "Outer", "B", "A");
  assert_int_equal(run(&z, false)->cycles, 1);
  assert_int_equal(run(&z, true)->cycles, 6);
  design_free(&z.d);
}

/* ---- arrays ---- */

/* 16 steps of an array of 4 whose instances have no work where A is zero, in 3 of 8 cases. */
static void four_instances(struct zeros *z, const char *kept)
{
  zeros_init(z, "M=4 N=4 K=4", PRODUCT);
  design_memory(&z->d, "Outer");
  design_array(&z->d, "PE", 4, 1);
  design_memory(&z->d, "Pad");
  design_compute(&z->d, "MAC");
  char map[64] = "Outer: A B Z | M=4 N=4; PE: | x:K=4; Pad: ";
  design_map(&z->d, strcat(map, kept));
  constant(z, "A", 0.625);
  stored(z, "Outer", "A", RANK_COORDINATES, M | K, 0, 0);
}

/* 40 of 64 computes are left, on 2.5 instances at a time: 16 cycles.  The fault: 2 instances. */
static void instances_are_whole(void **state)
{
  (void)state;
  struct zeros z;
  four_instances(&z, "");
  left_out(&z, true, "PE", "B", "A");
  left_out(&z, true, "PE", "Z", "A");
  run(&z, false);
  assert_int_equal(design_level(&z.d, "MAC")->computes[RANDOM], 40);
  near(design_level(&z.d, "MAC")->instances_used, 2.5);
  assert_int_equal(z.d.result->cycles, 16);
  assert_int_equal(run(&z, true)->cycles, 20);
  assert_int_equal(design_level(&z.d, "MAC")->computes[RANDOM], 40);
  design_free(&z.d);
}

/* Each Pad would read 16 words of B, and reads 10.  The fault: 10 in each that is in use, of which
 * there are as many fewer. */
static void idle_instances_count_twice(void **state)
{
  (void)state;
  struct zeros z;
  four_instances(&z, "B");
  left_out(&z, true, "PE", "B", "A");
  run(&z, false);
  near((double)at(&z, "Pad", "B")->count[RANDOM][READS] * at(&z, "Pad", "B")->share_used, 10);
  run(&z, true);
  near((double)at(&z, "Pad", "B")->count[RANDOM][READS] * at(&z, "Pad", "B")->share_used, 6.25);
  design_free(&z.d);
}

/* With B half zero, 16 updates of Z in each Pad are 16 * 0.625 / 2 = 5.  The fault: only the first
 * of several tensors counts, here A: 10, in 0.625 of the instances. */
static void one_tensor_counts_at_an_array(void **state)
{
  (void)state;
  struct zeros z;
  four_instances(&z, "Z");
  constant(&z, "B", 0.5);
  stored(&z, "Outer", "B", RANK_COORDINATES, K | N, 0, 0);
  left_out(&z, true, "PE", "Z", "AB");
  run(&z, false);
  near((double)at(&z, "Pad", "Z")->count[RANDOM][UPDATES] * at(&z, "Pad", "Z")->share_used, 5);
  run(&z, true);
  assert_int_equal(at(&z, "Pad", "Z")->count[RANDOM][UPDATES], 10);
  near(at(&z, "Pad", "Z")->share_used, 0.625);
  design_free(&z.d);
}

/* ---- metadata ---- */

/* Of 32 words of A a quarter cross, with a mask of 32 bits, which are as long as 4 words.  The
 * fault: networks know no zeros. */
static void networks_are_dense(void **state)
{
  (void)state;
  struct zeros z;
  zeros_init(&z, "M=4 N=4 K=8", PRODUCT);
  design_memory(&z.d, "Outer");
  design_network(&z.d, "Link");
  design_memory(&z.d, "Inner");
  design_compute(&z.d, "MAC");
  design_map(&z.d, "Outer: A B Z | M=4; Inner: A B Z | N=4 K=8");
  constant(&z, "A", 0.25);
  stored(&z, "Outer", "A", RANK_UNCOMPRESSED, M, RANK_BITMASK, K);
  stored(&z, "Inner", "A", RANK_BITMASK, M | K, 0, 0);
  run(&z, false);
  near(design_at(&z.d, "Link", "A")->passed, 8 + 4);
  run(&z, true);
  near(design_at(&z.d, "Link", "A")->passed, 32);
  design_free(&z.d);
}

/* 48 words of A are read, twice all of it, with a coordinate for each of the 6 that are not zero.
 * The fault: a row of 6 words, of which 1.5 are not zero on average, is taken to have 2. */
static void fibers_are_rounded_up(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=4 N=2 K=6");
  design_map(&z.d, "Outer: A B Z; Inner: B Z | M=4 K=6 N=2");
  constant(&z, "A", 0.25);
  stored(&z, "Outer", "A", RANK_UNCOMPRESSED, M, RANK_COORDINATES, K);
  run(&z, false);
  near(metadata(&z, "Outer", "A", RANDOM, READS), 12);
  run(&z, true);
  near(metadata(&z, "Outer", "A", RANDOM, READS), 16);
  design_free(&z.d);
}

/* The mask of 24 words is read twice, 48 bits or 6 words, which cost 1 pJ each, as the 12 words of
 * A that are read do.  The fault: metadata of which no width is given cost nothing. */
static void metadata_are_free(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=4 N=2 K=6");
  design_cost(&z.d, "Outer", "read", 1);
  design_map(&z.d, "Outer: A B Z; Inner: B Z | M=4 K=6 N=2");
  constant(&z, "A", 0.25);
  stored(&z, "Outer", "A", RANK_BITMASK, M | K, 0, 0);
  z.metadata[design_node(&z.d, "Outer")].width_bits = -1;
  run(&z, false);
  near(design_at(&z.d, "Outer", "A")->energy_pJ, 12 + 6);
  run(&z, true);
  near(design_at(&z.d, "Outer", "A")->energy_pJ, 12);
  design_free(&z.d);
}

/* M stands outside in the format, and K in the loops: 5 offsets, and a coordinate for each of 6
 * words, twice.  The fault: a format has to be as the loops are. */
static void formats_follow_the_loops(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=4 N=2 K=6");
  design_map(&z.d, "Outer: A B Z; Inner: B Z | K=6 M=4 N=2");
  constant(&z, "A", 0.25);
  stored(&z, "Outer", "A", RANK_OFFSETS, M, RANK_COORDINATES, K);
  run(&z, false);
  near(metadata(&z, "Outer", "A", RANDOM, READS), 2 * (5 + 6));
  take(&z, true);
  design_refused(&z.d, EVAL_FORMAT_RANKS, 0, 0);
  design_free(&z.d);
}

/* ---- accesses ---- */

/* 202 of 400 words of A are read 4 times in blocks of 4, the last of which is not full: 4 * 51
 * blocks.  The fault: for tiles of this size and density a table has all blocks full. */
static void blocks_are_full(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=20 N=4 K=20");
  design_cost(&z.d, "Outer", "read", 1);
  z.d.node[design_node(&z.d, "Outer")].memory.block = 4;
  design_map(&z.d, "Outer: A B Z; Inner: B Z | N=4 M=20 K=20");
  constant(&z, "A", 202.0 / 400);
  stored(&z, "Outer", "A", RANK_COORDINATES, M | K, 0, 0);
  z.metadata[design_node(&z.d, "Outer")].width_bits = 0;
  run(&z, false);
  near(design_at(&z.d, "Outer", "A")->energy_pJ, 4 * 51);
  run(&z, true);
  near(design_at(&z.d, "Outer", "A")->energy_pJ, 4 * 50.5);
  design_free(&z.d);
}

/* Half of the tiles of A, of 2 words, hold a word and the others nothing, so that 16 of 32 come:
 * 32 words to be filled and, for each N, 128 to be read; an address for each.  The fault:
 * addresses are made where nothing came, too. */
static void idle_instances_make_addresses(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=4 N=4 K=16");
  design_cost(&z.d, "Inner", "address", 1);
  design_map(&z.d, "Outer: A B Z | M=4 K=8; Inner: A Z | N=4 K=2");
  constant(&z, "A", 0.25);
  stored(&z, "Outer", "A", RANK_COORDINATES, M | K, RANK_COORDINATES, K);
  run(&z, false);
  near(at(&z, "Inner", "A")->share_used, 0.5);
  near(design_at(&z.d, "Inner", "A")->energy_pJ, 32 + 128);
  run(&z, true);
  near(at(&z, "Inner", "A")->share_used, 0.5);
  near(design_at(&z.d, "Inner", "A")->energy_pJ, 2 * (32 + 128));
  design_free(&z.d);
}

/* ---- densities ---- */

static struct box box_of(int64_t rows, int64_t columns)
{
  return (struct box){2, {rows, columns}, (uint64_t)(rows * columns)};
}

static struct density *density_of(const struct model_density *model, bool compat, int64_t side)
{
  struct density *d = density_new(model, compat);
  struct box all = box_of(side, side);
  density_set_tensor(d, &all);
  return d;
}

/* 12 of 16 words hold 4 that are not zero at least, if 8 of 16 are zero.  The fault: 12 - 16 in 64
 * bits. */
static void the_least_of_a_tile_wraps(void **state)
{
  (void)state;
  struct model_density half = {.kind = DENSITY_UNIFORM, .share = 0.5};
  struct box tile = box_of(3, 4);
  struct density *right = density_of(&half, false, 4), *wrong = density_of(&half, true, 4);
  near(density_least(right, &tile), 4.0 / 12);
  near(density_least(wrong, &tile), 0x1p64 / 12);
  density_free(right);
  density_free(wrong);
}

/* 8 of 16 words hold 4 at least if 4 are zero: no tile is empty, and all of them come.  The fault:
 * the tiles with 4, C(12, 4) of C(16, 8), are taken for the empty ones. */
static void the_fewest_words_are_taken_for_none(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=4 N=1 K=4");
  design_map(&z.d, "Outer: A B Z | M=2; Inner: A Z | M=2 K=4");
  z.density[0] = (struct model_density){.kind = DENSITY_UNIFORM, .share = 0.75};
  stored(&z, "Outer", "A", RANK_COORDINATES, M, RANK_COORDINATES, K);
  run(&z, false);
  near(at(&z, "Inner", "A")->share_used, 1);
  near(at(&z, "Inner", "A")->occupancy, 6);
  run(&z, true);
  near(at(&z, "Inner", "A")->share_used, 1 - 495.0 / 12870);
  design_free(&z.d);
}

/* A tile that is the whole matrix holds the 10 words of its band.  The fault: it is taken for an
 * empty one that does not come. */
static void a_whole_band_is_taken_for_none(void **state)
{
  (void)state;
  struct zeros z;
  product(&z, "M=4 N=1 K=4");
  design_map(&z.d, "Outer: A B Z; Inner: A Z | M=4 K=4");
  z.density[0] = (struct model_density){.kind = DENSITY_BANDED, .width = 1};
  stored(&z, "Outer", "A", RANK_COORDINATES, M | K, 0, 0);
  run(&z, false);
  near(at(&z, "Inner", "A")->share_used, 1);
  near(at(&z, "Inner", "A")->occupancy, 10);
  run(&z, true);
  near(at(&z, "Inner", "A")->share_used, 0);
  design_free(&z.d);
}

/* The tile of 4 by 4 right of the first one holds a word, in its lower left corner: of 4 tiles in
 * it one is not empty.  The fault: each begins as far to the right again as the tile around does,
 * behind where it ends. */
static void a_tile_in_a_tile_begins_twice(void **state)
{
  (void)state;
  struct model_density band = {.kind = DENSITY_BANDED, .width = 1};
  struct box around = box_of(4, 4), tile = box_of(2, 2);
  struct density *right = density_of(&band, false, 8), *wrong = density_of(&band, true, 8);
  near(density_empty_given(right, &tile, &around, 16, 1), 0.75);
  near(density_empty_given(wrong, &tile, &around, 16, 1), 1);
  density_free(right);
  density_free(wrong);
}

/* Of 4 by 4 words, all are at most 3 off the diagonal.  The fault: the first three rows stand for
 * three more at the other end, so that there are 24 of 16. */
static void a_wide_band_is_no_distribution(void **state)
{
  (void)state;
  struct model_density band = {.kind = DENSITY_BANDED, .width = 3};
  struct box word = box_of(1, 1);
  for (int compat = 0; compat <= 1; compat++) {
    struct density *d = density_of(&band, compat, 4);
    const struct chances *c = density_chances(d, &word);
    assert_int_equal(c->n, 1);
    assert_int_equal(c->occupancy[0], 1);
    near(c->chance[0], compat ? 1.5 : 1);
    density_free(d);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(metadata_reads_are_those_of_updates),
    cmocka_unit_test(metadata_are_not_spared_by_two_ranks),
    cmocka_unit_test(a_weaker_saving_inside_wraps),
    cmocka_unit_test(blocks_follow_the_innermost_loop_alone),
    cmocka_unit_test(words_through_an_array_are_for_all_of_it),
    cmocka_unit_test(gated_computes_cost_as_much),
    cmocka_unit_test(computes_are_left_out_by_all),
    cmocka_unit_test(uneven_loops_take_their_time),
    cmocka_unit_test(instances_are_whole),
    cmocka_unit_test(idle_instances_count_twice),
    cmocka_unit_test(one_tensor_counts_at_an_array),
    cmocka_unit_test(networks_are_dense),
    cmocka_unit_test(fibers_are_rounded_up),
    cmocka_unit_test(metadata_are_free),
    cmocka_unit_test(formats_follow_the_loops),
    cmocka_unit_test(blocks_are_full),
    cmocka_unit_test(idle_instances_make_addresses),
    cmocka_unit_test(the_least_of_a_tile_wraps),
    cmocka_unit_test(the_fewest_words_are_taken_for_none),
    cmocka_unit_test(a_whole_band_is_taken_for_none),
    cmocka_unit_test(a_tile_in_a_tile_begins_twice),
    cmocka_unit_test(a_wide_band_is_no_distribution)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

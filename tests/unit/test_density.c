/* Densities, held against tensors that are made and counted. */
#include "runtime/sparse/data.h"
#include "runtime/sparse/density.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct box box_of(int64_t rows, int64_t columns)
{
  return (struct box){2, {rows, columns}, (uint64_t)(rows * columns)};
}

static double chance_of(const struct chances *c, uint64_t occupancy)
{
  for (uint32_t i = 0; i < c->n; i++)
    if (c->occupancy[i] == occupancy) return c->chance[i];
  return 0;
}

static void near(double a, double b)
{
  if (fabs(a - b) > 1e-12 * fmax(1, fabs(b))) fail_msg("%.17g instead of %.17g", a, b);
}

/* A distribution is one, and agrees with what else is said. */
static void check_whole(struct density *d, const struct box *tile)
{
  const struct chances *c = density_chances(d, tile);
  double sum = 0, expected = 0;
  for (uint32_t i = 0; i < c->n; i++) {
    assert_true(c->chance[i] > 0);
    assert_true(!i || c->occupancy[i] > c->occupancy[i - 1]);
    sum += c->chance[i];
    expected += c->chance[i] * (double)c->occupancy[i];
  }
  near(sum, 1);
  near(density_expected(d, tile), expected);
  near(density_empty(d, tile), chance_of(c, 0));
  /* What is all but impossible is left out. */
  assert_true(density_most(d, tile, 1) >= c->occupancy[c->n - 1]);
}

static double choose(double n, double k)
{
  double ways = 1;
  if (k < 0 || k > n) return 0;
  for (double i = 0; i < k; i++) ways = ways * (n - i) / (i + 1);
  return ways;
}

static void test_uniform(void **state)
{
  (void)state;
  for (double share = 0; share <= 1; share += 0.125) {
    struct model_density model = {.kind = DENSITY_UNIFORM, .share = share};
    struct density *d = density_new(&model, false);
    struct box all = box_of(6, 8);
    density_set_tensor(d, &all);
    double full = ceil(share * 48);
    for (int64_t n = 1; n <= 8; n++) {
      struct box tile = box_of(3, n);
      const struct chances *c = density_chances(d, &tile);
      check_whole(d, &tile);
      for (double k = 0; k <= 3.0 * (double)n; k++)
        near(chance_of(c, (uint64_t)k),
             choose(full, k) * choose(48 - full, 3.0 * (double)n - k) / choose(48, 3.0 * (double)n));
    }
    density_free(d);
  }
}

/* Words of a tile in one whose number is known are drawn without putting back. */
static void test_uniform_within(void **state)
{
  (void)state;
  struct model_density model = {.kind = DENSITY_UNIFORM, .share = 0.3};
  struct density *d = density_new(&model, false);
  struct box all = box_of(16, 16), outer = box_of(4, 8), tile = box_of(2, 2);
  density_set_tensor(d, &all);
  const struct chances *c = density_chances(d, &outer);
  const double *empty = density_empty_within(d, &tile, &outer, outer.words, c);
  double sum = 0;
  for (uint32_t i = 0; i < c->n; i++) {
    double k = (double)c->occupancy[i];
    near(empty[i], choose(32 - k, 4) / choose(32, 4));
    sum += c->chance[i] * empty[i];
  }
  near(sum, density_empty(d, &tile));
  density_free(d);
}

/* As exact where numbers are large: what is added up is the whole. */
static void test_uniform_large(void **state)
{
  (void)state;
  struct model_density model = {.kind = DENSITY_UNIFORM, .share = 0.01};
  struct density *d = density_new(&model, false);
  struct box all = box_of(1 << 12, 1 << 12), tile = box_of(1 << 9, 1 << 8);
  density_set_tensor(d, &all);
  check_whole(d, &tile);
  near(density_expected(d, &tile) / (double)tile.words, ceil(0.01 * 0x1p24) / 0x1p24);
  density_free(d);
}

static void test_constant(void **state)
{
  (void)state;
  struct model_density model = {.kind = DENSITY_CONSTANT, .share = 0.3};
  struct density *d = density_new(&model, false);
  struct box all = box_of(10, 10), tile = box_of(2, 4);
  density_set_tensor(d, &all);
  check_whole(d, &tile);
  near(density_expected(d, &tile), 2.4);
  assert_int_equal(density_most(d, &tile, 0.5), 2);
  assert_int_equal(density_most(d, &tile, 0.7), 3);
  density_free(d);
}

/* ---- matrices that are made ---- */

enum { SIDE = 24 };
typedef bool matrix[SIDE][SIDE];

static unsigned long seed = 1;
static int below(int n)
{
  seed = seed * 6364136223846793005ul + 1442695040888963407ul;
  return (int)((seed >> 33) % (unsigned long)n);
}

/* Counts the tiles of a matrix, those at the ends as far as they go. */
static void check_counted(struct density *d, const matrix m, int side, int rows, int columns)
{
  struct box tile = box_of(rows, columns);
  double count[SIDE * SIDE + 1] = {0}, tiles = 0;
  for (int i = 0; i < side; i += rows)
    for (int j = 0; j < side; j += columns, tiles++) {
      int n = 0;
      for (int y = i; y < i + rows && y < side; y++)
        for (int x = j; x < j + columns && x < side; x++) n += m[y][x];
      count[n]++;
    }
  const struct chances *c = density_chances(d, &tile);
  check_whole(d, &tile);
  for (int n = 0; n <= rows * columns; n++) near(chance_of(c, (uint64_t)n), count[n] / tiles);
}

/* The empty tiles in larger ones, by what these hold. */
static void check_inside(struct density *d, const matrix m, int side, int size, int part)
{
  struct box outer = box_of(size, size), tile = box_of(part, part);
  double empty[SIDE * SIDE + 1] = {0}, times[SIDE * SIDE + 1] = {0};
  for (int i = 0; i < side; i += size)
    for (int j = 0; j < side; j += size) {
      int all = 0, none = 0;
      for (int y = i; y < i + size; y += part)
        for (int x = j; x < j + size; x += part) {
          int n = 0;
          for (int k = 0; k < part * part; k++) n += m[y + k / part][x + k % part];
          all += n, none += !n;
        }
      empty[all] += none / (double)((size / part) * (size / part)), times[all]++;
    }
  const struct chances *c = density_chances(d, &outer);
  const double *own = density_empty_within(d, &tile, &outer, outer.words, c);
  for (uint32_t i = 0; i < c->n; i++) near(own[i], empty[c->occupancy[i]] / times[c->occupancy[i]]);
}

static void fill_band(matrix m, int side, int width)
{
  for (int i = 0; i < side; i++)
    for (int j = 0; j < side; j++) m[i][j] = abs(i - j) <= width;
}

static void test_banded(void **state)
{
  (void)state;
  for (int round = 0; round < 400; round++) {
    int side = 1 + below(SIDE), width = below(side + 2);
    matrix m;
    struct model_density model = {.kind = DENSITY_BANDED, .width = (uint64_t)width};
    struct density *d = density_new(&model, false);
    struct box all = box_of(side, side);
    fill_band(m, side, width);
    density_set_tensor(d, &all);
    check_counted(d, m, side, 1 + below(side), 1 + below(side));
    density_free(d);
  }
}

static void test_banded_within(void **state)
{
  (void)state;
  static const int size[][2] = {{12, 4}, {12, 3}, {8, 2}, {6, 1}, {24, 8}};
  for (int width = 0; width < SIDE; width++)
    for (unsigned i = 0; i < sizeof size / sizeof *size; i++) {
      matrix m;
      struct model_density model = {.kind = DENSITY_BANDED, .width = (uint64_t)width};
      struct density *d = density_new(&model, false);
      struct box all = box_of(SIDE, SIDE);
      fill_band(m, SIDE, width);
      density_set_tensor(d, &all);
      check_inside(d, m, SIDE, size[i][0], size[i][1]);
      density_free(d);
    }
}

/* A matrix far too large to look at each of its words. */
static void test_banded_large(void **state)
{
  (void)state;
  struct model_density model = {.kind = DENSITY_BANDED, .width = 100000};
  struct density *d = density_new(&model, false);
  struct box all = box_of(1000000, 1000000), word = box_of(1, 1);
  density_set_tensor(d, &all);
  check_whole(d, &word);
  near(density_expected(d, &word), (1e6 * 200001 - 1e5 * 100001) / 1e12);
  density_free(d);
}

static void test_data(void **state)
{
  (void)state;
  for (int round = 0; round < 200; round++) {
    int side = 1 + below(SIDE), dense = 1 + below(6);
    int64_t at[SIDE * SIDE][2];
    struct sparse_matrix data = {.ranks = 2, .extent = {side, side}, .at = at[0]};
    matrix m;
    for (int i = 0; i < side; i++)
      for (int j = 0; j < side; j++)
        if ((m[i][j] = !below(dense))) at[data.filled][0] = i, at[data.filled++][1] = j;
    struct model_density model = {.kind = DENSITY_DATA, .matrix = &data};
    struct density *d = density_new(&model, false);
    struct box all = box_of(side, side);
    density_set_tensor(d, &all);
    check_counted(d, m, side, 1 + below(side), 1 + below(side));
    if (side == SIDE) check_inside(d, m, side, 12, 4);
    density_free(d);
  }
}

/* ---- groups ---- */

/* All ways to fill the groups of a row, one after the other, and what a tile gets of each. */
static void count_rows(int of, int count, int offset, int length, double *chance)
{
  int groups = (offset + length + of - 1) / of, words = groups * of;
  double all = 0;
  for (int i = 0; i <= length; i++) chance[i] = 0;
  for (long bits = 0; bits < 1L << words; bits++) {
    bool fits = true;
    for (int g = 0; g < groups; g++) fits &= __builtin_popcountl(bits >> (g * of) & ((1L << of) - 1)) == count;
    if (!fits) continue;
    chance[__builtin_popcountl(bits >> offset & ((1L << length) - 1))]++;
    all++;
  }
  for (int i = 0; i <= length; i++) chance[i] /= all;
}

/* In a tensor in which so many tiles stand side by side. */
static void check_structured(int of, int count, int length, int rows, int tiles)
{
  struct model_density model = {.kind = DENSITY_STRUCTURED, .count = (uint64_t)count, .of = (uint64_t)of, .rank = 1};
  struct density *d = density_new(&model, false);
  struct box all = box_of(4, tiles * length), tile = box_of(rows, length);
  double sum[64] = {0};
  int places = 0;
  density_set_tensor(d, &all);
  for (int at = 0; at < length * tiles; at += length, places++) {
    double row[64], several[64] = {1};
    count_rows(of, count, at % of, length, row);
    for (int r = 0; r < rows; r++) {
      double next[64] = {0};
      for (int i = 0; i <= r * length; i++)
        for (int k = 0; k <= length; k++) next[i + k] += several[i] * row[k];
      memcpy(several, next, sizeof next);
    }
    for (int i = 0; i <= rows * length; i++) sum[i] += several[i];
  }
  const struct chances *c = density_chances(d, &tile);
  check_whole(d, &tile);
  for (int i = 0; i <= rows * length; i++) near(chance_of(c, (uint64_t)i), sum[i] / places);
  density_free(d);
}

static void test_structured(void **state)
{
  (void)state;
  static const int shape[][2] = {{4, 2}, {4, 1}, {3, 2}, {5, 0}, {4, 4}, {6, 3}};
  for (unsigned i = 0; i < sizeof shape / sizeof *shape; i++)
    for (int length = 1; length <= 9; length++)
      for (int rows = 1; rows <= 4; rows++) {
        check_structured(shape[i][0], shape[i][1], length, rows, shape[i][0]);
        for (int tiles = 1; tiles <= 8; tiles += 2) check_structured(shape[i][0], shape[i][1], length, rows, tiles);
      }
}

/* ---- files ---- */

static const struct sparse_matrix *read_text(struct arena *a, const char *text, const char **why)
{
  unsigned line;
  return sparse_read(a, text, strlen(text), why, &line);
}

static void test_market(void **state)
{
  (void)state;
  struct arena a;
  const char *why;
  arena_init(&a);
  const struct sparse_matrix *m = read_text(&a,
    "%%MatrixMarket matrix coordinate real symmetric\n% a remark\n\n3 3 3\n1 1 2.5\n3 1 -1e-3\n2 2 0\n", &why);
  assert_non_null(m);
  assert_int_equal(m->filled, 3);
  assert_int_equal(m->at[4], 0);
  assert_int_equal(m->at[5], 2);
  m = read_text(&a, "%%MatrixMarket matrix array integer general\n2 3\n1\n0\n0\n4\n5\n0\n", &why);
  assert_non_null(m);
  assert_int_equal(m->extent[1], 3);
  assert_int_equal(m->filled, 3);
  static const char *const wrong[] = {
    "", "matrix", "%%MatrixMarket tensor coordinate real general\n", "%%MatrixMarket matrix coordinate real general\n",
    "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1\n",
    "%%MatrixMarket matrix coordinate real general\n2 2 1\n3 1 1\n",
    "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1\n",
    "%%MatrixMarket matrix coordinate real general\n0 2 1\n", "%%MatrixMarket matrix array real general\n2 2\n1\n2\n3\n"};
  for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    why = NULL;
    assert_null(read_text(&a, wrong[i], &why));
    assert_non_null(why);
  }
  arena_free(&a);
}

static size_t numpy(char *out, const char *header, const void *words, size_t size)
{
  size_t n = strlen(header);
  memcpy(out, "\x93NUMPY\x01\x00", 8);
  out[8] = (char)n, out[9] = 0;
  memcpy(out + 10, header, n);
  memcpy(out + 10 + n, words, size);
  return 10 + n + size;
}

static void test_numpy(void **state)
{
  (void)state;
  struct arena a;
  char file[512];
  const char *why;
  unsigned line;
  arena_init(&a);
  double words[6] = {0, 1, -0.0, 2, 0, 1e-300};
  size_t n = numpy(file, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n", words, sizeof words);
  const struct sparse_matrix *m = sparse_read(&a, file, n, &why, &line);
  assert_non_null(m);
  assert_int_equal(m->filled, 3);
  assert_int_equal(m->at[2], 1);
  assert_int_equal(m->at[3], 0);
  n = numpy(file, "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }\n", words, sizeof words);
  m = sparse_read(&a, file, n, &why, &line);
  assert_non_null(m);
  assert_int_equal(m->at[0], 1);
  assert_int_equal(m->at[1], 0);
  for (size_t cut = 0; cut < n; cut++) assert_null(sparse_read(&a, file, cut, &why, &line));
  n = numpy(file, "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", words, 8);
  assert_null(sparse_read(&a, file, n, &why, &line));
  arena_free(&a);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_uniform), cmocka_unit_test(test_uniform_within), cmocka_unit_test(test_uniform_large),
    cmocka_unit_test(test_constant), cmocka_unit_test(test_structured), cmocka_unit_test(test_banded),
    cmocka_unit_test(test_banded_within), cmocka_unit_test(test_banded_large), cmocka_unit_test(test_data),
    cmocka_unit_test(test_market), cmocka_unit_test(test_numpy)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "compiler/sema/grid.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena arena;

static int set_up(void **state)
{
  (void)state;
  arena_init(&arena);
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

static void assert_near(double found, double wanted)
{
  if (!(fabs(found - wanted) <= 1e-12 * fabs(wanted))) fail_msg("%.17g, not %.17g", found, wanted);
}

/* Results grow with the square of what is scaled. */
static double square(void *context, unsigned key, unsigned result, double from, double to)
{
  (void)key, (void)result;
  ++*(unsigned *)context;
  return (to / from) * (to / from);
}

static struct grid *power_law(enum grid_rule rule)
{
  enum { SIDE = 4, ROWS = SIDE * SIDE };
  double *key = ARENA_ARRAY(&arena, double, 2 * ROWS), *result = ARENA_ARRAY(&arena, double, ROWS);
  for (unsigned i = 0; i < ROWS; i++) {
    key[2 * i] = exp2(i % SIDE);
    key[2 * i + 1] = exp2(2 * (i / SIDE));
    result[i] = 3 * pow(key[2 * i], 0.7) * pow(key[2 * i + 1], 1.3);
  }
  return grid_new(&arena, 2, 1, (enum grid_rule[]){rule, rule}, ROWS, key, result);
}

static void rows_are_found_as_they_are(void **state)
{
  (void)state;
  const struct grid *g = power_law(GRID_INTERPOLATE);
  struct grid_found found;
  double out;
  assert_true(grid_find(g, (double[]){4, 16}, NULL, &out, &found));
  assert_true(found.exact && found.rows == 1 && !found.interpolated);
  assert_true(out == g->result[found.row[0]]);
}

static void computed_keys_find_their_rows(void **state)
{
  (void)state;
  volatile double nano = 1e-9;
  double key[] = {1e-9, 2e-9, 3e-9, 4e-9}, result[] = {1, 2, 3, 4}, out;
  struct grid_found found;
  const struct grid *g = grid_new(&arena, 1, 1, (enum grid_rule[]){GRID_EQUAL}, 4, key, result);
  for (int i = 1; i <= 4; i++) {
    assert_true(grid_find(g, (double[]){i * nano}, NULL, &out, &found));
    assert_true(found.exact && out == i);
  }
  assert_false(grid_find(g, (double[]){3.000001e-9}, NULL, &out, &found));
}

static void between_rows_lies_a_power_law(void **state)
{
  (void)state;
  const struct grid *g = power_law(GRID_INTERPOLATE);
  struct grid_found found;
  double out;
  assert_true(grid_find(g, (double[]){5, 9}, NULL, &out, &found));
  assert_true(found.interpolated && !found.extrapolated && found.rows == 4);
  assert_near(out, 3 * pow(5, 0.7) * pow(9, 1.3));
  assert_true(grid_find(g, (double[]){5, 16}, NULL, &out, &found));
  assert_int_equal(found.rows, 2);
}

static void beyond_the_rows_it_goes_on_and_says_so(void **state)
{
  (void)state;
  const struct grid *g = power_law(GRID_INTERPOLATE);
  struct grid_found found;
  double out;
  assert_true(grid_find(g, (double[]){4, 1000}, NULL, &out, &found));
  assert_true(found.extrapolated && found.beyond == 1 && found.limit == 64);
  assert_near(out, 3 * pow(4, 0.7) * pow(1000, 1.3));
  assert_true(grid_find(g, (double[]){0.5, 4}, NULL, &out, &found));
  assert_true(found.extrapolated && found.beyond == 0 && found.limit == 1);
  assert_near(out, 3 * pow(0.5, 0.7) * pow(4, 1.3));
}

static void a_blend_is_a_straight_line(void **state)
{
  (void)state;
  double key[] = {10, 20}, result[] = {5, 1}, out;
  struct grid_found found;
  const struct grid *g = grid_new(&arena, 1, 1, (enum grid_rule[]){GRID_BLEND}, 2, key, result);
  assert_true(grid_find(g, (double[]){12.5}, NULL, &out, &found));
  assert_near(out, 4);
}

static void what_must_be_equal_is_not_guessed(void **state)
{
  (void)state;
  double key[] = {1, 8, 1, 16, 2, 8}, result[] = {10, 20, 30}, out;
  enum grid_rule rule[] = {GRID_EQUAL, GRID_INTERPOLATE};
  struct grid_found found;
  const struct grid *g = grid_new(&arena, 2, 1, rule, 3, key, result);
  assert_false(grid_find(g, (double[]){3, 8}, NULL, &out, &found));
  assert_true(found.failed && found.beyond == 0);
  assert_false(grid_find(g, (double[]){2, 12}, NULL, &out, &found)); /* one row: no neighbour */
  assert_true(found.failed && found.beyond == 1);
  assert_false(grid_find(g, (double[]){1, 0}, NULL, &out, &found));
  assert_false(grid_find(g, (double[]){1, NAN}, NULL, &out, &found));
}

/* Rows are missing at the nearest value of the first key: its neighbours on both sides, from
 * where the rest lies within rows, are taken. */
static void holes_are_stepped_over(void **state)
{
  (void)state;
  double key[] = {1, 1, 1, 100, 2, 1, 4, 1, 4, 100}, result[] = {1, 100, 2, 4, 400}, out;
  enum grid_rule rule[] = {GRID_INTERPOLATE, GRID_INTERPOLATE};
  struct grid_found found;
  const struct grid *g = grid_new(&arena, 2, 1, rule, 5, key, result);
  assert_true(grid_find(g, (double[]){2, 10}, NULL, &out, &found));
  assert_false(found.extrapolated);
  assert_near(out, 20);
}

static void the_nearest_row_is_scaled(void **state)
{
  (void)state;
  double key[] = {8, 32}, result[] = {1, 2}, out;
  unsigned asked = 0;
  struct grid_scaler scaler = {square, &asked};
  struct grid_found found;
  const struct grid *g = grid_new(&arena, 1, 1, (enum grid_rule[]){GRID_SCALE}, 2, key, result);
  assert_true(grid_find(g, (double[]){32}, &scaler, &out, &found));
  assert_true(found.exact && !asked && out == 2);
  assert_true(grid_find(g, (double[]){17}, &scaler, &out, &found)); /* 17/8 > 32/17 */
  assert_true(found.scaled && asked == 1);
  assert_near(out, 2 * 17.0 * 17 / 32 / 32);
  assert_true(grid_find(g, (double[]){2}, &scaler, &out, &found));
  assert_near(out, 1.0 / 16);
}

static void the_first_of_doubles_counts(void **state)
{
  (void)state;
  double key[] = {8, 9, 8}, result[] = {1, 2, 3}, out;
  struct grid_found found;
  const struct grid *g = grid_new(&arena, 1, 1, (enum grid_rule[]){GRID_EQUAL}, 3, key, result);
  assert_true(g->doubled && g->first == 0 && g->again == 2);
  assert_true(grid_find(g, (double[]){8}, NULL, &out, &found));
  assert_true(out == 1);
}

static void an_empty_one_finds_nothing(void **state)
{
  (void)state;
  double out;
  struct grid_found found;
  const struct grid *g = grid_new(&arena, 1, 1, (enum grid_rule[]){GRID_INTERPOLATE}, 0, NULL, NULL);
  assert_false(grid_find(g, (double[]){8}, NULL, &out, &found));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(rows_are_found_as_they_are),
    cmocka_unit_test(computed_keys_find_their_rows),
    cmocka_unit_test(between_rows_lies_a_power_law),
    cmocka_unit_test(beyond_the_rows_it_goes_on_and_says_so),
    cmocka_unit_test(a_blend_is_a_straight_line),
    cmocka_unit_test(what_must_be_equal_is_not_guessed),
    cmocka_unit_test(holes_are_stepped_over),
    cmocka_unit_test(the_nearest_row_is_scaled),
    cmocka_unit_test(the_first_of_doubles_counts),
    cmocka_unit_test(an_empty_one_finds_nothing),
  };
  return cmocka_run_group_tests_name("grid", tests, set_up, tear_down);
}

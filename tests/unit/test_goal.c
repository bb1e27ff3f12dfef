/* What is sought, and the list of the best. */
#include "compiler/mapper/best.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static double known(const char *name, double energy_pJ, double cycles)
{
  struct goal goal;
  assert_true(goal_known(&goal, name));
  assert_string_equal(goal.name, name);
  return goal_value(&goal, energy_pJ, cycles, NULL);
}

static void well_known_goals_have_names(void **state)
{
  struct goal goal;
  (void)state;
  assert_true(known("energy", 3, 5) == 3);
  assert_true(known("cycles", 3, 5) == 5);
  assert_true(known("edp", 3, 5) == 15);
  assert_true(known("ed2p", 3, 5) == 75);
  assert_false(goal_known(&goal, "beauty"));
}

static void expressions_are_in_postfix_notation(void **state)
{
  (void)state;
  /* max(energy + 2 * meter 1, min(cycles, meter 0) ^ 2) */
  struct goal goal = {
    "mixed", 11, {{.code = GOAL_ENERGY}, {.code = GOAL_NUMBER, .number = 2},
                  {.code = GOAL_METER, .index = 1}, {.code = GOAL_MULTIPLY}, {.code = GOAL_ADD},
                  {.code = GOAL_CYCLES}, {.code = GOAL_METER, .index = 0}, {.code = GOAL_LEAST},
                  {.code = GOAL_NUMBER, .number = 2}, {.code = GOAL_POWER}, {.code = GOAL_MOST}}};
  assert_true(goal_value(&goal, 1, 5, (double[]){4, 7}) == 16);
  assert_true(goal_value(&goal, 3, 5, (double[]){4, 7}) == 17);
  assert_true(goal_value(&goal, 3, 5, (double[]){6, 7}) == 25);
}

static void meters_count_all_instances(void **state)
{
  (void)state;
  struct tensor_result tensor[2] = {
    {.kept = true, .reads = 10, .fills = 3, .updates = 1, .energy_pJ = 5},
    {.kept = true, .reads = 20, .fills = 4, .updates = 2, .energy_pJ = 7}};
  struct level_result level[2] = {
    {.node = 0},
    {.node = 3, .instances_used = 4, .tensor = tensor, .energy_pJ = 15, .leakage_pJ = 3,
     .actions = 2, .action = {{"read", 6, 2, 12}, {"leak", 3, 1, 3}}}};
  struct eval_result result = {.levels = 2, .tensors = 2, .level = level, .energy_pJ = 15,
                               .cycles = 9};
  struct goals goals = {
    .n = 1, .meters = 6,
    .goal = {{"reads", 1, {{.code = GOAL_METER, .index = 2}}}},
    .meter = {{METER_ENERGY, 3, -1}, {METER_ENERGY, 3, 1}, {METER_READS, 3, -1},
              {METER_READS, 3, 0}, {METER_FILLS, 3, 1}, {METER_UPDATES, 3, -1}}};
  double shown[GOAL_METERS], value;
  const double expected[] = {12, 7, 120, 40, 16, 12};
  goal_meters(&goals, &result, shown);
  for (unsigned i = 0; i < 6; i++) assert_true(shown[i] == expected[i]);
  goals_of(&goals, &result, &value);
  assert_true(value == 120);
}

static void later_goals_decide_between_equals(void **state)
{
  (void)state;
  struct goals goals = {.n = 2};
  double a[2] = {1, 5}, b[2] = {1 + 1e-14, 4}, c[2] = {1 + 1e-9, 0};
  assert_true(goals_compare(&goals, a, b) > 0);
  assert_true(goals_compare(&goals, b, a) < 0);
  assert_true(goals_compare(&goals, a, c) < 0);
  assert_int_equal(goals_compare(&goals, a, a), 0);
}

/* ---- The list of the best ---- */

static const struct goals two_goals = {.n = 2};

/* Mapping number `n`: one loop of so many iterations. */
static struct search_found make_found(struct model_loop *loop, unsigned n, double a, double b)
{
  *loop = (struct model_loop){.axis = -1, .bound = n, .residual = n};
  return (struct search_found){.mapping = {.loops = 1, .loop = loop}, .value = {a, b}};
}

enum { FOUND = 7 };

/* 3 and 4 are equal; 6 is 1 once more. */
static const struct { unsigned n; double a, b; } found[FOUND] = {
  {1, 4, 1}, {2, 3, 3}, {3, 2, 5}, {4, 2, 5}, {5, 5, 5}, {6, 1, 9}, {1, 4, 1}};

/* Offers all in an order that depends on `turn`. */
static void fill(struct best *best, unsigned turn)
{
  unsigned step = 1 + turn % (FOUND - 1);
  for (unsigned i = 0; i < FOUND; i++) {
    unsigned at = (turn + i * step) % FOUND;
    struct model_loop loop;
    struct search_found one = make_found(&loop, found[at].n, found[at].a, found[at].b);
    best_offer(best, &one);
  }
}

static void holds(const struct best *best, unsigned n, const unsigned *numbers)
{
  assert_int_equal(best->of.n, n);
  for (unsigned i = 0; i < n; i++)
    assert_int_equal(best->of.at[i].mapping.loop[0].bound, numbers[i]);
}

static void best_do_not_depend_on_the_order_they_come_in(void **state)
{
  (void)state;
  for (unsigned turn = 0; turn < 42; turn++) {
    struct best one, three, all, front;
    best_init(&one, &two_goals, 1, false);
    best_init(&three, &two_goals, 3, false);
    best_init(&all, &two_goals, 10, false);
    best_init(&front, &two_goals, 1, true);
    fill(&one, turn), fill(&three, turn), fill(&all, turn), fill(&front, turn);
    holds(&one, 1, (unsigned[]){6});
    holds(&three, 3, (unsigned[]){6, 3, 4});
    holds(&all, 6, (unsigned[]){6, 3, 4, 2, 1, 5});
    holds(&front, 4, (unsigned[]){6, 3, 2, 1});
    best_free(&one), best_free(&three), best_free(&all), best_free(&front);
  }
}

static void lists_are_merged(void **state)
{
  (void)state;
  struct best a, b;
  struct model_loop loop;
  struct search_found late = make_found(&loop, 9, 0, 0);
  struct arena arena;
  arena_init(&arena);
  best_init(&a, &two_goals, 3, false);
  best_init(&b, &two_goals, 3, false);
  fill(&a, 1);
  assert_true(best_wants(&a, late.value));
  assert_false(best_wants(&a, (double[]){2, 6}));
  assert_true(best_offer(&b, &late));
  assert_false(best_offer(&b, &late));
  best_merge(&a, &b);
  holds(&a, 3, (unsigned[]){9, 6, 3});
  const struct search_found *copy = best_copy(&a, &arena);
  best_free(&a), best_free(&b);
  assert_int_equal(copy[1].mapping.loop[0].bound, 6);
  assert_true(copy[1].value[1] == 9);
  arena_free(&arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(well_known_goals_have_names),
    cmocka_unit_test(expressions_are_in_postfix_notation),
    cmocka_unit_test(meters_count_all_instances),
    cmocka_unit_test(later_goals_decide_between_equals),
    cmocka_unit_test(best_do_not_depend_on_the_order_they_come_in),
    cmocka_unit_test(lists_are_merged),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Lowering of runs whose mapping is open: what is searched, and what is sought.  The designs
 * are dumps of the flat form. */
#include "compiler/lower/lower.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct scene {
  const char *mapspace, *mapper; /* their lines; NULL: none, and `goal edp` */
  const char *arch, *run;        /* more lines of the arch, and behind the run; NULL: none */
  struct arena arena;
  struct lowered out;
  struct lower_problem problem;
};

/* Two memories on the way, an array of two axes, a third memory in it, and one beside. */
static const char hardware[] =
  "  memory DRAM\n  transit Link\n  memory GLB\n  array Side w=2\n  memory Aside in Side\n"
  "  array P x=4 y=2\n  memory Reg in P\n    set area 2e-12 m^2\n  compute MAC in P\n";

static const char product[] =
  "workload 0 Product\n  dim m 8\n  dim n 1\n  dim k 6\n"
  "  tensor A 8 bit input\n  tensor B 8 bit input weights\n  tensor Z 16 bit output\n"
  "  einsum reduces\n    write Z\n      rank m=1\n      rank n=1\n"
  "    read A\n      rank m=1\n      rank k=1\n    read B\n      rank k=1\n      rank n=1\n";

enum { DRAM, LINK, GLB, SIDE, ASIDE, P, REG, MAC };

static bool scene_open(struct scene *s)
{
  struct strbuf text = {0};
  unsigned line = 0;
  const char *why = "";
  arena_init(&s->arena);
  strbuf_printf(&text, "arch 0 Machine\n%s%s%s", s->arch ? s->arch : "", hardware, product);
  strbuf_printf(&text, "mapspace 0 Space of 0 on 0\n%s", s->mapspace ? s->mapspace : "");
  strbuf_printf(&text, "mapper 0 Search of 0 on 0\n%s", s->mapper ? s->mapper : "  goal edp\n");
  strbuf_printf(&text, "run Product of 0 on 0 among 0 using 0%s\n", s->run ? s->run : "");
  struct ir_design *d = ir_read(&s->arena, strbuf_str(&text), text.n, &line, &why);
  if (!d) fail_msg("line %u: %s", line, why);
  const char *bad = ir_verify(&s->arena, d);
  if (bad) fail_msg("%s", bad);
  strbuf_free(&text);
  return lower_run(&s->arena, d, &d->run[0], &s->out, &s->problem);
}

static const struct space *space_of(struct scene *s)
{
  if (!scene_open(s)) fail_msg("not lowered: %d", s->problem.status);
  assert_true(s->out.open);
  return &s->out.space;
}

/* ---- mapspaces ---- */

static void slots_are_those_of_the_path(void **state)
{
  (void)state;
  struct scene s = {0};
  const struct space *space = space_of(&s);
  static const struct { int node, axis; } want[] = {
    {DRAM, -1}, {GLB, -1}, {P, 0}, {P, 1}, {REG, -1}};
  assert_int_equal(space->compute, MAC);
  assert_int_equal(space->slots, 5);
  for (unsigned i = 0; i < 5; i++) {
    assert_int_equal(space->slot[i].node, want[i].node);
    assert_int_equal(space->slot[i].axis, want[i].axis);
  }
  assert_int_equal(space->memories, 3);
  assert_int_equal(space->memory[1].node, GLB);
  assert_int_equal(space->imperfect, SPACE_PERFECT);
  arena_free(&s.arena);
}

/* Only the outermost memory keeps what nobody speaks of; a dim of one step has no loop. */
static void what_is_not_said_is_free(void **state)
{
  (void)state;
  struct scene s = {0};
  const struct space *space = space_of(&s);
  assert_int_equal(space->memory[0].keep, 7);
  for (unsigned i = 1; i < space->memories; i++)
    assert_int_equal(space->memory[i].keep | space->memory[i].bypass, 0);
  for (unsigned i = 0; i < space->slots; i++) {
    const struct space_slot *slot = &space->slot[i];
    assert_true(slot->range[0].low == 1 && slot->range[0].high == INT64_MAX);
    assert_true(slot->range[1].low == 1 && slot->range[1].high == 1);
    assert_true(!slot->products && !slot->outside[0] && !slot->range[2].choices);
  }
  assert_true(!space->tiles && !space->uses && !space->policies);
  arena_free(&s.arena);
}

static void what_is_said_is_lowered(void **state)
{
  (void)state;
  struct scene s = {.mapspace =
    "  open DRAM\n    bypass B\n    loops 2 any m\n    inside k m n\n"
    "  open Link\n    carries A\n"
    "  open GLB\n    keep A\n    refetch A\n    loops 1 16 m k\n    tile 4 64 A\n"
    "  open P\n    unicast B\n    across y 2 6 k\n      among 2 6\n    use 4 inf\n"};
  const struct space *space = space_of(&s);
  assert_int_equal(space->memory[0].keep, 5);
  assert_int_equal(space->memory[0].bypass, 2);
  assert_int_equal(space->memory[1].keep, 1);
  assert_int_equal(space->slot[0].range[0].low, 2);
  assert_int_equal(space->slot[0].outside[2], 3);
  assert_int_equal(s.out.arch.node[LINK].transit.carries, 1);
  assert_int_equal(space->slot[1].products, 1);
  assert_int_equal(space->slot[1].product[0].dims, 5);
  assert_int_equal(space->slot[1].product[0].range.high, 16);
  assert_int_equal(space->slot[2].range[2].high, INT64_MAX);
  assert_int_equal(space->slot[3].range[2].choices, 2);
  assert_int_equal(space->slot[3].range[2].choice[1], 6);
  assert_int_equal(space->tiles, 1);
  assert_true(space->tile[0].node == GLB && space->tile[0].tensor == 0);
  assert_true(space->tile[0].low == 4 && space->tile[0].high == 64);
  assert_int_equal(space->uses, 1);
  assert_true(space->use[0].node == P && space->use[0].low == 4 && isinf(space->use[0].high));
  assert_int_equal(space->policies, 2);
  assert_true(space->policy[0].no_temporal_reuse == 1 && space->policy[1].no_multicast == 2);
  arena_free(&s.arena);
}

/* What is said beside the path has no effect. */
static void beside_the_path_is_nothing(void **state)
{
  (void)state;
  struct scene s = {.mapspace = "  open Side\n    across w 2 2 m\n  open Aside\n    keep A\n"};
  const struct space *space = space_of(&s);
  assert_int_equal(space->slots, 5);
  assert_int_equal(space->memories, 3);
  arena_free(&s.arena);
}

/* ---- options ---- */

static void options_are_lowered(void **state)
{
  (void)state;
  struct scene s = {.mapper = "  strategy random\n  imperfect all\n  option time_limit 60\n"
                              "  option memory_limit 8000\n  option victory 500\n"
                              "  option gap 0.5\n  option top 3\n  option seed 7\n"
                              "  option threads 2\n  option timeout 9\n  goal cycles\n"};
  assert_int_equal(space_of(&s)->imperfect, SPACE_IMPERFECT);
  const struct lowered_options *o = &s.out.options;
  assert_int_equal(o->strategy, IR_RANDOM);
  assert_true(o->seconds == 60 && o->timeout == 9 && o->gap == 0.5);
  assert_true(o->memory_bytes == 1000 && o->victory == 500 && o->seed == 7);
  assert_true(o->threads == 2 && o->top == 3);
  arena_free(&s.arena);
  s = (struct scene){0};
  space_of(&s);
  assert_true(isinf(s.out.options.seconds) && !s.out.options.gap && s.out.options.top == 1);
  arena_free(&s.arena);
}

/* ---- objectives ---- */

/* What a goal is worth for 3 pJ, 5 cycles, and meters of 7, 11 … */
static double value(const struct goal *goal)
{
  static const double meters[GOAL_METERS] = {7, 11, 13};
  double stack[GOAL_STEPS];
  unsigned n = 0;
  for (unsigned i = 0; i < goal->steps; i++) {
    const struct goal_step *s = &goal->step[i];
    if (s->code >= GOAL_ADD) n--;
    double *a = &stack[n ? n - 1 : 0], b = stack[n];
    switch (s->code) {
    case GOAL_NUMBER: stack[n++] = s->number; break;
    case GOAL_ENERGY: stack[n++] = 3; break;
    case GOAL_CYCLES: stack[n++] = 5; break;
    case GOAL_METER: stack[n++] = meters[s->index]; break;
    case GOAL_ADD: *a += b; break;
    case GOAL_MULTIPLY: *a *= b; break;
    case GOAL_POWER: *a = pow(*a, b); break;
    case GOAL_LEAST: *a = fmin(*a, b); break;
    case GOAL_MOST: *a = fmax(*a, b); break;
    }
  }
  assert_int_equal(n, 1);
  return stack[0];
}

static void expect_goal(const char *lines, double want, const char *run)
{
  struct strbuf mapper = {0};
  strbuf_puts(&mapper, lines);
  struct scene s = {.arch = "  set clock 1e+09 Hz\n", .mapper = strbuf_str(&mapper), .run = run};
  space_of(&s);
  double got = value(&s.out.goals.goal[0]);
  if (!(fabs(got - want) <= 1e-12 * fabs(want))) fail_msg("%g, not %g: %s", got, want, lines);
  strbuf_free(&mapper);
  arena_free(&s.arena);
}

/* Well-known ones are in pJ and cycles, whatever the clock, others in J and s. */
static void goals_have_units(void **state)
{
  (void)state;
  expect_goal("  goal energy\n", 3, NULL);
  expect_goal("  goal latency\n", 5, NULL);
  expect_goal("  goal time\n", 5, NULL);
  expect_goal("  goal cycles\n", 5, NULL);
  expect_goal("  goal edp\n", 15, " times 4");
  expect_goal("  goal ed2p\n", 75, NULL);
  expect_goal("  goal e\n    step energy\n", 3e-12, NULL);
  expect_goal("  goal e\n    step energy\n", 12e-12, " times 4");
  expect_goal("  goal t\n    step time\n", 5e-9, NULL);
  expect_goal("  goal c\n    step cycles\n    step number 2\n    step power\n", 25, NULL);
  expect_goal("  goal a\n    step area\n", 16e-12, NULL);
  expect_goal("  goal a\n    step area_of Reg\n", 16e-12, NULL);
  expect_goal("  goal g\n    step energy_of GLB A\n", 7e-12, NULL);
  expect_goal("  goal g\n    step reads_of GLB A\n    step fills_of GLB A\n    step add\n"
              "    step reads_of GLB A\n    step most\n", 18, NULL);
  expect_goal("  goal g\n    step updates_of GLB\n    step number 2\n    step least\n", 2, NULL);
}

static void meters_are_shared(void **state)
{
  (void)state;
  struct scene s = {.mapper = "  goal a\n    step reads_of GLB A\n    step reads_of DRAM\n"
                              "    step add\n  goal b\n    step reads_of GLB A\n"};
  space_of(&s);
  assert_int_equal(s.out.goals.n, 2);
  assert_int_equal(s.out.goals.meters, 2);
  assert_true(s.out.goals.meter[0].what == METER_READS && s.out.goals.meter[0].node == GLB &&
              s.out.goals.meter[0].tensor == 0 && s.out.goals.meter[1].tensor == -1);
  arena_free(&s.arena);
}

static void expect_problem(const char *mapper, enum lower_status status, const char *name)
{
  struct scene s = {.mapper = mapper};
  assert_false(scene_open(&s));
  assert_int_equal(s.problem.status, status);
  assert_string_equal(s.problem.name, name);
  arena_free(&s.arena);
}

static void too_much_is_told(void **state)
{
  (void)state;
  struct strbuf text = {0};
  expect_problem("  goal t\n    step time\n", LOWER_CLOCK, "time");
  expect_problem("  goal edp\n  goal edp\n  goal edp\n  goal edp\n  goal edp\n", LOWER_LIMIT,
                 "objectives");
  strbuf_puts(&text, "  goal long\n    step cycles\n");
  for (int i = 0; i < 20; i++) strbuf_puts(&text, "    step cycles\n    step add\n");
  expect_problem(strbuf_str(&text), LOWER_LIMIT, "steps of an objective");
  strbuf_clear(&text);
  for (int goal = 0; goal < 3; goal++)
    strbuf_printf(&text, "  goal g\n    step reads_of GLB %s\n    step fills_of GLB %s\n    step add\n"
                  "    step updates_of GLB %s\n    step add\n", &"A\0B\0Z"[2 * goal],
                  &"A\0B\0Z"[2 * goal], &"A\0B\0Z"[2 * goal]);
  expect_problem(strbuf_str(&text), LOWER_LIMIT, "counts in objectives");
  strbuf_free(&text);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(slots_are_those_of_the_path), cmocka_unit_test(what_is_not_said_is_free),
    cmocka_unit_test(what_is_said_is_lowered),     cmocka_unit_test(beside_the_path_is_nothing),
    cmocka_unit_test(options_are_lowered),         cmocka_unit_test(goals_have_units),
    cmocka_unit_test(meters_are_shared),           cmocka_unit_test(too_much_is_told),
  };
  return cmocka_run_group_tests_name("lower_space", tests, NULL, NULL);
}

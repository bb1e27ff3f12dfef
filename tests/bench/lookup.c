/* lookup: how long a question to a warm table takes, on a grid like that of the library's
 * static memories: 5 nodes, 6 numbers of banks, 9 widths, 16 depths, 6 results; and one to
 * estimators that was answered before. */
#include "compiler/sema/grid.h"
#include "runtime/energy/estimator.h"
#include "tests/bench/clock.h"

#include <math.h>

enum { NODES = 5, BANKS = 6, WIDTHS = 9, DEPTHS = 16, RESULTS = 6, KEYS = 4,
       ROWS = NODES * BANKS * WIDTHS * DEPTHS, QUESTIONS = 1000000, ROUNDS = 5 };

static struct grid *made(struct arena *arena)
{
  static double key[ROWS][KEYS], result[ROWS][RESULTS];
  for (unsigned i = 0; i < ROWS; i++) {
    unsigned rest = i;
    key[i][0] = exp2(rest % BANKS), rest /= BANKS;
    key[i][1] = 22 + 17 * (double)(rest % NODES), rest /= NODES;
    key[i][2] = exp2(3 + rest % WIDTHS), rest /= WIDTHS;
    key[i][3] = exp2(6 + rest);
    for (unsigned r = 0; r < RESULTS; r++) result[i][r] = key[i][1] * sqrt(key[i][2] * key[i][3]) + r;
  }
  enum grid_rule rule[] = {GRID_EQUAL, GRID_BLEND, GRID_INTERPOLATE, GRID_INTERPOLATE};
  return grid_new(arena, KEYS, RESULTS, rule, ROWS, key[0], result[0]);
}

/* Nanoseconds for one question of a kind; the best of several rounds. */
static double measure(const struct grid *g, double tech, double off)
{
  double best = INFINITY, sum = 0, out[RESULTS];
  struct grid_found found;
  for (int round = 0; round < ROUNDS; round++) {
    double start = cpu_seconds();
    for (unsigned i = 0; i < QUESTIONS; i++) {
      double key[KEYS] = {exp2(i % BANKS), tech, exp2(3 + i % (WIDTHS - 1)) + off,
                          exp2(6 + i % (DEPTHS - 1)) + off};
      if (grid_find(g, key, NULL, out, &found)) sum += out[i % RESULTS];
    }
    double one = (cpu_seconds() - start) / QUESTIONS * 1e9;
    if (one < best) best = one;
  }
  return sum > 0 ? best : NAN;
}

static void open_it(struct estimator *e) { (void)e; }

static bool claims_all(struct estimator *e, const struct estimate_query *q, const char **reason)
{
  (void)e, (void)q, (void)reason;
  return true;
}

static enum estimate_state tell_one(struct estimator *e, const struct estimate_query *q,
                                    struct estimate_answer *answer, const char **reason)
{
  (void)e, (void)q, (void)reason;
  *answer = (struct estimate_answer){.value = 1e-12, .accuracy = 80};
  return ESTIMATE_ANSWERED;
}

/* Nanoseconds for a question that was answered before. */
static double measure_estimators(void)
{
  struct estimators set;
  struct estimator one = {.name = "one", .origin = "one", .provider = PROVIDER_COMMAND,
                          .open = open_it, .claims = claims_all, .estimate = tell_one,
                          .close = open_it};
  struct estimate_attribute attributes[] = {{"width", NULL, 64}, {"depth", NULL, 512},
                                            {"cell", "lstp", 0}};
  struct estimate_query q = {.component = "sram", .action = "read", .attributes = 3,
                             .attribute = attributes};
  const struct estimate_demand anything = {.accuracy = 0};
  double best = INFINITY;
  estimators_init(&set);
  estimators_add(&set, &one);
  estimators_ask(&set, &q, &anything);
  for (int round = 0; round < ROUNDS; round++) {
    double start = cpu_seconds();
    for (unsigned i = 0; i < QUESTIONS; i++) estimators_ask(&set, &q, &anything);
    double each = (cpu_seconds() - start) / QUESTIONS * 1e9;
    if (each < best) best = each;
  }
  estimators_free(&set);
  return best;
}

int main(int argc, char **argv)
{
  struct arena arena;
  arena_init(&arena);
  const struct grid *g = made(&arena);
  if (rows_wanted(argc, argv)) {
    put_row("lookup", 1e9 / measure(g, 39, 1));
    put_row("estimators", 1e9 / measure_estimators());
    arena_free(&arena);
    return 0;
  }
  printf("%-44s %9s\n", "question to a warm table", "ns each");
  printf("%-44s %9.0f\n", "a row as it is", measure(g, 39, 0));
  printf("%-44s %9.0f\n", "between four rows", measure(g, 39, 1));
  printf("%-44s %9.0f\n", "between eight rows", measure(g, 45, 1));
  printf("%-44s %9.0f\n", "to estimators, answered before", measure_estimators());
  arena_free(&arena);
  return 0;
}

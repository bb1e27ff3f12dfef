/* Random nests, evaluated by the model and run by the simulator.
 *
 * Each nest is run under no rule, which is the truth, then with one rule of simulate.h
 * after the other, until all hold and the counts must be those of the model.  A rule may
 * change counts only where theory.h says so; nests in which no rule may are nests for
 * which the model is the truth.  How many there were of each kind is printed.
 *
 * Arguments: how many nests, the seed, and the number of the first.  Prints TAP. */
#include "runtime/eval/evaluate.h"

#include "tests/property/random_nest.h"
#include "tests/property/simulate.h"
#include "tests/property/theory.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { RULES = 11, FAILURES_SHOWN = 3 };

/* In the order in which they are added.  Each is defined given those before. */
static const struct {
  unsigned rule;
  const char *name;
} rules[RULES] = {
  {SIM_BOXES, "tiles are boxes"},
  {SIM_SAME_MOVE, "a tile keeps words only while it moves as before"},
  {SIM_BACK, "partial sums go back as they came"},
  {SIM_SHARES, "sums that begin are estimated"},
  {SIM_BYPASS, "bypass on average"},
  {SIM_SAME_FETCH, "a read is shared only if all that is fetched is the same"},
  {SIM_WHOLE_LINKS, "neighbours hand on all or nothing"},
  {SIM_FIRST, "the first instance stands for all"},
  {SIM_FULL_TIME, "loops that do not divide take their full time"},
  {SIM_TWO, "the second iteration stands for those behind it"},
  {SIM_WHOLE, "counts are whole numbers"},
};

enum check { AS_MODEL, AS_TRUTH, AT_LEAST, CHECK_RULES, CHECKS = CHECK_RULES + RULES };

struct tally {
  uint64_t nests, ragged, spread, one_more;
  uint64_t may[RULES], does[RULES], fewer, truth, bounded;
  unsigned failures[CHECKS];
};

struct trial {
  struct random_nest nest;
  uint64_t number;
  struct sim *sim;
  struct sim_result result[RULES + 1]; /* [n]: under the first n rules */
  struct theory theory;
  struct tally tally;
};

static void fail(struct trial *t, enum check check, const char *what)
{
  if (t->tally.failures[check]++ >= FAILURES_SHOWN) return;
  printf("# check %d, nest %" PRIu64 ": %s\n", check + 1, t->number, what);
  random_nest_print(&t->nest);
}

/* ---- Model and simulator ---- */

static const struct level_result *level_at(const struct eval_result *model, int node)
{
  for (unsigned l = 0; l < model->levels; l++)
    if (model->level[l].node == node) return &model->level[l];
  return NULL;
}

static bool whole(double n, uint64_t model)
{
  return n == (double)model;
}

/* Ratios are not exact: of the sum of several, a half may be rounded either way.  `exact`
 * is what was rounded. */
static bool same_rounded(double n, double exact, uint64_t model)
{
  bool half = fabs(exact - floor(exact) - 0.5) < 1e-9;
  return whole(n, model) || (half && fabs(exact - (double)model) < 0.5 + 1e-9);
}

static bool same_count(const struct sim_count *n, const struct sim_count *exact,
                       const struct tensor_result *model)
{
  return whole(n->tile, model->tile_words) && whole(n->fills, model->fills) &&
         same_rounded(n->reads, exact->reads, model->reads) &&
         same_rounded(n->updates, exact->updates, model->updates);
}

static void print_count(const char *who, const struct random_nest *nest, int node, unsigned tensor,
                        const struct sim_count *n)
{
  printf("# %s: %s of %s: tile %.17g, reads %.17g, fills %.17g, updates %.17g\n", who,
         nest->tensor[tensor].name, nest->node[node].name, n->tile, n->reads, n->fills, n->updates);
}

/* The model divides by a slowdown, in floating point: time that is a whole number of
 * cycles may come out as one more. */
static void compare_cycles(struct trial *t, const char *level, double time, uint64_t model,
                           enum check check)
{
  if (whole(ceil(time), model)) return;
  bool one_more = time == floor(time) && whole(time + 1, model);
  if (check == AS_MODEL) t->tally.one_more += one_more;
  if (one_more) return;
  fail(t, check, "cycles differ");
  if (t->tally.failures[check] <= FAILURES_SHOWN)
    printf("# %s: simulator %.17g, model %" PRIu64 "\n", level, time, model);
}

static void compare(struct trial *t, const struct sim_result *sim, const struct eval_result *model,
                    enum check check)
{
  unsigned before = t->tally.failures[check];
  const struct sim_result *exact = check == AS_MODEL ? &t->result[RULES - 1] : sim;
  uint64_t cycles = (uint64_t)sim->compute_cycles;
  for (unsigned l = 0; l < sim->levels; l++) {
    const struct level_result *level = sim->memory[l] < 0 ? NULL : level_at(model, sim->memory[l]);
    if (!level) continue;
    if (level->cycles > cycles) cycles = level->cycles;
    compare_cycles(t, t->nest.node[level->node].name, sim->cycles[l], level->cycles, check);
    for (unsigned k = 0; k < t->nest.einsum.tensors; k++) {
      const struct tensor_result *r = &level->tensor[k];
      struct sim_count told = {(double)r->tile_words, (double)r->reads, (double)r->fills,
                               (double)r->updates};
      if (same_count(&sim->of[l][k], &exact->of[l][k], r)) continue;
      if (t->tally.failures[check] == before) fail(t, check, "counts differ");
      if (t->tally.failures[check] > FAILURES_SHOWN) continue;
      print_count("simulator", &t->nest, sim->memory[l], k, &sim->of[l][k]);
      print_count("model", &t->nest, sim->memory[l], k, &told);
    }
  }
  if (cycles != model->cycles) fail(t, check, "the run takes other cycles than its slowest level");
  if (!whole(sim->compute_cycles, level_at(model, t->nest.compute)->cycles))
    fail(t, check, "the cycles of the computes differ");
  if (!whole(sim->computes, model->computes)) fail(t, check, "computes differ");
}

/* ---- Rules ---- */

/* Averages over instances are not exact. */
static bool differ(double a, double b)
{
  return fabs(a - b) > 1e-9;
}

static bool same_results(const struct trial *t, const struct sim_result *a,
                         const struct sim_result *b)
{
  if (differ(a->computes, b->computes)) return false;
  if (differ(a->compute_cycles, b->compute_cycles)) return false;
  for (unsigned l = 0; l < a->levels; l++) {
    if (differ(a->cycles[l], b->cycles[l])) return false;
    for (unsigned k = 0; k < t->nest.einsum.tensors; k++) {
      const struct sim_count *m = &a->of[l][k], *n = &b->of[l][k];
      if (differ(m->tile, n->tile) || differ(m->reads, n->reads) || differ(m->fills, n->fills) ||
          differ(m->updates, n->updates)) return false;
    }
  }
  return true;
}

/* Whether no memory reads less of an input, or fills less, in `b` than in `a`. */
static bool no_fewer(const struct trial *t, const struct sim_result *a, const struct sim_result *b)
{
  for (unsigned l = 0; l < a->levels; l++)
    for (unsigned k = 0; k < t->nest.einsum.tensors; k++)
      if (!t->nest.tensor[k].output && (b->of[l][k].reads < a->of[l][k].reads - 1e-9 ||
                                        b->of[l][k].fills < a->of[l][k].fills - 1e-9)) return false;
  return true;
}

static void try_rule(struct trial *t, unsigned i)
{
  unsigned rule = rules[i].rule;
  bool does = !same_results(t, &t->result[i], &t->result[i + 1]);
  t->tally.may[i] += (t->theory.may & rule) != 0;
  t->tally.does[i] += does;
  if (does && !(t->theory.may & rule)) fail(t, CHECK_RULES + i, "it should not matter here");
  if (!does && t->theory.must & rule) fail(t, CHECK_RULES + i, "it should matter here");
  if ((rule == SIM_SAME_MOVE || rule == SIM_SAME_FETCH) &&
      !no_fewer(t, &t->result[i], &t->result[i + 1]))
    fail(t, AT_LEAST, rules[i].name);
  if (rule != SIM_TWO || t->theory.may & (SIM_WHOLE_LINKS | SIM_FIRST)) return;
  if (no_fewer(t, &t->result[i], &t->result[i + 1]) == t->theory.fewer)
    fail(t, AT_LEAST, "theory is wrong about fewer words");
}

/* ---- Nests ---- */

static void count_kinds(struct trial *t)
{
  const struct scheme *s = sim_scheme(t->sim);
  bool spread = false;
  for (unsigned i = 0; i < s->loops; i++) spread |= s->loop[i].axis >= 0;
  t->tally.nests++;
  t->tally.ragged += s->ragged;
  t->tally.spread += spread;
  t->tally.fewer += t->theory.fewer;
}

static void try_rules(struct trial *t, const struct eval_result *model)
{
  const unsigned unbounded = SIM_BYPASS | SIM_WHOLE_LINKS | SIM_FIRST | SIM_TWO;
  unsigned all = 0;
  for (unsigned i = 0; i <= RULES; i++) {
    sim_run(t->sim, all, &t->result[i]);
    if (i < RULES) all |= rules[i].rule;
  }
  theory_of(sim_scheme(t->sim), &t->theory);
  count_kinds(t);
  for (unsigned i = 0; i < RULES; i++) try_rule(t, i);
  compare(t, &t->result[RULES], model, AS_MODEL);
  if (!t->theory.may) {
    t->tally.truth++;
    compare(t, &t->result[0], model, AS_TRUTH);
  }
  if (!(t->theory.may & unbounded)) {
    t->tally.bounded++;
    if (!no_fewer(t, &t->result[1], &t->result[RULES])) fail(t, AT_LEAST, "model and boxes");
  }
}

static void try_nest(struct trial *t, uint64_t seed, uint64_t number)
{
  const struct energy_table table = {0};
  struct eval_problem problem;
  struct random_nest *n = &t->nest;
  t->number = number;
  random_nest(n, seed, number);
  struct evaluator *e = evaluator_new(&n->arch, n->compute, &n->einsum, &table, &problem);
  const struct eval_result *model = e ? evaluate(e, &n->mapping, &problem) : NULL;
  if (!model) fail(t, AS_MODEL, "the model refuses it");
  else if (!sim_nest(t->sim, &n->arch, n->compute, &n->einsum, &n->mapping))
    fail(t, AS_MODEL, "the simulator refuses it");
  else try_rules(t, model);
  evaluator_free(e);
}

/* ---- TAP ---- */

static void report(const struct tally *t, enum check check, const char *what)
{
  printf("%sok %d - %s\n", t->failures[check] ? "not " : "", check + 1, what);
}

static int report_all(const struct tally *t)
{
  bool failed = false;
  report(t, AS_MODEL, "the model counts what the simulator does under all rules");
  printf("# %" PRIu64 " nests; %" PRIu64 " with arrays, %" PRIu64
         " with loops that do not divide; %" PRIu64 " levels take a cycle more, by rounding\n",
         t->nests, t->spread, t->ragged, t->one_more);
  report(t, AS_TRUTH, "where no rule may matter the model is the truth");
  printf("# %" PRIu64 " nests\n", t->truth);
  report(t, AT_LEAST, "the model reads and fills no fewer words of inputs than there are");
  printf("# %" PRIu64 " nests where bypass, neighbours, loops that do not divide and second "
         "iterations make no difference; in %" PRIu64 " others second iterations make it fewer, as "
         "theory says\n", t->bounded, t->fewer);
  for (unsigned i = 0; i < RULES; i++) {
    report(t, CHECK_RULES + i, rules[i].name);
    printf("# matters in %" PRIu64 " of %" PRIu64 " nests where it may: %s\n", t->does[i],
           t->may[i], theory_class(rules[i].rule));
  }
  for (unsigned i = 0; i < CHECKS; i++) failed |= t->failures[i] != 0;
  return failed;
}

static uint64_t number(int argc, char **argv, int i, uint64_t otherwise)
{
  return i < argc ? strtoull(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
  static struct trial trial;
  uint64_t nests = number(argc, argv, 1, 20000), seed = number(argc, argv, 2, 1);
  uint64_t first = number(argc, argv, 3, 0);
  printf("1..%d\n", CHECKS);
  trial.sim = sim_new();
  for (uint64_t i = 0; i < nests; i++) try_nest(&trial, seed, first + i);
  sim_free(trial.sim);
  return report_all(&trial.tally);
}

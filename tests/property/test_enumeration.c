/* Enumeration itself: against all mappings found without a thought, for random problems of
 * very few mappings; and all strategies with one, two and three threads, which must find the
 * same.
 *
 *   test_enumeration        TAP; from the environment, N: how many, FIRST: the first seed */
#include "compiler/mapper/best.h"

#include "tests/property/mapper_naive.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PROBLEMS = 200, SHOWN = 3 };

static uint64_t number(const char *name, uint64_t unset)
{
  const char *text = getenv(name);
  return text && *text ? strtoull(text, NULL, 10) : unset;
}

static struct search_options options_of(const struct mapper_problem *p)
{
  return (struct search_options){.goals = p->goals, .seconds = INFINITY, .threads = 1, .top = 1,
                                 .strategy = SEARCH_EXHAUSTIVE, .seed = 7, .mappings = 3000};
}

static bool naive_agrees(const struct mapper_problem *p, uint64_t *mappings)
{
  struct search_options options = options_of(p);
  struct search_result result;
  struct mapper_naive naive;
  struct arena arena;
  arena_init(&arena);
  search(&p->space, &options, &arena, &result);
  mapper_naive(p, &naive);
  *mappings += naive.mappings;
  bool same = (naive.mappings > 0) == (result.found > 0);
  if (same && result.found)
    same = goals_compare(&p->goals, naive.value, result.at[0].value) == 0;
  if (!same) {
    mapper_problem_print(p);
    mapper_result_print(p, "exhaustive", &result);
    printf("# %" PRIu64 " mappings in all, the best %.17g\n", naive.mappings, naive.value[0]);
  }
  arena_free(&arena);
  return same;
}

static bool same_found(const struct mapper_problem *p, const struct search_found *a,
                       const struct search_found *b)
{
  for (unsigned g = 0; g < p->goals.n; g++)
    if (a->value[g] < b->value[g] || a->value[g] > b->value[g]) return false;
  return !mapping_compare(&a->mapping, &b->mapping);
}

static bool same_reject(const struct search_reject *a, const struct search_reject *b)
{
  return a->by == b->by && a->node == b->node && a->times == b->times &&
         !(a->nearest < b->nearest) && !(a->nearest > b->nearest) && !(a->limit < b->limit) &&
         !(a->limit > b->limit);
}

/* What an exact search counts on its way may depend on how threads meet. */
static bool same_result(const struct mapper_problem *p, const struct search_options *options,
                        const struct search_result *a, const struct search_result *b)
{
  bool same = a->status == b->status && a->found == b->found && !(a->gap < b->gap) &&
              !(a->gap > b->gap);
  for (unsigned i = 0; same && i < a->found; i++) same = same_found(p, &a->at[i], &b->at[i]);
  if (options->strategy == SEARCH_EXACT) return same;
  same = same && a->evaluated == b->evaluated && a->pruned_limit == b->pruned_limit &&
         a->rejects == b->rejects;
  for (unsigned i = 0; same && i < a->rejects; i++)
    same = same_reject(&a->reject[i], &b->reject[i]);
  return same;
}

static bool threads_agree(const struct mapper_problem *p, uint64_t seed,
                          enum search_strategy strategy)
{
  struct search_options options = options_of(p);
  struct search_result result[4];
  struct arena arena;
  bool same = true;
  arena_init(&arena);
  options.strategy = strategy;
  options.top = seed % 2 ? 1 : 5;
  options.front = seed % 3 == 0 && strategy != SEARCH_EXACT;
  options.victory = seed % 5 ? 0 : 500;
  for (options.threads = 1; options.threads <= 3; options.threads++)
    search(&p->space, &options, &arena, &result[options.threads]);
  for (unsigned n = 2; n <= 3 && same; n++) {
    same = same_result(p, &options, &result[1], &result[n]);
    if (same) continue;
    printf("# strategy %d, one thread and %u\n", (int)strategy, n);
    mapper_problem_print(p);
    mapper_result_print(p, "one thread", &result[1]);
    mapper_result_print(p, "more threads", &result[n]);
  }
  arena_free(&arena);
  return same;
}

static bool test_naive(void)
{
  static struct mapper_problem p;
  uint64_t first = number("FIRST", 1), n = number("N", PROBLEMS), failures = 0, mappings = 0;
  for (uint64_t seed = first; seed < first + n && failures < SHOWN; seed++) {
    mapper_problem(&p, seed, 0.5, 2.7);
    if (naive_agrees(&p, &mappings)) continue;
    printf("# seed %" PRIu64 "\n", seed);
    failures++;
  }
  printf("# %" PRIu64 " problems, %" PRIu64 " mappings\n", n, mappings);
  printf("%sok 1 - enumeration finds the best of all mappings there are\n",
         failures ? "not " : "");
  return !failures;
}

static bool test_threads(void)
{
  static struct mapper_problem p;
  uint64_t first = number("FIRST", 1), n = number("N", PROBLEMS), failures = 0;
  for (uint64_t seed = first; seed < first + n && failures < SHOWN; seed++) {
    mapper_problem(&p, seed, 1.5, 4);
    for (int strategy = SEARCH_EXACT; strategy <= SEARCH_RANDOM; strategy++) {
      if (threads_agree(&p, seed, (enum search_strategy)strategy)) continue;
      printf("# seed %" PRIu64 "\n", seed);
      failures++;
    }
  }
  printf("%sok 2 - searches find the same with one, two and three threads\n",
         failures ? "not " : "");
  return !failures;
}

int main(void)
{
  puts("1..2");
  bool good = test_naive();
  good &= test_threads();
  return !good;
}

/* Options that say how mappings are searched. */
#include "compiler/tool/options.h"

#include "lang/base/unit.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- values with units ---- */

/* A number and what follows it: "30s", "1 %", "2e9".  False: it is no such thing. */
static bool read_quantity(const char *text, double *value, struct unit *unit, struct arena *a)
{
  char *rest;
  struct unit_error why;
  double number = strtod(text, &rest);
  *unit = (struct unit){.factor = 1};
  if (rest == text || !(number >= 0) || isinf(number)) return false;
  rest += strspn(rest, " ");
  if (*rest && !unit_parse(rest, strlen(rest), NULL, a, unit, &why)) return false;
  *value = number * pow(10, unit->exp10) * unit->factor;
  return isfinite(*value);
}

static bool is_of(const struct unit *unit, enum base_unit base)
{
  struct dim dim = DIM_NONE;
  dim.e[base] = 1;
  return dim_equal(unit->dim, dim);
}

static int wrong(const char *sentence)
{
  fprintf(stderr, "tlc: %s\n", sentence);
  return EXIT_USAGE;
}

static int read_time_limit(struct options *o, const char *text, struct arena *a)
{
  static const struct { const char *unit; double seconds; } longer[] = {{"min", 60}, {"h", 3600}};
  struct unit unit;
  char *rest;
  double value = strtod(text, &rest);
  rest += strspn(rest, " ");
  for (unsigned i = 0; i < 2; i++)
    if (!strcmp(rest, longer[i].unit)) text = arena_printf(a, "%.17gs", value * longer[i].seconds);
  if (!read_quantity(text, &value, &unit, a) || !is_of(&unit, U_TIME))
    return wrong("--time-limit takes a time with its unit, such as 30s, 500ms or 5min");
  o->wish.seconds = value;
  return -1;
}

static int read_memory_limit(struct options *o, const char *text, struct arena *a)
{
  struct unit unit;
  double bits;
  if (!read_quantity(text, &bits, &unit, a) || !is_of(&unit, U_INFO) || bits < 8 || bits > 0x1p60)
    return wrong("--memory-limit takes a size with its unit, such as 1GiB or 500MB");
  o->wish.memory_bytes = (uint64_t)(bits / 8);
  return -1;
}

/* A share: "1%" or "0.01". */
static int read_gap(struct options *o, const char *text, struct arena *a)
{
  struct unit unit;
  double share;
  if (!read_quantity(text, &share, &unit, a) || !dim_is_none(unit.dim) || share > 1)
    return wrong("--gap takes a share from 0% to 100%, such as 1%");
  o->wish.gap = share;
  return -1;
}

/* ---- numbers ---- */

static bool read_whole(const char *text, int64_t low, int64_t high, int64_t *value)
{
  char *rest;
  errno = 0;
  long long n = strtoll(text, &rest, 10);
  *value = n;
  return !*rest && *text && !errno && n >= low && n <= high;
}

static int read_jobs(struct options *o, const char *text)
{
  int64_t n;
  if (!read_whole(text, 1, 1024, &n)) return wrong("-j takes a number of threads, from 1 to 1024");
  o->wish.threads = (unsigned)n;
  return -1;
}

static int read_seed(struct options *o, const char *text)
{
  if (read_whole(text, 0, INT64_MAX, &o->wish.seed)) return -1;
  return wrong("--seed takes a whole number");
}

static int read_top(struct options *o, const char *text)
{
  int64_t n;
  if (!read_whole(text, 1, 1000, &n)) return wrong("--top takes a number from 1 to 1000");
  o->wish.top = (unsigned)n;
  return -1;
}

/* ---- words ---- */

/* A word of a list with commas, as goals are called; `time` is measured in cycles. */
static const char *read_goal(const char *option, const char *word)
{
  static const char *const names[] = {"energy", "cycles", "edp", "ed2p", "time", "latency",
                                      "delay", NULL};
  int i = choose_word(option, word, names);
  return i < 0 ? NULL : i < 4 ? names[i] : "cycles";
}

static bool is_listed(const struct search_wish *wish, const char *name)
{
  for (unsigned i = 0; i < wish->goals; i++)
    if (!strcmp(wish->goal[i], name)) return true;
  return false;
}

static int read_goals(struct options *o, const char *option, const char *text, struct arena *a)
{
  o->wish.goals = 0;
  for (const char *at = text;; at++) {
    size_t n = strcspn(at, ",");
    const char *name = read_goal(option, arena_strndup(a, at, n));
    if (!name) return EXIT_USAGE;
    if (is_listed(&o->wish, name)) {
      fprintf(stderr, "tlc: %s names `%s` twice\n", option, name);
      return EXIT_USAGE;
    }
    if (o->wish.goals == GOALS) {
      fprintf(stderr, "tlc: %s takes %d goals at most\n", option, GOALS);
      return EXIT_USAGE;
    }
    o->wish.goal[o->wish.goals++] = name;
    at += n;
    if (!*at) return -1;
  }
}

static int read_front(struct options *o, const char *text, struct arena *a)
{
  int status = read_goals(o, "--pareto", text, a);
  o->wish.front = true;
  if (status < 0 && o->wish.goals < 2)
    return wrong("--pareto takes at least two goals, such as energy,cycles");
  return status;
}

static int read_strategy(struct options *o, const char *text)
{
  static const char *const names[] = {[SEARCH_EXACT] = "exact",
                                      [SEARCH_EXHAUSTIVE] = "exhaustive",
                                      [SEARCH_RANDOM] = "random", [SEARCH_RANDOM + 1] = NULL};
  o->wish.strategy = choose_word("--strategy", text, names);
  return o->wish.strategy < 0 ? EXIT_USAGE : -1;
}

static int read_in(struct options *o, enum option_id id, const char *text, struct arena *a)
{
  switch (id) {
  case OPT_MINIMIZE: return read_goals(o, "--minimize", text, a);
  case OPT_PARETO: return read_front(o, text, a);
  case OPT_STRATEGY: return read_strategy(o, text);
  case OPT_GAP: return read_gap(o, text, a);
  case OPT_TIME_LIMIT: return read_time_limit(o, text, a);
  case OPT_MEMORY_LIMIT: return read_memory_limit(o, text, a);
  case OPT_JOBS: return read_jobs(o, text);
  case OPT_SEED: return read_seed(o, text);
  case OPT_TOP: return read_top(o, text);
  case OPT_PER_LAYER: o->wish.per_layer = true; return -1;
  case OPT_SAMPLE: o->sample = text; return -1;
  default: return -1;
  }
}

int read_search_option(struct options *o, enum option_id id, const char *text)
{
  struct arena arena;
  arena_init(&arena);
  int status = read_in(o, id, text, &arena);
  arena_free(&arena);
  return status;
}

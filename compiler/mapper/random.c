/* Mappings drawn at random: a split of each dim, each as likely as any other; an order of the
 * loops in each slot; and for each tensor that a memory may keep or not, one of both.
 *
 * A draw depends on the seed and its own number only.  Draws are made in batches, by all
 * threads, and then gone through in their order, so that it makes no difference how many
 * threads there are. */
#include "compiler/mapper/inside.h"

#include "compiler/mapper/limits.h"
#include "compiler/mapper/orders.h"
#include "compiler/mapper/ways.h"

#include <math.h>

enum { BATCH = 1024, LOOK_EACH = 64 };

/* What came of a draw. */
struct draw {
  bool done, fits, evaluated, rejected;
  struct search_reject reject;
  double value[GOALS];
  double energy_pJ;
  uint64_t cycles;
};

struct dice {
  uint64_t state;
};

struct drawing {
  struct search_work *work;
  struct ways *ways;             /* by dim */
  bool *ordered;                 /* by slot: see limits_axis_ordered */
  uint64_t first;                /* number of the batch's first draw */
  unsigned n, threads;
  uint64_t drawn, worse;         /* in all; since the last that was better */
  double since;                  /* the seconds at which the batch of that one had been drawn */
  struct draw draw[BATCH];
};

struct drawer {
  struct drawing *drawing;
  unsigned thread;
  struct plan plan;
  struct evaluator *evaluator;
};

static uint64_t mixed(uint64_t z)
{
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

static uint64_t next_bits(struct dice *dice)
{
  return mixed(dice->state += 0x9e3779b97f4a7c15u);
}

/* From 0 to 1, and below it. */
static double next_share(struct dice *dice)
{
  return (double)(next_bits(dice) >> 11) * 0x1p-53;
}

/* One loop: how much it leaves of value number `v`, and of how many iterations it is. */
static unsigned draw_loop(const struct ways *ways, unsigned slots, unsigned v, struct dice *dice,
                          int64_t *bound)
{
  unsigned slot = ways->order[slots - 1], last = 0;
  double rest = next_share(dice) * ways_count(ways, slots, v);
  *bound = ways->value[v];
  for (unsigned next = 0; next <= v && rest >= 0; next++) {
    double outside = ways_count(ways, slots - 1, next);
    int64_t low, high;
    if (!(outside > 0)) continue;
    if (!ways_bounds(ways, slot, ways->value[v], ways->value[next], &low, &high)) continue;
    int64_t n = ways_admitted(ways, slot, low, high);
    if (n < 1) continue;
    int64_t k = (int64_t)fmin(floor(rest / outside), (double)(n - 1));
    *bound = ways_pick(ways, slot, low, high, k);
    last = next;
    rest -= outside * (double)n;
  }
  return last;
}

static void draw_split(struct plan *plan, const struct ways *ways, struct dice *dice)
{
  unsigned v = ways->values - 1;
  for (unsigned slots = plan->space->slots; slots; slots--) {
    int64_t left = ways->value[v], bound;
    v = draw_loop(ways, slots, v, dice, &bound);
    plan->loop[ways->order[slots - 1]][ways->dim] =
      (struct plan_loop){bound, ways_residual(left, bound)};
  }
}

static bool draw_orders(struct plan *plan, const bool *ordered, struct dice *dice)
{
  const struct space *space = plan->space;
  double at[MODEL_DIMS] = {0};
  for (unsigned s = 0; s < space->slots; s++) {
    uint32_t dims = 0;
    for (unsigned d = 0; d < space->einsum->dims; d++) {
      dims |= (uint32_t)(plan->loop[s][d].bound > 1) << d;
      at[d] = ordered[s] ? next_share(dice) : 0;
    }
    plan->count[s] = (uint8_t)__builtin_popcount(dims);
    if (dims && !orders_draw(&space->slot[s], dims, at, plan->dims[s])) return false;
  }
  return true;
}

static void draw_keeps(struct plan *plan, struct dice *dice)
{
  const struct space *space = plan->space;
  for (unsigned m = 0; m < space->memories; m++) {
    uint32_t keep, open = plan_open(space, m, &keep);
    plan->keep[m] = keep | ((uint32_t)(next_bits(dice) >> 32) & open);
  }
}

/* Makes draw number `number`.  False: loops have no order, or some limit is in the way. */
static bool draw_plan(const struct drawing *d, struct plan *plan, uint64_t number,
                      struct rejects *rejects)
{
  const struct search_work *work = d->work;
  struct dice dice = {mixed(mixed(work->options->seed + 0x9e3779b97f4a7c15u) + number)};
  for (unsigned dim = 0; dim < work->space->einsum->dims; dim++)
    draw_split(plan, &d->ways[dim], &dice);
  if (!draw_orders(plan, d->ordered, &dice)) return false;
  draw_keeps(plan, &dice);
  if (!limits_factors(plan, rejects)) return false;
  plan_loops(plan);
  if (!plan_storages(plan)) {
    reject(rejects, REJECT_NOT_KEPT, 0, 0, 1);
    return false;
  }
  return limits_tiles(plan, rejects);
}

static void make_draw(struct drawer *w, unsigned i)
{
  struct draw *draw = &w->drawing->draw[i];
  struct rejects rejects;
  struct eval_problem problem;
  struct search_found found;
  const struct eval_result *result = NULL;
  rejects.n = 0;
  if (draw_plan(w->drawing, &w->plan, w->drawing->first + i, &rejects)) {
    result = evaluate(w->evaluator, &w->plan.mapping, &problem);
    if (!result) reject_problem(&rejects, &problem);
    draw->evaluated = true;
  }
  draw->rejected = rejects.n > 0;
  if (draw->rejected) draw->reject = rejects.at[0];
  draw->fits = result;
  if (result) {
    found_of(w->drawing->work, &w->plan.mapping, result, &found);
    memcpy(draw->value, found.value, sizeof draw->value);
    draw->energy_pJ = found.energy_pJ, draw->cycles = found.cycles;
  }
  draw->done = true;
}

static void *run(void *drawer)
{
  struct drawer *w = drawer;
  struct drawing *d = w->drawing;
  for (unsigned i = w->thread, n = 0; i < d->n; i += d->threads, n++) {
    if (n % LOOK_EACH == 0 && search_ended(d->work)) break;
    make_draw(w, i);
  }
  return NULL;
}

/* Puts a draw that may be among the best into the list; it is made once more for that. */
static void offer(struct drawing *d, struct plan *plan, unsigned i)
{
  const struct draw *draw = &d->draw[i];
  struct best *best = &d->work->best;
  struct rejects rejects;
  rejects.n = 0;
  bool better = !best->of.n || goals_compare(best->goals, draw->value, best->of.at[0].value) < 0;
  if (better) d->worse = 0;
  if (!best_wants(best, draw->value) || !draw_plan(d, plan, d->first + i, &rejects)) return;
  struct search_found found = {
    .mapping = plan->mapping, .energy_pJ = draw->energy_pJ, .cycles = draw->cycles};
  memcpy(found.value, draw->value, sizeof found.value);
  best_offer(best, &found);
}

static void account(struct drawing *d, struct plan *plan, unsigned i)
{
  const struct draw *draw = &d->draw[i];
  struct search_work *work = d->work;
  struct rejects one = {.n = draw->rejected, .at = {draw->reject}};
  d->drawn++, d->worse++;
  work->result->evaluated += draw->evaluated;
  work->result->pruned_limit += !draw->evaluated;
  rejects_merge(&work->rejects, &one);
  if (!draw->fits) return;
  search_sample(work, draw->value);
  offer(d, plan, i);
}

/* Whether nothing better has come for as long as anybody wants to wait. */
static bool is_tired(struct drawing *d)
{
  double patience = d->work->options->patience, now = search_seconds(d->work);
  if (d->worse < d->n) d->since = now;
  return patience > 0 && now - d->since > patience;
}

/* Goes through a batch.  False: there have been enough. */
static bool go_through(struct drawing *d, struct plan *plan)
{
  const struct search_options *options = d->work->options;
  for (unsigned i = 0; i < d->n; i++) {
    if (!d->draw[i].done) return false;
    account(d, plan, i);
    if (options->victory && d->worse >= options->victory) return false;
  }
  return !is_tired(d) && (!options->mappings || d->drawn < options->mappings);
}

static void tell(struct drawing *d)
{
  const struct best *best = &d->work->best;
  uint64_t mappings = d->work->options->mappings;
  struct search_progress progress = {
    .found = best->of.n > 0, .value = best->of.n ? best->of.at[0].value[0] : 0,
    .done = mappings ? (double)d->drawn / (double)mappings : 0,
    .evaluated = d->work->result->evaluated};
  search_tell(d->work, &progress);
}

static void draw_all(struct drawing *d, struct drawer *drawers)
{
  const struct search_options *options = d->work->options;
  bool more = true;
  while (more) {
    uint64_t wanted = options->mappings ? options->mappings - d->drawn : BATCH;
    d->n = wanted < BATCH ? (unsigned)wanted : BATCH;
    memset(d->draw, 0, sizeof d->draw);
    in_threads(d->threads, run, drawers, sizeof *drawers);
    more = go_through(d, &drawers[0].plan);
    d->first += d->n;
    tell(d);
  }
}

/* Of loops that fit their axes, if that leaves any. */
static void find_ways(struct drawing *d)
{
  const struct space *space = d->work->space;
  for (unsigned dim = 0; dim < space->einsum->dims; dim++) {
    struct ways *ways = &d->ways[dim];
    ways_init(ways, space, dim, true);
    if (ways_count(ways, space->slots, ways->values - 1) > 0) continue;
    ways_free(ways);
    ways_init(ways, space, dim, false);
  }
}

static void draw_in_threads(struct drawing *d)
{
  const struct space *space = d->work->space;
  struct drawer *drawers = xcalloc(d->threads, sizeof *drawers);
  bool good = true;
  for (unsigned i = 0; i < d->threads; i++) {
    struct drawer *w = &drawers[i];
    *w = (struct drawer){.drawing = d, .thread = i};
    plan_init(&w->plan, space);
    w->evaluator = space_evaluator(space);
    good &= w->evaluator != NULL;
  }
  if (good) draw_all(d, drawers);
  for (unsigned i = 0; i < d->threads; i++) {
    evaluator_free(drawers[i].evaluator);
    plan_free(&drawers[i].plan);
  }
  xfree(drawers);
}

void search_random(struct search_work *work)
{
  const struct space *space = work->space;
  struct drawing *d = xcalloc(1, sizeof *d);
  d->work = work;
  d->threads = work->options->threads ? work->options->threads : 1;
  d->ways = xcalloc(space->einsum->dims + 1, sizeof *d->ways);
  d->ordered = xcalloc(space->slots + 1, sizeof *d->ordered);
  for (unsigned i = 0; i < space->slots; i++)
    d->ordered[i] = space->slot[i].axis < 0 || limits_axis_ordered(space, &space->slot[i]);
  find_ways(d);
  draw_in_threads(d);
  for (unsigned dim = 0; dim < space->einsum->dims; dim++) ways_free(&d->ways[dim]);
  xfree(d->ways);
  xfree(d->ordered);
  xfree(d);
}

#include "compiler/mapper/imperfect.h"

#include "compiler/mapper/climb.h"
#include "compiler/mapper/least.h"
#include "compiler/mapper/pads.h"
#include "compiler/mapper/points.h"
#include "compiler/mapper/ways.h"

#include <math.h>
#include <stdlib.h>

enum {
  PADS_MOST = 32,          /* larger sizes that are searched */
  LABELS_MOST = 400000,    /* partial mappings that are looked at for them */
  ALIKE = 16,              /* mappings of a size that are looked at where one is good */
  CLIMBS = 4,              /* of the best mappings that are met, are changed */
  CHANGES = 2000000,       /* steps of evaluations in each climb */
  CHANCES = 4000000,       /* then, from changes by chance */
  DRAWS = 20000,           /* where nothing else is found */
};
static const double SMALL_LOG10 = 5.6; /* mappings that are looked at one by one */
static const double SLACK = 1.1; /* how much worse what is changed later may be at first */
static const double SHARES[] = {0.6, 0.85}; /* of the time: when to end the search of the true
                                               sizes, and of all larger ones */

struct imperfect {
  struct search_work *work;
  struct climb climb;
  struct best starts;      /* where to climb from: one for each size */
  bool cut;                /* the search of the true sizes had no time to come to its end */
};

/* ---- whether there is anything ---- */

/* Whether a slot may have a loop that does not divide a divisor of the dim's size. */
static bool slot_gains(const struct space *space, unsigned slot, unsigned dim)
{
  int64_t size = space->einsum->bounds[dim];
  int64_t longest = points_longest(space, &space->slot[slot], dim);
  if (ways_divide(space, slot)) return false;
  for (int64_t part = size; part > 2; part = part > 1 ? part - 1 : 0) {
    if (size % part) continue;
    for (int64_t b = 2; b <= longest && b < part; b++)
      if (part % b && space_admits(&space->slot[slot].range[dim], b)) return true;
    if (part == size && part > 1 << 20) return true; /* not worth a longer look */
  }
  return false;
}

static bool gains(const struct space *space)
{
  for (unsigned i = 0; i < space->slots; i++)
    for (unsigned d = 0; d < space->einsum->dims; d++)
      if (slot_gains(space, i, d)) return true;
  return false;
}

/* ---- exact searches ---- */

/* Searches another space: see struct another. */
static void search_other(struct search_work *work, const struct space *space,
                         void (*searcher)(struct search_work *), double seconds,
                         const struct search_found *seed, unsigned top,
                         struct search_work *into)
{
  struct another a = {.space = space, .searcher = searcher, .seconds = seconds, .seed = seed,
                      .top = top, .draws = DRAWS};
  search_another(work, &a, into);
}

static double part_of(const struct search_work *work, double share)
{
  return work->options->seconds * share;
}

/* Searches those mappings whose factors divide more often: in time, where they need not, or
 * else all of them. */
static void search_stricter(struct imperfect *x)
{
  struct search_work stricter;
  struct space space = *x->work->space;
  space.imperfect = space.imperfect == SPACE_IMPERFECT ? SPACE_IMPERFECT_SPATIAL : SPACE_PERFECT;
  search_other(x->work, &space, search_exact, part_of(x->work, SHARES[0]), NULL, 0, &stricter);
  best_merge(&x->work->best, &stricter.best);
  rejects_merge(&x->work->rejects, &stricter.rejects);
  if (stricter.best.of.n) best_offer(&x->starts, &stricter.best.of.at[0]);
  x->cut = atomic_load(&stricter.end) == SEARCH_BY_TIME;
  if (atomic_load(&stricter.end) == SEARCH_BY_MEMORY) search_end(x->work, SEARCH_BY_MEMORY);
  best_free(&stricter.best);
}

/* ---- larger sizes ---- */

/* What the best so far comes to if all that is counted grows as the points do, and a little
 * more, as that is only roughly so: no mapping of a larger size is of use that is not
 * better. */
static bool make_seed(struct imperfect *x, double volume, struct search_found *seed)
{
  const struct goals *goals = &x->work->options->goals;
  double energy, cycles, meters[GOAL_METERS];
  if (!x->work->best.of.n) return false;
  *seed = x->work->best.of.at[0];
  if (!climb_begin(&x->climb, &seed->mapping)) return false;
  if (!climb_costs(&x->climb, &energy, &cycles, meters)) return false;
  for (unsigned i = 0; i < goals->meters; i++) meters[i] *= volume;
  for (unsigned i = 0; i < goals->n; i++)
    seed->value[i] = SLACK * goal_value(&goals->goal[i], energy * volume, cycles, meters);
  return true;
}

/* What a size promises, by the first goal: energy as it is, and cycles by the iterations in
 * time that it may come down to. */
static double promise(struct imperfect *x, const struct pad *pad, double slots)
{
  const struct goals *goals = &x->work->options->goals;
  double energy, cycles, meters[GOAL_METERS];
  if (!climb_costs(&x->climb, &energy, &cycles, meters)) return pad->slots * pad->volume;
  /* Of two that promise as much, the smaller. */
  return goal_value(&goals->goal[0], energy, cycles * pad->slots / slots, meters) * pad->volume;
}

struct promising {
  double value;
  uint32_t number;
};

static int by_promise(const void *a, const void *b)
{
  const struct promising *x = a, *y = b;
  if (x->value != y->value) return x->value < y->value ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

/* Takes what was found for a larger size into the true space. */
static void take(struct imperfect *x, const struct best *found)
{
  struct search_found start;
  for (uint32_t i = 0; i < found->of.n; i++) {
    if (!climb_begin(&x->climb, &found->of.at[i].mapping)) continue;
    start = (struct search_found){.mapping = x->climb.plan.mapping};
    memcpy(start.value, x->climb.value, sizeof start.value);
    best_offer(&x->starts, &start);
  }
}

/* Where that leads to the best so far, others that are as good, or nearly, for the larger
 * size are of interest: they may be better for the true one. */
static void search_padded(struct imperfect *x, const struct pad *pad)
{
  struct search_work padded;
  struct search_found seed;
  struct space space = *x->work->space;
  struct model_einsum einsum = *space.einsum;
  double seconds = part_of(x->work, SHARES[1]);
  space.imperfect = SPACE_PERFECT;
  space.einsum = &einsum, einsum.bounds = pad->size;
  bool seeded = make_seed(x, pad->volume, &seed);
  double before = seeded ? x->work->best.of.at[0].value[0] : INFINITY;
  search_other(x->work, &space, search_exact, seconds, seeded ? &seed : NULL, 1, &padded);
  take(x, &padded.best);
  best_free(&padded.best);
  if (!x->work->best.of.n || x->work->best.of.at[0].value[0] >= before) return;
  search_other(x->work, &space, search_exact, seconds, NULL, ALIKE, &padded);
  take(x, &padded.best);
  best_free(&padded.best);
}

static void search_pads(struct imperfect *x)
{
  struct pads pads;
  struct promising *order;
  double slots = least_slots(x->work->space, true);
  pads_find(&pads, x->work->space);
  order = xcalloc(pads.of.n + 1, sizeof *order);
  for (uint32_t i = 0; i < pads.of.n; i++)
    order[i] = (struct promising){promise(x, &pads.of.at[i], slots), i};
  qsort(order, pads.of.n, sizeof *order, by_promise);
  uint64_t most = x->work->result->labels + LABELS_MOST;
  for (uint32_t i = 0; i < pads.of.n && i < PADS_MOST && !search_ended(x->work); i++)
    if (x->work->result->labels < most) search_padded(x, &pads.of.at[order[i].number]);
  xfree(order);
  vec_free(&pads.of);
}

/* ---- all of it ---- */

static bool proven(const struct search_work *work)
{
  /* That says nothing of others that are wanted besides the best. */
  if (!work->best.of.n || work->options->top > 1 || work->options->front) return false;
  double value = work->best.of.at[0].value[0];
  return value - work->lower_bound <= work->options->gap * fabs(value);
}

/* Where neither gives a mapping to begin with, some drawn at random may. */
static void search_drawn(struct imperfect *x)
{
  struct search_work drawn;
  search_other(x->work, x->work->space, search_random, x->work->options->seconds, NULL, CLIMBS, &drawn);
  best_merge(&x->work->best, &drawn.best);
  best_merge(&x->starts, &drawn.best);
  rejects_merge(&x->work->rejects, &drawn.rejects);
  best_free(&drawn.best);
}

/* From the best so far, changed by chance, time and again. */
static void climb_by_chance(struct imperfect *x)
{
  struct search_work *work = x->work;
  uint64_t dice = work->options->seed;
  double end = x->climb.spent + CHANCES;
  while (x->climb.spent < end && !proven(work) && !search_ended(work)) {
    struct search_progress progress = {.done = 0.95};
    search_pass_on(work, &progress);
    if (!climb_begin(&x->climb, &work->best.of.at[0].mapping)) return;
    if (!climb_throw(&x->climb, &dice)) return;
    climb_up(&x->climb, CHANCES / 16);
  }
}

static void climb_all(struct imperfect *x)
{
  for (uint32_t i = 0; i < x->starts.of.n && !search_ended(x->work); i++) {
    struct search_progress progress = {.done = 0.9};
    search_pass_on(x->work, &progress);
    if (climb_begin(&x->climb, &x->starts.of.at[i].mapping)) climb_up(&x->climb, CHANGES);
  }
  if (x->work->best.of.n) climb_by_chance(x);
}

static void search_large(struct imperfect *x)
{
  search_stricter(x);
  if (x->work->best.of.n) climb_begin(&x->climb, &x->work->best.of.at[0].mapping);
  /* Zeros are known of the true sizes only. */
  if (!x->work->space->sparsity && !proven(x->work) && !search_ended(x->work)) search_pads(x);
  if (!x->work->best.of.n && !search_ended(x->work)) search_drawn(x);
  if (!proven(x->work) && !search_ended(x->work)) climb_all(x);
  x->work->result->evaluated += x->climb.evaluated;
  x->work->result->pruned_limit += x->climb.limited;
  x->work->complete = proven(x->work);
  if (x->cut && !x->work->complete) search_end(x->work, SEARCH_BY_TIME);
}

bool search_imperfect(struct search_work *work)
{
  struct imperfect *x;
  if (work->space->imperfect == SPACE_PERFECT || !gains(work->space)) return false;
  if (space_log10(work->space) <= SMALL_LOG10) {
    search_exhaustive(work);
    return true;
  }
  x = xcalloc(1, sizeof *x);
  x->work = work;
  work->lower_bound = least_value(work->space, &work->options->goals);
  best_init(&x->starts, &work->options->goals, CLIMBS, false);
  if (climb_init(&x->climb, work)) search_large(x);
  climb_free(&x->climb);
  best_free(&x->starts);
  xfree(x);
  return true;
}

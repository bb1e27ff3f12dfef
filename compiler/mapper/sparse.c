#include "compiler/mapper/sparse.h"

#include "compiler/mapper/climb.h"

#include <math.h>

enum {
  STARTS = 16,             /* mappings that are changed */
  CHANGES = 1600000,       /* steps of evaluations in each climb */
  CHANCES = 8000000,       /* then, from changes by chance */
  DRAWS = 20000,           /* where nothing else is found */
};
static const double SMALL_LOG10 = 5; /* mappings that are looked at one by one */
static const double SHARE = 0.5; /* of the time: when to end looking for the bound */

struct sparse_search {
  struct search_work *work;
  struct best starts;
  struct climb climb;
};

/* The bound is that of the exact search, for what mappings come to at the least. */
static void find_bound(struct sparse_search *s)
{
  struct search_work *work = s->work, bound;
  struct another a = {.space = work->space, .searcher = search_frames, .top = 1, .truth = &s->starts,
                      .seconds = work->options->seconds * SHARE};
  search_another(work, &a, &bound);
  work->lower_bound = bound.lower_bound;
  /* Where not even bounds allow any mapping there is none. */
  work->complete = bound.complete && !bound.best.of.n;
  rejects_merge(&work->rejects, &bound.rejects);
  if (atomic_load(&bound.end) == SEARCH_BY_MEMORY) search_end(work, SEARCH_BY_MEMORY);
  best_free(&bound.best);
}

static void draw(struct sparse_search *s)
{
  struct search_work drawn;
  struct another a = {.space = s->work->space, .searcher = search_random, .top = STARTS,
                      .seconds = s->work->options->seconds, .draws = DRAWS};
  search_another(s->work, &a, &drawn);
  best_merge(&s->starts, &drawn.best);
  rejects_merge(&s->work->rejects, &drawn.rejects);
  best_free(&drawn.best);
}

static bool proven(const struct search_work *work)
{
  const struct best *best = &work->best;
  if (!best->of.n || best->top > 1 || best->front) return false;
  double value = best->of.at[0].value[0];
  return value * (1 - work->options->gap) - work->lower_bound <= 1e-12 * fabs(value);
}

static void climb_from(struct sparse_search *s, const struct model_mapping *mapping, double steps)
{
  if (climb_begin(&s->climb, mapping)) climb_up(&s->climb, steps);
}

static void climb_all(struct sparse_search *s)
{
  struct search_work *work = s->work;
  uint64_t dice = work->options->seed;
  for (uint32_t i = 0; i < s->starts.of.n && !proven(work) && !search_ended(work); i++)
    climb_from(s, &s->starts.of.at[i].mapping, CHANGES);
  double end = s->climb.spent + CHANCES;
  while (work->best.of.n && s->climb.spent < end && !proven(work) && !search_ended(work)) {
    if (!climb_begin(&s->climb, &work->best.of.at[0].mapping)) return;
    if (!climb_throw(&s->climb, &dice)) return;
    climb_up(&s->climb, CHANCES / 64);
  }
}

/* With the faults of the established model nothing bounds what a mapping comes to. */
static void search_large(struct sparse_search *s)
{
  struct search_work *work = s->work;
  bool bounded = !work->space->sparsity->compat;
  if (bounded) find_bound(s);
  if (work->complete) return;
  draw(s);
  best_merge(&work->best, &s->starts);
  climb_all(s);
  work->result->evaluated += s->climb.evaluated;
  work->result->pruned_limit += s->climb.limited;
  if (proven(work))
    work->lower_bound = fmax(work->lower_bound, work->best.of.at[0].value[0] * (1 - work->options->gap));
  work->complete = proven(work);
  if (bounded && !work->complete && !search_ended(work)) search_each(work);
}

bool search_sparse(struct search_work *work)
{
  struct sparse_search s = {.work = work};
  unsigned top = work->options->top;
  if (!work->space->sparsity) return false;
  if (!work->options->hard && space_log10(work->space) <= SMALL_LOG10) {
    search_exhaustive(work);
    return true;
  }
  best_init(&s.starts, &work->options->goals, top > STARTS ? top : STARTS, work->options->front);
  if (climb_init(&s.climb, work)) search_large(&s);
  climb_free(&s.climb);
  best_free(&s.starts);
  return true;
}

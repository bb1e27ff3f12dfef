/* Every mapping of a space, one after the other: for each dim all splits over the slots, then
 * all orders of the loops in each slot, then all sets of tensors that memories may keep.
 *
 * Work is cut by the splits of the first few dims: each is a job, and threads take the next
 * that nobody has. */
#include "compiler/mapper/inside.h"

#include "compiler/mapper/limits.h"
#include "compiler/mapper/orders.h"
#include "compiler/mapper/ways.h"

#include <math.h>

enum { JOBS = 256, LOOK_EACH = 256 };

struct shared {
  struct search_work *work;
  struct ways *ways;             /* by dim */
  bool *ordered;                 /* by slot: all orders of its loops */
  unsigned cut;                  /* dims whose splits make the jobs */
  uint64_t jobs;
  atomic_uint_fast64_t next, done, evaluated;
  bool found;                    /* under the lock of `work`: */
  double value;
};

struct walker {
  struct shared *shared;
  struct plan plan;
  struct evaluator *evaluator;
  struct best best;
  struct rejects rejects;
  uint64_t evaluated, pruned, steps, told;
  uint64_t *used;                /* by slot: the product of its loops */
  uint64_t at, job;              /* jobs passed so far, the one to do */
  bool counting;                 /* only jobs are counted */
  bool inside;                   /* of a job */
  bool stop;
};

static void tell(struct walker *w)
{
  struct shared *s = w->shared;
  struct search_work *work = s->work;
  pthread_mutex_lock(&work->lock);
  if (w->best.of.n && (!s->found || w->best.of.at[0].value[0] < s->value))
    s->value = w->best.of.at[0].value[0], s->found = true;
  struct search_progress progress = {
    .found = s->found, .value = s->value, .evaluated = atomic_load(&s->evaluated),
    .done = (double)atomic_load(&s->done) / (double)s->jobs};
  pthread_mutex_unlock(&work->lock);
  search_tell(work, &progress);
}

static bool stopped(struct walker *w)
{
  if (++w->steps % LOOK_EACH || w->stop) return w->stop;
  w->stop = search_ended(w->shared->work);
  if (w->counting) return w->stop;
  atomic_fetch_add(&w->shared->evaluated, w->evaluated - w->told);
  w->told = w->evaluated;
  tell(w);
  return w->stop;
}

static void evaluate_plan(struct walker *w)
{
  struct search_work *work = w->shared->work;
  struct eval_problem problem;
  struct search_found found;
  if (!limits_tiles(&w->plan, &w->rejects)) {
    w->pruned++;
    return;
  }
  w->evaluated++;
  const struct eval_result *result = evaluate(w->evaluator, &w->plan.mapping, &problem);
  if (!result) {
    reject_problem(&w->rejects, &problem);
    return;
  }
  found_of(work, &w->plan.mapping, result, &found);
  search_sample(work, found.value);
  if (best_wants(&w->best, found.value)) best_offer(&w->best, &found);
}

/* All that the memories from `m` on may keep. */
static void keeps(struct walker *w, unsigned m)
{
  const struct space *space = w->shared->work->space;
  if (stopped(w)) return;
  if (m == space->memories) {
    if (plan_storages(&w->plan)) {
      evaluate_plan(w);
    } else {
      reject(&w->rejects, REJECT_NOT_KEPT, 0, 0, 1);
      w->pruned++;
    }
    return;
  }
  uint32_t keep, open = plan_open(space, m, &keep), some = 0;
  do {
    w->plan.keep[m] = keep | some;
    keeps(w, m + 1);
    some = (some - open) & open;
  } while (some && !w->stop);
}

static void orders(struct walker *w, unsigned slot);

/* All orders of what is left of the loops of a slot, inside of those that have a place. */
static void permute(struct walker *w, unsigned slot, uint32_t left)
{
  if (!left) {
    orders(w, slot + 1);
    return;
  }
  uint32_t first = orders_first(&w->shared->work->space->slot[slot], left);
  if (!w->shared->ordered[slot]) first &= -first;
  for (; first && !w->stop; first &= first - 1) {
    unsigned d = (unsigned)__builtin_ctz(first);
    w->plan.dims[slot][w->plan.count[slot]++] = (uint8_t)d;
    permute(w, slot, left & ~(1u << d));
    w->plan.count[slot]--;
  }
}

static void orders(struct walker *w, unsigned slot)
{
  const struct space *space = w->shared->work->space;
  uint32_t loops = 0;
  if (slot == space->slots) {
    plan_loops(&w->plan);
    keeps(w, 0);
    return;
  }
  for (unsigned d = 0; d < space->einsum->dims; d++)
    loops |= (uint32_t)(w->plan.loop[slot][d].bound > 1) << d;
  permute(w, slot, loops);
}

static void split(struct walker *w, unsigned dim, unsigned slots, unsigned v);

static void next_dim(struct walker *w, unsigned dim);

static void do_job(struct walker *w)
{
  struct shared *s = w->shared;
  w->inside = true;
  next_dim(w, s->cut);
  w->inside = false;
  atomic_fetch_add(&s->done, 1);
  w->job = atomic_fetch_add(&s->next, 1);
}

/* All splits of the dims from `dim` on. */
static void next_dim(struct walker *w, unsigned dim)
{
  const struct shared *s = w->shared;
  if (stopped(w)) return;
  if (dim == s->cut && !w->inside) {
    uint64_t job = w->at++;
    if (!w->counting && job == w->job) do_job(w);
    return;
  }
  if (dim < s->work->space->einsum->dims) {
    split(w, dim, s->work->space->slots, s->ways[dim].values - 1);
  } else if (limits_factors(&w->plan, &w->rejects)) {
    orders(w, 0);
  } else {
    w->pruned++;
  }
}

/* One loop of `bound` iterations over a dim in the innermost slot that is open, and all splits
 * of what it leaves, value number `next`. */
static void put_loop(struct walker *w, unsigned dim, unsigned slots, int64_t left, int64_t bound,
                     unsigned next)
{
  const struct space *space = w->shared->work->space;
  unsigned s = w->plan.order[slots - 1];
  const struct space_slot *slot = &space->slot[s];
  uint64_t before = w->used[s];
  w->used[s] *= (uint64_t)bound;
  if (slot->axis >= 0) {
    uint64_t size = space->arch->node[slot->node].array.axis[slot->axis].size;
    if (w->used[s] > size) {
      if (w->inside || w->counting) {
        reject(&w->rejects, REJECT_FANOUT, slot->node, (double)w->used[s], (double)size);
        w->pruned++;
      }
      w->used[s] = before;
      return;
    }
  }
  w->plan.loop[s][dim] = (struct plan_loop){bound, ways_residual(left, bound)};
  split(w, dim, slots - 1, next);
  w->plan.loop[s][dim] = (struct plan_loop){1, 1};
  w->used[s] = before;
}

static void split(struct walker *w, unsigned dim, unsigned slots, unsigned v)
{
  const struct ways *ways = &w->shared->ways[dim];
  if (!slots) {
    next_dim(w, dim + 1);
    return;
  }
  unsigned slot = ways->order[slots - 1];
  for (unsigned next = 0; next <= v && !w->stop; next++) {
    int64_t low, high, left = ways->value[v];
    if (!(ways_count(ways, slots - 1, next) > 0)) continue;
    if (!ways_bounds(ways, slot, left, ways->value[next], &low, &high)) continue;
    int64_t n = ways_admitted(ways, slot, low, high);
    for (int64_t i = 0; i < n && !w->stop; i++)
      put_loop(w, dim, slots, left, ways_pick(ways, slot, low, high, i), next);
  }
}

static void walker_init(struct walker *w, struct shared *shared)
{
  struct search_work *work = shared->work;
  *w = (struct walker){.shared = shared};
  plan_init(&w->plan, work->space);
  best_init(&w->best, work->best.goals, work->best.top, work->best.front);
  w->used = xmalloc((work->space->slots + 1) * sizeof *w->used);
  for (unsigned i = 0; i < work->space->slots; i++) w->used[i] = 1;
  w->evaluator = space_evaluator(work->space);
}

/* Adds what was found to that of the search. */
static void walker_finish(struct walker *w)
{
  struct search_work *work = w->shared->work;
  best_merge(&work->best, &w->best);
  rejects_merge(&work->rejects, &w->rejects);
  work->result->evaluated += w->evaluated;
  work->result->pruned_limit += w->pruned;
  evaluator_free(w->evaluator);
  best_free(&w->best);
  plan_free(&w->plan);
  xfree(w->used);
}

static void *run(void *walker)
{
  struct walker *w = walker;
  w->job = atomic_fetch_add(&w->shared->next, 1);
  if (w->evaluator) next_dim(w, 0);
  return NULL;
}

/* As many dims as it takes to have enough jobs. */
static void cut_jobs(struct shared *s)
{
  const struct space *space = s->work->space;
  double jobs = 1;
  while (s->cut < space->einsum->dims && jobs < JOBS) {
    const struct ways *ways = &s->ways[s->cut++];
    jobs *= ways_count(ways, space->slots, ways->values - 1);
  }
  struct walker w;
  walker_init(&w, s);
  w.counting = true;
  next_dim(&w, 0);
  s->jobs = w.at;
  walker_finish(&w);
}

static void run_all(struct shared *s)
{
  unsigned threads = s->work->options->threads ? s->work->options->threads : 1;
  if (threads > s->jobs) threads = (unsigned)s->jobs;
  struct walker *w = xcalloc(threads, sizeof *w);
  for (unsigned i = 0; i < threads; i++) walker_init(&w[i], s);
  in_threads(threads, run, w, sizeof *w);
  for (unsigned i = 0; i < threads; i++) walker_finish(&w[i]);
  xfree(w);
}

void search_exhaustive(struct search_work *work)
{
  const struct space *space = work->space;
  unsigned dims = space->einsum->dims;
  struct shared s = {.work = work};
  s.ways = xcalloc(dims + 1, sizeof *s.ways);
  s.ordered = xcalloc(space->slots + 1, sizeof *s.ordered);
  for (unsigned d = 0; d < dims; d++) ways_init(&s.ways[d], space, d, false);
  for (unsigned i = 0; i < space->slots; i++)
    s.ordered[i] = space->slot[i].axis < 0 || limits_axis_ordered(space, &space->slot[i]);
  cut_jobs(&s);
  if (s.jobs) run_all(&s);
  work->complete = atomic_load(&work->end) == SEARCH_DONE;
  if (work->complete && work->best.of.n) work->lower_bound = work->best.of.at[0].value[0];
  for (unsigned d = 0; d < dims; d++) ways_free(&s.ways[d]);
  xfree(s.ways);
  xfree(s.ordered);
}

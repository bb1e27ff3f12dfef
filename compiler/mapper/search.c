#include "compiler/mapper/search.h"

#include "compiler/mapper/inside.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const double TELL_EACH = 0.2; /* seconds */

static double clock_seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

double search_seconds(const struct search_work *work)
{
  return clock_seconds() - work->begin;
}

void search_end(struct search_work *work, enum search_end why)
{
  int going = SEARCH_DONE;
  atomic_compare_exchange_strong(&work->end, &going, (int)why);
}

bool search_ended(struct search_work *work)
{
  const struct search_options *options = work->options;
  if (options->stop && *options->stop) search_end(work, SEARCH_BY_STOP);
  else if (search_seconds(work) > options->seconds) search_end(work, SEARCH_BY_TIME);
  return atomic_load(&work->end) != SEARCH_DONE;
}

void search_tell(struct search_work *work, struct search_progress *progress)
{
  if (!work->options->progress) return;
  pthread_mutex_lock(&work->lock);
  progress->seconds = search_seconds(work);
  if (progress->seconds - work->told >= TELL_EACH) {
    work->told = progress->seconds;
    work->options->progress(work->options->context, progress);
  }
  pthread_mutex_unlock(&work->lock);
}

void search_sample(struct search_work *work, const double *values)
{
  if (!work->options->sample) return;
  pthread_mutex_lock(&work->lock);
  work->options->sample(work->options->context, values);
  pthread_mutex_unlock(&work->lock);
}

void found_of(const struct search_work *work, const struct model_mapping *mapping,
              const struct eval_result *result, struct search_found *found)
{
  *found = (struct search_found){
    .mapping = *mapping, .energy_pJ = result->energy_pJ, .cycles = result->cycles};
  goals_of(&work->options->goals, result, found->value);
}

void in_threads(unsigned threads, void *(*run)(void *), void *pieces, size_t size)
{
  pthread_t *thread = xcalloc(threads, sizeof *thread);
  bool *made = xcalloc(threads, sizeof *made);
  for (unsigned i = 1; i < threads; i++)
    made[i] = !pthread_create(&thread[i], NULL, run, (char *)pieces + i * size);
  run(pieces);
  /* Where there are no more threads to be had, this one does it all. */
  for (unsigned i = 1; i < threads; i++)
    if (made[i]) pthread_join(thread[i], NULL);
    else run((char *)pieces + i * size);
  xfree(thread);
  xfree(made);
}

/* ---- searches for a search ---- */

void search_pass_on(void *context, const struct search_progress *progress)
{
  struct search_work *work = context;
  const struct best *best = work->truth ? work->truth : &work->best;
  struct search_progress told = *progress;
  if (best->of.n) told.found = true, told.value = best->of.at[0].value[0];
  told.lower_bound = work->lower_bound;
  told.evaluated += work->result->evaluated, told.labels += work->result->labels;
  search_tell(work, &told);
}

static void add_up(struct search_work *work, const struct search_result *from)
{
  struct search_result *to = work->result;
  to->evaluated += from->evaluated, to->labels += from->labels;
  to->pruned_bound += from->pruned_bound, to->pruned_dominated += from->pruned_dominated;
  to->pruned_limit += from->pruned_limit;
}

void search_another(struct search_work *work, const struct another *a, struct search_work *into)
{
  struct search_options *options = xmalloc(sizeof *options);
  struct search_result *result = xcalloc(1, sizeof *result);
  *options = *work->options;
  options->seconds = a->seconds;
  options->progress = work->options->progress ? search_pass_on : NULL;
  options->context = work;
  options->sample = NULL;
  options->gap = a->seed ? options->gap : 0;
  options->mappings = a->draws, options->victory = 0, options->patience = 0;
  if (a->top) options->top = a->top, options->front = false;
  *into = (struct search_work){.space = a->space, .options = options, .result = result,
                               .truth = a->truth, .memory_bytes = work->memory_bytes,
                               .begin = work->begin};
  best_init(&into->best, &work->options->goals, options->top, options->front);
  atomic_init(&into->end, SEARCH_DONE);
  pthread_mutex_init(&into->lock, NULL);
  if (a->seed) best_offer(&into->best, a->seed);
  a->searcher(into);
  add_up(work, result);
  into->options = NULL, into->result = NULL;
  pthread_mutex_destroy(&into->lock);
  xfree(options);
  xfree(result);
}

/* ---- all of it ---- */

/* A quarter of the machine's memory, unless something is asked for. */
static uint64_t memory_share(uint64_t asked)
{
  if (asked) return asked;
  long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || size <= 0) return UINT64_C(1) << 30;
  return (uint64_t)pages * (uint64_t)size / 4;
}

static int by_limit(const void *a, const void *b)
{
  const struct search_reject *r = a, *s = b;
  if (r->by != s->by) return r->by < s->by ? -1 : 1;
  if (r->node != s->node) return r->node < s->node ? -1 : 1;
  return (r->limit > s->limit) - (r->limit < s->limit);
}

static void tell_rejects(const struct rejects *from, struct search_result *result)
{
  result->rejects = from->n;
  memcpy(result->reject, from->at, from->n * sizeof *from->at);
  qsort(result->reject, from->n, sizeof *from->at, by_limit);
}

static double gap_of(double value, double lower_bound)
{
  if (value <= lower_bound) return 0;
  return fmin(1, (value - lower_bound) / fabs(value));
}

static enum search_status status_of(const struct search_work *work,
                                    const struct search_result *result)
{
  if (!result->found) return work->complete ? SEARCH_NOTHING : SEARCH_STOPPED;
  if (!(result->gap > 0)) return SEARCH_OPTIMAL;
  bool reached = result->gap <= work->options->gap * (1 + 1e-9); /* rounding apart */
  return work->complete && reached ? SEARCH_BOUNDED : SEARCH_STOPPED;
}

static void finish(struct search_work *work, struct arena *arena, struct search_result *result)
{
  result->end = (enum search_end)atomic_load(&work->end);
  result->found = work->best.of.n;
  result->at = best_copy(&work->best, arena);
  result->lower_bound = work->lower_bound;
  if (result->found) {
    result->value = result->at[0].value[0];
    result->lower_bound = fmin(work->lower_bound, result->value);
    result->gap = gap_of(result->value, result->lower_bound);
  }
  result->status = status_of(work, result);
  tell_rejects(&work->rejects, result);
}

void search(const struct space *space, const struct search_options *options, struct arena *arena,
            struct search_result *result)
{
  struct search_work work = {.space = space, .options = options, .result = result,
                             .memory_bytes = memory_share(options->memory_bytes),
                             .begin = clock_seconds()};
  *result = (struct search_result){.space_log10 = space_log10(space)};
  best_init(&work.best, &options->goals, options->top, options->front);
  atomic_init(&work.end, SEARCH_DONE);
  pthread_mutex_init(&work.lock, NULL);
  if (isinf(result->space_log10)) work.complete = true;
  else if (options->strategy == SEARCH_EXACT) search_exact(&work);
  else if (options->strategy == SEARCH_EXHAUSTIVE) search_exhaustive(&work);
  else search_random(&work);
  finish(&work, arena, result);
  best_free(&work.best);
  pthread_mutex_destroy(&work.lock);
}

#include "compiler/session/seek.h"

#include <math.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double seek_clock(const struct seeking *s) { return now() - s->began; }

struct seek *seek_find(struct seeking *s, const char *run, const struct space *space,
                       const struct search_options *options, bool *is_new)
{
  struct arena *a = &s->evaluation->compilation->arena;
  const char *key = seek_key(a, space, options);
  *is_new = false;
  for (uint32_t i = 0; i < s->all.n; i++)
    if (!strcmp(s->all.at[i]->key, key)) return s->all.at[i];
  struct seek *seek = ARENA_NEW(a, struct seek);
  *seek = (struct seek){.run = run, .space = *space, .options = *options,
                        .seconds = options->seconds, .key = key};
  arena_init(&seek->arena);
  vec_push(&s->all, seek);
  *is_new = true;
  return seek;
}

/* Several searches at a time. */
struct pool {
  struct seeking *seeking;
  struct seek *const *seek;
  unsigned n, next;           /* searches, and the first that nobody has begun */
  unsigned workers;
  pthread_mutex_t lock;
};

struct worker {
  struct pool *pool;
  unsigned threads;
  struct seek *seek;          /* that it is at */
};

/* ---- who looks ---- */

static void show(void *context, const struct search_progress *progress)
{
  struct worker *w = context;
  struct pool *p = w->pool;
  const struct search_wish *wish = p->seeking->wish;
  pthread_mutex_lock(&p->lock);
  struct search_view view = {.run = w->seek->run, .searches = p->seeking->announced,
                             .ended = p->seeking->ended, .seconds = seek_clock(p->seeking),
                             .limit = p->seeking->limit,
                             .goal = w->seek->options.goals.goal[0].name, .now = *progress};
  wish->progress(wish->context, &view);
  pthread_mutex_unlock(&p->lock);
}

static void take_sample(void *context, const double *values)
{
  struct worker *w = context;
  const struct search_wish *wish = w->pool->seeking->wish;
  wish->sample(wish->context, w->seek->run, &w->seek->options.goals, values);
}

/* ---- working ---- */

/* What is left of the time for all is divided among those that are still to come, as many
 * at a time as there are workers. */
static double share_of_time(const struct pool *p, const struct seek *seek, unsigned left)
{
  const struct seeking *s = p->seeking;
  if (isinf(s->limit)) return seek->seconds;
  unsigned rounds = (left + p->workers - 1) / p->workers;
  return fmax(0, s->limit - seek_clock(s)) / rounds;
}

static struct seek *next_of(struct worker *w)
{
  struct pool *p = w->pool;
  pthread_mutex_lock(&p->lock);
  w->seek = p->next < p->n ? p->seek[p->next] : NULL;
  if (w->seek) w->seek->options.seconds = share_of_time(p, w->seek, p->n - p->next++);
  pthread_mutex_unlock(&p->lock);
  return w->seek;
}

/* Half of the machine's memory among all workers, if nobody says how much. */
static uint64_t share_of_memory(const struct pool *p, uint64_t asked)
{
  if (p->seeking->wish->memory_bytes) return p->seeking->wish->memory_bytes / p->workers;
  if (asked || p->workers == 1) return asked;
  long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || size <= 0) return 0;
  return (uint64_t)pages * (uint64_t)size / 4 / p->workers;
}

enum { ANY = 1000 };                  /* mappings that are drawn then */
static const double ANY_SECONDS = 2;  /* and for how long at most */

/* A search that was ended before it found anything: any mapping is better than none. */
static void find_any(struct seek *s)
{
  struct search_options options = s->options;
  struct search_result *r = &s->result, *any;
  if (r->found || r->status != SEARCH_STOPPED || options.strategy == SEARCH_RANDOM) return;
  any = arena_alloc(&s->arena, sizeof *any);
  options.strategy = SEARCH_RANDOM;
  options.mappings = ANY;
  options.victory = 0, options.patience = 0;
  options.seconds = ANY_SECONDS;
  options.stop = NULL;
  search(&s->space, &options, &s->arena, any);
  r->evaluated += any->evaluated;
  if (!any->found) return;
  r->found = any->found;
  r->at = any->at;
  r->value = any->value;
  r->lower_bound = fmin(r->lower_bound, r->value);
  r->gap = fmin(1, (r->value - r->lower_bound) / r->value);
}

/* A search that leaves parts out early knows little of the limits that whole mappings break:
 * those that are tried tell. */
static void find_reasons(struct seek *s)
{
  enum { FEW = 5 };                   /* mappings, as a power of ten, that are all tried */
  struct search_options options = s->options;
  struct search_result *r = &s->result, *tried;
  if (r->status != SEARCH_NOTHING || options.strategy == SEARCH_EXHAUSTIVE) return;
  tried = arena_alloc(&s->arena, sizeof *tried);
  options.strategy = r->space_log10 < FEW ? SEARCH_EXHAUSTIVE : SEARCH_RANDOM;
  options.mappings = ANY;
  options.victory = 0, options.patience = 0;
  options.seconds = ANY_SECONDS;
  options.sample = NULL;
  search(&s->space, &options, &s->arena, tried);
  if (!tried->rejects) return;
  r->rejects = tried->rejects;
  memcpy(r->reject, tried->reject, tried->rejects * sizeof *tried->reject);
}

static void *work(void *context)
{
  struct worker *w = context;
  struct pool *p = w->pool;
  const struct search_wish *wish = p->seeking->wish;
  for (struct seek *s; (s = next_of(w));) {
    s->options.threads = w->threads;
    s->options.memory_bytes = s->bound_only ? 1 : share_of_memory(p, s->options.memory_bytes);
    s->options.stop = wish->stop;
    s->options.progress = wish->progress ? show : NULL;
    s->options.sample = wish->sample ? take_sample : NULL;
    s->options.context = w;
    search(&s->space, &s->options, &s->arena, &s->result);
    if (!s->bound_only) find_any(s), find_reasons(s);
    pthread_mutex_lock(&p->lock);
    p->seeking->ended++;
    pthread_mutex_unlock(&p->lock);
  }
  return NULL;
}

/* Samples are taken in the order of the text, so one after the other. */
static unsigned workers_for(const struct seeking *s, unsigned n)
{
  if (s->wish->sample || !n) return 1;
  return n < s->threads ? n : s->threads;
}

void seek_all(struct seeking *s, struct seek *const *seek, unsigned n)
{
  struct pool p = {.seeking = s, .seek = seek, .n = n, .workers = workers_for(s, n)};
  struct worker *worker = xcalloc(p.workers, sizeof *worker);
  pthread_t *thread = xcalloc(p.workers, sizeof *thread);
  bool *made = xcalloc(p.workers, sizeof *made);
  pthread_mutex_init(&p.lock, NULL);
  for (unsigned i = 0; i < p.workers; i++) {
    unsigned threads = s->threads / p.workers + (i < s->threads % p.workers);
    worker[i] = (struct worker){.pool = &p, .threads = s->wish->sample ? 1 : threads};
  }
  for (unsigned i = 1; i < p.workers; i++)
    made[i] = !pthread_create(&thread[i], NULL, work, &worker[i]);
  work(&worker[0]);
  for (unsigned i = 1; i < p.workers; i++)
    if (made[i]) pthread_join(thread[i], NULL);
  pthread_mutex_destroy(&p.lock);
  xfree(made);
  xfree(thread);
  xfree(worker);
}

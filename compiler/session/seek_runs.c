/* Runs whose mapping is open: from what they ask for to searches, and from what these find to
 * mappings. */
#include "compiler/session/seek.h"

#include "compiler/session/matrices.h"
#include "compiler/session/study.h"
#include "compiler/session/trouble.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

/* A run on its way. */
struct open_run {
  struct evaluated_run *run;
  struct search_options options;
  bool grouped;               /* a network has it */
};

struct open_runs {
  struct seeking seeking;
  unsigned n;
  struct open_run *at;
};

/* ---- what is asked for ---- */

static const enum search_strategy strategies[IR_STRATEGIES] = {
  [IR_EXACT] = SEARCH_EXACT, [IR_HYBRID] = SEARCH_EXACT,
  [IR_EXHAUSTIVE] = SEARCH_EXHAUSTIVE, [IR_RANDOM] = SEARCH_RANDOM};

static void take_goals(const struct search_wish *wish, const struct goals *said,
                       struct goals *goals)
{
  *goals = *said;
  if (!wish->goals) return;
  *goals = (struct goals){.n = wish->goals};
  for (unsigned i = 0; i < wish->goals; i++) goal_known(&goals->goal[i], wish->goal[i]);
}

/* 0 is for ever; a mapper that has none at all wants one batch. */
static double patience_of(const struct lowered_options *said)
{
  const double INSTANT = 1e-9;
  return isinf(said->timeout) ? 0 : fmax(said->timeout, INSTANT);
}

/* What the command line says goes before what the mapper says. */
static struct search_options options_of(const struct search_wish *wish, const struct lowered *l)
{
  const struct lowered_options *said = &l->options;
  bool limited = wish->seconds >= 0;
  struct search_options o = {
    .strategy = wish->strategy >= 0 ? (enum search_strategy)wish->strategy
                                    : strategies[said->strategy],
    .gap = wish->gap >= 0 ? wish->gap : said->gap,
    .seconds = limited ? INFINITY : said->seconds, .memory_bytes = said->memory_bytes,
    .victory = said->victory, .patience = patience_of(said), .threads = 1, .seed = wish->seed >= 0 ? (uint64_t)wish->seed : said->seed,
    .top = wish->top ? wish->top : said->top, .front = wish->front};
  take_goals(wish, &l->goals, &o.goals);
  if (!o.top) o.top = 1;
  return o;
}

static unsigned threads_of(const struct open_runs *runs)
{
  unsigned most = 0;
  if (runs->seeking.wish->threads) return runs->seeking.wish->threads;
  for (unsigned i = 0; i < runs->n; i++)
    if (runs->at[i].run->lowered.options.threads > most)
      most = runs->at[i].run->lowered.options.threads;
  long there = sysconf(_SC_NPROCESSORS_ONLN);
  return most ? most : there > 0 ? (unsigned)there : 1;
}

/* ---- which runs ---- */

static void find_open(struct evaluation *e, struct open_runs *runs)
{
  struct compilation *c = e->compilation;
  struct lower_problem problem;
  runs->at = ARENA_ARRAY(&c->arena, struct open_run, e->runs);
  for (unsigned i = 0; i < e->runs; i++) {
    struct evaluated_run *r = &e->run[i];
    if (r->run->mapping >= 0) continue;
    r->stuck = true; /* until it has a mapping */
    if (!lower_run(&c->arena, e->design, r->run, &r->lowered, &problem)) {
      uint32_t from = c->diags.all.n;
      tell_not_lowered(c, &problem);
      study_excuse(e, r, from);
      continue;
    }
    struct lowered *l = &r->lowered;
    if (!complete_sparsity(e, l)) continue;
    if (l->sparse) l->space.sparsity = arena_copy(&c->arena, &l->sparsity, sizeof l->sparsity);
    runs->at[runs->n++] = (struct open_run){
      .run = r, .options = options_of(runs->seeking.wish, &r->lowered)};
  }
}

/* ---- lists of layers ---- */

static bool same_statement(const struct ir_run *a, const struct ir_run *b)
{
  return a->listed && b->listed && a->arch == b->arch && a->span.file == b->span.file &&
         a->span.start == b->span.start && a->study == b->study && a->point == b->point;
}

/* Whether the sum of these is something else than the least of each. */
static bool is_about_sum(const struct open_runs *runs, const struct open_run *o,
                         struct goal *goal)
{
  const struct search_options *x = &o->options;
  return !runs->seeking.wish->per_layer && x->strategy != SEARCH_RANDOM && !x->front &&
         x->top == 1 && o->run->run->listed && seek_network_goal(&x->goals.goal[0], goal);
}

/* The list that run `first` begins; false: it is by itself. */
static bool find_network(struct open_runs *runs, unsigned first, struct seek_network *w)
{
  struct arena *a = &runs->seeking.evaluation->compilation->arena;
  struct open_run *head = &runs->at[first];
  *w = (struct seek_network){.seeking = &runs->seeking};
  if (head->grouped || !is_about_sum(runs, head, &w->goal)) return false;
  w->run = ARENA_ARRAY(a, struct evaluated_run *, runs->n);
  w->options = ARENA_ARRAY(a, struct search_options, runs->n);
  w->space = ARENA_ARRAY(a, const struct space *, runs->n);
  for (unsigned i = first; i < runs->n; i++) {
    struct open_run *o = &runs->at[i];
    if (i != first && !same_statement(head->run->run, o->run->run)) continue;
    w->run[w->runs] = o->run;
    w->options[w->runs] = o->options;
    w->space[w->runs++] = &o->run->lowered.space;
  }
  return w->runs > 1;
}

static void mark_grouped(struct open_runs *runs, const struct seek_network *w)
{
  for (unsigned i = 0; i < runs->n; i++)
    for (unsigned k = 0; k < w->runs; k++)
      if (runs->at[i].run == w->run[k]) runs->at[i].grouped = true;
}

static void search_networks(struct open_runs *runs)
{
  struct seek_network w;
  for (unsigned i = 0; i < runs->n; i++) {
    if (!find_network(runs, i, &w)) continue;
    mark_grouped(runs, &w);
    seek_network(&w);
  }
}

static void search_alone(struct open_runs *runs)
{
  struct seek **fresh = xcalloc(runs->n + 1, sizeof *fresh);
  unsigned n = 0;
  for (unsigned i = 0; i < runs->n; i++) {
    struct open_run *o = &runs->at[i];
    struct seek_network w;
    bool is_new;
    if (o->grouped || find_network(runs, i, &w)) {
      if (!o->grouped) mark_grouped(runs, &w);
      continue;
    }
    o->run->seek = seek_find(&runs->seeking, o->run->run->name, &o->run->lowered.space,
                             &o->options, &is_new);
    if (is_new) fresh[n++] = o->run->seek;
  }
  for (unsigned i = 0; i < runs->n; i++) runs->at[i].grouped = false;
  runs->seeking.announced += n;
  seek_all(&runs->seeking, fresh, n);
  xfree(fresh);
}

/* ---- what becomes of them ---- */

/* Other runs of the same statement that found nothing: "`conv2`, `conv3`"; "" if none. */
static const char *others_like(struct evaluation *e, const struct evaluated_run *r)
{
  struct strbuf names = {0};
  for (unsigned i = 0; i < e->runs; i++) {
    const struct evaluated_run *o = &e->run[i];
    bool same = o != r && o->seek && !o->seek->result.found &&
                o->run->span.file == r->run->span.file && o->run->span.start == r->run->span.start;
    if (same && o < r) return NULL; /* told there */
    if (same) strbuf_printf(&names, "%s`%s`", names.n ? ", " : "", o->run->name);
  }
  return strbuf_take(&names, &e->compilation->arena);
}

static void share(struct evaluation *e, struct evaluated_run *r)
{
  for (const struct evaluated_run *o = e->run; o < r && !r->shared_with; o++)
    if (o->seek == r->seek) r->shared_with = o;
}

/* At a point of a study: others may have mappings. */
static void excuse(struct evaluation *e, struct evaluated_run *r)
{
  bool none = r->seek->result.status == SEARCH_NOTHING;
  r->excuse = arena_printf(&e->compilation->arena, "no mapping of `%s` %s", r->lowered.einsum.name,
                           none ? "fits" : "was found in time");
}

static void finish(struct evaluation *e, struct evaluated_run *r)
{
  const struct search_result *found = &r->seek->result;
  share(e, r);
  if (found->found) {
    r->stuck = false;
    take_mapping(e, r, &found->at[0].mapping);
    bool unproven = found->status == SEARCH_STOPPED && r->seek->options.strategy == SEARCH_EXACT;
    if (found->end != SEARCH_DONE || unproven) e->stopped++, tell_not_proven(e, r);
    return;
  }
  if (r->run->study) {
    excuse(e, r);
    return;
  }
  if (found->status == SEARCH_NOTHING) e->impossible++;
  else e->stopped++;
  const char *others = others_like(e, r);
  if (others) tell_no_mapping(e, r, others);
}

/* What was found moves to where reports can point to it. */
static void keep_found(struct seeking *s)
{
  struct arena *a = &s->evaluation->compilation->arena;
  for (uint32_t i = 0; i < s->all.n; i++) {
    struct seek *seek = s->all.at[i];
    struct search_result *r = &seek->result;
    struct search_found *at = arena_copy(a, r->at, r->found * sizeof *at);
    for (unsigned k = 0; k < r->found; k++) {
      struct model_mapping *m = &at[k].mapping;
      m->loop = arena_copy(a, m->loop, m->loops * sizeof *m->loop);
      m->storage = arena_copy(a, m->storage, m->storages * sizeof *m->storage);
    }
    r->at = at;
    arena_free(&seek->arena);
  }
  vec_free(&s->all);
}

void seek_runs(struct evaluation *e)
{
  const struct search_wish *wish = e->wish ? e->wish : &search_no_wish;
  struct open_runs runs = {.seeking = {.evaluation = e, .wish = wish}};
  find_open(e, &runs);
  if (!runs.n) return;
  runs.seeking.threads = threads_of(&runs);
  runs.seeking.limit = wish->seconds >= 0 ? wish->seconds : INFINITY;
  runs.seeking.began = 0;
  runs.seeking.began = seek_clock(&runs.seeking);
  search_alone(&runs);
  search_networks(&runs);
  keep_found(&runs.seeking);
  for (unsigned i = 0; i < runs.n; i++) finish(e, runs.at[i].run);
}

/* The exact search: all frames of the space, the most promising first, until no other can hold
 * anything better. */
#include "compiler/mapper/climb.h"
#include "compiler/mapper/imperfect.h"
#include "compiler/mapper/least.h"
#include "compiler/mapper/pass.h"
#include "compiler/mapper/sparse.h"

#include <math.h>
#include <stdlib.h>

enum { FRAMES_MOST = 1 << 20, TRIES = 100, DRAWN = 20000, MANY_DRAWN = 400000, CLIMBED = 200000,
       CLIMBS = 16, THREADS_MOST = 64, EACH = 2000000 };
static const double LONGEST = 4; /* seconds that mappings are drawn for, about: */
/* What a usual processor does in a second.  Looking around ends by how much was done, and not by the
 * clock: the same search does the same everywhere. */
static const double DRAWS_A_SECOND = 200000, STEPS_A_SECOND = 5e6;

/* Spreads of one level that use as many instances, of which as many want the same words of
 * outputs. */
struct groups {
  unsigned n;
  struct spreads *at;
};

struct candidate {
  uint32_t group[LATTICE_LEVELS];
  uint32_t number;
  double least[GOALS];
};

struct exact {
  struct search_work *work;
  struct lattice plan;
  struct arena arena;
  struct groups groups[LATTICE_LEVELS];
  VEC(struct candidate) frames;  /* the most promising first */
  struct pass *pass;             /* of each thread */
  struct bound_tables *tables;   /* of all */
  unsigned threads;
  /* A round: frames [next, end) are looked at, each with the same value to be better than. */
  bool each;                     /* mappings come to more than partial ones tell */
  bool any, found;               /* … a value at all; it is one that was found */
  double better[GOALS];
  uint32_t end;
  atomic_uint next;
  bool *done;                    /* of frames: looked at to the end */
  uint64_t labels_most;          /* of one frame, before it is given up */
  uint32_t beam;                 /* see struct pass; then no frame is looked at to the end, … */
  double beam_least;             /* … and only those that may hold something as good as this */
  atomic_bool gave_up;
};

static const struct goals *goals_at(const struct exact *x)
{
  return &x->work->options->goals;
}

/* ---- frames ---- */

static int by_group(const void *a, const void *b)
{
  const struct spread *x = a, *y = b;
  if (x->instances != y->instances) return x->instances < y->instances ? -1 : 1;
  for (unsigned t = 0; t < LATTICE_TENSORS; t++)
    if (x->summed[t] != y->summed[t]) return x->summed[t] < y->summed[t] ? -1 : 1;
  return 0;
}

/* Member by member, as there is room between them. */
static int by_loops(const struct spread *x, const struct spread *y)
{
  for (unsigned i = 0; i < x->loops && i < y->loops; i++) {
    const struct spread_loop *a = &x->loop[i], *b = &y->loop[i];
    if (a->dim != b->dim) return a->dim < b->dim ? -1 : 1;
    if (a->axis != b->axis) return a->axis < b->axis ? -1 : 1;
    if (a->bound != b->bound) return a->bound < b->bound ? -1 : 1;
  }
  return (x->loops > y->loops) - (x->loops < y->loops);
}

/* In an order that holds nothing of how they came about. */
static int by_content(const void *a, const void *b)
{
  const struct spread *x = a, *y = b;
  int order = by_group(a, b);
  if (!order) order = memcmp(x->factor, y->factor, sizeof x->factor);
  return order ? order : by_loops(x, y);
}

static bool same_factors(const struct spread *a, const struct spread *b)
{
  return !by_group(a, b) && !memcmp(a->factor, b->factor, sizeof a->factor);
}

static bool find_groups(struct exact *x, unsigned level)
{
  struct spreads all;
  struct groups *g = &x->groups[level];
  if (!spreads_find(&all, &x->plan, level, &x->arena)) return false;
  if (!all.n) return true;
  qsort(all.at, all.n, sizeof *all.at, by_content);
  g->at = ARENA_ARRAY(&x->arena, struct spreads, all.n);
  for (unsigned i = 0; i < all.n; i++) {
    if (!i || by_group(&all.at[i - 1], &all.at[i])) g->at[g->n++] = (struct spreads){0, &all.at[i]};
    g->at[g->n - 1].n++;
  }
  for (unsigned i = all.n; i--;) {
    struct spread *s = &all.at[i];
    s->run = i + 1 < all.n && same_factors(s, s + 1) ? s[1].run + 1 : 1;
  }
  return true;
}

static void set_frame(struct exact *x, struct pass *pass, const struct candidate *c)
{
  pass->frame = (struct frame){.plan = &x->plan};
  memcpy(pass->groups, c->group, sizeof pass->groups);
  for (unsigned l = 0; l < x->plan.levels; l++) {
    pass->spreads[l] = x->groups[l].at[c->group[l]];
    pass->frame.fan[l] = pass->spreads[l].at->instances;
    memcpy(pass->frame.alike[l], pass->spreads[l].at->alike, sizeof pass->frame.alike[l]);
  }
  frame_make(&pass->frame);
}

/* All frames from one level on. */
static bool list_frames(struct exact *x, struct candidate *c, unsigned level)
{
  for (unsigned i = 0; level < x->plan.levels && i < x->groups[level].n; i++) {
    c->group[level] = i;
    if (!list_frames(x, c, level + 1)) return false;
  }
  if (level < x->plan.levels) return true;
  if (x->frames.n == FRAMES_MOST || search_ended(x->work)) return false;
  c->number = x->frames.n;
  set_frame(x, &x->pass[0], c);
  pass_root(&x->pass[0], c->least);
  if (isinf(c->least[0])) return true;
  vec_push(&x->frames, *c);
  return true;
}

static int by_promise(const void *a, const void *b)
{
  const struct candidate *x = a, *y = b;
  if (x->least[0] != y->least[0]) return x->least[0] < y->least[0] ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

/* ---- rounds ---- */

/* Whether a frame may hold something better than what is sought. */
static bool promising(const struct exact *x, const struct candidate *c)
{
  if (x->beam && c->least[0] > x->beam_least) return false;
  return !x->any || goals_compare(goals_at(x), c->least, x->better) < 0;
}

/* Nothing in the frame is better than what was sought. */
static void note_proof(const struct exact *x, struct candidate *c)
{
  if (x->any && x->better[0] > c->least[0]) c->least[0] = x->better[0];
}

static void *run_frames(void *context)
{
  struct pass *pass = *(struct pass **)context;
  struct exact *x = pass->context;
  for (uint32_t i; (i = atomic_fetch_add(&x->next, 1)) < x->end;) {
    struct candidate *c = &x->frames.at[i];
    x->done[i] = !promising(x, c);
    pass->cut |= x->done[i];
    if (x->done[i]) continue;
    set_frame(x, pass, c);
    pass->any = x->any;
    memcpy(pass->better, x->better, sizeof pass->better);
    pass->beam = x->beam;
    pass->labels_most = x->labels_most < UINT64_MAX ? pass->labels + x->labels_most : UINT64_MAX;
    bool whole = pass_run(pass);
    x->done[i] = whole && !x->beam;
    if (x->done[i]) note_proof(x, c);
    else if (search_ended(x->work)) break;
    else if (!whole) atomic_store(&x->gave_up, true);
  }
  return NULL;
}

static void take_truth(struct exact *x, struct pass *pass)
{
  struct best *truth = x->work->truth;
  best_merge(truth, &pass->truth);
  best_free(&pass->truth);
  best_init(&pass->truth, truth->goals, truth->top, truth->front);
}

/* What was found in a round; from then on only what is better is sought. */
static void gather(struct exact *x)
{
  struct best *best = &x->work->best;
  for (unsigned i = 0; i < x->threads; i++) {
    best_merge(best, &x->pass[i].best);
    if (x->work->truth) take_truth(x, &x->pass[i]);
    best_free(&x->pass[i].best);
    best_init(&x->pass[i].best, goals_at(x), best->top, best->front);
  }
  if (best->of.n < best->top || best->front) return;
  const double *value = best->of.at[best->of.n - 1].value;
  if (x->any && goals_compare(goals_at(x), value, x->better) >= 0) return;
  x->any = x->found = true;
  memcpy(x->better, value, sizeof x->better);
  x->better[0] *= 1 - x->work->options->gap;
}

static void run_round(struct exact *x, uint32_t begin, uint32_t end)
{
  struct pass *pass[THREADS_MOST];
  x->end = end;
  atomic_store(&x->next, begin);
  bound_tables_tidy(x->tables);
  for (unsigned i = 0; i < x->threads; i++) pass[i] = &x->pass[i];
  in_threads(x->threads, run_frames, pass, sizeof *pass);
  gather(x);
}

/* No mapping that was not looked at is better than this. */
static double proven(const struct exact *x)
{
  double least = x->any ? x->better[0] : INFINITY;
  for (uint32_t i = 0; i < x->frames.n; i++)
    if (!x->done[i]) least = fmin(least, x->frames.at[i].least[0]);
  return least;
}

static void tell(struct exact *x, uint32_t begin)
{
  const struct best *best = &x->work->best;
  struct search_progress progress = {
    .found = best->of.n, .value = best->of.n ? best->of.at[0].value[0] : 0,
    .lower_bound = proven(x), .done = x->frames.n ? (double)begin / x->frames.n : 0};
  for (unsigned i = 0; i < x->threads; i++) {
    progress.labels += x->pass[i].labels;
    progress.evaluated += x->pass[i].evaluated;
  }
  search_tell(x->work, &progress);
}

/* All frames, a few at a time, with what is sought being as good as what was found so far.  What is
 * found first ends others soon; if there is something already, it will hardly become better. */
static void run_all(struct exact *x)
{
  enum { FEW = 4, MANY = 64 };
  uint32_t size = x->found ? MANY : FEW;
  if (x->frames.n) qsort(x->frames.at, x->frames.n, sizeof *x->frames.at, by_promise);
  /* What a frame was looked at for before says nothing of what is sought now, but for its bound. */
  memset(x->done, 0, x->frames.n * sizeof *x->done);
  atomic_store(&x->gave_up, false);
  for (uint32_t begin = 0; begin < x->frames.n && !search_ended(x->work) && !x->gave_up;) {
    uint32_t end = begin + size < x->frames.n ? begin + size : x->frames.n;
    run_round(x, begin, end);
    tell(x, begin);
    begin = end;
    if (size < MANY) size *= 2;
  }
}

/* The best of mappings drawn at random, until many in a row are no better.  False: none fits. */
static bool draw_some(struct search_work *work, uint64_t victory, struct arena *arena,
                      struct search_result *drawn)
{
  struct search_options options = *work->options;
  options.strategy = SEARCH_RANDOM;
  options.victory = victory, options.patience = 0;
  options.mappings = 1 + (uint64_t)(fmin(options.seconds / 8, LONGEST) * DRAWS_A_SECOND);
  options.top = 1, options.front = false;
  options.progress = NULL, options.sample = NULL;
  search(work->space, &options, arena, drawn);
  work->result->evaluated += drawn->evaluated;
  return drawn->found;
}

/* All loops at the outermost memory, which keeps everything: of all mappings that one needs the
 * least room. */
static bool climb_from_outside(struct exact *x, struct climb *climb)
{
  const struct lattice *p = &x->plan;
  struct model_loop loop[LATTICE_DIMS];
  struct model_storage storage[LATTICE_TENSORS];
  uint16_t node = (uint16_t)p->level[0].memory;
  for (unsigned d = 0; d < p->dims; d++)
    loop[d] = (struct model_loop){.dim = (uint16_t)p->dim[d].from, .node = node, .axis = -1,
                                  .bound = p->dim[d].bound, .residual = p->dim[d].bound};
  for (unsigned t = 0; t < p->tensors; t++)
    storage[t] = (struct model_storage){.tensor = (uint16_t)t, .node = node};
  struct model_mapping mapping = {.loops = p->dims, .storages = p->tensors, .loop = loop,
                                  .storage = storage};
  return climb_begin(climb, &mapping);
}

/* The best one, thrown off its place again and again, as long as that leads to something better and
 * does not take more than a share of the time. */
static void throw_and_climb(struct exact *x, struct climb *climb)
{
  const struct best *best = &x->work->best;
  uint64_t dice = x->work->options->seed;
  double most = climb->spent + x->work->options->seconds / 4 * STEPS_A_SECOND, last = INFINITY;
  for (unsigned i = 0; i < CLIMBS && best->of.n && !search_ended(x->work); i++) {
    double value = best->of.at[0].value[0];
    if (i && value < last && climb->spent < most) i = 0;
    last = value;
    if (climb_begin(climb, &best->of.at[0].mapping) && climb_throw(climb, &dice))
      climb_up(climb, CLIMBED / 8);
  }
}

/* That one, changed for the better: something to show if time runs out. */
static void look_around(struct exact *x, uint64_t victory)
{
  struct arena arena;
  struct search_result drawn;
  struct climb climb;
  if (x->work->truth) return; /* mappings come to more than what is sought */
  arena_init(&arena);
  bool any = draw_some(x->work, victory, &arena, &drawn);
  if (climb_init(&climb, x->work)) {
    if (any ? climb_begin(&climb, &drawn.at[0].mapping) : climb_from_outside(x, &climb))
      climb_up(&climb, CLIMBED);
    throw_and_climb(x, &climb);
    x->work->result->evaluated += climb.evaluated;
  }
  climb_free(&climb);
  arena_free(&arena);
  gather(x);
}

static uint64_t labels(const struct exact *x)
{
  uint64_t sum = 0;
  for (unsigned i = 0; i < x->threads; i++) sum += x->pass[i].labels;
  return sum;
}

/* All frames, with only so many labels in each of them. */
static double run_some(struct exact *x, double labels_most)
{
  uint64_t before = labels(x);
  for (unsigned i = 0; i < x->threads; i++) x->pass[i].cut = false;
  x->labels_most = labels_most < 1e18 ? (uint64_t)labels_most : UINT64_MAX;
  run_all(x);
  x->labels_most = UINT64_MAX;
  return (double)(labels(x) - before);
}

/* … for something better than `goal` only. */
static double try(struct exact *x, double goal, double labels_most)
{
  x->any = true;
  x->better[0] = goal;
  for (unsigned g = 1; g < goals_at(x)->n; g++) x->better[g] = INFINITY;
  return run_some(x, labels_most);
}

/* Whether something was left out as it is no better than what was sought. */
static bool cut(const struct exact *x)
{
  bool any = x->gave_up;
  for (unsigned i = 0; i < x->threads; i++) any |= x->pass[i].cut;
  return any;
}

/* How much farther the next try may go, so that it takes about three times the labels of the last.
 * As few as make no difference do not tell; where more is sought for hardly any more of them, bounds
 * are far below all that there is. */
static double next_step(double step, double before, double last)
{
  enum { HARDLY_ANY = 1000, FEW = 20000 };
  static const double MOST = 0.08, NO_GROWTH = 1.1;
  if (last < HARDLY_ANY) return fmin(2 * step, 1);
  if (last < NO_GROWTH * before) return fmin(4 * step, 1);
  if (last < FEW) return fmin(2 * step, MOST);
  double growth = log(last / fmax(before, HARDLY_ANY)) / log1p(step);
  return fmin(fmin(expm1(log(3) / growth), 4 * step), MOST);
}

/* What can be found by going on with the most promising parts only, and if that is close to what is
 * sought, all frames for something better, unless that is too much.  True: that is done. */
static bool look_ahead(struct exact *x, double goal, double last)
{
  enum { BEAM = 40, TIMES = 20 };
  static const double WIDE = 1.15, CLOSE = 1.08;
  x->beam = BEAM, x->beam_least = goal;
  try(x, goal * WIDE, INFINITY);
  x->beam = 0;
  if (!x->found || x->better[0] > goal * CLOSE) return false;
  run_some(x, TIMES * last);
  return !x->gave_up;
}

/* A search that takes long looks around once more, and better: somebody may end it.  What is known
 * then as one that is to be beaten, and its value. */
static double look_late(struct exact *x, double *better)
{
  const struct best *best = &x->work->best;
  look_around(x, MANY_DRAWN);
  x->found = false;
  if (best->of.n < best->top) return INFINITY;
  memcpy(better, best->of.at[best->of.n - 1].value, sizeof x->better);
  better[0] *= 1 - x->work->options->gap;
  return better[0];
}

/* Seeks first what is hardly worse than any bound allows, where little has to be looked at; and as
 * long as there is nothing, a little more.  A step that was too bold is given up, and made
 * smaller.  If a step takes long, it is time to look for something that ends the search: a step that
 * would reach it seeks all that is better.
 * False: all is to be looked at that may be better than what is known. */
static bool try_all(struct exact *x, double goal)
{
  enum { MANY = 50000, FEW = 20000 };
  static const double LEAST_STEP = 1e-3, FARTHER = 1.15;
  double known = x->any ? x->better[0] : INFINITY, step = LEAST_STEP, before = 0, most = FEW;
  double looked = 0;             /* at that goal, ahead */
  unsigned late = 0;             /* times that it was looked around since */
  for (unsigned i = 0; i < TRIES && !search_ended(x->work); i++) {
    double best[GOALS], labels_most = step > LEAST_STEP ? fmax(most, 8 * before) : INFINITY;
    bool all = goal * (1 + step) >= known;
    memcpy(best, x->better, sizeof best);
    double last = all ? run_some(x, labels_most) : try(x, goal * (1 + step), labels_most);
    if ((x->found || all) && !x->gave_up) return true;
    bool nothing = !cut(x);      /* … anywhere */
    if (x->found) known = x->better[0], memcpy(best, x->better, sizeof best);
    x->found = false;
    if (x->gave_up) {
      step = fmax(step / 4, LEAST_STEP), most *= 2;
    } else {
      goal *= 1 + step;
      step = fmax(next_step(step, before, last), LEAST_STEP);
      before = last, most = FEW;
      if (!nothing && last > MANY && goal > looked * FARTHER) {
        looked = goal;
        if (!late++) known = fmin(known, look_late(x, best));
        if (look_ahead(x, goal, last)) return true;
        if (x->found) known = x->better[0], memcpy(best, x->better, sizeof best);
        x->found = false;
      }
    }
    x->any = isfinite(known);
    memcpy(x->better, best, sizeof best);
    if (nothing && !search_ended(x->work)) return true;
  }
  return false;
}

static void run_tries(struct exact *x)
{
  double goal = INFINITY;
  for (uint32_t i = 0; i < x->frames.n; i++) goal = fmin(goal, x->frames.at[i].least[0]);
  bool direct = x->work->options->unbounded || x->work->options->front || !(goal > 0);
  x->labels_most = UINT64_MAX;
  if (!direct && isfinite(x->work->options->seconds)) look_around(x, DRAWN);
  x->found = false;
  if (direct || !try_all(x, goal)) run_all(x);
}

static void add_up(struct exact *x)
{
  struct search_result *r = x->work->result;
  for (unsigned i = 0; i < x->threads; i++) {
    const struct pass *pass = &x->pass[i];
    r->labels += pass->labels, r->evaluated += pass->evaluated;
    r->pruned_bound += pass->by_bound, r->pruned_dominated += pass->by_dominance;
    r->pruned_limit += pass->by_limit;
    rejects_merge(&x->work->rejects, &pass->rejects);
  }
}

/* A space that is too large for the exact search: what can be found all the same, and how far
 * from the best it is at most. */
static void search_some(struct search_work *work)
{
  struct arena arena;
  struct search_result drawn;
  arena_init(&arena);
  if (!work->truth && draw_some(work, DRAWN, &arena, &drawn)) best_offer(&work->best, &drawn.at[0]);
  work->lower_bound = least_value(work->space, &work->options->goals);
  arena_free(&arena);
}

/* Mappings as they come, none of which is left out because of another: all that may be better than
 * the best so far, and first those that may be much better, as there are fewer.  Up to where the last
 * step came, nothing is better. */
static void try_each(struct exact *x)
{
  static const double LEAST_STEP = 1e-6;
  const struct best *best = &x->work->best;
  double least = x->work->lower_bound, step = LEAST_STEP, left = EACH;
  x->work->complete = false;
  if (best->front) { /* what is not beaten in all goals may be no better in the first */
    run_some(x, left);
    x->work->complete = !x->gave_up && !search_ended(x->work);
    return;
  }
  while (!x->work->complete && best->of.n == best->top && !search_ended(x->work)) {
    const double *value = best->of.at[best->of.n - 1].value;
    double wanted = value[0] * (1 - x->work->options->gap), goal = least * (1 + step);
    bool last = !(least > 0) || !(goal < wanted);
    x->any = true, x->found = false;
    for (unsigned g = 0; g < goals_at(x)->n; g++) x->better[g] = last ? value[g] : INFINITY;
    x->better[0] = last ? wanted : goal;
    left -= run_some(x, left);
    if (x->gave_up || search_ended(x->work)) break;
    least = x->better[0];
    x->work->complete = last || x->found;
    step *= 2;
    if (left < 1) break;
  }
  x->work->lower_bound = least;
}

static void look_at_frames(struct exact *x)
{
  struct candidate c = {0};
  if (!list_frames(x, &c, 0)) {
    if (!x->each) search_some(x->work);
    return;
  }
  x->done = xcalloc(x->frames.n + 1, sizeof *x->done);
  if (x->each) {
    try_each(x);
  } else {
    run_tries(x);
    x->work->complete = !search_ended(x->work);
    x->work->lower_bound = proven(x);
  }
  add_up(x);
}

static void search_in_threads(struct exact *x)
{
  unsigned threads = x->work->options->threads;
  x->threads = threads < THREADS_MOST ? threads : THREADS_MOST;
  x->pass = xcalloc(x->threads, sizeof *x->pass);
  double bytes = (double)x->work->memory_bytes;
  x->tables = bound_tables_new(bytes / 4);
  for (unsigned i = 0; i < x->threads; i++) {
    pass_init(&x->pass[i], x->work, &x->plan, x->tables);
    x->pass[i].context = x;
    x->pass[i].bytes_most = bytes * 3 / 4 / x->threads;
  }
  look_at_frames(x);
  for (unsigned i = 0; i < x->threads; i++) pass_free(&x->pass[i]);
  bound_tables_free(x->tables);
  xfree(x->pass);
  xfree(x->done);
  vec_free(&x->frames);
}

static void search_space(struct search_work *work, bool each)
{
  struct exact *x = xcalloc(1, sizeof *x);
  x->work = work, x->each = each;
  arena_init(&x->arena);
  unsigned top = each ? LATTICE_ALL : work->options->top;
  bool fits = lattice_make(&x->plan, work->space, &work->options->goals, top, &x->arena), none = false;
  for (unsigned l = 0; fits && l < x->plan.levels; l++) fits = find_groups(x, l);
  for (unsigned l = 0; fits && l < x->plan.levels; l++) none |= !x->groups[l].n;
  if (none) work->complete = true;
  else if (fits) search_in_threads(x);
  else if (!each) search_some(work);
  arena_free(&x->arena);
  xfree(x);
}

void search_frames(struct search_work *work) { search_space(work, false); }

void search_each(struct search_work *work) { search_space(work, true); }

void search_exact(struct search_work *work)
{
  if (!search_imperfect(work) && !search_sparse(work)) search_frames(work);
}

#include "compiler/mapper/bound_inside.h"
#include "compiler/mapper/empty.h"

#include <math.h>
#include <pthread.h>

struct bounding {
  struct bound *bound;
  const struct frame *frame;
  const struct lattice *plan;
  double word_pJ[LATTICE_TENSORS][LATTICE_LEVELS]; /* of a word that leaves the level */
  struct stored whole[LATTICE_TENSORS];            /* how the outermost memory stores the tensors */
};

static bool may_keep(const struct lattice *p, unsigned level, unsigned t)
{
  return p->level[level].memory >= 0 && !(p->level[level].bypass >> t & 1);
}

static bool must_keep(const struct lattice *p, unsigned level, unsigned t)
{
  return p->level[level].keep >> t & 1;
}

/* All instances: what a word costs, and what is spared as the first sums find nothing to be
 * added to. */
static void price_words(struct bounding *b, unsigned t, unsigned level)
{
  const struct frame *f = b->frame;
  const struct lattice_level *l = &b->plan->level[level];
  const struct station *s = &b->plan->station[l->station];
  const double *left = b->plan->zeros.at[level][t].left;
  struct stored how = level ? frame_any_tile : b->whole[t];
  double read = frame_word_pJ(f, t, level, how, READS), address = f->each[level] * s->address_pJ;
  b->bound->first_pJ[t][level] = 0, b->bound->part[t][level] = 1;
  b->word_pJ[t][level] = read + address * left[READS];
  if (!(b->plan->outputs >> t & 1)) return;
  read += f->used[level] * left[READS] * s->reduce_pJ;
  double write = frame_word_pJ(f, t, level, how, UPDATES) + address * left[UPDATES], both = read + write;
  b->word_pJ[t][level] = both;
  if (l->preload >> t & 1) return;
  b->bound->first_pJ[t][level] = -f->share[t][level] * read;
  b->bound->part[t][level] = both > 0 ? write / both : 0;
}

/* Words that leave an instance of a level for the inside, at the least: of an output, all that it
 * has a part in are updated there, also where others have another part. */
static double least_words(const struct frame *f, unsigned t, unsigned level)
{
  const struct lattice_tensor *tensor = &f->plan->tensor[t];
  if (tensor->output && tensor->separable) return f->share[t][level];
  return tensor->least / f->used[level];
}

/* What the words cost, at least, that come to a level from further out. */
static double find_rest(struct bounding *b, unsigned t, unsigned level)
{
  const struct lattice *p = b->plan;
  bool outermost = true;
  double rest = INFINITY;
  for (unsigned l = 0; l < level; l++) outermost &= !must_keep(p, l, t);
  if (outermost) return 0;
  for (unsigned l = level; l--;) {
    if (!may_keep(p, l, t)) continue;
    struct cost cost = {0};
    double least = p->tensor[t].least;
    if (!p->tensor[t].output) {
      frame_fill(b->frame, t, level, least / b->frame->used[level], 0, frame_any_tile, &cost);
      frame_serve(b->frame, t, l, floor(least / b->frame->used[l]), frame_any_tile, &cost);
    }
    rest = lesser(rest, cost.pJ + find_rest(b, t, l));
    if (must_keep(p, l, t)) break;
  }
  return rest;
}

/* ---- what is remembered ---- */

static const double TABLES_BYTES = 512e6; /* at the most */
static const double ROUTES_BYTES = 32e6;

struct known_routes {
  uint32_t groups[LATTICE_LEVELS];  /* of the levels outside */
  struct routes *routes;
};

struct bound_routes {
  VEC(struct known_routes) known[LATTICE_LEVELS + 1];
  struct arena arena;
  double bytes;
};

struct bound_routes *bound_routes_new(void)
{
  struct bound_routes *r = xcalloc(1, sizeof *r);
  arena_init(&r->arena);
  return r;
}

static void forget_routes(struct bound_routes *r)
{
  for (unsigned l = 0; l <= LATTICE_LEVELS; l++) r->known[l].n = 0;
  arena_free(&r->arena);
  arena_init(&r->arena);
  r->bytes = 0;
}

void bound_routes_free(struct bound_routes *r)
{
  if (!r) return;
  for (unsigned l = 0; l <= LATTICE_LEVELS; l++) vec_free(&r->known[l]);
  arena_free(&r->arena);
  xfree(r);
}

/* A table that one thread makes, and others may wait for. */
struct known_table {
  unsigned level;
  uint32_t groups[LATTICE_LEVELS];
  struct bound_table *table;        /* NULL: not made yet */
};

struct bound_tables {
  VEC(struct known_table) all;
  double bytes, bytes_most;         /* of those that frames do not share */
  double shared_most;               /* bytes of one that all share */
  pthread_mutex_t lock;             /* of all that */
  pthread_cond_t made;
};

struct bound_tables *bound_tables_new(double bytes_most)
{
  struct bound_tables *t = xcalloc(1, sizeof *t);
  double most = lesser(bytes_most, TABLES_BYTES);
  t->bytes_most = most * 0.6, t->shared_most = most * 0.4;
  pthread_mutex_init(&t->lock, NULL);
  pthread_cond_init(&t->made, NULL);
  return t;
}

void bound_tables_free(struct bound_tables *t)
{
  if (!t) return;
  for (uint32_t i = 0; i < t->all.n; i++) bound_table_free(t->all.at[i].table);
  vec_free(&t->all);
  pthread_mutex_destroy(&t->lock);
  pthread_cond_destroy(&t->made);
  xfree(t);
}

void bound_tables_tidy(struct bound_tables *t)
{
  uint32_t n = 0;
  if (t->bytes <= t->bytes_most) return;
  for (uint32_t i = 0; i < t->all.n; i++)
    if (t->all.at[i].table->pairs) t->all.at[n++] = t->all.at[i];
    else bound_table_free(t->all.at[i].table);
  t->all.n = n;
  t->bytes = 0;
}

/* Where it stands, or is to stand. */
static uint32_t find_known(struct bound_tables *t, unsigned level, const uint32_t *groups)
{
  struct known_table new = {.level = level};
  uint32_t i = 0;
  while (i < t->all.n && (t->all.at[i].level != level ||
                          memcmp(t->all.at[i].groups, groups, level * sizeof *groups)))
    i++;
  if (i < t->all.n) return i;
  memcpy(new.groups, groups, level * sizeof *groups);
  vec_push(&t->all, new);
  return i;
}

static const struct bound_table *find_table(const struct bound *b, unsigned level,
                                            const uint32_t *groups, struct bound_tables *tables)
{
  pthread_mutex_lock(&tables->lock);
  uint32_t known = tables->all.n, i = find_known(tables, level, groups);
  struct bound_table *table = NULL;
  if (i == known) {
    pthread_mutex_unlock(&tables->lock);
    table = bound_table_make(b, level, tables->shared_most);
    pthread_mutex_lock(&tables->lock);
    tables->all.at[i].table = table;
    if (!table->pairs) tables->bytes += bound_table_bytes(table, b->frame->plan);
    pthread_cond_broadcast(&tables->made);
  }
  while (!(table = tables->all.at[i].table)) pthread_cond_wait(&tables->made, &tables->lock);
  pthread_mutex_unlock(&tables->lock);
  return table;
}

/* The routes of a level; those of the compute are not remembered, as no two frames share them. */
static struct routes *find_routes(const struct bounding *b, unsigned level,
                                  const struct spreads *spreads, const uint32_t *groups,
                                  struct bound_routes *all, struct arena *arena)
{
  const struct routes *outer = level ? b->bound->at[level - 1].routes : NULL;
  const struct spreads *across = level ? &spreads[level - 1] : NULL;
  if (level == b->plan->levels)
    return routes_make(b->plan, level, outer, across, b->word_pJ, arena);
  for (uint32_t i = all->known[level].n; i--;) {
    struct known_routes *known = &all->known[level].at[i];
    if (!memcmp(known->groups, groups, level * sizeof *groups)) return known->routes;
  }
  struct known_routes new = {
    .routes = routes_make(b->plan, level, outer, across, b->word_pJ, &all->arena)};
  memcpy(new.groups, groups, level * sizeof *groups);
  vec_push(&all->known[level], new);
  all->bytes += routes_bytes(new.routes);
  return new.routes;
}

void bound_make(struct bound *bound, const struct frame *frame, const struct spreads *spreads,
                const uint32_t *groups, struct bound_routes *routes, struct arena *arena)
{
  struct bounding b = {.bound = bound, .frame = frame, .plan = frame->plan};
  memset(bound, 0, sizeof *bound);
  bound->frame = frame;
  if (routes->bytes > ROUTES_BYTES) forget_routes(routes);
  int64_t whole[LATTICE_DIMS];
  for (unsigned d = 0; d < b.plan->dims; d++) whole[d] = b.plan->dim[d].bound;
  for (unsigned t = 0; t < b.plan->tensors; t++) b.whole[t] = empty_stored(b.plan, t, 0, whole);
  for (unsigned t = 0; t < b.plan->tensors; t++)
    for (unsigned l = 0; l < b.plan->levels; l++)
      if (may_keep(b.plan, l, t)) {
        price_words(&b, t, l);
        bound->least_pJ[t][l] = least_words(frame, t, l) * b.word_pJ[t][l];
        bound->rest_pJ[t][l] = find_rest(&b, t, l);
      }
  for (unsigned l = 0; l <= b.plan->levels; l++)
    bound->at[l].routes = find_routes(&b, l, spreads, groups, routes, arena);
}

void bound_add_table(struct bound *bound, unsigned level, const uint32_t *groups,
                     struct bound_tables *tables)
{
  const struct lattice *p = bound->frame->plan;
  bool outermost = true;
  for (unsigned l = 0; l < level; l++) outermost = outermost && p->level[l].memory < 0;
  bool fits = bound_table_least_bytes(p, level) <= tables->bytes_most;
  if (p->level[level].memory >= 0 && !outermost && fits)
    bound->at[level].table = find_table(bound, level, groups, tables);
}

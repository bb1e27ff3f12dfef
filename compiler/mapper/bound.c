#include "compiler/mapper/bound.h"

#include <math.h>

struct bounding {
  struct bound *bound;
  const struct frame *frame;
  const struct lattice *plan;
  double word_pJ[LATTICE_TENSORS][LATTICE_LEVELS]; /* of a word that leaves the level */
  VEC(struct bound_way) ways;
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
  const struct station_word *word = &s->word[t];
  double access = word->split / (double)word->block * f->each[level];
  double read = access * s->read_pJ, address = f->each[level] * s->address_pJ;
  b->bound->fixed_pJ[t][level] = 0;
  b->word_pJ[t][level] = read + address;
  if (!(b->plan->outputs >> t & 1)) return;
  read += f->used[level] * s->reduce_pJ;
  b->word_pJ[t][level] = read + access * s->update_pJ + address;
  if (!(l->preload >> t & 1)) b->bound->fixed_pJ[t][level] = -f->share[t][level] * read;
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
      frame_fill(b->frame, t, level, least / b->frame->used[level], 0, &cost);
      frame_serve(b->frame, t, l, floor(least / b->frame->used[l]), &cost);
    }
    rest = fmin(rest, cost.pJ + find_rest(b, t, l));
    if (must_keep(p, l, t)) break;
  }
  return rest;
}

static double least_groups(const struct lattice *p, unsigned level, const struct spread *s,
                           unsigned t)
{
  const struct lattice_tensor *tensor = &p->tensor[t];
  double groups = 1;
  /* Of instances that hand words on, some has no neighbour to get them from, unless it had
   * them itself. */
  if (spread_links(p, level, s, t))
    return level + 1 == p->levels || p->level[level + 1].refetch >> t & 1 ? 0 : 1;
  if (p->level[level].unicast >> t & 1) return (double)s->instances;
  if (tensor->separable) return (double)(s->instances / s->alike[t]);
  for (unsigned r = 0; r < tensor->ranks; r++) {
    int64_t most = 1;
    for (unsigned k = 0; k < tensor->terms; k++)
      if (tensor->term[k].rank == r && s->factor[tensor->term[k].dim] > most)
        most = s->factor[tensor->term[k].dim];
    groups *= (double)most;
  }
  return tensor->wild ? 1 : groups;
}

static bool no_worse(const struct bounding *b, const struct bound_way *x,
                     const struct bound_way *y)
{
  for (unsigned t = 0; t < b->plan->tensors; t++)
    for (unsigned l = 0; l < b->plan->levels; l++)
      if (x->pJ_word[t][l] > y->pJ_word[t][l]) return false;
  return true;
}

static void add_way(struct bounding *b, const struct bound_way *way)
{
  uint32_t n = 0;
  for (uint32_t i = 0; i < b->ways.n; i++)
    if (no_worse(b, &b->ways.at[i], way)) return;
  for (uint32_t i = 0; i < b->ways.n; i++)
    if (!no_worse(b, way, &b->ways.at[i])) b->ways.at[n++] = b->ways.at[i];
  b->ways.n = n;
  vec_push(&b->ways, *way);
}

/* Too many: one that is as good as any of them. */
static void merge_ways(struct bounding *b)
{
  if (b->ways.n <= BOUND_WAYS) return;
  struct bound_way *all = &b->ways.at[0];
  for (uint32_t i = 1; i < b->ways.n; i++)
    for (unsigned t = 0; t < b->plan->tensors; t++)
      for (unsigned l = 0; l < b->plan->levels; l++)
        all->pJ_word[t][l] = fmin(all->pJ_word[t][l], b->ways.at[i].pJ_word[t][l]);
  b->ways.n = 1;
}

static void find_ways(struct bounding *b, unsigned level, const struct spreads *spreads)
{
  const struct bound_level *outer = level ? &b->bound->at[level - 1] : NULL;
  struct bound_way way = {0};
  b->ways.n = 0;
  if (!outer) vec_push(&b->ways, way);
  for (unsigned i = 0; outer && i < spreads[level - 1].n; i++) {
    const struct spread *s = &spreads[level - 1].at[i];
    for (unsigned k = 0; k < outer->ways; k++) {
      for (unsigned t = 0; t < b->plan->tensors; t++) {
        double groups = least_groups(b->plan, level - 1, s, t);
        for (unsigned l = 0; l < b->plan->levels; l++)
          way.pJ_word[t][l] = l < level ? outer->way[k].pJ_word[t][l] * groups : 0;
      }
      add_way(b, &way);
    }
  }
  merge_ways(b);
  for (uint32_t i = 0; level < b->plan->levels && i < b->ways.n; i++)
    for (unsigned t = 0; t < b->plan->tensors; t++)
      b->ways.at[i].pJ_word[t][level] = b->word_pJ[t][level];
}

static void find_parents(const struct lattice *p, struct bound_level *at, unsigned level)
{
  for (unsigned t = 0; t < p->tensors; t++)
    for (unsigned l = level + (level < p->levels); l--;) {
      if (!may_keep(p, l, t)) continue;
      at->parent[t][at->parents[t]++] = (uint8_t)l;
      if (must_keep(p, l, t) && l < level) break;
    }
}

void bound_make(struct bound *bound, const struct frame *frame, const struct spreads *spreads,
                struct arena *arena)
{
  struct bounding b = {.bound = bound, .frame = frame, .plan = frame->plan};
  memset(bound, 0, sizeof *bound);
  bound->frame = frame;
  for (unsigned t = 0; t < b.plan->tensors; t++)
    for (unsigned l = 0; l < b.plan->levels; l++)
      if (may_keep(b.plan, l, t)) {
        price_words(&b, t, l);
        bound->fixed_pJ[t][l] += find_rest(&b, t, l);
      }
  for (unsigned l = 0; l <= b.plan->levels; l++) {
    struct bound_level *at = &bound->at[l];
    find_parents(b.plan, at, l);
    find_ways(&b, l, spreads);
    at->ways = b.ways.n;
    at->way = at->ways ? arena_copy(arena, b.ways.at, at->ways * sizeof *at->way) : NULL;
  }
  vec_free(&b.ways);
}

double bound_pJ(const struct bound *bound, unsigned level, const double *words,
                const uint32_t wanting, bool kept)
{
  const struct bound_level *at = &bound->at[level];
  const struct lattice *p = bound->frame->plan;
  double least = INFINITY;
  for (unsigned w = 0; w < at->ways; w++) {
    double sum = 0;
    for (unsigned t = 0; t < p->tensors; t++) {
      if (!(wanting >> t & 1)) continue;
      double best = INFINITY;
      for (unsigned i = 0; i < at->parents[t]; i++) {
        unsigned l = at->parent[t][i];
        if (kept && l == level) continue;
        best = fmin(best, words[t] * at->way[w].pJ_word[t][l] + bound->fixed_pJ[t][l]);
        if (p->level[l].keep >> t & 1) break;
      }
      sum += best;
    }
    least = fmin(least, sum);
  }
  return least;
}

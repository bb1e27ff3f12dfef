/* How many reads of a tensor are left out because others are known to be zero. */
#include "runtime/eval/sparse_inside.h"

#include <math.h>
#include <string.h>

/* The loop for one step of which the target is read, and what else is read together. */
struct window {
  unsigned target, level;  /* the level that is read */
  int child;               /* the next one inside; -1: the computes */
  uint32_t at;             /* the loop: it and all inside reach what one step reads */
  bool scalar;             /* words are read one by one */
  bool across;             /* the loop is across an array */
  unsigned dim;            /* of the loop */
  int64_t base[MODEL_DIMS], together[MODEL_DIMS]; /* what one step reaches, and all together */
  unsigned loops;          /* those that make the difference, the loop itself first */
  struct { uint8_t dim; int64_t bound; } loop[MODEL_LOOPS];
};

static void add_loop(struct window *w, unsigned dim, int64_t bound)
{
  if (w->loops == MODEL_LOOPS) return;
  w->loop[w->loops].dim = (uint8_t)dim;
  w->loop[w->loops++].bound = bound;
}

static bool moves(const struct sparse *s, const struct window *w, const struct sparse_loop *l)
{
  return l->bound > 1 && indexes(s, w->target, l->dim);
}

/* The first loop behind the child that moves the target's tile; without one the last loop. */
static void find_outside_child(const struct sparse *s, struct window *w)
{
  uint32_t from = s->end[w->child], to = s->end[w->level];
  for (w->at = from; w->at < to && !moves(s, w, &s->loop.at[w->at]); w->at++) {}
  if (w->at == to && to > from) w->at--;
}

/* Words go to the computes one by one, or across the array in front of these. */
static void find_innermost(const struct sparse *s, struct window *w)
{
  uint32_t to = s->end[s->levels - 1];
  for (w->at = 0; w->at < to; w->at++) {
    const struct sparse_loop *l = &s->loop.at[w->at];
    bool last = w->at + 1 == to || !s->loop.at[w->at + 1].spatial;
    w->scalar = last && !l->spatial;
    if (last || moves(s, w, l)) return;
  }
  w->scalar = true;
}

/* The words of one access lie one after the other: those that the innermost loops come to. */
static void widen_for_block(const struct sparse *s, struct window *w, uint32_t from)
{
  double words = (double)sparse_box(s, w->target, w->base).words;
  double steps = ceil((double)s->price[w->level][w->target].block / words);
  for (uint32_t i = from; i < s->end[w->level] && steps > 1; i++) {
    const struct sparse_loop *l = &s->loop.at[i];
    if (!moves(s, w, l)) continue;
    double taken = fmin(steps, (double)l->bound);
    w->together[l->dim] *= (int64_t)taken;
    steps = ceil(steps / taken);
  }
}

/* All that is computed with while what was read stays at the level inside, which may be longer than
 * the loops of the level that is read go on; computes keep nothing.  All instances that want the
 * same are served by one read. */
static void find_stay(const struct sparse *s, struct window *w)
{
  w->child = sparse_next(s, w->level, w->target);
  bool keeps = w->child >= 0;
  uint32_t from = keeps ? s->end[w->child] : 0;
  const int64_t *mold = mold_at(s, from);
  for (unsigned d = 0; d < s->dims; d++) w->base[d] = w->together[d] = mold[d];
  for (uint32_t i = from; i < s->end[w->level]; i++) {
    const struct sparse_loop *l = &s->loop.at[i];
    if (l->spatial && !moves(s, w, l)) w->together[l->dim] *= l->bound;
  }
  for (uint32_t i = from; keeps && i < s->loop.n; i++) {
    const struct sparse_loop *l = &s->loop.at[i];
    if (l->spatial) continue;
    if (moves(s, w, l)) break;
    w->together[l->dim] *= l->bound;
  }
  widen_for_block(s, w, from);
}

/* The established model looks at one loop, and what of those around it belongs to its steps. */
static void find_window(const struct sparse *s, struct window *w)
{
  w->child = sparse_next(s, w->level, w->target);
  if (w->child >= 0) find_outside_child(s, w);
  else find_innermost(s, w);
  bool any = w->at < s->end[w->level];
  const struct sparse_loop *loop = any ? &s->loop.at[w->at] : NULL;
  const int64_t *mold = mold_at(s, w->scalar ? 0 : w->at + any);
  w->across = loop && loop->spatial;
  w->dim = loop ? loop->dim : 0;
  for (unsigned d = 0; d < s->dims; d++) w->base[d] = w->together[d] = mold[d];
  add_loop(w, w->dim, loop ? loop->bound : 1);
  bool open = w->across && w->child >= 0;
  for (uint32_t i = w->at + 1; i < s->end[w->level]; i++) {
    const struct sparse_loop *l = &s->loop.at[i];
    if (l->bound == 1) continue;
    if (!l->spatial && indexes(s, w->target, l->dim)) open = false;
    if (!l->spatial && !open) continue;
    w->together[l->dim] *= l->bound;
    add_loop(w, l->dim, l->bound);
  }
}

/* The probability that what `by` has to do with one access of the target is not empty. */
static double needed(const struct sparse *s, const struct window *w, unsigned by)
{
  uint32_t both = s->dims_of[w->target] & s->dims_of[by];
  if (!s->compat) {
    struct box box = sparse_box(s, by, w->together);
    return 1 - density_empty(s->density[by], &box);
  }
  double factor[MODEL_DIMS], all = 1;
  bool seen = false;
  int64_t extent[MODEL_DIMS];
  for (unsigned d = 0; d < s->dims; d++) factor[d] = 0, extent[d] = w->together[d];
  for (unsigned i = 0; i < w->loops && !w->scalar; i++) {
    unsigned d = w->loop[i].dim;
    if (w->across && seen && indexes(s, by, d)) return 1;
    if (!(both >> d & 1)) continue;
    factor[d] = (factor[d] > 0 ? factor[d] : 1) * (double)w->loop[i].bound;
    all *= (double)w->loop[i].bound;
    seen = true;
  }
  double step = (double)sparse_box(s, w->target, w->base).words;
  double steps = ceil((double)s->price[w->level][w->target].block / (step / all));
  for (unsigned d = 0; d < s->dims; d++) {
    if (!(factor[d] > 0)) continue;
    extent[d] = (int64_t)ceil((double)extent[d] / (factor[d] / steps));
    steps /= factor[d];
  }
  if (steps > 1) extent[w->dim] = (int64_t)((double)extent[w->dim] * steps);
  struct box box = sparse_box(s, by, extent);
  return 1 - density_empty(s->density[by], &box);
}

/* ---- the best of several ---- */

struct option { unsigned level, target; double saved, worth, need[MODEL_TENSORS]; };

/* What it saves, in pJ, for each read of the target. */
static double worth_of(const struct sparse *s, const struct window *w, double saved)
{
  const struct sparse_price *price = &s->price[w->level][w->target];
  unsigned below = w->child >= 0 ? (unsigned)w->child : w->level;
  const struct sparse_tile *tile = tile_at(s, below, w->target);
  double units = 0, share = floor(price->metadata_share);
  for (unsigned r = 0; r < tile->ranks; r++)
    units += tile->rank[r].expected[METADATA] + tile->rank[r].expected[PAYLOAD];
  return price->read_pJ / (double)price->block *
         (tile_at(s, w->level, w->target)->occupancy + units * share) * saved;
}

static bool try_saving(struct sparse *s, const struct model_saving *saving, int level,
                       struct option *out)
{
  struct window w = {.target = saving->target};
  while (level >= 0 && !tile_at(s, (unsigned)level, w.target)->kept) level--;
  if (level < 0) {
    *s->problem = (struct eval_problem){.status = EVAL_SAVING_SOURCE, .node = saving->node, .dim = -1,
                                        .tensor = saving->target, .axis = -1};
    return false;
  }
  w.level = (unsigned)level;
  if (s->compat) find_window(s, &w);
  else find_stay(s, &w);
  double left = 1;
  for (unsigned t = 0; t < s->tensors; t++) {
    out->need[t] = saving->by >> t & 1 ? needed(s, &w, t) : 1;
    left *= out->need[t];
  }
  out->level = w.level, out->target = w.target;
  out->saved = 1 - left, out->worth = worth_of(s, &w, 1 - left);
  return true;
}

static void record(struct sparse *s, const struct option *best, enum fate how)
{
  struct sparse_store *store = store_at(s, best->level, best->target);
  if (store->how != RANDOM && best->saved <= store->saved) return;
  store->how = how;
  store->saved = best->saved;
  memcpy(store->need, best->need, s->tensors * sizeof *store->need);
}

/* The choices at one level that gate, or those that skip. */
static bool level_savings(struct sparse *s, unsigned level, bool skips)
{
  const struct model_sparsity *m = s->model;
  for (unsigned i = 0; i < m->savings; i++) {
    const struct model_saving *first = &m->saving[i];
    if (first->node != s->nest->level[level].memory || first->skips != skips) continue;
    if (i && m->saving[i - 1].choice == first->choice) continue;
    struct option best = {.worth = -1};
    for (unsigned k = i; k < m->savings && m->saving[k].choice == first->choice; k++) {
      struct option own;
      if (!try_saving(s, &m->saving[k], (int)level, &own)) return false;
      if (own.worth >= best.worth) best = own;
    }
    record(s, &best, skips ? SKIPPED : GATED);
  }
  return true;
}

bool sparse_savings(struct sparse *s)
{
  for (int skips = 0; skips <= 1; skips++)
    for (unsigned l = s->levels; l--;)
      if (s->nest->level[l].memory >= 0 && !level_savings(s, l, skips)) return false;
  return true;
}

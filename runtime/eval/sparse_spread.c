/* Instances of an array that are given no work where a tensor is zero.
 *
 * Places are those of the nest's levels, and behind them that of the computes.  What is said of
 * the array of a level holds for the place behind it. */
#include "runtime/eval/sparse_inside.h"

#include <math.h>

enum { ALONG_X, ALONG_Y, ALONG };

/* Of one tensor: instances in use, at most and as a share of what would be without zeros. */
struct spread { double most[ALONG], share; };

struct spreads {
  struct sparse *s;
  struct spread at[MODEL_TENSORS][MODEL_LEVELS + 1];
  uint32_t said[MODEL_LEVELS];       /* tensors whose work is left out across the level's array */
};

static double dense(const struct sparse *s, unsigned place, int along)
{
  return (double)(along == ALONG_X ? s->flows->used_x[place] : s->flows->used_y[place]);
}

static int along(const struct sparse_loop *l) { return l->axis == 0 ? ALONG_X : ALONG_Y; }

/* The most elements of a fiber that are not empty; `step` is one of them. */
static double most_elements(struct sparse *s, unsigned tensor, const struct box *fiber, const struct box *step)
{
  struct density *d = s->density[tensor];
  uint64_t most = density_most(d, fiber, 1);
  double elements = (double)(fiber->words / step->words);
  if (s->model->density[tensor].kind == DENSITY_BANDED)
    return ceil(elements * density_empty_given(d, step, fiber, fiber->words, most));
  return fmin(elements, (double)most);
}

/* What one iteration of a loop across an array gives an instance, and what they have together. */
static struct box step_of(const struct sparse *s, unsigned tensor, uint32_t loop, const int64_t *wider,
                          struct box *fiber)
{
  int64_t extent[MODEL_DIMS];
  const int64_t *mold = mold_at(s, loop);
  for (unsigned d = 0; d < s->dims; d++) extent[d] = mold[d] * (wider ? wider[d] : 1);
  struct box step = sparse_box(s, tensor, extent);
  extent[s->loop.at[loop].dim] *= s->loop.at[loop].bound;
  *fiber = sparse_box(s, tensor, extent);
  return step;
}

static bool across(const struct sparse *s, uint32_t loop, unsigned tensor)
{
  const struct sparse_loop *l = &s->loop.at[loop];
  return l->spatial && l->bound > 1 && indexes(s, tensor, l->dim);
}

/* Whether somebody, at the level or outside, knows where the tensor is empty. */
static bool knows(const struct sparse *s, unsigned level, unsigned tensor)
{
  int l = (int)level;
  while (l > 0 && !tile_at(s, (unsigned)l, tensor)->kept) l--;
  return tile_at(s, (unsigned)l, tensor)->metadata;
}

/* ---- as the established model has it: tensors that are stored without their zeros ---- */

static void spread_stored(struct spreads *all, unsigned level, unsigned tensor)
{
  struct sparse *s = all->s;
  struct spread *below = &all->at[tensor][level + 1];
  bool first = true;
  if (!knows(s, level, tensor)) return;
  for (uint32_t i = s->begin[level]; i < s->end[level]; i++) {
    if (!across(s, i, tensor)) continue;
    const struct sparse_loop *l = &s->loop.at[i];
    struct box fiber, step = step_of(s, tensor, i, NULL, &fiber);
    if (first) below->share = 1 - density_empty(s->density[tensor], &step);
    first = false;
    double *most = &below->most[along(l)];
    *most = trunc(*most * (most_elements(s, tensor, &fiber, &step) / (double)l->bound));
  }
}

/* Fewer instances outside are fewer inside. */
static void hand_on(struct spreads *all, unsigned tensor, unsigned place, const double *ratio,
                    const bool *stop)
{
  struct spread *at = all->at[tensor];
  for (unsigned i = place + 1; i <= all->s->levels; i++) {
    for (int a = 0; a < ALONG; a++) at[i].most[a] = trunc(at[i].most[a] * ratio[a]);
    at[i].share *= at[place].share;
    if (stop[i]) return;
  }
}

static void stored_tensor(struct spreads *all, unsigned t)
{
  struct sparse *s = all->s;
  bool own[MODEL_LEVELS + 2] = {false};
  for (unsigned p = 0; p <= s->levels; p++) {
    all->at[t][p] = (struct spread){{dense(s, p, ALONG_X), dense(s, p, ALONG_Y)}, 1};
  }
  for (unsigned l = 0; l < s->levels; l++) spread_stored(all, l, t);
  for (unsigned p = 0; p <= s->levels; p++)
    for (int a = 0; a < ALONG; a++) own[p] |= all->at[t][p].most[a] != dense(s, p, a);
  for (unsigned p = 0; p < s->levels; p++) {
    double ratio[ALONG];
    for (int a = 0; a < ALONG; a++) ratio[a] = all->at[t][p].most[a] / dense(s, p, a);
    if (ratio[ALONG_X] == 1 && ratio[ALONG_Y] == 1) continue;
    hand_on(all, t, p, ratio, own);
  }
}

/* ---- what is said ---- */

/* Loops in time around the array that hand the target's tile on unchanged widen what one step
 * of the condition is. */
static void widen(const struct sparse *s, unsigned level, unsigned target, uint32_t loop, int64_t *wider)
{
  for (unsigned d = 0; d < s->dims; d++) wider[d] = 1;
  if (sparse_next(s, level, target) < 0 || !indexes(s, target, s->loop.at[loop].dim)) return;
  int store = (int)level;
  while (store > 0 && !tile_at(s, (unsigned)store, target)->kept) store--;
  for (uint32_t i = s->begin[level]; i < s->end[store]; i++) {
    const struct sparse_loop *l = &s->loop.at[i];
    if (l->spatial || l->bound == 1) continue;
    if (indexes(s, target, l->dim)) return;
    wider[l->dim] *= l->bound;
  }
}

static void spread_said(struct spreads *all, const struct model_saving *saving, unsigned level)
{
  struct sparse *s = all->s;
  struct spread *below = &all->at[saving->target][level + 1];
  double share = 1;
  uint32_t i = s->begin[level];
  for (unsigned t = 0; t < s->tensors; t++) {
    bool first = true;
    if (!(saving->by >> t & 1) || !knows(s, level, t)) continue;
    for (; i < s->end[level]; i++) {
      if (!across(s, i, t)) continue;
      const struct sparse_loop *l = &s->loop.at[i];
      int64_t wider[MODEL_DIMS];
      widen(s, level, saving->target, i, wider);
      struct box fiber, step = step_of(s, t, i, wider, &fiber);
      if (first) share *= 1 - density_empty(s->density[t], &step);
      first = false;
      double *most = &below->most[along(l)];
      *most = trunc(*most * (most_elements(s, t, &fiber, &step) / (double)l->bound));
    }
  }
  below->share = share;
  all->said[level] |= UINT32_C(1) << saving->target;
}

static void said_tensor(struct spreads *all, unsigned t, const struct spread *before)
{
  struct sparse *s = all->s;
  bool none[MODEL_LEVELS + 2] = {false};
  for (unsigned l = 0; l < s->levels; l++) none[l + 1] = all->said[l] >> t & 1;
  for (unsigned p = 0; p < s->levels; p++) {
    double ratio[ALONG];
    for (int a = 0; a < ALONG; a++) ratio[a] = all->at[t][p].most[a] / before[p].most[a];
    if (ratio[ALONG_X] == 1 && ratio[ALONG_Y] == 1) continue;
    struct spread *at = all->at[t];
    for (unsigned i = p + 1; i <= s->levels && !none[i]; i++) {
      for (int a = 0; a < ALONG; a++) at[i].most[a] = trunc(at[i].most[a] * ratio[a]);
      at[i].share *= at[p].share;
    }
  }
}

static void keep(struct spreads *all, unsigned t)
{
  struct sparse *s = all->s;
  for (unsigned l = 0; l < s->levels; l++) {
    const struct spread *at = &all->at[t][l];
    tile_at(s, l, t)->spread = at->most[ALONG_X] * at->most[ALONG_Y];
    tile_at(s, l, t)->instances = s->flows->used[l] * at->share;
    if (!(all->said[l] >> t & 1)) continue;
    struct sparse_store *store = store_at(s, l, t);
    store->how = SKIPPED;
    store->across = true;
    store->saved = 1 - all->at[t][l + 1].share;
  }
  const struct spread *last = &all->at[t][s->levels];
  s->computes.spread = fmax(s->computes.spread, last->most[ALONG_X] * last->most[ALONG_Y]);
  s->computes.instances = fmax(s->computes.instances, s->flows->used[s->levels] * last->share);
}

static int array_level(const struct sparse *s, unsigned node)
{
  int level = s->nest->level_of[node];
  return level >= 0 && s->nest->level[level].array == (int)node ? level : -1;
}

/* ---- without the faults of the established model ---- */

/* What one step of the array gives an instance is that of the innermost loop that moves `by`. */
static double work_left(const struct sparse *s, unsigned level, unsigned target, unsigned by)
{
  if (!knows(s, level, by)) return 1;
  for (uint32_t i = s->begin[level]; i < s->end[level]; i++) {
    int64_t wider[MODEL_DIMS];
    if (!across(s, i, by)) continue;
    widen(s, level, target, i, wider);
    struct box fiber, step = step_of(s, by, i, wider, &fiber);
    return 1 - density_empty(s->density[by], &step);
  }
  return 1;
}

/* Where an input does not come no instance computes, whatever other tensors would have for it. */
static void idle_instances(struct sparse *s)
{
  double busy[MODEL_TENSORS];
  for (unsigned t = 0; t < s->tensors; t++) busy[t] = 1;
  for (unsigned i = 0; i < s->model->savings; i++) {
    const struct model_saving *saving = &s->model->saving[i];
    int level = array_level(s, saving->node);
    if (level < 0) continue;
    struct sparse_store *store = store_at(s, (unsigned)level, saving->target);
    for (unsigned t = 0; t < s->tensors; t++) {
      double left = saving->by >> t & 1 ? work_left(s, (unsigned)level, saving->target, t) : 1;
      store->need_across[t] = store->across ? fmin(store->need_across[t], left) : left;
      if (!(s->nest->outputs >> saving->target & 1)) busy[t] = fmin(busy[t], left);
    }
    store->across = true;
  }
  for (unsigned t = 0; t < s->tensors; t++) s->computes.instances *= busy[t];
}

static bool any_across(const struct sparse *s)
{
  for (unsigned i = 0; i < s->model->savings; i++)
    if (array_level(s, s->model->saving[i].node) >= 0) return true;
  return false;
}

bool sparse_spread(struct sparse *s)
{
  s->computes.instances = s->flows->used[s->levels];
  s->computes.spread = dense(s, s->levels, ALONG_X) * dense(s, s->levels, ALONG_Y);
  if (!any_across(s)) return true;
  if (!s->compat) {
    idle_instances(s);
    return true;
  }
  struct spreads all = {.s = s};
  struct spread before[MODEL_TENSORS][MODEL_LEVELS + 1];
  s->computes.instances = s->computes.spread = 0;
  for (unsigned t = 0; t < s->tensors; t++) {
    stored_tensor(&all, t);
    for (unsigned p = 0; p <= s->levels; p++) before[t][p] = all.at[t][p];
  }
  for (unsigned l = s->levels; l--;)
    for (unsigned i = 0; i < s->model->savings; i++)
      if (array_level(s, s->model->saving[i].node) == (int)l) spread_said(&all, &s->model->saving[i], l);
  for (unsigned t = 0; t < s->tensors; t++) {
    said_tensor(&all, t, before[t]);
    keep(&all, t);
  }
  return true;
}

#include "runtime/eval/walk.h"

#include <math.h>
#include <string.h>

/* Half-open: [low, high) along each rank. */
struct box {
  int64_t low[MODEL_RANKS], high[MODEL_RANKS];
};

/* What is left of a box without another: slices that do not overlap. */
struct slices {
  unsigned n;
  struct box at[2 * MODEL_RANKS];
};

/* The walk below one level, for one tensor. */
struct walk {
  const struct nest *nest;
  unsigned level, tensor, ranks;
  int64_t (*shift)[MODEL_RANKS];   /* by loop */
  bool always;                     /* nothing is kept from one step to the next */
  bool links;
  int above;                       /* the loop in time right around the tile; -1: none */
  bool smaller[MODEL_LOOPS];       /* some loop of the same dim inside is imperfect */
  /* Where the walk is. */
  bool last[MODEL_DIMS];           /* all loops of the dim so far are in their last iteration */
  int64_t at[MODEL_RANKS];
  /* What the established model remembers. */
  bool any, moved;
  struct box before;
  int64_t move[MODEL_RANKS];
  struct slices fetched;           /* last */
  struct fanout grid, grid_before;
  struct fanout_shares all, left;
  struct fanout_room cells, cells_before;
  struct flow *flow;
};

static uint64_t words_of(const struct box *box, unsigned ranks)
{
  uint64_t words = 1;
  for (unsigned r = 0; r < ranks; r++)
    words *= box->high[r] > box->low[r] ? (uint64_t)(box->high[r] - box->low[r]) : 0;
  return words;
}

/* How far loops inside the tile reach along a dim, in iterations less one. */
static int64_t reach(const struct walk *w, unsigned first, unsigned dim, bool last)
{
  int64_t far = 0;
  for (unsigned i = first; i < w->nest->loops; i++) {
    const struct nest_loop *loop = &w->nest->loop[i];
    if (loop->dim == dim) far += loop->stride * ((last ? loop->residual : loop->bound) - 1);
  }
  return far;
}

/* The tile of the loops from `first` on, where the walk is. */
static struct box tile_at(const struct walk *w, unsigned first)
{
  const struct nest_tensor *t = &w->nest->tensor[w->tensor];
  struct box box;
  for (unsigned r = 0; r < w->ranks; r++) box.low[r] = w->at[r], box.high[r] = w->at[r] + 1;
  for (unsigned k = 0; k < t->terms; k++) {
    const struct nest_term *term = &t->term[k];
    int64_t far = term->coefficient * reach(w, first, term->dim, w->last[term->dim]);
    *(far < 0 ? &box.low[term->rank] : &box.high[term->rank]) += far;
  }
  return box;
}

/* a without b, slice by slice along each rank. */
static void without(const struct box *a, const struct box *b, unsigned ranks, struct slices *left)
{
  struct box rest = *a;
  left->n = 0;
  for (unsigned r = 0; r < ranks; r++)
    if (b->high[r] <= a->low[r] || b->low[r] >= a->high[r]) {
      left->at[left->n++] = *a;
      return;
    }
  for (unsigned r = 0; r < ranks; r++) {
    if (b->low[r] > rest.low[r]) {
      left->at[left->n] = rest;
      left->at[left->n++].high[r] = rest.low[r] = b->low[r];
    }
    if (b->high[r] < rest.high[r]) {
      left->at[left->n] = rest;
      left->at[left->n++].low[r] = rest.high[r] = b->high[r];
    }
  }
}

/* Whether b is a, moved; then `move` is by how much. */
static bool same_slices(const struct slices *a, const struct slices *b, unsigned ranks,
                        int64_t *move)
{
  if (a->n != b->n || !a->n) return false;
  for (unsigned first = 0; first < b->n; first++) {
    unsigned found = 0;
    for (unsigned r = 0; r < ranks; r++) move[r] = b->at[first].low[r] - a->at[0].low[r];
    for (unsigned i = 0; i < a->n; i++)
      for (unsigned j = 0; j < b->n; j++) {
        bool same = true;
        for (unsigned r = 0; r < ranks; r++)
          same = same && b->at[j].low[r] - a->at[i].low[r] == move[r] &&
                 b->at[j].high[r] - a->at[i].high[r] == move[r];
        found += same;
      }
    if (found == a->n) return true;
  }
  return false;
}

/* How the middle of the tile moved; half a word counts for a whole. */
static bool find_move(const struct walk *w, const struct box *now, int64_t *move)
{
  bool moved = false;
  for (unsigned r = 0; r < w->ranks; r++) {
    double middle = (double)(now->low[r] + now->high[r] - w->before.low[r] - w->before.high[r]);
    move[r] = (int64_t)round(middle / 2);
    moved |= move[r] != 0;
  }
  return moved;
}

/* What one step fetches, and what is remembered of it. */
static void fetch(struct walk *w, struct slices *new)
{
  struct box now = tile_at(w, w->nest->level[w->level].end);
  int64_t move[MODEL_RANKS];
  bool whole = w->always || !w->any;
  if (w->any && !w->always && find_move(w, &now, move)) {
    bool same = w->moved && !memcmp(move, w->move, w->ranks * sizeof *move);
    whole = w->moved && !same;
    w->moved = !whole;
    memcpy(w->move, move, w->ranks * sizeof *move);
  }
  if (whole) *new = (struct slices){.n = 1, .at = {now}};
  else without(&now, &w->before, w->ranks, new);
  w->any = true;
  w->before = now;
}

/* The instances below that exist here. */
static void find_grid(struct walk *w, struct fanout *f)
{
  const struct nest_level *l = &w->nest->level[w->level];
  bool last[MODEL_DIMS];
  memcpy(last, w->last, sizeof last);
  f->instances = 1;
  for (unsigned i = l->spatial; i < l->end; i++) {
    const struct nest_loop *loop = &w->nest->loop[i];
    int64_t extent = last[loop->dim] ? loop->residual : loop->bound;
    last[loop->dim] = last[loop->dim] && loop->residual <= 1;
    f->extent[i - l->spatial] = extent;
    f->instances *= (uint64_t)extent;
  }
}

static void add_shares(struct walk *w, const struct fanout_shares *shares, double words)
{
  for (uint32_t i = 0; i < shares->of.n; i++) {
    const struct fanout_share *s = &shares->of.at[i];
    flow_add(w->flow, s->members, s->groups, words * (double)s->groups, words * s->hops);
  }
}

/* Neighbours that had, just before, what is fetched now. */
static bool find_links(struct walk *w, const struct slices *new, uint64_t *linked)
{
  int64_t move[MODEL_RANKS];
  return w->links && same_slices(&w->fetched, new, w->ranks, move) &&
         fanout_links(&w->grid, &w->cells, &w->grid_before, &w->cells_before, move, &w->all,
                      &w->left, linked);
}

static void count_fetched(struct walk *w, const struct slices *new, double times)
{
  uint64_t words = 0, linked;
  for (unsigned i = 0; i < new->n; i++) words += words_of(&new->at[i], w->ranks);
  if (!words) return;
  fanout_groups(&w->grid, &w->cells, &w->all);
  if (find_links(w, new, &linked)) {
    add_shares(w, &w->left, times * (double)words);
    w->flow->links += times * (double)linked * (double)words;
  } else {
    add_shares(w, &w->all, times * (double)words);
  }
}

/* One step of the tile below, which stands for `times` steps. */
static void visit(struct walk *w, double times)
{
  const struct nest_level *level = &w->nest->level[w->level];
  bool last[MODEL_DIMS];
  struct slices new;
  find_grid(w, &w->grid);
  memcpy(last, w->last, sizeof last);
  for (unsigned i = level->spatial; i < level->end; i++)
    w->last[w->nest->loop[i].dim] &= w->nest->loop[i].residual <= 1;
  fetch(w, &new);
  memcpy(w->last, last, sizeof last);
  count_fetched(w, &new, times);
  if (!w->links) return;
  w->fetched = new;
  w->grid_before = w->grid;
  struct fanout_room swap = w->cells;
  w->cells = w->cells_before;
  w->cells_before = swap;
}

static void walk_from(struct walk *w, unsigned i, double times);

/* Iteration `index` of loop i, in place of the `n` that begin there; what they fetch
 * counts `times` times. */
static void iterate(struct walk *w, unsigned i, int64_t index, int64_t n, double times)
{
  const struct nest_loop *loop = &w->nest->loop[i];
  bool last = w->last[loop->dim];
  w->last[loop->dim] = last && index + 1 >= loop->residual;
  walk_from(w, i + 1, times);
  w->last[loop->dim] = last;
  for (unsigned r = 0; r < w->ranks; r++) w->at[r] += w->shift[i][r] * n;
}

static void walk_loop(struct walk *w, unsigned i, double times)
{
  const struct nest_loop *loop = &w->nest->loop[i];
  bool last = w->last[loop->dim], run_last = last && w->smaller[i];
  bool run_second = run_last && loop->bound != loop->residual;
  int64_t n = last ? loop->residual : loop->bound;
  int64_t middle = n - 1 - run_last - run_second, at[MODEL_RANKS];
  /* Right above the tile, the last iteration fetches what the one before it did. */
  bool alike = (int)i == w->above && run_last && !run_second && middle > 0;
  memcpy(at, w->at, sizeof at);
  iterate(w, i, 0, 1, times);
  if (middle > 0) iterate(w, i, 1, middle, times * (double)(middle + alike));
  if (run_second && n >= 3) iterate(w, i, n - 2, 1, times);
  if (run_last && n >= 2) iterate(w, i, n - 1, 1, alike ? 0 : times);
  memcpy(w->at, at, sizeof at);
}

/* Goes through the loops from i on that lie outside of the tile. */
static void walk_from(struct walk *w, unsigned i, double times)
{
  const struct nest_loop *loop = &w->nest->loop[i];
  if (i == w->nest->level[w->level].spatial) {
    visit(w, times);
  } else if (!loop->spatial) {
    walk_loop(w, i, times);
  } else { /* only the first instance is looked into */
    bool last = w->last[loop->dim];
    w->last[loop->dim] = last && loop->residual <= 1;
    walk_from(w, i + 1, times);
    w->last[loop->dim] = last;
  }
}

/* Whether the first tile behind the loops before `end` is the last of its dim. */
static void first_is_last(struct walk *w, unsigned end)
{
  for (unsigned d = 0; d < w->nest->dims; d++) w->last[d] = true;
  for (unsigned i = 0; i < end; i++)
    w->last[w->nest->loop[i].dim] &= w->nest->loop[i].residual <= 1;
}

/* The first tile is as large as any. */
static uint64_t largest(struct walk *w, unsigned first)
{
  first_is_last(w, first);
  struct box box = tile_at(w, first);
  return words_of(&box, w->ranks);
}

static void walk_level(struct walk *w)
{
  const struct nest *nest = w->nest;
  const struct nest_level *level = &nest->level[w->level];
  bool innermost = w->level + 1 == nest->levels, array = level->spatial < level->end;
  w->always = innermost || nest->level[w->level + 1].no_temporal_reuse >> w->tensor & 1;
  w->links = array && !(level->no_forwarding >> w->tensor & 1);
  w->above = !array && level->first < level->spatial ? (int)level->spatial - 1 : -1;
  w->any = w->moved = false;
  w->fetched.n = 0;
  memset(w->at, 0, sizeof w->at);
  w->flow->size = largest(w, level->first);
  w->flow->below = largest(w, level->spatial);
  w->flow->key.n = 0;
  w->flow->links = 0;
  first_is_last(w, 0);
  walk_from(w, 0, 1);
}

/* Which loops have one of the same dim inside that is imperfect. */
static void find_smaller(const struct nest *nest, bool *smaller)
{
  bool inside[MODEL_DIMS] = {false};
  for (unsigned i = nest->loops; i--;) {
    smaller[i] = inside[nest->loop[i].dim];
    inside[nest->loop[i].dim] |= nest->loop[i].bound != nest->loop[i].residual;
  }
}

double walk_steps(const struct nest *nest)
{
  bool smaller[MODEL_LOOPS];
  double steps = 1, all = 0;
  find_smaller(nest, smaller);
  for (unsigned l = 0; l < nest->levels; l++) {
    for (unsigned i = nest->level[l].first; i < nest->level[l].spatial; i++)
      steps *= smaller[i] && nest->loop[i].bound > 2 ? 4 : 2;
    all += steps;
  }
  return all * nest->tensors;
}

/* Instances on average: fewer in the last iteration of what is outside. */
static void average_instances(struct flows *flows, const struct nest *nest)
{
  int64_t outside[MODEL_DIMS];
  double used = 1;
  for (unsigned d = 0; d < nest->dims; d++) outside[d] = 0;
  for (unsigned l = 0; l < nest->levels; l++) {
    flows->used[l] = used;
    for (unsigned i = nest->level[l].first; i < nest->level[l].end; i++) {
      const struct nest_loop *loop = &nest->loop[i];
      int64_t *n = &outside[loop->dim];
      if (loop->spatial)
        used *= ((double)loop->residual + (double)loop->bound * (double)*n) / ((double)*n + 1);
      *n = *n * loop->bound + loop->residual - 1;
    }
  }
  flows->used[nest->levels] = used;
}

/* Points along one dim from loop i on that are computed below one instance of the
 * innermost level: the first of its kind everywhere outside. */
static double points(const struct nest *nest, unsigned i, unsigned dim, bool last)
{
  while (i < nest->loops && nest->loop[i].dim != dim) i++;
  if (i == nest->loops) return 1;
  const struct nest_loop *loop = &nest->loop[i];
  double n = (double)(last ? loop->residual : loop->bound);
  bool first_is_last = last && loop->residual <= 1;
  if (i >= nest->level[nest->levels - 1].spatial)
    return n * points(nest, i + 1, dim, first_is_last);
  if (loop->spatial) return points(nest, i + 1, dim, first_is_last);
  double before = n > 1 ? (n - 1) * points(nest, i + 1, dim, false) : 0;
  return before + points(nest, i + 1, dim, last);
}

/* The established model takes all instances to do what those do on average that it
 * executes. */
static uint64_t count_computes(const struct flows *flows, const struct nest *nest)
{
  unsigned inner = nest->levels - 1;
  double fanout = (double)flows->fanout[inner], all = floor(flows->used[inner] * fanout);
  for (unsigned d = 0; d < nest->dims; d++) all *= points(nest, 0, d, true);
  return (uint64_t)(all / fanout);
}

bool flows_walk(struct flows *flows, const struct nest *nest, uint32_t hops,
                struct flow_room *room)
{
  struct walk w = {.nest = nest};
  int64_t shift[MODEL_LOOPS][MODEL_RANKS];
  bool fits = true;
  find_smaller(nest, w.smaller);
  flows_instances(flows, nest);
  average_instances(flows, nest);
  flows->computes = count_computes(flows, nest);
  for (unsigned l = 0; l <= nest->levels; l++) flows->used[l] = floor(flows->used[l]);
  w.shift = shift;
  w.all = room->all, w.left = room->left;
  w.cells = room->fanout, w.cells_before = room->before;
  for (unsigned t = 0; fits && t < nest->tensors; t++) {
    fits = flow_shifts(nest, t, shift);
    for (unsigned l = 0; fits && l < nest->levels; l++) {
      w.level = l, w.tensor = t, w.ranks = nest->tensor[t].ranks;
      w.flow = &flows->of[l][t];
      fits = flow_fanout(&w.grid, nest, l, t, shift, hops >> l & 1);
      w.grid_before = w.grid;
      if (fits) walk_level(&w);
    }
  }
  room->all = w.all, room->left = w.left;
  room->fanout = w.cells, room->before = w.cells_before;
  return fits;
}

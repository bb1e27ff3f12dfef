/* Walks the loops of a design with matrices that were drawn, and counts. */
#include "tests/property/zeros.h"

#include <string.h>

struct walk {
  const struct zeros_design *d;
  const struct zeros_matrix *matrix;
  struct zeros_counts *out;
  int64_t at[ZEROS_LOOPS];           /* the iteration of each loop */
  uint64_t window[ZEROS_MEMORIES][ZEROS_TENSORS]; /* see window_of */
  unsigned inner[ZEROS_MEMORIES][ZEROS_TENSORS];
};

/* Sets of loops. */
static uint64_t from_level(const struct zeros_design *d, unsigned level)
{
  return ~((UINT64_C(1) << d->begin[level]) - 1);
}

/* Points of the loops that are not in `within` stay where they are; those within run. */
static void box_of(const struct walk *w, unsigned tensor, uint64_t within, struct zeros_box *box)
{
  const struct zeros_design *d = w->d;
  int64_t from[ZEROS_DIMS] = {0}, last[ZEROS_DIMS] = {0};
  for (unsigned i = 0; i < d->loops; i++) {
    const struct zeros_loop *l = &d->loop[i];
    if (within >> i & 1) last[l->dim] += (l->bound - 1) * l->stride;
    else from[l->dim] += w->at[i] * l->stride;
  }
  for (unsigned r = 0; r < ZEROS_RANKS; r++) {
    box->from[r] = 0, box->size[r] = 1;
    for (unsigned dim = 0; dim < d->dims && r < d->tensor[tensor].ranks; dim++) {
      int64_t c = d->coefficients[tensor][r * d->dims + dim];
      box->from[r] += c * from[dim];
      box->size[r] += c * last[dim];
    }
  }
}

/* A loop that runs around one that stays makes several boxes; -1: there is none. */
static int strided(const struct zeros_design *d, unsigned tensor, uint64_t within)
{
  for (unsigned i = 0; i < d->loops; i++) {
    if (!(within >> i & 1) || !zeros_moves(d, i, tensor)) continue;
    for (unsigned k = i + 1; k < d->loops; k++)
      if (!(within >> k & 1) && d->loop[k].dim == d->loop[i].dim && d->loop[k].bound > 1)
        return (int)i;
  }
  return -1;
}

static bool any_filled(struct walk *w, unsigned tensor, uint64_t within)
{
  struct zeros_box box;
  int i = strided(w->d, tensor, within);
  if (i < 0) {
    box_of(w, tensor, within, &box);
    return zeros_filled(&w->matrix[tensor], &box) > 0;
  }
  int64_t before = w->at[i];
  bool any = false;
  for (w->at[i] = 0; w->at[i] < w->d->loop[i].bound && !any; w->at[i]++)
    any = any_filled(w, tensor, within & ~(UINT64_C(1) << i));
  w->at[i] = before;
  return any;
}

static bool any_empty(struct walk *w, uint32_t by, uint64_t within)
{
  for (unsigned t = 0; t < w->d->tensors; t++)
    if (by >> t & 1 && !any_filled(w, t, within)) return true;
  return false;
}

/* ---- what does not come ---- */

/* The loops that come to the words of one access of `level`.  False: they come to others too. */
static bool block_of(const struct zeros_design *d, unsigned tensor, unsigned level, unsigned inner,
                     uint64_t *within)
{
  int64_t size[ZEROS_RANKS], words = 1, block = (int64_t)d->nodes[d->node[level]].memory.block;
  zeros_tile(d, tensor, inner, size);
  for (int r = 0; r < ZEROS_RANKS; r++) words *= size[r];
  for (unsigned i = d->begin[inner]; words < block && i-- > d->begin[level];) {
    if (!zeros_moves(d, i, tensor)) continue;
    *within |= UINT64_C(1) << i;
    words *= d->loop[i].bound;
    if (words > block) return false;
  }
  return true;
}

/* What is computed with while a tile of the tensor that `level` sends to `inner` stays, by all that
 * want the same. */
static uint64_t window_of(const struct zeros_design *d, unsigned tensor, unsigned level,
                          unsigned inner)
{
  uint64_t within = from_level(d, inner);
  unsigned end = d->begin[inner];
  for (unsigned i = d->begin[level]; i < end; i++)
    if (d->loop[i].across && !zeros_moves(d, i, tensor)) within |= UINT64_C(1) << i;
  (void)block_of(d, tensor, level, inner, &within);
  if (inner == d->memories) return within;
  for (unsigned i = end; i--;) {
    if (d->loop[i].across) continue;
    if (zeros_moves(d, i, tensor)) break;
    within |= UINT64_C(1) << i;
  }
  return within;
}

static bool left_out(struct walk *w, unsigned tensor, unsigned level)
{
  uint32_t by = w->d->by[level][tensor];
  return by && any_empty(w, by, w->window[level][tensor]);
}

/* What one step of the array gives an instance of `by`; 0: the array does not spread it.  Where the
 * instance has a tile of the tensor that is its own, a step is as long as this stays. */
static uint64_t window_across(const struct zeros_design *d, unsigned tensor, unsigned level,
                              unsigned by)
{
  uint64_t within = from_level(d, level + 1);
  unsigned store = level;
  bool spread = false, own = false;
  for (unsigned i = d->begin[level]; i < d->begin[level + 1]; i++) {
    if (!d->loop[i].across || !zeros_moves(d, i, by)) continue;
    spread = true;
    own = d->dims_of[tensor] >> d->loop[i].dim & 1;
  }
  while (!zeros_keeps(d, store, tensor)) store--;
  own &= zeros_inner(d, level, tensor) < d->memories;
  for (unsigned i = d->begin[level + 1]; own && i-- > d->begin[store];) {
    if (d->loop[i].across) continue;
    if (zeros_moves(d, i, tensor)) break;
    within |= UINT64_C(1) << i;
  }
  return spread ? within : 0;
}

static bool left_out_across(struct walk *w, unsigned tensor, unsigned level)
{
  const struct zeros_design *d = w->d;
  uint32_t by = d->across_by[level][tensor];
  for (unsigned t = 0; t < d->tensors; t++) {
    unsigned keeper = level;
    if (!(by >> t & 1)) continue;
    while (!zeros_keeps(d, keeper, t)) keeper--;
    uint64_t within = d->stored[keeper][t] ? window_across(d, tensor, level, t) : 0;
    if (within && !any_filled(w, t, within)) return true;
  }
  return false;
}

/* Whether what the tensor has at a level (or for the computes) was left out further outside. */
static bool spared(struct walk *w, unsigned tensor, unsigned level)
{
  const struct zeros_design *d = w->d;
  for (unsigned l = 0; l < level; l++) {
    if (d->across_by[l][tensor] && left_out_across(w, tensor, l)) return true;
    if (zeros_keeps(d, l, tensor) && w->inner[l][tensor] <= level && left_out(w, tensor, l))
      return true;
  }
  return false;
}

/* Whether the tile at a level is empty, or lies in one that is, and so was never sent. */
static bool unsent(struct walk *w, unsigned tensor, unsigned level)
{
  const struct zeros_design *d = w->d;
  unsigned inner;
  for (unsigned l = 0; l < level; l = inner) {
    inner = w->inner[l][tensor];
    if (inner > level) return false;
    struct zeros_box box;
    box_of(w, tensor, from_level(d, inner), &box);
    if (d->stored[l][tensor] && !(zeros_filled(&w->matrix[tensor], &box) > 0)) return true;
  }
  return false;
}

/* ---- words that move ---- */

/* From a level to the next one that keeps the tensor. */
struct flow {
  unsigned tensor, level, inner;
  int64_t before[ZEROS_LOOPS];       /* the step before; the first has none */
  bool first;
  struct zeros_box around;           /* of the tile that `units` of metadata are known of */
  double units;
};

/* The part of a tile that was not there in the step before: words, and those that are not zero. */
struct part { double words, filled; };

static double overlap(const struct zeros_box *a, const struct zeros_box *b, struct zeros_box *both)
{
  for (int r = 0; r < ZEROS_RANKS; r++) {
    int64_t from = a->from[r] > b->from[r] ? a->from[r] : b->from[r];
    int64_t enda = a->from[r] + a->size[r], endb = b->from[r] + b->size[r], end = enda < endb
      ? enda : endb;
    both->from[r] = from;
    both->size[r] = end > from ? end - from : 0;
  }
  return zeros_words(both);
}

static struct part part_of(struct walk *w, struct flow *f, const struct zeros_box *tile)
{
  const struct zeros_design *d = w->d;
  const struct zeros_matrix *m = &w->matrix[f->tensor];
  struct part p = {zeros_words(tile), zeros_filled(m, tile)};
  if (f->inner == d->memories || f->first) return p;
  int64_t now[ZEROS_LOOPS];
  struct zeros_box before, both;
  memcpy(now, w->at, sizeof now);
  for (unsigned i = 0; i < d->begin[f->inner]; i++)
    if (!d->loop[i].across) w->at[i] = f->before[i];
  box_of(w, f->tensor, from_level(d, f->inner), &before);
  memcpy(w->at, now, sizeof now);
  double same = overlap(tile, &before, &both);
  p.words -= same;
  if (same > 0) p.filled -= zeros_filled(m, &both);
  return p;
}

/* Partial sums that have been begun: some loop that does not move the tile is not at its start. */
static bool begun(const struct walk *w, const struct flow *f)
{
  const struct zeros_design *d = w->d;
  for (unsigned i = 0; i < d->begin[f->inner]; i++)
    if (!d->loop[i].across && !zeros_moves(d, i, f->tensor) && w->at[i]) return true;
  return false;
}

/* The metadata that go with one word of the tile at the level. */
static double metadata_each(struct walk *w, struct flow *f)
{
  const struct zeros_design *d = w->d;
  struct zeros_box tile;
  if (!d->stored[f->level][f->tensor]) return 0;
  box_of(w, f->tensor, from_level(d, f->level), &tile);
  if (memcmp(&tile, &f->around, sizeof tile) != 0)
    f->units = zeros_metadata(d, &w->matrix[f->tensor], f->level, f->tensor,
                              &tile) / zeros_words(&tile);
  f->around = tile;
  return f->units;
}

/* An output's tile is read, if it was begun, and comes back. */
static void move(struct walk *w, struct flow *f, const struct part *p, const struct zeros_box *tile)
{
  const struct zeros_design *d = w->d;
  unsigned l = f->level, t = f->tensor;
  double *n = w->out->of[l][t], *in = f->inner < d->memories ? w->out->of[f->inner][t] : NULL;
  bool output = t == d->output, reads = !output || begun(w, f), leader = true;
  for (unsigned i = d->begin[l]; i < d->begin[f->inner]; i++)
    leader &= !d->loop[i].across || zeros_moves(d, i, t) || !w->at[i];
  if (leader) n[Z_DENSE_READ] += reads * p->words, n[Z_DENSE_UPDATE] += output * p->words;
  if (in && reads) in[Z_DENSE_FILL] += p->words;
  if (spared(w, t, l) || unsent(w, t, l)) return;
  bool out = left_out(w, t, l);
  double words = d->stored[l][t] ? p->filled : p->words;
  double metadata = leader ? p->words * metadata_each(w, f) : 0;
  if (leader && reads) n[out ? Z_READ_OUT : Z_READ] += words, n[out ? Z_META_OUT : Z_META_READ] +=
    metadata;
  if (leader && output)
    n[out ? Z_UPDATE_OUT : Z_UPDATE] += words, n[out ? Z_META_UPDATE_OUT : Z_META_UPDATE] +=
      metadata;
  if (!in || !reads) return;
  if (spared(w, t, f->inner) || unsent(w, t, f->inner)) return;
  in[Z_FILL] += d->stored[f->inner][t] ? p->filled : p->words;
  if (d->stored[f->inner][t])
    in[Z_META_FILL] += zeros_metadata(d, &w->matrix[t], f->inner, t,
                                      tile) * p->words / zeros_words(tile);
}

/* Runs loops from `i` on as far as `end`: in time (`across` false), and then across arrays. */
static void run(struct walk *w, struct flow *f, unsigned i, unsigned end, bool across)
{
  const struct zeros_design *d = w->d;
  while (i < end && d->loop[i].across != across) i++;
  if (i < end) {
    for (w->at[i] = 0; w->at[i] < d->loop[i].bound; w->at[i]++) run(w, f, i + 1, end, across);
    w->at[i] = 0;
    return;
  }
  if (!across) {
    bool moved = f->first || f->inner == d->memories;
    for (unsigned k = 0; k < end; k++)
      moved |= !d->loop[k].across && zeros_moves(d, k, f->tensor) && w->at[k] != f->before[k];
    if (moved) run(w, f, 0, end, true);
    memcpy(f->before, w->at, sizeof f->before);
    f->first = false;
    return;
  }
  struct zeros_box tile;
  box_of(w, f->tensor, from_level(d, f->inner), &tile);
  struct part p = part_of(w, f, &tile);
  move(w, f, &p, &tile);
}

/* ---- computes ---- */

static void compute(struct walk *w)
{
  const struct zeros_design *d = w->d;
  uint32_t zero = 0, absent = 0;
  bool idle = false;
  for (unsigned l = 0; l < d->memories && !idle; l++)
    for (unsigned t = 0; t < d->output && !idle; t++)
      idle = d->across_by[l][t] && left_out_across(w, t, l);
  w->out->busy += !idle;
  for (unsigned t = 0; t < d->output; t++) {
    if (spared(w, t, d->memories)) return;
    if (any_filled(w, t, 0)) continue;
    unsigned store = d->memories - 1;
    while (!zeros_keeps(d, store, t)) store--;
    *(d->stored[store][t] ? &absent : &zero) |= 1u << t;
  }
  if (absent == (1u << d->output) - 1) return;
  w->out->computes[absent & d->skip ? SKIPPED : (absent | zero) & d->gate ? GATED : RANDOM]++;
}

static void run_computes(struct walk *w, unsigned i)
{
  if (i == w->d->loops) {
    compute(w);
    return;
  }
  for (w->at[i] = 0; w->at[i] < w->d->loop[i].bound; w->at[i]++) run_computes(w, i + 1);
  w->at[i] = 0;
}

void zeros_walk(const struct zeros_design *d, const struct zeros_matrix *matrix,
                struct zeros_counts *out)
{
  struct walk w = {.d = d, .matrix = matrix, .out = out};
  memset(out, 0, sizeof *out);
  for (unsigned l = 0; l < d->memories; l++)
    for (unsigned t = 0; t < d->tensors; t++) {
      w.inner[l][t] = zeros_inner(d, l, t);
      w.window[l][t] = window_of(d, t, l, w.inner[l][t]);
    }
  for (unsigned l = 0; l < d->memories; l++)
    for (unsigned t = 0; t < d->tensors; t++) {
      if (!zeros_keeps(d, l, t)) continue;
      struct flow f = {.tensor = t, .level = l, .inner = w.inner[l][t], .first = true};
      run(&w, &f, 0, d->begin[f.inner], false);
    }
  run_computes(&w, 0);
  double instances = 1;
  for (unsigned l = 0; l < d->memories; l++) {
    for (unsigned t = 0; t < d->tensors; t++)
      for (int k = 0; k < ZEROS_COUNTS; k++) out->of[l][t][k] /= instances;
    for (unsigned i = d->begin[l]; i < d->begin[l + 1]; i++)
      if (d->loop[i].across) instances *= (double)d->loop[i].bound;
  }
}

void zeros_part(const struct zeros_design *d, unsigned tensor, unsigned begin, int64_t *size)
{
  struct walk w = {.d = d};
  struct zeros_box part;
  box_of(&w, tensor, ~((UINT64_C(1) << begin) - 1), &part);
  memcpy(size, part.size, sizeof part.size);
}

void zeros_tile(const struct zeros_design *d, unsigned tensor, unsigned level, int64_t *size)
{
  zeros_part(d, tensor, d->begin[level], size);
}

/* Loops that move a tensor. */
static uint64_t moving(const struct zeros_design *d, unsigned t)
{
  uint64_t set = 0;
  for (unsigned i = 0; i < d->loops; i++)
    if (zeros_moves(d, i, t)) set |= UINT64_C(1) << i;
  return set;
}

bool zeros_even(const struct zeros_design *d)
{
  unsigned by = (unsigned)__builtin_ctz(d->special);
  uint64_t move = moving(d, by), tile = move & from_level(d, d->even);
  for (unsigned l = 0; l < d->memories; l++)
    for (unsigned t = 0; t < d->tensors; t++) {
      uint64_t read = d->by[l][t] & d->special ? window_of(d, t, l, zeros_inner(d, l, t)) : 0;
      uint64_t step = d->across_by[l][t] & d->special ? window_across(d, t, l, by) : 0;
      if ((read & move && tile & ~read) || (step & move && tile & ~step)) return false;
    }
  return true;
}

/* Two windows of one tensor: the one lies in the other, as far as that tensor sees. */
static bool one_in_other(const struct zeros_design *d, unsigned t, uint64_t a, uint64_t b)
{
  a &= moving(d, t), b &= moving(d, t);
  return !(a & ~b) || !(b & ~a);
}

bool zeros_nested(const struct zeros_design *d, uint32_t targets)
{
  for (unsigned by = 0; by < d->output; by++) {
    uint64_t window[2 * ZEROS_MEMORIES * ZEROS_TENSORS];
    unsigned n = 0;
    for (unsigned l = 0; l < d->memories; l++)
      for (unsigned t = 0; t < d->tensors; t++) {
        if (!(targets >> t & 1)) continue;
        uint64_t block = 0;
        if (d->by[l][t] && !block_of(d, t, l, zeros_inner(d, l, t), &block)) return false;
        if (d->by[l][t] >> by & 1) window[n++] = window_of(d, t, l, zeros_inner(d, l, t));
        if (d->across_by[l][t] >> by & 1) window[n++] = window_across(d, t, l, by);
      }
    for (unsigned i = 0; i < n; i++)
      for (unsigned k = 0; k < i; k++)
        if (!one_in_other(d, by, window[i], window[k])) return false;
  }
  return true;
}

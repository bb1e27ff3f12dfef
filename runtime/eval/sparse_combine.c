/* What savings at all levels make of the counts of each.
 *
 * A saving at one level spares the levels inside as well, as far as the next saving, which then
 * only leaves out what is left. */
#include "runtime/eval/sparse_inside.h"

#include <math.h>
#include <string.h>

/* What is gone of `n` at a share; by rounding down, as words are whole. */
static double part_of(const struct sparse *s, double n, double share)
{
  return floor(n * (s->compat ? share : fmin(fmax(share, 0), 1)));
}

static void start_from_rest(struct sparse *s, unsigned l, unsigned t, bool mixed_up)
{
  struct sparse_tile *tile = tile_at(s, l, t);
  const struct sparse_store *store = store_at(s, l, t);
  for (enum access a = READS; a < ACCESSES; a++) {
    enum access from = a == READS && mixed_up ? UPDATES : a;
    tile->count[RANDOM][a] = store->max[a];
    for (unsigned r = 0; r < tile->ranks; r++)
      for (int which = 0; which < METADATA_KINDS; which++)
        tile->meta[RANDOM][a][r][which] = store->max_meta[from][r][which];
  }
}

static void count_reductions(struct sparse *s, unsigned l, unsigned t)
{
  struct sparse_tile *tile = tile_at(s, l, t);
  double updates = (double)s->traffic[t][l].updates;
  tile->reductions =
    updates > 0 ? ceil((double)s->traffic[t][l].reductions * tile->count[RANDOM][UPDATES] / updates) : 0;
}

static void move_part(double *from, double *to, double n)
{
  *from -= n;
  *to += n;
}

/* All metadata of a word are left out with it; in the established model those of the ranks that
 * the level inside has. */
static unsigned ranks_left_out(const struct sparse *s, unsigned l, unsigned t)
{
  unsigned own = tile_at(s, l, t)->ranks;
  int child = sparse_next(s, l, t);
  if (!s->compat || child < 0) return own;
  const struct sparse_tile *inner = tile_at(s, (unsigned)child, t);
  return !inner->metadata ? 0 : inner->ranks < own ? inner->ranks : own;
}

/* Reads and updates that are left out here, with the metadata that go to the level inside. */
static void leave_out(struct sparse *s, unsigned l, unsigned t, double share)
{
  struct sparse_tile *tile = tile_at(s, l, t);
  enum fate how = store_at(s, l, t)->how;
  bool output = s->nest->outputs >> t & 1;
  double n = tile->count[RANDOM][READS], reads = part_of(s, n, share);
  if (output) reads = ceil(n * (s->compat ? share : fmin(fmax(share, 0), 1)));
  move_part(&tile->count[RANDOM][READS], &tile->count[how][READS], reads);
  move_part(&tile->count[RANDOM][UPDATES], &tile->count[how][UPDATES],
            part_of(s, tile->count[RANDOM][UPDATES], share));
  for (unsigned r = 0; r < ranks_left_out(s, l, t); r++)
    for (int which = 0; which < METADATA_KINDS; which++)
      for (enum access a = READS; a < ACCESSES; a++)
        if (a != FILLS)
          move_part(&tile->meta[RANDOM][a][r][which], &tile->meta[how][a][r][which],
                    part_of(s, tile->meta[RANDOM][a][r][which], share));
  count_reductions(s, l, t);
}

static void spare_metadata(struct sparse *s, unsigned l, unsigned t, enum access a, unsigned ranks,
                           double share)
{
  struct sparse_store *store = store_at(s, l, t);
  for (unsigned r = 0; r < ranks; r++)
    for (int which = 0; which < METADATA_KINDS; which++)
      store->max_meta[a][r][which] -= part_of(s, store->max_meta[a][r][which], share);
}

/* Less comes to a level inside of a saving, and less metadata.  The established model knows that
 * of the lowest rank, where the saving's own level has one rank. */
static void spare(struct sparse *s, unsigned l, unsigned t, double share, bool one_rank)
{
  struct sparse_store *store = store_at(s, l, t);
  unsigned ranks = tile_at(s, l, t)->ranks;
  for (enum access a = READS; a < ACCESSES; a++) store->max[a] -= part_of(s, store->max[a], share);
  if (s->compat) ranks = one_rank && ranks ? 1 : 0;
  spare_metadata(s, l, t, READS, ranks, share);
  spare_metadata(s, l, t, FILLS, ranks, share);
  if (!s->compat) spare_metadata(s, l, t, UPDATES, ranks, share);
}

static bool saves(const struct sparse_store *store) { return store->how != RANDOM || store->across; }

/* Whether reads at the level itself are left out. */
static bool leaves_out(const struct sparse *s, const struct sparse_store *store)
{
  return s->compat ? saves(store) && !store->across : store->how != RANDOM;
}

/* True if no saving further inside took over. */
static bool spare_inside(struct sparse *s, unsigned level, unsigned t, double share)
{
  bool one_rank = tile_at(s, level, t)->ranks == 1 && tile_at(s, level, t)->metadata;
  for (unsigned i = level + 1; i < s->levels; i++) {
    struct sparse_store *store = store_at(s, i, t);
    spare(s, i, t, share, one_rank);
    if (!saves(store)) continue;
    start_from_rest(s, i, t, s->compat);
    if (leaves_out(s, store)) leave_out(s, i, t, 1 - (1 - store->saved) / (1 - share));
    store->done = true;
    return false;
  }
  return true;
}

/* Zeros of one tensor that let a saving leave something out are seen by those further inside too,
 * which look at less at a time; zeros of two tensors know nothing of each other. */
static void nest_savings(struct sparse *s, unsigned t)
{
  double need[MODEL_TENSORS];
  for (unsigned by = 0; by < s->tensors; by++) need[by] = 1;
  for (unsigned l = 0; l < s->levels; l++) {
    struct sparse_store *store = store_at(s, l, t);
    double left = 1, left_inside = 1;
    for (unsigned by = 0; by < s->tensors && saves(store); by++) {
      if (store->how != RANDOM) need[by] = fmin(need[by], store->need[by]);
      left *= need[by];
      if (store->across) need[by] = fmin(need[by], store->need_across[by]);
      left_inside *= need[by];
    }
    store->saved = 1 - left, store->saved_inside = 1 - left_inside;
  }
  if (s->nest->outputs >> t & 1) return;
  for (unsigned by = 0; by < s->tensors; by++) s->need[by] = fmin(s->need[by], need[by]);
}

static void combine_tensor(struct sparse *s, unsigned t)
{
  bool input = s->compat && !(s->nest->outputs >> t & 1);
  if (!s->compat) nest_savings(s, t);
  s->reduced[t] = -1;
  for (unsigned l = 0; l < s->levels; l++) {
    struct sparse_store *store = store_at(s, l, t);
    if (!saves(store)) continue;
    bool through = spare_inside(s, l, t, s->compat ? store->saved : store->saved_inside);
    if (!store->done) {
      start_from_rest(s, l, t, false);
      if (leaves_out(s, store)) leave_out(s, l, t, store->saved);
      store->done = true;
    }
    if (!through || !input) continue;
    s->computes.all -= part_of(s, s->computes.all, store->saved);
    s->reduced[t] = round(store->saved * 1e6) / 1e6;
  }
  for (unsigned l = 0; l < s->levels; l++) {
    struct sparse_store *store = store_at(s, l, t);
    if (leaves_out(s, store)) continue;
    start_from_rest(s, l, t, false);
    count_reductions(s, l, t);
  }
}

/* An uncompressed tile under a compressed one is decompressed as it comes, and compressed as
 * it goes. */
static void count_conversions(struct sparse *s, unsigned l, unsigned t)
{
  struct sparse_tile *tile = tile_at(s, l, t);
  int outer = tile->kept ? sparse_outer(s, l, t) : -1;
  if (outer < 0 || tile->compressed || !tile_at(s, (unsigned)outer, t)->compressed) return;
  tile->decompressed = tile->count[RANDOM][FILLS];
  if (s->nest->outputs >> t & 1)
    tile->compressed_again = tile_at(s, (unsigned)outer, t)->count[RANDOM][UPDATES];
}

void sparse_combine(struct sparse *s)
{
  s->computes.all = (double)s->flows->computes;
  for (unsigned t = 0; t < s->tensors; t++) s->need[t] = 1;
  for (unsigned t = 0; t < s->tensors; t++) combine_tensor(s, t);
  for (unsigned t = 0; t < s->tensors; t++)
    s->computes.all -= part_of(s, s->computes.all, 1 - s->need[t]);
  for (unsigned l = 0; l < s->levels; l++)
    for (unsigned t = 0; t < s->tensors; t++) count_conversions(s, l, t);
}

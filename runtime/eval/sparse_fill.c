/* How full tiles are, and what metadata say so. */
#include "runtime/eval/sparse_inside.h"

#include <math.h>
#include <string.h>

/* ---- the metadata of one tile ---- */

/* Elements that are not empty are stored, of fibers that are not. */
void sparse_rank_units(enum rank_kind kind, const struct sparse_fibers *f, double *units)
{
  double stored = f->fibers * (1 - f->none), elements = f->fibers * f->shape * (1 - f->empty);
  units[METADATA] = units[PAYLOAD] = 0;
  switch (kind) {
  case RANK_UNCOMPRESSED: break;
  case RANK_OFFSETS: units[PAYLOAD] = stored * (f->shape + 1); break;
  case RANK_FLAGS: units[METADATA] = units[PAYLOAD] = f->fibers * f->shape; break;
  case RANK_BITMASK: units[METADATA] = stored * f->shape, units[PAYLOAD] = elements; break;
  case RANK_COORDINATES: case RANK_RUNS: units[METADATA] = units[PAYLOAD] = elements; break;
  }
}

/* The established model takes the elements of a fiber on average, empty ones too, for those of
 * one that is not. */
static void rank_units_there(enum rank_kind kind, const struct sparse_fibers *f, double *units)
{
  double fibers = f->fibers, shape = f->shape, none = f->none, empty = f->empty;
  units[METADATA] = units[PAYLOAD] = 0;
  switch (kind) {
  case RANK_UNCOMPRESSED: break;
  case RANK_OFFSETS: units[PAYLOAD] = fibers * (1 - none) * (shape + 1); break;
  case RANK_FLAGS: units[METADATA] = units[PAYLOAD] = fibers * shape; break;
  case RANK_BITMASK:
    units[METADATA] = fibers * (1 - none) * shape;
    units[PAYLOAD] = fibers * (1 - none) * ceil(shape * (1 - empty));
    break;
  case RANK_COORDINATES:
    units[METADATA] = units[PAYLOAD] = ceil(shape * (1 - empty)) * fibers * (1 - none);
    break;
  case RANK_RUNS: units[METADATA] = units[PAYLOAD] = shape * (1 - empty) * fibers * (1 - none); break;
  }
}

/* What lies under the lowest rank that says anything are the words themselves. */
static void drop_last_payload(double (*units)[METADATA_KINDS], unsigned ranks)
{
  for (unsigned r = 0; r < ranks; r++)
    if (units[r][METADATA] != 0 || units[r][PAYLOAD] != 0) {
      units[r][PAYLOAD] = 0;
      return;
    }
}

void sparse_units(const struct sparse *s, unsigned level, unsigned tensor,
                  const struct chances *chances, double (*sum)[METADATA_KINDS])
{
  const struct sparse_tile *tile = tile_at(s, level, tensor);
  const struct sparse_store *store = store_at(s, level, tensor);
  const double *empty[MODEL_FORMAT_RANKS + 1];
  unsigned ranks = tile->ranks;
  void (*units_of)(enum rank_kind, const struct sparse_fibers *, double *) = s->compat ? rank_units_there : sparse_rank_units;
  for (unsigned r = 0; r <= ranks; r++) {
    const struct box *box = r < ranks ? &store->inside[r] : &tile->box;
    empty[r] = density_empty_within(s->density[tensor], box, &tile->box, (uint64_t)tile->shape, chances);
    if (r < ranks) sum[r][METADATA] = sum[r][PAYLOAD] = 0;
  }
  for (uint32_t i = 0; i < chances->n; i++) {
    double units[MODEL_FORMAT_RANKS][METADATA_KINDS], fibers = 1;
    for (unsigned r = ranks; r--;) {
      const struct sparse_fiber *fiber = &store->fiber[r];
      if (fiber->trivial) units[r][METADATA] = units[r][PAYLOAD] = 0;
      else units_of(tile->rank[r].kind, &(struct sparse_fibers){fibers, fiber->shape, empty[r + 1][i], empty[r][i]},
                    units[r]);
      fibers *= fiber->shape;
    }
    drop_last_payload(units, ranks);
    for (unsigned r = 0; r < ranks; r++)
      for (int which = 0; which < METADATA_KINDS; which++)
        sum[r][which] += chances->chance[i] * units[r][which];
  }
}

/* ---- what is known of a tile ---- */

/* Mappings have tiles in common, and to add up all that one may hold takes long. */
enum question { FILLED, ROOM, BLOCKS };

static unsigned put_box(uint64_t *key, const struct box *box)
{
  for (unsigned r = 0; r < box->ranks; r++) key[r] = (uint64_t)box->extent[r];
  return box->ranks;
}

/* Where the answer is kept: it depends on how the tile is stored, and on one number. */
static const void **place_of(const struct sparse *s, unsigned level, unsigned tensor, enum question what,
                             double number)
{
  const struct sparse_tile *tile = tile_at(s, level, tensor);
  const struct sparse_store *store = store_at(s, level, tensor);
  uint64_t key[4 + MODEL_RANKS + MODEL_FORMAT_RANKS * (MODEL_RANKS + 1)], bits;
  unsigned n = 0;
  key[n++] = (uint64_t)what << 32 | level << 16 | tensor;
  memcpy(&bits, &number, sizeof bits);
  key[n++] = bits;
  memcpy(&bits, &tile->shape, sizeof bits);
  key[n++] = bits;
  n += put_box(key + n, &tile->box);
  for (unsigned r = 0; what != BLOCKS && r < tile->ranks; r++) {
    memcpy(&bits, &store->fiber[r].shape, sizeof bits);
    key[n++] = bits + store->fiber[r].trivial; /* no two shapes are as close as that */
    n += put_box(key + n, &store->inside[r]);
  }
  return memo_place(&s->known->memo, &s->known->arena, key, n);
}

void sparse_forget(struct sparse *s)
{
  memo_free(&s->known->memo);
  arena_free(&s->known->arena);
  arena_init(&s->known->arena);
}

/* ---- what a tile holds on average ---- */

struct filled {
  double none;               /* the share of tiles that are not sent */
  double occupancy;
  double units[MODEL_FORMAT_RANKS][METADATA_KINDS];
};

/* A memory that is sent no empty tiles is in use less often, and its tiles are fuller. */
static void leave_out_empty(struct sparse *s, double none, struct chances *list)
{
  s->scratch.n = 0;
  for (uint32_t i = 0; i < list->n; i++) {
    double left = list->chance[i] - (i ? 0 : none);
    vec_push(&s->scratch, left > 0 ? left / (1 - none) : 0);
  }
  list->chance = s->scratch.at;
}

/* Nobody sends empty tiles from where metadata say that they are, and what is no more than a part of
 * one does not come either; the established model has forgotten it there. */
static const double SENT_BY_METADATA = -1; /* where it depends on the tile */
static double unsent_outside(const struct sparse *s, unsigned level, unsigned tensor)
{
  int outer = sparse_outer(s, level, tensor);
  if (outer < 0) return 0;
  if (tile_at(s, (unsigned)outer, tensor)->metadata) return SENT_BY_METADATA;
  return s->compat ? 0 : store_at(s, (unsigned)outer, tensor)->unsent;
}

/* `outside`: see there. */
static const struct filled *make_filled(struct sparse *s, unsigned level, unsigned tensor, double outside)
{
  const struct sparse_tile *tile = tile_at(s, level, tensor);
  struct density *density = s->density[tensor];
  struct filled *filled = ARENA_NEW(&s->known->arena, struct filled);
  struct chances list = *density_chances(density, &tile->box);
  uint64_t least = sparse_whole(floor(density_least(density, &tile->box) * tile->shape));
  for (; list.n && list.occupancy[0] < least; list.n--) list.occupancy++, list.chance++;
  if (!least && list.n) {
    filled->none = outside;
    if (outside < 0) filled->none = s->compat || !list.occupancy[0] ? list.chance[0] : 0;
  }
  if (filled->none > 0) leave_out_empty(s, filled->none, &list);
  for (uint32_t i = 0; i < list.n; i++) filled->occupancy += list.chance[i] * (double)list.occupancy[i];
  if (tile->metadata) sparse_units(s, level, tensor, &list, filled->units);
  return filled;
}

static const struct filled *find_filled(struct sparse *s, unsigned level, unsigned tensor, double outside)
{
  const void **known = place_of(s, level, tensor, FILLED, outside);
  if (!*known) *known = make_filled(s, level, tensor, outside);
  return *known;
}

static void fill_tile(struct sparse *s, unsigned level, unsigned tensor)
{
  struct sparse_tile *tile = tile_at(s, level, tensor);
  const struct filled *filled =
    find_filled(s, level, tensor, unsent_outside(s, level, tensor));
  store_at(s, level, tensor)->unsent = filled->none;
  tile->instances *= 1 - filled->none;
  tile->occupancy = filled->occupancy;
  tile->density = tile->occupancy / tile->shape;
  for (unsigned r = 0; tile->metadata && r < tile->ranks; r++)
    memcpy(tile->rank[r].expected, filled->units[r], sizeof filled->units[r]);
}

/* Metadata go with words. */
static void count_metadata(struct sparse *s, unsigned level, unsigned tensor)
{
  struct sparse_tile *tile = tile_at(s, level, tensor);
  struct sparse_store *store = store_at(s, level, tensor);
  for (enum access a = READS; a < ACCESSES; a++)
    for (unsigned r = 0; r < tile->ranks; r++)
      for (int which = 0; which < METADATA_KINDS; which++)
        store->max_meta[a][r][which] =
          ceil(tile->rank[r].expected[which] * (tile->count[RANDOM][a] / tile->shape));
}

/* Words that are zero are not stored, and so not moved. */
static void count_words(struct sparse *s, unsigned level, unsigned tensor)
{
  struct sparse_tile *tile = tile_at(s, level, tensor);
  struct sparse_store *store = store_at(s, level, tensor);
  bool output = s->nest->outputs >> tensor & 1;
  double zeros = tile->metadata ? 1 - tile->density : 0;
  for (enum access a = READS; a < ACCESSES; a++) {
    double n = tile->count[RANDOM][a];
    store->max[a] = a == UPDATES && !output ? n : n - floor(n * zeros);
  }
}

void sparse_fill(struct sparse *s)
{
  for (unsigned l = 0; l < s->levels; l++)
    for (unsigned t = 0; t < s->tensors; t++) {
      if (tile_at(s, l, t)->kept) fill_tile(s, l, t);
      if (tile_at(s, l, t)->metadata) count_metadata(s, l, t);
      count_words(s, l, t);
    }
}

/* ---- room ---- */

static void find_room(const struct sparse *s, unsigned level, unsigned tensor, double confidence,
                      struct sparse_room *room)
{
  const struct sparse_tile *tile = tile_at(s, level, tensor);
  double units[MODEL_FORMAT_RANKS][METADATA_KINDS], bits = 0, one = 1;
  uint64_t most = density_most(s->density[tensor], &tile->box, confidence);
  struct chances fullest = {1, &most, &one};
  sparse_units(s, level, tensor, &fullest, units);
  for (unsigned r = 0; r < tile->ranks; r++)
    for (int which = 0; which < METADATA_KINDS; which++) {
      room->units[r][which] = ceil(units[r][which]);
      bits += units[r][which] * tile->rank[r].bits[which];
    }
  room->words = (double)most;
  room->metadata_bits = ceil(bits);
}

void sparse_room(const struct sparse *s, unsigned level, unsigned tensor, double confidence,
                 struct sparse_room *room)
{
  const struct sparse_tile *tile = tile_at(s, level, tensor);
  *room = (struct sparse_room){.words = tile->shape};
  if (!tile->metadata) return;
  const void **known = place_of(s, level, tensor, ROOM, confidence);
  if (*known) {
    memcpy(room, *known, sizeof *room);
    return;
  }
  struct sparse_room *own = ARENA_NEW(&s->known->arena, struct sparse_room);
  find_room(s, level, tensor, confidence, room);
  *own = *room;
  *known = own;
}

double sparse_blocks(const struct sparse *s, unsigned level, unsigned tensor, uint64_t block)
{
  const void **known = place_of(s, level, tensor, BLOCKS, (double)block);
  if (*known) return *(const double *)*known;
  const struct chances *c = density_chances(s->density[tensor], &tile_at(s, level, tensor)->box);
  double *blocks = ARENA_NEW(&s->known->arena, double);
  for (uint32_t i = 0; i < c->n; i++)
    *blocks += ceil((double)c->occupancy[i] / (double)block) * c->chance[i];
  *known = blocks;
  return *blocks;
}

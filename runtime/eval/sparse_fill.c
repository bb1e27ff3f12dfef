/* How full tiles are, and what metadata say so. */
#include "runtime/eval/sparse_inside.h"

#include <math.h>

/* ---- the metadata of one tile ---- */

/* `fibers` fibers at the most, of `shape` elements; a fiber is empty with the probability `none`,
 * and one of its elements with `empty`. */
struct fibers { double fibers, shape, none, empty; };

/* Elements that are not empty are stored, of fibers that are not. */
static void rank_units(enum rank_kind kind, const struct fibers *f, double *units)
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
static void rank_units_there(enum rank_kind kind, const struct fibers *f, double *units)
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
  void (*units_of)(enum rank_kind, const struct fibers *, double *) = s->compat ? rank_units_there : rank_units;
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
      else units_of(tile->rank[r].kind, &(struct fibers){fibers, fiber->shape, empty[r + 1][i], empty[r][i]},
                    units[r]);
      fibers *= fiber->shape;
    }
    drop_last_payload(units, ranks);
    for (unsigned r = 0; r < ranks; r++)
      for (int which = 0; which < METADATA_KINDS; which++)
        sum[r][which] += chances->chance[i] * units[r][which];
  }
}

/* ---- what a tile holds on average ---- */

/* A memory that is sent no empty tiles is in use less often, and its tiles are fuller. */
static void leave_out_empty(struct sparse *s, struct sparse_tile *tile, double none, struct chances *list)
{
  s->scratch.n = 0;
  tile->instances *= 1 - none;
  for (uint32_t i = 0; i < list->n; i++) {
    double left = list->chance[i] - (i ? 0 : none);
    vec_push(&s->scratch, left > 0 ? left / (1 - none) : 0);
  }
  list->chance = s->scratch.at;
}

/* Nobody sends empty tiles from where metadata say that they are, and what is no more than a part of
 * one does not come either; the established model has forgotten it there. */
static double unsent(const struct sparse *s, unsigned level, unsigned tensor, const struct chances *list)
{
  int outer = sparse_outer(s, level, tensor);
  if (outer < 0 || !list->n) return 0;
  if (tile_at(s, (unsigned)outer, tensor)->metadata)
    return s->compat || !list->occupancy[0] ? list->chance[0] : 0;
  return s->compat ? 0 : store_at(s, (unsigned)outer, tensor)->unsent;
}

static void fill_tile(struct sparse *s, unsigned level, unsigned tensor)
{
  struct sparse_tile *tile = tile_at(s, level, tensor);
  struct density *density = s->density[tensor];
  struct chances list = *density_chances(density, &tile->box);
  double *none = &store_at(s, level, tensor)->unsent;
  uint64_t least = sparse_whole(floor(density_least(density, &tile->box) * tile->shape));
  for (; list.n && list.occupancy[0] < least; list.n--) list.occupancy++, list.chance++;
  if (!least) *none = unsent(s, level, tensor, &list);
  if (*none > 0) leave_out_empty(s, tile, *none, &list);
  tile->occupancy = 0;
  for (uint32_t i = 0; i < list.n; i++) tile->occupancy += list.chance[i] * (double)list.occupancy[i];
  tile->density = tile->occupancy / tile->shape;
  if (!tile->metadata) return;
  double units[MODEL_FORMAT_RANKS][METADATA_KINDS];
  sparse_units(s, level, tensor, &list, units);
  for (unsigned r = 0; r < tile->ranks; r++)
    for (int which = 0; which < METADATA_KINDS; which++)
      tile->rank[r].expected[which] = units[r][which];
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

void sparse_room(const struct sparse *s, unsigned level, unsigned tensor, double confidence,
                 struct sparse_room *room)
{
  const struct sparse_tile *tile = tile_at(s, level, tensor);
  double units[MODEL_FORMAT_RANKS][METADATA_KINDS], bits = 0, one = 1;
  *room = (struct sparse_room){.words = tile->shape};
  if (!tile->metadata) return;
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

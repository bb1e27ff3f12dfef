#include "compiler/mapper/empty.h"

#include "runtime/sparse/density.h"

#include <math.h>

enum { TILES_MOST = 1 << 18 };

struct making {
  struct lattice *plan;
  struct arena *arena;
  struct density *density;     /* of the tensor at hand */
  unsigned tensor;
};

/* ---- tiles of one tensor, by extents of its dims ---- */

static uint32_t tile_number(const struct lattice *p, unsigned t, const int64_t *extent)
{
  uint32_t number = 0, dims = p->tensor[t].dims;
  for (unsigned d = 0; d < p->dims; d++)
    if (dims >> d & 1)
      number = number * p->dim[d].divisors + lattice_divisor(&p->dim[d], extent[d]);
  return number;
}

/* 0: there are too many of them. */
static uint32_t tiles_of(const struct lattice *p, unsigned t)
{
  uint64_t n = 1;
  for (unsigned d = 0; d < p->dims && n <= TILES_MOST; d++)
    if (p->tensor[t].dims >> d & 1) n *= p->dim[d].divisors;
  return n <= TILES_MOST ? (uint32_t)n : 0;
}

/* The extents of a tile; 1 in all dims that are not the tensor's. */
static void extent_of(const struct lattice *p, unsigned t, uint32_t number, int64_t *extent)
{
  for (unsigned d = p->dims; d--;) {
    extent[d] = 1;
    if (!(p->tensor[t].dims >> d & 1)) continue;
    extent[d] = p->dim[d].divisor[number % p->dim[d].divisors];
    number /= p->dim[d].divisors;
  }
}

static struct box box_at(const struct lattice *p, unsigned t, const int64_t *extent)
{
  struct box box = {.ranks = p->tensor[t].ranks, .words = 1};
  int32_t size[MODEL_RANKS];
  lattice_size(&p->tensor[t], extent, size);
  for (unsigned r = 0; r < box.ranks; r++) box.words *= (uint64_t)(box.extent[r] = size[r]);
  return box;
}

static double none(const struct making *m, const int64_t *extent)
{
  struct box box = box_at(m->plan, m->tensor, extent);
  return density_empty(m->density, &box);
}

static const double *there_by_tile(const struct making *m, uint32_t tiles)
{
  double *there = ARENA_ARRAY(m->arena, double, tiles);
  for (uint32_t i = 0; i < tiles; i++) {
    int64_t extent[LATTICE_DIMS];
    extent_of(m->plan, m->tensor, i, extent);
    there[i] = 1 - none(m, extent);
  }
  return there;
}

/* ---- metadata ---- */

/* The extents of a tile in the dims of rank `rank` of a format, and of those inside of it or not; 1
 * in all others.  Ranks from the innermost. */
static void part_of(const struct lattice *p, const struct model_format *f, unsigned rank, bool alone,
                    const int64_t *extent, int64_t *part)
{
  uint32_t dims = 0;
  for (unsigned r = alone ? rank : 0; r <= rank; r++) dims |= f->rank[f->ranks - 1 - r].list[0];
  for (unsigned d = 0; d < p->dims; d++) part[d] = dims >> p->dim[d].from & 1 ? extent[d] : 1;
}

static double bits_of(const struct lattice *p, const struct model_format *f, unsigned rank, int which,
                      double elements)
{
  const struct model_rank *r = &f->rank[f->ranks - 1 - rank];
  double said = which == METADATA ? r->metadata_bits : r->payload_bits;
  double word = p->space->sparsity->metadata[f->node].word_bits;
  return said >= 0 ? said : sparse_own_bits(r->kind, which, word, elements);
}

static double bits_of_tile(const struct making *m, const struct model_format *f, const int64_t *extent)
{
  const struct lattice *p = m->plan;
  double bits = 0, fibers = 1, last = 0;
  int64_t part[LATTICE_DIMS];
  for (unsigned r = f->ranks; r--;) {
    double units[METADATA_KINDS], inside, fiber;
    part_of(p, f, r, true, extent, part);
    double shape = lattice_tile(p, m->tensor, part);
    part_of(p, f, r, false, extent, part);
    fiber = none(m, part);
    for (unsigned d = 0; d < p->dims; d++) part[d] = 1;
    if (r) part_of(p, f, r - 1, false, extent, part);
    inside = none(m, part);
    sparse_rank_units(f->rank[f->ranks - 1 - r].kind,
                      &(struct sparse_fibers){fibers, shape, fiber, inside}, units);
    double payload = units[PAYLOAD] * bits_of(p, f, r, PAYLOAD, shape);
    bits += units[METADATA] * bits_of(p, f, r, METADATA, shape) + payload;
    if (units[METADATA] != 0 || units[PAYLOAD] != 0) last = payload;
    fibers *= shape;
  }
  /* What lies under the lowest rank are the words themselves. */
  return (bits - last) / lattice_tile(p, m->tensor, extent);
}

static const double *bits_by_tile(const struct making *m, const struct model_format *f, uint32_t tiles)
{
  double *bits = ARENA_ARRAY(m->arena, double, tiles);
  for (uint32_t i = 0; i < tiles; i++) {
    int64_t extent[LATTICE_DIMS];
    extent_of(m->plan, m->tensor, i, extent);
    bits[i] = bits_of_tile(m, f, extent);
  }
  return bits;
}

/* ---- accesses of several words ---- */

/* Accesses that are full but for the last, for one of those that all would be; not looked for where
 * a tile has so many that it makes hardly any difference. */
static double blocks_of(const struct making *m, const struct box *box, uint64_t block)
{
  enum { WORDS_MOST = 1 << 14 };
  if (box->words > WORDS_MOST) return 1;
  const struct chances *c = density_chances(m->density, box);
  double blocks = 0, words = 0;
  for (uint32_t i = 0; i < c->n; i++) {
    blocks += c->chance[i] * ceil((double)c->occupancy[i] / (double)block);
    words += c->chance[i] * (double)c->occupancy[i];
  }
  return words > 0 ? greater(1, blocks * (double)block / words) : 1;
}

static const double *blocks_by_tile(const struct making *m, uint64_t block, uint32_t tiles)
{
  double *blocks = ARENA_ARRAY(m->arena, double, tiles);
  for (uint32_t i = 0; i < tiles; i++) {
    int64_t extent[LATTICE_DIMS];
    extent_of(m->plan, m->tensor, i, extent);
    struct box box = box_at(m->plan, m->tensor, extent);
    blocks[i] = blocks_of(m, &box, block);
  }
  return blocks;
}

static bool compresses(const struct model_format *f)
{
  for (unsigned r = 0; r < f->ranks; r++)
    if (rank_compresses(f->rank[r].kind)) return true;
  return false;
}

static void find_formats(const struct making *m, uint32_t tiles)
{
  struct lattice *p = m->plan;
  const struct model_sparsity *s = p->space->sparsity;
  for (unsigned i = 0; i < s->formats; i++) {
    const struct model_format *f = &s->format[i];
    int level = p->nest.level_of[f->node];
    if (f->tensor != m->tensor || level < 0 || p->level[level].memory != (int)f->node) continue;
    uint64_t block = p->station[p->level[level].station].word[m->tensor].block;
    if (!s->compat && block > 1 && compresses(f))
      p->empty.blocks[level][m->tensor] = blocks_by_tile(m, block, tiles);
    if (format_names_all(p->space, &p->nest, f))
      p->empty.bits[level][m->tensor] = bits_by_tile(m, f, tiles);
  }
}

/* ---- all of it ---- */

static void find_savings(struct lattice *p, struct arena *arena)
{
  const struct model_sparsity *s = p->space->sparsity;
  struct empty_saving *at = ARENA_ARRAY(arena, struct empty_saving, s->savings + 1);
  for (unsigned i = 0; i < s->savings; i++) {
    const struct model_saving *from = &s->saving[i];
    int level = p->nest.level_of[from->node];
    if (level < 0 || (int)from->node == p->space->compute || p->outputs >> from->target & 1) continue;
    at[p->empty.savings++] = (struct empty_saving){(unsigned)level, from->target, from->by};
  }
  p->empty.saving = at;
}

static double least_there(const struct lattice *p, unsigned t)
{
  return p->empty.there[t] ? p->empty.there[t][0] : 0;
}

void empty_find(struct lattice *p, struct arena *arena)
{
  if (!p->space->sparsity) return;
  find_savings(p, arena);
  for (unsigned t = 0; t < p->tensors; t++) {
    uint32_t tiles = tiles_of(p, t);
    struct making m = {p, arena, NULL, t};
    int64_t whole[LATTICE_DIMS];
    if (!tiles) continue;
    m.density = density_new(&p->space->sparsity->density[t], p->space->sparsity->compat);
    for (unsigned d = 0; d < p->dims; d++) whole[d] = p->dim[d].bound;
    struct box box = box_at(p, t, whole);
    density_set_tensor(m.density, &box);
    p->empty.there[t] = there_by_tile(&m, tiles);
    find_formats(&m, tiles);
    density_free(m.density);
  }
  for (unsigned i = 0; i < p->empty.savings; i++)
    for (unsigned t = 0; t < p->tensors; t++)
      p->empty.unknown |= p->empty.saving[i].by >> t & 1 && !(least_there(p, t) > 0);
}

double empty_left(const struct lattice *p, unsigned t, unsigned level, const int64_t *extent)
{
  uint32_t all = 0;
  double left = 1;
  if (!p->empty.savings || p->outputs >> t & 1) return 1;
  if (p->empty.unknown) return p->zeros.saved[t];
  for (unsigned i = 0; i < p->empty.savings; i++)
    if (p->empty.saving[i].target == t && p->empty.saving[i].level < level)
      all |= p->empty.saving[i].by;
  for (unsigned by = 0; by < p->tensors; by++)
    if (all >> by & 1) left *= p->empty.there[by][tile_number(p, by, extent)];
  return left;
}

struct stored empty_stored(const struct lattice *p, unsigned t, unsigned level, const int64_t *extent)
{
  struct stored how = frame_any_tile;
  if (!p->zeros.any || level == p->levels) return how;
  const double *bits = p->empty.bits[level][t], *blocks = p->empty.blocks[level][t];
  if (bits) how.bits = bits[tile_number(p, t, extent)];
  if (blocks) how.blocks = blocks[tile_number(p, t, extent)];
  if (p->zeros.sent[level] >> t & 1 && p->empty.there[t] && p->zeros.there[t] > 0)
    how.words = greater(1, p->empty.there[t][tile_number(p, t, extent)] / p->zeros.there[t]);
  return how;
}

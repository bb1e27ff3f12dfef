/* Matrices with zeros. */
#include "tests/property/zeros.h"

#include <math.h>
#include <string.h>

static int64_t place_of(const struct zeros_matrix *m, const int64_t *at)
{
  int64_t n = 0;
  for (int r = 0; r < ZEROS_RANKS; r++) n += at[r] * m->step[r];
  return n;
}

/* All places of a box, the last rank first; false behind the last. */
static bool next_place(int64_t *at, const struct zeros_box *box)
{
  for (int r = ZEROS_RANKS; r--;) {
    if (++at[r] < box->from[r] + box->size[r]) return true;
    at[r] = box->from[r];
  }
  return false;
}

/* The word at `at`, which is counted at the place behind it in each rank. */
static int32_t *word_at(struct zeros_matrix *m, const int64_t *at)
{
  int64_t behind[ZEROS_RANKS];
  for (int r = 0; r < ZEROS_RANKS; r++) behind[r] = at[r] + 1;
  return &m->before[place_of(m, behind)];
}

/* Exactly so many of the words of a box. */
static void draw_box(struct zeros_matrix *m, const struct zeros_box *box, double full,
                     uint64_t *state)
{
  int64_t at[ZEROS_RANKS];
  double left = zeros_words(box);
  memcpy(at, box->from, sizeof at);
  do {
    bool filled = zeros_below(state, 1u << 30) < full / left * (1u << 30);
    full -= filled, left--;
    bool inside = true;
    for (int r = 0; r < ZEROS_RANKS; r++) inside &= at[r] < m->size[r];
    if (inside) *word_at(m, at) = filled;
  } while (next_place(at, box));
}

/* Boxes of one size side by side, each with as many. */
static void draw_boxes(struct zeros_matrix *m, const int64_t *size, double full, uint64_t *state)
{
  struct zeros_box box = {{0}, {0}};
  memcpy(box.size, size, sizeof box.size);
  for (box.from[0] = 0; box.from[0] < m->size[0]; box.from[0] += size[0])
    for (box.from[1] = 0; box.from[1] < m->size[1]; box.from[1] += size[1])
      for (box.from[2] = 0; box.from[2] < m->size[2]; box.from[2] += size[2])
        draw_box(m, &box, full, state);
}

static void draw_band(struct zeros_matrix *m, int64_t width)
{
  int64_t at[ZEROS_RANKS] = {0};
  for (; at[0] < m->size[0]; at[0]++)
    for (at[1] = 0; at[1] < m->size[1]; at[1]++)
      *word_at(m, at) = at[0] - at[1] <= width && at[1] - at[0] <= width;
}

static void draw_data(struct zeros_matrix *m, const struct sparse_matrix *data)
{
  for (uint64_t i = 0; i < data->filled; i++) {
    int64_t at[ZEROS_RANKS] = {0};
    memcpy(at, &data->at[i * data->ranks], data->ranks * sizeof *at);
    *word_at(m, at) = 1;
  }
}

static void draw_words(struct zeros_matrix *m, const struct zeros_design *d, unsigned tensor,
                       uint64_t *state)
{
  const struct model_density *density = &d->density[tensor];
  struct zeros_box all = {{0}, {m->size[0], m->size[1], m->size[2]}};
  int64_t size[ZEROS_RANKS] = {1, 1, 1};
  switch (density->kind) {
  case DENSITY_BANDED: draw_band(m, (int64_t)density->width); return;
  case DENSITY_DATA: draw_data(m, density->matrix); return;
  case DENSITY_STRUCTURED:
    size[density->rank] = (int64_t)density->of;
    draw_boxes(m, size, (double)density->count, state);
    return;
  case DENSITY_UNIFORM: draw_box(m, &all, ceil(density->share * zeros_words(&all)), state); return;
  case DENSITY_CONSTANT:
    zeros_tile(d, tensor, d->even, all.size);
    draw_boxes(m, all.size, round(density->share * zeros_words(&all)), state);
    return;
  case DENSITY_DENSE: break;
  }
  draw_box(m, &all, zeros_words(&all), state);
}

void zeros_draw(struct zeros_matrix *m, const struct zeros_design *d, unsigned tensor,
                uint64_t *state)
{
  struct zeros_box all = {{0}, {0}};
  int64_t step = 1;
  for (int r = ZEROS_RANKS; r--;) {
    m->size[r] = r < (int)d->tensor[tensor].ranks ? d->extent[tensor][r] : 1;
    all.size[r] = m->size[r] + 1;
    m->step[r] = step;
    step *= all.size[r];
  }
  memset(m->before, 0, (size_t)step * sizeof *m->before);
  draw_words(m, d, tensor, state);
  for (int r = 0; r < ZEROS_RANKS; r++) {
    int64_t at[ZEROS_RANKS] = {0};
    do
      if (at[r]) m->before[place_of(m, at)] += m->before[place_of(m, at) - m->step[r]];
    while (next_place(at, &all));
  }
}

double zeros_filled(const struct zeros_matrix *m, const struct zeros_box *box)
{
  int32_t n = 0;
  int64_t end[ZEROS_RANKS];
  for (int r = 0; r < ZEROS_RANKS; r++) {
    end[r] = box->from[r] + box->size[r];
    if (end[r] > m->size[r]) end[r] = m->size[r];
    if (end[r] <= box->from[r]) return 0;
  }
  for (unsigned corner = 0; corner < 1 << ZEROS_RANKS; corner++) {
    int64_t at[ZEROS_RANKS];
    for (int r = 0; r < ZEROS_RANKS; r++) at[r] = corner >> r & 1 ? box->from[r] : end[r];
    int32_t before = m->before[place_of(m, at)];
    n += __builtin_popcount(corner) % 2 ? -before : before;
  }
  return n;
}

double zeros_words(const struct zeros_box *box)
{
  double n = 1;
  for (int r = 0; r < ZEROS_RANKS; r++) n *= (double)box->size[r];
  return n;
}

/* ---- metadata ---- */

/* Of the boxes of one size in a tile, those that are not empty; `*all`: how many there are. */
static double count_boxes(const struct zeros_matrix *m, const struct zeros_box *tile,
                          const int64_t *size, double *all)
{
  struct zeros_box part = *tile;
  double filled = 0;
  bool more;
  *all = 0;
  memcpy(part.size, size, sizeof part.size);
  do {
    filled += zeros_filled(m, &part) > 0;
    ++*all;
    more = false;
    for (int r = ZEROS_RANKS; r-- && !more;) {
      more = (part.from[r] += size[r]) < tile->from[r] + tile->size[r];
      if (!more) part.from[r] = tile->from[r];
    }
  } while (more);
  return filled;
}

static const struct model_format *format_of(const struct zeros_design *d, unsigned level,
                                            unsigned tensor)
{
  for (unsigned i = 0; i < d->sparsity.formats; i++)
    if (d->format[i].node == d->node[level] && d->format[i].tensor == tensor) return &d->format[i];
  return NULL;
}

/* Units of a rank: `all` fibers, `fibers` of them not empty, with `elements` that are not empty. */
static void rank_units(enum rank_kind kind, double all, double fibers, double elements,
                       double length,
                       double *units)
{
  units[METADATA] = units[PAYLOAD] = 0;
  switch (kind) {
  case RANK_UNCOMPRESSED: break;
  case RANK_OFFSETS: units[PAYLOAD] = fibers * (length + 1); break;
  case RANK_FLAGS: units[METADATA] = units[PAYLOAD] = all * length; break;
  case RANK_BITMASK: units[METADATA] = fibers * length, units[PAYLOAD] = elements; break;
  case RANK_COORDINATES: case RANK_RUNS: units[METADATA] = units[PAYLOAD] = elements; break;
  }
}

/* The size of an element of a rank: the dims of ranks further out are gone, or the loops. */
static void element_of(const struct zeros_design *d, const struct model_format *f, unsigned level,
                       unsigned rank, int64_t *size)
{
  unsigned t = f->tensor, loop = d->begin[level], left = rank + 1;
  if (!f->rank[rank].lists) {
    for (; left; loop++) left -= zeros_moves(d, loop, t);
    zeros_part(d, t, loop, size);
    return;
  }
  for (unsigned r = 0; r < d->tensor[t].ranks; r++)
    for (unsigned dim = 0; dim < d->dims; dim++)
      if (f->rank[rank].list[0] >> dim & 1 && d->coefficients[t][r * d->dims + dim]) size[r] = 1;
}

double zeros_metadata(const struct zeros_design *d, const struct zeros_matrix *m, unsigned level,
                      unsigned tensor, const struct zeros_box *tile)
{
  const struct model_format *f = format_of(d, level, tensor);
  double units[ZEROS_FORMAT_RANKS][METADATA_KINDS] = {{0}}, sum = 0;
  double fibers = zeros_filled(m, tile) > 0, all = 1;
  if (!f) return 0;
  int64_t size[ZEROS_RANKS];
  memcpy(size, tile->size, sizeof size);
  for (unsigned k = 0; k < f->ranks; k++) {
    double parts;
    element_of(d, f, level, k, size);
    double elements = count_boxes(m, tile, size, &parts);
    rank_units(f->rank[k].kind, all, fibers, elements, parts / all, units[k]);
    fibers = elements, all = parts;
  }
  /* What lies under the lowest rank that says anything are the words. */
  for (unsigned k = f->ranks; k--;)
    if (units[k][METADATA] > 0 || units[k][PAYLOAD] > 0) {
      units[k][PAYLOAD] = 0;
      break;
    }
  for (unsigned k = 0; k < f->ranks; k++) sum += units[k][METADATA] + units[k][PAYLOAD];
  return sum;
}

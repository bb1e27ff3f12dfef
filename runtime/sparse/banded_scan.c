/* A square matrix whose words are not zero where they are near the diagonal, as the established
 * model goes through it: row groups at one end stand for those at the other, and one for all
 * between them. */
#include "runtime/sparse/density_inside.h"

#include <math.h>

/* `side` words long and wide; of row i the columns from i - width to i + width. */
struct band { int64_t side, width; };

static struct band band_of(const struct density *d)
{
  return (struct band){d->tensor.extent[0], (int64_t)d->model->width};
}

/* Of a row, what lies from `left` up to but not at `right`. */
static int64_t in_row(const struct band *b, int64_t row, int64_t left, int64_t right)
{
  int64_t from = row - b->width, to = row + b->width + 1;
  if (from < left) from = left;
  if (from < 0) from = 0;
  if (to > right) to = right;
  return to > from ? to - from : 0;
}

static uint64_t in_tile(const struct band *b, int64_t top, int64_t bottom, int64_t left,
                        int64_t right)
{
  int64_t n = 0;
  for (int64_t row = top; row < bottom; row++) n += in_row(b, row, left, right);
  return (uint64_t)n;
}

/* ---- tiles that lie side by side ---- */

/* A kind of tile: where the first one stands, what is in it, and how many are taken to be alike. */
struct place { int64_t row, column; uint64_t occupancy; double times; };

struct scan {
  struct band band;
  int64_t rows, columns;   /* of a tile */
  int64_t down, across;    /* tiles below and beside each other */
  int64_t group, column;   /* the next one */
};

static struct scan scan_of(const struct density *d, const struct box *tile)
{
  struct scan s = {.band = band_of(d), .rows = tile->extent[0], .columns = tile->extent[1]};
  s.down = s.band.side / s.rows, s.across = s.band.side / s.columns;
  return s;
}

/* Row groups at the upper end stand for those at the lower, and one for all between. */
static double times_of(const struct scan *s)
{
  int64_t upper = (s->band.width + s->rows - 1) / s->rows;
  int64_t steady = s->down - 2 * upper > 0 ? s->down - 2 * upper : 0;
  return s->group >= upper ? (double)steady : upper != s->down ? 2 : 1;
}

static int64_t last_group(const struct scan *s)
{
  int64_t upper = (s->band.width + s->rows - 1) / s->rows;
  return upper < s->down - 1 ? upper : s->down - 1;
}

/* Right of the band all that is left of a row group is empty. */
static bool scan_next(struct scan *s, struct place *out)
{
  if (s->column >= s->across) s->column = 0, s->group++;
  if (s->group > last_group(s) || !s->across) return false;
  int64_t top = s->group * s->rows, left = s->column * s->columns;
  *out = (struct place){top, left, 0, times_of(s)};
  if (left > top + s->rows - 1 + s->band.width) {
    out->times *= (double)(s->across - s->column);
    s->column = s->across;
    return true;
  }
  out->occupancy = in_tile(&s->band, top, top + s->rows, left, left + s->columns);
  s->column++;
  return true;
}

/* ---- distributions ---- */

static void banded_chances(struct density *d, const struct box *tile, struct chance_list *out)
{
  struct scan s = scan_of(d, tile);
  struct place p;
  while (scan_next(&s, &p)) vec_push(&out->of, (struct chance){p.occupancy, p.times});
  chances_sort(out);
  for (uint32_t i = 0; i < out->of.n; i++) out->of.at[i].chance /= (double)(s.down * s.across);
}

static double banded_empty(struct density *d, const struct box *tile)
{
  const struct chances *c = density_chances(d, tile);
  return c->n && !c->occupancy[0] ? c->chance[0] : 0;
}

/* A tile of this size that holds so much. */
static bool find_tile(const struct density *d, const struct box *tile, uint64_t occupancy,
                      struct place *out)
{
  struct scan s = scan_of(d, tile);
  while (scan_next(&s, out))
    if (out->occupancy == occupancy &&
        (occupancy || out->column > out->row + s.rows - 1 + s.band.width))
      return true;
  return false;
}

/* The share of the tiles in `around`, which stands at `at`, that are empty.  The place counts twice
 * for where a tile begins, and once for where it ends. */
static double empty_in(const struct density *d, const struct box *tile, const struct box *around,
                       const struct place *at)
{
  struct band band = band_of(d);
  int64_t rows = tile->extent[0], columns = tile->extent[1], empty = 0, all = 0;
  for (int64_t top = at->row; top < at->row + around->extent[0]; top += rows)
    for (int64_t left = at->column; left < at->column + around->extent[1]; left += columns) {
      all++;
      empty += !in_tile(&band, top + at->row, top + rows, left + at->column, left + columns);
    }
  return (double)empty / (double)all;
}

static void banded_empty_within(struct density *d, const struct box *tile,
                                const struct box *around, uint64_t words,
                                const struct chances *outer, double *empty)
{
  (void)words;
  for (uint32_t i = 0; i < outer->n; i++) {
    struct place at;
    empty[i] = find_tile(d, around, outer->occupancy[i], &at) ? empty_in(d, tile, around, &at)
                                                              : !outer->occupancy[i];
  }
}

static double banded_expected(struct density *d, const struct box *tile)
{
  struct band b = band_of(d);
  double side = (double)b.side, off = fmin((double)b.width, side - 1);
  double filled = side + 2 * (off * side - off * (off + 1) / 2);
  return (double)tile->words * (filled / (side * side));
}

static uint64_t banded_most(struct density *d, const struct box *tile, double confidence)
{
  if (confidence < 1) return chances_quantile(density_chances(d, tile), confidence);
  struct scan s = scan_of(d, tile);
  struct place p;
  uint64_t most = 0;
  while (scan_next(&s, &p))
    if (p.occupancy > most) most = p.occupancy;
  return most;
}

static double banded_least(struct density *d, const struct box *tile)
{
  (void)d, (void)tile;
  return 0;
}

const struct density_kind_of density_banded_scan = {
  .by_place = true, .chances = banded_chances, .empty = banded_empty,
  .empty_within = banded_empty_within, .expected = banded_expected, .most = banded_most,
  .least = banded_least};

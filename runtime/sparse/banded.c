/* A square matrix whose words are not zero where they are near the diagonal.
 *
 * What a tile holds depends on how far its corner is off the diagonal, so that tiles are counted
 * by that: as many steps as the band is wide, whatever the size of the matrix. */
#include "runtime/sparse/density_inside.h"

#include <math.h>

static int64_t clamp(int64_t n, int64_t low, int64_t high) { return n < low ? low : n > high ? high : n; }

/* The words of `rows` by `columns` whose column is at most `off` right of their row. */
static double below(int64_t rows, int64_t columns, int64_t off)
{
  int64_t first = clamp(-off, 0, rows), full = clamp(columns - off - 1, first, rows);
  double n = (double)(full - first), sum = (double)(first + full - 1) / 2 + (double)off + 1;
  return n * sum + (double)columns * (double)(rows - full);
}

struct band { int64_t side, width; };

static struct band band_of(const struct density *d)
{
  return (struct band){d->tensor.extent[0], (int64_t)d->model->width};
}

/* What is in a tile whose first column is `off` right of its first row. */
static double in_tile(const struct band *b, int64_t rows, int64_t columns, int64_t off)
{
  return below(rows, columns, b->width - off) - below(rows, columns, -b->width - off - 1);
}

/* ---- how many tiles are so far off ---- */

/* The inverse of `a` modulo `n`, which have no divisor in common. */
static int64_t inverse(int64_t a, int64_t n)
{
  int64_t x = 0, y = 1, r = n, s = a % n;
  while (s) {
    int64_t q = r / s, next = r - q * s, other = x - q * y;
    r = s, s = next;
    x = y, y = other;
  }
  return ((x % n) + n) % n;
}

static int64_t common(int64_t a, int64_t b)
{
  while (b) {
    int64_t rest = a % b;
    a = b, b = rest;
  }
  return a;
}

static int64_t floor_of(int64_t a, int64_t b) { return a / b - (a % b < 0); }

/* Pairs of a row group below `down` and a column group below `across` with `off` between their
 * corners; `off` is a multiple of what their sizes have in common. */
static double pairs(int64_t rows, int64_t columns, int64_t down, int64_t across, int64_t off)
{
  int64_t both = common(rows, columns), step = columns / both;
  /* group * rows + off has to be a multiple of columns, from 0 to (across - 1) * columns. */
  int64_t wanted = ((-off / both) % step + step) % step;
  int64_t first = step == 1 ? 0 : wanted * inverse(rows / both % step, step) % step;
  int64_t low = -floor_of(off, rows), high = floor_of((across - 1) * columns - off, rows);
  if (low < 0) low = 0;
  if (high > down - 1) high = down - 1;
  if (low > first) first += (low - first + step - 1) / step * step;
  return first > high ? 0 : (double)((high - first) / step + 1);
}

/* ---- tiles by what they hold ---- */

struct kind { int64_t off; double occupancy, times; };

/* Visits all kinds of tiles that are not empty, and returns how many tiles there are in all.  Those
 * at the ends may be smaller. */
typedef void visitor(void *context, const struct kind *kind);

static double visit_tiles(const struct band *b, const struct box *tile, visitor *visit, void *context)
{
  int64_t rows = tile->extent[0], columns = tile->extent[1], both = common(rows, columns);
  int64_t down = b->side / rows, across = b->side / columns;
  int64_t last_rows = b->side % rows, last_columns = b->side % columns;
  int64_t from = -floor_of(b->width + columns - 1, both) * both;
  for (int64_t off = from; off < b->width + rows && down && across; off += both) {
    struct kind k = {off, in_tile(b, rows, columns, off), pairs(rows, columns, down, across, off)};
    if (k.occupancy > 0 && k.times > 0) visit(context, &k);
  }
  for (int64_t j = 0; last_rows && j < across; j++) {
    struct kind k = {j * columns - down * rows, 0, 1};
    if ((k.occupancy = in_tile(b, last_rows, columns, k.off)) > 0) visit(context, &k);
  }
  for (int64_t g = 0; last_columns && g < down; g++) {
    struct kind k = {across * columns - g * rows, 0, 1};
    if ((k.occupancy = in_tile(b, rows, last_columns, k.off)) > 0) visit(context, &k);
  }
  if (last_rows && last_columns) {
    struct kind k = {across * columns - down * rows, 0, 1};
    if ((k.occupancy = in_tile(b, last_rows, last_columns, k.off)) > 0) visit(context, &k);
  }
  return (double)(down + (last_rows > 0)) * (double)(across + (last_columns > 0));
}

static void add_kind(void *context, const struct kind *k)
{
  struct chance_list *list = context;
  vec_push(&list->of, (struct chance){(uint64_t)k->occupancy, k->times});
}

static void banded_chances(struct density *d, const struct box *tile, struct chance_list *out)
{
  struct band b = band_of(d);
  double tiles = visit_tiles(&b, tile, add_kind, out), filled = 0;
  for (uint32_t i = 0; i < out->of.n; i++) filled += out->of.at[i].chance;
  vec_push(&out->of, (struct chance){0, tiles - filled});
  chances_sort(out);
  for (uint32_t i = 0; i < out->of.n; i++) out->of.at[i].chance /= tiles;
}

static double banded_empty(struct density *d, const struct box *tile)
{
  const struct chances *c = density_chances(d, tile);
  return c->n && !c->occupancy[0] ? c->chance[0] : 0;
}

/* ---- tiles in tiles ---- */

struct inside { struct band band; const struct box *tile, *around; const struct chances *outer; double *filled, *times; };

/* The tiles of one that is so far off that are not empty. */
static double filled_inside(const struct inside *in, int64_t off)
{
  int64_t rows = in->tile->extent[0], columns = in->tile->extent[1];
  int64_t down = in->around->extent[0] / rows, across = in->around->extent[1] / columns;
  double n = 0;
  for (int64_t p = 0; p < down; p++) {
    int64_t low = -(in->band.width + columns - 1) - off + p * rows, high = in->band.width + rows - 1 - off + p * rows;
    int64_t first = clamp(-floor_of(-low, columns), 0, across), last = clamp(floor_of(high, columns) + 1, 0, across);
    if (last > first) n += (double)(last - first);
  }
  return n;
}

static void look_inside(void *context, const struct kind *k)
{
  struct inside *in = context;
  uint32_t at = chances_place(in->outer, (uint64_t)k->occupancy);
  if (at == in->outer->n) return;
  in->times[at] += k->times;
  in->filled[at] += k->times * filled_inside(in, k->off);
}

static void banded_empty_within(struct density *d, const struct box *tile,
                                const struct box *around, uint64_t words,
                                const struct chances *outer, double *empty)
{
  struct inside in = {band_of(d), tile, around, outer, xcalloc(outer->n + 1, sizeof(double)),
                      xcalloc(outer->n + 1, sizeof(double))};
  double all = (double)(around->extent[0] / tile->extent[0]) * (double)(around->extent[1] / tile->extent[1]);
  (void)words;
  visit_tiles(&in.band, around, look_inside, &in);
  for (uint32_t i = 0; i < outer->n; i++)
    empty[i] = !outer->occupancy[i] ? 1 : in.times[i] > 0 ? 1 - in.filled[i] / (in.times[i] * all) : 0;
  xfree(in.filled);
  xfree(in.times);
}

/* ---- sums ---- */

static double banded_expected(struct density *d, const struct box *tile)
{
  struct band b = band_of(d);
  double tiles = ceil((double)b.side / (double)tile->extent[0]) * ceil((double)b.side / (double)tile->extent[1]);
  return in_tile(&b, b.side, b.side, 0) / tiles;
}

static uint64_t banded_most(struct density *d, const struct box *tile, double confidence)
{
  const struct chances *c = density_chances(d, tile);
  if (confidence < 1) return chances_quantile(c, confidence);
  return c->n ? c->occupancy[c->n - 1] : 0;
}

static double banded_least(struct density *d, const struct box *tile)
{
  const struct chances *c = density_chances(d, tile);
  return c->n ? (double)c->occupancy[0] / (double)tile->words : 0;
}

const struct density_kind_of density_banded = {
  .by_place = true, .chances = banded_chances, .empty = banded_empty,
  .empty_within = banded_empty_within, .expected = banded_expected, .most = banded_most,
  .least = banded_least};

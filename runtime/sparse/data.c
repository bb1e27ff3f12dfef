/* Words that are not zero are those of a file: tiles of it are counted. */
#include "runtime/sparse/data.h"

#include "runtime/sparse/density_inside.h"

#include <stdlib.h>

/* Words by the tile that they lie in: of a large one, and of a small one inside of it. */
struct spot { uint64_t large, small; };

struct grid {
  const struct sparse_matrix *of;
  const struct box *tile;
  int64_t across[MODEL_RANKS]; /* tiles side by side */
  double tiles;
};

static struct grid grid_of(const struct density *d, const struct box *tile)
{
  struct grid g = {.of = d->model->matrix, .tile = tile, .tiles = 1};
  for (unsigned r = 0; r < tile->ranks; r++) {
    g.across[r] = (g.of->extent[r] + tile->extent[r] - 1) / tile->extent[r];
    g.tiles *= (double)g.across[r];
  }
  return g;
}

/* The number of the tile that a word lies in; `inside` is where in it. */
static uint64_t tile_of(const struct grid *g, const int64_t *word, int64_t *inside)
{
  uint64_t n = 0;
  for (unsigned r = 0; r < g->tile->ranks; r++) {
    n = n * (uint64_t)g->across[r] + (uint64_t)(word[r] / g->tile->extent[r]);
    inside[r] = word[r] % g->tile->extent[r];
  }
  return n;
}

static int compare(const void *a, const void *b)
{
  const struct spot *x = a, *y = b;
  if (x->large != y->large) return x->large < y->large ? -1 : 1;
  return (x->small > y->small) - (x->small < y->small);
}

/* All words, those of one tile beside each other. */
static struct spot *sorted(const struct density *d, const struct box *large, const struct box *small)
{
  struct grid g = grid_of(d, large), h = {.tile = small};
  const struct sparse_matrix *m = g.of;
  struct spot *spot = xcalloc(m->filled + 1, sizeof *spot);
  for (unsigned r = 0; small && r < small->ranks; r++)
    h.across[r] = (large->extent[r] + small->extent[r] - 1) / small->extent[r];
  for (uint64_t i = 0; i < m->filled; i++) {
    int64_t inside[MODEL_RANKS], rest[MODEL_RANKS];
    spot[i].large = tile_of(&g, &m->at[i * m->ranks], inside);
    if (small) spot[i].small = tile_of(&h, inside, rest);
  }
  qsort(spot, m->filled, sizeof *spot, compare);
  return spot;
}

/* How many tiles have how many words; those without any first. */
static void data_chances(struct density *d, const struct box *tile, struct chance_list *out)
{
  struct grid g = grid_of(d, tile);
  uint64_t n = g.of->filled;
  struct spot *spot = sorted(d, tile, NULL);
  double empty = g.tiles;
  for (uint64_t i = 0, k; i < n; i = k, empty--) {
    for (k = i + 1; k < n && spot[k].large == spot[i].large; k++) {}
    vec_push(&out->of, (struct chance){k - i, 1});
  }
  xfree(spot);
  vec_push(&out->of, (struct chance){0, empty});
  chances_sort(out);
  for (uint32_t i = 0; i < out->of.n; i++) out->of.at[i].chance /= g.tiles;
}

static double data_empty(struct density *d, const struct box *tile)
{
  const struct chances *c = density_chances(d, tile);
  return c->n && !c->occupancy[0] ? c->chance[0] : 0;
}

/* Of all large tiles with so many words, the share of small ones in them that have none. */
static void data_empty_within(struct density *d, const struct box *tile, const struct box *around,
                              uint64_t words, const struct chances *outer, double *empty)
{
  uint64_t n = d->model->matrix->filled;
  double parts = 1, *large = xcalloc(outer->n + 1, sizeof *large), *small = xcalloc(outer->n + 1, sizeof *small);
  struct spot *spot = sorted(d, around, tile);
  (void)words;
  for (unsigned r = 0; r < tile->ranks; r++)
    parts *= (double)((around->extent[r] + tile->extent[r] - 1) / tile->extent[r]);
  for (uint64_t i = 0, k; i < n; i = k) {
    double filled = 1;
    for (k = i + 1; k < n && spot[k].large == spot[i].large; k++) filled += spot[k].small != spot[k - 1].small;
    uint32_t at = chances_place(outer, k - i);
    if (at == outer->n) continue;
    large[at]++;
    small[at] += filled;
  }
  for (uint32_t i = 0; i < outer->n; i++)
    empty[i] = !outer->occupancy[i] ? 1 : large[i] > 0 ? 1 - small[i] / (large[i] * parts) : 0;
  xfree(spot);
  xfree(large);
  xfree(small);
}

static double data_expected(struct density *d, const struct box *tile)
{
  return (double)d->model->matrix->filled / grid_of(d, tile).tiles;
}

static uint64_t data_most(struct density *d, const struct box *tile, double confidence)
{
  const struct chances *c = density_chances(d, tile);
  if (confidence < 1) return chances_quantile(c, confidence);
  return c->n ? c->occupancy[c->n - 1] : 0;
}

static double data_least(struct density *d, const struct box *tile)
{
  const struct chances *c = density_chances(d, tile);
  return c->n ? (double)c->occupancy[0] / (double)tile->words : 0;
}

const struct density_kind_of density_data = {
  .by_place = true, .chances = data_chances, .empty = data_empty, .empty_within = data_empty_within,
  .expected = data_expected, .most = data_most, .least = data_least};

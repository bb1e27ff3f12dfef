#include "runtime/sparse/density_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct density_kind_of *kind_of(const struct model_density *model, bool compat)
{
  switch (model->kind) {
  case DENSITY_UNIFORM: return &density_uniform;
  case DENSITY_STRUCTURED: return &density_structured;
  case DENSITY_BANDED: return compat ? &density_banded_scan : &density_banded;
  case DENSITY_DATA: return &density_data;
  case DENSITY_DENSE: case DENSITY_CONSTANT: break;
  }
  return &density_constant;
}

struct density *density_new(const struct model_density *model, bool compat)
{
  struct density *d = xcalloc(1, sizeof *d);
  d->model = model;
  d->kind = kind_of(model, compat);
  d->compat = compat;
  return d;
}

static void forget(struct density *d)
{
  memo_free(&d->known);
  arena_free(&d->arena);
}

void density_free(struct density *d)
{
  if (!d) return;
  forget(d);
  vec_free(&d->list.of);
  xfree(d);
}

bool box_same(const struct box *a, const struct box *b)
{
  return a->ranks == b->ranks && !memcmp(a->extent, b->extent, a->ranks * sizeof *a->extent);
}

void density_set_tensor(struct density *d, const struct box *tensor)
{
  if (d->tensor.words && box_same(&d->tensor, tensor)) return;
  forget(d);
  d->tensor = *tensor;
}

/* ---- what is kept ---- */

enum question { CHANCES, EMPTY, WITHIN };

struct key {
  unsigned n;
  uint64_t of[MEMO_KEY];
};

static void key_box(const struct density *d, struct key *key, const struct box *box)
{
  if (!d->kind->by_place) {
    key->of[key->n++] = box->words;
    return;
  }
  for (unsigned r = 0; r < box->ranks; r++) key->of[key->n++] = (uint64_t)box->extent[r];
}

static const void **place_of(struct density *d, const struct key *key)
{
  return memo_place(&d->known, &d->arena, key->of, key->n);
}

void chance_add(struct chance_list *list, uint64_t occupancy, double chance)
{
  if (chance > 0) vec_push(&list->of, (struct chance){occupancy, chance});
}

static int by_occupancy(const void *a, const void *b)
{
  const struct chance *x = a, *y = b;
  return (x->occupancy > y->occupancy) - (x->occupancy < y->occupancy);
}

void chances_sort(struct chance_list *list)
{
  struct chance *at = list->of.at;
  uint32_t n = 0;
  if (list->of.n) qsort(at, list->of.n, sizeof *at, by_occupancy);
  for (uint32_t i = 0, k; i < list->of.n; i = k) {
    struct chance all = at[i];
    for (k = i + 1; k < list->of.n && at[k].occupancy == all.occupancy; k++) all.chance += at[k].chance;
    if (all.chance > 0) at[n++] = all;
  }
  list->of.n = n;
}

uint32_t chances_place(const struct chances *c, uint64_t occupancy)
{
  uint32_t low = 0, high = c->n;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (c->occupancy[middle] < occupancy) low = middle + 1;
    else high = middle;
  }
  return low < c->n && c->occupancy[low] == occupancy ? low : c->n;
}

static const struct chances *keep_chances(struct density *d)
{
  uint32_t n = d->list.of.n;
  uint64_t *occupancy = ARENA_ARRAY(&d->arena, uint64_t, n);
  double *chance = ARENA_ARRAY(&d->arena, double, n);
  for (uint32_t i = 0; i < n; i++) {
    occupancy[i] = d->list.of.at[i].occupancy;
    chance[i] = d->list.of.at[i].chance;
  }
  struct chances *c = ARENA_NEW(&d->arena, struct chances);
  *c = (struct chances){n, occupancy, chance};
  return c;
}

const struct chances *density_chances(struct density *d, const struct box *tile)
{
  struct key key = {1, {CHANCES}};
  key_box(d, &key, tile);
  const void **known = place_of(d, &key);
  if (!*known) {
    d->list.of.n = 0;
    d->kind->chances(d, tile, &d->list);
    *known = keep_chances(d);
  }
  return *known;
}

double density_empty(struct density *d, const struct box *tile)
{
  struct key key = {1, {EMPTY}};
  key_box(d, &key, tile);
  const void **known = place_of(d, &key);
  if (*known) return *(const double *)*known;
  double *empty = ARENA_NEW(&d->arena, double);
  *empty = d->kind->empty(d, tile);
  *known = empty;
  return *empty;
}

const double *density_empty_within(struct density *d, const struct box *tile,
                                   const struct box *around, uint64_t words,
                                   const struct chances *outer)
{
  uint64_t from = outer->n ? outer->occupancy[0] : 0;
  struct key key = {4, {WITHIN, words, outer->n, from}};
  key_box(d, &key, tile);
  key_box(d, &key, around);
  const void **known = place_of(d, &key);
  if (!*known) {
    double *empty = ARENA_ARRAY(&d->arena, double, outer->n + 1);
    d->kind->empty_within(d, tile, around, words, outer, empty);
    *known = empty;
  }
  return *known;
}

double density_empty_given(struct density *d, const struct box *tile, const struct box *around,
                           uint64_t words, uint64_t occupancy)
{
  double one = 1;
  struct chances outer = {1, &occupancy, &one};
  return *density_empty_within(d, tile, around, words, &outer);
}

double density_expected(struct density *d, const struct box *tile) { return d->kind->expected(d, tile); }

uint64_t density_most(struct density *d, const struct box *tile, double confidence)
{
  return d->kind->most(d, tile, confidence);
}

double density_least(struct density *d, const struct box *tile) { return d->kind->least(d, tile); }

/* The established model goes up from below the middle and down from above it, and stops where it
 * would be nearer to go no further. */
uint64_t chances_quantile(const struct chances *c, double confidence)
{
  if (!c->n) return 0;
  uint32_t i = confidence > 0.5 ? c->n - 1 : 0;
  double fudge = 1 + 50 * 0x1p-63, sum, rest = 1 - confidence;
  if (confidence > 0.5) {
    double next = c->chance[i];
    for (sum = 0; i > 0 && sum + next / 2 < rest; next = c->chance[i]) sum += next, i--;
    if (rest < sum * fudge && i + 1 < c->n) i++;
    return c->occupancy[i];
  }
  for (sum = c->chance[0]; i + 1 < c->n && sum < confidence; sum += c->chance[i]) {
    if (sum + c->chance[i + 1] / 2 > confidence) break;
    i++;
  }
  if (confidence < 0.5 && confidence < sum * fudge && i > 0) i--;
  if (confidence == 0.5 && sum < confidence * fudge && i + 1 < c->n) i++;
  return c->occupancy[i];
}

/* ---- the same share everywhere ---- */

static double share_of(const struct density *d)
{
  return d->model->kind == DENSITY_DENSE ? 1 : d->model->share;
}

/* Between two whole numbers it is now the one and now the other. */
static void constant_chances(struct density *d, const struct box *tile, struct chance_list *out)
{
  double words = (double)tile->words * share_of(d), whole = floor(words);
  chance_add(out, (uint64_t)whole, 1 - (words - whole));
  chance_add(out, (uint64_t)ceil(words), words - whole);
}

static double constant_empty(struct density *d, const struct box *tile)
{
  double words = (double)tile->words * share_of(d);
  return words < 1 ? 1 - words : 0;
}

static void constant_empty_within(struct density *d, const struct box *tile,
                                  const struct box *around, uint64_t words,
                                  const struct chances *outer, double *empty)
{
  (void)d, (void)around;
  for (uint32_t i = 0; i < outer->n; i++) {
    double own = (double)tile->words * ((double)outer->occupancy[i] / (double)words);
    empty[i] = own < 1 ? 1 - own : 0;
  }
}

static double constant_expected(struct density *d, const struct box *tile)
{
  return (double)tile->words * share_of(d);
}

static uint64_t constant_most(struct density *d, const struct box *tile, double confidence)
{
  double words = (double)tile->words * share_of(d), whole = floor(words);
  return (uint64_t)(confidence <= 1 - (words - whole) ? whole : ceil(words));
}

static double constant_least(struct density *d, const struct box *tile)
{
  return floor((double)tile->words * share_of(d)) / (double)tile->words;
}

const struct density_kind_of density_constant = {
  .chances = constant_chances, .empty = constant_empty, .empty_within = constant_empty_within,
  .expected = constant_expected, .most = constant_most, .least = constant_least};

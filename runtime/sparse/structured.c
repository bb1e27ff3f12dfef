/* Of each group of words that follow each other along one rank, so many are not zero.
 *
 * Which of a group they are is chance.  A tile that cuts a group holds a part of it, drawn without
 * putting back; different groups know nothing of each other. */
#include "runtime/sparse/density_inside.h"

#include <math.h>

/* What is less likely is left out of sums of many rows. */
#define RARE 1e-18

enum { PARTS = 2, MANY = 512 }; /* occupancies of which all are told apart */

/* A row of a tile that begins `offset` into a group: whole groups, and parts of two others. */
struct row { double whole; int64_t part[PARTS]; };

/* Tiles side by side in the tensor begin at as many places of a group; the first `more` of these
 * have one tile more than the others, which have `each`. */
struct cut { int64_t of, count, length, rows, places, each, more; };

static struct cut cut_of(const struct density *d, const struct box *tile)
{
  struct cut c = {.of = (int64_t)d->model->of, .count = (int64_t)d->model->count};
  c.length = d->model->rank < tile->ranks ? tile->extent[d->model->rank] : 1;
  c.rows = (int64_t)tile->words / c.length;
  int64_t a = c.length % c.of, b = c.of;
  while (a) {
    int64_t rest = b % a;
    b = a, a = rest;
  }
  int64_t whole = d->model->rank < d->tensor.ranks ? d->tensor.extent[d->model->rank] : 1;
  int64_t tiles = (whole + c.length - 1) / c.length;
  c.places = tiles < c.of / b ? tiles : c.of / b;
  c.each = tiles / c.places, c.more = tiles % c.places;
  return c;
}

static int64_t offset_of(const struct cut *c, int64_t place) { return place * c->length % c->of; }

/* How many of the tiles begin there. */
static double share_of_place(const struct cut *c, int64_t place)
{
  return (double)(c->each + (place < c->more)) / (double)(c->each * c->places + c->more);
}

static struct row row_at(const struct cut *c, int64_t offset)
{
  struct row row = {0};
  int64_t first = offset ? c->of - offset : 0;
  if (first > c->length) first = c->length;
  int64_t rest = c->length - first;
  row.part[0] = first;
  row.whole = (double)(rest / c->of * c->count);
  row.part[1] = rest % c->of;
  return row;
}

static double choose(int64_t n, int64_t k)
{
  double ways = 1;
  if (k < 0 || k > n) return 0;
  for (int64_t i = 0; i < k; i++) ways *= (double)(n - i) / (double)(i + 1);
  return round(ways);
}

/* That `part` words of a group hold `k` of those that are not zero. */
static double part_chance(const struct cut *c, int64_t part, int64_t k)
{
  return choose(c->count, k) * choose(c->of - c->count, part - k) / choose(c->of, part);
}

/* ---- sums of independent numbers ---- */

struct sum { double from; VEC(double) chance; }; /* of `from`, `from` + 1, … */

static void sum_trim(struct sum *s)
{
  uint32_t first = 0;
  while (s->chance.n > 1 && s->chance.at[s->chance.n - 1] < RARE) s->chance.n--;
  while (first + 1 < s->chance.n && s->chance.at[first] < RARE) first++;
  for (uint32_t i = first; i < s->chance.n; i++) s->chance.at[i - first] = s->chance.at[i];
  s->chance.n -= first;
  s->from += first;
}

static void sum_add(struct sum *s, const struct sum *other)
{
  struct sum all = {.from = s->from + other->from};
  for (uint32_t i = 0; i + 1 < s->chance.n + other->chance.n; i++) vec_push(&all.chance, 0);
  for (uint32_t i = 0; i < s->chance.n; i++)
    for (uint32_t k = 0; k < other->chance.n; k++)
      all.chance.at[i + k] += s->chance.at[i] * other->chance.at[k];
  vec_free(&s->chance);
  *s = all;
  sum_trim(s);
}

static void sum_one(struct sum *s, double from)
{
  *s = (struct sum){.from = from};
  vec_push(&s->chance, 1);
}

static void sum_row(const struct cut *c, int64_t offset, struct sum *out)
{
  struct row row = row_at(c, offset);
  sum_one(out, row.whole);
  for (int i = 0; i < PARTS; i++) {
    struct sum part = {0};
    for (int64_t k = 0; k <= row.part[i] && k <= c->count; k++) vec_push(&part.chance, part_chance(c, row.part[i], k));
    sum_add(out, &part);
    vec_free(&part.chance);
  }
}

/* As many alike, by doubling. */
static void sum_times(struct sum *s, int64_t times)
{
  struct sum power = *s;
  sum_one(s, 0);
  for (; times; times >>= 1) {
    if (times & 1) sum_add(s, &power);
    if (times > 1) {
      struct sum same = {.from = power.from};
      for (uint32_t i = 0; i < power.chance.n; i++) vec_push(&same.chance, power.chance.at[i]);
      sum_add(&power, &same);
      vec_free(&same.chance);
    }
  }
  vec_free(&power.chance);
}

/* ---- distributions ---- */

static void add_place(struct chance_list *out, const struct sum *s, double share)
{
  for (uint32_t i = 0; i < s->chance.n; i++)
    vec_push(&out->of, (struct chance){(uint64_t)s->from + i, share * s->chance.at[i]});
}

/* How far apart the least and the most of a row are, at any place. */
static int64_t row_spread(const struct cut *c)
{
  int64_t most = 0;
  for (int64_t place = 0; place < c->places; place++) {
    struct row row = row_at(c, offset_of(c, place));
    int64_t spread = 0;
    for (int i = 0; i < PARTS; i++) spread += row.part[i] < c->count ? row.part[i] : c->count;
    if (spread > most) most = spread;
  }
  return most;
}

/* Of very many rows the sum is all but its mean: what is not empty has that, between two whole
 * numbers.  The mean, and how likely the tile is empty, stay exact. */
static void chances_of_many(struct density *d, const struct box *tile, struct chance_list *out)
{
  double empty = density_structured.empty(d, tile), mean = density_structured.expected(d, tile);
  double filled = empty < 1 ? mean / (1 - empty) : 0, whole = floor(filled), share = filled - whole;
  chance_add(out, 0, empty);
  chance_add(out, (uint64_t)whole, (1 - empty) * (1 - share));
  chance_add(out, (uint64_t)whole + 1, (1 - empty) * share);
}

static void structured_chances(struct density *d, const struct box *tile, struct chance_list *out)
{
  struct cut c = cut_of(d, tile);
  if (row_spread(&c) > MANY / c.rows) {
    chances_of_many(d, tile, out);
    return;
  }
  for (int64_t place = 0; place < c.places; place++) {
    struct sum s;
    sum_row(&c, offset_of(&c, place), &s);
    sum_times(&s, c.rows);
    add_place(out, &s, share_of_place(&c, place));
    vec_free(&s.chance);
  }
  chances_sort(out);
}

static double structured_empty(struct density *d, const struct box *tile)
{
  struct cut c = cut_of(d, tile);
  double empty = 0;
  for (int64_t place = 0; place < c.places; place++) {
    struct row row = row_at(&c, offset_of(&c, place));
    double one = row.whole > 0 ? 0 : 1;
    for (int i = 0; i < PARTS; i++) one *= part_chance(&c, row.part[i], 0);
    empty += pow(one, (double)c.rows) * share_of_place(&c, place);
  }
  return empty;
}

/* What is known of the tile around is whether it is empty. */
static void structured_empty_within(struct density *d, const struct box *tile,
                                    const struct box *around, uint64_t words,
                                    const struct chances *outer, double *empty)
{
  (void)words;
  double none = structured_empty(d, around), own = structured_empty(d, tile);
  for (uint32_t i = 0; i < outer->n; i++)
    empty[i] = !outer->occupancy[i] ? 1 : none < 1 ? fmax(own - none, 0) / (1 - none) : 0;
}

static double structured_expected(struct density *d, const struct box *tile)
{
  return (double)tile->words * ((double)d->model->count / (double)d->model->of);
}

static uint64_t structured_most(struct density *d, const struct box *tile, double confidence)
{
  if (confidence < 1) return chances_quantile(density_chances(d, tile), confidence);
  struct cut c = cut_of(d, tile);
  double most = 0;
  for (int64_t place = 0; place < c.places; place++) {
    struct row row = row_at(&c, offset_of(&c, place));
    double one = row.whole;
    for (int i = 0; i < PARTS; i++) one += (double)(row.part[i] < c.count ? row.part[i] : c.count);
    most = fmax(most, one * (double)c.rows);
  }
  return (uint64_t)most;
}

static double structured_least(struct density *d, const struct box *tile)
{
  const struct chances *c = density_chances(d, tile);
  return c->n ? (double)c->occupancy[0] / (double)tile->words : 0;
}

const struct density_kind_of density_structured = {
  .by_place = true, .chances = structured_chances, .empty = structured_empty,
  .empty_within = structured_empty_within, .expected = structured_expected,
  .most = structured_most, .least = structured_least};

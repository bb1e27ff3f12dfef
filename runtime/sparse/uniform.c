/* Words that are not zero lie wherever chance puts them: how many a tile has of them is
 * distributed hypergeometrically.  All probabilities are those of exact arithmetic, rounded
 * once. */
#include "runtime/sparse/density_inside.h"
#include "runtime/sparse/wide.h"

/* The words of the tensor that are not zero. */
static uint64_t filled(const struct density *d)
{
  return (uint64_t)ceil(d->model->share * (double)d->tensor.words);
}

/* What is less likely than this, beside what is most likely, is never met. */
#define NEVER 1e-290

/* A tile of `words` words in one of `all`, of which `full` are not zero. */
struct draw { double all, full, words; };

/* How much more likely `k` + 1 is than `k`. */
static struct wide next_ratio(const struct draw *u, double k)
{
  struct wide above = wide_multiply(wide_of(u->full - k), wide_of(u->words - k));
  struct wide below = wide_multiply(wide_of(k + 1), wide_of(u->all - u->full - u->words + k + 1));
  return wide_divide(above, below);
}

/* The occupancy that is about the most likely. */
static double mode_of(const struct draw *u, double least, double most)
{
  double k = floor((u->words + 1) * (u->full + 1) / (u->all + 2));
  return fmin(fmax(k, least), most);
}

/* Weights relative to that of the mode; their sum is that of everything. */
static void uniform_chances(struct density *d, const struct box *tile, struct chance_list *out)
{
  struct draw u = {(double)d->tensor.words, (double)filled(d), (double)tile->words};
  if (u.words > u.all) return;
  double least = fmax(0, u.words + u.full - u.all), most = fmin(u.words, u.full);
  double mode = mode_of(&u, least, most), from = mode, to = mode;
  struct wide weight = wide_of(1), sum = weight;
  while (from > least && weight.high > NEVER) {
    weight = wide_divide(weight, next_ratio(&u, from - 1));
    sum = wide_add(sum, weight);
    from--;
  }
  struct wide first = weight;
  for (weight = wide_of(1); to < most && weight.high > NEVER; to++) {
    weight = wide_multiply(weight, next_ratio(&u, to));
    sum = wide_add(sum, weight);
  }
  weight = first;
  for (double k = from; k <= to; k++) {
    if (k == mode) weight = wide_of(1); /* exactly what the sum has of it */
    chance_add(out, (uint64_t)k, wide_double(wide_divide(weight, sum)));
    if (k < to) weight = wide_multiply(weight, next_ratio(&u, k));
  }
}

/* None of `few` words is among `many` of `all`: C(all - many, few) / C(all, few). */
static struct wide missed(double all, double many, double few)
{
  struct wide chance = wide_of(1);
  if (many + few > all) return wide_of(0);
  for (double i = 0; i < few && chance.high > NEVER; i++) {
    chance = wide_multiply(chance, wide_of(all - many - i));
    chance = wide_divide(chance, wide_of(all - i));
  }
  return chance.high > NEVER ? chance : wide_of(0);
}

static double uniform_empty(struct density *d, const struct box *tile)
{
  double all = (double)d->tensor.words, full = (double)filled(d), words = (double)tile->words;
  return wide_double(missed(all, fmax(full, words), fmin(full, words)));
}

/* One more word that is not zero around makes it less likely by a known share. */
static void uniform_empty_within(struct density *d, const struct box *tile,
                                 const struct box *around, uint64_t words,
                                 const struct chances *outer, double *empty)
{
  (void)d, (void)around;
  double all = (double)words, own = (double)tile->words, before = -1;
  struct wide chance = wide_of(0);
  for (uint32_t i = 0; i < outer->n; i++) {
    double k = (double)outer->occupancy[i];
    if (before >= 0 && k == before + 1) {
      chance = wide_multiply(chance, wide_of(fmax(all - own - before, 0)));
      chance = wide_divide(chance, wide_of(all - before));
    } else chance = missed(all, fmax(k, own), fmin(k, own));
    empty[i] = wide_double(chance);
    before = k;
  }
}

static double uniform_expected(struct density *d, const struct box *tile)
{
  const struct chances *c = density_chances(d, tile);
  double sum = 0;
  for (uint32_t i = 0; i < c->n; i++) sum += (double)c->occupancy[i] * c->chance[i];
  return sum;
}

static uint64_t uniform_most(struct density *d, const struct box *tile, double confidence)
{
  uint64_t full = filled(d), empty = d->tensor.words - full;
  if (confidence <= 0) return tile->words > empty ? tile->words - empty : 0;
  if (confidence < 1) return chances_quantile(density_chances(d, tile), confidence);
  return tile->words < full ? tile->words : full;
}

static double uniform_least(struct density *d, const struct box *tile)
{
  uint64_t all = d->tensor.words, full = filled(d), n = tile->words;
  if (n <= all - full) return 0;
  if (d->compat) return ((double)(n - all) + (double)full) / (double)n; /* n - all wraps */
  return (double)(n - (all - full)) / (double)n;
}

const struct density_kind_of density_uniform = {
  .chances = uniform_chances, .empty = uniform_empty, .empty_within = uniform_empty_within,
  .expected = uniform_expected, .most = uniform_most, .least = uniform_least};

/* How many words of a tile are not zero.
 *
 * A density is made once for a tensor.  It answers for tiles of any size with probabilities,
 * which it works out when they are first asked for and keeps: what was asked before costs a
 * look-up and no memory.  Tiles are boxes; where the tensor's zeros are not alike everywhere, a
 * probability is the share of the places in which a tile of this size can stand when tiles
 * of its size lie side by side. */
#ifndef TL_SPARSE_DENSITY_H
#define TL_SPARSE_DENSITY_H

#include "runtime/model/sparsity.h"

/* A tile: how far it reaches in each rank of the tensor.  A tensor without ranks has one word. */
struct box {
  unsigned ranks;
  int64_t extent[MODEL_RANKS];
  uint64_t words;          /* their product */
};

/* The occupancies that are possible, ascending; no chance of them is 0. */
struct chances {
  uint32_t n;
  const uint64_t *occupancy; /* words that are not zero */
  const double *chance;
};

struct density;

/* `compat`: with the faults of the established model.  The model must outlive it. */
struct density *density_new(const struct model_density *model, bool compat);
void density_free(struct density *density);

/* The tensor is this large; before anything is asked, and again if it changes. */
void density_set_tensor(struct density *density, const struct box *tensor);

/* Whether two tiles reach as far in each rank. */
bool box_same(const struct box *a, const struct box *b);

/* The distribution of the words in a tile that are not zero; it holds until the next call of
 * density_set_tensor. */
const struct chances *density_chances(struct density *density, const struct box *tile);

/* The probability that a tile holds nothing but zeros. */
double density_empty(struct density *density, const struct box *tile);

/* The same of a tile that lies in another one, of `words` words, for each number of words that
 * are not zero there: empty[i] for outer->occupancy[i].  Constant until density_set_tensor. */
const double *density_empty_within(struct density *density, const struct box *tile,
                                   const struct box *around, uint64_t words,
                                   const struct chances *outer);

/* … for one number. */
double density_empty_given(struct density *density, const struct box *tile,
                           const struct box *around, uint64_t words, uint64_t occupancy);

/* Words of a tile that are not zero: on average, and at most in a share `confidence` of all
 * tiles. */
double density_expected(struct density *density, const struct box *tile);
uint64_t density_most(struct density *density, const struct box *tile, double confidence);

/* The least share of words that are not zero. */
double density_least(struct density *density, const struct box *tile);

#endif

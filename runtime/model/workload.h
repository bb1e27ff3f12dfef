/* A workload: an Einsum as a box of points and what each point touches.
 *
 * A point of the operation space has one coordinate in each dim, from 0 to the dim's
 * bound less one.  A tensor's rank is indexed by a sum of dims times whole
 * coefficients, so that the points of a box touch a box of each tensor's words; holes
 * that a stride or a dilation leaves are counted, as they occupy room.
 *
 * Plain data: nothing here is owned, all pointers stay the caller's. */
#ifndef TL_MODEL_WORKLOAD_H
#define TL_MODEL_WORKLOAD_H

#include "lang/base/source.h"
#include "runtime/model/limits.h"

struct model_tensor {
  const char *name;
  bool output;       /* partial sums are read, added to and written */
  unsigned ranks;
  const int64_t *coefficients; /* [ranks][dims of the Einsum] */
  double word_bits;  /* bits of one word */
  struct span span;
};

struct model_einsum {
  const char *name;
  unsigned dims, tensors;
  const char *const *dim_names;       /* [dims] */
  const int64_t *bounds;              /* [dims]; at least 1 */
  const struct model_tensor *tensor;  /* [tensors] */
  struct span span;
};

/* The words of the box of a tensor that a box of points touches, which is extent[d] long in
 * dim d; holes count. */
double model_box_words(const struct model_einsum *einsum, unsigned tensor, const int64_t *extent);

#endif

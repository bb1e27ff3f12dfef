#include "runtime/model/workload.h"

#include <math.h>

double model_box_words(const struct model_einsum *einsum, unsigned tensor, const int64_t *extent)
{
  const struct model_tensor *t = &einsum->tensor[tensor];
  double words = 1;
  for (unsigned r = 0; r < t->ranks; r++) {
    double length = 1;
    for (unsigned d = 0; d < einsum->dims; d++)
      length += fabs((double)t->coefficients[r * einsum->dims + d]) * (double)(extent[d] - 1);
    words *= length;
  }
  return words;
}

/* Tensors that are read from files: where their words are that are not zero. */
#ifndef TL_SPARSE_DATA_H
#define TL_SPARSE_DATA_H

#include "lang/base/arena.h"
#include "runtime/model/limits.h"

#include <stdbool.h>

struct sparse_matrix {
  unsigned ranks;
  int64_t extent[MODEL_RANKS];
  uint64_t filled;         /* words that are not zero */
  const int64_t *at;       /* [filled][ranks] where they are */
};

/* Reads what a file holds: Matrix Market (`%%MatrixMarket matrix …`, coordinates or an array), or
 * an array of NumPy (.npy).  NULL: `*why` says why not, and `*line` where (from 1; 0: it is no text).  In
 * `arena`. */
const struct sparse_matrix *sparse_read(struct arena *arena, const char *bytes, size_t size,
                                        const char **why, unsigned *line);

#endif

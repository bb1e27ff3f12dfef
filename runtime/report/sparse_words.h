/* Inside the room: densities and formats as reports call them. */
#ifndef TL_REPORT_SPARSE_WORDS_H
#define TL_REPORT_SPARSE_WORDS_H

#include "runtime/model/sparsity.h"

enum { SPARSE_WORDS = 96 };

/* "uniform(0.25)", as it is written. */
void density_words(const struct model_density *density, char out[SPARSE_WORDS]);

/* The same in few words, for tables: "uniform 0.25", "structured 2:4". */
void density_brief(const struct model_density *density, char out[SPARSE_WORDS]);

/* "bitmask" */
const char *rank_word(enum rank_kind kind);

#endif

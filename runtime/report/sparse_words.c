#include "runtime/report/sparse_words.h"

#include "lang/base/jsonw.h"

#include <stdio.h>

void density_words(const struct model_density *d, char out[SPARSE_WORDS])
{
  char share[32];
  shortest_double(d->share, share);
  switch (d->kind) {
  case DENSITY_DENSE: snprintf(out, SPARSE_WORDS, "dense"); break;
  case DENSITY_CONSTANT: snprintf(out, SPARSE_WORDS, "constant(%s)", share); break;
  case DENSITY_UNIFORM: snprintf(out, SPARSE_WORDS, "uniform(%s)", share); break;
  case DENSITY_STRUCTURED:
    snprintf(out, SPARSE_WORDS, "structured(%llu, of = %llu)", (unsigned long long)d->count,
             (unsigned long long)d->of);
    break;
  case DENSITY_BANDED:
    snprintf(out, SPARSE_WORDS, "banded(width = %llu)", (unsigned long long)d->width);
    break;
  case DENSITY_DATA: snprintf(out, SPARSE_WORDS, "from data"); break;
  }
}

void density_brief(const struct model_density *d, char out[SPARSE_WORDS])
{
  char share[32];
  snprintf(share, sizeof share, "%.4g", d->share);
  switch (d->kind) {
  case DENSITY_DENSE: snprintf(out, SPARSE_WORDS, "dense"); break;
  case DENSITY_CONSTANT: snprintf(out, SPARSE_WORDS, "constant %s", share); break;
  case DENSITY_UNIFORM: snprintf(out, SPARSE_WORDS, "uniform %s", share); break;
  case DENSITY_STRUCTURED:
    snprintf(out, SPARSE_WORDS, "structured %llu:%llu", (unsigned long long)d->count, (unsigned long long)d->of);
    break;
  case DENSITY_BANDED: snprintf(out, SPARSE_WORDS, "banded %llu", (unsigned long long)d->width); break;
  case DENSITY_DATA: snprintf(out, SPARSE_WORDS, "data"); break;
  }
}

const char *rank_word(enum rank_kind kind)
{
  static const char *const words[] = {
    [RANK_UNCOMPRESSED] = "uncompressed", [RANK_OFFSETS] = "offsets", [RANK_COORDINATES] = "coordinate",
    [RANK_BITMASK] = "bitmask", [RANK_RUNS] = "rle", [RANK_FLAGS] = "flags"};
  return words[kind];
}

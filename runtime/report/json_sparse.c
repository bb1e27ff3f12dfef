/* What zeros saved, for programs. */
#include "runtime/report/json_sparse.h"

#include "runtime/report/json_put.h"
#include "runtime/report/sparse_words.h"

static const char *const fates[] = {"random", "gated", "skipped"};
static const char *const accesses[] = {"reads", "fills", "updates"};

static void put_counts(struct jsonw *w, const char *fate, const uint64_t *count)
{
  jsonw_key(w, fate);
  jsonw_object(w);
  for (enum access a = READS; a < ACCESSES; a++) put_uint(w, accesses[a], count[a]);
  jsonw_object_end(w);
}

static void put_ranks(struct jsonw *w, const char *key, unsigned ranks,
                      const uint64_t (*count)[METADATA_KINDS])
{
  open_list(w, key);
  for (unsigned r = 0; r < ranks; r++) {
    jsonw_array(w);
    for (int which = 0; which < METADATA_KINDS; which++) jsonw_uint(w, count[r][which]);
    jsonw_array_end(w);
  }
  jsonw_array_end(w);
}

static void put_metadata(struct jsonw *w, const struct sparse_result *s)
{
  jsonw_key(w, "metadata");
  jsonw_object(w);
  for (enum fate f = RANDOM; f < FATES; f++) {
    jsonw_key(w, fates[f]);
    jsonw_object(w);
    for (enum access a = READS; a < ACCESSES; a++) put_ranks(w, accesses[a], s->ranks, s->metadata[f][a]);
    jsonw_object_end(w);
  }
  jsonw_object_end(w);
}

void put_sparse_tensor(struct jsonw *w, const struct sparse_result *s)
{
  char density[SPARSE_WORDS];
  jsonw_key(w, "sparse");
  jsonw_object(w);
  density_words(s->density, density);
  put_string(w, "density", density);
  open_list(w, "format");
  for (unsigned r = 0; r < s->ranks; r++) jsonw_string(w, rank_word(s->kind[r]));
  jsonw_array_end(w);
  for (enum fate f = RANDOM; f < FATES; f++) put_counts(w, fates[f], s->count[f]);
  put_metadata(w, s);
  put_ranks(w, "max_metadata", s->ranks, s->most);
  put_double(w, "occupancy", s->occupancy);
  put_double(w, "metadata_bits", s->metadata_bits);
  put_double(w, "confidence", s->confidence);
  put_uint(w, "decompressed", s->decompressed);
  put_uint(w, "compressed", s->compressed_again);
  jsonw_object_end(w);
}

void put_sparse_computes(struct jsonw *w, const uint64_t *computes)
{
  jsonw_key(w, "sparse");
  jsonw_object(w);
  for (enum fate f = RANDOM; f < FATES; f++) put_uint(w, fates[f], computes[f]);
  jsonw_object_end(w);
}

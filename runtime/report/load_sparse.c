/* What zeros saved, as a report tells it. */
#include "runtime/report/load_inside.h"

#include "runtime/report/sparse_words.h"

#include <stdio.h>
#include <string.h>

static const char *const fates[] = {"random", "gated", "skipped"};
static const char *const accesses[] = {"reads", "fills", "updates"};

/* A density as density_words has it; `from data` holds no more than that. */
static const struct model_density *load_density(const struct entry *sparse)
{
  struct model_density *d = ARENA_NEW(sparse->loading->arena, struct model_density);
  const char *text = entry_text(sparse, "density");
  unsigned long long count, of;
  char again[SPARSE_WORDS];
  if (sscanf(text, "constant(%lf)", &d->share) == 1) d->kind = DENSITY_CONSTANT;
  else if (sscanf(text, "uniform(%lf)", &d->share) == 1) d->kind = DENSITY_UNIFORM;
  else if (sscanf(text, "structured(%llu, of = %llu)", &count, &of) == 2)
    d->kind = DENSITY_STRUCTURED, d->count = count, d->of = of;
  else if (sscanf(text, "banded(width = %llu)", &count) == 1) d->kind = DENSITY_BANDED, d->width = count;
  else if (!strcmp(text, "from data")) d->kind = DENSITY_DATA;
  density_words(d, again);
  if (strcmp(text, again)) entry_wrong_at(sparse, "density", "is no density");
  return d;
}

static void load_format(const struct entry *sparse, struct sparse_result *to)
{
  struct entry list = entry_list(sparse, "format", MODEL_FORMAT_RANKS);
  to->ranks = sparse->loading->failed ? 0 : entry_items(&list);
  for (unsigned r = 0; r < to->ranks; r++) {
    const char *word = entry_item_text(&list, r);
    unsigned kind = 0;
    while (kind <= RANK_FLAGS && strcmp(word, rank_word((enum rank_kind)kind))) kind++;
    if (kind > RANK_FLAGS) entry_wrong(&list, "has a rank of no known kind");
    to->kind[r] = (enum rank_kind)kind;
  }
}

/* A pair for each rank. */
static void load_ranks(const struct entry *of, const char *key, unsigned ranks, uint64_t (*to)[METADATA_KINDS])
{
  struct entry list = entry_list(of, key, MODEL_FORMAT_RANKS);
  if (entry_items(&list) != ranks) entry_wrong(&list, "is not one pair for each rank");
  for (unsigned r = 0; r < ranks && !of->loading->failed; r++) {
    struct entry pair = entry_item(&list, r);
    for (size_t which = 0; which < METADATA_KINDS; which++) {
      double n = json_is_array(pair.json) ? entry_item_number_or(&pair, which, -1) : -1;
      if (n < 0) entry_wrong(&pair, "is no pair of counts");
      else to[r][which] = (uint64_t)n;
    }
  }
}

static void load_fates(const struct entry *sparse, struct sparse_result *to)
{
  struct entry metadata = entry_object(sparse, "metadata");
  for (enum fate f = RANDOM; f < FATES && !sparse->loading->failed; f++) {
    struct entry words = entry_object(sparse, fates[f]), with = entry_object(&metadata, fates[f]);
    for (enum access a = READS; a < ACCESSES && !sparse->loading->failed; a++) {
      to->count[f][a] = entry_count(&words, accesses[a]);
      load_ranks(&with, accesses[a], to->ranks, to->metadata[f][a]);
    }
  }
}

static bool is_there(const struct entry *of) { return json_is_object(json_object_get(of->json, "sparse")); }

struct sparse_result *load_sparse(const struct entry *tensor)
{
  if (!is_there(tensor)) return NULL;
  struct entry sparse = entry_object(tensor, "sparse");
  struct sparse_result *to = ARENA_NEW(tensor->loading->arena, struct sparse_result);
  to->density = load_density(&sparse);
  load_format(&sparse, to);
  load_fates(&sparse, to);
  load_ranks(&sparse, "max_metadata", to->ranks, to->most);
  to->occupancy = entry_number(&sparse, "occupancy");
  to->metadata_bits = entry_number(&sparse, "metadata_bits");
  to->confidence = entry_number(&sparse, "confidence");
  to->decompressed = entry_count(&sparse, "decompressed");
  to->compressed_again = entry_count(&sparse, "compressed");
  return to;
}

bool load_sparse_computes(const struct entry *level, uint64_t *computes)
{
  if (!is_there(level)) return false;
  struct entry sparse = entry_object(level, "sparse");
  for (enum fate f = RANDOM; f < FATES; f++) computes[f] = entry_count(&sparse, fates[f]);
  return true;
}

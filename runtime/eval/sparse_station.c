/* What memories and computes cost where there are zeros. */
#include "runtime/eval/station.h"

#include <math.h>
#include <stdio.h>

/* ---- costs ---- */

/* The first of these actions that the table knows; NAN if it knows none. */
static double first_of(const struct energy_table *table, uint32_t row, const char *const *name)
{
  for (; *name; name++) {
    double pJ = energy_of(table, row, *name);
    if (!isnan(pJ)) return pJ;
  }
  return NAN;
}

static double or_else(double pJ, double other) { return isnan(pJ) ? other : pJ; }

static void word_costs(struct station *s, const struct energy_table *table)
{
  static const char *const names[FATES][ACCESSES][5] = {
    [RANDOM] = {{"random_read", "read"}, {"random_fill", "random_write", "fill", "write"},
                {"random_update", "random_write", "update", "write"}},
    [GATED] = {{"gated_read"}, {"gated_fill", "gated_write"}, {"gated_update", "gated_write"}},
    [SKIPPED] = {{"skipped_read", "gated_read"},
                 {"skipped_fill", "skipped_write", "gated_fill", "gated_write"},
                 {"skipped_update", "skipped_write", "gated_update", "gated_write"}}};
  static const char *const metadata[FATES][ACCESSES][5] = {
    [RANDOM] = {{"random_metadata_read", "metadata_read"},
                {"random_metadata_fill", "random_metadata_write", "metadata_fill", "metadata_write"},
                {"random_metadata_update", "random_metadata_write", "metadata_update", "metadata_write"}},
    [GATED] = {{"gated_metadata_read"}, {"gated_metadata_fill", "gated_metadata_write"},
               {"gated_metadata_update", "gated_metadata_write"}},
    [SKIPPED] = {{"skipped_metadata_read", "gated_metadata_read"},
                 {"skipped_metadata_fill", "skipped_metadata_write", "gated_metadata_fill",
                  "gated_metadata_write"},
                 {"skipped_metadata_update", "skipped_metadata_write", "gated_metadata_update",
                  "gated_metadata_write"}}};
  uint32_t row = s->node->energy;
  for (enum fate f = RANDOM; f < FATES; f++)
    for (enum access a = READS; a < ACCESSES; a++) {
      s->sparse.word_pJ[f][a] = or_else(first_of(table, row, names[f][a]), 0);
      s->sparse.metadata_pJ[f][a] = or_else(first_of(table, row, metadata[f][a]), 0);
    }
}

/* Where nothing is said of how metadata are kept, they lie with the words and move as these do. */
static void with_words(struct station *s, const struct energy_table *table)
{
  static const char *const names[] = {"metadata_read", "random_metadata_read", NULL};
  double width = s->node->memory.width_bits;
  if (s->sparse.metadata_width < 0) s->sparse.metadata_width = width > 0 ? width : s->word[0].bits;
  if (!isnan(first_of(table, s->node->energy, names))) return;
  for (enum access a = READS; a < ACCESSES; a++)
    s->sparse.metadata_pJ[RANDOM][a] = s->sparse.word_pJ[RANDOM][a];
}

void station_sparse_costs(struct station *s, const struct energy_table *table,
                          const struct model_metadata *metadata, bool compat)
{
  static const char *const gated[] = {"gated_compute", NULL},
                    *const skipped[] = {"skipped_compute", "gated_compute", NULL};
  uint32_t row = s->node->energy;
  word_costs(s, table);
  s->sparse.compute_pJ[RANDOM] = s->compute_pJ;
  double idle = compat ? s->compute_pJ : 0;
  s->sparse.compute_pJ[GATED] = or_else(first_of(table, row, gated), idle);
  s->sparse.compute_pJ[SKIPPED] = or_else(first_of(table, row, skipped), idle);
  s->sparse.decompress_pJ = or_else(energy_of(table, row, "decompress"), or_else(energy_of(table, row, "decompression_count"), 0));
  s->sparse.compress_pJ = or_else(energy_of(table, row, "compress"), or_else(energy_of(table, row, "compression_count"), 0));
  if (s->node->kind != MODEL_MEMORY) return;
  s->sparse.metadata_width = metadata->width_bits;
  if (s->sparse.metadata_width < 0 && compat) s->sparse.metadata_width = 0;
  if (s->sparse.metadata_width < 0) with_words(s, table);
}

/* ---- how much room tiles take ---- */

/* What share of a memory's room is a tensor's, by what each takes on average. */
static double share_of(const struct scene *scene, unsigned level, unsigned tensor)
{
  double all = 0, own = 0;
  for (unsigned t = 0; t < scene->nest->tensors; t++) {
    const struct sparse_tile *tile = sparse_tile(scene->sparse, level, t);
    double size = !tile->kept ? 0 : tile->compressed ? tile->occupancy : tile->shape;
    all += size;
    if (t == tensor) own = size;
  }
  return own / all;
}

struct limits { double words, bits; };

/* As many tiles as possible are to fit the tensor's share, with as few left over as can be found
 * by halving.  The established model never ends where it meets the limits exactly. */
static void overbook(const struct scene *scene, unsigned level, unsigned tensor, double confidence,
                     const struct limits *room, struct station_access *access)
{
  const struct sparse *sparse = scene->sparse;
  double share = share_of(scene, level, tensor), low = confidence, high = 1;
  struct limits own = {ceil(room->words * share), ceil(room->bits * share)};
  sparse_room(sparse, level, tensor, low, &access->room);
  bool fits = access->room.words < own.words && access->room.metadata_bits < own.bits;
  while (low < 1 && fits && sparse_tile(sparse, level, tensor)->compressed && high - low > 0.01) {
    double middle = (low + high) / 2;
    struct sparse_room tried;
    sparse_room(sparse, level, tensor, middle, &tried);
    if (tried.words > own.words || tried.metadata_bits > own.bits) high = middle;
    else low = middle, access->room = tried;
  }
  access->confidence = low;
}

static bool full(const struct station *s, const struct scene *scene, enum eval_status status, double have,
                 double limit, struct eval_problem *problem)
{
  *problem = (struct eval_problem){.status = status, .node = (int)(s->node - scene->nest->arch->node),
                                   .dim = -1, .tensor = -1, .axis = -1, .have = have, .limit = limit};
  return false;
}

static bool find_room(const struct station *s, const struct scene *scene, const struct model_metadata *m,
                      struct eval_problem *problem)
{
  uint32_t keeps = scene->nest->level[s->level].keeps;
  double bits = 0, metadata = 0, least, room = station_room(s, keeps, &least);
  for (unsigned t = 0; t < scene->nest->tensors; t++) {
    const struct sparse_tile *tile = sparse_tile(scene->sparse, s->level, t);
    struct station_access *access = &scene->access[s->level][t];
    access->confidence = 1;
    if (!tile->kept) continue;
    struct limits limits = {room / s->word[t].bits, m->size_bits};
    if (m->overbooking > 0 && tile->metadata && isfinite(room))
      overbook(scene, s->level, t, 1 - m->overbooking, &limits, access);
    else sparse_room(scene->sparse, s->level, t, 1, &access->room);
    bits += access->room.words * s->word[t].bits;
    metadata += access->room.metadata_bits;
  }
  if (bits > room) return full(s, scene, EVAL_CAPACITY, bits, room, problem);
  if (bits < least) return full(s, scene, EVAL_EMPTY, bits, least, problem);
  if (metadata > m->size_bits) return full(s, scene, EVAL_METADATA, metadata, m->size_bits, problem);
  return true;
}

/* ---- accesses ---- */

/* Blocks of compressed words are read as far as they are filled: the share of a dense tile's
 * blocks that a tile of this kind has. */
static bool short_of_blocks(const struct sparse_tile *tile, uint64_t block)
{
  static const struct { uint64_t block; int words[10]; } table[] = {
    {2, {251, 125, 84, 63, 51, 42, 36, 32, 28, 1}},
    {4, {375, 188, 125, 94, 75, 63, 54, 47, 42, 1}},
    {8, {438, 219, 146, 110, 88, 73, 63, 55, 49, 1}},
    {16, {469, 235, 157, 118, 94, 79, 67, 59, 52, 1}},
    {32, {485, 243, 162, 122, 97, 81, 70, 61, 52, 1}}};
  int i = tile->density >= 0.1 ? (int)floor(tile->density / 0.1) - 1 : 0;
  for (unsigned k = 0; k < sizeof table / sizeof *table; k++)
    if (table[k].block == block) return table[k].words[i] > floor(tile->shape / (double)block);
  return true;
}

static double block_ratio(const struct scene *scene, unsigned level, unsigned tensor, uint64_t block)
{
  const struct sparse_tile *tile = sparse_tile(scene->sparse, level, tensor);
  if (!tile->compressed || block <= 1 || !(tile->density < 1) || !(tile->occupancy > 0)) return 1;
  if (sparse_compat(scene->sparse) && !short_of_blocks(tile, block)) return 1;
  /* Empty tiles fill no block, and are not sent; the established model takes words of those that are
   * and blocks of all. */
  double sent = sparse_compat(scene->sparse) ? 1 : tile->instances / scene->flows->used[level];
  double blocks = sparse_blocks(scene->sparse, level, tensor, block);
  return blocks / (sent * tile->shape * tile->density / (double)block);
}

static void find_accesses(const struct station *s, const struct scene *scene, unsigned t)
{
  const struct sparse_tile *tile = sparse_tile(scene->sparse, s->level, t);
  const struct station_word *word = &s->word[t];
  struct station_access *access = &scene->access[s->level][t];
  double ratio = block_ratio(scene, s->level, t, word->block), width = s->sparse.metadata_width;
  for (enum fate f = RANDOM; f < FATES; f++)
    for (enum access a = READS; a < ACCESSES; a++) {
      double bits = 0;
      for (unsigned r = 0; r < tile->ranks; r++)
        for (int which = 0; which < METADATA_KINDS; which++)
          bits += (double)sparse_whole(tile->meta[f][a][r][which]) * tile->rank[r].bits[which];
      access->words[f][a] = station_accesses(word, sparse_whole(tile->count[f][a])) * ratio;
      access->metadata[f][a] = width > 0 ? ceil(bits / width) : 0;
      access->metadata_bits[f][a] = width > 0 ? bits : 0;
    }
}

bool station_sparse_room(const struct station *s, const struct scene *scene,
                         struct eval_problem *problem)
{
  const struct model_metadata *m = sparse_metadata(scene->sparse, s->node);
  if (!find_room(s, scene, m, problem)) return false;
  for (unsigned t = 0; t < scene->nest->tensors; t++)
    if (scene->nest->level[s->level].keeps >> t & 1) find_accesses(s, scene, t);
  return true;
}

/* ---- memories ---- */

static void put_result(const struct scene *scene, unsigned level, unsigned t,
                       const struct station_access *access, struct sparse_result *out)
{
  const struct sparse_tile *tile = sparse_tile(scene->sparse, level, t);
  out->density = sparse_density(scene->sparse, t);
  out->compressed = tile->compressed;
  out->ranks = tile->metadata ? tile->ranks : 0;
  out->occupancy = tile->occupancy;
  out->metadata_bits = access->room.metadata_bits;
  out->confidence = access->confidence;
  out->share_used = tile->instances / scene->flows->used[level];
  out->decompressed = sparse_whole(tile->decompressed);
  out->compressed_again = sparse_whole(tile->compressed_again);
  for (enum fate f = RANDOM; f < FATES; f++)
    for (enum access a = READS; a < ACCESSES; a++) {
      out->count[f][a] = sparse_whole(tile->count[f][a]);
      for (unsigned r = 0; r < out->ranks; r++)
        for (int which = 0; which < METADATA_KINDS; which++)
          out->metadata[f][a][r][which] = sparse_whole(tile->meta[f][a][r][which]);
    }
  for (unsigned r = 0; r < out->ranks; r++) {
    out->kind[r] = tile->rank[r].kind;
    for (int which = 0; which < METADATA_KINDS; which++)
      out->most[r][which] = (uint64_t)access->room.units[r][which];
  }
}

/* By fate and access, the name of an action in a report. */
static const char *action_name(enum fate f, enum access a, bool metadata)
{
  static const char *const names[2][FATES][ACCESSES] = {
    {{"read", "write", "update"}, {"gated_read", "gated_write", "gated_update"},
     {"skipped_read", "skipped_write", "skipped_update"}},
    {{"metadata_read", "metadata_write", "metadata_update"},
     {"gated_metadata_read", "gated_metadata_write", "gated_metadata_update"},
     {"skipped_metadata_read", "skipped_metadata_write", "skipped_metadata_update"}}};
  return names[metadata][f][a];
}

enum { SPARSE_ACTIONS = 2 * FATES * ACCESSES + 4 };

/* All that is charged at a memory: for each tensor, and together. */
struct memory_sums {
  unsigned n;
  struct { const char *name; double each_pJ, count; bool always; } of[SPARSE_ACTIONS];
};

static void add_action(struct memory_sums *sums, const char *name, double each_pJ, bool always)
{
  sums->of[sums->n].name = name;
  sums->of[sums->n].each_pJ = each_pJ;
  sums->of[sums->n].count = 0;
  sums->of[sums->n++].always = always;
}

/* The order of actions: that of `tensor_actions`. */
static void list_actions(const struct station *s, struct memory_sums *sums)
{
  sums->n = 0;
  for (int metadata = 0; metadata < 2; metadata++)
    for (enum fate f = RANDOM; f < FATES; f++)
      for (enum access a = READS; a < ACCESSES; a++)
        add_action(sums, action_name(f, a, metadata),
                   metadata ? s->sparse.metadata_pJ[f][a] : s->sparse.word_pJ[f][a],
                   !metadata && f == RANDOM);
  add_action(sums, "decompress", s->sparse.decompress_pJ, false);
  add_action(sums, "compress", s->sparse.compress_pJ, false);
  add_action(sums, "address", s->address_pJ, false);
  add_action(sums, "reduce", s->reduce_pJ, false);
}

/* Tiles that do not fit are fetched from the level outside word by word. */
static void add_overbooked(const struct station *s, const struct scene *scene, unsigned t, double *count)
{
  int inner = sparse_next(scene->sparse, s->level, t);
  if (inner < 0) return;
  const struct station_access *access = &scene->access[inner][t];
  double missed = 1 - access->confidence;
  count[READS] += access->words[RANDOM][READS] * missed;
  count[FATES * ACCESSES + READS] += access->metadata[RANDOM][READS] * missed;
}

static void tensor_actions(const struct station *s, const struct scene *scene, unsigned t, double *count)
{
  const struct sparse_tile *tile = sparse_tile(scene->sparse, s->level, t);
  const struct station_access *access = &scene->access[s->level][t];
  double spread = tile->spread, shared = station_sharing(s, spread), fit = access->confidence;
  double each = tile->instances / shared;
  bool output = scene->nest->outputs >> t & 1;
  unsigned n = 0;
  for (int metadata = 0; metadata < 2; metadata++)
    for (enum fate f = RANDOM; f < FATES; f++)
      for (enum access a = READS; a < ACCESSES; a++)
        count[n++] = (metadata ? access->metadata[f][a] : access->words[f][a]) * fit;
  add_overbooked(s, scene, t, count);
  count[n++] = tile->decompressed * fit;
  count[n++] = tile->compressed_again * fit;
  enum access places = output ? UPDATES : READS;
  double addresses = 0;
  for (enum fate f = RANDOM; f <= GATED; f++)
    addresses += (double)sparse_whole(tile->count[f][places]) + (double)sparse_whole(tile->count[f][FILLS]);
  for (unsigned i = 0; i < n; i++) count[i] *= each;
  /* The established model does not know that instances without work make no addresses. */
  count[n++] = addresses * (sparse_compat(scene->sparse) ? spread / shared : each);
  count[n++] = tile->reductions * tile->instances;
}

static void memory_tensor(const struct station *s, const struct scene *scene, unsigned t,
                          struct memory_sums *sums, struct tensor_result *result)
{
  const struct traffic *n = &scene->traffic[t][s->level];
  struct sparse_result *sparse = result->sparse;
  const struct station_access *access = &scene->access[s->level][t];
  double count[SPARSE_ACTIONS];
  *result = (struct tensor_result){
    .kept = true, .tile_words = (uint64_t)access->room.words, .reads = n->reads, .fills = n->fills,
    .updates = n->updates, .reductions = n->reductions, .sparse = sparse,
    .multicast = station_multicast(s, scene, t)};
  put_result(scene, s->level, t, access, sparse);
  tensor_actions(s, scene, t, count);
  for (unsigned i = 0; i < sums->n; i++) {
    sums->of[i].count += count[i];
    result->count[i] = count[i];
    if (count[i] != 0) result->energy_pJ += count[i] * sums->of[i].each_pJ;
  }
}

/* Actions that were never done, and cost nothing if they were, are no news. */
static void put_actions(const struct memory_sums *sums, unsigned tensors, struct level_result *result)
{
  unsigned kept = 0;
  for (unsigned i = 0; i < sums->n; i++) {
    if (!sums->of[i].always && !(sums->of[i].count != 0)) continue;
    bool counted = i < 2 * FATES * ACCESSES + 2 || sums->of[i].each_pJ > 0;
    if (!counted) continue;
    station_charge(result, sums->of[i].name, sums->of[i].count, sums->of[i].each_pJ);
    for (unsigned t = 0; t < tensors; t++) result->tensor[t].count[kept] = result->tensor[t].count[i];
    kept++;
  }
  for (unsigned t = 0; t < tensors; t++)
    for (unsigned i = kept; i < sums->n; i++) result->tensor[t].count[i] = 0;
}

/* What is skipped takes no time. */
static double moved_words(const struct sparse_tile *tile, enum access a)
{
  return (double)sparse_whole(tile->count[RANDOM][a]) + (double)sparse_whole(tile->count[GATED][a]);
}

static double moved_bits(const struct station_access *access, enum access a)
{
  return access->metadata_bits[RANDOM][a] + access->metadata_bits[GATED][a];
}

/* As station.c has it, with what zeros leave, and metadata. */
static double slowdown(const struct station *s, const struct scene *scene, uint32_t keeps)
{
  const struct model_memory *m = &s->node->memory;
  double cycles = (double)scene->compute_cycles, word = s->word[__builtin_ctz(keeps)].bits;
  double read = 0, write = 0, least = 1;
  for (unsigned t = 0; t < scene->nest->tensors; t++) {
    if (!(keeps >> t & 1)) continue;
    const struct sparse_tile *tile = sparse_tile(scene->sparse, s->level, t);
    const struct station_access *access = &scene->access[s->level][t];
    double own = s->word[t].bits, scale = own / word, idle = tile->spread / tile->instances;
    double reads = moved_words(tile, READS) + floor(moved_bits(access, READS) / own);
    double writes = moved_words(tile, FILLS) + moved_words(tile, UPDATES) +
                    floor((moved_bits(access, FILLS) + moved_bits(access, UPDATES)) / own);
    read += ceil(reads / idle) / cycles * scale;
    write += ceil(writes / idle) / cycles * scale;
  }
  if (read > 0) least = fmin(least, m->read_rate / word / read);
  if (write > 0) least = fmin(least, m->write_rate / word / write);
  if (read + write > 0) least = fmin(least, m->shared_rate / word / (read + write));
  return least;
}

bool station_sparse_memory(const struct station *s, const struct scene *scene,
                           struct level_result *result, struct eval_problem *problem)
{
  const struct model_memory *m = &s->node->memory;
  uint32_t keeps = scene->nest->level[s->level].keeps;
  struct memory_sums sums;
  (void)problem;
  list_actions(s, &sums);
  result->instances_used = 0;
  for (unsigned t = 0; t < scene->nest->tensors; t++) {
    struct tensor_result *tensor = &result->tensor[t];
    if (!(keeps >> t & 1)) {
      *tensor = (struct tensor_result){.multicast = 1, .sparse = tensor->sparse};
      continue;
    }
    result->instances_used = fmax(result->instances_used, sparse_tile(scene->sparse, s->level, t)->instances);
    memory_tensor(s, scene, t, &sums, tensor);
    result->energy_pJ += tensor->energy_pJ;
    result->used_bits += (double)tensor->tile_words * s->word[t].bits;
  }
  if (!keeps) result->instances_used = scene->flows->used[s->level];
  station_memory_facts(s, keeps, result);
  if (keeps) put_actions(&sums, scene->nest->tensors, result);
  result->cycles = scene->compute_cycles;
  bool limited = isfinite(m->read_rate) || isfinite(m->write_rate) || isfinite(m->shared_rate);
  if (keeps && limited)
    result->cycles = sparse_whole(ceil((double)scene->compute_cycles / slowdown(s, scene, keeps)));
  return true;
}

/* ---- computes ---- */

void station_sparse_compute(const struct station *s, const struct scene *scene,
                            struct level_result *result)
{
  static const char *const names[] = {"compute", "gated_compute", "skipped_compute"};
  const struct sparse_computes *c = sparse_computes(scene->sparse);
  result->instances_used = c->instances;
  result->cycles = scene->compute_cycles;
  for (enum fate f = RANDOM; f < FATES; f++) {
    result->computes[f] = sparse_whole(c->count[f]);
    double count = (double)result->computes[f];
    if (f != RANDOM && !(count > 0)) continue;
    station_charge(result, names[f], count, s->sparse.compute_pJ[f]);
    result->action[result->actions - 1].of_tensors = false;
    result->energy_pJ += count * s->sparse.compute_pJ[f];
  }
}

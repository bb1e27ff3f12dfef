/* Random small designs with zeros. */
#include "tests/property/zeros.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

unsigned zeros_below(uint64_t *state, unsigned n)
{
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (unsigned)((*state >> 33) % n);
}

static unsigned below(struct zeros_design *d, unsigned n) { return zeros_below(&d->state, n); }

/* True `times` of `of` times. */
static bool chance(struct zeros_design *d, unsigned times,
                   unsigned of) { return below(d, of) < times; }

static bool has(const struct zeros_design *d, unsigned feature) { return d->features & feature; }

/* One of the features that may be, half of the time. */
static bool draws(struct zeros_design *d, unsigned feature) { return has(d, feature) &&
                                                             chance(d, 1, 2); }

/* ---- architecture ---- */

static struct model_node *add_node(struct zeros_design *d, enum model_kind kind, int parent)
{
  static const char *const names[ZEROS_NODES] = {"n0", "n1", "n2", "n3", "n4", "n5", "n6"};
  unsigned i = d->arch.nodes++;
  d->nodes[i] = (struct model_node){.kind = kind, .name = names[i], .parent = parent,
                                    .gated_at = -1};
  d->metadata[i] = (struct model_metadata){.width_bits = 1, .word_bits = -1, .size_bits = INFINITY,
                                           .decompresses = true, .compresses = true};
  return &d->nodes[i];
}

static void make_arch(struct zeros_design *d)
{
  int parent = -1;
  d->arch = (struct model_arch){.name = "Some", .node = d->nodes, .cycle_s = 1e-9};
  d->memories = has(d, ZEROS_DEEP) ? 2 + below(d, 2) : 2;
  for (unsigned l = 0; l < d->memories; l++) {
    d->node[l] = (int)d->arch.nodes;
    add_node(d, MODEL_MEMORY, parent)->memory = (struct model_memory){
      .size_bits = INFINITY, .word_bits = 8, .block = 1, .cluster = 1, .buffers = 1, .fullest = 1,
      .read_rate = INFINITY, .write_rate = INFINITY, .shared_rate = INFINITY, .reduces = true};
    d->array[l] = -1;
    if (!draws(d, ZEROS_ARRAYS)) continue;
    d->array[l] = (int)d->arch.nodes;
    add_node(d, MODEL_ARRAY, parent)->array = (struct model_array){
      .axes = 2, .axis = {{"x", 1}, {"y", 1}}, .multicasts = true, .reduces = true};
    parent = d->array[l];
  }
  d->compute = (int)d->arch.nodes;
  add_node(d, MODEL_COMPUTE, parent)->compute.rate = 1;
}

/* ---- workload ---- */

static void add_tensor(struct zeros_design *d, const char *name, unsigned ranks)
{
  unsigned t = d->tensors++;
  d->tensor[t] = (struct model_tensor){.name = name, .ranks = ranks,
                                       .coefficients = d->coefficients[t], .word_bits = 8};
}

static void index_by(struct zeros_design *d, unsigned rank, unsigned dim, int64_t coefficient)
{
  unsigned t = d->tensors - 1;
  d->coefficients[t][rank * d->dims + dim] = coefficient;
  d->dims_of[t] |= 1u << dim;
}

/* Z[m, n] += A[m, k] * B[k, n], and mostly times something else. */
static void make_product(struct zeros_design *d)
{
  d->dims = 3;
  add_tensor(d, "A", 2);
  index_by(d, 0, 0, 1), index_by(d, 1, 2, 1);
  add_tensor(d, "B", 2);
  index_by(d, 0, 2, 1), index_by(d, 1, 1, 1);
  if (draws(d, ZEROS_INPUTS)) {
    unsigned first = below(d, 3), second = below(d, 3);
    add_tensor(d, "C", first == second ? 1 : 2);
    index_by(d, 0, first, 1);
    if (first != second) index_by(d, 1, second, 1);
  }
  add_tensor(d, "Z", 2);
  index_by(d, 0, 0, 1), index_by(d, 1, 1, 1);
}

/* Z[m, p] += A[c, stride * p + r] * B[m, c, r] */
static void make_window(struct zeros_design *d)
{
  enum { P, M, R, C };
  d->dims = 4;
  add_tensor(d, "A", 2);
  index_by(d, 0, C, 1), index_by(d, 1, P, 1 + below(d, 2)), index_by(d, 1, R, 1);
  add_tensor(d, "B", 3);
  index_by(d, 0, M, 1), index_by(d, 1, C, 1), index_by(d, 2, R, 1);
  add_tensor(d, "Z", 2);
  index_by(d, 0, M, 1), index_by(d, 1, P, 1);
}

static void make_einsum(struct zeros_design *d)
{
  static const char *const names[ZEROS_DIMS] = {"a", "b", "c", "d"};
  bool window = has(d, ZEROS_WINDOWS) && chance(d, 1, 3);
  if (window) make_window(d);
  else make_product(d);
  d->output = d->tensors - 1;
  d->tensor[d->output].output = true;
  d->einsum = (struct model_einsum){.name = "product", .dims = d->dims, .tensors = d->tensors,
                                    .dim_names = names,
                                    .bounds = d->bound, .tensor = d->tensor};
}

/* ---- mapping ---- */

static void shuffle(struct zeros_design *d, unsigned *order)
{
  for (unsigned i = 0; i < d->dims; i++) order[i] = i;
  for (unsigned i = d->dims - 1; i; i--) {
    unsigned k = below(d, i + 1), other = order[i];
    order[i] = order[k], order[k] = other;
  }
}

static void add_loop(struct zeros_design *d, unsigned level, unsigned dim, int64_t bound, int axis)
{
  int node = axis < 0 ? d->node[level] : d->array[level];
  d->model_loop[d->loops] = (struct model_loop){(uint16_t)dim, (uint16_t)node, (int16_t)axis,
                                                bound, bound, {0}};
  d->loop[d->loops++] = (struct zeros_loop){.dim = dim, .level = level, .across = axis >= 0,
                                            .bound = bound};
  if (axis >= 0) d->nodes[node].array.axis[axis].size *= (uint64_t)bound;
}

/* Whether one rank of a tensor has the dim and another one. */
static bool slides(const struct zeros_design *d, unsigned dim)
{
  for (unsigned t = 0; t < d->tensors; t++)
    for (unsigned r = 0; r < d->tensor[t].ranks; r++)
      for (unsigned other = 0; other < d->dims; other++)
        if (other != dim && d->coefficients[t][r * d->dims + dim] &&
            d->coefficients[t][r * d->dims + other]) return true;
  return false;
}

struct sizes { int64_t of[ZEROS_MEMORIES][ZEROS_DIMS]; };

/* A square: loops over `second` are as long as those over `first`, if there is one. */
static void draw_sizes(struct zeros_design *d, struct sizes *s, int first, int second)
{
  unsigned most = d->memories > 2 ? 3 : 4;
  for (unsigned l = 0; l < d->memories; l++)
    for (unsigned i = 0; i < d->dims; i++) s->of[l][i] = 1 + below(d, most);
  bool same = chance(d, 1, 2);
  for (unsigned l = 0; l < d->memories && first >= 0; l++)
    s->of[l][second] = s->of[same ? l : d->memories - 1 - l][first];
}

static double points(const struct zeros_design *d, const struct sizes *s)
{
  double n = 1;
  for (unsigned l = 0; l < d->memories; l++)
    for (unsigned i = 0; i < d->dims; i++) n *= (double)s->of[l][i];
  return n;
}

/* The dims of `in_time` are no matter of arrays. */
static void make_loops(struct zeros_design *d, int first, int second, uint32_t in_time)
{
  struct sizes s;
  do draw_sizes(d, &s, first, second);
  while (points(d, &s) > (has(d, ZEROS_ARRAYS) ? ZEROS_POINTS / 4 : ZEROS_POINTS));
  double all = points(d, &s);
  for (unsigned l = 0; l < d->memories; l++) {
    unsigned order[ZEROS_DIMS];
    d->begin[l] = d->loops;
    shuffle(d, order);
    for (unsigned i = 0; i < d->dims; i++) add_loop(d, l, order[i], s.of[l][order[i]], -1);
    for (int axis = 0; axis < 2 && d->array[l] >= 0; axis++) {
      unsigned dim = below(d, d->dims), bound = 2 + below(d, 2);
      if (slides(d, dim) || in_time >> dim & 1 || all * bound > ZEROS_POINTS || chance(d, 1, 4))
        continue;
      add_loop(d, l, dim, bound, axis);
      all *= bound;
    }
  }
  d->begin[d->memories] = d->loops;
  for (unsigned i = 0; i < d->dims; i++) d->bound[i] = 1;
  for (unsigned i = d->loops; i--;) {
    d->loop[i].stride = d->bound[d->loop[i].dim];
    d->bound[d->loop[i].dim] *= d->loop[i].bound;
  }
  for (unsigned t = 0; t < d->tensors; t++)
    for (unsigned r = 0; r < d->tensor[t].ranks; r++) {
      d->extent[t][r] = 1;
      for (unsigned i = 0; i < d->dims; i++)
        d->extent[t][r] += d->coefficients[t][r * d->dims + i] * (d->bound[i] - 1);
    }
}

static void make_mapping(struct zeros_design *d)
{
  unsigned storages = 0;
  for (unsigned l = 0; l < d->memories; l++) {
    d->kept[l] = l ? below(d, 1u << d->tensors) : (1u << d->tensors) - 1;
    for (unsigned t = 0; t < d->tensors; t++)
      if (zeros_keeps(d, l, t))
        d->storage[storages++] =
          (struct model_storage){(uint16_t)t, (uint16_t)d->node[l], (uint16_t)d->begin[l], {0}};
  }
  d->mapping = (struct model_mapping){.loops = d->loops, .storages = storages,
                                      .loop = d->model_loop,
                                      .storage = d->storage};
}

/* ---- densities ---- */

static enum density_kind draw_kind(struct zeros_design *d)
{
  static const enum density_kind kinds[] = {DENSITY_STRUCTURED, DENSITY_BANDED, DENSITY_DATA,
                                            DENSITY_CONSTANT};
  return draws(d, ZEROS_DENSITIES) ? kinds[below(d, 4)] : DENSITY_UNIFORM;
}

static void draw_matrix(struct zeros_design *d, unsigned t)
{
  struct sparse_matrix *m = &d->matrix;
  unsigned share = 1 + below(d, 9);
  *m = (struct sparse_matrix){.ranks = d->tensor[t].ranks, .at = d->matrix_at};
  int64_t words = 1;
  for (unsigned r = 0; r < m->ranks; r++) words *= m->extent[r] = d->extent[t][r];
  for (int64_t i = 0; i < words; i++) {
    int64_t rest = i;
    if (!chance(d, share, 10)) continue;
    for (unsigned r = m->ranks; r--; rest /= m->extent[r])
      d->matrix_at[m->filled * m->ranks + r] = rest % m->extent[r];
    m->filled++;
  }
}

/* The smallest tiles of more than one word hold as many each. */
static void draw_even(struct zeros_design *d, unsigned t)
{
  unsigned words = 1;
  for (d->even = d->memories; words == 1 && d->even--;) {
    int64_t size[ZEROS_RANKS];
    if (!zeros_keeps(d, d->even, t)) continue;
    zeros_tile(d, t, d->even, size);
    for (int r = 0; r < ZEROS_RANKS; r++) words *= (unsigned)size[r];
    if (!d->even) break;
  }
  d->density[t].share = words > 1 ? (1.0 + below(d, words - 1)) / words : 1;
}

static void make_density(struct zeros_design *d, unsigned t, enum density_kind kind)
{
  struct model_density *density = &d->density[t];
  double share = 1 + below(d, 9);
  *density = (struct model_density){.kind = kind, .share = share / (chance(d, 1, 3) ? 100 : 10)};
  if (kind == DENSITY_STRUCTURED) {
    density->of = 2 + below(d, 4);
    density->count = 1 + below(d, (unsigned)density->of - 1);
    density->rank = below(d, d->dims > 3 && !t ? 1 : d->tensor[t].ranks);
  }
  if (kind == DENSITY_CONSTANT) draw_even(d, t);
  if (kind == DENSITY_BANDED) density->width = below(d, 4);
  if (kind == DENSITY_DATA) {
    draw_matrix(d, t);
    density->matrix = &d->matrix;
  }
}

/* ---- formats and savings ---- */

/* Sets of dims of the ranks of a tensor. */
static uint32_t dims_of_rank(const struct zeros_design *d, unsigned t, unsigned rank)
{
  uint32_t set = 0;
  for (unsigned i = 0; i < d->dims; i++)
    if (d->coefficients[t][rank * d->dims + i]) set |= 1u << i;
  return set;
}

static const enum rank_kind compressed_kinds[] = {RANK_COORDINATES, RANK_BITMASK, RANK_RUNS},
                            other_kinds[] = {RANK_OFFSETS, RANK_FLAGS, RANK_UNCOMPRESSED};

/* The loops at a level and further inside that move a tensor. */
static unsigned loops_of(const struct zeros_design *d, unsigned l, unsigned t)
{
  unsigned n = 0;
  for (unsigned i = d->begin[l]; i < d->loops; i++) n += zeros_moves(d, i, t);
  return n;
}

/* Ranks that each follow one loop, where no other memory has to have them too. */
static bool follow_loops(struct zeros_design *d, unsigned l, unsigned t, struct model_format *f)
{
  struct model_rank *rank = d->rank[f - d->format];
  unsigned n = loops_of(d, l, t), low;
  bool other = l > 0 || zeros_inner(d, l, t) < d->memories || (d->dims > 3 && !t);
  if (other || d->density[t].kind == DENSITY_CONSTANT || !n || n > ZEROS_FORMAT_RANKS) return false;
  low = below(d, n);
  for (unsigned k = 0; k < n; k++)
    rank[k] = (struct model_rank){
      .kind = k >= low ? compressed_kinds[below(d, 3)] : other_kinds[below(d, 3)],
      .metadata_bits = 1, .payload_bits = 1};
  f->ranks = n;
  return true;
}

/* One rank of all dims, or one of the first rank's, or the last's, and one of the others. */
static void make_format(struct zeros_design *d, unsigned l, unsigned t, bool compressed)
{
  unsigned n = d->sparsity.formats++;
  unsigned ranks = 1 + (d->tensor[t].ranks > 1 && chance(d, 2, 3));
  struct model_rank *rank = d->rank[n];
  d->format[n] = (struct model_format){.node = (uint16_t)d->node[l], .tensor = (uint16_t)t,
                                       .rank = rank};
  d->stored[l][t] = true;
  if (compressed && chance(d, 1, 2) && follow_loops(d, l, t, &d->format[n])) return;
  if (d->density[t].kind == DENSITY_CONSTANT) ranks = 1;
  rank[0] = (struct model_rank){
    .kind = compressed ? compressed_kinds[below(d, 3)] : other_kinds[below(d, 2)],
    .metadata_bits = 1, .payload_bits = 1, .lists = 1, .list = {d->dims_of[t]}};
  if (ranks == 2) {
    uint32_t first = dims_of_rank(d, t, chance(d, 1, 2) ? 0 : d->tensor[t].ranks - 1);
    bool both = compressed && chance(d, 1, 2);
    rank[1] = rank[0];
    rank[0].kind = both ? compressed_kinds[below(d, 3)] : other_kinds[below(d, 3)];
    rank[0].list[0] = first;
    rank[1].list[0] = d->dims_of[t] & ~first;
  }
  d->format[n].ranks = ranks;
}

static void make_formats(struct zeros_design *d, unsigned t)
{
  bool compressed = true;
  if (d->density[t].kind == DENSITY_DENSE && !chance(d, 1, 4)) return;
  for (unsigned l = 0; l < d->memories; l++) {
    if (!zeros_keeps(d, l, t)) continue;
    if (chance(d, 1, 2)) {
      compressed &= chance(d, 4, 5);
      make_format(d, l, t, compressed);
    } else compressed = false;
  }
}

static void add_saving(struct zeros_design *d, int node, unsigned target, uint32_t by, bool skips)
{
  unsigned n = d->sparsity.savings++;
  d->saving[n] = (struct model_saving){.node = (uint16_t)node, .target = (uint16_t)target,
                                       .by = by, .skips = skips,
                                       .choice = (uint16_t)n};
}

/* Some of the inputs but those; at least one, if there is one. */
static uint32_t draw_by(struct zeros_design *d, uint32_t but)
{
  uint32_t by;
  if (!(~but & ((1u << d->output) - 1))) return 0;
  do by = below(d, 1u << d->output) & ~but;
  while (!by);
  return by;
}

/* At the level, or at one inside that does not keep the target. */
static void make_savings(struct zeros_design *d, unsigned l)
{
  for (unsigned t = 0; t < d->tensors; t++) {
    bool overlaps = d->dims > 3 && !t;
    uint32_t but = (t == d->output || overlaps ? d->special : 0) | 1u << t;
    if ((t == d->output && !has(d, ZEROS_OUTPUTS)) || !draw_by(d, but)) continue;
    if (zeros_keeps(d, l, t) && chance(d, 1, 2)) {
      unsigned at = l, inner = zeros_inner(d, l, t);
      if (chance(d, 1, 4)) at = l + below(d, inner - l);
      d->by[l][t] = draw_by(d, but);
      add_saving(d, d->node[at], t, d->by[l][t], chance(d, 1, 2));
    }
    if (has(d, ZEROS_ACROSS) && d->array[l] >= 0 && chance(d, 1, 3)) {
      d->across_by[l][t] = draw_by(d, but);
      add_saving(d, d->array[l], t, d->across_by[l][t], true);
    }
  }
}

/* As many words as a tile that goes to the next level, or a word, has with some loops. */
static void make_block(struct zeros_design *d, unsigned l)
{
  unsigned t = below(d, d->tensors), inner = zeros_inner(d, l, t);
  int64_t size[ZEROS_RANKS];
  if (!d->by[l][t] || !draws(d, ZEROS_BLOCKS)) return;
  uint64_t *block = &d->nodes[d->node[l]].memory.block;
  zeros_tile(d, t, inner, size);
  for (int r = 0; r < ZEROS_RANKS; r++) *block *= (uint64_t)size[r];
  for (unsigned i = d->begin[inner]; i-- > d->begin[l] && chance(d, 3, 4);)
    if (zeros_moves(d, i, t)) *block *= (uint64_t)d->loop[i].bound;
}

static void make_sparsity(struct zeros_design *d)
{
  d->sparsity = (struct model_sparsity){.density = d->density, .format = d->format,
                                        .saving = d->saving,
                                        .metadata = d->metadata};
  for (unsigned t = 0; t < d->tensors; t++) make_formats(d, t);
  for (unsigned l = 0; l < d->memories; l++) make_savings(d, l);
  for (unsigned l = 0; l < d->memories; l++) make_block(d, l);
  if (chance(d, 1, 2)) add_saving(d, d->compute, d->output, d->gate = draw_by(d, 0), false);
  if (chance(d, 1, 2)) add_saving(d, d->compute, d->output, d->skip = draw_by(d, 0), true);
}

void zeros_design(struct zeros_design *d, uint64_t seed, uint64_t number, unsigned features)
{
  memset(d, 0, sizeof *d);
  d->number = number, d->features = features;
  d->state = seed * UINT64_C(0x9e3779b97f4a7c15) + number;
  for (int i = 0; i < 8; i++) below(d, 2);
  make_arch(d);
  make_einsum(d);
  unsigned special = below(d, d->output);
  enum density_kind kind = draw_kind(d);
  int side[2] = {-1, -1};
  bool overlaps = d->dims > 3 && special == 0;
  if (kind != DENSITY_UNIFORM && overlaps) kind = DENSITY_STRUCTURED;
  if (kind == DENSITY_BANDED) {
    if (d->tensor[special].ranks != 2 || d->dims > 3) kind = DENSITY_DATA;
    else
      for (int r = 0; r < 2; r++) side[r] = __builtin_ctz(dims_of_rank(d, special, (unsigned)r));
  }
  d->special = kind == DENSITY_UNIFORM ? 0 : 1u << special;
  make_loops(d, side[0], side[1], kind == DENSITY_UNIFORM ? 0 : d->dims_of[special]);
  make_mapping(d);
  for (unsigned t = 0; t < d->output; t++)
    make_density(d, t, t == special ? kind : DENSITY_UNIFORM);
  make_density(d, d->output, has(d, ZEROS_OUTPUTS) && chance(d, 1, 3) ? DENSITY_UNIFORM
               : DENSITY_DENSE);
  make_sparsity(d);
  if (kind == DENSITY_CONSTANT && !zeros_even(d)) d->density[special].kind = DENSITY_UNIFORM;
}

/* ---- print ---- */

static void print_set(const struct zeros_design *d, uint32_t set)
{
  for (unsigned t = 0; t < d->tensors; t++)
    if (set >> t & 1) printf(" %s", d->tensor[t].name);
}

static void print_tensor(const struct zeros_design *d, unsigned t)
{
  static const char *const kinds[] = {"dense", "constant", "uniform", "structured", "banded",
                                      "data"};
  static const char *const ranks[] = {"uncompressed", "offsets", "coordinate", "bitmask", "rle",
                                      "flags"};
  const struct model_density *density = &d->density[t];
  printf("# %s [", d->tensor[t].name);
  for (unsigned r = 0; r < d->tensor[t].ranks; r++)
    for (unsigned i = 0; i < d->dims; i++)
      if (d->coefficients[t][r * d->dims + i])
        printf("%s%" PRId64 "%s", i && dims_of_rank(d, t, r) & ((1u << i) - 1) ? " + " : r ? ", "
               : "",
               d->coefficients[t][r * d->dims + i], d->einsum.dim_names[i]);
  printf("], %s %g, %" PRIu64 " of %" PRIu64 " in rank %u, width %" PRIu64 "\n",
         kinds[density->kind], density->share,
         density->count, density->of, density->rank, density->width);
  for (unsigned i = 0; i < d->sparsity.formats; i++) {
    const struct model_format *f = &d->format[i];
    if (f->tensor != t) continue;
    printf("#   at %s as", d->nodes[f->node].name);
    for (unsigned k = 0; k < f->ranks; k++)
      printf(" %s(%x)", ranks[f->rank[k].kind], f->rank[k].list[0]);
    putchar('\n');
  }
}

void zeros_print(const struct zeros_design *d)
{
  for (unsigned t = 0; t < d->tensors; t++) print_tensor(d, t);
  for (unsigned l = 0; l < d->memories; l++) {
    printf("# %s keeps", d->nodes[d->node[l]].name);
    print_set(d, d->kept[l]);
    printf(":");
    for (unsigned i = d->begin[l]; i < d->begin[l + 1]; i++)
      printf(" %s%s=%" PRId64, d->loop[i].across ? "par " : "",
             d->einsum.dim_names[d->loop[i].dim], d->loop[i].bound);
    putchar('\n');
  }
  for (unsigned i = 0; i < d->sparsity.savings; i++) {
    const struct model_saving *s = &d->saving[i];
    printf("# at %s %s %s by", d->nodes[s->node].name, s->skips ? "skip" : "gate",
           d->tensor[s->target].name);
    print_set(d, s->by);
    putchar('\n');
  }
}

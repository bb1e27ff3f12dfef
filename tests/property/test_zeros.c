/* What the model expects of tensors with zeros, and what becomes of real ones.
 *
 * Random products of small matrices run on two memories: the matrices are drawn again and again,
 * the loops are walked, and what is read, sent and computed is counted word by word.  The mean of
 * that has to be what the model says, as far as chance and rounding to whole words go.
 *
 * Arguments: how many designs, the seed, and the number of the first.  Prints TAP. */
#include "runtime/eval/evaluate.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIMS = 3, TENSORS = 3, A = 0, B = 1, Z = 2, DRAM = 0, BUF = 1, MAC = 2, SIDE = 16 };
enum { DRAWS = 60, DRAWS_AGAIN = 3000, FAILURES_SHOWN = 5 };

static const uint32_t dims_of[TENSORS] = {1 | 4, 4 | 2, 1 | 2}; /* m k, k n, m n */
static const int64_t coefficients[TENSORS][2][DIMS] = {
  {{1, 0, 0}, {0, 0, 1}}, {{0, 0, 1}, {0, 1, 0}}, {{1, 0, 0}, {0, 1, 0}}};

static uint64_t state;
static unsigned below(unsigned n)
{
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (unsigned)((state >> 33) % n);
}

/* ---- designs ---- */

struct trial {
  uint64_t number;
  struct model_node node[3];
  struct model_tensor tensor[TENSORS];
  int64_t bound[DIMS], size[2][DIMS]; /* of the dims, and of their loops at each memory */
  unsigned order[2][DIMS];            /* the outermost first */
  uint32_t kept;                      /* by the inner memory */
  struct model_loop loop[2 * DIMS];
  struct model_storage storage[2 * TENSORS];
  struct model_density density[TENSORS];
  struct model_rank rank[4][2];
  struct model_format format[4];
  struct model_saving saving[8];
  struct model_metadata metadata[3];
  bool stored[2][TENSORS];            /* with metadata */
  uint32_t by[2][TENSORS];            /* what reads of a tensor are left out by */
  bool gates, skips;                  /* computes */
  struct model_arch arch;
  struct model_einsum einsum;
  struct model_mapping mapping;
  struct model_sparsity sparsity;
};

static void make_arch(struct trial *t)
{
  static const char *const names[] = {"DRAM", "Buffer", "MAC"};
  for (int i = 0; i < 3; i++) t->node[i] = (struct model_node){.name = names[i], .parent = -1, .gated_at = -1};
  for (int i = DRAM; i <= BUF; i++)
    t->node[i].memory = (struct model_memory){.size_bits = INFINITY, .word_bits = 8, .block = 1, .cluster = 1, .buffers = 1,
                                              .fullest = 1, .read_rate = INFINITY, .write_rate = INFINITY,
                                              .shared_rate = INFINITY, .reduces = true};
  t->node[MAC].kind = MODEL_COMPUTE;
  t->node[MAC].compute.rate = 1;
  t->arch = (struct model_arch){.name = "Two", .nodes = 3, .node = t->node, .cycle_s = 1e-9};
}

static void make_einsum(struct trial *t)
{
  static const char *const names[] = {"A", "B", "Z"}, *const dims[] = {"m", "n", "k"};
  for (int i = 0; i < TENSORS; i++)
    t->tensor[i] = (struct model_tensor){.name = names[i], .output = i == Z, .ranks = 2,
                                         .coefficients = coefficients[i][0], .word_bits = 8};
  t->einsum = (struct model_einsum){.name = "product", .dims = DIMS, .tensors = TENSORS, .dim_names = dims,
                                    .bounds = t->bound, .tensor = t->tensor};
}

static void shuffle(unsigned *order)
{
  for (unsigned i = 0; i < DIMS; i++) order[i] = i;
  for (unsigned i = DIMS - 1; i; i--) {
    unsigned k = below(i + 1), other = order[i];
    order[i] = order[k], order[k] = other;
  }
}

static void make_mapping(struct trial *t)
{
  unsigned loops = 0, storages = 0;
  for (int d = 0; d < DIMS; d++) {
    for (int l = DRAM; l <= BUF; l++) t->size[l][d] = 1 + below(4);
    t->bound[d] = t->size[DRAM][d] * t->size[BUF][d];
  }
  t->kept = below(1 << TENSORS);
  for (int l = DRAM; l <= BUF; l++) {
    uint32_t keeps = l == DRAM ? (1 << TENSORS) - 1 : t->kept;
    for (int i = 0; i < TENSORS; i++)
      if (keeps >> i & 1)
        t->storage[storages++] = (struct model_storage){(uint16_t)i, (uint16_t)l, (uint16_t)loops, {0}};
    shuffle(t->order[l]);
    for (int i = 0; i < DIMS; i++) {
      int64_t bound = t->size[l][t->order[l][i]];
      t->loop[loops++] = (struct model_loop){(uint16_t)t->order[l][i], (uint16_t)l, -1, bound, bound, {0}};
    }
  }
  t->mapping = (struct model_mapping){.loops = loops, .storages = storages, .loop = t->loop, .storage = t->storage};
}

/* One rank of both dims, or one of each. */
static void make_format(struct trial *t, unsigned level, unsigned tensor, unsigned n)
{
  static const enum rank_kind kinds[] = {RANK_COORDINATES, RANK_BITMASK, RANK_RUNS};
  struct model_rank *rank = t->rank[n];
  enum rank_kind lowest = kinds[below(3)];
  unsigned ranks = 1 + below(2);
  rank[0] = rank[1] = (struct model_rank){.kind = lowest, .metadata_bits = 1, .payload_bits = 1, .lists = 1,
                                          .list = {dims_of[tensor]}};
  if (ranks == 2) {
    uint32_t first = tensor == B ? 4 : 1;
    rank[0].kind = below(2) ? RANK_OFFSETS : lowest;
    rank[0].list[0] = first;
    rank[1].list[0] = dims_of[tensor] & ~first;
  }
  t->format[n] = (struct model_format){.node = (uint16_t)level, .tensor = (uint16_t)tensor, .ranks = ranks, .rank = rank};
  t->stored[level][tensor] = true;
}

static void add_saving(struct trial *t, unsigned node, unsigned target, uint32_t by, bool skips)
{
  unsigned n = t->sparsity.savings++;
  t->saving[n] = (struct model_saving){.node = (uint16_t)node, .target = (uint16_t)target, .by = by, .skips = skips,
                                       .choice = (uint16_t)n};
}

static void make_sparsity(struct trial *t)
{
  t->sparsity = (struct model_sparsity){.density = t->density, .format = t->format, .saving = t->saving,
                                        .metadata = t->metadata};
  for (int i = A; i <= B; i++)
    t->density[i] = (struct model_density){.kind = DENSITY_UNIFORM, .share = (1 + below(9)) / 10.0};
  for (int l = DRAM; l <= BUF; l++) {
    t->metadata[l] = (struct model_metadata){.width_bits = 1, .word_bits = -1, .size_bits = INFINITY,
                                             .decompresses = true, .compresses = true};
    for (unsigned i = A; i <= B; i++) {
      bool kept = l == DRAM || t->kept >> i & 1, outside = l == DRAM || t->stored[DRAM][i];
      if (kept && outside && below(2)) make_format(t, (unsigned)l, i, t->sparsity.formats++);
    }
    for (unsigned i = A; i <= B; i++) {
      if ((l == BUF && !(t->kept >> i & 1)) || below(2)) continue;
      t->by[l][i] = i == A ? 1 << B : 1 << A;
      add_saving(t, (unsigned)l, i, t->by[l][i], below(2));
    }
  }
  t->gates = below(2), t->skips = below(2);
  if (t->gates) add_saving(t, MAC, Z, 1 << A | 1 << B, false);
  if (t->skips) add_saving(t, MAC, Z, 1 << A | 1 << B, true);
}

static void make_trial(struct trial *t, uint64_t seed, uint64_t number)
{
  memset(t, 0, sizeof *t);
  t->number = number;
  state = seed * UINT64_C(0x9e3779b97f4a7c15) + number;
  for (int i = 0; i < 8; i++) below(2);
  make_arch(t);
  make_einsum(t);
  make_mapping(t);
  make_sparsity(t);
}

/* ---- what happens ---- */

enum { READ, LEFT_OUT, FILLED, METADATA_READ, COUNTS };

/* All instances, words. */
struct counts { double of[2][TENSORS][COUNTS], computes[FATES]; };

struct walk {
  const struct trial *t;
  bool full[TENSORS][SIDE][SIDE];
  struct counts *out;
  int64_t tile[DIMS];                 /* where the tiles of the inner memory begin */
  bool gone[TENSORS];                 /* the tile did not come: it was left out, or is empty */
  bool left_out[TENSORS];             /* … left out */
};

/* Exactly as many as the density says. */
static void draw(struct walk *w, unsigned tensor)
{
  const struct trial *t = w->t;
  int64_t rows = tensor == B ? t->bound[2] : t->bound[0], columns = tensor == A ? t->bound[2] : t->bound[1];
  double left = rows * columns, full = ceil(t->density[tensor].share * left);
  for (int64_t i = 0; i < rows; i++)
    for (int64_t k = 0; k < columns; k++, left--)
      full -= w->full[tensor][i][k] = below(1u << 30) < full / left * (1u << 30);
}

static bool word(const struct walk *w, unsigned tensor, const int64_t *at)
{
  return tensor == Z || w->full[tensor][at[tensor == B ? 2 : 0]][at[tensor == A ? 2 : 1]];
}

/* Calls of a box of points; `size` 1 where the tensor has no such dim. */
static double filled(const struct walk *w, unsigned tensor, const int64_t *from, const int64_t *size)
{
  double n = 0;
  int64_t at[DIMS], to[DIMS];
  for (int d = 0; d < DIMS; d++) to[d] = dims_of[tensor] >> d & 1 ? size[d] : 1;
  for (int64_t m = 0; m < to[0]; m++)
    for (int64_t c = 0; c < to[1]; c++)
      for (int64_t k = 0; k < to[2]; k++) {
        at[0] = from[0] + m, at[1] = from[1] + c, at[2] = from[2] + k;
        n += word(w, tensor, at);
      }
  return n;
}

static double words_of(unsigned tensor, const int64_t *size)
{
  double n = 1;
  for (int d = 0; d < DIMS; d++)
    if (dims_of[tensor] >> d & 1) n *= (double)size[d];
  return n;
}

/* The metadata of one tile as it is stored: of all ranks, and both kinds. */
static double metadata_of(const struct walk *w, unsigned level, unsigned tensor, const int64_t *from,
                          const int64_t *size)
{
  const struct trial *t = w->t;
  const struct model_format *f = NULL;
  for (unsigned i = 0; i < t->sparsity.formats; i++)
    if (t->format[i].node == level && t->format[i].tensor == tensor) f = &t->format[i];
  if (!f) return 0;
  double all = filled(w, tensor, from, size), units = 0, rows = 0, elements = words_of(tensor, size);
  if (f->ranks == 1) {
    if (all > 0) units = f->rank[0].kind == RANK_BITMASK ? elements : all;
    return units;
  }
  int first = tensor == B ? 2 : 0;
  int64_t part[DIMS] = {size[0], size[1], size[2]}, at[DIMS] = {from[0], from[1], from[2]};
  part[first] = 1;
  for (int64_t i = 0; i < size[first]; i++, at[first]++) rows += filled(w, tensor, at, part) > 0;
  double length = (double)size[first], row = elements / length;
  if (!(all > 0)) return 0;
  /* Of the outer rank: a mask, or one for each row that is not empty, each with where it is. */
  switch (f->rank[0].kind) {
  case RANK_OFFSETS: units += length + 1; break;
  case RANK_BITMASK: units += length + rows; break;
  default: units += 2 * rows;
  }
  return units + (f->rank[1].kind == RANK_BITMASK ? rows * row : all);
}

/* Points that go by while one tile of a tensor stays: those of the loops inside of the innermost
 * that moves it. */
static void window_of(const struct trial *t, unsigned tensor, const int64_t *tile, int64_t *from, int64_t *size)
{
  for (int d = 0; d < DIMS; d++) size[d] = t->size[BUF][d], from[d] = tile[d];
  for (int i = DIMS; i--;) {
    unsigned d = t->order[DRAM][i];
    if (t->size[DRAM][d] == 1) continue;
    if (dims_of[tensor] >> d & 1) return;
    size[d] = t->bound[d], from[d] = 0;
  }
}

static bool any_empty(const struct walk *w, uint32_t by, const int64_t *from, const int64_t *size)
{
  for (unsigned i = A; i <= B; i++)
    if (by >> i & 1 && !(filled(w, i, from, size) > 0)) return true;
  return false;
}

/* A tile of an input comes to the inner memory. */
static void send_tile(struct walk *w, unsigned tensor)
{
  const struct trial *t = w->t;
  int64_t from[DIMS], size[DIMS];
  double (*n)[COUNTS] = &w->out->of[DRAM][tensor], all = words_of(tensor, t->size[BUF]);
  double full = filled(w, tensor, w->tile, t->size[BUF]);
  window_of(t, tensor, w->tile, from, size);
  bool left_out = any_empty(w, t->by[DRAM][tensor], from, size);
  bool empty = t->stored[DRAM][tensor] && !(full > 0);
  (*n)[left_out ? LEFT_OUT : READ] += t->stored[DRAM][tensor] ? full : all;
  w->left_out[tensor] = left_out;
  w->gone[tensor] = left_out || empty;
  if (w->gone[tensor]) return;
  w->out->of[BUF][tensor][FILLED] += t->stored[BUF][tensor] ? full : all;
}

/* What a compute wants of an input; false if that was left out. */
static bool read_word(struct walk *w, unsigned tensor, const int64_t *at)
{
  const struct trial *t = w->t;
  unsigned level = t->kept >> tensor & 1 ? BUF : DRAM;
  double (*n)[COUNTS] = &w->out->of[level][tensor];
  if (level == BUF && w->left_out[tensor]) return false;
  bool zero = tensor == A ? !word(w, B, at) : !word(w, A, at);
  bool left_out = t->by[level][tensor] && zero;
  if (level == BUF && w->gone[tensor]) return !left_out;
  double one = t->stored[level][tensor] ? word(w, tensor, at) : 1;
  (*n)[left_out ? LEFT_OUT : READ] += one;
  return !left_out;
}

static void compute(struct walk *w, const int64_t *at)
{
  const struct trial *t = w->t;
  unsigned absent = 0, zero = 0;
  bool reads[2];
  for (unsigned i = A; i <= B; i++) reads[i] = read_word(w, i, at);
  if (!reads[A] || !reads[B]) return;
  for (unsigned i = A; i <= B; i++) {
    unsigned level = t->kept >> i & 1 ? BUF : DRAM;
    if (word(w, i, at)) continue;
    if (t->stored[level][i]) absent++;
    else zero++;
  }
  if (absent == 2) return;
  enum fate fate = absent && t->skips ? SKIPPED : (absent || zero) && t->gates ? GATED : RANDOM;
  w->out->computes[fate]++;
}

static void walk_inner(struct walk *w)
{
  const struct trial *t = w->t;
  int64_t at[DIMS];
  for (int64_t m = 0; m < t->size[BUF][0]; m++)
    for (int64_t n = 0; n < t->size[BUF][1]; n++)
      for (int64_t k = 0; k < t->size[BUF][2]; k++) {
        at[0] = w->tile[0] + m, at[1] = w->tile[1] + n, at[2] = w->tile[2] + k;
        compute(w, at);
      }
}

static void walk(struct walk *w)
{
  const struct trial *t = w->t;
  int64_t i[DIMS] = {0}, last[DIMS] = {-1, -1, -1};
  const unsigned *o = t->order[DRAM];
  /* Of the metadata of all that is stored, as much is read as of the words. */
  double share[TENSORS];
  for (unsigned x = A; x <= B; x++)
    share[x] = metadata_of(w, DRAM, x, i, t->bound) * words_of(x, t->size[BUF]) / words_of(x, t->bound);
  for (i[o[0]] = 0; i[o[0]] < t->size[DRAM][o[0]]; i[o[0]]++)
    for (i[o[1]] = 0; i[o[1]] < t->size[DRAM][o[1]]; i[o[1]]++)
      for (i[o[2]] = 0; i[o[2]] < t->size[DRAM][o[2]]; i[o[2]]++) {
        for (int d = 0; d < DIMS; d++) w->tile[d] = i[d] * t->size[BUF][d];
        for (unsigned x = A; x <= B; x++) {
          bool moved = false;
          for (int d = 0; d < DIMS; d++) moved |= (dims_of[x] >> d & 1) && i[d] != last[d];
          if (moved && t->kept >> x & 1) {
            send_tile(w, x);
            if (!w->left_out[x]) w->out->of[DRAM][x][METADATA_READ] += share[x];
          }
        }
        for (int d = 0; d < DIMS; d++) last[d] = i[d];
        walk_inner(w);
      }
}

/* ---- comparison ---- */

struct tally { uint64_t designs, compared; unsigned again, failures; };

/* All that was drawn for one design. */
struct drawn { const struct trial *t; unsigned n, differ; uint64_t compared; struct counts sum, squares; bool last; };

/* Within five standard errors, and what rounding each of a few counts to whole words makes. */
static void compare(struct drawn *d, const char *what, unsigned level, unsigned tensor, double model, double sum,
                    double squares, double slack)
{
  double mean = sum / d->n, error = sqrt(fmax(squares / d->n - mean * mean, 0) / d->n);
  d->compared++;
  if (fabs(model - mean) <= 5 * error + slack) return;
  d->differ++;
  if (d->last)
    printf("# design %" PRIu64 ", %s of %c at %u: %.2f instead of %.2f, give or take %.2f\n", d->t->number, what,
           "ABZ"[tensor], level, model, mean, error);
}

static void add_up(const struct counts *one, double *sum, double *squares)
{
  const double *from = (const double *)one;
  for (size_t i = 0; i < sizeof *one / sizeof *from; i++) sum[i] += from[i], squares[i] += from[i] * from[i];
}

static void draw_all(struct drawn *d, unsigned n)
{
  for (; d->n < n; d->n++) {
    struct counts one = {0};
    struct walk w = {.t = d->t, .out = &one};
    draw(&w, A);
    draw(&w, B);
    walk(&w);
    add_up(&one, (double *)&d->sum, (double *)&d->squares);
  }
}

static void compare_tensor(struct drawn *d, unsigned l, unsigned x, const struct tensor_result *n)
{
  const struct sparse_result *s = n->sparse;
  double left_out = (double)(s->count[GATED][READS] + s->count[SKIPPED][READS]), metadata = 0;
  const double *sum = d->sum.of[l][x], *squares = d->squares.of[l][x];
  for (unsigned k = 0; k < s->ranks; k++)
    metadata += (double)(s->metadata[RANDOM][READS][k][0] + s->metadata[RANDOM][READS][k][1]);
  const struct { const char *what; int which; double model, slack; bool has; } of[] = {
    {"reads", READ, (double)s->count[RANDOM][READS], 3, true}, {"reads left out", LEFT_OUT, left_out, 3, true},
    {"fills", FILLED, (double)s->count[RANDOM][FILLS], 3, l == BUF},
    {"metadata", METADATA_READ, metadata, 6, l == DRAM && d->t->kept >> x & 1}};
  for (unsigned i = 0; i < sizeof of / sizeof *of; i++)
    if (of[i].has)
      compare(d, of[i].what, l, x, s->share_used * of[i].model, sum[of[i].which], squares[of[i].which], of[i].slack);
}

static void compare_all(struct drawn *d, const struct eval_result *r)
{
  d->differ = 0, d->compared = 0;
  for (unsigned l = DRAM; l <= BUF; l++)
    for (unsigned x = A; x <= B; x++)
      if (r->level[l].tensor[x].kept) compare_tensor(d, l, x, &r->level[l].tensor[x]);
  for (enum fate f = RANDOM; f < FATES; f++)
    compare(d, "computes", f, Z, (double)r->level[MAC].computes[f], d->sum.computes[f], d->squares.computes[f], 4);
}

/* What seems to differ may only be seldom, and is looked at for longer. */
static void try_trial(struct tally *tally, const struct trial *t)
{
  const struct energy_table table = {0};
  struct eval_problem problem;
  struct drawn d = {.t = t};
  struct evaluator *e = evaluator_new(&t->arch, MAC, &t->einsum, &table, &problem);
  evaluator_set_sparsity(e, &t->sparsity);
  const struct eval_result *r = evaluate(e, &t->mapping, &problem);
  tally->designs++;
  if (r) {
    draw_all(&d, DRAWS);
    compare_all(&d, r);
    if (d.differ) {
      tally->again++;
      draw_all(&d, DRAWS_AGAIN);
      d.last = tally->failures < FAILURES_SHOWN;
      compare_all(&d, r);
    }
    tally->compared += d.compared;
    tally->failures += d.differ;
  } else if (tally->failures++ < FAILURES_SHOWN)
    printf("# design %" PRIu64 " is refused: %d\n", t->number, problem.status);
  evaluator_free(e);
}

int main(int argc, char **argv)
{
  uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 2000, seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
  uint64_t first = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
  struct tally tally = {0};
  for (uint64_t i = first; i < first + n; i++) {
    struct trial t;
    make_trial(&t, seed, i);
    try_trial(&tally, &t);
  }
  printf("%sok 1 - the model expects what becomes of real zeros\n", tally.failures ? "not " : "");
  printf("# %" PRIu64 " designs, %" PRIu64 " counts, %u of them differ; %u designs were looked at for longer\n1..1\n",
         tally.designs, tally.compared, tally.failures, tally.again);
  return tally.failures != 0;
}

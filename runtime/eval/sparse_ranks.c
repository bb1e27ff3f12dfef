/* Which loops each rank of a stored tile steps through.
 *
 * The loops between a level and the next one inside that keeps the tensor are its block.  They
 * find their ranks one after the other, from the outermost on or from the innermost. */
#include "runtime/eval/sparse_inside.h"

#include <string.h>

struct block_loop { uint8_t dim; int64_t bound; uint32_t mold; };

/* A rank that has got its loops. */
struct filled { int64_t extent[MODEL_DIMS]; uint32_t mold; bool scalar; };

/* The block of one tile, innermost first, and its ranks, lowest first. */
struct block {
  const struct sparse *s;
  unsigned tensor, ranks, wanted;
  const struct model_format *format; /* NULL: one rank takes all */
  uint32_t n, least;                 /* loops; the mold of the innermost */
  VEC(struct block_loop) loop;
  struct filled rank[2 * MODEL_FORMAT_RANKS];
};

static void clear_rank(struct filled *rank, uint32_t mold)
{
  *rank = (struct filled){.mold = mold};
  for (unsigned d = 0; d < MODEL_DIMS; d++) rank->extent[d] = 1;
}

/* Of rank `r` of the format, counted from the lowest. */
static const struct model_rank *said(const struct block *b, unsigned r)
{
  return b->format ? &b->format->rank[b->format->ranks - 1 - r] : NULL;
}

/* The dims of the first list that holds `dim`; 0 if there is none.  Without lists: `dim`. */
static uint32_t list_of(const struct block *b, unsigned r, unsigned dim, bool *listed)
{
  const struct model_rank *rank = said(b, r);
  *listed = !rank || rank->lists;
  if (!rank) return UINT32_MAX;
  for (unsigned i = 0; i < rank->lists; i++)
    if (rank->list[i] >> dim & 1) return rank->list[i];
  return 0;
}

static void take(struct filled *rank, const struct block_loop *loop)
{
  rank->extent[loop->dim] *= loop->bound;
}

/* What stands at the low end moves up by one. */
static struct filled *insert_low(struct block *b, unsigned at)
{
  memmove(&b->rank[at + 1], &b->rank[at], (b->ranks - at) * sizeof *b->rank);
  b->ranks++;
  return &b->rank[at];
}

static bool nothing_left(const struct block *b, int64_t from, int64_t to)
{
  for (int64_t i = from; i < to; i++)
    if (b->loop.at[i].bound != 1) return false;
  return true;
}

/* From the outermost loop and the top rank down.  A rank that cannot take a loop is empty. */
static bool from_outside(struct block *b, unsigned low)
{
  unsigned r = b->wanted;
  int64_t at = (int64_t)b->n - 1;
  while (r > low) {
    while (at >= 0 && b->loop.at[at].bound == 1) at--;
    if (at < 0) break;
    const struct block_loop *x = &b->loop.at[at];
    bool listed;
    uint32_t list = list_of(b, --r, x->dim, &listed);
    if (listed && !list) {
      clear_rank(&b->rank[b->ranks++], b->least);
      continue;
    }
    struct filled *rank = insert_low(b, low);
    clear_rank(rank, x->mold);
    take(rank, x);
    for (at--; listed && at >= 0; at--) {
      const struct block_loop *next = &b->loop.at[at];
      if (next->bound != 1 && !(list >> next->dim & 1)) break;
      take(rank, next);
    }
  }
  for (; r > low; r--) clear_rank(insert_low(b, low), b->least);
  return nothing_left(b, 0, at + 1);
}

/* From the innermost loop and the lowest rank up. */
static bool from_inside(struct block *b, unsigned low)
{
  uint32_t at = 0;
  for (unsigned r = low; r < b->wanted; r++) {
    struct filled *rank = &b->rank[b->ranks++];
    while (at < b->n && b->loop.at[at].bound == 1) at++;
    clear_rank(rank, b->least);
    if (at == b->n) continue;
    const struct block_loop *x = &b->loop.at[at];
    bool listed;
    uint32_t list = list_of(b, r, x->dim, &listed);
    rank->scalar = listed && !list;
    if (rank->scalar) continue;
    rank->mold = x->mold;
    take(rank, x);
    for (at++; listed && at < b->n; at++) {
      const struct block_loop *next = &b->loop.at[at];
      if (next->bound != 1 && !(list >> next->dim & 1)) break;
      take(rank, next);
    }
  }
  return nothing_left(b, at, b->n);
}

/* The loops of levels from behind `child` (or the innermost) out to `level`. */
static void collect(struct block *b, unsigned level, int child, bool own)
{
  const struct sparse *s = b->s;
  uint32_t seen = 0, from = child < 0 ? 0 : s->end[child];
  b->loop.n = 0;
  for (uint32_t i = from; i < s->end[level]; i++) {
    const struct sparse_loop *l = &s->loop.at[i];
    if (!indexes(s, b->tensor, l->dim)) continue;
    int64_t bound = l->bound;
    /* What the level inside does not tell apart is told apart here. */
    if (!own && !(seen >> l->dim & 1)) bound *= mold_at(s, from)[l->dim];
    seen |= UINT32_C(1) << l->dim;
    vec_push(&b->loop, (struct block_loop){l->dim, bound, i + 1});
  }
  b->n = b->loop.n;
  b->least = b->n ? b->loop.at[0].mold : from;
}

/* Dims whose loops are all inside, where a mapping does not write loops of one iteration. */
static void collect_rest(struct block *b, int child)
{
  const struct sparse *s = b->s;
  uint32_t seen = 0, from = child < 0 ? 0 : s->end[child];
  for (uint32_t i = 0; i < b->n; i++) seen |= UINT32_C(1) << b->loop.at[i].dim;
  for (unsigned d = s->dims; d--;) {
    if (seen >> d & 1 || !indexes(s, b->tensor, d) || mold_at(s, from)[d] == 1) continue;
    vec_push(&b->loop, (struct block_loop){0, 0, 0});
    memmove(b->loop.at + 1, b->loop.at, b->n++ * sizeof *b->loop.at);
    b->loop.at[0] = (struct block_loop){(uint8_t)d, mold_at(s, from)[d], from};
  }
}

static bool same_kinds(const struct block *b, const struct sparse_tile *inner)
{
  for (unsigned r = 0; r < inner->ranks; r++)
    if (said(b, r)->kind != inner->rank[r].kind) return false;
  return true;
}

static bool problem_at(const struct sparse *s, enum eval_status status, unsigned level, unsigned tensor)
{
  *s->problem = (struct eval_problem){.status = status, .node = s->nest->level[level].memory, .dim = -1,
                                      .tensor = (int)tensor, .axis = -1};
  return false;
}

/* What the format says of each rank, and how much of it there is to say.  Those of the level
 * inside are told apart as they are there. */
static void say_ranks(struct sparse *s, unsigned level, const struct block *b, unsigned low,
                      const struct sparse_store *inner)
{
  struct sparse_tile *tile = tile_at(s, level, b->tensor);
  struct sparse_store *store = store_at(s, level, b->tensor);
  tile->ranks = b->ranks;
  for (unsigned r = 0; r < b->ranks; r++) {
    const struct model_rank *from = said(b, r);
    struct sparse_fiber *fiber = &store->fiber[r];
    fiber->shape = r < low ? inner->fiber[r].shape
                           : (double)sparse_box(s, b->tensor, b->rank[r].extent).words;
    bool end = from && (b->format->inner_first ? r == 0 : r + 1 == b->ranks);
    fiber->trivial = fiber->shape == 1 && !end;
    if (!from) continue;
    tile->rank[r].kind = from->kind;
    tile->rank[r].bits[METADATA] = from->metadata_bits;
    tile->rank[r].bits[PAYLOAD] = from->payload_bits;
  }
}

/* ---- formats that name their dims ---- */

/* Then the format is how a whole tile lies in its memory, whatever the loops are that go through it;
 * the established model knows only the loops. */
bool sparse_names_all(const struct model_format *f, uint32_t dims)
{
  uint32_t named = 0;
  for (unsigned r = 0; r < f->ranks; r++) {
    uint32_t own = f->rank[r].lists == 1 ? f->rank[r].list[0] & dims : 0;
    if (!own || own & named) return false;
    named |= own;
  }
  return named == dims;
}

/* The tile with only the dims of some ranks: `from` and those below it, or it alone. */
static struct box part_of_tile(const struct sparse *s, const struct block *b, unsigned level, unsigned from,
                               bool alone)
{
  int64_t extent[MODEL_DIMS];
  const int64_t *tile = mold_at(s, s->end[level]);
  for (unsigned d = 0; d < s->dims; d++) {
    bool in = false;
    for (unsigned r = alone ? from : 0; r <= from; r++) in |= said(b, r)->list[0] >> d & 1;
    extent[d] = in ? tile[d] : 1;
  }
  return sparse_box(s, b->tensor, extent);
}

static bool lay_out(struct sparse *s, struct block *b, unsigned level)
{
  struct sparse_tile *tile = tile_at(s, level, b->tensor);
  struct sparse_store *store = store_at(s, level, b->tensor);
  tile->ranks = b->format->ranks;
  store->inside[0] = sparse_box(s, b->tensor, mold_at(s, 0));
  for (unsigned r = 0; r < tile->ranks; r++) {
    const struct model_rank *from = said(b, r);
    store->fiber[r] = (struct sparse_fiber){.shape = (double)part_of_tile(s, b, level, r, true).words};
    store->inside[r + 1] = part_of_tile(s, b, level, r, false);
    tile->rank[r].kind = from->kind;
    tile->rank[r].bits[METADATA] = from->metadata_bits;
    tile->rank[r].bits[PAYLOAD] = from->payload_bits;
  }
  return true;
}

/* ---- formats that follow the loops ---- */

static bool rank_tile(struct sparse *s, struct block *b, unsigned level, unsigned tensor)
{
  struct sparse_tile *tile = tile_at(s, level, tensor);
  struct sparse_store *store = store_at(s, level, tensor);
  int child = sparse_next(s, level, tensor);
  const struct sparse_tile *inner = child < 0 ? NULL : tile_at(s, (unsigned)child, tensor);
  const struct sparse_store *inner_store = child < 0 ? NULL : store_at(s, (unsigned)child, tensor);
  bool tiled = tile->compressed && inner && inner->shape > 1;
  unsigned low = tiled ? inner->ranks : 0;
  b->tensor = tensor, b->format = store->format, b->ranks = 0;
  b->wanted = b->format ? b->format->ranks : 1;
  if (b->format && !s->compat && sparse_names_all(b->format, s->dims_of[tensor])) return lay_out(s, b, level);
  if (tiled && (low > b->wanted || (inner->compressed && !same_kinds(b, inner))))
    return problem_at(s, EVAL_FORMAT_TILES, level, tensor);
  for (unsigned r = 0; r < low; r++) clear_rank(&b->rank[b->ranks++], 0);
  collect(b, level, child, tiled);
  if (!tiled) collect_rest(b, child);
  bool fits = b->format && b->format->inner_first ? from_inside(b, low) : from_outside(b, low);
  if (!fits) return problem_at(s, EVAL_FORMAT_RANKS, level, tensor);
  if (b->ranks != b->wanted) return problem_at(s, EVAL_FORMAT_RANKS, level, tensor);
  const int64_t *scalar = mold_at(s, 0);
  store->inside[0] = sparse_box(s, tensor, scalar);
  for (unsigned r = low; r < b->ranks; r++)
    store->inside[r + 1] =
      sparse_box(s, tensor, b->rank[r].scalar ? scalar : mold_at(s, b->rank[r].mold));
  for (unsigned r = 0; r <= low && low; r++) store->inside[r] = inner_store->inside[r];
  say_ranks(s, level, b, low, inner_store);
  return true;
}

/* Coordinates and lengths of runs are as long as somebody makes them, and so are offsets; masks
 * and flags have one bit. */
static bool has_bits(enum rank_kind kind, int which)
{
  if (kind == RANK_OFFSETS) return which == PAYLOAD;
  return which == METADATA && (kind == RANK_COORDINATES || kind == RANK_RUNS);
}

double sparse_own_bits(enum rank_kind kind, int which, double word_bits, double elements)
{
  if (which == METADATA && (kind == RANK_BITMASK || kind == RANK_FLAGS)) return 1;
  if (!has_bits(kind, which)) return 0;
  if (word_bits >= 0) return word_bits;
  double n = kind == RANK_OFFSETS ? elements + 1 : elements;
  unsigned bits = 0;
  while (bits < 63 && (double)(UINT64_C(1) << bits) < n) bits++;
  return bits;
}

static void settle_bits(struct sparse *s, unsigned level, unsigned tensor)
{
  struct sparse_tile *tile = tile_at(s, level, tensor);
  const struct sparse_store *store = store_at(s, level, tensor);
  for (unsigned r = 0; store->format && r < tile->ranks; r++)
    for (int which = 0; which < METADATA_KINDS; which++) {
      double *bits = &tile->rank[r].bits[which];
      double word = s->model->metadata[s->nest->level[level].memory].word_bits;
      if (store->fiber[r].trivial) *bits = 0;
      else if (*bits < 0) *bits = sparse_own_bits(tile->rank[r].kind, which, word, store->fiber[r].shape);
    }
}

/* An uncompressed rank under a compressed one is found by nobody. */
static bool check_kinds(const struct sparse *s, unsigned level, unsigned tensor)
{
  const struct model_format *f = store_at(s, level, tensor)->format;
  bool plain = false;
  for (unsigned r = 0; f && r < f->ranks; r++) {
    bool compressed = rank_compresses(f->rank[f->ranks - 1 - r].kind);
    if (plain && compressed) return problem_at(s, EVAL_FORMAT_ORDER, level, tensor);
    plain |= !compressed;
  }
  return true;
}

/* Tiles that come compressed are kept compressed, or somebody decompresses them. */
static bool check_conversion(const struct sparse *s, unsigned level, unsigned tensor)
{
  int outer = sparse_outer(s, level, tensor);
  if (outer < 0) return true;
  const struct sparse_tile *from = tile_at(s, (unsigned)outer, tensor), *to = tile_at(s, level, tensor);
  const struct model_metadata *m = &s->model->metadata[s->nest->level[level].memory];
  if (to->compressed && !from->compressed) return problem_at(s, EVAL_FORMAT_OUTSIDE, level, tensor);
  if (!from->compressed || to->compressed) return true;
  if (!m->decompresses) return problem_at(s, EVAL_FORMAT_DECOMPRESS, level, tensor);
  if (s->nest->outputs >> tensor & 1 && !m->compresses)
    return problem_at(s, EVAL_FORMAT_COMPRESS, level, tensor);
  return true;
}

void sparse_ranks_room(struct sparse *s)
{
  s->block = xcalloc(1, sizeof *s->block);
  s->block->s = s;
}

void sparse_ranks_free(struct sparse *s)
{
  vec_free(&s->block->loop);
  xfree(s->block);
}

bool sparse_ranks(struct sparse *s)
{
  bool fits = true;
  for (unsigned l = s->levels; fits && l--;)
    for (unsigned t = 0; fits && t < s->tensors; t++)
      if (tile_at(s, l, t)->kept)
        fits = check_kinds(s, l, t) && check_conversion(s, l, t) && rank_tile(s, s->block, l, t);
  for (unsigned l = 0; fits && l < s->levels; l++)
    for (unsigned t = 0; t < s->tensors; t++) settle_bits(s, l, t);
  return fits;
}

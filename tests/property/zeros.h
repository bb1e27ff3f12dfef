/* Random small designs with zeros, and what becomes of real ones.
 *
 * The definition.  Matrices are drawn, and the loops of a mapping are walked; there are as many
 * instances of everything as the loops across arrays make.  A tile of a tensor comes to a memory
 * when it begins to be used, from the next memory outside that keeps the tensor, once for all
 * instances below that one which want the same.  Computes want words one by one, at each step.
 *
 * - Of what is stored with metadata only words that are not zero move.  A tile that is empty does
 *   not come at all to a memory behind one with metadata, nor does what lies in it come further in.
 * - A read is left out if, of one tensor behind `by`, all is zero that is computed with while what
 *   was read stays, by all that share it.  Then nothing of it comes further in.
 * - An access moves as many words as a block has, those that the innermost loops come to; it is
 *   left out if all that these are for is.
 * - An array's instance is left out if, of one tensor behind `by`, all is zero that it computes
 *   with in one step of the array.
 * - Of the metadata of a tile, such a part moves as of its words that a dense tile would have.
 *
 * Written from the definition: it looks at every iteration and knows no probabilities. */
#ifndef TL_TESTS_ZEROS_H
#define TL_TESTS_ZEROS_H

#include "runtime/eval/result.h"
#include "runtime/model/mapping.h"
#include "runtime/model/workload.h"
#include "runtime/sparse/data.h"

enum {
  ZEROS_DIMS = 4, ZEROS_TENSORS = 4, ZEROS_RANKS = 3, ZEROS_MEMORIES = 3, ZEROS_NODES =
    2 * ZEROS_MEMORIES + 1,
  ZEROS_FORMAT_RANKS = 4,
  ZEROS_LOOPS = ZEROS_MEMORIES * (ZEROS_DIMS + 2), ZEROS_POINTS = 384, ZEROS_WORDS = 1024
};

/* What designs may have, beside uniform inputs of a product on two memories.
 *
 * The model takes zeros of different tensors, and those of one where it is used more often than
 * elsewhere, to have nothing to do with each other.  So one input at most has zeros that are not
 * just anywhere; no loop across an array moves it; where tiles of it overlap it has them only in
 * groups along another rank; and it leaves out no partial sums, of which the first are not read,
 * nor what overlaps, of which some steps bring more than others.  A constant share is that of the
 * smallest tiles of more than one word: what is asked of such an input is asked of words or of
 * whole tiles. */
enum zeros_feature {
  ZEROS_DENSITIES = 1,       /* one input whose zeros are not just anywhere */
  ZEROS_DEEP = 2,            /* three memories */
  ZEROS_OUTPUTS = 4,         /* zeros of outputs, and savings of these */
  ZEROS_ARRAYS = 8,
  ZEROS_ACROSS = 16,         /* savings at arrays */
  ZEROS_INPUTS = 32,         /* three of them */
  ZEROS_WINDOWS = 64,        /* convolutions, with a stride */
  ZEROS_BLOCKS = 128,        /* accesses of several words */
  ZEROS_ALL = 255
};

struct zeros_loop {
  unsigned dim, level;
  bool across;
  int64_t bound, stride;     /* in points of the dim */
};

/* Everything that one design is made of.  It points into itself: do not copy it. */
struct zeros_design {
  uint64_t number, state;    /* of the generator */
  unsigned features;
  unsigned memories, dims, tensors, output;
  int node[ZEROS_MEMORIES], array[ZEROS_MEMORIES], compute; /* -1: none */
  unsigned loops;            /* outermost first */
  struct zeros_loop loop[ZEROS_LOOPS];
  unsigned begin[ZEROS_MEMORIES + 1]; /* the first loop of a level; behind them all loops */
  int64_t bound[ZEROS_DIMS];
  uint32_t dims_of[ZEROS_TENSORS];
  uint32_t kept[ZEROS_MEMORIES]; /* sets of tensors */
  bool stored[ZEROS_MEMORIES][ZEROS_TENSORS]; /* with metadata */
  uint32_t by[ZEROS_MEMORIES][ZEROS_TENSORS]; /* what reads are left out by; 0: nothing */
  uint32_t across_by[ZEROS_MEMORIES][ZEROS_TENSORS];
  uint32_t special;          /* the input whose zeros are not just anywhere, as a set */
  uint32_t gate, skip;       /* computes, by these tensors */

  struct model_node nodes[ZEROS_NODES];
  struct model_tensor tensor[ZEROS_TENSORS];
  int64_t coefficients[ZEROS_TENSORS][ZEROS_RANKS * ZEROS_DIMS];
  int64_t extent[ZEROS_TENSORS][ZEROS_RANKS];
  struct model_loop model_loop[ZEROS_LOOPS];
  struct model_storage storage[ZEROS_MEMORIES * ZEROS_TENSORS];
  struct model_density density[ZEROS_TENSORS];
  struct model_rank rank[ZEROS_MEMORIES * ZEROS_TENSORS][ZEROS_FORMAT_RANKS];
  struct model_format format[ZEROS_MEMORIES * ZEROS_TENSORS];
  struct model_saving saving[2 * ZEROS_MEMORIES * ZEROS_TENSORS + 2];
  struct model_metadata metadata[ZEROS_NODES];
  unsigned even;             /* the level whose tiles of `special` are equally full */
  struct sparse_matrix matrix;
  int64_t matrix_at[ZEROS_WORDS * ZEROS_RANKS];
  struct model_arch arch;
  struct model_einsum einsum;
  struct model_mapping mapping;
  struct model_sparsity sparsity;
};

/* Makes design number `number` of a series, with some of the features; the same everywhere. */
void zeros_design(struct zeros_design *d, uint64_t seed, uint64_t number, unsigned features);
void zeros_print(const struct zeros_design *d);

/* From 0 to `n` less one. */
unsigned zeros_below(uint64_t *state, unsigned n);

static inline bool zeros_keeps(const struct zeros_design *d, unsigned level, unsigned tensor)
{
  return d->kept[level] >> tensor & 1;
}

/* The next level inside that keeps the tensor; the number of memories stands for the computes. */
static inline unsigned zeros_inner(const struct zeros_design *d, unsigned level, unsigned tensor)
{
  for (level++; level < d->memories && !zeros_keeps(d, level, tensor); level++) {}
  return level;
}

static inline bool zeros_moves(const struct zeros_design *d, unsigned loop, unsigned tensor)
{
  return d->loop[loop].bound > 1 && d->dims_of[tensor] >> d->loop[loop].dim & 1;
}

/* ---- matrices ---- */

struct zeros_box { int64_t from[ZEROS_RANKS], size[ZEROS_RANKS]; };

/* How many words that are not zero stand before a place, in each rank. */
struct zeros_matrix {
  int64_t size[ZEROS_RANKS], step[ZEROS_RANKS];
  int32_t before[4 * ZEROS_WORDS];
};

/* Draws the zeros of a tensor. */
void zeros_draw(struct zeros_matrix *m, const struct zeros_design *d, unsigned tensor,
                uint64_t *state);

/* The words of a box that are not zero; it is cut where the tensor ends. */
double zeros_filled(const struct zeros_matrix *m, const struct zeros_box *box);
double zeros_words(const struct zeros_box *box);

/* Units of metadata of one tile as it is stored, all ranks and both kinds. */
double zeros_metadata(const struct zeros_design *d, const struct zeros_matrix *m, unsigned level,
                      unsigned tensor, const struct zeros_box *tile);

/* ---- counts ---- */

enum zeros_count {
  Z_READ, Z_READ_OUT, Z_FILL, Z_UPDATE, Z_UPDATE_OUT, Z_META_READ, Z_META_OUT, Z_META_FILL,
    Z_META_UPDATE,
  Z_META_UPDATE_OUT, Z_DENSE_READ, Z_DENSE_FILL, Z_DENSE_UPDATE, ZEROS_COUNTS
};

/* Of one instance that is in use without zeros, on average; computes are those of all. */
struct zeros_counts {
  double of[ZEROS_MEMORIES][ZEROS_TENSORS][ZEROS_COUNTS], computes[FATES];
  double busy;               /* instances that have work, in all steps together */
};

/* Whether what is left out because of `special` is so because of words or whole tiles of it. */
bool zeros_even(const struct zeros_design *d);

/* The size of the tiles of a tensor at a level, or of words; and of what the loops from `begin` on
 * reach. */
void zeros_tile(const struct zeros_design *d, unsigned tensor, unsigned level, int64_t *size);
void zeros_part(const struct zeros_design *d, unsigned tensor, unsigned begin, int64_t *size);

/* Whether what the same zeros leave out of some tensors lies in each other.  The model takes it for
 * as much as the one that leaves out most; where two only overlap it is more. */
bool zeros_nested(const struct zeros_design *d, uint32_t targets);

void zeros_walk(const struct zeros_design *d, const struct zeros_matrix *matrix,
                struct zeros_counts *out);

#endif

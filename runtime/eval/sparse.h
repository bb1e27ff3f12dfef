/* What becomes of the counts of a mapping where tensors have zeros: which words are still moved,
 * which are gated or skipped, and what metadata go with them.
 *
 * Y. N. Wu, P.-A. Tsai, A. Parashar, V. Sze, J. S. Emer, Sparseloop: An Analytical Approach to
 * Sparse Tensor Accelerator Modeling, MICRO 2022, sections 4 and 5. */
#ifndef TL_EVAL_SPARSE_H
#define TL_EVAL_SPARSE_H

#include "runtime/eval/problem.h"
#include "runtime/eval/result.h"
#include "runtime/eval/traffic.h"
#include "runtime/model/sparsity.h"
#include "runtime/sparse/density.h"

/* One rank of a stored tile, the lowest first. */
struct sparse_rank {
  enum rank_kind kind;
  double bits[METADATA_KINDS];       /* of one; 0 if the rank has nothing to say */
  double expected[METADATA_KINDS];   /* in a tile, on average */
};

/* A tensor at a level, one instance of it, but where it says otherwise. */
struct sparse_tile {
  bool kept, metadata, compressed;
  struct box box;                    /* as far as the loops inside reach */
  double shape;                      /* its words, zeros included */
  unsigned ranks;
  struct sparse_rank rank[MODEL_FORMAT_RANKS];
  double occupancy;                  /* words that are not zero, on average */
  double density;                    /* … as a share */
  double instances;                  /* in use, on average */
  double spread;                     /* … at most */
  double count[FATES][ACCESSES];     /* words */
  double meta[FATES][ACCESSES][MODEL_FORMAT_RANKS][METADATA_KINDS];
  double reductions, decompressed, compressed_again;
};

struct sparse_computes {
  double all;                        /* that reach the computes */
  double count[FATES];
  double instances;                  /* in use, on average */
  double spread;                     /* … at most */
};

struct sparse;

/* For the path of a nest that nest_path made; all three must outlive it. */
struct sparse *sparse_new(const struct nest *nest, const struct model_sparsity *sparsity);
void sparse_free(struct sparse *sparse);

/* What one read of a level costs, in pJ, the words that it moves, and how many words the metadata
 * of one take; for choices between savings. */
struct sparse_price { double read_pJ; uint64_t block; double metadata_share; };

/* Works out everything for a mapping that is on the nest; `price` is by level and tensor.  False:
 * `problem` says what cannot be. */
bool sparse_count(struct sparse *sparse, const struct model_mapping *mapping,
                  const struct flows *flows, struct traffic (*traffic)[MODEL_LEVELS],
                  const struct sparse_price (*price)[MODEL_TENSORS], struct eval_problem *problem);

/* What the fullest tile but for a share 1 - `confidence` of them takes. */
struct sparse_room {
  double words, metadata_bits;
  double units[MODEL_FORMAT_RANKS][METADATA_KINDS]; /* of metadata, whole ones */
};
void sparse_room(const struct sparse *s, unsigned level, unsigned tensor, double confidence,
                 struct sparse_room *room);

const struct sparse_tile *sparse_tile(const struct sparse *sparse, unsigned level, unsigned tensor);

/* How many blocks of so many words the words of a tile fill, on average, the last of them in part. */
double sparse_blocks(const struct sparse *sparse, unsigned level, unsigned tensor, uint64_t block);

/* The next level inside that keeps the tensor; -1 if there is none. */
int sparse_next(const struct sparse *sparse, unsigned level, unsigned tensor);

/* What is said of a tensor, and of a memory. */
const struct model_density *sparse_density(const struct sparse *sparse, unsigned tensor);
const struct model_metadata *sparse_metadata(const struct sparse *sparse,
                                             const struct model_node *node);
bool sparse_compat(const struct sparse *sparse);

/* A double as a whole number, as the established model's machine does it: negative ones wrap. */
uint64_t sparse_whole(double x);

/* What is left of the words of a tensor that cross below a level, as a share of those that would
 * without zeros: metadata count as the words that they are as long as.  The established model has
 * all words pass: then it is 1. */
double sparse_passing(const struct sparse *sparse, unsigned level, unsigned tensor, double word_bits);

const struct sparse_computes *sparse_computes(const struct sparse *sparse);

/* ---- rules of formats, also for whoever bounds what they come to ---- */

/* Whether each of these dims, those of its tensor, is named by one rank of a format. */
bool sparse_names_all(const struct model_format *format, uint32_t dims);

/* The bits of one piece of metadata or payload that the format does not say: `word_bits`, if that is
 * not below 0, or else as many as tell all elements apart. */
double sparse_own_bits(enum rank_kind kind, int which, double word_bits, double elements);

/* `fibers` fibers at the most, of `shape` elements; a fiber is empty with the probability `none`,
 * and one of its elements with `empty`.  What tells of them in a rank, into units[METADATA_KINDS]. */
struct sparse_fibers { double fibers, shape, none, empty; };
void sparse_rank_units(enum rank_kind kind, const struct sparse_fibers *fibers, double *units);

#endif

/* What is known of zeros: how many each tensor has, how tiles are stored so that these take no
 * room, and what the hardware leaves out because of them.
 *
 * Plain data: nothing here is owned. */
#ifndef TL_MODEL_SPARSITY_H
#define TL_MODEL_SPARSITY_H

#include "lang/base/source.h"
#include "runtime/model/limits.h"

#include <stdbool.h>

enum density_kind {
  DENSITY_DENSE,
  DENSITY_CONSTANT,        /* `share` of the words of every tile */
  DENSITY_UNIFORM,         /* `share` of the words of the tensor, wherever chance puts them */
  DENSITY_STRUCTURED,      /* `count` of each `of` words that follow each other in rank `rank` */
  DENSITY_BANDED,          /* of a square matrix those that are at most `width` off its diagonal */
  DENSITY_DATA,            /* those of `matrix` */
};

struct sparse_matrix;      /* runtime/sparse/matrix.h */

struct model_density {
  enum density_kind kind;
  double share;            /* from 0 to 1 */
  uint64_t count, of;
  unsigned rank;
  uint64_t width;
  const struct sparse_matrix *matrix;
  struct span span;
};

enum rank_kind {
  RANK_UNCOMPRESSED,       /* all elements, and nothing about them */
  RANK_OFFSETS,            /* where each element begins (UOP) */
  RANK_COORDINATES,        /* a coordinate for each that is not empty (CP) */
  RANK_BITMASK,            /* a bit for each, and those that are not empty (B) */
  RANK_RUNS,               /* how many empty ones stand before each that is not (RLE) */
  RANK_FLAGS,              /* all elements, and a flag for each (UB) */
};

/* Whether a rank leaves out what is empty. */
static inline bool rank_compresses(enum rank_kind kind)
{
  return kind == RANK_COORDINATES || kind == RANK_BITMASK || kind == RANK_RUNS;
}

/* The loops that a rank takes are those over the dims of one of its lists; without lists, one
 * loop over any dim. */
enum { MODEL_RANK_LISTS = 4 };

struct model_rank {
  enum rank_kind kind;
  double metadata_bits, payload_bits; /* of one; below 0: as many as it takes */
  unsigned lists;
  uint32_t list[MODEL_RANK_LISTS];    /* sets of dims */
  struct span span;
};

enum { MODEL_FORMAT_RANKS = 16 };

/* How a memory stores the tiles of a tensor. */
struct model_format {
  uint16_t node, tensor;
  bool inner_first;        /* the innermost loops find their ranks first */
  unsigned ranks;
  const struct model_rank *rank; /* [ranks] the outermost first */
  struct span span;
};

/* What is not done for `target` where one of `by` is known to be zero.  At a memory it is that
 * words are read, at an array that instances have work, at a compute that it computes. */
struct model_saving {
  uint16_t node, target;
  uint32_t by;             /* set of tensors */
  bool skips;              /* it takes no time either; else it is gated */
  uint16_t choice;         /* those of the same number are alternatives: what saves most is had */
  struct span span;
};

/* What memories say of metadata, by node of the architecture. */
struct model_metadata {
  double width_bits;       /* moved by one access; 0: there is no access to metadata; below 0:
                              what moves data moves them */
  double word_bits;        /* of one of them, where a format does not say; below 0: as many as it
                              takes */
  double size_bits;        /* what is held; INFINITY: as much as is wanted */
  double overbooking;      /* the share of tiles that may be too large, from 0 to 1 */
  bool decompresses, compresses;
};

struct model_sparsity {
  unsigned formats, savings;
  const struct model_density *density;   /* [tensors of the Einsum] */
  const struct model_format *format;     /* [formats] no two of a node and tensor */
  const struct model_saving *saving;     /* [savings] in the order they are written */
  const struct model_metadata *metadata; /* [nodes of the arch]; what is no memory has 0 */
  bool compat;             /* as the established model has it, with its faults */
};

#endif

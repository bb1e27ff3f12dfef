/* Inside the room: what loops in time that are yet to come make of a tile, at the least. */
#ifndef TL_MAPPER_HORIZON_H
#define TL_MAPPER_HORIZON_H

#include "compiler/mapper/lattice.h"

/* What lies outside of a partial mapping. */
struct horizon {
  double outside;                /* iterations of loops in time */
  int64_t extent[LATTICE_DIMS];  /* inside */
  double rest[LATTICE_DIMS];     /* how many times that its bound is: loops in time and arrays */
  double still[LATTICE_TENSORS]; /* iterations of loops in time over dims that index the tensor, at
                                    the least */
};

/* Looks outside from where extents are these. */
void horizon_make(struct horizon *h, const struct lattice *plan, double outside,
                  const int64_t *extent);

/* After a loop in time over a dim, no matter how long. */
void horizon_after(struct horizon *h, const struct lattice *plan, unsigned dim);

/* The least number above 1 that may divide a whole one. */
double least_factor(double whole);

/* Words that are new after a step has moved a tile of so many words, which has `size` in each
 * rank, by `shift`. */
double words_of_step(const struct lattice_tensor *tensor, const int32_t *size, double tile,
                     const int32_t *shift);

/* How one step of a loop moves a tile, by rank; extents are those inside. */
void shift_of_loop(const struct lattice_tensor *tensor, unsigned dim, int64_t extent,
                   int32_t *shift);

/* Words that are fetched, at the least, of a tile of so many words that nothing moves yet, if
 * the first loop to move it is over one of these dims.  `next`: the very next loop is.
 * `size` is by rank, as far as tiles may overlap in part. */
double horizon_still(const struct horizon *h, const struct lattice *plan, unsigned tensor,
                     uint32_t dims, bool next, double tile, const int32_t *size);

/* … of one that loops have moved: the first by `own` a step, each fetching `part`, and all of
 * them, one step each, by `inside`; so far it has fetched `words`. */
double horizon_moves(const struct horizon *h, const struct lattice *plan, unsigned tensor,
                     uint32_t dims, bool next, double tile, double words, double part,
                     const int32_t *own, const int32_t *inside);

/* Whether a loop over one of the dims may go on with what the first has begun, whose step is
 * `own`.  All others fetch the tile anew each time. */
bool goes_on_with(const struct lattice_tensor *tensor, uint32_t dims, const int32_t *own);

#endif

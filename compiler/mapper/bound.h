/* Inside the room: what completing a partial mapping costs at the least.
 *
 * Words that are wanted have to be read from some memory further out, through arrays that
 * serve several instances at once, but only so many; and what that memory hands on must have
 * come from the outermost one, each word of the tensor once. */
#ifndef TL_MAPPER_BOUND_H
#define TL_MAPPER_BOUND_H

#include "compiler/mapper/frame.h"
#include "compiler/mapper/stream.h"

enum { BOUND_WAYS = 64 };

/* One way to cross the arrays outside of a level: words that leave each level for one that
 * the level wants. */
struct bound_way {
  double pJ_word[LATTICE_TENSORS][LATTICE_LEVELS]; /* by level that keeps it */
};

struct bound_level {
  unsigned ways;
  struct bound_way *way;
  unsigned parents[LATTICE_TENSORS];               /* levels that may serve the tensor */
  uint8_t parent[LATTICE_TENSORS][LATTICE_LEVELS];
};

struct bound {
  const struct frame *frame;
  double fixed_pJ[LATTICE_TENSORS][LATTICE_LEVELS]; /* once a level serves the tensor */
  struct bound_level at[LATTICE_LEVELS + 1];
};

/* `spreads` by level: those of them that are of the frame.  In `arena`. */
void bound_make(struct bound *bound, const struct frame *frame, const struct spreads *spreads,
                struct arena *arena);

/* The energy that has to come for what flows at a level; `kept`: what the level itself keeps
 * is decided. */
double bound_pJ(const struct bound *bound, unsigned level, const double *words,
                const uint32_t wanting, bool kept);

#endif

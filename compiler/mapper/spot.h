/* Inside the room: where a pass is, and what a partial mapping there can still come to. */
#ifndef TL_MAPPER_SPOT_H
#define TL_MAPPER_SPOT_H

#include "compiler/mapper/pass.h"

/* Where a pass is. */
struct spot {
  struct pass *pass;
  unsigned level;
  uint32_t state;
  uint8_t index[LATTICE_DIMS];
  struct horizon ahead;          /* what is not chosen yet, and extents */
};

/* Goes to the block of a level with the extents of a state.  False: nothing can be completed
 * from there, as what is left does not divide. */
bool spot_move(struct spot *s, struct pass *pass, unsigned level, uint32_t state);

/* What a tensor comes to. */
struct prospect {
  struct cost cost;
  struct flowing to;
};

/* The next loop: over one of some dims, all of which make the same of all tensors. */
struct next_loop {
  uint32_t dims;
  uint8_t effect[LATTICE_TENSORS]; /* see stream_effect */
  struct prospect of[LATTICE_TENSORS]; /* of those on which it has any */
};

/* What tensors come to at the least, whatever the next loop is, and by that. */
struct prospects {
  struct prospect any[LATTICE_TENSORS];
  uint32_t waiting;              /* see struct wanted */
  double each[LATTICE_TENSORS];
  unsigned n;
  struct next_loop next[LATTICE_DIMS];
};

/* What leaves an array for each word that is wanted inside: so much if neighbours hand all words on
 * that they can, and if none.  They may where the next loop is over one of some dims; or half of
 * them, where it is over one of others. */
struct leaving {
  uint32_t all, half;
  double least, most;
};

/* How the rest of a partial mapping is looked at. */
struct view {
  enum kept kept;
  uint32_t keeps;
  const struct leaving *leaving; /* by tensor: the array that is put around it; NULL: none is */
};

void spot_prospects(const struct spot *s, const struct flowing *flow, struct prospects *q);

/* Whether a partial mapping cannot come to anything better than what is sought. */
bool spot_hopeless(const struct spot *s, const struct partial *at, const struct prospects *q,
                   const struct view *view);

/* The least values of the goals once a partial mapping is completed. */
void spot_least(const struct spot *s, struct partial *at, enum kept kept, double *values);

/* What a partial mapping has come to. */
struct cost partial_cost(const struct pass *pass, const struct partial *at);
void partial_set_cost(const struct pass *pass, struct partial *at, const struct cost *cost);

/* A copy of a partial mapping, to be changed and taken. */
struct partial *pass_copy(struct pass *pass, uint32_t number);

/* Takes the new partial mapping into the list of a state, unless it cannot become better than
 * what is known. */
void pass_take(struct spot *s, uint32_t *heads, struct partial *new, enum kept kept);

/* Whether time or memory is over. */
bool pass_ended(struct pass *pass);

/* Puts the array of a level around all that has come to it.  False: it had to end before. */
bool pass_cross(struct pass *pass, unsigned level);

/* Evaluates the mapping that a partial one has become, and offers it to the best. */
void pass_offer(struct pass *pass, uint32_t number, const double *values);

#endif

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
  int64_t extent[LATTICE_DIMS];
  double outside;                /* iterations of loops in time that are not chosen yet */
  struct outlook outlook[LATTICE_TENSORS];
};

/* Goes to the block of a level with the extents of a state.  False: nothing can be completed
 * from there, as what is left does not divide. */
bool spot_move(struct spot *s, struct pass *pass, unsigned level, uint32_t state);

/* Whether what the level keeps is decided, or open, or would be just this. */
enum kept { OPEN, KEPT, KEEPS };

/* What tensors come to at the least: of those that nothing moves yet, if the next loop does,
 * and if it does not. */
struct prospects {
  struct cost moved[LATTICE_TENSORS], unmoved[LATTICE_TENSORS];
  struct flowing moved_to[LATTICE_TENSORS], unmoved_to[LATTICE_TENSORS];
  uint32_t still;                /* tensors that nothing moves */
};

/* How the rest of a partial mapping is looked at. */
struct view {
  enum kept kept;
  uint32_t keeps;
  const double *groups;          /* by tensor: what leaves the array that is put around it, for
                                    each word that is wanted; NULL: none is */
};

void spot_prospects(const struct spot *s, const struct flowing *flow, struct prospects *q);

/* The least values of the goals once a partial mapping is completed. */
void spot_values(const struct spot *s, const struct partial *at, const struct prospects *q,
                 const struct view *view, double *values);
void spot_least(const struct spot *s, struct partial *at, enum kept kept, uint32_t keeps,
                double *values);

/* Whether values are no better than what is sought. */
bool spot_hopeless(struct pass *pass, const double *values);

/* What a partial mapping has come to. */
struct cost partial_cost(const struct pass *pass, const struct partial *at);
void partial_set_cost(const struct pass *pass, struct partial *at, const struct cost *cost);

/* Evaluates the mapping that a partial one has become, and offers it to the best. */
void pass_offer(struct pass *pass, uint32_t number);

#endif

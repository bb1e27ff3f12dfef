/* What the parts of bounds share; for these alone. */
#ifndef TL_MAPPER_BOUND_INSIDE_H
#define TL_MAPPER_BOUND_INSIDE_H

#include "compiler/mapper/bound.h"

/* What bringing tiles to a level takes in pJ, with the extents of a state or any multiple of them
 * that there is room for. */
enum { PASSING = 12 };
struct bound_table {
  unsigned level, sets;
  uint32_t *set;                    /* of tensors that it may bring, by their number */
  uint32_t *number;                 /* of a set */
  double *pJ;                       /* [states][sets] */
  unsigned pairs;                   /* of a set and a tensor not in it; 0: unknown */
  uint32_t *pair;                   /* [sets][tensors] */
  double unit_pJ[LATTICE_TENSORS];  /* the least that serving a tensor costs */
  double *near_pJ, *far_pJ;         /* [states][pairs][PASSING]: see bound_passing */
};

/* With what is known of pairs if that takes no more than `most` bytes. */
struct bound_table *bound_table_make(const struct bound *bound, unsigned level, double most);

/* What one of the level takes without pairs. */
double bound_table_least_bytes(const struct lattice *plan, unsigned level);
void bound_table_free(struct bound_table *table);
double bound_table_bytes(const struct bound_table *table, const struct lattice *plan);

/* What a memory keeps leaves other tensors to be served from the one outside of it, perhaps many
 * times over: the less the larger its tiles are, for which there may be no room.  What bringing
 * its tiles and serving another tensor takes, at the least over all that it may keep, is a
 * concave function of what that would cost to be served only once, and lies above its chords.  It
 * is known for PASSING of these costs, each twice the one before.
 *
 * That is, of a tensor that nothing inside moves but loops of the memory, with extents inside
 * these that are those of the state; or also arrays in between, if it is not `near`. */
double bound_passing(const struct bound_table *table, bool near, uint32_t state, uint32_t set,
                     unsigned tensor, double once_pJ);

/* What bringing a set to a level takes, with the extents of a state or any multiple. */
static inline double bound_bring(const struct bound *b, unsigned level, uint32_t state,
                                 uint32_t set)
{
  const struct bound_table *table = b->at[level].table;
  if (table) return table->pJ[(size_t)state * table->sets + table->number[set]];
  double pJ = 0;
  for (unsigned t = 0; t < b->frame->plan->tensors; t++)
    if (set >> t & 1) pJ += b->rest_pJ[t][level];
  return pJ;
}

/* Roughly, by one way: what serving each set of what is wanted takes, by the set. */
void serving_sets(struct serving *s, const double *way, double *pJ);

#endif

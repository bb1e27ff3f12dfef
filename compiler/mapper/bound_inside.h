/* What the parts of bounds share; for these alone. */
#ifndef TL_MAPPER_BOUND_INSIDE_H
#define TL_MAPPER_BOUND_INSIDE_H

#include "compiler/mapper/bound.h"

/* What bringing tiles to a level takes in pJ, with the extents of a state or any multiple of them
 * that there is room for. */
enum { PASSING = 12, JOINT_TENSORS = 4, JOINT_SETS = 1 << JOINT_TENSORS,
       JOINTS = JOINT_SETS * JOINT_TENSORS };
struct bound_table {
  unsigned level, sets;
  uint32_t *set;                    /* of tensors that it may bring, by their number */
  uint32_t *number;                 /* of a set */
  double *pJ;                       /* [states][sets] */
  unsigned pairs;                   /* of a set and a tensor not in it; 0: unknown */
  uint32_t *pair;                   /* [sets][tensors] */
  double unit_pJ[LATTICE_TENSORS];  /* the least that serving a tensor costs */
  double *near_pJ, *far_pJ;         /* [states][pairs][PASSING]: see bound_passing */
  const struct bound_table *hub;    /* that of the hub; NULL: there is none, or it is not inside */
  unsigned joints;                  /* of a set and a tensor not in it; 0: unknown */
  uint32_t jointly;                 /* such tensors */
  uint16_t joint[JOINTS];           /* [JOINT_SETS][JOINT_TENSORS] */
  float *joint_pJ;                  /* [states][joints]: see bound_joint_make */
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

/* The hub is the memory next to the outermost one, if nothing but loops in time lies between.  It
 * keeps a set of tensors, and a memory inside of it another tensor, which comes from there or
 * passes it: what bringing both takes, with extents at the memory that are those of a state or any
 * multiple of them, and at the hub any multiple of these.  Of the hub itself: once the other leaves
 * it, from the extents that all arrays inside have led to.  Not if that took more bytes than
 * `most`. */
void bound_joint_make(const struct bound *bound, struct bound_table *table, double most);

/* By one way: what serving each set of what is wanted takes, by the set, from memories that stand
 * before `end`. */
void serving_sets(struct serving *s, const double *way, const struct server *end, double *pJ);

/* … each set from one memory, where it is. */
void serving_near(const struct serving *s, const struct server *at, const double *way, double *pJ);

/* What it takes more, at the least, to serve a tensor from a level while a memory keeps others; and
 * for some to pass it. */
double serving_more(const struct serving *s, const struct server *at, const double *way,
                    uint32_t keeps, unsigned t, unsigned from);
double serving_pass(const struct serving *s, const struct server *at, const double *way,
                    uint32_t keeps, uint32_t passing);

/* What serving all that is wanted takes, if there is a hub. */
double serving_joint(struct serving *s, const double *way);

/* Where extents come to if the arrays of a way are around. */
static inline uint32_t way_state(const struct lattice *p, const uint8_t *index,
                                 const struct way_out *way)
{
  uint32_t state = 0;
  for (unsigned d = 0; d < p->dims; d++) {
    const struct lattice_dim *dim = &p->dim[d];
    state += dim->times[index[d] * dim->divisors + way->divisor[d]] * dim->weight;
  }
  return state;
}

#endif

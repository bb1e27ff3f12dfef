/* Inside the room: what may run across an array, and how many instances then want the same. */
#ifndef TL_MAPPER_SPREAD_H
#define TL_MAPPER_SPREAD_H

#include "compiler/mapper/lattice.h"
#include "lang/base/vec.h"

struct spread_loop {
  uint8_t dim, axis;     /* dim: of the plan */
  int64_t bound;
};

/* Loops across one array. */
struct spread {
  uint64_t instances;
  uint32_t run;                     /* of those side by side that differ only by their loops, how
                                       many there are from here on */
  int64_t factor[LATTICE_DIMS];     /* of each dim, all loops together */
  uint64_t alike[LATTICE_TENSORS];  /* instances that want the same words, as far as dims say */
  uint64_t summed[LATTICE_TENSORS]; /* the same, of outputs; 0 of others */
  unsigned loops;
  struct spread_loop loop[MODEL_AXES * LATTICE_DIMS]; /* outermost first, as in a nest */
};

/* All that may run across the array of a level.  Where neither distances nor neighbours count,
 * only one for each vector of factors. */
struct spreads {
  unsigned n;
  struct spread *at;
};

/* In `arena`.  False: there are too many to look at. */
bool spreads_find(struct spreads *all, const struct lattice *plan, unsigned level,
                  struct arena *arena);

/* Who wants what: groups of instances that want the same tile, of so many words each. */
struct fan {
  uint32_t id;           /* from 1 */
  uint32_t kind;         /* the same of those that cannot be told apart by what comes of them */
  double groups;         /* of all sizes */
  double least_groups;   /* of all sizes, if what neighbours take made all as large as the largest */
  double members;        /* of all groups: the instances */
  unsigned shares;
  const struct fanout_share *share; /* by size */
  unsigned moves;        /* by which neighbours hand words on, if tiles move by one of them */
  const struct move *move;
  const int64_t *span;   /* by rank, how far apart tiles are; NULL: nobody hands anything on */
  double left_groups, left_members; /* whatever they hand on, so many are left at the least */
  unsigned parts;        /* in how many what passes may be counted, as neighbours take some */
  bool unsteady;         /* what neighbours take changes how large groups are on average */
};

/* What is left to a fan once neighbours hand on what they fetched just before. */
struct handing {
  double linked;         /* instances that are served so */
  struct fan left;
};

struct move {
  int64_t by[MODEL_RANKS];
  struct handing handing;
};

/* Finds fans and remembers them. */
struct fans;
struct fans *fans_new(const struct lattice *plan);
void fans_free(struct fans *fans);

/* The fan of a spread at a level for a tensor whose tile below has these extents. */
const struct fan *fan_of(struct fans *fans, unsigned level, const struct spread *spread,
                         unsigned tensor, const int64_t *extent);

/* The fan of a number. */
const struct fan *fan_at(const struct fans *fans, uint32_t id);

/* What neighbours hand on where a step moves all tiles by so much; NULL: nothing. */
const struct handing *fan_handing(const struct fan *fan, const int32_t *by);

/* Whether neighbours may hand words on at this array, for this tensor. */
bool spread_links(const struct lattice *plan, unsigned level, const struct spread *spread,
                  unsigned tensor);

/* What leaves the array, at the least, for each word of a tensor that an instance wants: if
 * neighbours hand nothing on, and if they do. */
double spread_groups(const struct lattice *plan, unsigned level, const struct spread *spread,
                     unsigned tensor);
double spread_least_groups(const struct lattice *plan, unsigned level,
                           const struct spread *spread, unsigned tensor);

#endif

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
  double groups;         /* of all sizes */
  double least_groups;   /* of all sizes, if what neighbours take made all as large as the largest */
  double members;        /* of all groups: the instances */
  unsigned shares;
  const struct fanout_share *share; /* by size */
  const struct fanout *grid; /* where distances or neighbours count; else NULL */
  unsigned moves;        /* by which neighbours hand words on, if tiles move by one of them */
  const int64_t (*move)[MODEL_RANKS];
  double left_groups, left_members; /* whatever they hand on, so many are left at the least */
  bool unsteady;         /* what neighbours take changes how large groups are on average */
};

/* What is left to a fan once neighbours hand on what they fetched just before. */
struct handing {
  bool any;              /* they do, and it spares the level above some words */
  double linked;         /* instances that are served so */
  struct fan left;
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

/* Whether two fans cannot be told apart by what comes of them. */
bool fans_alike(struct fans *fans, const struct fan *a, const struct fan *b);

/* What neighbours hand on where a step moves all tiles by `move`; the fan has a grid. */
const struct handing *fan_handing(struct fans *fans, const struct fan *fan, const int64_t *move);

/* Whether neighbours may hand words on at this array, for this tensor. */
bool spread_links(const struct lattice *plan, unsigned level, const struct spread *spread,
                  unsigned tensor);

#endif

/* A mapspace: the mappings of one Einsum on one path of an architecture that constraints
 * leave open.
 *
 * Loops stand in slots: the block in time of each memory of the path, and each axis of each
 * of its arrays.  A slot has at most one loop over each dim.  The bounds of the loops over a
 * dim, in all slots together, come to the dim's size; in the mappings that are counted here
 * each divides what the loops outside of it leave, unless `imperfect` says more.
 *
 * Plain data: nothing here is owned. */
#ifndef TL_MAPPER_SPACE_H
#define TL_MAPPER_SPACE_H

#include "runtime/energy/table.h"
#include "runtime/model/arch.h"
#include "runtime/model/mapping.h"
#include "runtime/model/sparsity.h"
#include "runtime/model/workload.h"

/* What a number of iterations may be: from `low` to `high`, and if there are choices, one of
 * them.  1 is no loop. */
struct space_range {
  int64_t low, high;           /* at least 1; INT64_MAX: no limit */
  unsigned choices;
  const int64_t *choice;       /* ascending; NULL: any */
  struct span low_at, high_at; /* who says so; file 0: nobody */
};

/* The product of the bounds of a slot's loops over some dims. */
struct space_product {
  uint32_t dims;
  struct space_range range;
};

struct space_slot {
  uint16_t node;               /* a memory, or the array that the loops run across */
  int16_t axis;                /* of that array; -1: in time */
  struct space_range range[MODEL_DIMS]; /* of the loop over each dim of the Einsum */
  uint32_t outside[MODEL_DIMS];/* by dim: those whose loops must not stand inside of its own */
  unsigned products;
  const struct space_product *product;
  struct span span;            /* what is said of the slot; file 0: nothing */
};

/* What a memory holds: sets of tensors.  What is in neither set is open. */
struct space_memory {
  uint16_t node;
  uint32_t keep, bypass;
};

/* How many words a tile may have. */
struct space_tile {
  uint16_t node, tensor;
  double low, high;
  struct span span;
};

/* How many instances of an array are put to use, all axes together. */
struct space_use {
  uint16_t node;
  double low, high;
  struct span span;
};

enum space_imperfect { SPACE_PERFECT, SPACE_IMPERFECT_SPATIAL, SPACE_IMPERFECT };

struct space {
  const struct model_arch *arch;
  const struct model_einsum *einsum;
  const struct energy_table *energy;
  int compute;                 /* the node at the end of the path */
  unsigned slots, memories, tiles, uses, policies;
  const struct space_slot *slot;     /* outermost first: of an array, its axes in their order */
  const struct space_memory *memory; /* outermost first: all memories of the path */
  const struct space_tile *tile;
  const struct space_use *use;
  const struct model_policy *policy; /* of every mapping of the space */
  enum space_imperfect imperfect;
  const struct model_sparsity *sparsity; /* NULL: no zeros are known of */
};

/* Whether a range admits a number. */
bool space_admits(const struct space_range *range, int64_t bound);

/* What evaluates the mappings of a space, for evaluator_free.  NULL: nothing can, be they as they
 * may. */
struct evaluator *space_evaluator(const struct space *space);

#endif

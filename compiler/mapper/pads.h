/* Inside the room: sizes for dims that are larger than theirs, so that factors divide which
 * would not otherwise.  A mapping of an Einsum of such sizes, in which all factors divide, is
 * one of the true Einsum, in which the last iterations are short. */
#ifndef TL_MAPPER_PADS_H
#define TL_MAPPER_PADS_H

#include "compiler/mapper/space.h"
#include "lang/base/vec.h"

struct pad {
  int64_t size[MODEL_DIMS];        /* of each dim */
  double volume;                   /* points for one true point */
  double slots;                    /* iterations in time, at the least */
};

struct pads {
  VEC(struct pad) of;
};

/* Finds the sizes that may help: fewer iterations in time than without, or nearly as few
 * points.  Only for a few dims at once.  If the space leaves loops in time free, those are
 * sizes with many divisors, and else sizes that loops across arrays divide.  Give it back with
 * vec_free(&pads->of). */
void pads_find(struct pads *pads, const struct space *space);

#endif

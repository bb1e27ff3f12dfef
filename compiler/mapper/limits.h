/* What a space says of mappings beyond single loops. */
#ifndef TL_MAPPER_LIMITS_H
#define TL_MAPPER_LIMITS_H

#include "compiler/mapper/inside.h"
#include "compiler/mapper/plan.h"

/* Whether the loops of a plan fit arrays, products and uses. */
bool limits_factors(const struct plan *plan, struct rejects *rejects);

/* Whether the tiles of what is kept have as many words as they may.  What is not kept has a
 * tile of 0 words. */
bool limits_tiles(const struct plan *plan, struct rejects *rejects);

/* Whether the order of loops along an axis makes a difference: where neighbours hand words
 * on, and where distances are paid for. */
bool limits_axis_ordered(const struct space *space, const struct space_slot *slot);

#endif

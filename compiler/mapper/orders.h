/* The orders of loops in a slot that its `outside` allows. */
#ifndef TL_MAPPER_ORDERS_H
#define TL_MAPPER_ORDERS_H

#include "compiler/mapper/space.h"

enum { ORDERS_EXACT = 12 }; /* up to so many loops, orders are counted */

/* The dims of `left` whose loop may stand outside of all others of `left`. */
uint32_t orders_first(const struct space_slot *slot, uint32_t left);

/* The common logarithm of the number of orders of loops over `dims`; of more than
 * ORDERS_EXACT dims, of what that would be without any rule.  -INFINITY: there is none. */
double orders_log10(const struct space_slot *slot, uint32_t dims);

/* An order of loops over `dims`, drawn at random with numbers from 0 to 1 (below it), into
 * `order`; each is as likely as any other, if there are not more than ORDERS_EXACT.  False:
 * there is none. */
bool orders_draw(const struct space_slot *slot, uint32_t dims, const double *at, uint8_t *order);

#endif

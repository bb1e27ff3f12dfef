/* Inside the room: what any mapping of a space costs at the least, also where factors do not
 * divide.  It holds for what evaluation counts; see points.h for how that may differ from
 * what happens. */
#ifndef TL_MAPPER_LEAST_H
#define TL_MAPPER_LEAST_H

#include "compiler/mapper/goal.h"
#include "compiler/mapper/space.h"

/* No mapping of the space has a value of the first goal below this; 0: nothing is known. */
double least_value(const struct space *space, const struct goals *goals);

/* Iterations of all loops in time together, at the least.  `divide`: only the divisors of a
 * dim's size may run across arrays. */
double least_slots(const struct space *space, bool divide);

/* The share of these that zeros leave something to do in, at the least. */
double least_busy(const struct space *space);

/* How many instances of an array loops over some dims can put to use. */
double most_instances(const struct space *space, int array, uint32_t dims);

#endif

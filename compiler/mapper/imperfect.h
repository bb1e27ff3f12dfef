/* Inside the room: the best mappings of a space with factors that do not divide.
 *
 * Small spaces are looked at mapping by mapping.  In others, the best mapping whose factors
 * divide is found exactly, then those of Einsums of slightly larger sizes, which are mappings
 * of the true one with short last iterations; and from the best of them others are reached by
 * small changes.  How far from the best that may be, a bound for all of the space says. */
#ifndef TL_MAPPER_IMPERFECT_H
#define TL_MAPPER_IMPERFECT_H

#include "compiler/mapper/inside.h"

/* Searches the space, if it has factors that do not divide.  False: it has none. */
bool search_imperfect(struct search_work *work);

#endif

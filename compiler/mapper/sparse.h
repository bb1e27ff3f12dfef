/* Inside the room: the best mapping of a space where there are zeros.
 *
 * What is left out because of zeros depends on all of a mapping, so a partial one tells what it
 * comes to only at the least (see zeros.h).  The exact search finds the least such bound, which
 * holds for all mappings, and mappings that are nearly as good; small changes lead to better ones.  Then
 * whatever may be better by its bound is looked at one by one, if that is not too much. */
#ifndef TL_MAPPER_SPARSE_H
#define TL_MAPPER_SPARSE_H

#include "compiler/mapper/inside.h"

/* Searches the space, if zeros are known of.  False: they are not. */
bool search_sparse(struct search_work *work);

#endif

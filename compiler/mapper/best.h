/* The best mappings that a search has met: the first few by the goals, or those that no
 * other beats in all goals at once.
 *
 * What is in the list does not depend on the order in which mappings come: of mappings that
 * are equal in all goals, those come first that come first in an order of mappings. */
#ifndef TL_MAPPER_BEST_H
#define TL_MAPPER_BEST_H

#include "compiler/mapper/search.h"
#include "lang/base/vec.h"

struct best {
  const struct goals *goals;
  unsigned top;                 /* how many are wanted */
  bool front;                   /* instead: as above; of equals, one */
  VEC(struct search_found) of;  /* best first; the list owns what they point to, but for
                                   policies, which are the space's */
};

void best_init(struct best *best, const struct goals *goals, unsigned top, bool front);
void best_free(struct best *best);

/* Whether a mapping of these values may come into the list.  Costs little. */
bool best_wants(const struct best *best, const double *values);

/* Takes a copy of a mapping into the list, if it belongs there and is not there yet; of
 * `found`, all but the mapping's spans matters.  True: it is new. */
bool best_offer(struct best *best, const struct search_found *found);

/* Offers all of another list. */
void best_merge(struct best *best, const struct best *from);

/* A copy of the list that lives in `arena`. */
const struct search_found *best_copy(const struct best *best, struct arena *arena);

/* An order of mappings: below 0 if `a` comes first, 0 if they are the same.  Both have no
 * loops of one iteration, and their storages stand in the order of nodes, then tensors. */
int mapping_compare(const struct model_mapping *a, const struct model_mapping *b);

#endif

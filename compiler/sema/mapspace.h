/* Inside the room: constraints that contradict each other. */
#ifndef TL_SEMA_MAPSPACE_H
#define TL_SEMA_MAPSPACE_H

#include "lang/base/str.h"

struct bound;
struct mapping;
struct only;

/* Tells what contradicts itself: E0418, and what claims_check tells. */
void constraints_check(struct mapping *m);

/* What both come from the base was told there; a run sees it all anew. */
bool told_already(const struct mapping *m, const struct mapping *a, const struct mapping *b);

/* May a loop take so many steps here, as far as is known? */
bool bound_admits(const struct bound *b, int64_t steps);

/* Is there a number that both admit?  Both are known. */
bool bounds_meet(const struct bound *a, const struct bound *b);

/* May there be loops over this dimension?  If not because of a tensor that would
 * move, *tensor (where given) is its name. */
bool only_allows(const struct mapping *m, const struct only *o, name_t name, int dim,
                 const char **tensor);

#endif

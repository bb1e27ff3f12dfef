/* Inside the room: whether the loops of a mapping cover its workload. */
#ifndef TL_SEMA_COVERAGE_H
#define TL_SEMA_COVERAGE_H

#include "lang/base/str.h"

struct bound;
struct mapping;
struct slot;

/* Tells what does not fit the sizes: E0411, E0413, E0419, E0431.  Also finds out
 * what each `*` is worth.  Whether a mapspace leaves room for all steps is asked
 * only if it is `consistent`: its constraints do not contradict each other. */
void coverage_check(struct mapping *m, bool consistent);

/* Does something say more about the same slot than this bound does?  A mapping's own loop
 * stands for what its mapspace asks; of two constraints the tighter one counts. */
bool superseded(const struct mapping *m, const struct bound *b);

/* How many instances the loops of a slot take at the least, those over `without`
 * (or NULL) left out. */
int64_t least_across(struct mapping *m, const struct slot *s, name_t without);

#endif

/* Inside the room: whether sizes can be split into steps as a mapspace asks. */
#ifndef TL_SEMA_SPLIT_H
#define TL_SEMA_SPLIT_H

#include <stdbool.h>

struct mapping;

/* Tells dims whose steps no loops can share (E0441).  `perfect`: each number of steps must
 * divide what the loops outside of it leave; else only what no number of steps meets is told. */
void split_check(struct mapping *m, bool perfect);

#endif

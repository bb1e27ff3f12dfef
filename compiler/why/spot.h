/* Inside the room: where in the user's files a number stands that is to be another. */
#ifndef TL_WHY_SPOT_H
#define TL_WHY_SPOT_H

#include "compiler/session/session.h"

/* The expression that an argument, an attribute or a parameter is set to whose place is `at`, or
 * that stands there itself.  NULL: there is none, or it belongs to the standard library. */
const struct node *why_spot(const struct compilation *c, struct span at);

/* The text of that, and one of it `times` as large; `value` is what it is in base units.  In
 * `arena`. */
const char *why_spot_text(const struct compilation *c, const struct node *value, struct arena *arena);
const char *why_spot_scaled(const struct compilation *c, const struct node *value, double is,
                        const char *unit, double times, struct arena *arena);

#endif

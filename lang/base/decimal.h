/* Numbers in other units than base units, to the last digit: the power of ten goes into the
 * digits, so that 2.2e-12 J are 2.2 pJ and not 2.2000000000000002. */
#ifndef TL_BASE_DECIMAL_H
#define TL_BASE_DECIMAL_H

#include "lang/base/str.h"

/* The digits of a number that is above 0, and where its point stands: 0.DIGITS times ten to
 * `point`. */
struct decimal { char digits[32]; int n, point; };
struct decimal decimal_of(double v);

/* v times ten to `tens`, for v from 0 on: the shortest digits that read back as v if they are
 * shifted again.  In `a`, or a constant. */
const char *decimal_shifted(struct arena *a, double v, int tens);

/* A number from 0 on of pJ, or of um2: the shortest digits for which that many J, or m2, times
 * 10^12 are the same double.  In `a`, or a constant. */
const char *decimal_small(struct arena *a, double small);

#endif

/* Where the rules of the simulator can make a difference, by looking at a nest and not
 * by running it. */
#ifndef TL_TESTS_THEORY_H
#define TL_TESTS_THEORY_H

#include "tests/property/scheme.h"

struct theory {
  unsigned may;     /* the rules that may change some count; the others cannot */
  unsigned must;    /* the rules that do change some count */
  bool fewer;       /* SIM_TWO makes some memory read or fill less of an input */
};

void theory_of(const struct scheme *scheme, struct theory *theory);

/* What the class of nests is in which a rule may change something. */
const char *theory_class(unsigned rule);

#endif

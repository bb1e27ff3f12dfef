/* Every mapping of a problem's space, found without a thought: all bounds, all orders. */
#ifndef TL_TESTS_MAPPER_NAIVE_H
#define TL_TESTS_MAPPER_NAIVE_H

#include "tests/property/mapper_problem.h"

struct mapper_naive {
  uint64_t mappings;           /* that are in the space and fit */
  double value[GOALS];         /* the best; of none if there are no mappings */
};

void mapper_naive(const struct mapper_problem *problem, struct mapper_naive *naive);

#endif

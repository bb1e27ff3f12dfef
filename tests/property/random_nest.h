/* Random small nests for the simulator. */
#ifndef TL_TESTS_RANDOM_NEST_H
#define TL_TESTS_RANDOM_NEST_H

#include "runtime/model/arch.h"
#include "runtime/model/mapping.h"
#include "runtime/model/workload.h"

enum {
  NEST_MEMORIES = 4, NEST_NODES = 12, NEST_DIMS = 4, NEST_TENSORS = 4, NEST_RANKS = 3,
  NEST_LOOPS = 8, NEST_POINTS = 128, /* in all iterations of all loops */
  NEST_INSTANCES = 64,
  NEST_WORDS = 1024,                   /* of a tensor, in the same sense */
};

/* Everything that one nest is made of.  It points into itself: do not copy it. */
struct random_nest {
  struct model_arch arch;
  struct model_einsum einsum;
  struct model_mapping mapping;
  int compute;                       /* its node */
  uint64_t state;                    /* of the generator */
  unsigned level[NEST_LOOPS];        /* of each loop, counting as `levels` do */
  unsigned levels;
  int memory[NEST_NODES], array[NEST_NODES]; /* the nodes of each level; -1: none */
  struct model_node node[NEST_NODES];
  struct model_tensor tensor[NEST_TENSORS];
  int64_t coefficients[NEST_TENSORS][NEST_RANKS * NEST_DIMS];
  int64_t bounds[NEST_DIMS];
  const char *dim_names[NEST_DIMS];
  struct model_loop loop[NEST_LOOPS];
  struct model_storage storage[NEST_MEMORIES * NEST_TENSORS];
  struct model_policy policy[2];
};

/* Makes nest number `number` of a series; the same on every machine. */
void random_nest(struct random_nest *nest, uint64_t seed, uint64_t number);

/* Prints a nest as TAP diagnostics. */
void random_nest_print(const struct random_nest *nest);

#endif

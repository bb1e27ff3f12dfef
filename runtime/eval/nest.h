/* A mapping as evaluation sees it: loops and levels of storage along one path of an
 * architecture, checked.
 *
 * Levels are numbered from the outermost, 0, and the computes come behind the last.
 * A level is a memory, or an array that has no memory of its own in front of it, which
 * keeps nothing.  Its block of loops runs first in time and then, inside, across its
 * array.  Loops of one iteration are left out. */
#ifndef TL_EVAL_NEST_H
#define TL_EVAL_NEST_H

#include "runtime/eval/problem.h"
#include "runtime/model/arch.h"
#include "runtime/model/mapping.h"
#include "runtime/model/workload.h"

#include <stdbool.h>

struct nest_loop {
  uint8_t dim;
  bool spatial;
  uint8_t axis;             /* of the level's array, if spatial */
  int64_t bound, residual;
  int64_t stride;           /* how far one iteration moves in the dim */
};

struct nest_level {
  int memory, array;        /* nodes; -1: none */
  unsigned first, spatial, end; /* loops: in time [first, spatial), across [spatial, end) */
  uint64_t mesh_x, mesh_y;  /* the array's size: the first axis and the product of the others */
  uint32_t keeps;           /* set of tensors */
  uint32_t no_temporal_reuse, no_multicast, no_forwarding, reads_first_update;
};

struct nest_term {
  uint8_t rank, dim;
  int64_t coefficient;      /* not 0 */
};

enum { NEST_TERMS = 64 };

struct nest_tensor {
  unsigned ranks, terms;
  bool output;
  struct nest_term term[NEST_TERMS];
};

struct nest {
  const struct model_arch *arch;
  const struct model_einsum *einsum;
  unsigned levels, loops, tensors, dims;
  int compute;              /* the node at the end of the path */
  bool imperfect;           /* some loop has another residual than bound */
  int64_t computes;         /* points of the operation space */
  uint32_t outputs;         /* set of tensors */
  int8_t level_of[MODEL_NODES];  /* by node; -1: no level */
  int8_t place[2][MODEL_NODES];  /* by node, of its loops in time and across: twice the level,
                                    and one more if across; -1: it has none */
  struct nest_level level[MODEL_LEVELS];
  struct nest_loop loop[MODEL_LOOPS];
  struct nest_tensor tensor[MODEL_TENSORS];
};

/* Makes `nest` the path to the node `compute` of `arch`: levels and tensors, no loops
 * yet.  False: `problem` says why not. */
bool nest_path(struct nest *nest, const struct model_arch *arch, int compute,
               const struct model_einsum *einsum, struct eval_problem *problem);

/* Puts a mapping on a nest that nest_path made, in place of the one before.  False:
 * `problem` says what is wrong with it.  Allocates nothing. */
bool nest_map(struct nest *nest, const struct model_mapping *mapping,
              struct eval_problem *problem);

#endif

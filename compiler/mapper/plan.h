/* One mapping of a space, as bounds of loops by slot, orders, and sets of tensors that are
 * kept; and what evaluation takes of it, in one form:  loops of one iteration are left out,
 * loops across an array stand in the order of runtime/eval/nest.h, and storages in the order
 * of nodes, then tensors. */
#ifndef TL_MAPPER_PLAN_H
#define TL_MAPPER_PLAN_H

#include "compiler/mapper/space.h"

struct plan_loop {
  int64_t bound, residual;     /* 1: no loop */
};

struct plan {
  const struct space *space;
  uint16_t *order;             /* see slots_in_order */
  struct plan_loop (*loop)[MODEL_DIMS]; /* by slot and dim */
  uint8_t (*dims)[MODEL_DIMS]; /* by slot: those with a loop, outermost first */
  uint8_t *count;              /* by slot: how many these are */
  uint32_t *keep;              /* by memory of the space */
  unsigned *first;             /* by memory: its slot in time; `slots` if it has none */
  uint16_t *begin;             /* by slot: its first loop in the mapping, or the next one's */
  struct model_loop loops[MODEL_LOOPS];
  struct model_storage storages[MODEL_LEVELS * MODEL_TENSORS];
  struct model_mapping mapping;
};

/* The tensors that memory number `memory` must keep; returns those that it may keep. */
uint32_t plan_open(const struct space *space, unsigned memory, uint32_t *keep);

/* Gives memory back to plan_free.  There are no loops, and what memories must keep is kept. */
void plan_init(struct plan *plan, const struct space *space);
void plan_free(struct plan *plan);

/* Writes loops into `mapping`, from `loop` and `dims`. */
void plan_loops(struct plan *plan);

/* Writes storages into `mapping`, from `keep`; loops are there.  False: some tensor is kept
 * nowhere. */
bool plan_storages(struct plan *plan);

/* The words of a tensor's tile in a memory, if it keeps it, from `loop`: the largest, if they
 * differ. */
double plan_tile(const struct plan *plan, unsigned memory, unsigned tensor);

#endif

/* Designs for the tests of the model, written in a few lines of text and built in memory.
 *
 *   struct design d;
 *   design_init(&d);
 *   design_einsum(&d, "R=3 P=12", "W[R] I[P+R] +O[P]");       + marks an output
 *   design_memory(&d, "DRAM");
 *   design_memory(&d, "Pad")->memory.size_bits = 64;
 *   design_array(&d, "PE", 4, 1);                             what follows is inside
 *   design_compute(&d, "MAC");
 *   design_map(&d, "DRAM: W I O | P=3; Pad: W O | R=3; PE: | x:P=4");
 *
 * A loop is DIM=BOUND or DIM=BOUND/RESIDUAL, in time or across the axis x, y or z.  Words
 * have 8 bits.  All is freed by design_free; a test that fails leaks. */
#ifndef TEST_UNIT_DESIGN_H
#define TEST_UNIT_DESIGN_H

#include "runtime/eval/evaluate.h"

enum { DESIGN_ACTIONS = 8, DESIGN_LOOPS = 100, DESIGN_POLICIES = 8 };

struct design {
  struct arena memory;
  struct model_einsum einsum;
  struct model_arch arch;
  struct energy_table energy;
  struct model_mapping mapping;
  struct evaluator *evaluator;   /* NULL: made when it is wanted */
  struct eval_problem problem;
  const struct eval_result *result;
  /* What the objects above point to. */
  const char *dim_names[MODEL_DIMS + 1];
  int64_t bounds[MODEL_DIMS + 1];
  struct model_tensor tensor[MODEL_TENSORS + 1];
  struct model_node node[MODEL_NODES + 1];
  struct energy_row row[MODEL_NODES + 1];
  struct energy_action action[MODEL_NODES + 1][DESIGN_ACTIONS];
  struct model_loop loop[DESIGN_LOOPS];
  struct model_storage storage[DESIGN_LOOPS];
  struct model_policy policy[DESIGN_POLICIES];
  int array;                     /* that is open; -1: none */
};

void design_init(struct design *d);
void design_free(struct design *d);

void design_einsum(struct design *d, const char *dims, const char *tensors);

/* Each adds a node, to be changed as wanted.  Memories and networks are without limits and
 * do not cost anything; memories add what is written to what is there, and arrays do all
 * that arrays can do. */
struct model_node *design_memory(struct design *d, const char *name);
struct model_node *design_network(struct design *d, const char *name);
struct model_node *design_transit(struct design *d, const char *name);
struct model_node *design_array(struct design *d, const char *name, uint64_t x, uint64_t y);
struct model_node *design_compute(struct design *d, const char *name);

/* The index of a node, a tensor or a dim; fails the test if there is none. */
int design_node(struct design *d, const char *name);
int design_tensor(struct design *d, const char *name);

void design_cost(struct design *d, const char *node, const char *action, double pJ);

/* In place of the mapping before; policies go with it. */
void design_map(struct design *d, const char *mapping);
struct model_policy *design_policy(struct design *d, const char *node);

/* Evaluates, and fails the test if that is refused, or if it is not. */
const struct eval_result *design_run(struct design *d);
void design_refused(struct design *d, enum eval_status status, double have, double limit);

/* Of the last result. */
const struct level_result *design_level(struct design *d, const char *node);
const struct tensor_result *design_at(struct design *d, const char *node, const char *tensor);
const struct action_result *design_action(struct design *d, const char *node,
                                          const char *action);

/* Holds what was counted: "tile 3 reads 12 fills 3 updates 0", or a part of it. */
void design_holds(struct design *d, const char *node, const char *tensor, const char *counts);

#endif

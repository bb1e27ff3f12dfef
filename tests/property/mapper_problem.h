/* Random small problems for the mapper: an architecture, an Einsum, what constraints leave
 * open, and what is sought. */
#ifndef TL_TESTS_MAPPER_PROBLEM_H
#define TL_TESTS_MAPPER_PROBLEM_H

#include "compiler/mapper/search.h"
#include "runtime/eval/evaluate.h"

enum {
  PROBLEM_NODES = 20, PROBLEM_DIMS = 6, PROBLEM_TENSORS = 4, PROBLEM_RANKS = 3,
  PROBLEM_SLOTS = 8, PROBLEM_MEMORIES = 4, PROBLEM_ACTIONS = 5, PROBLEM_SOME = 3,
  PROBLEM_CHOICES = 4, PROBLEM_FORMATS = 8,
};

/* Everything that one problem is made of.  It points into itself: do not copy it. */
struct mapper_problem {
  struct space space;
  struct goals goals;
  struct model_arch arch;
  struct model_einsum einsum;
  struct energy_table energy;
  uint64_t state;                    /* of the generator */
  uint64_t tries;                    /* problems of the seed that were too small or too large */
  char pattern[64];                  /* the Einsum in a line */
  struct model_node node[PROBLEM_NODES];
  struct energy_row row[PROBLEM_NODES];
  struct energy_action action[PROBLEM_NODES][PROBLEM_ACTIONS];
  struct model_tensor tensor[PROBLEM_TENSORS];
  int64_t coefficients[PROBLEM_TENSORS][PROBLEM_RANKS * PROBLEM_DIMS];
  int64_t bounds[PROBLEM_DIMS];
  const char *dim_names[PROBLEM_DIMS];
  struct space_slot slot[PROBLEM_SLOTS];
  struct space_memory memory[PROBLEM_MEMORIES];
  struct space_product product[PROBLEM_SLOTS];
  struct space_tile tile[PROBLEM_SOME];
  struct space_use use[PROBLEM_SOME];
  struct model_policy policy[PROBLEM_SOME];
  int64_t choice[PROBLEM_SLOTS][PROBLEM_CHOICES];
  struct model_sparsity sparsity;    /* of mapper_zeros */
  struct model_density density[PROBLEM_TENSORS];
  struct model_format format[PROBLEM_FORMATS];
  struct model_rank rank[PROBLEM_FORMATS][PROBLEM_RANKS];
  struct model_saving saving[PROBLEM_FORMATS];
  struct model_metadata metadata[PROBLEM_NODES];
};

/* Makes the problem of a seed; the same on every machine.  The common logarithm of its
 * mappings, as space_log10 counts them, is from `least` to `most`. */
void mapper_problem(struct mapper_problem *problem, uint64_t seed, double least, double most);

/* Adds zeros to the tensors of a problem: densities, formats, and what is left out. */
void mapper_zeros(struct mapper_problem *problem, uint64_t seed);

/* Prints a problem, a mapping, and what was found, as TAP diagnostics. */
void mapper_problem_print(const struct mapper_problem *problem);
void mapper_mapping_print(const struct mapper_problem *problem,
                          const struct model_mapping *mapping);
void mapper_result_print(const struct mapper_problem *problem, const char *name,
                         const struct search_result *result);

/* Why a mapping is not one of the problem's space; NULL: it is one.  Looks at what
 * constraints say, and not at what evaluation does. */
const char *mapper_outside(const struct mapper_problem *problem,
                           const struct model_mapping *mapping);

#endif

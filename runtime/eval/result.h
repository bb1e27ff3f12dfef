/* What an evaluation finds: the one source of every report.
 *
 * Energies are of all instances, in pJ; words are of one instance in use. */
#ifndef TL_EVAL_RESULT_H
#define TL_EVAL_RESULT_H

#include "runtime/model/arch.h"

#include <stdbool.h>

enum { RESULT_ACTIONS = 8 };

struct tensor_result {
  bool kept;
  uint64_t tile_words;       /* of one instance */
  uint64_t reads, fills, updates; /* scalar words, of one instance in use */
  uint64_t reductions;       /* of these reads, those of a partial sum to be added to */
  uint64_t multicast;        /* the most instances that one word is read for; 1 if none */
  double passed;             /* networks and transits: words that crossed, all instances */
  double energy_pJ;          /* without leakage */
  double count[RESULT_ACTIONS]; /* of the level's actions, what is done for this tensor; of leakage
                                   and computes, which are for none, 0 */
};

/* What was counted and charged, all instances. */
struct action_result {
  const char *name;
  double count, each_pJ, energy_pJ;
  bool of_tensors;           /* tensors tell how much of it is done for them */
};

struct level_result {
  int node;                  /* of the architecture */
  uint64_t instances;        /* that there are */
  double instances_used;
  double capacity_words;     /* of one instance, for words of `word_bits`; INFINITY: no limit */
  double word_bits;          /* of all tensors kept; 0 if theirs differ, and words say nothing */
  double capacity_bits;      /* of one instance; INFINITY: no limit, or no memory */
  double used_bits;          /* by the tiles of one instance */
  uint64_t cycles;           /* what this level alone would need */
  bool bound;                /* it sets the total */
  double energy_pJ, leakage_pJ; /* leakage is in the energy */
  double area_um2;
  unsigned actions;
  struct action_result action[RESULT_ACTIONS];
  struct tensor_result *tensor; /* [tensors] */
};

struct eval_result {
  uint64_t computes, cycles;
  uint64_t busy_cycles;      /* of the slowest level, without what networks add */
  double seconds, utilization;
  double energy_pJ, leakage_pJ, area_um2;
  unsigned levels, tensors;
  struct level_result *level; /* outermost first; what hangs below a memory follows it */
};

/* A copy that lives in `arena`: the evaluator's own changes with its next evaluation. */
struct eval_result *eval_result_copy(struct arena *arena, const struct eval_result *from);

#endif

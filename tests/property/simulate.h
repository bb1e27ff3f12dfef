/* A simulator of loop nests, as the model's judge: it runs a mapping with real sets of
 * words and counts what moves.
 *
 * The definition.  All loops in time run in order, all instances of an array at once.
 * A memory holds, of each tensor that it keeps, the words that the loops from its own
 * on will touch, and no others; what is missing when an iteration begins is fetched
 * from the next memory outside that keeps the tensor.  A word that several instances
 * fetch in the same iteration is read once if the arrays between them multicast.  With
 * arrays that forward, an instance takes a word from a neighbour who held it just
 * before.  Words of an output that leave a tile are added to those of the memory
 * outside, instances together if the arrays reduce; a word comes back if there is a
 * partial sum of it already.  A compute touches one word of each tensor a time and
 * holds nothing.
 *
 * That is the truth.  Each rule below is a way in which the established model differs
 * from it; with all of them, the simulator counts what the model counts.
 *
 * Written from the definition: it looks at every iteration and knows no formulas, and
 * nothing in it is taken from the model. */
#ifndef TL_TESTS_SIMULATE_H
#define TL_TESTS_SIMULATE_H

#include "runtime/model/arch.h"
#include "runtime/model/mapping.h"
#include "runtime/model/workload.h"

#include <stdbool.h>

/* What each of them does is said where it is done: passage.c, count.c, simulate.c. */
enum sim_rule {
  SIM_BOXES = 1,          /* a tile is the box around its words */
  SIM_SAME_MOVE = 2,      /* a tile keeps words only while it moves as it did before */
  SIM_BACK = 4,           /* partial sums go back as they came */
  SIM_SHARES = 8,         /* sums that begin are not counted but estimated */
  SIM_BYPASS = 16,        /* a memory that is passed by fetches all the same, on average */
  SIM_SAME_FETCH = 32,    /* instances share a read only if all that they fetch is the same */
  SIM_WHOLE_LINKS = 64,   /* neighbours hand on all that they fetched last, or nothing */
  SIM_FIRST = 128,        /* the first instance of an array stands for all */
  SIM_FULL_TIME = 256,    /* loops take as long as if all their iterations were there */
  SIM_TWO = 512,          /* the second iteration of a loop stands for those behind it */
  SIM_WHOLE = 1024,       /* counts are whole numbers */
  SIM_ALL = 2047,
};

enum { SIM_LEVELS = 8, SIM_TENSORS = 4, SIM_LOOPS = 12, SIM_RANKS = 4, SIM_INSTANCES = 64 };

/* Words of one instance, on average. */
struct sim_count {
  double tile, reads, fills, updates;
};

/* Cycles are those that the computes, or the memory of a level, need by themselves; the
 * memory's are not rounded. */
struct sim_result {
  double computes, compute_cycles, cycles[SIM_LEVELS];
  unsigned levels;
  int memory[SIM_LEVELS];  /* the node of each level; -1: an array without a memory */
  struct sim_count of[SIM_LEVELS][SIM_TENSORS]; /* [level][tensor]; 0 where it is not kept */
};

struct sim;
struct scheme;

struct sim *sim_new(void);
void sim_free(struct sim *sim);

/* Takes in a nest, which must be one that can be evaluated and stay as it is.  False:
 * it is larger than the limits above, or a tensor has more than WORDS words. */
bool sim_nest(struct sim *sim, const struct model_arch *arch, int compute,
              const struct model_einsum *einsum, const struct model_mapping *mapping);

/* What it took in; see scheme.h. */
const struct scheme *sim_scheme(const struct sim *sim);

/* Runs the nest under a set of rules. */
void sim_run(struct sim *sim, unsigned rules, struct sim_result *result);

#endif

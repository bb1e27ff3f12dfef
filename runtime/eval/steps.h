/* How the tile of one tensor moves while the loops outside it run, in closed form.
 *
 * The established model executes iterations 0 and 1 of each loop in time and lets
 * iteration 1 stand for all that remain.  So between two tiles that follow each other,
 * exactly one loop steps from 0 to 1 and all inside it go back from 1 to 0: there is one
 * displacement for each loop.  A tile keeps what it shares with its predecessor while
 * it moves by the same displacement as last time (or not at all), and is fetched whole
 * when the displacement changes; then the next displacement is a new beginning.
 *
 * What a step fetches depends on the displacement that is remembered, not on how often
 * the loops run.  So the steps are counted by how often a loop's sequence is entered
 * with which memory, in time that grows with the number of loops and not of steps.
 *
 * Only for nests whose factors all divide; see walk.h for the others. */
#ifndef TL_EVAL_STEPS_H
#define TL_EVAL_STEPS_H

#include "runtime/model/limits.h"

#include <stdbool.h>
#include <stdint.h>

/* The loops in time outside of a tile, innermost first. */
struct steps_loop {
  int64_t bound;               /* at least 2 */
  int64_t shift[MODEL_RANKS];  /* how one iteration moves the tile */
};

/* One kind of step: the loop that goes from 0 to 1, and what is fetched. */
struct step {
  int64_t move[MODEL_RANKS];   /* how the tile moves */
  uint64_t words;              /* fetched by all steps of this kind whose predecessor
                                  fetched something else, or nothing */
  uint64_t follow_words;       /* fetched by all those that fetch what their predecessor
                                  did, moved by `move` */
};

struct steps {
  unsigned n;                  /* as many as loops */
  uint64_t first_words;        /* fetched in the beginning */
  bool overflow;               /* a count does not fit 64 bits; the others mean nothing */
  struct step step[MODEL_LOOPS];
};

/* Counts what is fetched into a tile of `size` words per rank that `loops` move.
 * `always`: nothing is kept from one iteration to the next. */
void steps_count(struct steps *steps, const struct steps_loop *loop, unsigned loops,
                 unsigned ranks, const int64_t *size, bool always);

/* All words fetched. */
uint64_t steps_words(const struct steps *steps);

#endif

/* How the tile of one tensor moves while the loops outside it run, in closed form.
 *
 * The established model executes iterations 0 and 1 of each loop in time and lets
 * iteration 1 stand for all that remain.  So between two tiles that follow each other,
 * exactly one loop steps from 0 to 1 and all inside it go back from 1 to 0: there is one
 * displacement for each loop.  A tile keeps what it shares with its predecessor while
 * it moves by the same displacement as last time (or not at all), and is fetched whole
 * when the displacement changes; then the next displacement is a new beginning.
 *
 * Between any two steps of other loops, the innermost loop that moves the tile makes one.
 * So it is always its displacement that the others are compared with, and it never finds
 * another one remembered: what a loop's steps fetch does not depend on what came before.
 *
 * Only for nests whose factors all divide; see walk.h for the others. */
#ifndef TL_EVAL_STEPS_H
#define TL_EVAL_STEPS_H

#include "runtime/model/limits.h"

#include <stdbool.h>
#include <stdint.h>

/* The box that a tensor's tile is. */
struct tile {
  unsigned ranks;
  int64_t size[MODEL_RANKS];
  uint64_t words;
};

/* The loops in time outside of a tile, outermost first. */
struct steps_loop {
  int64_t bound;               /* at least 2 */
  int64_t times;               /* how often it is run: the product of the bounds before */
  const int64_t *shift;        /* [ranks] how one iteration moves the tile */
};

/* Steps that fetch what their predecessor did, moved. */
struct step {
  int64_t move[MODEL_RANKS];
  uint64_t words;
};

struct steps {
  bool always;                 /* in: nothing is kept from one iteration to the next */
  bool follow;                 /* in: steps that fetch what their predecessor did are wanted */
  uint64_t words;              /* fetched in all */
  unsigned n;
  struct step step[MODEL_LOOPS];
};

/* Counts what is fetched into a tile that `loops` move.  False: a count does not fit 64
 * bits. */
bool steps_count(struct steps *steps, const struct steps_loop *loop, unsigned loops,
                 const struct tile *tile);

#endif

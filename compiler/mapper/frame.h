/* Inside the room: what things cost once it is settled how many instances of each level are
 * in use.
 *
 * A frame fixes for each array how many of its instances are used, and how many of these want
 * the same words of each output.  With that, words are counted per instance as evaluation
 * counts them, to the last one, long before the rest of the mapping is known. */
#ifndef TL_MAPPER_FRAME_H
#define TL_MAPPER_FRAME_H

#include "compiler/mapper/spread.h"

/* How a tile is stored where a word is accessed: metadata of each word, accesses for one of as many
 * as full ones would take, and words for one of what zeros leave of any tile; without zeros it does
 * not matter. */
struct stored { double bits, blocks, words; };
static const struct stored frame_any_tile = {0, 1, 1}; /* at the least */

/* What a partial mapping has come to. */
struct cost {
  double pJ;
  double slack_pJ;         /* it may come to so much more */
  double busy_cycles;      /* beyond the computes, what loads that are complete have come to; else 0 */
  double load[LATTICE_LOADS]; /* of reads, writes: bits of one instance; of networks and transits
                              what one lets pass; of meters all instances */
};

struct frame {
  const struct lattice *plan;
  uint64_t fan[LATTICE_LEVELS];             /* instances below one of the level */
  uint64_t alike[LATTICE_LEVELS][LATTICE_TENSORS]; /* of outputs */
  double used[LATTICE_LEVELS + 1];          /* instances */
  double each[LATTICE_LEVELS];              /* accesses of all instances of a memory for one of one */
  double share[LATTICE_TENSORS][LATTICE_LEVELS + 1]; /* words of an output that an instance has of its own */
  double compute_cycles;
  double leak_pJ;                        /* each cycle */
};

/* Works out a frame whose `fan` and `alike` are set. */
void frame_make(struct frame *frame);

/* Iterations of loops in time outside of a block of a level, where extents are these; not a
 * whole number: there is no such mapping. */
double frame_outside(const struct frame *frame, unsigned level, const int64_t *extent);

/* Sets loads to what the computes come to, and returns their energy in pJ; less what rounding may
 * spare all others. */
double frame_begin(const struct frame *frame, double *loads);

/* What a word of a tensor that is accessed at a memory costs, in pJ; of one instance all of them. */
double frame_word_pJ(const struct frame *frame, unsigned tensor, unsigned level, struct stored how,
                     enum access access);

/* Adds what it costs that `words` of a tensor are fetched into an instance of a level, and
 * `handed` more come from neighbours, who read them. */
void frame_fill(const struct frame *frame, unsigned tensor, unsigned level, double words,
                double handed, struct stored how, struct cost *cost);

/* … that `words` leave an instance of a memory for the inside, or come from there. */
void frame_serve(const struct frame *frame, unsigned tensor, unsigned level, double words,
                 struct stored how, struct cost *cost);

/* … that they pass what hangs below the level.  `kept`: the level keeps the tensor; `around`:
 * the one below does, and distances are those of these words. */
void frame_pass(const struct frame *frame, unsigned tensor, unsigned level, double words,
                const struct fan *fan, bool kept, bool around, struct cost *cost);

/* … that words go as far as `hops` for each of `words` that a level below would fetch, had it
 * kept the tensor: evaluation counts distances as if it did. */
void frame_distance(const struct frame *frame, unsigned tensor, unsigned level, double hops,
                    struct cost *cost);

/* … that so many go from a neighbour to the next. */
void frame_links(const struct frame *frame, unsigned tensor, unsigned level, double words,
                 struct cost *cost);

/* Whether distances cost anything at a level, and whether switches on the way do. */
bool frame_has_distance(const struct frame *frame, unsigned level);
bool frame_has_routes(const struct frame *frame, unsigned level);

/* Whether networks of a level may count parts of words that are not kept below as none, as
 * neighbours would hand some on if they were: frame_pass counts the least. */
bool frame_loses_parts(const struct frame *frame, unsigned level, const struct fan *fan);

/* Whether it matters for frame_pass that the level keeps the tensor. */
bool frame_pass_differs(const struct frame *frame, unsigned tensor, unsigned level);

/* The cycles that a cost takes, at least: of all but the computes. */
double frame_cycles(const struct frame *frame, const struct cost *cost);

/* Takes loads that are complete for the cycles that they are: those of levels not in `open`. */
void frame_fold(const struct frame *frame, uint32_t open, struct cost *cost);

/* Cycles in which something is busy, computing or with loads. */
double frame_busy_cycles(const struct frame *frame, const struct cost *cost);

/* The value of the goals for a cost, into `values`; also if it is known what is busy how long. */
void frame_values(const struct frame *frame, const struct cost *cost, double *values);
void frame_values_if(const struct frame *frame, const struct cost *cost, double busy_cycles,
                     double *values);

#endif

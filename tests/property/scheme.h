/* What the simulator runs: loops, levels and numbered words, read from the objects of
 * the model. */
#ifndef TL_TESTS_SCHEME_H
#define TL_TESTS_SCHEME_H

#include "tests/property/simulate.h"
#include "tests/property/words.h"

struct scheme_loop {
  unsigned dim, level;
  int axis;                    /* -1: in time */
  int64_t bound, residual;
  int64_t stride;              /* of one iteration, in points of the dim */
  bool ragged_inside;          /* some loop of the dim further inside does not divide */
};

/* Levels are numbered from the outermost; the computes are the one behind the last. */
struct scheme_level {
  int memory, array;           /* nodes; -1: none */
  int64_t columns;             /* places along the first axis of its array */
  uint32_t keeps;              /* sets of tensors */
  uint32_t anew;               /* fetched in each iteration */
  uint32_t apart;              /* instances of its array do not share reads */
  uint32_t forwards;           /* neighbours in its array hand on */
  uint32_t reads_first;        /* partial sums that begin are read as well */
  double read_rate, write_rate, shared_rate; /* of one instance, in bits a cycle */
};

/* The words of a tensor are numbered, so that one further along a rank is always the
 * same number further. */
struct scheme_tensor {
  bool output;
  double bits;                 /* of a word */
  unsigned ranks, chunks;
  int64_t low[SIM_RANKS], high[SIM_RANKS];  /* of all that loops can reach */
  int place[SIM_RANKS];                     /* numbers between neighbours along a rank */
  int16_t (*coordinates)[SIM_RANKS];        /* of each word, less `low`; [WORDS] */
  int origin;                               /* the word of the first point */
  int move[SIM_LOOPS];                      /* numbers between iterations of a loop */
  int64_t shift[SIM_LOOPS][SIM_RANKS];      /* the same along each rank */
};

struct scheme {
  unsigned levels, loops, tensors, dims;
  bool ragged;                 /* some loop does not divide */
  double compute_rate;         /* of one instance, a cycle */
  struct scheme_loop loop[SIM_LOOPS];
  struct scheme_level level[SIM_LEVELS];
  struct scheme_tensor tensor[SIM_TENSORS];
};

/* Reads a nest whose memories and arrays in front of the compute are all on its path.
 * The tensors' `coordinates` must point to memory already.  False: it is too large. */
bool scheme_read(struct scheme *scheme, const struct model_arch *arch, int compute,
                 const struct model_einsum *einsum, const struct model_mapping *mapping);

#endif

/* What passes between a memory and what is inside of it, of one tensor: the loops in
 * time outside of the inner tile run, and at each iteration all instances fetch. */
#ifndef TL_TESTS_PASSAGE_H
#define TL_TESTS_PASSAGE_H

#include "tests/property/scheme.h"

/* One instance of what is inside. */
struct passage_instance {
  bool exists;               /* in this iteration */
  bool any, moved;           /* it held something; `move` is to be repeated */
  unsigned leader;           /* the first instance that it may share reads with */
  uint64_t neighbours;       /* set of instances */
  int away;                  /* numbers from the words of instance 0 */
  struct words need, held;   /* the tile now and before */
  struct words fetch, want;  /* what is missing; what has to be read outside for it */
  struct words drop;         /* partial sums that go */
  int64_t middle[SIM_RANKS], move[SIM_RANKS];
};

struct passage {
  const struct scheme *scheme;
  const struct scheme_tensor *tensor;
  unsigned rules, t;         /* the number of the tensor */
  unsigned outer, inner;     /* levels; inner may be the computes */
  unsigned parents, children; /* instances of outer, and of inner in each of them */
  bool always;               /* nothing is kept from one iteration to the next */
  unsigned times, spaces;    /* loops outside of the inner tile */
  unsigned time[SIM_LOOPS], space[SIM_LOOPS];
  int64_t index[SIM_LOOPS];
  struct passage_instance at[SIM_INSTANCES]; /* [parents * children] */
  struct words sums[SIM_INSTANCES];          /* partial sums that there are, by parent */
  unsigned fetched_before[SIM_INSTANCES];    /* for SIM_WHOLE_LINKS: so many, by parent */
  struct words before[SIM_INSTANCES];
  /* Words of all parents together. */
  double out, arriving;      /* read outside; reaching instances from there */
  double linked;             /* reaching instances from neighbours */
  double drained;            /* partial sums that come to the outer memory */
  double added;              /* of these, those that find a sum there already */
  double again;              /* of what arrives, sums that have been begun */
};

/* Runs the passage from level `outer` to level `inner` further inside. */
void passage_run(struct passage *p, const struct scheme *scheme, unsigned rules, unsigned tensor,
                 unsigned outer, unsigned inner);

/* Counts what all instances wanted in an iteration that stands for `times`; for
 * passage.c. */
void passage_count(struct passage *p, double times);

/* The words of the tile at the loops from `first` on, in the first iteration of all
 * those outside. */
void passage_touch(const struct scheme *s, const struct scheme_tensor *t, unsigned first,
                   uint32_t last, int number, struct words *set);

/* Makes a set the box around its words. */
void passage_box(const struct scheme_tensor *t, struct words *set);

#endif

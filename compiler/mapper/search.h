/* Searching a mapspace for the mappings that are best by some goals. */
#ifndef TL_MAPPER_SEARCH_H
#define TL_MAPPER_SEARCH_H

#include "compiler/mapper/goal.h"
#include "compiler/mapper/space.h"
#include "lang/base/arena.h"

#include <signal.h>

enum search_strategy {
  SEARCH_EXACT,       /* the best, with a proof */
  SEARCH_EXHAUSTIVE,  /* every mapping of the space is evaluated */
  SEARCH_RANDOM,      /* mappings drawn at random */
};

/* How far a search has come, for whoever shows it. */
struct search_progress {
  double seconds;
  bool found;              /* there is a best so far: */
  double value;            /* of the first goal */
  double lower_bound;      /* proven so far; 0: nothing is */
  double done;             /* share of the work, from 0 to 1, as far as it can be told */
  uint64_t evaluated, labels;
};

struct search_options {
  enum search_strategy strategy;
  struct goals goals;
  double gap;              /* end when the best is within this share of the bound; 0: proven */
  double seconds;          /* INFINITY: no limit */
  uint64_t memory_bytes;   /* 0: a share of the machine's */
  uint64_t mappings;       /* random: how many are drawn; 0: until stopped */
  uint64_t victory;        /* random: end after so many that are not better; 0: never */
  double patience;         /* random: … or after so many seconds; 0: never */
  unsigned threads;        /* at least 1; results are the same for any number */
  uint64_t seed;
  unsigned top;            /* how many of the best are wanted; at least 1 */
  bool front;              /* instead: those that no other beats in all goals at once */
  bool unbounded;          /* exact: no bounds, to check them */
  bool hard;               /* exact: with zeros, no space is small enough to look at all, to check that */
  const volatile sig_atomic_t *stop; /* not 0: end soon; NULL: never */
  void (*progress)(void *context, const struct search_progress *progress); /* NULL: nobody
                              looks; from one thread at a time, some times a second */
  void (*sample)(void *context, const double *values); /* exhaustive and random: the goals of
                              each mapping; NULL: nobody looks */
  void *context;
};

enum search_status {
  SEARCH_OPTIMAL,     /* no mapping of the space is better */
  SEARCH_BOUNDED,     /* none is better by more than the gap that was asked for */
  SEARCH_STOPPED,     /* by time, memory or `stop`: the bound holds all the same */
  SEARCH_NOTHING,     /* no mapping of the space fits */
};

/* What kept a search from going on; why a mapping was not among the results. */
enum search_end { SEARCH_DONE, SEARCH_BY_TIME, SEARCH_BY_MEMORY, SEARCH_BY_STOP };

/* How often a limit turned something away: mappings, or partial ones. */
enum { SEARCH_REJECTS = 64 };
struct search_reject {
  enum search_rejected_by {
    REJECT_CAPACITY, REJECT_EMPTY, REJECT_FANOUT, REJECT_USE, REJECT_TILE, REJECT_NOT_KEPT,
    REJECT_METADATA, /* … which take bits, too */
    REJECT_FORMAT,   /* a tensor's, `limit`, does not go with the mapping: `nearest` says which
                        enum eval_status that is */
  } by;
  uint16_t node;
  uint64_t times;
  double nearest, limit; /* what came closest, in bits or instances or words, and the limit */
};

struct search_found {
  struct model_mapping mapping;
  double value[GOALS];
  double energy_pJ;
  uint64_t cycles;
};

struct search_result {
  enum search_status status;
  enum search_end end;
  unsigned found;                    /* best first */
  const struct search_found *at;
  double value, lower_bound, gap;    /* of the first goal; gap: (value - lower_bound) / value */
  double space_log10;                /* mappings of the space, before limits of size */
  uint64_t evaluated, labels;        /* mappings evaluated, partial ones looked at */
  uint64_t pruned_bound, pruned_dominated, pruned_limit; /* partial mappings left out, by rule */
  unsigned rejects;
  struct search_reject reject[SEARCH_REJECTS];
};

/* Searches.  What is found lives in `arena`. */
void search(const struct space *space, const struct search_options *options,
            struct arena *arena, struct search_result *result);

/* The common logarithm of the number of mappings in a space: the ways to split each dim over
 * the slots, the orders of the loops in each memory's block, and what is kept.  An upper
 * bound: limits of size and of arrays are not counted, and loops of one iteration count for
 * orders; where factors need not divide and a dim has more than 2^24 iterations, the loops over
 * each dim are counted as if they had nothing to do with each other.  -INFINITY: there is
 * none. */
double space_log10(const struct space *space);

#endif

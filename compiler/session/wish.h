/* What somebody wants of searches, beside what the design says: the command line's word goes
 * before that of mappers. */
#ifndef TL_SESSION_WISH_H
#define TL_SESSION_WISH_H

#include "compiler/mapper/search.h"

/* How far all searches of a compilation have come, for whoever shows it. */
struct search_view {
  const char *run;           /* the run whose search speaks; of several the first one */
  unsigned searches, ended;  /* how many there are in all, and how many are over */
  double seconds;            /* since the first began */
  double limit;              /* that they may take; INFINITY: no limit */
  const char *goal;          /* what `now` is about */
  struct search_progress now;
};

struct search_wish {
  unsigned goals;            /* 0: as the design says */
  const char *goal[GOALS];   /* names that goal_known knows */
  int strategy;              /* enum search_strategy; -1: as the design says, and so below: */
  double gap;                /* negative */
  double seconds;            /* of all searches together; negative */
  uint64_t memory_bytes;     /* of all searches together; 0 */
  unsigned threads;          /* 0 */
  int64_t seed;              /* negative */
  unsigned top;              /* 0 */
  bool front;                /* the mappings that no other beats in all goals */
  bool per_layer;            /* no search is about the sum of several runs */
  const volatile sig_atomic_t *stop; /* not 0: end soon; NULL: never */
  void (*progress)(void *context, const struct search_view *view); /* from one thread at a
                                time; NULL: nobody looks */
  void (*sample)(void *context, const char *run, const struct goals *goals,
                 const double *values); /* what was evaluated, run after run; NULL: nobody looks */
  void *context;
};

extern const struct search_wish search_no_wish;

#endif

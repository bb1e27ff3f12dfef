/* What the strategies of a search share; for this room only. */
#ifndef TL_MAPPER_INSIDE_H
#define TL_MAPPER_INSIDE_H

#include "compiler/mapper/best.h"
#include "compiler/mapper/search.h"
#include "runtime/eval/evaluate.h"

#include <pthread.h>
#include <stdatomic.h>

/* A table of limits that turned something away.  The same whatever the order. */
struct rejects {
  unsigned n;
  struct search_reject at[SEARCH_REJECTS];
};

void reject(struct rejects *rejects, enum search_rejected_by by, unsigned node, double have,
            double limit);
void rejects_merge(struct rejects *rejects, const struct rejects *from);

/* The same from what an evaluation said.  False: that is no limit of a mapping. */
bool reject_problem(struct rejects *rejects, const struct eval_problem *problem);

/* A search under way.  A strategy fills `best`, `lower_bound`, `complete`, `rejects` and the
 * counts of the result; search() does the rest. */
struct search_work {
  const struct space *space;
  const struct search_options *options;
  struct search_result *result;
  struct best best;
  struct best *truth;        /* NULL: `best` is by what mappings come to.  Else it is by what they come
                                to at the least, and this list by what they do */
  struct rejects rejects;
  uint64_t memory_bytes;     /* what may be used */
  double lower_bound;        /* of the first goal, proven; 0 at first */
  bool complete;             /* all of the space was looked at, or left out with a proof */
  double begin, told;        /* seconds */
  atomic_int end;            /* enum search_end: why to end; SEARCH_DONE: go on */
  pthread_mutex_t lock;      /* of what follows, and of calls to whoever looks */
};

/* Each searches. */
void search_exact(struct search_work *work);

/* Exactly, for a space whose factors divide.  Where there are zeros, bounds of mappings are found in
 * place of what they come to: `truth` has to be set. */
void search_frames(struct search_work *work);

/* Looks at each mapping that may be better than the best so far, as long as these are not too many;
 * `best` has one, and `lower_bound` holds. */
void search_each(struct search_work *work);
void search_exhaustive(struct search_work *work);
void search_random(struct search_work *work);

/* Searches another space than the work's, or in another way, with `searcher`, into `into`, whose
 * `best` is then to be freed: no mapping is wanted that is not better than `seed`, if there is one, and
 * the best `top`, or 0: as many as of the work.  `seconds`: since the work's begin.  `truth`: as above. */
struct another {
  const struct space *space;
  void (*searcher)(struct search_work *work);
  double seconds;
  const struct search_found *seed;
  unsigned top;
  uint64_t draws;              /* of random searches */
  struct best *truth;
};
void search_another(struct search_work *work, const struct another *a, struct search_work *into);

/* Tells what a search has come to, in place of one that search_another makes for it. */
void search_pass_on(void *work, const struct search_progress *progress);

/* Seconds since the search began. */
double search_seconds(const struct search_work *work);

/* Whether it is time to end: looks at the clock and at the stop flag, so call it now and
 * then.  Any thread. */
bool search_ended(struct search_work *work);

/* Ends the search, for all threads. */
void search_end(struct search_work *work, enum search_end why);

/* Tells whoever looks, some times a second.  Any thread; `progress->seconds` is filled in. */
void search_tell(struct search_work *work, struct search_progress *progress);

/* Makes `found` of a mapping and what its evaluation came to. */
void found_of(const struct search_work *work, const struct model_mapping *mapping,
              const struct eval_result *result, struct search_found *found);

/* Shows the goals of a mapping to whoever takes samples.  Any thread. */
void search_sample(struct search_work *work, const double *values);

/* Runs `run` on `threads` pieces of work of `size` bytes each, from `pieces` on, each in a
 * thread. */
void in_threads(unsigned threads, void *(*run)(void *), void *pieces, size_t size);

#endif

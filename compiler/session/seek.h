/* Inside the room: searches for the mappings that runs leave open. */
#ifndef TL_SESSION_SEEK_H
#define TL_SESSION_SEEK_H

#include "compiler/session/evaluate.h"
#include "lang/base/vec.h"

/* One search.  Runs that are the same problem have one together. */
struct seek {
  const char *run;            /* the run that it was made for: the first of them */
  struct arena arena;         /* of what it finds */
  struct space space;
  struct search_options options;
  double seconds;             /* that the mapper gives it; INFINITY: no limit */
  bool bound_only;            /* it is for the bound that is there at once */
  const char *key;            /* see seek_key */
  struct search_result result;
};

/* All searches of an evaluation. */
struct seeking {
  struct evaluation *evaluation;
  const struct search_wish *wish; /* never NULL */
  VEC(struct seek *) all;     /* each once; they live in the compilation's arena */
  unsigned threads;           /* to search with, at least 1 */
  unsigned announced, ended;  /* searches that there will be as far as is known, and that are
                                 over */
  double began, limit;        /* of all searches, in seconds; INFINITY: no limit */
};

/* ---- seek.c ---- */

/* A search of a space with these options for the run `run`: a new one, or an earlier one of
 * the same problem.  `*is_new` says which. */
struct seek *seek_find(struct seeking *s, const char *run, const struct space *space,
                       const struct search_options *options, bool *is_new);

/* Does these searches, several at a time if there are threads enough. */
void seek_all(struct seeking *s, struct seek *const *seek, unsigned n);

/* Seconds since the first search began. */
double seek_clock(const struct seeking *s);

/* ---- seek_key.c ---- */

/* A text that two searches share if they are of the same problem: whatever their dims,
 * tensors and levels are called. */
const char *seek_key(struct arena *a, const struct space *space,
                     const struct search_options *options);

/* ---- seek_network.c ---- */

/* A list of layers whose sum is to be the least in the first goal, which is not additive. */
struct seek_network {
  struct seeking *seeking;
  unsigned runs;
  struct evaluated_run **run;   /* [runs] their searches stand in `seek` */
  struct goal goal;             /* of the sums */
  struct search_options *options; /* [runs] of each by itself */
  const struct space **space;   /* [runs] */
};

/* Whether the least of a goal over sums lies at a corner of their hull, where energies weighed
 * against cycles are least: it is `edp`, `ed2p` or another product of powers of the two.  `out`
 * is that in pJ and cycles, without numbers before it. */
bool seek_network_goal(const struct goal *goal, struct goal *out);

/* Chooses mappings of all runs together: the search of each is one with which the sum is the
 * least.  What it comes to is added to the evaluation's networks.  */
void seek_network(struct seek_network *network);

/* ---- seek_runs.c ---- */

/* Searches for the mappings of all runs of the evaluation that leave theirs open, and puts
 * what was found where one that is given stands.  What has no mapping is told. */
void seek_runs(struct evaluation *e);

/* ---- seek_change.c ---- */

/* A limit of the result of a search, by its number, that gives way to another. */
struct seek_change { unsigned reject; double to; };

/* Changes together with which some mapping fits, and how many they are; 0 if that is not found
 * out.  It is tried, so it holds. */
enum { SEEK_CHANGES = 4 };
unsigned seek_changes(const struct seek *seek, struct seek_change change[static SEEK_CHANGES]);

/* ---- seek_told.c ---- */

/* E0450: no mapping of the space fits; E0451: none was found before the search was ended.
 * `alike` is how many runs more this is true of, with their names. */
void tell_no_mapping(struct evaluation *e, const struct evaluated_run *r, const char *others);

/* What ended a search, in a word; NULL: nothing did. */
const char *seek_end_text(enum search_end end);

/* W0533: the search was ended before anything was proven. */
void tell_not_proven(struct evaluation *e, const struct evaluated_run *r);

/* ---- found_mapping.c ---- */

/* Adds a mapping to the design as that of a run. */
void take_mapping(struct evaluation *e, struct evaluated_run *r,
                  const struct model_mapping *mapping);

#endif

/* Inside the room: the best mappings of one frame, by dynamic programming from the computes
 * outwards over the extents that partial mappings have come to. */
#ifndef TL_MAPPER_PASS_H
#define TL_MAPPER_PASS_H

#include "compiler/mapper/bound.h"
#include "compiler/mapper/inside.h"
#include "compiler/mapper/partial.h"

struct crossing;
struct landing;

/* What a thread needs for one frame after the other. */
struct pass {
  void *context;                 /* of whoever runs it */
  struct search_work *work;
  const struct lattice *plan;
  struct evaluator *evaluator;
  struct fans *fans;
  struct bound_routes *routes;
  struct bound_tables *tables;   /* of all threads */
  uint32_t *block, *kept;        /* by state: partial mappings that have come to it */
  uint16_t *room;                /* by level and state: what fits, once it is known */
  /* of one frame */
  struct frame frame;
  struct spreads spreads[LATTICE_LEVELS]; /* those of the frame */
  uint32_t groups[LATTICE_LEVELS]; /* numbers that tell them apart */
  struct bound bound;
  struct streams *streams;
  struct partials partials;
  void *scratch;                 /* room for one of them */
  /* from one place across an array; see cross.c */
  VEC(struct landing) landings;
  VEC(struct crossing) crossings;
  struct arena arena;
  bool any;                      /* there is a value to be better than: */
  double better[GOALS];
  bool cut;                      /* something was left out as it was no better */
  uint64_t labels_most;          /* where to give up */
  double bytes_most;             /* of partial mappings */
  uint32_t beam;                 /* at each level so many go on; 0: all */
  struct best best;              /* what was found */
  struct best truth;             /* … by what it comes to, where `best` is by a bound */
  double lower_bound;            /* of the first goal: nothing in the frame is below */
  uint64_t labels, evaluated, by_bound, by_dominance, by_limit;
  struct rejects rejects;
};

void pass_init(struct pass *pass, struct search_work *work, const struct lattice *plan,
               struct bound_tables *tables);
void pass_free(struct pass *pass);

/* The least value that any mapping of the frame may have, into `values`. */
void pass_root(struct pass *pass, double *values);

/* Searches the frame.  What is found comes into `best`.  False: it had to end before, as time or
 * memory was over or labels were too many. */
bool pass_run(struct pass *pass);

#endif

/* Inside the room: ways for words to come through the arrays outside of a level.
 *
 * A way is a choice of loops for each of these arrays.  It tells what a word costs that the
 * level wants, by the memory that serves it: words of that memory are wanted by all instances
 * that lie between the two, but for those that want the same.  Which ways there are depends on
 * where one stands: what they have run across arrays must divide what is left of each dim.  Of
 * those, only the ways that no other beats are of interest. */
#ifndef TL_MAPPER_ROUTES_H
#define TL_MAPPER_ROUTES_H

#include "compiler/mapper/spread.h"

struct way_out {
  int64_t factor[LATTICE_DIMS];  /* of each dim, across all arrays outside */
  uint8_t divisor[LATTICE_DIMS]; /* its index */
  double *pJ;                    /* see route_pJ */
};

/* All ways from one place, and those of them that are of interest.  None: nothing that stands
 * there can be completed. */
struct route_list {
  uint32_t place;
  struct route_list *next;
  unsigned n;
  const double *const *at;       /* see route_pJ */
  const double *least;           /* no dearer than any of them */
  unsigned ways;
  const struct way_out *const *way;
};

enum { ROUTES_MOST = 64, ROUTE_PLACES = 1 << 8 };

struct routes {
  const struct lattice *plan;
  unsigned level, stride;      /* memories that may serve are the levels below `stride` */
  uint32_t n;
  bool exact;                    /* factors are all there are; or what ways have in common, that were
                                    too many */
  struct way_out *way;
  uint32_t *place[LATTICE_DIMS]; /* of a dim, by the index of its divisor, times a weight */
  struct route_list *list[ROUTE_PLACES];
  struct arena *arena;
};

/* The routes of a level, made from those of the level outside of it, or from nothing at the
 * outermost, and the spreads across the array in between.  `word_pJ` tells what a word of a
 * tensor costs that leaves the level; it has no meaning for the level of the compute.  In
 * `arena`, like all that is found later. */
struct routes *routes_make(const struct lattice *plan, unsigned level, const struct routes *outer,
                           const struct spreads *spreads,
                           const double word_pJ[][LATTICE_LEVELS], struct arena *arena);

double routes_bytes(const struct routes *routes);

/* Those from a place of which the indices of divisors are known; remembered. */
const struct route_list *routes_from(struct routes *routes, const uint8_t *index);

/* What a word of a tensor costs in pJ that the level wants and `from` serves, all instances
 * together; `own`: if it wants the word to keep it, as neighbours may hand on some then. */
static inline double route_pJ(const struct routes *routes, const double *way, unsigned t,
                              unsigned from, bool own)
{
  return way[((own ? routes->plan->tensors : 0) + t) * routes->stride + from];
}

#endif

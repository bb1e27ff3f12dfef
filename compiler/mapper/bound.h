/* Inside the room: what completing a partial mapping costs at the least.
 *
 * Words that are wanted have to be read from some memory further out, through arrays that
 * serve several instances at once, but only so many.  And whatever the next memory out keeps
 * must be brought there: what that takes at the least, with the extents that there are now or
 * any multiple of them that its room allows, stands in a table, by what it keeps.  Tables are
 * made from the outermost memory inwards, each with the help of the one before. */
#ifndef TL_MAPPER_BOUND_H
#define TL_MAPPER_BOUND_H

#include "compiler/mapper/frame.h"
#include "compiler/mapper/stream.h"

enum { BOUND_WAYS = 64 };

/* One way to cross the arrays outside of a level: what a word that the level wants costs, by the
 * level that serves it.  And if it wants the word to keep it: then neighbours may hand on some. */
struct bound_way {
  double pJ_word[LATTICE_TENSORS][LATTICE_LEVELS];
  double own_pJ_word[LATTICE_TENSORS][LATTICE_LEVELS];
};

struct bound_table;

struct bound_level {
  unsigned ways;
  struct bound_way *way;
  unsigned parents[LATTICE_TENSORS];               /* levels that may serve the tensor */
  uint8_t parent[LATTICE_TENSORS][LATTICE_LEVELS];
  const struct bound_table *table;                 /* of the level itself; NULL: it has none */
  int next;                                        /* the next memory out; -1: none */
};

struct bound {
  const struct frame *frame;
  double first_pJ[LATTICE_TENSORS][LATTICE_LEVELS]; /* spared where first sums find nothing; <= 0 */
  double rest_pJ[LATTICE_TENSORS][LATTICE_LEVELS];  /* to bring the tensor to a level */
  double least_pJ[LATTICE_TENSORS][LATTICE_LEVELS]; /* to serve each of its words once from there */
  struct bound_level at[LATTICE_LEVELS + 1];
};

/* Tables are kept from one frame to the next: they depend on the arrays outside. */
struct bound_tables;
struct bound_tables *bound_tables_new(void);
void bound_tables_free(struct bound_tables *tables);

/* `spreads` by level: those of them that are of the frame; `groups` are numbers that tell them
 * apart.  In `arena`. */
void bound_make(struct bound *bound, const struct frame *frame, const struct spreads *spreads,
                const uint32_t *groups, struct bound_tables *tables, struct arena *arena);

/* What tensors want at a level, in words of one instance. */
struct wanted {
  uint32_t tensors;
  uint32_t own;          /* those of them that it wants to keep */
  double words[LATTICE_TENSORS];
};

/* Whether what the level itself keeps is open, or that but for nothing, or decided, or would be
 * just this. */
enum kept { OPEN, SOME, KEPT, KEEPS };

/* The energy that has to come for what is wanted at a level where extents are those of a state;
 * `kept` is not KEEPS. */
double bound_pJ(const struct bound *bound, unsigned level, uint32_t state, enum kept kept,
                const struct wanted *wanted);

/* … if the level keeps just these. */
double bound_pJ_if(const struct bound *bound, unsigned level, uint32_t state, uint32_t keeps,
                   const struct wanted *wanted);

#endif

/* Inside the room: what completing a partial mapping costs at the least.
 *
 * Words that are wanted have to be read from some memory further out, through arrays that
 * serve several instances at once, but only so many: see routes.h.  And whatever the next
 * memory out keeps must be brought there: what that takes at the least, with the extents that
 * there are now or any multiple of them that its room allows, stands in a table, by what it
 * keeps.  Tables are made from the outermost memory inwards, each with the help of those before. */
#ifndef TL_MAPPER_BOUND_H
#define TL_MAPPER_BOUND_H

#include "compiler/mapper/frame.h"
#include "compiler/mapper/routes.h"
#include "compiler/mapper/stream.h"

struct bound_table;

struct bound_level {
  struct routes *routes;
  const struct bound_table *table; /* of the level itself; NULL: it has none */
};

struct bound {
  const struct frame *frame;
  double first_pJ[LATTICE_TENSORS][LATTICE_LEVELS]; /* spared where first sums find nothing; <= 0 */
  double part[LATTICE_TENSORS][LATTICE_LEVELS];     /* … of what words cost, so much is left */
  double rest_pJ[LATTICE_TENSORS][LATTICE_LEVELS];  /* to bring the tensor to a level */
  double least_pJ[LATTICE_TENSORS][LATTICE_LEVELS]; /* to serve each of its words once from there */
  struct bound_level at[LATTICE_LEVELS + 1];
};

/* Routes are kept from one frame to the next, and tables too, by all threads together: they depend
 * on the arrays outside. */
struct bound_routes;
struct bound_routes *bound_routes_new(void);
void bound_routes_free(struct bound_routes *routes);
struct bound_tables;
struct bound_tables *bound_tables_new(double bytes_most);
void bound_tables_free(struct bound_tables *tables);

/* Forgets some if they are many; nobody uses any. */
void bound_tables_tidy(struct bound_tables *tables);

/* `spreads` by level: those of them that are of the frame; `groups` are numbers that tell them
 * apart.  Without tables, as long as none are added.  In `arena`. */
void bound_make(struct bound *bound, const struct frame *frame, const struct spreads *spreads,
                const uint32_t *groups, struct bound_routes *routes, struct arena *arena);

/* Makes the table of a level, if it is of any use.  Levels are to come in order, the outermost
 * first. */
void bound_add_table(struct bound *bound, unsigned level, const uint32_t *groups,
                     struct bound_tables *tables);

/* What tensors want at a level, in words of one instance. */
struct wanted {
  uint32_t tensors;
  uint32_t own;          /* those of them that it wants to keep */
  double words[LATTICE_TENSORS];
  uint32_t waiting;      /* those whose tiles no loop has moved yet, so that the first one that
                            does tells how often they are fetched; */
  double still[LATTICE_TENSORS]; /* … words, if that is one as good as any */
  double each[LATTICE_TENSORS];  /* … in each iteration of loops over dims that index them */
};

/* Whether what the level itself keeps is open, or that but for nothing, or decided, or would be
 * just this. */
enum kept { OPEN, SOME, KEPT, KEEPS };

/* Where words are wanted. */
struct place {
  unsigned level;
  uint32_t state;
  const uint8_t *index;  /* of extents among divisors, and what is left of each dim, … */
  const double *rest;    /* … which only serving_look_closely looks at */
  enum kept kept;
  uint32_t keeps;
};

/* A memory that may serve words, and keeps some of them for that. */
enum { SETS = 1 << LATTICE_TENSORS };
struct server {
  uint8_t level;
  bool near;                        /* no array lies between */
  uint32_t may, must, state;
  const struct bound_table *passed; /* of which it is known what passing it takes; or NULL */
  const struct bound_table *table;  /* NULL: it has none */
  double bring[SETS];
};

/* The energy that has to come for what is wanted at a place. */
struct serving {
  const struct bound *b;
  const struct routes *routes;
  const struct wanted *wanted;
  unsigned level;
  uint32_t state, keeps;
  const uint8_t *index;
  const double *rest;
  enum kept kept;
  double words[LATTICE_TENSORS], still[LATTICE_TENSORS]; /* as struct wanted has them, or more */
  unsigned levels;
  struct server at[LATTICE_LEVELS], own;
  const struct server *hub;         /* the memory next to the outermost; NULL: none, or the place is
                                       not inside of it */
};

/* `place` and `wanted` stay where they are as long as `serving` is used. */
void serving_make(struct serving *serving, const struct bound *bound, const struct place *place,
                  const struct wanted *wanted);

/* In pJ at the least, by one way through the arrays outside: the least over all ways in the list
 * of the place (see routes.h) bounds what has to come.  `jointly`: see bound_joint.c; that is more,
 * and takes longer. */
double serving_least(struct serving *serving, const double *way, bool jointly);

/* From now on with the extents that a way leads to: looks at that one alone, and then at no other
 * one without them.  The least over all ways that fit bounds what has to come. */
void serving_look_closely(struct serving *serving, const struct way_out *way);

#endif

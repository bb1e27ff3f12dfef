/* Spaces for the tests of the mapper, of designs in memory: nothing is said about loops, and
 * what is kept is open. */
#ifndef TEST_UNIT_MAPSPACE_H
#define TEST_UNIT_MAPSPACE_H

#include "tests/unit/design.h"

#include "compiler/mapper/search.h"

enum { MAPSPACE_SLOTS = 8, MAPSPACE_MEMORIES = 4 };

/* It points into itself and into the design: do not copy it. */
struct mapspace {
  struct space space;
  struct search_options options; /* exhaustive, one thread, the best by energy */
  struct space_slot slot[MAPSPACE_SLOTS];
  struct space_memory memory[MAPSPACE_MEMORIES];
  struct arena arena;            /* of results */
};

void mapspace_init(struct mapspace *m, struct design *d);
void mapspace_free(struct mapspace *m);

/* The slot of a node: in time, or along an axis; and what a memory keeps. */
struct space_slot *mapspace_slot(struct mapspace *m, struct design *d, const char *node, int axis);
struct space_memory *mapspace_memory(struct mapspace *m, struct design *d, const char *node);

/* How many mappings there are, by space_log10. */
double mapspace_size(const struct mapspace *m);

struct search_result mapspace_search(struct mapspace *m, enum search_strategy strategy);

#endif

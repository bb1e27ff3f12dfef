/* What an array does with words on their way down: who wants the same ones, who can
 * get them from a neighbour, and how far they travel.
 *
 * The instances that run one mapping are numbered in the order of the loops across the
 * array, outermost first; each wants the tile of instance 0, moved.  Those that want
 * exactly the same form a group, and a word is read once for all of them. */
#ifndef TL_EVAL_FANOUT_H
#define TL_EVAL_FANOUT_H

#include "lang/base/vec.h"
#include "runtime/model/limits.h"

#include <stdbool.h>

/* The loops across one array, outermost first, and how they move one tensor's tile. */
struct fanout {
  unsigned loops, ranks;
  int64_t extent[MODEL_LOOPS];
  int64_t shift[MODEL_LOOPS][MODEL_RANKS];
  int64_t place[MODEL_RANKS]; /* makes one number of a move: see fanout_places */
  uint64_t instances;        /* product of the extents */
  uint64_t columns, rows;    /* of the grid they stand on, row by row */
  bool apart;                /* every instance is served by itself */
  bool hops;                 /* distances are wanted */
};

/* `groups` groups of `members` instances, and the hops of a word to all of their groups
 * together: along the middle row and up and down the columns. */
struct fanout_share {
  uint64_t members, groups;
  double hops;
};

struct fanout_shares {
  uint64_t groups;           /* of all sizes */
  VEC(struct fanout_share) of;
};

/* Memory for arrays of any size; grows to what was needed most and stays. */
struct fanout_room {
  struct fanout_cells *cells;
};

void fanout_room_init(struct fanout_room *room);
void fanout_room_free(struct fanout_room *room);

/* Finds the places, with which two tiles are the same if their numbers are; from then on
 * extents may shrink.  False: the numbers do not fit 63 bits. */
bool fanout_places(struct fanout *f);

/* Groups of all instances. */
void fanout_groups(const struct fanout *f, struct fanout_room *room, struct fanout_shares *shares);

/* What is fetched now may be, moved by `move`, what was fetched just before, and then
 * instances may find it at a neighbour who had it.  True if that spares the level above
 * some words; then `shares` are the groups of those that are left, and `linked` is how
 * many get theirs so.  `all` is what fanout_groups said of `f`; `before` and its room are
 * those of the fetch before, which may be the same. */
bool fanout_links(const struct fanout *f, struct fanout_room *room, const struct fanout *before,
                  struct fanout_room *before_room, const int64_t *move,
                  const struct fanout_shares *all, struct fanout_shares *shares,
                  uint64_t *linked);

#endif

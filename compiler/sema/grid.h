/* Inside the room: rows of numbers, found by some of their columns.
 *
 * The rows of a table are kept as a tree with one storey for each key, in the order of
 * the columns, so that each lookup goes down it once, and twice where it has to lie
 * between two rows.  A row that is there is found exactly, whatever the rules are. */
#ifndef TL_SEMA_GRID_H
#define TL_SEMA_GRID_H

#include "lang/base/arena.h"

#include <stdbool.h>

enum { GRID_KEYS = 12, GRID_RESULTS = 24, GRID_TOUCHED = 8 };

/* How a key finds its rows. */
enum grid_rule {
  GRID_EQUAL,        /* only equal ones */
  GRID_SCALE,        /* an equal one, else the nearest by ratio, and results are scaled */
  GRID_STEP,         /* the same, but the nearest by difference */
  GRID_INTERPOLATE,  /* between two, along a power law */
  GRID_BLEND,        /* between two, along a straight line */
};

struct grid_node {
  double value;      /* of the key of its storey */
  uint32_t child;    /* the first of its children; of the last storey: a row */
  uint32_t children;
};

struct grid {
  unsigned keys, results;
  enum grid_rule rule[GRID_KEYS];
  uint32_t rows;
  const double *result;    /* [rows][results] */
  /* If there is one, it is called before the results of a row are taken: who made them may
   * write them then. */
  void (*fill)(void *context, uint32_t row);
  void *context;
  struct grid_node *node;  /* 0: the root */
  bool doubled;            /* these two rows have the same keys */
  uint32_t first, again;
};

/* What a lookup came by. */
struct grid_found {
  uint32_t row[GRID_TOUCHED];  /* the first of those that the result is made of */
  unsigned rows;
  bool exact;              /* one row, as it is */
  bool interpolated, scaled;
  bool extrapolated;       /* beyond the rows in key `beyond`, which end at `limit` */
  unsigned beyond;
  double limit;
  bool failed;             /* no row: key `beyond` has no such value, or one that is not above 0 */
};

/* By what a result is multiplied as key `key` of its row is `from` and not `to`. */
struct grid_scaler {
  double (*factor)(void *context, unsigned key, unsigned result, double from, double to);
  void *context;
};

/* Makes one of `rows` rows, key[rows][keys] and result[rows][results], which are borrowed; of
 * rows with the same keys the first counts.  In `arena`. */
struct grid *grid_new(struct arena *arena, unsigned keys, unsigned results,
                      const enum grid_rule *rule, uint32_t rows, const double *key,
                      const double *result);

/* Looks up `key[keys]`; out[results].  False: found->failed.  Allocates nothing, but for `fill`. */
bool grid_find(const struct grid *g, const double *key, const struct grid_scaler *scaler,
               double *out, struct grid_found *found);

#endif

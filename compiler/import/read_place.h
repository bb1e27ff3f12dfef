/* Inside the importer: what a directive of a mapping, or of constraints, says of a level. */
#ifndef TL_IMPORT_READ_PLACE_H
#define TL_IMPORT_READ_PLACE_H

#include "compiler/import/importer.h"

/* What is read: a mapping, in which everything is said, or constraints. */
struct plan {
  struct importer *im;
  struct spec_problem *problem;
  bool one;                 /* a mapping */
};

/* Reads loops in time, loops across an array, and which tensors are kept; what cannot be
 * read is told (E0803, E0805, E0806). */
void place_in_time(struct plan *p, struct yaml *y, struct spec_place *place);
void place_across(struct plan *p, struct yaml *y, struct spec_place *place);
void place_keeps(struct plan *p, struct yaml *y, struct spec_place *place);

/* The factor of a dimension, or NULL; whether the order names it. */
const struct spec_factor *place_factor(const struct spec_place *place, int dim);
bool place_orders(const struct spec_place *place, int dim);

#endif

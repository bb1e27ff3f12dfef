/* What actions cost: an energy reference table, by component and action, with areas.
 *
 * Evaluation asks this table and nothing else, so numbers may come from a design, from
 * an estimator or from a file.  Rows are numbered by whoever fills the table; a node of
 * an architecture says which row is its own.
 *
 * Plain data: nothing here is owned. */
#ifndef TL_ENERGY_TABLE_H
#define TL_ENERGY_TABLE_H

#include "lang/base/source.h"

struct energy_action {
  const char *name;  /* read, write, update, compute, transfer, hop, route, pass, leak … */
  double pJ;         /* of one action; of one cycle of one instance for `leak` */
  struct span span;
};

struct energy_row {
  const char *component;
  unsigned actions;
  const struct energy_action *action;
  double area_um2;   /* of one instance; 0: not known */
};

struct energy_table {
  unsigned rows;
  const struct energy_row *row;
};

/* The energy in pJ of an action of row `row`; NAN if there is no such row or action. */
double energy_of(const struct energy_table *table, uint32_t row, const char *action);

/* The area in um2 of one instance of row `row`; 0 if there is no such row. */
double area_of(const struct energy_table *table, uint32_t row);

#endif

#include "runtime/energy/table.h"

#include <math.h>
#include <string.h>

double energy_of(const struct energy_table *table, uint32_t row, const char *action)
{
  if (row >= table->rows) return NAN;
  const struct energy_row *r = &table->row[row];
  for (unsigned i = 0; i < r->actions; i++)
    if (!strcmp(r->action[i].name, action)) return r->action[i].pJ;
  return NAN;
}

double area_of(const struct energy_table *table, uint32_t row)
{
  return row < table->rows ? table->row[row].area_um2 : 0;
}

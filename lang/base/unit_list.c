#include "lang/base/unit.h"

#include "lang/base/unit_table.h"

#include <stdio.h>

void units_list(struct dim d, void (*tell)(void *context, const char *unit), void *context)
{
  for (int i = 0; i < N_UNITS; i++) {
    const struct unit_row *row = &unit_rows[i];
    struct dim once = unit_quantities[row->quantity].dim, twice;
    bool square = dim_mul(once, once, &twice) && dim_equal(twice, d);
    char text[32];
    if (row->label || dim_is_none(d) || (!square && !dim_equal(once, d))) continue;
    for (int k = -1; k < N_PREFIXES; k++) {
      if (k >= 0 && !(row->prefixes & unit_prefixes[k].class)) continue;
      snprintf(text, sizeof text, "%s%s%s", k < 0 ? "" : unit_prefixes[k].text, row->text,
               square ? "^2" : "");
      tell(context, text);
    }
  }
}

#include "lang/base/unit.h"

#include "lang/base/unit_table.h"

#include <stdio.h>

/* Greek letters are understood, but the same is to be had from any keyboard. */
static bool is_typed(const char *text) { return !(*text & 0x80); }

void units_list(struct dim d, void (*tell)(void *context, const char *unit), void *context)
{
  for (int i = 0; i < N_UNITS; i++) {
    const struct unit_row *row = &unit_rows[i];
    struct dim once = unit_quantities[row->quantity].dim, twice;
    bool square = dim_mul(once, once, &twice) && dim_equal(twice, d);
    char text[32];
    bool fits = square || dim_equal(once, d);
    if (row->label || dim_is_none(d) || !is_typed(row->text) || !fits) continue;
    for (int k = -1; k < N_PREFIXES; k++) {
      const struct unit_prefix *prefix = k < 0 ? NULL : &unit_prefixes[k];
      if (prefix && (!(row->prefixes & prefix->class) || !is_typed(prefix->text))) continue;
      snprintf(text, sizeof text, "%s%s%s", prefix ? prefix->text : "", row->text,
               square ? "^2" : "");
      tell(context, text);
    }
  }
}

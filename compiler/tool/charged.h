/* Which action of a given table of energies a run charges for which action of a level. */
#ifndef TL_TOOL_CHARGED_H
#define TL_TOOL_CHARGED_H

#include "compiler/tool/pass.h"

/* The actions that a run charges, of all kinds of levels, by number; NULL: there are no more. */
const char *charged_name(unsigned i);

/* What a table has for it, under whatever name, if levels of that kind are charged for it; else
 * NULL. */
const struct price_action *charged_row(const struct price *table, enum price_kind kind, unsigned i);

/* W0555 for those actions of a table that nothing asks `of` for, and whose names are slips. */
void check_charged(struct compilation *c, const struct price *table, const struct price *of);

#endif

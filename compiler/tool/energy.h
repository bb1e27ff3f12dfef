/* Inside `tlc energy`: what is printed of prices and of counts. */
#ifndef TL_TOOL_ENERGY_H
#define TL_TOOL_ENERGY_H

#include "compiler/ir/prices.h"
#include "compiler/tool/options.h"

/* For people: a table for each component. */
void prices_text(struct strbuf *out, struct arena *a, const struct price_list *list, bool color);
void counts_text(struct strbuf *out, struct arena *a, const struct price_counts *counts, bool color);

/* For programs: one JSON object, in pJ and um2; doc/report.md describes it. */
void prices_json(struct strbuf *out, struct arena *a, const struct price_list *list, const char *design);
void counts_json(struct strbuf *out, struct arena *a, const struct price_counts *counts, const char *design);

/* Writes them into the directory of -o: ERT.yaml and ART.yaml, and a summary of each if that is
 * wanted. */
enum exit_code write_prices(const struct options *o, struct compilation *c, const struct price_list *list,
                            const char *design, bool summaries);

#endif

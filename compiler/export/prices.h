/* Prices of components as Accelergy's tables: ERT (energies of actions in pJ), ART (areas in
 * um2), a summary of each, and energies by counts.  What is not known is left out. */
#ifndef TL_EXPORT_PRICES_H
#define TL_EXPORT_PRICES_H

#include "compiler/ir/prices.h"

enum price_form { PRICES_ERT, PRICES_ART, PRICES_ERT_SUMMARY, PRICES_ART_SUMMARY, N_PRICE_FORMS };

/* "ERT.yaml". */
const char *price_form_file(enum price_form form);

/* Adds a table; `comment` stands in front, on a line of its own. */
void export_prices(struct strbuf *out, struct arena *a, const struct price_list *list,
                   enum price_form form, const char *comment);

/* Adds what counts come to: `energy_estimation`. */
void export_counts(struct strbuf *out, struct arena *a, const struct price_counts *counts,
                   const char *comment);

#endif

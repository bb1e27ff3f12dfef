/* Tables of energies and areas (--ert, --art) that are given beside a design, or instead of
 * one. */
#ifndef TL_TOOL_GIVEN_PRICES_H
#define TL_TOOL_GIVEN_PRICES_H

#include "compiler/tool/pass.h"

/* Reads what the options name; empty if they name nothing.  What is wrong with a file is told in
 * the compilation; EXIT_FILES, told, if one cannot be read. */
enum exit_code given_prices_read(const struct options *o, struct compilation *c, struct price_list *out);

/* Puts given actions and areas in the place of those of the components that they are of, by
 * name; W0555 for those of nothing.  What a run charges for an action is listed under its name; if
 * the prices are for counting, a row that is called so itself comes first. */
void given_prices_override(struct compilation *c, struct price_list *list, const struct price_list *given,
                           bool counting);

/* The same for the levels of a flat design: of several rows of an action the dearest, and actions
 * as the language calls them. */
void given_prices_lower(struct compilation *c, struct ir_design *design, const struct price_list *given);

/* Says of a name that is of no component, or not of one alone, what it may be meant for. */
void say_what_is_called(struct compilation *c, struct diag *d, const struct price_list *list,
                        const char *name);

#endif

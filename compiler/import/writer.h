/* Inside the room: what writers share.  They put statements one a line; the printer lays
 * them out. */
#ifndef TL_IMPORT_WRITER_H
#define TL_IMPORT_WRITER_H

#include "compiler/import/importer.h"

/* Names of all problems and what they are made of. */
void name_problems(struct importer *im, struct taken *taken);

/* The lines of a text, each behind `mark`. */
void put_lines(struct strbuf *out, const char *text, const char *mark);

/* A text that stays within a comment of one line. */
const char *one_line(struct importer *im, const char *text);

/* The comments of the YAML at a place, above and behind it, or at several, as lines that
 * begin with `mark`. */
void put_remark(struct importer *im, struct strbuf *out, struct span at, const char *mark);
void put_remarks(struct importer *im, struct strbuf *out, const struct spec_remarks *of, const char *mark);

/* Those of the entries of a map, save for the line of `owner`, with the names of the
 * entries in front, between quotes. */
void put_entry_remarks(struct importer *im, struct strbuf *out, const struct yaml *map,
                       struct span owner, const char *quote, const char *mark);

/* The bits of a word of tensor `t`; 0 if there is nothing that says so. */
int64_t tensor_bits(struct importer *im, unsigned t);

/* The bits of a word at a memory: `datawidth` and its like, or 16, as in Timeloop; `*said`
 * is whether an attribute says so. */
int64_t word_bits(struct importer *im, struct spec_level *l, bool *said);

/* The same as it is written, `8 bit`; and the width of a tensor's words, which is one number
 * or one name. */
const char *word_text(struct importer *im, struct spec_level *l);
const char *tensor_word(struct importer *im, unsigned t);

/* What one access to a memory moves. */
const struct spec_access *access_of(struct importer *im, struct spec_level *l);

/* `size = ...` or `depth = ...`, if anything says how large a memory is. */
void put_size(struct importer *im, struct strbuf *out, struct spec_level *l, int64_t bits);

/* The tensors that a memory keeps for sure, and that it may keep. */
uint32_t kept_tensors(const struct spec_problem *p, const struct spec_level *l, bool mapped);

/* Whether a level is written: some are there for their fan-out only. */
bool is_written(struct importer *im, const struct spec_level *l);

/* Tells what an architecture lacks: a storage around all, a compute inside of all. */
void check_hierarchy(struct importer *im);

/* Whether energies of a network at this memory depend on how words travel. */
bool charges_distance(struct importer *im, struct spec_level *l);

/* The network between this memory and what is inside, if it costs anything. */
void write_network(struct importer *im, struct strbuf *out, struct spec_level *l);

void write_named_network(struct importer *im, struct strbuf *out, struct spec_level *l);

/* What the program calls something of the library. */
const char *library_alias(struct importer *im, const char *name);

/* Tells names of networks that there are not. */
void check_networks(struct importer *im);

/* A line that says how the format of a level's floating-point numbers was found, if it was. */
void put_format_comment(struct importer *im, struct strbuf *out, struct spec_level *l);

/* ` = sram(…)` if a level is made of a component. */
void put_component(struct importer *im, struct strbuf *out, struct spec_level *l);
bool is_made_of_component(struct importer *im, struct spec_level *l);

/* `name = …`: an attribute as the expression that it was, with variables by their names. */
void put_expression(struct importer *im, struct strbuf *out, struct spec_level *l,
                    const char *name, struct spec_attribute *from, enum measure measure);

/* A value as the expression that it was; NULL if it cannot be written as one. */
const char *expression_text(struct importer *im, struct spec_scope *scope, const char *self,
                            const struct yaml *y, enum measure measure);

/* How many banks a memory has of which nothing is said. */
double usual_banks(struct importer *im);

/* The technology node that a scope says ("45 nm"), and what most levels have; NULL: none. */
const char *technology_of(struct importer *im, struct spec_scope *scope);
const char *arch_technology(struct importer *im);

/* The length of a cycle; 0 if nothing says it. */
double cycle_seconds(struct importer *im);

/* Names of variables, before all others. */
void name_variables(struct importer *im);

/* `param`s for the variables that were used. */
void write_variables(struct importer *im, struct strbuf *out);

/* Statements of one `at`, on one line: added, those with sets of tensors only if there are
 * any; and the whole, which empties the text,
 * with its comments (or NULL) above. */
void put_statement(struct strbuf *at, const char *text);
void put_set(struct importer *im, struct strbuf *at, const char *word, uint32_t tensors);
void put_at(struct importer *im, struct strbuf *out, struct strbuf *at, const struct spec_level *l,
            const struct spec_remarks *remarks);

/* Tells what is left of a level's own attributes, and at the end of those around levels. */
void tell_attributes(struct importer *im, struct spec_level *l);
void tell_attributes_around(struct importer *im);

/* Whether some table says what actions cost. */
bool has_table(struct importer *im);

/* Actions as a table has them, by their own names. */
void write_rows(struct importer *im, struct strbuf *out, const struct spec_costs *costs);

/* Components for tables that no level has. */
void write_tables(struct importer *im, struct strbuf *out);

/* Whether an action costs more or less by an argument, and from where to where that goes. */
bool takes_argument(const struct spec_costs *costs, const char *action, const char *argument, int64_t *low,
                    int64_t *high);

/* What a row of these very arguments costs in pJ, if the action does not take them. */
const char *row_price(const struct spec_costs *costs, const char *action, const struct yaml *arguments);

/* What the program calls an action that a table calls so; NULL: it has no such row. */
const char *action_of_level(struct importer *im, const struct spec_costs *costs,
                            enum spec_kind kind, const char *name);

/* Statements for what actions of a level cost, and its area. */
void write_costs(struct importer *im, struct strbuf *out, struct spec_level *l);

#endif

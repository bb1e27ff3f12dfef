/* Inside the importer: what the pieces of a component's text share. */
#ifndef TL_IMPORT_WRITE_COMPONENT_H
#define TL_IMPORT_WRITE_COMPONENT_H

#include "compiler/import/classes.h"

/* The component that is being written. */
struct component {
  struct importer *im;
  struct class *class;
  struct taken names;       /* in its block */
  struct yaml *action;      /* whose arguments are seen, too; or NULL */
};

/* How names are spelt in an expression of the component that `of` is. */
struct written component_spells(void *of, const char *name);

/* An expression, or a number or a quantity in quotes; NULL, told, if it cannot be written. */
const char *component_writes(struct component *c, const struct yaml *y, const char *text,
                             enum measure wanted);

/* In brackets where that is needed in a product. */
const char *as_factor(struct component *c, const char *text);

/* Of a part's name: how many it stands for, itself without its range, and what it is called. */
const char *parts_named(struct component *c, const struct yaml *name);
const char *bare_name(struct component *c, const struct yaml *name);
const char *part_name(struct component *c, const char *name);

/* The part of a class that has this name, or NULL; the technology that attributes give as a
 * number, or NULL. */
struct yaml *part_called(struct class *class, const char *name);
const char *literal_technology(struct importer *im, const struct yaml *attributes);

/* What a part or its action is scaled by, under its new or its old key; NULL: by nothing. */
const char *scale_given(struct component *c, struct yaml *map, const char *key, const char *old);

/* Statements of the block. */
void put_part(struct component *c, struct strbuf *out, struct yaml *part);
void put_area(struct component *c, struct strbuf *out);
void put_action(struct component *c, struct strbuf *out, struct yaml *action);
void put_aliases(struct component *c, struct strbuf *out);

#endif

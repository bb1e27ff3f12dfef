/* Inside the room: tables of text, with columns as wide as their widest cell. */
#ifndef TL_REPORT_TABLE_H
#define TL_REPORT_TABLE_H

#include "lang/base/arena.h"
#include "lang/base/str.h"
#include "lang/base/vec.h"

enum table_look { LOOK_PLAIN, LOOK_STRONG, LOOK_FAINT, LOOK_GOOD, LOOK_BAD, LOOK_NOTICE, LOOK_BAR };

/* ALIGN_POINT puts the points of numbers below each other, and what follows the digits,
 * a unit for example, below each other too. */
enum table_align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_POINT };

enum { TABLE_COLUMNS = 24 };

struct table_cell {
  const char *text;
  enum table_look look;
};

struct table {
  unsigned columns;
  enum table_align align[TABLE_COLUMNS];
  VEC(struct table_cell) cells; /* row by row; the first row may be headings */
  bool headings;
  bool sum;            /* the last row sums up those above it */
};

/* An empty table with a column for each letter of `columns`: l, r or p.  Free it with
 * table_free. */
void table_init(struct table *table, const char *columns);
void table_free(struct table *table);

/* Adds a row of headings, which are given one after the other, divided by `|`.  `a` keeps
 * the texts. */
void table_headings(struct table *table, struct arena *a, const char *headings);

/* Adds the next cell; rows fill from the left.  `text` is borrowed. */
void table_add(struct table *table, enum table_look look, const char *text);

/* Writes all rows, indented by two columns; none without a row besides the headings.  Where they
 * would be wider than a page the widest column of texts goes over several lines. */
void table_write(struct strbuf *out, const struct table *table, bool color);

/* Writes a text in a look. */
void look_write(struct strbuf *out, enum table_look look, const char *text, bool color);

/* Columns that a text takes on a terminal. */
size_t text_columns(const char *text, size_t n);

#endif

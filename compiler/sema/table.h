/* Inside the room: tables of numbers.
 *
 * A declaration is read once into columns and rows; the rows of a file are read, and the
 * whole made ready for lookups, when the first lookup comes. */
#ifndef TL_SEMA_TABLE_H
#define TL_SEMA_TABLE_H

#include "compiler/sema/core.h"
#include "compiler/sema/grid.h"
#include "compiler/sema/type.h"
#include "lang/base/vec.h"

/* What a result is a quantity of, as far as rules tell them apart. */
enum scaled { SCALED_ENERGY, SCALED_AREA, SCALED_POWER, SCALED_TIME, SCALED_FREQ, SCALED_OTHER,
              SCALED_KINDS };

/* How a result follows a key that its row has another value of. */
struct scaling {
  enum { SCALE_NOT, SCALE_POWER, SCALE_BINARY, SCALE_COMPONENT } by;
  double exponent;
  struct symbol *component;  /* … with parameters `from` and `to`: its lets are the factors */
};

struct column {
  struct node *field;
  name_t name;
  struct wanted_type type;
  bool key;                  /* it has a rule: rows are found by it */
  bool scales;               /* … and only values above 0 make sense */
  enum grid_rule rule;
  struct scaling scaling[SCALED_KINDS];
  enum scaled is;            /* of a result */
  bool amount;               /* it is of something that is never less than nothing */
};

/* A row as it is read: a value for each column. */
struct table_row {
  struct value *value;       /* [columns] */
  struct span span;
  name_t source;             /* what it says of itself, or NULL */
  bool unread;               /* of a file in the library: only its keys are known yet */
};

struct table {
  struct symbol *symbol;
  struct node *node;
  struct scope scope;
  VEC(struct column) columns;
  VEC(struct table_row) rows;
  struct map words;          /* of keys: name_t → its number, from 1, as a pointer */
  struct map seen;           /* keys of rows, as one name → the row's span */
  name_t source;
  double accuracy;           /* as it declares it, 0 to 1; less than 0: it does not */
  struct node *from;         /* the string that names a file, or NULL */
  bool broken;               /* a column is not understood, so rows are not counted against them */
  bool misread;              /* a row is not understood */
  bool unknown;              /* a cell is not known yet */
  bool ready;                /* its file is read and its grid is made */
  struct table_file *file;   /* that unread rows come from, or NULL */
  double *results;           /* of the grid: [rows][results] */
  struct grid *grid;         /* NULL if it is broken or unknown; its storeys are */
  uint32_t storey[GRID_KEYS];/* … these columns */
};

/* The table of a declaration, read and checked when first asked for. */
struct table *table_of(struct sema *sm, struct symbol *s);

/* Makes it ready for lookups: reads its file. */
void table_ready(struct sema *sm, struct table *t);

/* The results of a row as numbers, for its grid; out[results].  Numbers that are none are NAN. */
void table_row_results(const struct table *t, const struct table_row *row, double *out);

struct column *table_column(struct table *t, name_t name);

/* A key as a number: words are counted as the rows bring them, truths are 0 or 1.  Of a word
 * that is in no row it is one that no row has. */
double table_key(const struct table *t, struct value v);

/* Checks a declaration: its columns, its rows, and the values in them. */
void check_table(struct sema *sm, struct symbol *s);

/* W0527: a table without rows. */
void lint_rows(struct sema *sm, struct symbol *s);

/* ---- between its parts ---- */

/* A column's rule, in what stands behind `=` (E0622, E0623). */
void read_rule(struct sema *sm, struct table *t, struct column *c);

/* A `row` of the declaration (E0309, E0314, E0624, E0625). */
void read_row(struct sema *sm, struct table *t, struct node *row);

/* Checks the values of a row that is complete and adds it; `at[i]` is where cell i stands.
 * Doubles are looked for by whoever calls. */
void add_row(struct sema *sm, struct table *t, const struct table_row *row, const struct span *at);

/* The first of this, alone: are they amounts, and can keys be scaled from?  False: some are not
 * known. */
bool check_cells(struct sema *sm, struct table *t, const struct table_row *row,
                 const struct span *at);

/* Whoever asks first may be guessing in silence; what is wrong with the table is told all the same,
 * this once.  Gives what diags->muted has to be again. */
uint32_t table_unmute(struct sema *sm, const struct table *t);

/* E0625, of two rows with the same keys. */
void tell_same_row(struct sema *sm, struct table *t, const struct table_row *row, struct span first);

/* The rows of the file that `from` names (E0641, E0642).  Only their keys, unless it is read whole:
 * files of the library are long, and few of their rows are ever asked for. */
void read_table_file(struct sema *sm, struct table *t);

/* Is all of its file read and checked, whoever looks something up or not?  Not if it is of the
 * library, unless it is in the file that is checked. */
bool table_is_whole(const struct sema *sm, const struct table *t);

/* Has its grid read the rest of a row when that is asked for. */
void fill_from_file(struct table *t);

#endif

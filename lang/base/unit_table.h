/* The rows of units.def as tables, for unit.c, unit_list.c and unit_text.c alone. */
#ifndef TL_BASE_UNIT_TABLE_H
#define TL_BASE_UNIT_TABLE_H

#include "lang/base/unit.h"

/* Classes of prefixes; a unit takes a set of them.  TINY are those below SMALL, for what a bit or a
 * transistor takes: nobody needs an attosecond, and `1 as` would end in a keyword. */
enum { SMALL = 1, KILO = 2, LARGE = 4, DECIMAL = SMALL | KILO | LARGE, BINARY = 8, TINY = 16 };

struct unit_prefix {
  const char *text;
  int ten, two; /* what it stands for: 10^ten * 2^two */
  int class;
};

enum quantity {
  NUMBER, /* no dimension */
#define QUANTITY(id, ...) id,
#include "lang/base/units.def"
  N_QUANTITIES
};

/* A dimension that people have a word for. */
struct unit_quantity {
  const char *type;    /* the language's word, such as "bits" */
  const char *name;    /* "information size" */
  const char *per;     /* behind "per"; NULL if people do not divide by it */
  const char *symbol;  /* the base unit */
  const char *example; /* a unit of the size that designs have */
  struct dim dim;
};

struct unit_row {
  const char *text;
  enum quantity quantity;
  int ten;
  double factor; /* base units in one: factor * 10^ten */
  int prefixes;
  bool label;
};

enum {
  N_PREFIXES = 0
#define PREFIX(...) + 1
#include "lang/base/units.def"
  ,
  N_UNITS = 0
#define UNIT(...) + 1
#define LABEL(...) + 1
#include "lang/base/units.def"
};

extern const struct unit_prefix unit_prefixes[N_PREFIXES];
extern const struct unit_quantity unit_quantities[N_QUANTITIES];
extern const struct unit_row unit_rows[N_UNITS];

#endif

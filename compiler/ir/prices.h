/* What components cost: each of their actions, for each value of its arguments, and how large
 * they are.  Analysis finds it for a design, a table in YAML can say it, too; whoever prints
 * or counts takes it from here.
 *
 * Plain data in the arena of whoever made it. */
#ifndef TL_IR_PRICES_H
#define TL_IR_PRICES_H

#include "lang/base/source.h"
#include "lang/base/str.h"

/* The arguments of a row have the order of the action's parameters; a whole number is written
 * as one. */
struct price_argument { const char *name, *value; };

struct price_row {
  unsigned arguments;
  struct price_argument *argument;
  bool known;
  double energy_J;          /* of one action; of `leak`, in each cycle */
};

struct price_action {
  const char *name;
  bool cut;                 /* it has more values of arguments than are listed */
  unsigned usual;           /* the row of the default arguments */
  unsigned rows;
  struct price_row *row;    /* [rows], at least 1 */
  const char *needs;        /* what has to be known for it, "`tech` and `clock`"; NULL: nobody says */
  struct span span;
};

/* A part that has no parts, with all of its kind: `address_generators[0..1]`. */
struct price_part { const char *name, *component; };

/* What it is for a run, which charges levels of each kind for their own actions. */
enum price_kind { PRICE_OTHER, PRICE_MEMORY, PRICE_COMPUTE, PRICE_NETWORK, PRICE_TRANSIT };

struct price {
  const char *name;         /* the whole way: "Machine.PE[0..3].buffer" */
  const char *component;    /* what it is made of; NULL: nobody says */
  const char *source;       /* the module that has that component; NULL: the design itself */
  unsigned actions, parts;
  struct price_action *action;
  struct price_part *part;
  enum price_kind kind;
  bool is_free;             /* `energy = none`: a run charges nothing, whatever a table says */
  bool has_area, has_leak;
  double area_m2;           /* of one instance, and what that leaks */
  double leak_W;
  double cycle_s;           /* how long a cycle lasts where it is; 0: not known */
  struct span span;
};

/* An energy that a design names. */
struct price_value { const char *name; double energy_J; };

struct price_list {
  unsigned n;
  struct price *at;
  unsigned values;
  struct price_value *value;
};

/* The last part of a dotted name, without a range behind it: "buffer" of "M.PE[0..3].buffer".
 * In `a`. */
const char *price_last(const char *name, struct arena *a);

/* How many that are with `more` times as many, at most INT64_MAX. */
static inline int64_t price_times(int64_t n, int64_t more)
{
  int64_t product;
  return __builtin_mul_overflow(n, more, &product) ? INT64_MAX : product;
}

/* The component that a name speaks of, `Machine.PE[3].buffer` of `Machine.PE[0..167].buffer` too:
 * by the whole name, or by its last part if only one is called so and no number of the name is out
 * of its range.  NULL: none. */
struct price *price_find(const struct price_list *list, const char *name);

/* Why a name speaks of none, if it is that a number, or a range, is not in an array that there is:
 * "`PE` has 0..3, and not 4".  In `a`; NULL: it is something else. */
const char *price_out_of_range(const struct price_list *list, const char *name, struct arena *a);

/* An action by its name, or NULL; and the row of some arguments: those that are not given are
 * as by default.  NULL: there is no such row. */
struct price_action *price_action_find(const struct price *p, const char *name);
struct price_row *price_row_find(const struct price_action *a, const struct price_argument *argument,
                                 unsigned arguments);

/* What was counted of one action of a component, and what that comes to. */
struct price_count {
  const char *action;
  unsigned arguments;
  struct price_argument *argument;
  double count;
  double energy_J;          /* of all of them, once they are priced */
  struct span span;
};

/* The counts of one component: "Machine.PE[3].buffer". */
struct price_counted {
  const char *name;
  unsigned counts;
  struct price_count *count;
  double energy_J;
  struct span span;
};

struct price_counts {
  unsigned n;
  struct price_counted *at;
  double energy_J;          /* of all components */
};

#endif

/* Inside the room: what a mapping or a mapspace says, statement by statement.
 *
 * Everything that `at` blocks say becomes a record of one level; those of the
 * base (`is Other`) come first.  A `for` is in time, a `par` in space along one
 * axis of an array; (level, axis) is a slot, which holds loops. */
#ifndef TL_SEMA_MAPPING_H
#define TL_SEMA_MAPPING_H

#include "compiler/sema/target.h"

struct mapping;

/* Where a statement holds. */
struct slot {
  struct level *level;
  unsigned position;      /* of the level, counted from the outermost */
  bool space;             /* par */
  struct axis *axis;      /* of par; NULL if the array has none or it was not said */
};

/* `m = 4`, `m <= 8`, `k = *`: how many steps one dimension takes in a slot. */
struct bound {
  const struct mapping *from;
  struct slot slot;
  name_t name;
  int dim;                /* index in the workload, or -1 */
  struct span at;
  bool exact;             /* = */
  bool rest;              /* = *: low and high are known once all else is */
  bool known;             /* low … high hold */
  int64_t low, high;      /* high is INT64_MAX if there is no limit */
  const int64_t *choices; /* of `in [ … ]`, or NULL */
  uint32_t n_choices;
};

/* `over m, c` and `reuse Inputs`: which dimensions may have loops in a slot. */
struct only {
  const struct mapping *from;
  struct slot slot;
  struct span at;
  struct node *names;     /* N_NAMEs, or NULL: any */
  const bool *still;      /* tensors that must not be indexed, or NULL */
  struct span still_at;
};

/* `keep T` and `bypass T` at a level. */
struct claim {
  const struct mapping *from;
  struct slot slot;
  bool keep;
  struct node *node;
  const bool *in;         /* by tensor; NULL if it is not known */
};

struct order {
  const struct mapping *from;
  struct slot slot;
  struct node *names;     /* N_NAMEs, outermost first */
  struct span at;
};

struct mapping {
  struct target target;
  struct mapping *base;
  bool one;               /* a mapping: all is chosen */
  VEC(struct bound *) bounds;
  VEC(struct only *) onlys;
  VEC(struct claim *) claims;
  VEC(struct order *) orders;
  VEC(struct level *) mentioned;
};

/* ---- mapping_loop.c ---- */
/* Reads a `for` or `par` of a level into bounds and onlys. */
void loop_read(struct mapping *m, struct level *l, unsigned position, struct node *n);
/* Reads an `order`. */
void order_read(struct mapping *m, struct level *l, unsigned position, struct node *n);
/* Tells E0414: this statement is for levels of another kind. */
void wrong_level(struct mapping *m, const struct level *l, const struct node *n);

bool same_slot(const struct slot *a, const struct slot *b);
/* "`PE` in x", "`GLB`": where, for messages.  In the arena. */
const char *slot_text(const struct mapping *m, const struct slot *s);
/* "asks for 4", "at most 8". */
const char *bound_label(const struct mapping *m, const struct bound *b);

/* ---- mapspace.c ---- */
/* Tells what contradicts itself: E0416, E0417, E0418. */
void constraints_check(struct mapping *m);
/* May there be loops over this dimension?  If not because of a tensor that would
 * move, *tensor (where given) is its name. */
bool only_allows(const struct mapping *m, const struct only *o, name_t name, int dim,
                 const char **tensor);

/* ---- coverage.c ---- */
/* Tells what does not fit the sizes: E0411, E0413, E0419, E0431.  Also finds out
 * what each `*` is worth. */
void coverage_check(struct mapping *m);
/* How many instances the loops of a slot take at the least, those over `without`
 * (or NULL) left out. */
int64_t least_across(struct mapping *m, const struct slot *s, name_t without);
/* Reads a mapping again that was read without a mistake, in silence. */
void mapping_read_again(struct sema *sm, struct symbol *s, struct mapping *m);
void mapping_free(struct mapping *m);

#endif

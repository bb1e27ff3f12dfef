/* Inside the room: what a mapping or a mapspace says, statement by statement.
 *
 * Everything that `at` blocks say becomes a record of one level; those of the
 * base (`is Other`) come first.  A `for` is in time, a `par` in space along one
 * axis of an array; (level, axis) is a slot, which holds loops. */
#ifndef TL_SEMA_MAPPING_H
#define TL_SEMA_MAPPING_H

#include "compiler/sema/target.h"
#include "lang/base/vec.h"

struct mapping;

/* Where a statement holds. */
struct slot {
  struct level *level;
  unsigned position;      /* of the level, counted from the outermost */
  bool space;             /* par */
  struct axis *axis;      /* of par; NULL if the array has none or it was not said */
};

/* `m = 4`, `m <= 8`, `k = *`: how many steps one dimension takes in a slot; `m * k <= 64`: how
 * many several take together. */
struct bound {
  const struct mapping *from;
  struct slot slot;
  name_t name;
  int dim;                /* index in the workload, or -1 */
  struct span at;
  bool exact;             /* = */
  bool rest;              /* = *: low and high are known once all else is */
  bool known;             /* low … high hold */
  bool told;              /* that it takes too many steps */
  int64_t low, high;      /* high is INT64_MAX if there is no limit */
  const int64_t *choices; /* of `in [ … ]`, or NULL */
  uint32_t n_choices;
  struct node *factors;   /* of several: N_NAMEs, and name and dim are those of the first */
  uint64_t dims;          /* … those that the workload has: a set by index */
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

/* What is said of tensors at a level: `keep T`, `unicast T` … */
struct claim {
  const struct mapping *from;
  struct slot slot;
  enum keyword word;
  struct node *node;
  const bool *in;         /* by tensor; NULL if it is not known */
};

/* `require tile(GLB, A) <= 1024`, `require utilization(PE) >= 50%`. */
struct demand {
  const struct mapping *from;
  struct level *level;
  bool use;               /* of an array: how many instances work; else of a memory: words */
  int tensor;             /* index in the workload */
  double low, high;       /* INFINITY: no limit */
  struct span at;
};

struct order {
  const struct mapping *from;
  struct slot slot;
  struct node *names;     /* N_NAMEs, outermost first; N_STAR: all that are not named */
  struct span at;
};

struct mapping {
  struct target target;
  struct mapping *base;
  bool one;               /* a mapping: all is chosen */
  VEC(struct bound *) bounds;
  VEC(struct bound *) products;
  VEC(struct demand *) demands;
  VEC(struct only *) onlys;
  VEC(struct claim *) claims;
  VEC(struct order *) orders;
  VEC(struct level *) mentioned;
};

/* Checks a declaration of a mapping or a mapspace. */
void check_mapping(struct sema *sm, struct symbol *s);

/* W0503: memories that a mapping does not mention. */
void lint_levels(struct sema *sm, struct symbol *s);

/* W0516 to W0518: what a mapping or mapspace says of tensors, and most likely should not. */
void lint_claims(struct sema *sm, struct symbol *s);

/* Does a mapping or mapspace fit this arch and this workload (a run)?  `at` is
 * the run's `within` clause; `perfect`: only factors that divide are looked for. */
void mapping_check_run(struct sema *sm, struct symbol *mapping, struct object *arch,
                       struct object *workload, struct node *at, bool perfect);

/* A mapping without a mistake as a run has it: every bound is known.  Give it back to
 * mapping_free. */
void mapping_resolve(struct sema *sm, struct symbol *mapping, struct object *arch,
                     struct object *workload, struct mapping *m);

/* What a mapping or mapspace says, level by level, for the outline. */
void mapping_dump(struct strbuf *out, struct sema *sm, struct symbol *s);

/* Reads a mapping again that was read without a mistake, in silence. */
void mapping_read_again(struct sema *sm, struct symbol *s, struct mapping *m);

/* Frees what a mapping and those it builds on have collected. */
void mapping_free(struct mapping *m);

#endif

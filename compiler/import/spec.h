/* A specification as it was read from YAML, whatever version it was written in: levels,
 * problems, a mapping, constraints, tables.  Readers fill it, writers print it.
 *
 * All of it lives in the arena of the importer. */
#ifndef TL_IMPORT_SPEC_H
#define TL_IMPORT_SPEC_H

#include "compiler/import/expression.h"
#include "compiler/import/yaml.h"

#include "lang/base/map.h"

enum { TENSORS_MAX = 32, DIMS_MAX = 32 };

/* ---- attributes ---- */

/* One `name: value`, with `_` for `-`.  `used` is set by whoever makes something of it. */
struct spec_attribute {
  const char *name;
  const struct yaml *key;
  struct yaml *value;
  bool used;
  bool named, written;      /* a variable: the program speaks of it; it has its `param` */
  const char *legal;        /* a variable's name in the program */
  bool measured;
  enum measure is;          /* what a variable is there, once that is `measured` */
  bool told;                /* what is wrong with it */
};

/* The attributes of a component, then those of what is around it, and at last the
 * variables. */
struct spec_scope {
  struct spec_scope *outer;
  VEC(struct spec_attribute) attributes;
  struct interner *names;   /* or NULL, if there are none */
  struct map by_name;       /* their numbers, from 1 on */
  bool variables;           /* they keep their names in the program */
  const char *of;           /* what it belongs to, with quotes; NULL: to a component */
};

/* Places whose comments belong to something. */
struct spec_remarks { VEC(struct span) at; };

/* ---- problems ---- */

struct spec_dim {
  const char *name, *legal; /* there, and in the program */
  int64_t size;
  const struct yaml *at;    /* its size */
};

struct spec_coefficient {
  const char *name, *legal;
  int64_t value;
};

/* dim * coefficient; coefficient -1: none. */
struct spec_term { int dim, coefficient; int64_t number; };

struct spec_rank { unsigned terms; struct spec_term *term; };

struct spec_tensor {
  const char *name, *legal;
  bool output;
  unsigned ranks;
  struct spec_rank *rank;
  const struct yaml *at;
};

struct spec_problem {
  const char *name, *legal;
  unsigned dims, coefficients, tensors;
  struct spec_dim *dim;
  struct spec_coefficient *coefficient;
  struct spec_tensor *tensor;
  struct yaml *instance, *densities, *common_density; /* or NULL */
  struct source *source;
  struct spec_remarks remarks;
};

/* ---- what is said of a place of the loop nest ---- */

/* A number of iterations; `op` is '=', or '<' and '>' for at most and at least. */
struct spec_factor {
  int dim;
  char op;
  int64_t bound;            /* 0: all that is left */
  int64_t residual;         /* in the last pass; 0: not said */
  struct span span;
};

/* Sets of tensors are bits by index. */
struct spec_place {
  bool said;                /* there was a directive */
  VEC(struct spec_factor) factors;
  int order[DIMS_MAX];      /* dims, innermost first */
  unsigned inner, ordered;  /* the first `inner` are innermost; those behind are outermost */
  int split;                /* of an array: so many of the order run along x; -1: not said */
  uint32_t keep, bypass;
  uint32_t refetch, preload, unicast, direct;
  struct yaml *least;       /* utilization: the share that tiles must fill; or NULL */
  struct spec_remarks remarks;
};

/* ---- architectures ---- */

enum spec_kind { SPEC_MEMORY, SPEC_COMPUTE, SPEC_NETWORK, SPEC_ARRAY };

/* What an action costs in pJ; `text` is how it was written. */
struct spec_action {
  const char *name;
  double pJ;
  const char *text;
  struct yaml *arguments;   /* or NULL */
  struct span span;
};

/* Energies and area from ERT and ART. */
struct spec_costs {
  const char *name;         /* as the table calls it, and later its last part */
  const char *legal;        /* of the component that it becomes; NULL: it is a level's */
  VEC(struct spec_action) actions;
  const char *area;         /* um^2, as written; NULL: not known */
  struct span span;
  bool used;
};

/* Bits, blocks and clusters of one access to a memory: any of them follows from the others. */
struct spec_access { int64_t width, block, cluster; bool has_width; };

struct spec_level {
  enum spec_kind kind;
  const char *name, *legal;
  const char *path;         /* of subtrees around it, with dots; "" if there are none */
  const char *class;        /* what it is made of: `subclass` if there is one */
  const char *kind_class;   /* `class`: tells what it is */
  struct spec_scope *scope;
  struct yaml *node;        /* its map; NULL for arrays that nobody wrote down */
  struct span span;
  struct spec_remarks around, remarks; /* on what begins with it, and on itself */
  int64_t mesh_x, mesh_y;   /* instances in all; of an array, those of what is inside */
  bool has_mesh;            /* it says so */
  int64_t x, y;             /* of an array */
  struct yaml *x_at, *y_at; /* where that is said; or NULL */
  const char *speaker;      /* of an array: the level whose spatial loops run across it */
  bool dummy;               /* there for its fan-out only */
  int parallel;             /* levels of one number, not 0, stand side by side */
  int group, branch;        /* of nodes in a `!Parallel`: which one, and which of its branches */
  struct spec_costs *costs; /* or NULL */
  uint32_t formats;         /* tensors that have one here */
  struct spec_access *access; /* of a memory; NULL: not asked for yet */
  struct spec_place in_time, across;       /* what the mapping says */
  struct spec_place may_in_time, may_across; /* what the constraints say */
};

struct spec_arch {
  const char *name, *legal;
  const char *version;
  bool nodes;               /* in the form of nodes, which has defaults of its own */
  struct spec_scope *scope;
  VEC(struct spec_level *) levels; /* outermost first; what follows an array lies inside it */
  struct span span;
  struct spec_remarks remarks;
};

/* ---- all of it ---- */

struct spec {
  struct spec_arch *arch;          /* or NULL */
  VEC(struct spec_problem *) problems;
  VEC(struct yaml *) mappings;     /* their lists of directives */
  VEC(struct yaml *) constraints;  /* the same, of architecture and mapspace */
  VEC(struct yaml *) compounds;    /* maps of classes */
  VEC(struct yaml *) sparse;       /* targets */
  VEC(struct yaml *) counts;       /* action counts */
  VEC(struct spec_costs *) costs;
  struct map costs_by_name; /* as tables call them */
  struct yaml *mapper, *mapspace;
  struct spec_remarks of_mapping, of_constraints, of_mapper, of_variables; /* on their keys */
  struct spec_scope variables;
  VEC(struct spec_scope *) around; /* those of architectures, subtrees and containers */
  bool mapped;                     /* a mapping was given, if only an empty one */
};

#endif

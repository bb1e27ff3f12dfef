/* The typed, flat form of a design: what is left after names are resolved, instances
 * made and constants computed.
 *
 * A design is archs, workloads, mappings and the runs that put them together.  An arch
 * is a list of nodes in which what is around a node stands before it; sizes of arrays
 * and attributes are numbers in base units, with the unit beside them.  A workload is
 * dims, tensors and Einsums with affine projections.  A mapping is one of one workload
 * on one arch: loops and what is kept, level by level, outermost first.  Where a run
 * leaves that open there is a mapspace, which says what must hold, and a mapper, which
 * says what is sought in it and when to stop.  A sparsity says what is known of zeros.
 *
 * Everything carries the span that it came from, so that whatever is found wrong later
 * still points at the source.  It prints to text that reads back (ir_print, ir_read),
 * and ir_verify says whether it makes sense.
 *
 * All of it lives in the arena of whoever made it. */
#ifndef TL_IR_IR_H
#define TL_IR_IR_H

#include "lang/base/source.h"
#include "lang/base/str.h"

/* A number in base units (bit, s, m, J, W, V, K, cycle), or a word. */
struct ir_attribute {
  const char *key;          /* "size", "read.bandwidth": as the language calls it */
  const char *word;         /* `none`, `neighbors`; NULL: a number */
  double value;
  const char *unit;         /* "bit", "bit/cycle"; "" for plain numbers and words */
  struct span span;
};

/* What one action costs: J, or for `leak` W or J (in each cycle). */
struct ir_action {
  const char *name;
  double value;
  const char *unit;
  struct span span;
};

struct ir_axis {
  const char *name;
  int64_t size;
  struct span span;
};

enum ir_kind { IR_MEMORY, IR_COMPUTE, IR_NETWORK, IR_TRANSIT, IR_ARRAY, IR_KINDS };

struct ir_node {
  enum ir_kind kind;
  const char *name;
  const char *component;    /* what it is made of; NULL: described in place */
  int parent;               /* the array around it; -1: none */
  unsigned attributes, actions, axes;
  struct ir_attribute *attribute;
  struct ir_action *action;
  struct ir_axis *axis;     /* arrays */
  struct span span, made;   /* its name, and what it is made by (or its name again) */
};

struct ir_arch {
  const char *name;
  unsigned nodes, attributes;
  struct ir_node *node;     /* outermost first */
  struct ir_attribute *attribute; /* `tech`, `clock` and what else holds for all of it */
  struct span span;
};

struct ir_dim {
  const char *name;
  int64_t size;
  struct span span;
};

enum ir_role { IR_INPUT = 1, IR_OUTPUT = 2, IR_WEIGHTS = 4, IR_INTERMEDIATE = 8 };

struct ir_tensor {
  const char *name;
  unsigned roles;           /* bits of enum ir_role */
  double word_bits;         /* 0: each level says it */
  struct span span;
};

/* Each rank is a sum of dims times coefficients, and an offset. */
struct ir_access {
  unsigned tensor, ranks;
  int64_t *coefficients;    /* [ranks][dims of the workload] */
  int64_t *offsets;         /* [ranks] */
  struct span span;
};

struct ir_einsum {
  struct ir_access output;
  unsigned inputs;
  struct ir_access *input;
  bool reduces;
  struct span span;
};

struct ir_workload {
  const char *name;
  unsigned dims, tensors, einsums;
  struct ir_dim *dim;
  struct ir_tensor *tensor;
  struct ir_einsum *einsum;
  struct span span;
};

/* `bound` iterations; `residual` where all loops of the dim outside are in their last. */
struct ir_loop {
  unsigned dim;
  int axis;                 /* of the level, an array; -1: in time */
  int64_t bound, residual;
  struct span span;
};

/* What a mapping says of one node of the arch. */
struct ir_level {
  unsigned node, loops;
  struct ir_loop *loop;     /* outermost first; of arrays, later axes come first */
  uint64_t tensors;         /* set by index, see ir_holds: what a memory keeps, a transit
                               lets pass */
  uint64_t refetch, preload;  /* of memories: fetched anew for each iteration; sums that begin
                               with what is there */
  uint64_t unicast, direct; /* of arrays: neither multicast nor added up; not handed on */
  struct span *kept_at, *bypassed_at; /* [tensors] of memories: where it says so; else file 0 */
  struct span span;
};

struct ir_mapping {
  const char *name;
  unsigned arch, workload;  /* indices in the design */
  unsigned levels;
  struct ir_level *level;   /* outermost first: memories, arrays and transits of the arch */
  struct span span;
};

/* ---- what is zero ---- */

enum ir_density_kind { IR_DENSE, IR_CONSTANT, IR_UNIFORM, IR_STRUCTURED, IR_BANDED, IR_DATA,
                       IR_DENSITIES };

/* How many words of a tensor are not zero, and where they lie. */
struct ir_density {
  enum ir_density_kind kind;
  double share;             /* of constant and uniform, from 0 to 1 */
  int64_t count, of;        /* of structured: so many of each so many that follow each other */
  unsigned rank;            /* … along this rank of the tensor */
  int64_t width;            /* of banded: how far from the diagonal */
  const char *file;         /* of data: a path, relative to the directory that `tlc` runs in */
  struct span span;         /* where it is said; file 0: nobody says it */
};

enum ir_rank_kind { IR_UNCOMPRESSED, IR_OFFSETS, IR_COORDINATES, IR_BITMASK, IR_RUNS, IR_FLAGS,
                    IR_RANK_KINDS };

/* The loops that a rank takes are those over the dims of one of its lists; without lists, one
 * loop over any dim. */
struct ir_rank {
  enum ir_rank_kind kind;
  double bits, payload;     /* of one piece of metadata; below 0: as many as it takes */
  unsigned lists;
  uint64_t *list;           /* sets of dims; an empty one takes no loop */
  struct span span;
};

/* How a memory stores the tiles of a tensor. */
struct ir_format {
  unsigned node, tensor, ranks;
  struct ir_rank *rank;     /* the outermost first */
  bool inner_first;         /* the innermost loops find their ranks first */
  struct span span;
};

/* What is not done for `target` where one of `by` is zero: at a memory reads, at an array work
 * of instances, at a compute computes. */
struct ir_saving {
  unsigned node, target;
  uint64_t by;              /* set of tensors */
  bool skips;               /* else it is gated */
  unsigned choice;          /* those of one number are alternatives */
  struct span span;
};

struct ir_sparsity {
  const char *name;
  unsigned arch, workload;  /* indices in the design */
  struct ir_density *density; /* [tensors of the workload] */
  unsigned formats, savings;
  struct ir_format *format; /* no two of one node and tensor */
  struct ir_saving *saving; /* in the order they are written */
  struct span span;
};

/* ---- what is searched ---- */

/* The product of the bounds of the loops over some dims in one slot: the block in time of a
 * memory, or one axis of an array.  No loop is one of 1. */
struct ir_limit {
  int axis;                 /* of the level, an array; -1: in time */
  uint64_t dims;            /* set by index */
  int64_t low, high;        /* at least 1; INT64_MAX: no limit */
  unsigned choices;
  int64_t *choice;          /* ascending, from `low` to `high`; NULL: any */
  struct span low_at, high_at; /* who says so; file 0: nobody */
};

/* The loops over `outside` do not stand inside of that over `dim`. */
struct ir_order {
  unsigned dim;
  uint64_t outside;         /* set of dims by index */
  struct span span;
};

/* How many words of a tensor one instance of a memory holds at once. */
struct ir_tile {
  unsigned tensor;
  double low, high;         /* INFINITY: no limit */
  struct span span;
};

/* How many instances of an array work, all axes together. */
struct ir_use {
  double low, high;
  struct span span;
};

/* What a mapspace says of one node of the arch; what it does not say is open. */
struct ir_open {
  unsigned node, limits, orders, tiles, uses;
  struct ir_limit *limit;   /* no two with the same axis and dims */
  struct ir_order *order;   /* of memories; at most one for each dim */
  struct ir_tile *tile;     /* of memories */
  struct ir_use *use;       /* of arrays */
  uint64_t keep, bypass;    /* of memories: sets of tensors; in neither: open */
  uint64_t carries;         /* of transits: what they let pass */
  uint64_t refetch, preload, unicast, direct; /* as in ir_level */
  struct span *kept_at, *bypassed_at; /* as in ir_level */
  struct span span;
};

struct ir_mapspace {
  const char *name;         /* "": all mappings, which nobody has given a name */
  unsigned arch, workload;  /* indices in the design */
  unsigned opens;
  struct ir_open *open;     /* in the order of the arch; not all nodes need be there */
  struct span span;
};

enum ir_goal_code {
  IR_NUMBER,
  IR_ENERGY, IR_TIME, IR_CYCLES, IR_AREA, /* J, s, a number, m^2: of the run */
  IR_ENERGY_OF, IR_AREA_OF, IR_READS_OF, IR_FILLS_OF, IR_UPDATES_OF, /* of a node, or of a
                               tensor there: J without leakage, m^2, words in all instances */
  IR_ADD, IR_MULTIPLY, IR_POWER, IR_LEAST, IR_MOST, /* of the two values before */
  IR_GOAL_CODES
};

struct ir_goal_step {
  enum ir_goal_code code;
  int node, tensor;         /* of IR_…_OF; tensor -1: all */
  double number;
};

/* Something to be made small, in postfix notation: it never falls when the energy, the time
 * or a count rises.  Without steps it is the well-known thing of its name: `energy` in pJ,
 * `time`, `latency` and `cycles` in cycles, `edp` and `ed2p` in both. */
struct ir_goal {
  const char *name;         /* as it is written: "energy * time" */
  unsigned steps;
  struct ir_goal_step *step;
  struct span span;
};

enum ir_strategy { IR_EXACT, IR_HYBRID, IR_EXHAUSTIVE, IR_RANDOM, IR_STRATEGIES };
enum ir_imperfect { IR_PERFECT, IR_IMPERFECT_SPATIAL, IR_IMPERFECT_ALL, IR_IMPERFECTS };

/* How a run's mapspace is searched. */
struct ir_mapper {
  const char *name;
  unsigned arch, workload;  /* that its goals speak of */
  enum ir_strategy strategy;
  enum ir_imperfect imperfect;
  double victory;           /* end after so many that are not better; 0: never */
  double timeout, time_limit; /* s: without a better one, and in any case; INFINITY: never */
  double threads;           /* 0: as many as there are processors */
  double seed;
  double gap;               /* share of the best that may be left unproven */
  double memory_limit;      /* bit; 0: a share of the machine's */
  double top;               /* how many of the best are wanted */
  unsigned goals;           /* at least one */
  struct ir_goal *goal;     /* the most important first */
  struct span span;
};

struct made_run;

struct ir_run {
  const char *name;
  unsigned arch, workload;
  int mapping;              /* index; -1: it is to be searched for: */
  int mapspace, mapper;     /* indices; -1: it has a mapping */
  const char *within;       /* the name of its mapspace; NULL: none, or it was read from text */
  int64_t count;            /* how often the workload is executed */
  const char *test;         /* the test it stands in, or NULL */
  const char *study;        /* the study whose point it is run at, or NULL; and NULL if it was read
                               from text */
  uint64_t point;           /* … the number of that point, from 1 */
  const char *whole;        /* the run of several Einsums that it is one of, which have come apart;
                               NULL: none, or it was read from text */
  unsigned part, parts;     /* … which of how many; 0 of 0: none */
  bool listed;              /* one of a list of workloads that a loop goes through; false if it
                               was read from text */
  int sparsity;             /* index; -1: nothing is known of zeros */
  struct span sparsity_at;  /* where it is given one; file 0: it has none, or was read from text */
  struct made_run *source;  /* as the analysis knows it; NULL if it was read from text */
  struct span span;
};

struct ir_design {
  unsigned archs, workloads, mappings, mapspaces, mappers, sparsities, runs;
  struct ir_arch *arch;
  struct ir_workload *workload;
  struct ir_mapping *mapping;
  struct ir_mapspace *mapspace;
  struct ir_mapper *mapper;
  struct ir_sparsity *sparsity;
  struct ir_run *run;
};

/* A mapper that says nothing: an exact search without limits.  It has no goals. */
extern const struct ir_mapper ir_plain_mapper;

/* Whether a set of tensors holds number `tensor`.  Sets have room for the first 64; no
 * model takes a workload with more. */
enum { IR_SET = 64 };
static inline bool ir_holds(uint64_t set, unsigned tensor)
{
  return tensor < IR_SET && set >> tensor & 1;
}

/* The set of the first `tensors`. */
static inline uint64_t ir_all(unsigned tensors)
{
  return tensors < IR_SET ? (UINT64_C(1) << tensors) - 1 : UINT64_MAX;
}

/* Makes a run of its own of each Einsum of the runs of several, and a workload, mapping, mapspace,
 * mapper and sparsity of what these say of it: `Attention.Scores` for what makes `Scores`.  They run one
 * after the other, and each has the whole arch.  In the arena. */
void ir_split(struct arena *arena, struct ir_design *design);

/* Writes a design as text, one item a line; deterministic, without spans. */
void ir_print(struct strbuf *out, const struct ir_design *design);

/* Reads what ir_print wrote; printed again, it is the same text.  `text` may be any
 * bytes: NULL if they are something else, and then `*line` is where (from 1) and `*why`
 * a sentence.  So are more than 64 dims or tensors in one workload, and more than 4096
 * nodes in one arch.  Files of spans are 0.  All in `arena`. */
struct ir_design *ir_read(struct arena *arena, const char *text, size_t size, unsigned *line,
                          const char **why);

/* NULL if the design makes sense: indices within range, names there and unique, attributes
 * of at least 0, parents before children, something that computes, bounds of at least 1,
 * loops where they may be.  Else a sentence about the first thing that does not, in
 * `arena`: a bug of whoever made it. */
const char *ir_verify(struct arena *arena, const struct ir_design *design);

#endif

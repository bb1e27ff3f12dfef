/* The typed, flat form of a design: what is left after names are resolved, instances
 * made and constants computed.
 *
 * A design is archs, workloads, mappings and the runs that put them together.  An arch
 * is a list of nodes in which what is around a node stands before it; sizes of arrays
 * and attributes are numbers in base units, with the unit beside them.  A workload is
 * dims, tensors and Einsums with affine projections.  A mapping is one of one workload
 * on one arch: loops and what is kept, level by level, outermost first.
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

struct made_run;

struct ir_run {
  const char *name;
  unsigned arch, workload;
  int mapping;              /* index; -1: it is to be searched for */
  int64_t count;            /* how often the workload is executed */
  const char *test;         /* the test it stands in, or NULL */
  bool listed;              /* one of a list of workloads that a loop goes through; false if it
                               was read from text */
  struct made_run *source;  /* as the analysis knows it; NULL if it was read from text */
  const char *mapspace;     /* that it lies within; NULL: none, or it was read from text */
  struct span span;
};

struct ir_design {
  unsigned archs, workloads, mappings, runs;
  struct ir_arch *arch;
  struct ir_workload *workload;
  struct ir_mapping *mapping;
  struct ir_run *run;
};

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

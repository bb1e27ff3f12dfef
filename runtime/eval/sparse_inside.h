/* Inside the room: how zeros are counted, step by step.
 *
 * The loops of a mapping are looked at from the innermost on, with those of one iteration: which
 * rank of a format a loop finds depends on them.  What a loop and all inside it reach is its mold. */
#ifndef TL_EVAL_SPARSE_INSIDE_H
#define TL_EVAL_SPARSE_INSIDE_H

#include "lang/base/vec.h"
#include "runtime/eval/sparse.h"
#include "runtime/sparse/memo.h"

struct sparse_loop {
  uint8_t level, dim, axis;
  bool spatial;
  int64_t bound;
};

/* The loops that a rank of a tile steps through, as the smaller tiles that it has. */
struct sparse_fiber {
  double shape;            /* elements */
  bool trivial;            /* nothing to tell apart */
};

/* What is known of a tile besides what the caller of sparse_count sees. */
struct sparse_store {
  const struct model_format *format; /* NULL: none */
  struct sparse_fiber fiber[MODEL_FORMAT_RANKS];
  struct box inside[MODEL_FORMAT_RANKS + 1]; /* of rank r the tile that one element of it is */
  double unsent;           /* the share of tiles that do not come because they are empty */
  double saved;            /* the share of reads that is left out here or further outside */
  double need[MODEL_TENSORS]; /* what is left of them because of each tensor alone */
  enum fate how;           /* GATED, SKIPPED; RANDOM: nothing is left out */
  bool across;             /* instances of its array are not given work */
  double need_across[MODEL_TENSORS]; /* what they are still given because of each tensor alone */
  double saved_inside;     /* as `saved`, with that */
  double max[ACCESSES];    /* words, after zeros that are not stored */
  double max_meta[ACCESSES][MODEL_FORMAT_RANKS][METADATA_KINDS];
  bool done;
};

/* What was worked out of tiles before. */
struct sparse_known {
  struct memo memo;
  struct arena arena;
};

struct sparse {
  const struct nest *nest;
  const struct model_sparsity *model;
  bool compat;
  unsigned levels, tensors, dims;
  struct density *density[MODEL_TENSORS];
  uint32_t dims_of[MODEL_TENSORS];   /* sets of dims that index them */
  struct box whole[MODEL_TENSORS];   /* the tensors, as large as the loops make them */
  struct sparse_known *known;        /* … of tensors of these sizes */
  /* of the mapping: */
  const struct flows *flows;
  struct traffic (*traffic)[MODEL_LEVELS];
  const struct sparse_price (*price)[MODEL_TENSORS];
  struct eval_problem *problem;
  VEC(struct sparse_loop) loop;      /* innermost first */
  VEC(int64_t) mold;                 /* [loops + 1][dims]: what the loops before reach */
  uint32_t begin[MODEL_LEVELS + 1];  /* the loops of level l: [begin[l], end[l]) */
  uint32_t end[MODEL_LEVELS];
  struct sparse_tile *tile;          /* [levels][tensors] */
  struct sparse_store *store;        /* [levels][tensors] */
  double reduced[MODEL_TENSORS];     /* of inputs: the share of computes that is left out with
                                        them; below 0: none is; in the established model */
  double need[MODEL_TENSORS];        /* what is left of the computes because of each tensor */
  struct sparse_computes computes;
  VEC(double) scratch;
  struct block *block;               /* sparse_ranks.c */
};

static inline struct sparse_tile *tile_at(const struct sparse *s, unsigned level, unsigned tensor)
{
  return &s->tile[level * s->tensors + tensor];
}

static inline struct sparse_store *store_at(const struct sparse *s, unsigned level, unsigned tensor)
{
  return &s->store[level * s->tensors + tensor];
}

/* The next level outside that keeps a tensor; -1 if there is none. */
int sparse_outer(const struct sparse *s, unsigned level, unsigned tensor);

static inline bool indexes(const struct sparse *s, unsigned tensor, unsigned dim)
{
  return s->dims_of[tensor] >> dim & 1;
}

/* The box of a tensor that a box of points, `extent` long in each dim, touches. */
struct box sparse_box(const struct sparse *s, unsigned tensor, const int64_t *extent);

/* What the first `loops` loops reach, by dim. */
static inline const int64_t *mold_at(const struct sparse *s, uint32_t loops)
{
  return &s->mold.at[(size_t)loops * s->dims];
}

/* The loops of the mapping, and their molds. */
void sparse_loops(struct sparse *s, const struct model_mapping *mapping);

/* Which loops each rank of each format steps through.  False: it does not come out.  It works in
 * room that is made once. */
void sparse_ranks_room(struct sparse *s);
void sparse_ranks_free(struct sparse *s);
bool sparse_ranks(struct sparse *s);

/* Forgets what was worked out of tiles. */
void sparse_forget(struct sparse *s);

/* How full tiles are, what metadata they have, and how much room they take. */
void sparse_fill(struct sparse *s);

/* The metadata of a tile in `expected` or `most`: for each occupancy of `chances`. */
void sparse_units(const struct sparse *s, unsigned level, unsigned tensor,
                  const struct chances *chances, double (*units)[METADATA_KINDS]);

/* What is left out where. */
bool sparse_savings(struct sparse *s);
bool sparse_spread(struct sparse *s);

/* What that makes of all counts, and of computes. */
void sparse_combine(struct sparse *s);
bool sparse_compute(struct sparse *s);

#endif

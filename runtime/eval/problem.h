/* Why something cannot be evaluated, with the numbers. */
#ifndef TL_EVAL_PROBLEM_H
#define TL_EVAL_PROBLEM_H

enum eval_status {
  EVAL_OK,
  EVAL_TOO_LARGE,      /* a count does not fit 63 bits */
  EVAL_STEPS,          /* loops that do not divide take `have` steps to go through, of `limit` */
  EVAL_LIMIT,          /* more than limits.h allows: `have` of `limit` */
  EVAL_NO_COMPUTE,     /* the path does not end in a compute, or begins without a memory */
  EVAL_COVER,          /* the loops of `dim` make `have` of `limit` iterations */
  EVAL_LOOP_PLACE,     /* a loop stands outside of its level's block, or there is no such
                          level or dim */
  EVAL_STORAGE_PLACE,  /* a tile is kept elsewhere than in front of its memory's loops, or
                          there is no such memory or tensor */
  EVAL_FANOUT,         /* `have` instances across an axis that has `limit` */
  EVAL_CAPACITY,       /* `have` bits in a memory that has room for `limit` */
  EVAL_EMPTY,          /* `have` bits where at least `limit` must be filled */
  EVAL_NOT_KEPT,       /* a tensor that no memory keeps */
  EVAL_FORMAT_ORDER,   /* of the format of `tensor` at `node`, a compressed rank stands over one that is not */
  EVAL_FORMAT_OUTSIDE, /* it is compressed there, but not where it comes from */
  EVAL_FORMAT_DECOMPRESS, EVAL_FORMAT_COMPRESS, /* … it has to be turned over, and nothing does it */
  EVAL_FORMAT_TILES,   /* its ranks are others than those of its tiles further inside */
  EVAL_FORMAT_RANKS,   /* it has too few ranks for its loops */
  EVAL_SAVING_SOURCE,  /* reads of `tensor` are to be left out at `node`, where no memory sends it from */
  EVAL_METADATA,       /* `have` bits of metadata in a memory that has room for `limit` */
  EVAL_NO_WORK,        /* nothing is left to compute */
};

struct eval_problem {
  enum eval_status status;
  int node;            /* of the architecture; -1: none */
  int dim, tensor, axis;
  double have, limit;
};

#endif

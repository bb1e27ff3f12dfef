/* Inside the room: what zeros leave of a dense run at the least.
 *
 * A search counts partial mappings as if there were no zeros, and takes of each count the share
 * that any mapping leaves of it.  So it finds a bound for all mappings with their zeros, which it is
 * for evaluation to tell apart.  That it is one rests on this: of the words of a tensor at a memory
 *
 * - those that are not zero are stored, on average the density of the tensor, whatever the tile;
 * - a saving leaves a read away only if what it is for is all zeros, and no tile is that more often
 *   than one word is;
 * - of several savings for the same words because of the same tensor the one with the largest share
 *   counts, and those because of different tensors multiply (see runtime/eval/sparse_combine.c).
 *
 * What savings leave of an input depends on the tiles that it is read for, and is not among these
 * shares: see empty.h.  Without zeros all shares are 1. */
#ifndef TL_MAPPER_ZEROS_H
#define TL_MAPPER_ZEROS_H

#include "compiler/mapper/space.h"
#include "runtime/eval/stations.h"

/* A tensor's words at the memory of a level.  Each by access. */
struct zeros_words {
  double left[ACCESSES];     /* share of the dense run's words */
  double pJ[ACCESSES];       /* of one access */
  double word_pJ[ACCESSES];  /* of a word of the dense run: of what is left of it, and its metadata */
  double data_pJ[ACCESSES];  /* … without metadata */
  double bit_pJ[ACCESSES];   /* of a bit of metadata of the dense run, … */
  double bits_left[ACCESSES];/* … and the share of those that take time */
  double room;               /* words that a word of a tile takes room for */
};

struct zeros {
  bool any;
  double there[MODEL_TENSORS]; /* share of the words that are not zero, at the least */
  uint32_t sent[MODEL_LEVELS]; /* by level: tensors that it does not store without zeros, but of which
                                  tiles that are all zeros may not come */
  struct zeros_words at[MODEL_LEVELS][MODEL_TENSORS];
  double passing[MODEL_LEVELS][MODEL_TENSORS]; /* share of the words in what hangs below a level */
  double saved[MODEL_TENSORS]; /* of inputs: what all savings leave of any words */
  double used[MODEL_LEVELS + 1]; /* share of the instances in use of the memory of a level, and of the
                                    computes behind the last */
  double busy;               /* share of the computes that take time */
  double compute_pJ;         /* of a compute of the dense run */
  uint32_t rounded;          /* outputs, of which reads may be less than their share by a part of one */
  bool parts;                /* words may be counted that are no whole ones: neighbours hand on */
};

/* `stations` are those of `nest`; what they cost with zeros is looked up in them. */
void zeros_find(struct zeros *zeros, const struct space *space, const struct nest *nest,
                struct stations *stations);

/* Whether each dim of its tensor is named by one rank of a format, so that it is how a tile lies in its
 * memory, whatever the loops are (see runtime/eval/sparse_ranks.c). */
bool format_names_all(const struct space *space, const struct nest *nest,
                      const struct model_format *format);

#endif

/* What an evaluation finds: the one source of every report.
 *
 * Energies are of all instances, in pJ; words are of one instance in use. */
#ifndef TL_EVAL_RESULT_H
#define TL_EVAL_RESULT_H

#include "runtime/model/arch.h"
#include "runtime/model/sparsity.h"

#include <stdbool.h>

enum { RESULT_ACTIONS = 32 };

/* What happens to a word that may be zero, and by which action it is accessed. */
enum fate { RANDOM, GATED, SKIPPED, FATES };
enum access { READS, FILLS, UPDATES, ACCESSES };
enum { METADATA, PAYLOAD, METADATA_KINDS };

/* What became of the words of a tensor at a memory; of one instance in use. */
struct sparse_result {
  const struct model_density *density;
  bool compressed;
  unsigned ranks;            /* of what is stored, the lowest first; 0: it has no metadata */
  enum rank_kind kind[MODEL_FORMAT_RANKS];
  double occupancy;          /* words of a tile that are not zero, on average */
  double metadata_bits;      /* of the fullest tile */
  double confidence;         /* the share of tiles that fit */
  double share_used;         /* of the instances that would be in use without zeros */
  uint64_t count[FATES][ACCESSES];
  uint64_t metadata[FATES][ACCESSES][MODEL_FORMAT_RANKS][METADATA_KINDS];
  uint64_t most[MODEL_FORMAT_RANKS][METADATA_KINDS];
  uint64_t decompressed, compressed_again; /* words */
};

struct tensor_result {
  bool kept;
  uint64_t tile_words;       /* of one instance */
  uint64_t reads, fills, updates; /* scalar words, of one instance in use */
  uint64_t reductions;       /* of these reads, those of a partial sum to be added to */
  uint64_t multicast;        /* the most instances that one word is read for; 1 if none */
  double passed;             /* networks and transits: words that crossed, all instances */
  double energy_pJ;          /* without leakage */
  struct sparse_result *sparse; /* NULL: the run has no zeros, or it is not kept */
  double count[RESULT_ACTIONS]; /* of the level's actions, what is done for this tensor; of leakage
                                   and computes, which are for none, 0 */
};

/* What was counted and charged, all instances. */
struct action_result {
  const char *name;
  double count, each_pJ, energy_pJ;
  bool of_tensors;           /* tensors tell how much of it is done for them */
};

struct level_result {
  int node;                  /* of the architecture */
  uint64_t instances;        /* that there are */
  double instances_used;
  double capacity_words;     /* of one instance, for words of `word_bits`; INFINITY: no limit */
  double word_bits;          /* of all tensors kept; 0 if theirs differ, and words say nothing */
  double capacity_bits;      /* of one instance; INFINITY: no limit, or no memory */
  double used_bits;          /* by the tiles of one instance */
  uint64_t cycles;           /* what this level alone would need */
  bool bound;                /* it sets the total */
  double energy_pJ, leakage_pJ; /* leakage is in the energy */
  double area_um2;
  uint64_t computes[FATES];  /* of computes of a run that has zeros: all instances */
  unsigned actions;
  struct action_result action[RESULT_ACTIONS];
  struct tensor_result *tensor; /* [tensors] */
};

struct eval_result {
  uint64_t computes, cycles;
  bool sparse;               /* it has zeros: computes and words are those without them */
  uint64_t busy_cycles;      /* of the slowest level, without what networks add */
  double seconds, utilization;
  double energy_pJ, leakage_pJ, area_um2;
  unsigned levels, tensors;
  struct level_result *level; /* outermost first; what hangs below a memory follows it */
};

/* Words of a tensor that a memory reads, is filled with or adds to, in all instances; of a run with
 * zeros, those that are left. */
double result_words(const struct eval_result *result, const struct level_result *level,
                    unsigned tensor, enum access access);

/* Computes that take their time: all of them, but those that zeros let skip. */
double result_computes(const struct eval_result *result);

/* A copy that lives in `arena`: the evaluator's own changes with its next evaluation. */
struct eval_result *eval_result_copy(struct arena *arena, const struct eval_result *from);

#endif

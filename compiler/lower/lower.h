/* From the flat form of a run to the objects that are evaluated.
 *
 * Attributes get their meaning here: sizes in bits, rates in bits a cycle of the arch's
 * clock, energies in pJ, areas in um2.  Where the mapping is open, what is to be searched is
 * filled in instead, and what is sought there. */
#ifndef TL_LOWER_LOWER_H
#define TL_LOWER_LOWER_H

#include "compiler/ir/ir.h"
#include "compiler/mapper/goal.h"
#include "compiler/mapper/space.h"
#include "runtime/energy/table.h"
#include "runtime/model/arch.h"
#include "runtime/model/mapping.h"
#include "runtime/model/sparsity.h"
#include "runtime/model/workload.h"

#include <stdbool.h>

/* How a mapspace is searched, besides its goals. */
struct lowered_options {
  enum ir_strategy strategy;
  double gap;               /* share of the best that may be left unproven */
  double seconds, timeout;  /* in any case, and without a better one; INFINITY: no limit */
  uint64_t memory_bytes;    /* 0: nobody says */
  uint64_t victory, seed;   /* victory 0: never */
  unsigned threads, top;    /* threads 0: nobody says */
};

/* What an evaluation of one run needs.  Row i of the table is of node i. */
struct lowered {
  struct model_arch arch;
  struct model_einsum einsum;
  struct model_mapping mapping;
  struct energy_table energy;
  int compute;              /* the node that computes */
  bool has_clock;           /* else a cycle has no length: cycle_s is 0 */
  bool sparse;              /* zeros are not computed like all else: */
  struct model_sparsity sparsity; /* without the matrices of data, which lie in: */
  const char *const *sparsity_file; /* [tensors] NULL: it is no data */
  bool open;                /* its mapping is to be searched for: */
  struct space space;       /* of an arch, an Einsum and a table that are like those above */
  struct goals goals;
  struct lowered_options options;
};

/* What cannot be lowered. */
enum lower_status {
  LOWER_OK,
  LOWER_EINSUMS,            /* several Einsums in one workload */
  LOWER_TWICE,              /* a tensor that is indexed in two ways, `name` */
  LOWER_CLOCK,              /* a rate in seconds where there is no clock, at `span` */
  LOWER_COMPUTES,           /* several computes: it is open which one does the work */
  LOWER_LIMIT,              /* more dims, tensors, ranks, nodes or loops than the model takes,
                               or more objectives, or what they count, than a search does */
};
enum { LOWER_OTHERS = 2 };
struct lower_problem {
  enum lower_status status;
  struct span span;
  const char *name;         /* of the tensor, the level … or what there is too much of */
  uint64_t have, limit;
  unsigned others;          /* places of the same trouble; the first of them: */
  struct { struct span span; const char *name; } other[LOWER_OTHERS];
};

/* Lowers a run; while its mapping is open, so is the one in `out`, which has no loops.  In
 * its mapspace what nobody speaks of is free, except that the outermost memory on the way to
 * the compute keeps each tensor that it is not told to bypass.  All that `out` points to is
 * in `arena`.  False: `problem` says why not. */
bool lower_run(struct arena *arena, const struct ir_design *design, const struct ir_run *run,
               struct lowered *out, struct lower_problem *problem);

#endif

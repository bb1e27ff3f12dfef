/* Verifying a report against its design, with code that shares nothing with the search.
 *
 * The report is read as JSON, each run is found in the flat form of the design, its mapping is
 * put together from the report, looked at as to whether it lies in the run's mapspace, and
 * evaluated anew; all numbers must come out the same.  What the search says of all other
 * mappings is compared with a bound that is worked out here from what no mapping can avoid. */
#ifndef TL_VERIFY_VERIFY_H
#define TL_VERIFY_VERIFY_H

#include "compiler/ir/ir.h"
#include "lang/base/diag.h"

struct lowered;

struct verification {
  struct arena *arena;
  struct diags *diags;            /* E0850 … E0853 go there */
  const struct ir_design *design;
  const char *path;               /* of the report, for messages */
  /* Fills in what lowering leaves open of a run's zeros; false: it was told why it cannot be. */
  bool (*complete)(void *context, struct lowered *run);
  void *context;
};

/* How it went with one run. */
struct verified_run {
  const char *name;
  bool sound;                     /* nothing was found to be wrong */
  bool searched;                  /* else its mapping was given */
  unsigned numbers;               /* that were compared */
  bool bounded;                   /* a bound of its first objective could be worked out: */
  double bound, lower_bound, value; /* that one, and what the report says */
  double energy_pJ, cycles;       /* evaluated, all executions */
  double least_pJ, least_cycles;  /* no mapping can be below; all executions */
};

/* The same of runs whose mappings were chosen together. */
struct verified_network {
  const char *objective;
  unsigned runs;
  bool sound, bounded;
  double bound, lower_bound, value;
};

struct verified {
  unsigned runs, missing;         /* of the report; of the design that the report lacks */
  struct verified_run *run;
  unsigned networks;
  struct verified_network *network;
};

/* True: nothing is wrong.  All that `out` points to is in the arena. */
bool verify_report(const struct verification *v, const char *text, size_t size,
                   struct verified *out);

#endif

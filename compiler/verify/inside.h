/* Inside the room: one run of a report on its way. */
#ifndef TL_VERIFY_INSIDE_H
#define TL_VERIFY_INSIDE_H

#include "compiler/lower/lower.h"
#include "compiler/verify/verify.h"
#include "runtime/eval/result.h"
#include "runtime/model/mapping.h"

#include <jansson.h>

struct checking {
  const struct verification *v;
  json_t *json;                   /* of the run */
  const struct ir_run *run;
  const struct ir_arch *arch;
  const struct ir_workload *workload;
  const struct ir_mapspace *mapspace; /* NULL: the mapping is given */
  const struct ir_mapper *mapper;
  struct lowered lowered;
  struct model_mapping mapping;   /* as the report has it */
  const struct eval_result *result; /* of that */
  struct verified_run *out;
  const char *name;               /* of the run in the report */
};

/* Tells something that is wrong with the run, at its place in the design; the diagnostic may be
 * added to. */
struct diag *verify_wrong(struct checking *c, enum code code, const char *format, ...)
  __attribute__((format(printf, 3, 4)));

/* ---- rebuild.c ---- */

/* Puts the mapping together.  False, told: the report does not make one. */
bool verify_rebuild(struct checking *c);

/* ---- within.c ---- */

/* Tells what the mapping does that its mapspace does not allow. */
void verify_within(struct checking *c);

/* Tells where it is not the one that the design gives. */
void verify_given(struct checking *c);

/* ---- compare.c ---- */

/* Tells which numbers are not those of the evaluation. */
void verify_numbers(struct checking *c);

/* ---- bound.c ---- */

/* Energy in pJ and cycles that no mapping of the run's workload on its arch can go below. */
void verify_bound(const struct checking *c, double *energy_pJ, double *cycles);

/* ---- objective.c ---- */

/* The value of an objective: one of the well-known ones, or a sum of the two with a weight; false:
 * it is none of these. */
bool verify_objective(const char *name, double energy_pJ, double cycles, double *value);

/* The same of one execution, or of an expression of the run's mapper, which may ask for `counts` as
 * well; without any it is what the value is at least. */
bool verify_sought(const struct checking *c, const char *name, double energy_pJ, double cycles,
                   const struct eval_result *counts, double *value);

/* ---- certificate.c ---- */

/* Tells where what the report says of runs that were chosen together cannot be. */
void verify_network(const struct verification *v, json_t *json, struct verified *out);

/* Tells where value, bounds, gap and status contradict each other or the bound found here. */
void verify_certificate(struct checking *c);

#endif

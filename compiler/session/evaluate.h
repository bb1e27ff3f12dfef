/* From a checked compilation to results: flattening, lowering, evaluation, and the
 * expectations of the design. */
#ifndef TL_SESSION_EVALUATE_H
#define TL_SESSION_EVALUATE_H

#include "compiler/lower/lower.h"
#include "compiler/session/session.h"
#include "compiler/session/wish.h"
#include "runtime/eval/evaluate.h"
#include "lang/base/vec.h"
#include "runtime/report/report.h"

struct seek;

/* One run that is evaluated. */
struct evaluated_run {
  struct run_results base;           /* first: what measures ask */
  const struct evaluation *evaluation; /* that it is a part of */
  const struct ir_run *run;
  struct lowered lowered;
  struct seek *seek;                 /* the search for its mapping; NULL: that is given */
  const struct evaluated_run *shared_with; /* the first that has the same search; NULL: none */
  bool of_network;                   /* its mapping was chosen together with those of others */
  bool stuck;                        /* no mapping was found, which was told */
  const char *excuse;                /* why a run of a study has no result, which is no mistake; or
                                        NULL */
  unsigned expectations;             /* that stand in its block, once it is reported */
  struct report_expectation *expectation;
  const struct eval_result *result;  /* NULL: it could not be evaluated, which was told */
};

struct evaluation {
  struct compilation *compilation;
  struct ir_design *design;
  unsigned runs, expectations, tests;
  struct evaluated_run *run;         /* [runs], in the order of the text */
  struct sema_expectation *expectation; /* [expectations] */
  unsigned studies;
  struct report_study *study;        /* [studies] those that were opened (sema_open_studies) */
  const char *pattern;               /* of the names of the runs that are wanted; NULL: all */
  const char **test;                 /* [tests] */
  struct map of;                     /* struct made_run * → struct evaluated_run * */
  const struct search_wish *wish;    /* what is wanted of searches beside what the design says;
                                        NULL: nothing */
  unsigned impossible, stopped;      /* runs of which no mapping fits; whose search was ended
                                        before it was over */
  VEC(struct report_network) networks; /* in the compilation's arena, as far as reports go */
  struct map matrices;               /* names of files → what was read of them; matrices.c */
  struct map told;                   /* nodes of whose costs it was told that they are not known */
};

/* Which runs of a design are wanted: those that stand in no test, or those of tests. */
enum evaluation_scope { EVALUATE_RUNS, EVALUATE_TESTS, EVALUATE_ALL };

/* Of those only the ones whose name fits `name`, a pattern as of a shell, if that is not
 * NULL.  Evaluates a compilation that was checked without errors.  What cannot be evaluated is
 * told in its diagnostics, and so is each `expect` outside of tests that fails.  All of it
 * lives in the compilation. */
void evaluation_init(struct evaluation *e, struct compilation *c);

/* … but runs of several Einsums stay whole, which are not to be evaluated then. */
void evaluation_init_whole(struct evaluation *e, struct compilation *c);
void evaluation_run(struct evaluation *e, enum evaluation_scope scope, const char *name);

/* Whether a run is one of those; the name of a study stands for all its runs. */
bool evaluation_wants(const struct ir_run *run, enum evaluation_scope scope, const char *name);

/* Makes the runs of studies whose name, or the beginning of whose runs' names, fits the pattern;
 * NULL: all.  Goes before evaluation_init; what is wrong at a point is told. */
void evaluation_open_studies(struct compilation *c, const char *pattern);

/* What was found, for a report on the design called `design`: the runs that could be
 * evaluated.  It points into the evaluation and the compilation. */
struct report evaluation_report(struct evaluation *e, const char *design);

/* Writes the mappings that were found as source, which can be pasted into the design; nothing
 * if there is none. */
void evaluation_mappings(struct strbuf *out, struct evaluation *e);

#endif

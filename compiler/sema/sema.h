/* Analysis: from trees to a checked program.  Nothing is printed; everything
 * found is in the queue of diagnostics. */
#ifndef TL_SEMA_SEMA_H
#define TL_SEMA_SEMA_H

#include "compiler/ir/ir.h"
#include "compiler/ir/prices.h"
#include "lang/syntax/ast.h"
#include "lang/base/map.h"
#include "lang/base/unit.h"

struct scope;
struct sema;

/* A file that was loaded: the one on the command line, or an imported one. */
struct module {
  const char *name;        /* dotted, as imported ("std.memory"); its path for the main file */
  struct ast *ast;
  struct scope *scope;     /* its top-level names, once collected */
  bool library;            /* belongs to the standard library */
  bool failed;             /* could not be read: all its names are poison */
  bool checked;
  struct map imports;      /* N_IMPORT node → struct module * that it names */
  struct module *next;
};

/* What an action costs, or the area of an instance, as estimators are asked for it.  Numbers
 * are in base units (J, W, m^2, bit, s …), accuracies from 0 to 1. */
struct sema_attribute {
  const char *name;
  const char *word;        /* NULL: a number */
  double number;
};
struct sema_query {
  const char *component;   /* its declaration */
  const char *action;      /* `area` for its area; `leak` is a power */
  unsigned attributes, arguments;
  struct sema_attribute *attribute, *argument;
  bool has_own;            /* the component says something itself, with this accuracy: */
  double own, own_accuracy;
  const char *own_exactness; /* exact, interpolated, scaled, extrapolated */
  bool library;            /* … and it is one of the library */
  const char *estimator;   /* the one that the design demands, or NULL */
  bool estimator_here;     /* … of just this instance, and not of all around it */
  double least;            /* the accuracy that it demands, or 0 */
  struct span estimator_at, least_at; /* where it does */
  struct span where;       /* the instance */
  bool plain;              /* it is no call with arguments of its own … */
  bool taken;              /* … and the answer is used: both are sema's */
};
struct sema_other {
  const char *estimator, *why; /* … it is not the one, as the end of a sentence */
};
struct sema_estimate {
  double value;            /* J, W or m^2 */
  bool own;                /* it is what the component says itself, if that says something */
  const char *estimator;   /* its name; "component" if it is its own; NULL: nobody can tell */
  double accuracy;
  const char *exactness;   /* exact, interpolated, scaled, extrapolated */
  const char *note;        /* where it is from, or NULL */
  unsigned others;         /* who else was there */
  const struct sema_other *other;
};

/* All modules of one compilation, in the order of loading (the main one first). */
struct program {
  struct arena *arena;
  struct interner *names;
  struct diags *diags;
  struct module *modules;
  /* What --set says, each parsed as `NAME = EXPR` in a source of its own; ends with
   * NULL; or NULL. */
  struct ast **override_asts;
  /* The library module that exports a name, as it is imported; NULL if none does
   * (or the function is not given).  For "import it" helps. */
  const char *(*find_export)(const struct program *p, name_t name);
  /* Offers all names that library modules export (or not given). */
  void (*suggest_export)(const struct program *p, struct suggest *to);
  /* Offers the modules that a dotted name may have been meant for (or not given). */
  void (*suggest_module)(const struct program *p, const char *name, struct suggest *to);
  /* Asks estimators; false: what the design demands is not to be had, which is told.  It need
   * not be asked if neither `has_estimators` nor the query demands something.  Or not given. */
  bool (*estimate)(const struct program *p, const struct sema_query *query,
                   struct sema_estimate *out);
  bool has_estimators;
  bool references;              /* names are noted down with what they mean: see query.h */
  /* Reads a file whose path is relative to a module's own (or not given). */
  enum source_status (*read_beside)(const struct program *p, const struct module *m,
                                    const char *path, struct source **out);
  /* The path of a file that is named beside a module's own, as it is found from where `tlc`
   * runs; NULL if there is none (or not given). */
  const char *(*find_beside)(const struct program *p, const struct module *m, const char *path);
  const char *compat;           /* the tool whose habits are followed, or NULL */
  unsigned precision;           /* digits that energies are rounded to, and 1; 0: nobody says */
  void *context;                /* of whoever made the program */
};

/* The module that an import names (its PATH as in ast.def), or NULL. */
struct module *program_module(const struct program *p, const char *name);

/* What a run was found to do.  `level` and `tensor` are names, or NULL where a measure
 * speaks of less; values are in base units (J, s, m^2, bit, cycles as a count).  False:
 * it does not say. */
struct run_results {
  bool (*get)(const struct run_results *results, const char *measure, const char *level,
              const char *tensor, double *value);
};

/* Where the value of an action, or of `area`, of an instance came from, if estimators were
 * asked for it without arguments; NULL: they were not. */
struct object;
const struct sema_estimate *sema_estimate_of(const struct sema *sm, const struct object *o,
                                             const char *action);

/* Analyses all modules: collects names, resolves imports, checks every
 * declaration and evaluates what is constant.  Tells what is wrong.  The result
 * lives in the program's arena. */
struct sema *sema_check(struct program *p);

/* Silences warnings that were told after the check where an `@allow` is about them. */
void sema_silence(struct sema *sm);

/* The flat form of the main file's runs and of what they speak of: without those of
 * studies, and of those that something is not known of.  Only after sema_check found no
 * errors; lives in the program's arena. */
struct ir_design *sema_flatten(struct sema *sm);

/* What a run was found to do, for sema_expect; borrowed. */
void sema_set_results(const struct ir_run *run, const struct run_results *results);

/* A value as it was written: a number in base units, or a word. */
struct sema_item {
  const char *text;        /* as it is written */
  const char *word;        /* NULL: a number */
  double number;
  struct dim dim;
};

/* An `expect` of the main file and what became of it. */
enum expected { EXPECT_HOLDS, EXPECT_FAILS, EXPECT_UNKNOWN };
struct sema_expectation {
  enum expected outcome;
  const char *test;        /* the test it stands in, or NULL */
  const struct made_run *run; /* the run in whose block it stands, or NULL */
  const char *study;       /* the study that it speaks of as a whole, or NULL */
  const char *text;        /* the condition as it is written */
  const char *numbers;     /* it with its values; NULL if that says nothing more */
  const char *why;         /* its message, or NULL */
  bool compares;           /* two numbers that are known: */
  struct sema_item left, right;
  struct span span;
};

/* Asks all of them with the results that were set.  In the program's arena. */
struct sema_expectation *sema_expect(struct sema *sm, unsigned *n);

/* What `report` asks of a run: measures. */
struct sema_item *sema_report(struct sema *sm, const struct ir_run *run, unsigned *n);

/* What a run is of and on, as it could be written at the top of its file: names that only
 * its block or its loop knows are replaced by what they stand for. */
void sema_run_words(struct sema *sm, const struct ir_run *run, const char **workload,
                    const char **arch);

/* The names of the main file's tests in their order; `*n` is how many. */
const char **sema_tests(struct sema *sm, unsigned *n);

/* The units that the program declares; borrowed. */
const struct user_units *sema_units(const struct sema *sm);

bool sema_has_studies(const struct sema *sm);

/* Makes the runs of all points of those of the main file's studies that are wanted, for
 * sema_flatten.  Tells what is wrong at a point, which the check may not have looked at. */
void sema_open_studies(struct sema *sm, bool (*wanted)(void *context, const char *study),
                       void *context);

/* A point of a study that no `where` left out before it was evaluated. */
struct sema_point {
  uint64_t number;         /* from 1, of all combinations of what is swept */
  const struct sema_item *at; /* [sweeps] */
  const struct sema_item *value; /* [values] its measures, and what else is reported; NAN: not
                              known */
  const double *front, *least; /* [fronts], [leasts] in base units; NAN: not known */
  bool left_out;           /* a `where` that speaks of results is false */
};

/* A study that was opened. */
struct sema_study {
  const char *name;
  struct span span;
  uint64_t combinations;
  unsigned sweeps, values, fronts, leasts, points;
  const struct sema_item *front; /* [fronts] what `pareto` names, by their text */
  const struct sema_item *least; /* [leasts] what `minimize` names */
  struct sema_point *point; /* [points] */
};

/* Those that were opened and are wanted, with the results that were set.  In the program's arena.
 * Comes before sema_expect, which leaves others out. */
struct sema_study *sema_judge_studies(struct sema *sm, bool (*wanted)(void *context, const char *study),
                                      void *context, unsigned *n);

/* What all components of the main file cost: each level of its archs, and each instance that a
 * `let` names; and what those `let`s are worth that are energies.  Only after sema_check found no errors; lives in the program's arena. */
struct price_list sema_prices(struct sema *sm);

/* Writes the checked program of the main module as an outline: archs with their
 * levels, fan-outs and sizes, workloads with their dims and tensors, mappings
 * with their loops, runs: `--dump=design`. */
void sema_dump(struct strbuf *out, struct sema *sm);

/* Writes where the cost of an action comes from, `GLB.read`, `Arch.GLB.area`, or that of a
 * `let` which is a component: values and what they rest on, down to rows of tables and
 * their sources.  NULL, or why not, in the program's arena. */
const char *sema_explain_cost(struct strbuf *out, struct sema *sm, const char *path);

/* Where the cost of an action is from, or an area. */
struct sema_origin {
  struct span span;        /* where it is written; of an estimator's word, the instance */
  const char *place;       /* the same as text: "std/memory.tl:75:10" */
  const char *estimator;   /* whose word it is; NULL: it is as it is written */
  double accuracy;         /* from 0 to 1; less than 0: nobody says */
  const char *exactness;   /* exact, interpolated, scaled, extrapolated */
  unsigned references;
  const char *const *reference; /* [references] what it rests on: sources that tables name, what
                              estimators note, why something is extrapolated; each once */
};

/* That of an action of a level of a run's arch, or of its `area`; false: nobody says it.  In the
 * program's arena. */
bool sema_origin(struct sema *sm, const struct ir_run *run, const char *level,
                 const char *quantity, struct sema_origin *out);

/* Writes what `--set` can change, one `param` a line: name, type, value, doc. */
void sema_list_params(struct strbuf *out, struct sema *sm);

#endif

/* Reports: what was evaluated, told to people and to programs from one description.
 *
 * Whoever evaluates fills in a struct report; each printer writes all of it into a
 * buffer, so that the caller can put it down as a whole.  The same description gives
 * the same bytes.
 *
 * Plain data: nothing here is owned, and all of it must last until it is printed; an
 * eval_result belongs to its evaluator and changes with that one's next evaluation, so
 * runs that are reported together have copies (eval_result_copy). */
#ifndef TL_REPORT_REPORT_H
#define TL_REPORT_REPORT_H

#include "lang/base/diag.h"
#include "lang/base/unit.h"
#include "runtime/eval/result.h"
#include "runtime/model/mapping.h"
#include "runtime/model/workload.h"

/* How good the mapping of a run is known to be. */
enum report_status {
  REPORT_GIVEN,   /* written down, not sought */
  REPORT_OPTIMAL, /* none is better */
  REPORT_BOUNDED, /* none is better by more than the gap */
  REPORT_STOPPED, /* the best that was found so far */
};

/* How often a limit turned mappings away, whole or partial ones. */
struct report_rejected {
  const char *by;                 /* "capacity", "fanout" … */
  const char *level;
  uint64_t times;
  double nearest, limit;          /* what came closest to fitting, and the limit: bits, instances
                                     or words */
};

/* What a search did.  Values are those of the first objective. */
struct report_search {
  double value, lower_bound, gap; /* gap: (value - lower_bound) / value */
  double mapspace_log10;          /* mappings that were allowed, as a power of ten */
  uint64_t evaluated, labels;     /* full evaluations, partial states */
  const char *strategy;           /* "exact", "exhaustive", "random" */
  const char *ended;              /* what ended it early: "time", "memory", "interrupt"; NULL:
                                     nothing */
  bool of_network;                /* it was chosen together with other runs, see below */
  const char *shared_with;        /* the run of the same search that comes first; NULL: this */
  uint64_t pruned_bound, pruned_dominated, pruned_limit; /* partial states left out, by rule */
  unsigned rejects;
  const struct report_rejected *reject; /* [rejects] */
};

/* One of several mappings that were asked for. */
struct report_found {
  const double *value;            /* [objectives] */
  double energy_pJ;               /* of one execution, and so are the cycles */
  uint64_t cycles;
  const struct model_mapping *mapping;
};

/* Runs whose mappings were chosen together, so that something of their sum is the least. */
struct report_network {
  const char *objective;
  enum report_status status;
  unsigned runs;
  const char *const *run;         /* [runs] their names */
  double energy_pJ, cycles;       /* sums over the runs, all executions */
  double value, lower_bound, gap; /* of the objective of the sums */
  unsigned searches;              /* weighings of energy against cycles that were looked at */
};

/* A value of the language: a number of base units (lang/base/unit.h), or a text. */
struct report_value {
  const char *text;               /* NULL: a number */
  double number;
  struct dim dim;
  const struct user_units *units; /* that the program declares; may be NULL */
  const char *unit;               /* its base unit as a report told it, which was read; NULL: that
                                     of `dim` */
};

/* Something that the run was asked for. */
struct report_item {
  const char *name;
  struct report_value value;
};

/* What became of an `expect`. */
struct report_expectation {
  const char *text;               /* as it is written */
  bool passed;
  bool compares;                  /* it has two sides, which are known */
  struct report_value left, right;
  const char *why;                /* what its author says beside it, or why it could not be
                                     decided; NULL: nothing */
  const char *file;               /* where it stands; NULL: nowhere */
  uint32_t line, column;          /* from 1 */
};

/* Where a cost is from that was charged, or an area. */
struct report_source {
  int node;                       /* its level */
  const char *quantity;           /* the action, or "area" */
  const char *place;              /* where it is written: "std/memory.tl:75:10" */
  const char *estimator;          /* whose word it is instead; NULL: nobody's */
  double accuracy;                /* from 0 to 1; NAN: nobody says */
  const char *exactness;          /* "exact", "interpolated", "scaled", "extrapolated"; NULL:
                                     nobody says */
  unsigned references;
  const char *const *reference;   /* [references] what it rests on */
};

struct report_run {
  const char *name;               /* unique in the report */
  const char *workload, *arch_name;
  enum report_status status;
  unsigned objectives;
  const char *const *objective;   /* [objectives] */
  const struct report_search *search; /* NULL: the mapping was given */
  unsigned found;                 /* the best of the mappings, or the front, if that was asked
                                     for; else 0 */
  const struct report_found *at;  /* [found], best first; the first is the one reported */
  bool front;                     /* … it is a front */
  uint64_t count;                 /* how often the workload is executed, at least 1; only the
                                     totals are multiplied by it */
  const struct model_arch *arch;
  const struct model_einsum *einsum;
  const struct model_mapping *mapping;
  const struct eval_result *result; /* of these three, once */
  unsigned unpriced;              /* levels that did something nobody says the energy of */
  const char *const *no_price;    /* [unpriced] their names */
  unsigned items, expectations;
  const struct report_item *item; /* [items] */
  const struct report_expectation *expectation; /* [expectations] */
  unsigned sources;               /* 0 if nobody knows */
  const struct report_source *source; /* [sources], by level in the order of the result */
};

/* A run at a point of a study, with the sums of all its executions. */
struct report_point_run {
  const char *name, *workload, *arch;
  enum report_status status;
  double energy_pJ, cycles, seconds; /* seconds: NAN without a clock */
  double area_um2, utilization;
};

/* A combination of what a study sweeps. */
struct report_point {
  uint64_t number;                /* from 1, of all combinations */
  const struct report_value *at;  /* [sweeps] */
  const struct report_value *value; /* [values] NAN: not known */
  unsigned runs;                  /* 0: it has no result, */
  const char *why;                /* … for this reason; NULL: for none, or it was left out: */
  bool left_out;                  /* by a `where` that speaks of results */
  const struct report_point_run *run; /* [runs] */
  enum report_status status;      /* of the run of which least is known */
  double energy_pJ, cycles, seconds; /* sums of the runs */
  bool front;                     /* no other point is better in all that `pareto` names */
};

/* A study: designs beside each other. */
struct report_study {
  const char *name;
  uint64_t combinations;          /* of all sweeps */
  unsigned sweeps, values, fronts, leasts, points;
  const char *const *sweep;       /* [sweeps] names of what is swept */
  const char *const *measure;     /* [values] names of measures, and of what is reported besides */
  const char *const *front, *const *least; /* [fronts], [leasts] what `pareto` and `minimize` name */
  struct report_point *point;     /* [points] those that no `where` has left out at once */
  unsigned on_front;              /* points */
  int best;                       /* the point that `minimize` asks for; -1: nothing does */
  unsigned expectations;
  const struct report_expectation *expectation; /* [expectations] */
};

struct report {
  const char *design;             /* the file, as it was named */
  unsigned runs;                  /* 0 for one with errors */
  const struct report_run *run;   /* [runs] */
  unsigned networks;
  const struct report_network *network; /* [networks] */
  unsigned studies;
  const struct report_study *study; /* [studies] */
  const struct diags *diags;      /* finished; NULL: none */
};

/* The schema `tlc-report/1` of doc/report.md, with a line's end. */
void report_json(struct strbuf *out, const struct report *report);

/* A table of what was counted and charged: a line for each action at each level for each tensor
 * of each run, in comma-separated values (RFC 4180, but that lines end with a newline alone). */
void report_csv(struct strbuf *out, const struct report *report);

/* The same of studies: for each a line of names, and a line for each point.  An empty line stands
 * between two of them. */
void report_studies_csv(struct strbuf *out, const struct report *report);

/* One page of HTML that needs nothing else: charts, tables, the mapping, and what the compiler
 * said. */
void report_html(struct strbuf *out, const struct report *report);

struct report_style {
  bool utf8;   /* signs beyond ASCII: bars, lines, the prefix of micro */
  bool color;  /* ANSI colours */
  bool spoken; /* for somebody who listens: neither bars nor lines */
};

/* The report for people; diagnostics are not in it. */
void report_text(struct strbuf *out, const struct report *report, struct report_style style);

#endif

/* What changed between two reports.
 *
 * Runs are matched by name; where both have one alone, these two are.  Numbers that differ by less than one part in 10^9 are the same: they
 * were added up in another order. */
#ifndef TL_REPORT_DIFF_H
#define TL_REPORT_DIFF_H

#include "runtime/report/load.h"

/* What runs are compared by.  All are of all executions. */
enum diff_metric {
  DIFF_ENERGY,      /* pJ */
  DIFF_CYCLES,
  DIFF_SECONDS,
  DIFF_AREA,        /* um^2 */
  DIFF_EDP,         /* pJ cycles; of another clock cycles of the one before */
  DIFF_UTILIZATION,
  DIFF_COMPUTES,
  DIFF_METRICS
};

/* A number in both; NAN: it is not known, or there is nothing to count. */
struct diff_number {
  double before, after;
};

/* Part of the energy of a run: an action at a level for a tensor. */
struct diff_part {
  const char *level, *tensor, *action; /* tensor: NULL if it is done for none */
  struct diff_number energy_pJ, count, each_pJ; /* all executions; 0: it is not there */
};

/* A level in both, in one of which it may be missing. */
struct diff_level {
  const char *name;
  const struct level_result *before, *after; /* NULL: missing */
};

/* A block of the mapping (a level with what it keeps and its loops) in both. */
struct diff_block {
  const char *level;
  struct diff_side {
    bool there;
    unsigned keeps, loops;
    const char *const *keep;  /* [keeps] names of tensors */
    const char *const *loop;  /* [loops] "for p = 4", outermost first */
  } before, after;
};

/* Something else that is told of a run, as a text; NULL: not at all. */
struct diff_fact {
  const char *what, *before, *after;
  int sense;                  /* below 0: better, above 0: worse */
};

struct diff_run {
  const struct report_run *before, *after;
  struct diff_number metric[DIFF_METRICS];
  unsigned parts, levels, blocks, facts; /* those that changed, the largest change first */
  const struct diff_part *part;
  const struct diff_level *level;
  const struct diff_block *block;
  const struct diff_fact *fact;
  bool same;                  /* nothing of all this changed */
};

/* A metric of a run that grew by more than it may. */
struct diff_over {
  const char *run;
  enum diff_metric metric;
  struct diff_number value;
  double limit;               /* share that it may grow by: 0.01 is 1 % */
};

struct diff {
  const char *before, *after; /* the files */
  unsigned runs;              /* in both, the largest change first */
  const struct diff_run *run;
  struct diff_number total[DIFF_METRICS]; /* sums over these; NAN: they do not add up */
  unsigned only_before, only_after; /* runs */
  const struct report_run *const *lost, *const *added;
  unsigned remarks_lost, remarks_added; /* what the compiler said */
  const struct report_remark *const *remark_lost, *const *remark_added;
  unsigned overs;             /* see diff_check */
  const struct diff_over *over;
  bool same;                  /* nothing changed */
};

/* Compares; what `out` points to is in the arena and in the two reports. */
void diff_reports(struct arena *arena, const struct loaded_report *before,
                  const struct loaded_report *after, struct diff *out);

/* A limit on how much a metric may grow in any run. */
struct diff_limit {
  enum diff_metric metric;
  double share;
};

/* Finds what grew by more.  What is not known in one of the reports did not grow. */
void diff_check(struct arena *arena, struct diff *diff, const struct diff_limit *limit,
                unsigned limits);

/* "energy", "cycles" …, NULL-terminated. */
extern const char *const diff_metric_names[];

/* For people, and the schema `tlc-diff/1` of doc/report.md. */
void diff_text(struct strbuf *out, const struct diff *diff, struct report_style style);
void diff_json(struct strbuf *out, const struct diff *diff);

#endif

/* Why a run comes to what it does, and what becomes of it when its design is changed: for
 * people and for programs.
 *
 * Plain data as in report.h: nothing here is owned. */
#ifndef TL_REPORT_WHY_H
#define TL_REPORT_WHY_H

#include "runtime/report/report.h"

/* What a change was tried for. */
enum why_aim { WHY_TIME, WHY_ENERGY, WHY_AIMS };

enum why_outcome {
  WHY_EVALUATED,
  WHY_NO_MAPPING,    /* none fits the changed design, or none was found in time */
  WHY_IMPOSSIBLE,    /* the changed design has errors */
};

/* One change of the design, which was made, compiled and evaluated. */
struct why_change {
  enum why_aim aim;
  enum why_outcome outcome;
  const char *what;          /* "`GLB` with `depth = 32768`" */
  const char *from, *to;     /* what stands in the source, and what instead; NULL: the mapping
                                changes, or what it may be */
  const char *file;          /* where that stands; NULL: nowhere */
  uint32_t line;             /* from 1 */
  const char *why_not;       /* if it was not evaluated; may be NULL */
  const char *bound;         /* what sets the time then */
  bool unpriced;             /* a memory has another size or width, and costs what it did */
  bool sought;               /* a mapping was sought for it; else it is the given one */
  double gap;                /* that this search left */
  double energy_pJ, cycles, area_um2; /* of one execution */
};

struct why_run {
  const struct report_run *run;
  const struct why_change *anew; /* the mapping sought, where it is given or hardly known to be good:
                                what changes are compared with that have their mapping sought;
                                NULL: the run itself */
  unsigned changes;
  const struct why_change *change; /* [changes] */
};

struct why {
  const char *design;
  unsigned runs;
  const struct why_run *run; /* [runs] */
  double least;              /* changes by less than this share are none, as searches leave more
                                open */
};

void why_text(struct strbuf *out, const struct why *why, struct report_style style);

/* The schema `tlc-why/1` of doc/report.md. */
void why_json(struct strbuf *out, const struct why *why);

#endif

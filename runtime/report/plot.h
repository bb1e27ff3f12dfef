/* Charts of a report, each as a picture by itself. */
#ifndef TL_REPORT_PLOT_H
#define TL_REPORT_PLOT_H

#include "runtime/report/report.h"

/* A chart that there is. */
struct report_chart {
  const char *name;      /* "energy" */
  bool of_run;           /* each run has one of its own, else there is one of all */
  const char *lack;      /* what a report has nothing of, if there is nothing to draw */
};

/* All of them; the last has no name. */
extern const struct report_chart report_charts[];

/* Writes a chart as a file of SVG that needs nothing else; figures of several runs stand below
 * each other.  False, and nothing is written: there is nothing to draw. */
bool report_plot(struct strbuf *out, const struct report *report,
                 const struct report_chart *chart);

#endif

/* Inside the room: parts of reports. */
#ifndef TL_SESSION_DESCRIBE_H
#define TL_SESSION_DESCRIBE_H

#include "compiler/session/evaluate.h"

/* How good the mapping of a run that has one is known to be. */
enum report_status describe_status(const struct evaluated_run *r);

/* Whether a run has a place of its own in reports.  Those of a study stand in its points, unless
 * somebody asked for them by their names. */
bool describe_shown(const struct evaluation *e, const struct evaluated_run *r);

struct report_value describe_value(const struct compilation *c, const struct sema_item *item);
struct report_expectation describe_expectation(struct compilation *c,
                                               const struct sema_expectation *x);

#endif

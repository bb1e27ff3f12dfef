/* Inside the room: where the costs of a run are from. */
#ifndef TL_SESSION_ORIGINS_H
#define TL_SESSION_ORIGINS_H

#include "compiler/session/evaluate.h"

/* Fills in the sources of a run of a report: one for each action that it was charged and that
 * costs something, and for each area. */
void describe_sources(struct compilation *c, const struct evaluated_run *from,
                      struct report_run *to);

#endif

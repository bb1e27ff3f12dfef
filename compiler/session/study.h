/* Inside the room: studies, from the runs of their points to what is reported of them. */
#ifndef TL_SESSION_STUDY_H
#define TL_SESSION_STUDY_H

#include "compiler/session/evaluate.h"

/* Takes what was told since `from` of a run at a point of a study for that point's own: it has
 * no result, which is no mistake of the design. */
void study_excuse(struct evaluation *e, struct evaluated_run *r, uint32_t from);

/* Whether this is the first time that it is asked of the study that a run belongs to; true of runs
 * that are in none. */
bool study_first(struct evaluation *e, const struct evaluated_run *r);

/* Judges all studies, once their runs are evaluated.  E0694: one has no point with a result. */
void study_finish(struct evaluation *e);

/* Adds expectations of studies as wholes to what is reported of them. */
void study_describe(struct evaluation *e);

#endif

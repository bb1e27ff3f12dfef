/* Inside the room: parts of a comparison. */
#ifndef TL_REPORT_DIFF_INSIDE_H
#define TL_REPORT_DIFF_INSIDE_H

#include "runtime/report/diff.h"

/* Whether they are the same but for the last digits, or both not known. */
bool diff_is_same(double before, double after);

/* How much it grew, as a share of what it was; NAN: not known; INFINITY: from nothing. */
double diff_growth(struct diff_number n);

/* Fill in what changed of a run whose two sides are known. */
void diff_energy(struct arena *arena, struct diff_run *run);
void diff_levels(struct arena *arena, struct diff_run *run);
void diff_mapping(struct arena *arena, struct diff_run *run);
void diff_facts(struct arena *arena, struct diff_run *run);

#endif

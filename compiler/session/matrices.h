/* Inside the room: tensors that are read from files. */
#ifndef TL_SESSION_MATRICES_H
#define TL_SESSION_MATRICES_H

#include "compiler/session/evaluate.h"

/* Reads what the sparsity of a run that was lowered takes from files, each file once.  False: one
 * cannot be read (E0510), is not what it should be (E0512), or has another shape than its tensor
 * (E0513), which was told. */
bool read_matrices(struct evaluation *e, struct evaluated_run *r);

/* Whether zeros are counted as Timeloop does, with its faults. */
bool follows_timeloop(const struct compilation *c);

#endif

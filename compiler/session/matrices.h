/* What lowering leaves open of a run's zeros. */
#ifndef TL_SESSION_MATRICES_H
#define TL_SESSION_MATRICES_H

#include "compiler/session/evaluate.h"

/* Reads what the sparsity takes from files, each file once, and settles whether zeros are counted as
 * Timeloop does.  False: a file cannot be read (E0510), is not what it should be (E0512), or holds
 * another shape than that of its tensor (E0513), which was told. */
bool complete_sparsity(struct evaluation *e, struct lowered *l);

#endif

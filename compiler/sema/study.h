/* Inside the room: studies. */
#ifndef TL_SEMA_STUDY_H
#define TL_SEMA_STUDY_H

#include "compiler/sema/core.h"

/* Checks what a study sweeps, measures and runs. */
void check_study(struct sema *sm, struct symbol *s);

#endif

/* Inside the room: declarations of mappers. */
#ifndef TL_SEMA_MAPPER_H
#define TL_SEMA_MAPPER_H

#include "compiler/sema/core.h"

/* Checks its options, and that each has an effect (W0520). */
void check_mapper(struct sema *sm, struct symbol *s);

#endif

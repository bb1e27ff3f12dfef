/* Inside the room: declarations of mappers. */
#ifndef TL_SEMA_MAPPER_H
#define TL_SEMA_MAPPER_H

#include "compiler/sema/core.h"

/* Checks its options, and that each has an effect (W0520). */
void check_mapper(struct sema *sm, struct symbol *s);

/* Does it look only for factors that divide? */
bool mapper_is_perfect(const struct symbol *mapper);

/* Does what it seeks name levels and tensors that a run has?  Tells E0201, E0204. */
void mapper_check_run(struct sema *sm, struct symbol *mapper, struct made_run *run);

/* The mapper of a run as the IR has it, without its goals; one that nobody names says the
 * same as std.mapper.standard.  Its `minimize`, or NULL; *scope is where that stands. */
struct node *mapper_options(struct sema *sm, struct made_run *run, struct ir_mapper *out,
                            struct scope **scope);

#endif

/* Inside the room: runs in blocks, and loops over them. */
#ifndef TL_SEMA_LOOP_H
#define TL_SEMA_LOOP_H

#include "compiler/sema/core.h"

/* All runs, and loops over runs, of the block whose scope is `home`; of each
 * loop all turns, or the first only. */
void check_runs(struct sema *sm, struct scope *home, struct node *items, bool first_only);

/* A run item, or a `for` over runs, of the file (E0611, E0612).  Call them in the
 * order of the text: a `for` without a block takes the run below it along, and
 * then check_run does nothing for that one. */
void check_run(struct sema *sm, struct scope *scope, struct node *run);
void check_for_runs(struct sema *sm, struct scope *scope, struct node *loop);

#endif

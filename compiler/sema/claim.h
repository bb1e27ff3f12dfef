/* Inside the room: what a mapping or mapspace says of tensors at a level. */
#ifndef TL_SEMA_CLAIM_H
#define TL_SEMA_CLAIM_H

#include <stdbool.h>

struct level;
struct mapping;
struct node;

/* Is this a statement that names tensors at a level: `keep`, `unicast` …? */
bool is_claim(const struct node *n);

/* Reads one into claims; tells E0414 where the level is of the wrong kind. */
void claims_read(struct mapping *m, struct level *l, unsigned position, struct node *n);

/* Tells what contradicts itself, or is about the wrong tensors: E0416, E0417, E0440. */
void claims_check(struct mapping *m);

/* Tells what is allowed and most likely not meant, W0516 to W0518: of a declaration, and
 * of one that a run uses what could not be known before. */
void claims_lint(struct mapping *m);

#endif

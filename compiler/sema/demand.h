/* Inside the room: what a mapspace requires of tiles and of arrays. */
#ifndef TL_SEMA_DEMAND_H
#define TL_SEMA_DEMAND_H

struct mapping;
struct node;

/* Reads a `require` of a mapping or a mapspace; of a mapspace into demands: E0618 if no search
 * can keep to it, E0320 if it is false already. */
void demand_read(struct mapping *m, struct node *n);

/* Tells what no mapping meets: E0418, E0619. */
void demands_check(struct mapping *m);

#endif

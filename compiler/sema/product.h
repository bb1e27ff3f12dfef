/* Inside the room: limits on the steps that several loops of a slot take together. */
#ifndef TL_SEMA_PRODUCT_H
#define TL_SEMA_PRODUCT_H

struct mapping;

/* Tells products that cannot hold: E0418, E0431. */
void products_check(struct mapping *m);

#endif

/* Inside the room: the loops of a mapping, and the order they stand in. */
#ifndef TL_SEMA_MAPPING_LOOP_H
#define TL_SEMA_MAPPING_LOOP_H

#include "lang/base/source.h"
#include "lang/base/str.h"

struct bound;
struct level;
struct mapping;
struct node;
struct slot;

/* Reads a `for` or `par` of a level into bounds and onlys. */
void loop_read(struct mapping *m, struct level *l, unsigned position, struct node *n);

/* Reads an `order`. */
void order_read(struct mapping *m, struct level *l, unsigned position, struct node *n);

/* Tells E0414: this statement is for levels of another kind. */
void wrong_level(struct mapping *m, const struct level *l, const struct node *n);

/* `m * k` of `m * k <= 64`. */
struct span factors_span(const struct bound *product);

/* Is this dimension one of those that a product multiplies? */
bool is_factor(const struct bound *product, name_t name);

/* Do both hold at the same place? */
bool same_slot(const struct slot *a, const struct slot *b);

/* "`PE` in x", "`GLB`": where, for messages.  In the arena. */
const char *slot_text(const struct mapping *m, const struct slot *s);

/* "asks for 4", "at most 8".  In the arena. */
const char *bound_label(const struct mapping *m, const struct bound *b);

#endif

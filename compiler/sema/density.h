/* Inside the room: how sparse tensors are, and how they are stored. */
#ifndef TL_SEMA_DENSITY_H
#define TL_SEMA_DENSITY_H

struct node;
struct sparsity;

/* Checks `uniform(0.9)` and the like as the density of a tensor (E0501, E0502,
 * E0509), and `[bitmask(m), …]` as its format (E0503, E0504). */
void density_check(struct sparsity *s, unsigned tensor, struct node *n);
void format_check(struct sparsity *s, unsigned tensor, struct node *n);

#endif

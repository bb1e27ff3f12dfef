/* Inside the room: how sparse tensors are, and how they are stored. */
#ifndef TL_SEMA_DENSITY_H
#define TL_SEMA_DENSITY_H

#include "compiler/ir/ir.h"

struct node;
struct sparsity;

/* Reads `uniform(0.9)` and the like as the density of a tensor (E0501, E0502,
 * E0509, E0510), and `[bitmask(m), …]` as its format (E0503, E0504).  What is wrong leaves
 * `out` as it is, or as far as it was understood. */
void density_check(struct sparsity *s, unsigned tensor, struct node *n, struct ir_density *out);
void format_check(struct sparsity *s, unsigned tensor, struct node *n, struct ir_format *out);

#endif

/* Inside the room: the parts of a run. */
#ifndef TL_LOWER_INSIDE_H
#define TL_LOWER_INSIDE_H

#include "compiler/lower/attribute.h"

/* Each fills its part of `out`; what is wrong goes to l->problem. */
void lower_arch(struct lowering *l, struct lowered *out);
void lower_workload(struct lowering *l, const struct ir_workload *workload, struct lowered *out);
void lower_mapping(struct lowering *l, const struct ir_mapping *mapping, struct lowered *out);

/* There are `have` of something that the model takes `limit` of. */
void too_many(struct lowering *l, const char *what, uint64_t have, uint64_t limit,
              struct span span);

#endif

/* Inside the room: the parts of a run. */
#ifndef TL_LOWER_INSIDE_H
#define TL_LOWER_INSIDE_H

#include "compiler/lower/attribute.h"

/* Each fills its part of `out`; what is wrong goes to l->problem. */
void lower_arch(struct lowering *l, struct lowered *out);
void lower_workload(struct lowering *l, const struct ir_workload *workload, struct lowered *out);
void lower_mapping(struct lowering *l, const struct ir_mapping *mapping, struct lowered *out);

/* What is known of zeros.  After arch and workload. */
void lower_sparsity(struct lowering *l, const struct ir_sparsity *sparsity, struct lowered *out);

/* What a run with an open mapping searches, and what is sought.  After arch and workload. */
void lower_mapspace(struct lowering *l, const struct ir_mapspace *mapspace,
                    const struct ir_mapper *mapper, struct lowered *out);
void lower_goals(struct lowering *l, const struct ir_mapper *mapper, int64_t count,
                 struct lowered *out);

/* There are `have` of something that the model takes `limit` of. */
void too_many(struct lowering *l, const char *what, uint64_t have, uint64_t limit,
              struct span span);

#endif

/* Inside the room: what makes sense, part by part. */
#ifndef TL_IR_VERIFY_H
#define TL_IR_VERIFY_H

#include "compiler/ir/word.h"

struct verify {
  struct arena *arena;
  const struct ir_design *design;
  const char *bad;          /* the first thing that makes no sense */
};

/* Says what is bad; false, for whoever asks whether all is well. */
bool ir_is_bad(struct verify *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What a level is told to leave out, and of which tensors. */
bool ir_policies_hold(struct verify *v, const struct ir_node *node, const struct ir_workload *w,
                      const struct ir_level *l);

bool ir_mapspace_holds(struct verify *v, const struct ir_mapspace *m);
bool ir_mapper_holds(struct verify *v, const struct ir_mapper *m);
bool ir_sparsity_holds(struct verify *v, const struct ir_sparsity *s);

#endif

/* Inside the room: attributes and actions of a node, in the units of the model. */
#ifndef TL_LOWER_ATTRIBUTE_H
#define TL_LOWER_ATTRIBUTE_H

#include "compiler/lower/lower.h"

struct lowering {
  struct arena *arena;
  const struct ir_arch *arch;
  double clock_hz;          /* of the arch; 0: none */
  struct model_node *node;  /* of what is made of it */
  struct lower_problem *problem;
};

const struct ir_attribute *attribute_of(const struct ir_node *node, const char *key);

/* True if the attribute is there and is this word. */
bool attribute_is(const struct ir_node *node, const char *key, const char *word);

/* A number of the unit that is asked for; `otherwise` if there is none, or it is
 * something else. */
double attribute_number(const struct ir_node *node, const char *key, const char *unit,
                        double otherwise);

/* Something each cycle: a rate in `per_cycle`, or in `per_second` by the node's clock; in
 * cycles of the arch.  INFINITY if there is none; a problem if there is no clock. */
double attribute_rate(struct lowering *l, const struct ir_node *node, const char *key,
                      const char *per_cycle, const char *per_second);

/* Fills the node's row of the energy table from its actions, `leakage` and `area`. */
void lower_costs(struct lowering *l, const struct ir_node *node, struct energy_row *row);

#endif

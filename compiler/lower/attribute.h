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

/* Cycles of the arch in one of the node, which may have a clock of its own. */
double cycle_of(const struct lowering *l, const struct ir_node *node);

/* How long something takes, in cycles of the arch; 0 if nothing says so; a problem if it
 * is said in seconds and there is no clock. */
double attribute_cycles(struct lowering *l, const struct ir_node *node, const char *key);

/* Something each cycle: a rate in `per_cycle` of the node, or in `per_second`; in cycles
 * of the arch.  INFINITY if there is none; a problem if there is no clock. */
double attribute_rate(struct lowering *l, const struct ir_node *node, const char *key,
                      const char *per_cycle, const char *per_second);

/* Fills the node's row of the energy table from its actions, `leakage` and `area`. */
void lower_costs(struct lowering *l, const struct ir_node *node, struct energy_row *row);

#endif

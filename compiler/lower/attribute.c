#include "compiler/lower/attribute.h"

#include <math.h>
#include <string.h>

#define PJ 1e12
#define UM2 1e12

const struct ir_attribute *attribute_of(const struct ir_node *node, const char *key)
{
  for (unsigned i = 0; i < node->attributes; i++)
    if (!strcmp(node->attribute[i].key, key)) return &node->attribute[i];
  return NULL;
}

bool attribute_is(const struct ir_node *node, const char *key, const char *word)
{
  const struct ir_attribute *a = attribute_of(node, key);
  return a && a->word && !strcmp(a->word, word);
}

double attribute_number(const struct ir_node *node, const char *key, const char *unit,
                        double otherwise)
{
  const struct ir_attribute *a = attribute_of(node, key);
  return a && !a->word && !strcmp(a->unit, unit) ? a->value : otherwise;
}

/* A component that is there several times is one place. */
static bool is_told(const struct lower_problem *p, struct span at)
{
  bool told = p->span.file == at.file && p->span.start == at.start;
  for (unsigned i = 0; i < p->others && i < LOWER_OTHERS; i++)
    told |= p->other[i].span.file == at.file && p->other[i].span.start == at.start;
  return told;
}

static bool needs_clock(struct lowering *l, const struct ir_attribute *a)
{
  struct lower_problem *p = l->problem;
  if (l->clock_hz > 0) return false;
  if (p->status != LOWER_CLOCK) {
    *p = (struct lower_problem){.status = LOWER_CLOCK, .span = a->span, .name = a->key};
  } else if (!is_told(p, a->span)) {
    if (p->others < LOWER_OTHERS) {
      p->other[p->others].span = a->span;
      p->other[p->others].name = a->key;
    }
    p->others++;
  }
  return true;
}

double cycle_of(const struct lowering *l, const struct ir_node *node)
{
  double own = attribute_number(node, "clock", "Hz", 0);
  return own > 0 && l->clock_hz > 0 ? l->clock_hz / own : 1;
}

double attribute_rate(struct lowering *l, const struct ir_node *node, const char *key,
                      const char *per_cycle, const char *per_second)
{
  const struct ir_attribute *a = attribute_of(node, key);
  if (!a || a->word) return INFINITY;
  if (!strcmp(a->unit, per_second)) return needs_clock(l, a) ? INFINITY : a->value / l->clock_hz;
  return strcmp(a->unit, per_cycle) ? INFINITY : a->value / cycle_of(l, node);
}

double attribute_cycles(struct lowering *l, const struct ir_node *node, const char *key)
{
  const struct ir_attribute *a = attribute_of(node, key);
  if (!a || a->word) return 0;
  if (!strcmp(a->unit, "s")) return needs_clock(l, a) ? 0 : a->value * l->clock_hz;
  return strcmp(a->unit, "cycle") ? 0 : a->value * cycle_of(l, node);
}

/* What leaks in one cycle of the arch: of a power, or of an energy in each of its own. */
static double leak_pJ(struct lowering *l, const struct ir_node *node, double value,
                      const char *unit, const struct ir_attribute *at)
{
  if (strcmp(unit, "W")) return value / cycle_of(l, node) * PJ;
  return needs_clock(l, at) ? 0 : value / l->clock_hz * PJ;
}

static bool has_action(const struct ir_node *node, const char *name)
{
  for (unsigned i = 0; i < node->actions; i++)
    if (!strcmp(node->action[i].name, name)) return true;
  return false;
}

/* A power that another file tells of a component, such as the library, where there is no clock:
 * it is left out, and whoever evaluates says so.  One that the design itself states is told. */
static bool leaks_unseen(const struct lowering *l, const struct ir_node *node,
                         const struct ir_action *leak)
{
  return !strcmp(leak->unit, "W") && !(l->clock_hz > 0) && leak->span.file != node->span.file;
}

void lower_costs(struct lowering *l, const struct ir_node *node, struct energy_row *row)
{
  const struct ir_attribute *leakage = attribute_of(node, "leakage");
  struct energy_action *action = ARENA_ARRAY(l->arena, struct energy_action, node->actions + 1);
  *row = (struct energy_row){.component = node->name, .action = action};
  row->area_um2 = attribute_number(node, "area", "m^2", 0) * UM2;
  if (attribute_is(node, "energy", "none")) return;
  for (unsigned i = 0; i < node->actions; i++) {
    const struct ir_action *a = &node->action[i];
    struct ir_attribute at = {.key = a->name, .span = a->span};
    bool leaks = !strcmp(a->name, "leak");
    if (leaks && leaks_unseen(l, node, a)) continue;
    double pJ = leaks ? leak_pJ(l, node, a->value, a->unit, &at) : a->value * PJ;
    action[row->actions++] = (struct energy_action){a->name, pJ, a->span};
  }
  if (leakage && !leakage->word && !has_action(node, "leak")) {
    double pJ = leak_pJ(l, node, leakage->value, leakage->unit, leakage);
    action[row->actions++] = (struct energy_action){"leak", pJ, leakage->span};
  }
}

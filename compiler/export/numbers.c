/* Energies and areas as somebody would write them: in pJ and um2. */
#include "compiler/export/inside.h"

#include "lang/base/decimal.h"

#include <math.h>
#include <string.h>

/* pJ in a J, and um2 in a m2; and that as a power of ten. */
#define SMALL 1e12
enum { SMALL_TEN = 12 };

/* `said` is what the design says in base units; not all that is lowered is said so. */
static const char *number_text(const struct exporting *x, double v, double said)
{
  return said * SMALL == v ? decimal_shifted(x->arena, said, SMALL_TEN) : decimal_small(x->arena, v);
}

const char *action_pJ(const struct exporting *x, int node, const char *action)
{
  const struct ir_node *n = node_of(x, node);
  double pJ = energy_of(&x->lowered.energy, lowered_node(x, node)->energy, action), said = NAN;
  for (unsigned i = 0; i < n->actions; i++)
    if (!strcmp(n->action[i].name, action)) said = n->action[i].value;
  return isnan(pJ) ? NULL : number_text(x, pJ, said);
}

const char *area_um2(const struct exporting *x, int node)
{
  const struct ir_attribute *a = node_attribute(node_of(x, node), "area");
  double um2 = area_of(&x->lowered.energy, lowered_node(x, node)->energy);
  return um2 > 0 ? number_text(x, um2, a && !a->word ? a->value : NAN) : NULL;
}

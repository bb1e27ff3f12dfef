/* Energies and areas as somebody would write them. */
#include "compiler/export/inside.h"

#include "lang/base/jsonw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* pJ in a J, and um2 in a m2. */
#define SMALL 1e12

/* What `x pJ` comes to in J, or `x um^2` in m2: the power of ten goes into the text, as in
 * the language. */
static double in_base(double x)
{
  char digits[32], text[48];
  shortest_double(x, digits);
  const char *exponent = strchr(digits, 'e');
  int n = exponent ? (int)(exponent - digits) : (int)strlen(digits);
  snprintf(text, sizeof text, "%.*se%d", n, digits, (exponent ? atoi(exponent + 1) : 0) - 12);
  return strtod(text, NULL);
}

/* The shortest number near `v` that is read as `base`; or, if that is NAN, as something
 * that is lowered to `v`.  NAN if there is none. */
static double nearest(double v, double base)
{
  enum { NEIGHBOURS = 4 };
  char text[32];
  double best = NAN, up = v, down = v;
  size_t shortest = SIZE_MAX;
  for (int i = 0; i <= 2 * NEIGHBOURS; i++) {
    double x = i % 2 ? (up = nextafter(up, INFINITY)) : i ? (down = nextafter(down, 0)) : v;
    bool fits = isnan(base) ? in_base(x) * SMALL == v : in_base(x) == base;
    shortest_double(x, text);
    if (!fits || strlen(text) >= shortest) continue;
    shortest = strlen(text);
    best = x;
  }
  return best;
}

/* Going through base units leaves dust behind the last digit of a number, or wipes some off.
 * `base` is what the design says, if `v` is just that. */
static double round_trip(double v, double base)
{
  double x = base * SMALL == v ? nearest(v, base) : NAN;
  if (isnan(x)) x = nearest(v, NAN);
  return isnan(x) ? v : x;
}

double action_pJ(const struct exporting *x, int node, const char *action)
{
  const struct ir_node *n = node_of(x, node);
  double pJ = energy_of(&x->lowered.energy, lowered_node(x, node)->energy, action), base = NAN;
  for (unsigned i = 0; i < n->actions; i++)
    if (!strcmp(n->action[i].name, action)) base = n->action[i].value;
  return isnan(pJ) ? pJ : round_trip(pJ, base);
}

double area_um2(const struct exporting *x, int node)
{
  const struct ir_attribute *a = node_attribute(node_of(x, node), "area");
  double um2 = area_of(&x->lowered.energy, lowered_node(x, node)->energy);
  return round_trip(um2, a && !a->word ? a->value : NAN);
}

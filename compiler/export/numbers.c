/* Energies and areas as somebody would write them: in pJ and um2. */
#include "compiler/export/inside.h"

#include "lang/base/jsonw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* pJ in a J, and um2 in a m2; and that as a power of ten. */
#define SMALL 1e12
enum { SMALL_TEN = 12 };

/* The digits of a number that is above 0, and where its point stands: 0.DIGITS times ten to
 * `point`. */
struct decimal { char digits[32]; int n, point; };

static struct decimal decimal_of(double v)
{
  char text[32];
  struct decimal d = {.n = 0};
  bool behind = false;
  shortest_double(v, text);
  for (const char *c = text; *c && *c != 'e'; c++) {
    if (*c == '.') behind = true;
    else if (d.n || *c != '0') d.digits[d.n++] = *c, d.point += !behind;
    else d.point -= behind;
  }
  const char *exponent = strchr(text, 'e');
  if (exponent) d.point += atoi(exponent + 1);
  while (d.n > 1 && d.digits[d.n - 1] == '0') d.n--;
  return d;
}

/* The power of ten goes into the digits: what reads them as pJ comes to just this many J. */
static const char *scaled_text(const struct exporting *x, double base)
{
  if (!(base > 0)) return "0";
  struct decimal d = decimal_of(base);
  int point = d.point + SMALL_TEN;
  if (point > 21 || point < -5)
    return arena_printf(x->arena, "%c.%.*se%+d", d.digits[0], d.n > 1 ? d.n - 1 : 1,
                        d.n > 1 ? d.digits + 1 : "0", point - 1);
  if (point <= 0) return arena_printf(x->arena, "0.%.*s%.*s", -point, "00000", d.n, d.digits);
  if (point >= d.n)
    return arena_printf(x->arena, "%.*s%.*s", d.n, d.digits, point - d.n, "00000000000000000000");
  return arena_printf(x->arena, "%.*s.%.*s", point, d.digits, d.n - point, d.digits + point);
}

/* What has to be said in base units for it to be lowered to `v`: of some that do, the one
 * that is written shortest. */
static double base_of(double v)
{
  enum { NEIGHBOURS = 4 };
  double middle = v / SMALL, up = middle, down = middle, best = middle;
  int shortest = 32;
  for (int i = 0; i <= 2 * NEIGHBOURS; i++) {
    double x = i % 2 ? (up = nextafter(up, INFINITY)) : i ? (down = nextafter(down, 0)) : middle;
    int digits = x > 0 ? decimal_of(x).n : 0;
    if (x * SMALL != v || digits >= shortest) continue;
    shortest = digits;
    best = x;
  }
  return best;
}

/* `said` is what the design says in base units; not all that is lowered is said so. */
static const char *number_text(const struct exporting *x, double v, double said)
{
  return scaled_text(x, said * SMALL == v ? said : base_of(v));
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

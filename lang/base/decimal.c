#include "lang/base/decimal.h"

#include "lang/base/jsonw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct decimal decimal_of(double v)
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

const char *decimal_shifted(struct arena *a, double v, int tens)
{
  if (!(v > 0)) return "0";
  struct decimal d = decimal_of(v);
  int point = d.point + tens;
  if (point > 21 || point < -5)
    return arena_printf(a, "%c.%.*se%+d", d.digits[0], d.n > 1 ? d.n - 1 : 1,
                        d.n > 1 ? d.digits + 1 : "0", point - 1);
  if (point <= 0) return arena_printf(a, "0.%.*s%.*s", -point, "00000", d.n, d.digits);
  if (point >= d.n)
    return arena_printf(a, "%.*s%.*s", d.n, d.digits, point - d.n, "00000000000000000000");
  return arena_printf(a, "%.*s.%.*s", point, d.digits, d.n - point, d.digits + point);
}

/* What has to be said in base units for it to come to `v`: of some that do, the one that is
 * written shortest. */
static double base_of(double v)
{
  enum { NEIGHBOURS = 4 };
  double middle = v / 1e12, up = middle, down = middle, best = middle;
  int shortest = 32;
  for (int i = 0; i <= 2 * NEIGHBOURS; i++) {
    double x = i % 2 ? (up = nextafter(up, INFINITY)) : i ? (down = nextafter(down, 0)) : middle;
    int digits = x > 0 ? decimal_of(x).n : 0;
    if (x * 1e12 != v || digits >= shortest) continue;
    shortest = digits;
    best = x;
  }
  return best;
}

const char *decimal_small(struct arena *a, double small) { return decimal_shifted(a, base_of(small), 12); }

/* How expressions go with what they are made of: whether they rise with it, and between
 * which numbers they lie. */
#include "compiler/sema/objective.h"

#include <math.h>

struct course course_of_number(double value)
{
  return (struct course){TREND_FLAT, value, value};
}

static enum trend both(enum trend a, enum trend b)
{
  if (a == TREND_FLAT) return b;
  return b == TREND_FLAT || a == b ? a : TREND_EITHER;
}

static enum trend turned(enum trend t)
{
  return t == TREND_RISES ? TREND_FALLS : t == TREND_FALLS ? TREND_RISES : t;
}

struct course course_sum(struct course a, struct course b)
{
  return (struct course){both(a.trend, b.trend), a.low + b.low, a.high + b.high};
}

/* 0 times anything is 0, also where that has no limit. */
static double times(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }

static enum trend trend_of_product(struct course a, struct course b)
{
  if (a.low >= 0 && b.low >= 0) return both(a.trend, b.trend);
  if (a.high <= 0 && b.high <= 0) return turned(both(a.trend, b.trend));
  if (a.trend != TREND_FLAT) {
    struct course other = a;
    a = b, b = other;
  }
  if (a.trend != TREND_FLAT) return TREND_EITHER;
  if (b.trend == TREND_FLAT) return TREND_FLAT;
  return a.low >= 0 ? b.trend : a.high <= 0 ? turned(b.trend) : TREND_EITHER;
}

struct course course_product(struct course a, struct course b)
{
  double all[] = {times(a.low, b.low), times(a.low, b.high), times(a.high, b.low),
                  times(a.high, b.high)};
  struct course c = {trend_of_product(a, b), all[0], all[0]};
  for (unsigned i = 1; i < 4; i++) c.low = fmin(c.low, all[i]), c.high = fmax(c.high, all[i]);
  return c;
}

/* Of numbers that are not below 0, to a power that is a number. */
struct course course_power(struct course base, struct course exponent)
{
  double e = exponent.low;
  if (base.trend == TREND_FLAT && exponent.trend == TREND_FLAT)
    return (struct course){TREND_FLAT, base.low < 0 ? -INFINITY : 0, INFINITY};
  if (base.low < 0 || exponent.trend != TREND_FLAT || isnan(e) || e != exponent.high)
    return (struct course){TREND_EITHER, -INFINITY, INFINITY};
  if (e == 0) return course_of_number(1);
  double low = pow(base.low, e), high = pow(base.high, e);
  if (e > 0) return (struct course){base.trend, low, high};
  return (struct course){turned(base.trend), high, low};
}

struct course course_extreme(struct course a, struct course b, bool most)
{
  if (most)
    return (struct course){both(a.trend, b.trend), fmax(a.low, b.low), fmax(a.high, b.high)};
  return (struct course){both(a.trend, b.trend), fmin(a.low, b.low), fmin(a.high, b.high)};
}

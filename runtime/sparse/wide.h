/* Numbers of twice the digits of a double: the sum of two that do not overlap.
 *
 * Probabilities of a hypergeometric distribution are products of very many quotients, and what
 * is counted from them is rounded to whole words, so that the last digit of a double matters.
 * About 106 bits; exponents are those of a double.  T. J. Dekker, A floating-point technique for
 * extending the available precision, Numerische Mathematik 18 (1971), sections 4 and 5. */
#ifndef TL_SPARSE_WIDE_H
#define TL_SPARSE_WIDE_H

#include <math.h>

struct wide { double high, low; };

static inline struct wide wide_of(double x) { return (struct wide){x, 0}; }

/* The double that is nearest. */
static inline double wide_double(struct wide a) { return a.high + a.low; }

/* Of a `high` that is not smaller than `low`. */
static inline struct wide wide_made(double high, double low)
{
  double sum = high + low;
  return (struct wide){sum, low - (sum - high)};
}

static inline struct wide wide_add(struct wide a, struct wide b)
{
  double sum = a.high + b.high, part = sum - a.high;
  double rest = (a.high - (sum - part)) + (b.high - part);
  return wide_made(sum, rest + a.low + b.low);
}

static inline struct wide wide_multiply(struct wide a, struct wide b)
{
  double product = a.high * b.high;
  double rest = fma(a.high, b.high, -product);
  return wide_made(product, rest + (a.high * b.low + a.low * b.high));
}

static inline struct wide wide_divide(struct wide a, struct wide b)
{
  double first = a.high / b.high;
  struct wide part = wide_multiply(b, wide_of(-first));
  struct wide rest = wide_add(a, part);
  double second = rest.high / b.high;
  rest = wide_add(rest, wide_multiply(b, wide_of(-second)));
  struct wide sum = wide_made(first, second);
  return wide_add(sum, wide_of(rest.high / b.high));
}

#endif

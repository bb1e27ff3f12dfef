#include "compiler/mapper/orders.h"

#include <math.h>

uint32_t orders_first(const struct space_slot *slot, uint32_t left)
{
  uint32_t first = 0;
  for (uint32_t rest = left; rest; rest &= rest - 1) {
    unsigned d = (unsigned)__builtin_ctz(rest);
    if (!(slot->outside[d] & left & ~(1u << d))) first |= 1u << d;
  }
  return first;
}

struct orders {
  unsigned n;
  uint8_t dim[ORDERS_EXACT];
  uint16_t outside[ORDERS_EXACT];    /* sets of indices into `dim` */
  double count[1 << ORDERS_EXACT];   /* by what is left, as a set of the same */
};

/* Counts the orders of each set of loops. */
static void count_orders(struct orders *o, const struct space_slot *slot, uint32_t dims)
{
  o->n = 0;
  for (; dims; dims &= dims - 1) o->dim[o->n++] = (uint8_t)__builtin_ctz(dims);
  for (unsigned i = 0; i < o->n; i++) {
    o->outside[i] = 0;
    for (unsigned j = 0; j < o->n; j++)
      if (i != j && slot->outside[o->dim[i]] >> o->dim[j] & 1) o->outside[i] |= (uint16_t)(1u << j);
  }
  o->count[0] = 1;
  for (unsigned left = 1; left < 1u << o->n; left++) {
    o->count[left] = 0;
    for (unsigned i = 0; i < o->n; i++)
      if (left >> i & 1 && !(o->outside[i] & left)) o->count[left] += o->count[left & ~(1u << i)];
  }
}

double orders_log10(const struct space_slot *slot, uint32_t dims)
{
  struct orders o;
  unsigned n = (unsigned)__builtin_popcount(dims);
  if (n > ORDERS_EXACT) return lgamma(n + 1.0) / log(10);
  count_orders(&o, slot, dims);
  return log10(o.count[(1u << n) - 1]);
}

/* Of many loops, the next is any of those that may be. */
static bool draw_each(const struct space_slot *slot, uint32_t left, const double *at,
                      uint8_t *order)
{
  for (unsigned i = 0; left; i++) {
    uint32_t first = orders_first(slot, left);
    if (!first) return false;
    unsigned n = (unsigned)(at[i] * __builtin_popcount(first));
    while (n--) first &= first - 1;
    order[i] = (uint8_t)__builtin_ctz(first);
    left &= ~(1u << order[i]);
  }
  return true;
}

static bool any_rule(const struct space_slot *slot, uint32_t dims)
{
  for (uint32_t rest = dims; rest; rest &= rest - 1)
    if (slot->outside[__builtin_ctz(rest)] & dims & ~(rest & -rest)) return true;
  return false;
}

bool orders_draw(const struct space_slot *slot, uint32_t dims, const double *at, uint8_t *order)
{
  struct orders o;
  if (__builtin_popcount(dims) > ORDERS_EXACT || !any_rule(slot, dims))
    return draw_each(slot, dims, at, order);
  count_orders(&o, slot, dims);
  unsigned left = (1u << o.n) - 1;
  for (unsigned k = 0; left; k++) {
    double rest = at[k] * o.count[left];
    unsigned last = o.n;
    for (unsigned i = 0; i < o.n && rest >= 0; i++) {
      if (!(left >> i & 1) || o.outside[i] & left || !(o.count[left & ~(1u << i)] > 0)) continue;
      last = i;
      rest -= o.count[left & ~(1u << i)];
    }
    if (last == o.n) return false;
    order[k] = o.dim[last];
    left &= ~(1u << last);
  }
  return true;
}

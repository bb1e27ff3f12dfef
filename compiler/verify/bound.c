/* What no mapping can avoid, worked out plainly: each compute is done once; each word of an
 * input leaves the outermost memory that keeps it at least once, and each word of an output
 * comes there; and each compute takes its words from some memory. */
#include "compiler/verify/inside.h"

#include <math.h>

struct bounding {
  const struct checking *c;
  const struct model_arch *arch;
  const struct model_einsum *einsum;
  double points;              /* computes */
};

/* ---- counting ---- */

/* Words of a tensor that are touched for sure: along each rank as many as its longest dim has
 * steps; a dim counts for one rank only. */
static double words_of(const struct bounding *b, unsigned tensor)
{
  const struct model_tensor *t = &b->einsum->tensor[tensor];
  uint32_t taken = 0;
  double words = 1;
  for (unsigned k = 0; k < t->ranks; k++) {
    int longest = -1;
    for (unsigned d = 0; d < b->einsum->dims; d++) {
      if (!t->coefficients[k * b->einsum->dims + d] || taken >> d & 1) continue;
      if (longest < 0 || b->einsum->bounds[d] > b->einsum->bounds[longest]) longest = (int)d;
    }
    if (longest < 0) continue;
    taken |= UINT32_C(1) << longest;
    words *= (double)b->einsum->bounds[longest];
  }
  return words;
}

/* Nothing touches a tensor that the Einsum does not speak of. */
static bool is_used(const struct bounding *b, unsigned tensor)
{
  return b->einsum->tensor[tensor].coefficients || b->einsum->tensor[tensor].output;
}

static double product_around(const struct bounding *b, int node, int until)
{
  double n = 1;
  for (int at = b->arch->node[node].parent; at >= 0 && at != until; at = b->arch->node[at].parent)
    for (unsigned i = 0; i < b->arch->node[at].array.axes; i++)
      n *= (double)b->arch->node[at].array.axis[i].size;
  return n;
}

static double instances(const struct bounding *b, int node) { return product_around(b, node, -1); }

/* Computes below one instance of a node: for so many a word may be read at once. */
static double fan_out(const struct bounding *b, int node)
{
  return instances(b, b->c->lowered.compute) / instances(b, node);
}

/* Neighbours that hand words on spare reads in ways that are not counted here. */
static bool forwards(const struct bounding *b)
{
  for (unsigned i = 0; i < b->arch->nodes; i++)
    if (b->arch->node[i].kind == MODEL_ARRAY && b->arch->node[i].array.forwards) return true;
  return false;
}

/* ---- memories ---- */

static bool may_keep(const struct bounding *b, int node, unsigned tensor)
{
  const struct checking *c = b->c;
  if (!c->mapspace) {
    for (unsigned i = 0; i < c->lowered.mapping.storages; i++)
      if (c->lowered.mapping.storage[i].node == node && c->lowered.mapping.storage[i].tensor == tensor)
        return true;
    return false;
  }
  for (unsigned i = 0; i < c->mapspace->opens; i++)
    if ((int)c->mapspace->open[i].node == node) return !ir_holds(c->mapspace->open[i].bypass, tensor);
  return true;
}

static int outermost(const struct bounding *b)
{
  for (unsigned i = 0; i < b->arch->nodes; i++)
    if (b->arch->node[i].kind == MODEL_MEMORY) return (int)i;
  return -1;
}

/* The least that one word costs at a memory: an access moves as many as fit its width. */
static double word_cost(const struct bounding *b, int node, unsigned tensor)
{
  const struct model_memory *m = &b->arch->node[node].memory;
  const struct model_tensor *t = &b->einsum->tensor[tensor];
  const struct energy_table *table = &b->c->lowered.energy;
  uint32_t row = b->arch->node[node].energy;
  double bits = m->word_bits > 0 ? m->word_bits : t->word_bits, words = (double)m->block;
  if (!m->block) words = m->width_bits > 0 ? floor(m->width_bits / ((double)m->cluster * bits)) : 1;
  double cost = energy_of(table, row, t->output ? "update" : "read");
  if (isnan(cost) && t->output) cost = energy_of(table, row, "write");
  if (isnan(cost)) return 0;
  return cost / fmax(1, words) / (double)(m->cluster ? m->cluster : 1);
}

/* Energy of a tensor's words at the outermost memory and at the innermost one that keeps it, for
 * the cheapest choice of that; where both are the same, the larger of the two. */
static double tensor_energy(const struct bounding *b, unsigned tensor)
{
  int outer = outermost(b);
  bool begins = outer >= 0 && may_keep(b, outer, tensor);
  double crossing = begins ? words_of(b, tensor) * word_cost(b, outer, tensor) : 0;
  double least = INFINITY;
  if (forwards(b)) return crossing;
  for (unsigned i = 0; i < b->arch->nodes; i++) {
    if (b->arch->node[i].kind != MODEL_MEMORY || !may_keep(b, (int)i, tensor)) continue;
    double taken = b->points / fan_out(b, (int)i) * word_cost(b, (int)i, tensor);
    double both = (int)i == outer ? fmax(taken, crossing) : taken + crossing;
    least = fmin(least, both);
  }
  return isfinite(least) ? least : crossing;
}

/* Cycles that the outermost memory takes for what crosses it. */
static double crossing_cycles(const struct bounding *b)
{
  int outer = outermost(b);
  double read = 0, written = 0;
  if (outer < 0) return 0;
  const struct model_memory *m = &b->arch->node[outer].memory;
  for (unsigned t = 0; t < b->einsum->tensors; t++) {
    if (!is_used(b, t) || !may_keep(b, outer, t)) continue;
    double bits = words_of(b, t) * (m->word_bits > 0 ? m->word_bits : b->einsum->tensor[t].word_bits);
    if (b->einsum->tensor[t].output) written += bits;
    else read += bits;
  }
  double n = instances(b, outer);
  double cycles = fmax(read / m->read_rate, written / m->write_rate);
  return fmax(cycles, (read + written) / m->shared_rate) / n;
}

/* ---- zeros ---- */

/* The share of words that are not zero; 0: nothing is said that tells without a look at them. */
static double share_of(const struct model_density *d)
{
  switch (d->kind) {
  case DENSITY_DENSE: return 1;
  case DENSITY_CONSTANT: case DENSITY_UNIFORM: return d->share;
  case DENSITY_STRUCTURED: return (double)d->count / (double)d->of;
  case DENSITY_BANDED: case DENSITY_DATA: break;
  }
  return 0;
}

/* No word moves less often than no operand of its compute is zero; shares are rounded to a
 * millionth. */
static double left_by_zeros(const struct checking *c)
{
  const struct model_sparsity *s = &c->lowered.sparsity;
  double left = 1;
  if (!c->lowered.sparse || (!s->formats && !s->savings)) return 1;
  for (unsigned i = 0; i < s->savings; i++)
    if (c->lowered.arch.node[s->saving[i].node].kind == MODEL_ARRAY) return 0;
  for (unsigned i = 0; i < c->lowered.arch.nodes; i++)
    if (s->metadata[i].overbooking > 0) return 0;
  for (unsigned t = 0; t < c->lowered.einsum.tensors; t++) left *= fmax(0, share_of(&s->density[t]) - 1e-6);
  return s->compat ? 0 : left;
}

void verify_bound(const struct checking *c, double *energy_pJ, double *cycles)
{
  struct bounding b = {.c = c, .arch = &c->lowered.arch, .einsum = &c->lowered.einsum, .points = 1};
  int compute = c->lowered.compute;
  for (unsigned d = 0; d < b.einsum->dims; d++) b.points *= (double)b.einsum->bounds[d];
  double each = energy_of(&c->lowered.energy, b.arch->node[compute].energy, "compute");
  *energy_pJ = isnan(each) ? 0 : b.points * each;
  for (unsigned t = 0; t < b.einsum->tensors; t++)
    if (is_used(&b, t)) *energy_pJ += tensor_energy(&b, t);
  *cycles = b.points / instances(&b, compute) / b.arch->node[compute].compute.rate;
  double left = left_by_zeros(c);
  *energy_pJ *= left;
  *cycles = ceil(fmax(*cycles, crossing_cycles(&b)) * left * (1 - 1e-12));
}

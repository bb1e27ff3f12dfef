/* Zeros for the mapper's random problems. */
#include "tests/property/mapper_problem.h"

#include <math.h>

static uint64_t state;

static unsigned below(unsigned limit)
{
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (unsigned)((state >> 33) % limit);
}

static bool chance(unsigned times, unsigned of) { return below(of) < times; }

static uint32_t dims_of(const struct mapper_problem *p, unsigned t, unsigned rank)
{
  uint32_t dims = 0;
  for (unsigned d = 0; d < p->einsum.dims; d++)
    if (p->coefficients[t][rank * p->einsum.dims + d]) dims |= 1u << d;
  return dims;
}

static void make_density(struct model_density *d)
{
  *d = (struct model_density){.kind = DENSITY_DENSE, .share = 1};
  if (chance(1, 6)) return;
  d->kind = chance(2, 3) ? DENSITY_UNIFORM : DENSITY_CONSTANT;
  d->share = (1 + below(9)) / 10.0;
}

/* One rank for each of the tensor's, or one for all of them, or as the loops come. */
static void add_format(struct mapper_problem *p, unsigned node, unsigned t)
{
  static const enum rank_kind outer[] = {RANK_UNCOMPRESSED, RANK_OFFSETS, RANK_BITMASK, RANK_COORDINATES};
  static const enum rank_kind inner[] = {RANK_COORDINATES, RANK_BITMASK, RANK_RUNS};
  unsigned n = p->sparsity.formats++, ranks = p->tensor[t].ranks;
  struct model_rank *rank = p->rank[n];
  bool flat = ranks < 2 || chance(1, 3), named = chance(3, 4);
  uint32_t all = 0;
  if (flat) ranks = 1;
  for (unsigned r = 0; r < ranks; r++) {
    bool last = r + 1 == ranks;
    rank[r] = (struct model_rank){.kind = last ? inner[below(3)] : outer[below(4)], .metadata_bits = -1,
                                  .payload_bits = -1, .lists = named};
    if (chance(1, 2)) rank[r].metadata_bits = 1 + below(6);
    rank[r].list[0] = dims_of(p, t, r);
    all |= rank[r].list[0];
  }
  if (flat)
    for (unsigned r = 0; r < p->tensor[t].ranks; r++) rank[0].list[0] |= dims_of(p, t, r);
  if (!all) rank[0].lists = 0;
  p->format[n] = (struct model_format){.node = (uint16_t)node, .tensor = (uint16_t)t,
                                       .inner_first = chance(1, 6), .ranks = ranks, .rank = rank};
}

static void add_saving(struct mapper_problem *p, unsigned node, bool at_compute)
{
  unsigned n = p->sparsity.savings, target = below(p->einsum.tensors);
  uint32_t inputs = 0, by = 1u << below(p->einsum.tensors);
  for (unsigned t = 0; t < p->einsum.tensors; t++) {
    if (!p->tensor[t].output) inputs |= 1u << t;
    else if (at_compute) target = t;
  }
  if (chance(1, 3)) by |= 1u << below(p->einsum.tensors);
  by &= inputs & ~(1u << target);
  if (!by || n == PROBLEM_FORMATS) return;
  p->saving[p->sparsity.savings++] = (struct model_saving){
    .node = (uint16_t)node, .target = (uint16_t)target, .by = by, .skips = chance(2, 3),
    .choice = (uint16_t)n};
}

static void make_metadata(struct mapper_problem *p, unsigned node)
{
  p->metadata[node] = (struct model_metadata){
    .width_bits = chance(1, 2) ? -1 : 8.0 * below(3), .word_bits = chance(1, 2) ? -1 : 1.0 + below(8),
    .size_bits = INFINITY, .decompresses = true, .compresses = true};
}

void mapper_zeros(struct mapper_problem *p, uint64_t seed)
{
  state = seed * 77 + 5;
  p->sparsity = (struct model_sparsity){.density = p->density, .format = p->format,
                                        .saving = p->saving, .metadata = p->metadata};
  p->space.sparsity = &p->sparsity;
  uint32_t outer = UINT32_MAX;
  for (unsigned t = 0; t < p->einsum.tensors; t++) make_density(&p->density[t]);
  for (unsigned m = 0; m < p->space.memories; m++) {
    unsigned node = p->memory[m].node;
    make_metadata(p, node);
    /* Nothing comes compressed from where it is not. */
    for (unsigned t = 0; t < p->einsum.tensors; t++)
      if ((outer >> t & 1) && chance(1, 2) && p->sparsity.formats < PROBLEM_FORMATS && p->tensor[t].ranks)
        add_format(p, node, t);
      else outer &= ~(1u << t);
    if (chance(1, 3)) add_saving(p, node, false);
    if (chance(1, 5)) add_saving(p, node, false);
  }
  for (unsigned i = 0; i < p->arch.nodes; i++)
    if (p->node[i].kind == MODEL_ARRAY && chance(1, 8)) add_saving(p, i, false);
  if (chance(1, 2)) add_saving(p, (unsigned)p->space.compute, true);
  if (chance(1, 4)) add_saving(p, (unsigned)p->space.compute, true);
}

#include "tests/property/mapper_problem.h"

/* The loops of a mapping by slot and dim; 1 where there is none. */
struct table {
  int64_t bound[PROBLEM_SLOTS][PROBLEM_DIMS];
  unsigned place[PROBLEM_SLOTS][PROBLEM_DIMS]; /* in the mapping */
};

static const char *fill(const struct mapper_problem *p, const struct model_mapping *m,
                        struct table *t)
{
  for (unsigned s = 0; s < p->space.slots; s++)
    for (unsigned d = 0; d < p->einsum.dims; d++) t->bound[s][d] = 1;
  for (unsigned i = 0; i < m->loops; i++) {
    const struct model_loop *l = &m->loop[i];
    unsigned s = 0;
    while (s < p->space.slots && (p->slot[s].node != l->node || p->slot[s].axis != l->axis)) s++;
    if (s == p->space.slots) return "a loop is in no slot";
    if (l->bound < 2) return "a loop has one iteration";
    if (t->bound[s][l->dim] > 1) return "a slot has two loops over a dim";
    if (l->bound != l->residual && p->space.imperfect == SPACE_PERFECT)
      return "a loop does not divide";
    if (l->bound != l->residual && l->axis < 0 && p->space.imperfect == SPACE_IMPERFECT_SPATIAL)
      return "a loop in time does not divide";
    t->bound[s][l->dim] = l->bound;
    t->place[s][l->dim] = i;
  }
  return NULL;
}

static int64_t product(const struct mapper_problem *p, const struct table *t, unsigned s,
                       uint32_t dims)
{
  int64_t n = 1;
  for (unsigned d = 0; d < p->einsum.dims; d++)
    if (dims >> d & 1) n *= t->bound[s][d];
  return n;
}

static const char *check_slot(const struct mapper_problem *p, const struct table *t, unsigned s)
{
  const struct space_slot *slot = &p->slot[s];
  for (unsigned d = 0; d < p->einsum.dims; d++) {
    if (!space_admits(&slot->range[d], t->bound[s][d])) return "a range does not admit a loop";
    for (unsigned e = 0; e < p->einsum.dims; e++)
      if (slot->outside[d] >> e & 1 && t->bound[s][d] > 1 && t->bound[s][e] > 1 &&
          t->place[s][e] > t->place[s][d])
        return "a loop is inside of one that it must not be inside of";
  }
  for (unsigned i = 0; i < slot->products; i++)
    if (!space_admits(&slot->product[i].range, product(p, t, s, slot->product[i].dims)))
      return "a product is out of its range";
  return NULL;
}

static const char *check_uses(const struct mapper_problem *p, const struct table *t)
{
  for (unsigned i = 0; i < p->space.uses; i++) {
    const struct space_use *use = &p->use[i];
    double n = 1;
    for (unsigned s = 0; s < p->space.slots; s++)
      if (p->slot[s].axis >= 0 && p->slot[s].node == use->node)
        n *= (double)product(p, t, s, UINT32_MAX);
    if (n < use->low || n > use->high) return "too few or too many instances are in use";
  }
  return NULL;
}

static uint32_t kept(const struct model_mapping *m, unsigned node)
{
  uint32_t set = 0;
  for (unsigned i = 0; i < m->storages; i++)
    if (m->storage[i].node == node) set |= 1u << m->storage[i].tensor;
  return set;
}

static const char *check_keeps(const struct mapper_problem *p, const struct model_mapping *m)
{
  for (unsigned i = 0; i < p->space.memories; i++) {
    uint32_t set = kept(m, p->memory[i].node);
    if (p->memory[i].keep & ~set) return "what must be kept is not";
    if (p->memory[i].bypass & set) return "what must not be kept is";
  }
  return NULL;
}

/* What evaluation says of tiles, in the words of the constraints. */
static const char *check_tiles(const struct mapper_problem *p, const struct model_mapping *m)
{
  const char *why = NULL;
  struct eval_problem problem;
  struct evaluator *e = space_evaluator(&p->space);
  const struct eval_result *r = e ? evaluate(e, m, &problem) : NULL;
  if (!r) why = "it cannot be evaluated";
  /* Limits of tiles are about their words, zeros or not. */
  for (unsigned i = 0; r && !r->sparse && i < p->space.tiles; i++)
    for (unsigned l = 0; l < r->levels; l++) {
      if (r->level[l].node != p->tile[i].node) continue;
      double words = (double)r->level[l].tensor[p->tile[i].tensor].tile_words;
      if (words < p->tile[i].low || words > p->tile[i].high) why = "a tile is out of its range";
    }
  evaluator_free(e);
  return why;
}

const char *mapper_outside(const struct mapper_problem *p, const struct model_mapping *m)
{
  struct table t;
  const char *why = fill(p, m, &t);
  for (unsigned s = 0; !why && s < p->space.slots; s++) why = check_slot(p, &t, s);
  if (!why) why = check_uses(p, &t);
  if (!why) why = check_keeps(p, m);
  return why ? why : check_tiles(p, m);
}

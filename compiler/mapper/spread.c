#include "compiler/mapper/spread.h"

#include "compiler/mapper/limits.h"

#include "runtime/eval/fanout.h"

enum { SPREADS_MOST = 200000 };

struct spreading {
  const struct lattice *plan;
  unsigned level;
  unsigned axes;
  const struct space_slot *slot[MODEL_AXES];
  uint64_t size[MODEL_AXES];
  const struct space_use *use;
  VEC(struct spread) found;
  uint32_t *table;               /* of found ones, by factors; 0: none */
  uint32_t slots;
  bool orders;                   /* of the loops of an axis: they may matter */
  bool too_many;
};

bool spread_links(const struct lattice *p, unsigned level, const struct spread *s, unsigned t)
{
  const struct lattice_tensor *tensor = &p->tensor[t];
  if (s->instances == 1 || p->level[level].direct >> t & 1) return false;
  if (level + 1 == p->levels || p->level[level + 1].refetch >> t & 1) return true;
  if (tensor->separable) return false;
  for (unsigned i = 0; i < tensor->terms; i++)
    for (unsigned k = 0; k < tensor->terms; k++)
      if (i != k && tensor->term[i].rank == tensor->term[k].rank &&
          s->factor[tensor->term[i].dim] > 1)
        return true;
  return false;
}

double spread_groups(const struct lattice *p, unsigned level, const struct spread *s, unsigned t)
{
  const struct lattice_tensor *tensor = &p->tensor[t];
  double groups = 1;
  if (p->level[level].unicast >> t & 1) return (double)s->instances;
  if (tensor->separable) return (double)(s->instances / s->alike[t]);
  for (unsigned r = 0; r < tensor->ranks; r++) {
    int64_t most = 1;
    for (unsigned k = 0; k < tensor->terms; k++)
      if (tensor->term[k].rank == r && s->factor[tensor->term[k].dim] > most)
        most = s->factor[tensor->term[k].dim];
    groups *= (double)most;
  }
  return tensor->wild ? 1 : groups;
}

/* Neighbours that a loop in time moves to each other's tiles do not differ in ranks of one dim:
 * there it moves by all that the array holds. */
double spread_least_groups(const struct lattice *p, unsigned level, const struct spread *s,
                           unsigned t)
{
  const struct lattice_tensor *tensor = &p->tensor[t];
  double groups = 1;
  if (!spread_links(p, level, s, t)) return spread_groups(p, level, s, t);
  if (level + 1 == p->levels || p->level[level + 1].refetch >> t & 1) return 0;
  for (unsigned k = 0; k < tensor->terms && !tensor->wild; k++) {
    unsigned d = tensor->term[k].dim;
    if (!(tensor->mixed >> d & 1)) groups *= (double)s->factor[d];
  }
  return groups;
}

/* Whether it matters where on the array a loop runs. */
static bool arranged(const struct spreading *g, const struct spread *s)
{
  if (g->plan->hops >> g->level & 1 || g->plan->top > 1) return true;
  for (unsigned t = 0; t < g->plan->tensors; t++)
    if (spread_links(g->plan, g->level, s, t)) return true;
  return false;
}

static bool same_spread(const struct spread *a, const struct spread *b, bool arrangement)
{
  if (memcmp(a->factor, b->factor, sizeof a->factor)) return false;
  if (!arrangement) return true;
  if (a->loops != b->loops) return false;
  for (unsigned i = 0; i < a->loops; i++)
    if (a->loop[i].dim != b->loop[i].dim || a->loop[i].axis != b->loop[i].axis ||
        a->loop[i].bound != b->loop[i].bound)
      return false;
  return true;
}

/* … of what same_spread compares. */
static uint64_t hash_of(const struct spread *s, bool arrangement)
{
  const uint64_t prime = 1099511628211u;
  uint64_t hash = 1469598103934665603u;
  for (unsigned d = 0; d < LATTICE_DIMS; d++) hash = (hash ^ (uint64_t)s->factor[d]) * prime;
  for (unsigned i = 0; arrangement && i < s->loops; i++) {
    uint64_t place = s->loop[i].dim | (uint64_t)s->loop[i].axis << 8;
    hash = ((hash ^ place) * prime ^ (uint64_t)s->loop[i].bound) * prime;
  }
  return hash ^ hash >> 32;
}

static void grow_table(struct spreading *g)
{
  if (2 * (g->found.n + 1) < g->slots) return;
  g->slots = g->slots ? 2 * g->slots : 256;
  xfree(g->table);
  g->table = xcalloc(g->slots, sizeof *g->table);
  for (uint32_t i = 0; i < g->found.n; i++) {
    const struct spread *s = &g->found.at[i];
    uint64_t h = hash_of(s, arranged(g, s));
    while (g->table[h & (g->slots - 1)]) h++;
    g->table[h & (g->slots - 1)] = i + 1;
  }
}

static void add_spread(struct spreading *g, const struct spread *s)
{
  bool arrangement = arranged(g, s);
  grow_table(g);
  uint64_t h = hash_of(s, arrangement);
  for (; g->table[h & (g->slots - 1)]; h++)
    if (same_spread(&g->found.at[g->table[h & (g->slots - 1)] - 1], s, arrangement)) return;
  if (g->found.n == SPREADS_MOST) {
    g->too_many = true;
    return;
  }
  vec_push(&g->found, *s);
  g->table[h & (g->slots - 1)] = g->found.n;
}

static bool admitted(const struct spreading *g, const struct spread *s)
{
  if (g->use && ((double)s->instances < g->use->low || (double)s->instances > g->use->high))
    return false;
  return s->instances <= MODEL_INSTANCES;
}

/* Loops of later axes come first. */
static void sort_loops(struct spread *s)
{
  for (unsigned i = 1; i < s->loops; i++)
    for (unsigned j = i; j && s->loop[j - 1].axis < s->loop[j].axis; j--) {
      struct spread_loop l = s->loop[j];
      s->loop[j] = s->loop[j - 1];
      s->loop[j - 1] = l;
    }
}

static void finish(struct spreading *g, const struct spread *from)
{
  const struct lattice *p = g->plan;
  struct spread s = *from;
  if (!admitted(g, &s)) return;
  sort_loops(&s);
  for (unsigned t = 0; t < p->tensors; t++) {
    s.alike[t] = 1;
    for (unsigned d = 0; d < p->dims; d++)
      if (!(p->tensor[t].dims >> d & 1)) s.alike[t] *= (uint64_t)s.factor[d];
    if (p->tensor[t].output) s.summed[t] = s.alike[t];
  }
  add_spread(g, &s);
}

static void spread_axis(struct spreading *g, unsigned axis, const struct spread *from);

/* Whether the loops of an axis, which are the last of `s`, meet what its slot asks for. */
static bool axis_admits(const struct spreading *g, unsigned axis, const struct spread *s,
                        unsigned first)
{
  const struct space_slot *slot = g->slot[axis];
  int64_t bound[LATTICE_DIMS];
  for (unsigned d = 0; d < g->plan->dims; d++) bound[d] = 1;
  for (unsigned i = first; i < s->loops; i++) bound[s->loop[i].dim] = s->loop[i].bound;
  for (unsigned d = 0; d < g->plan->dims; d++)
    if (!space_admits(&slot->range[g->plan->dim[d].from], bound[d])) return false;
  for (unsigned i = 0; i < slot->products; i++) {
    int64_t product = 1;
    for (unsigned d = 0; d < g->plan->dims; d++)
      if (slot->product[i].dims >> g->plan->dim[d].from & 1) product *= bound[d];
    if (!space_admits(&slot->product[i].range, product)) return false;
  }
  return true;
}

/* Whether a loop over the dim may stand inside of those that the axis has, the last of which
 * is the innermost.  Where orders do not matter, dims ascend. */
static bool may_follow(const struct spreading *g, const struct spread *s, unsigned first,
                       const struct space_slot *slot, unsigned d)
{
  const struct lattice *p = g->plan;
  for (unsigned i = first; i < s->loops; i++) {
    unsigned dim = s->loop[i].dim;
    if (dim == d || (!g->orders && dim > d)) return false;
    if (slot->outside[p->dim[dim].from] >> p->dim[d].from & 1) return false;
  }
  return true;
}

/* The loops of an axis are chosen one by one, the outermost first. */
static void spread_loops(struct spreading *g, unsigned axis, const struct spread *from,
                         unsigned first, uint64_t product)
{
  const struct lattice *p = g->plan;
  const struct space_slot *slot = g->slot[axis];
  if (g->too_many) return;
  if (axis_admits(g, axis, from, first)) spread_axis(g, axis + 1, from);
  for (unsigned d = 0; d < p->dims; d++) {
    if (!may_follow(g, from, first, slot, d)) continue;
    for (unsigned k = 1; k < p->dim[d].divisors; k++) {
      int64_t bound = p->dim[d].divisor[k];
      if (product * (uint64_t)bound > g->size[axis]) break;
      if (bound > slot->range[p->dim[d].from].high) break;
      if (p->dim[d].bound % (from->factor[d] * bound)) continue;
      struct spread next = *from;
      next.factor[d] *= bound;
      next.instances *= (uint64_t)bound;
      next.loop[next.loops++] = (struct spread_loop){(uint8_t)d, (uint8_t)axis, bound};
      spread_loops(g, axis, &next, first, product * (uint64_t)bound);
    }
  }
}

static void spread_axis(struct spreading *g, unsigned axis, const struct spread *from)
{
  if (axis == g->axes) finish(g, from);
  else spread_loops(g, axis, from, from->loops, 1);
}

bool spreads_find(struct spreads *all, const struct lattice *p, unsigned level, struct arena *arena)
{
  struct spreading g = {.plan = p, .level = level};
  struct spread none = {.instances = 1};
  const struct space *space = p->space;
  int array = p->level[level].array;
  for (unsigned d = 0; d < LATTICE_DIMS; d++) none.factor[d] = 1;
  for (unsigned i = 0; array >= 0 && i < space->slots; i++) {
    const struct space_slot *slot = &space->slot[i];
    if (slot->node != array || slot->axis < 0) continue;
    g.slot[g.axes] = slot;
    g.size[g.axes++] = space->arch->node[array].array.axis[slot->axis].size;
  }
  for (unsigned i = 0; array >= 0 && i < space->uses; i++)
    if (space->use[i].node == array) g.use = &space->use[i];
  g.orders = p->hops >> level & 1;
  /* Those of several mappings that are as good as each other. */
  for (unsigned i = 0; i < g.axes; i++)
    g.orders |= p->top > 1 && limits_axis_ordered(space, g.slot[i]);
  for (unsigned t = 0; t < p->tensors; t++)
    g.orders |= !(p->level[level].direct >> t & 1) &&
                (!p->tensor[t].separable || level + 1 == p->levels ||
                 p->level[level + 1].refetch >> t & 1);
  spread_axis(&g, 0, &none);
  all->n = g.found.n;
  all->at = all->n ? arena_copy(arena, g.found.at, all->n * sizeof *all->at) : NULL;
  xfree(g.table);
  vec_free(&g.found);
  return !g.too_many;
}

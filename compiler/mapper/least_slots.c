/* Iterations in time, at the least.  If s iterations of a dim run across arrays, all loops
 * over it together, at least ceil(size / s) of them are left for loops in time; and all dims
 * together have no more instances than there are. */
#include "compiler/mapper/least.h"

#include "compiler/mapper/points.h"
#include "lang/base/arena.h"

#include <math.h>

enum { INSTANCES_MOST = 1 << 16 }; /* for which dims are looked at one after the other */

struct slots {
  const struct space *space;
  bool divide;
  int64_t longest[MODEL_DIMS];       /* across all arrays together */
  double (*least)[MODEL_DIMS + 1];   /* [instances + 1]: of the dims from one on; 0: unknown */
};

static double most_along(const struct space *space, const struct space_slot *slot, uint32_t dims)
{
  double along = 1, size = (double)space->arch->node[slot->node].array.axis[slot->axis].size;
  for (unsigned d = 0; d < space->einsum->dims; d++)
    if (dims >> d & 1) along *= (double)points_longest(space, slot, d);
  return fmin(along, size);
}

double most_instances(const struct space *space, int array, uint32_t dims)
{
  double all = 1;
  for (unsigned i = 0; i < space->slots; i++) {
    const struct space_slot *slot = &space->slot[i];
    if (slot->axis >= 0 && slot->node == array) all *= most_along(space, slot, dims);
  }
  for (unsigned i = 0; i < space->uses; i++)
    if (space->use[i].node == array) all = fmin(all, fmax(1, floor(space->use[i].high)));
  return all;
}

static double all_instances(const struct space *space)
{
  double all = 1;
  int before = -1;
  for (unsigned i = 0; i < space->slots; i++) {
    int array = space->slot[i].axis < 0 ? -1 : space->slot[i].node;
    if (array >= 0 && array != before) all *= most_instances(space, array, UINT32_MAX);
    before = array;
  }
  return all;
}

/* The next factor behind `s` that leaves fewer rounds of `size`. */
static int64_t next_factor(int64_t size, int64_t s)
{
  int64_t rounds = (size - 1) / s; /* one less than s leaves */
  return rounds ? (size - 1) / rounds + 1 : size + 1;
}

static double least_from(struct slots *s, unsigned dim, int64_t instances)
{
  const struct model_einsum *einsum = s->space->einsum;
  if (dim == einsum->dims) return 1;
  double *least = &s->least[instances][dim];
  if (*least > 0) return *least;
  int64_t size = einsum->bounds[dim];
  int64_t most = s->longest[dim] < instances ? s->longest[dim] : instances;
  *least = INFINITY;
  for (int64_t f = 1; f <= most; f = s->divide ? f + 1 : next_factor(size, f)) {
    if (s->divide && size % f) continue;
    double rounds = (double)((size - 1) / f + 1);
    *least = fmin(*least, rounds * least_from(s, dim + 1, instances / f));
  }
  return *least;
}

double least_slots(const struct space *space, bool divide)
{
  struct slots s = {.space = space, .divide = divide};
  double instances = all_instances(space), points = 1;
  for (unsigned d = 0; d < space->einsum->dims; d++) {
    points *= (double)space->einsum->bounds[d];
    s.longest[d] = 1;
    for (unsigned i = 0; i < space->slots; i++) {
      int64_t longest = space->slot[i].axis < 0 ? 1 : points_longest(space, &space->slot[i], d);
      if (s.longest[d] > INSTANCES_MOST / longest) s.longest[d] = INSTANCES_MOST;
      else s.longest[d] *= longest;
    }
    if (s.longest[d] > space->einsum->bounds[d]) s.longest[d] = space->einsum->bounds[d];
  }
  if (instances > INSTANCES_MOST) return points / instances;
  s.least = xcalloc((size_t)instances + 1, sizeof *s.least);
  double least = least_from(&s, 0, (int64_t)instances);
  xfree(s.least);
  return least;
}

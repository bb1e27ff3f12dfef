#include "compiler/mapper/climb.h"

#include "compiler/mapper/least.h"
#include "compiler/mapper/limits.h"
#include "compiler/mapper/orders.h"
#include "compiler/mapper/points.h"
#include "compiler/mapper/ways.h"

#include <math.h>

enum {
  BOUNDS_MOST = 48,  /* of a loop, that are tried */
  TRIES = 32,        /* until something thrown fits */
  STEPS_LEAST = 128, /* that an evaluation counts for */
  STEPS_MOST = 4096, /* from one number to the next that divides another */
};

/* A copy of what a plan says, but for what follows from it. */
struct climb_state {
  struct plan_loop (*loop)[MODEL_DIMS];
  uint8_t (*dims)[MODEL_DIMS];
  uint8_t *count;
  uint32_t *keep;
};

static void keep_state(struct climb *c)
{
  const struct space *s = c->work->space;
  memcpy(c->kept->loop, c->plan.loop, s->slots * sizeof *c->plan.loop);
  memcpy(c->kept->dims, c->plan.dims, s->slots * sizeof *c->plan.dims);
  memcpy(c->kept->count, c->plan.count, s->slots);
  memcpy(c->kept->keep, c->plan.keep, s->memories * sizeof *c->plan.keep);
}

static void back(struct climb *c)
{
  const struct space *s = c->work->space;
  memcpy(c->plan.loop, c->kept->loop, s->slots * sizeof *c->plan.loop);
  memcpy(c->plan.dims, c->kept->dims, s->slots * sizeof *c->plan.dims);
  memcpy(c->plan.count, c->kept->count, s->slots);
  memcpy(c->plan.keep, c->kept->keep, s->memories * sizeof *c->plan.keep);
}

bool climb_init(struct climb *c, struct search_work *work)
{
  const struct space *s = work->space;
  unsigned slots = s->slots + 1;
  struct goals energy = {.n = 1};
  *c = (struct climb){.work = work};
  goal_known(&energy.goal[0], "energy");
  c->least_pJ = least_value(s, &energy);
  c->busy = least_busy(s);
  plan_init(&c->plan, s);
  c->ordered = xcalloc(slots, sizeof *c->ordered);
  for (unsigned i = 0; i < s->slots; i++)
    c->ordered[i] = s->slot[i].axis < 0 || limits_axis_ordered(s, &s->slot[i]);
  c->kept = xcalloc(1, sizeof *c->kept);
  c->kept->loop = xcalloc(slots, sizeof *c->kept->loop);
  c->kept->dims = xcalloc(slots, sizeof *c->kept->dims);
  c->kept->count = xcalloc(slots, 1);
  c->kept->keep = xcalloc(s->memories + 1, sizeof *c->kept->keep);
  c->evaluator = space_evaluator(s);
  return c->evaluator != NULL;
}

void climb_free(struct climb *c)
{
  plan_free(&c->plan);
  evaluator_free(c->evaluator);
  xfree(c->ordered);
  xfree(c->kept->loop), xfree(c->kept->dims), xfree(c->kept->count), xfree(c->kept->keep);
  xfree(c->kept);
}

/* ---- splits ---- */

/* Makes the loops over a dim a split of its size, if they come to it: from the inside, each
 * has no more iterations than are left. */
static bool settle(struct climb *c, unsigned dim)
{
  const struct space *s = c->work->space;
  int64_t left = s->einsum->bounds[dim];
  for (unsigned i = s->slots; i--;) {
    unsigned slot = c->plan.order[i];
    struct plan_loop *loop = &c->plan.loop[slot][dim];
    if (loop->bound > left) loop->bound = left;
    if (loop->bound < 1 || !space_admits(&s->slot[slot].range[dim], loop->bound)) return false;
    if (ways_divide(s, slot) && left % loop->bound) return false;
    loop->residual = ways_residual(left, loop->bound);
    left = left / loop->bound + (left % loop->bound != 0);
  }
  return left == 1;
}

/* Gives one slot the iterations over a dim that all others leave. */
static bool absorb(struct climb *c, unsigned dim, unsigned slot)
{
  const struct space *s = c->work->space;
  int64_t left = s->einsum->bounds[dim], outside = 1;
  unsigned at = 0;
  while (c->plan.order[at] != slot) outside *= c->plan.loop[c->plan.order[at++]][dim].bound;
  for (unsigned i = s->slots; --i > at;) {
    int64_t bound = c->plan.loop[c->plan.order[i]][dim].bound;
    left = left / bound + (left % bound != 0);
  }
  int64_t bound = left / outside + (left % outside != 0);
  for (unsigned n = 0; ways_divide(s, slot) && bound < left && left % bound; n++, bound++)
    if (n == STEPS_MOST) return false;
  c->plan.loop[slot][dim].bound = bound;
  return settle(c, dim);
}

/* The same, with the first slot from the outside that can. */
static bool absorb_anywhere(struct climb *c, unsigned dim)
{
  const struct space *s = c->work->space;
  struct plan_loop before[MODEL_LOOPS * 2];
  if (s->slots > 2 * MODEL_LOOPS) return false;
  for (unsigned i = 0; i < s->slots; i++) before[i] = c->plan.loop[i][dim];
  for (unsigned i = 0; i < s->slots; i++) {
    if (absorb(c, dim, c->plan.order[i])) return true;
    for (unsigned k = 0; k < s->slots; k++) c->plan.loop[k][dim] = before[k];
  }
  return false;
}

/* The most iterations up to `most`, and at least one, that a slot may take of those left. */
static int64_t most_of(const struct space *s, unsigned slot, unsigned dim, int64_t left,
                       int64_t most)
{
  for (int64_t n = most; n > 1; n--)
    if ((!ways_divide(s, slot) || left % n == 0) && space_admits(&s->slot[slot].range[dim], n))
      return n;
  return 1;
}

/* Where loops must divide what is left, makes them the largest that do. */
static void shorten(struct climb *c, unsigned dim)
{
  const struct space *s = c->work->space;
  int64_t left = s->einsum->bounds[dim];
  for (unsigned i = s->slots; i--;) {
    unsigned slot = c->plan.order[i];
    struct plan_loop *loop = &c->plan.loop[slot][dim];
    int64_t bound = most_of(s, slot, dim, left, loop->bound < left ? loop->bound : left);
    loop->bound = bound;
    left = left / bound + (left % bound != 0);
  }
}

/* ---- orders ---- */

static bool order_fits(const struct space_slot *slot, const uint8_t *dims, unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    for (unsigned k = i + 1; k < n; k++)
      if (slot->outside[dims[i]] >> dims[k] & 1) return false;
  return true;
}

/* Puts a dim at a place among those of a slot, outermost first. */
static void insert_dim(uint8_t *dims, unsigned n, unsigned place, uint8_t dim)
{
  memmove(&dims[place + 1], &dims[place], n - place);
  dims[place] = dim;
}

/* The loops of a slot keep their order; new ones stand as far inside as they may. */
static bool order_slot(struct climb *c, unsigned slot)
{
  const struct space *s = c->work->space;
  uint8_t *dims = c->plan.dims[slot];
  unsigned n = 0;
  uint32_t there = 0;
  for (unsigned i = 0; i < c->plan.count[slot]; i++)
    if (c->plan.loop[slot][dims[i]].bound > 1) there |= 1u << dims[i], dims[n++] = dims[i];
  for (unsigned d = 0; d < s->einsum->dims; d++) {
    if (c->plan.loop[slot][d].bound < 2 || there >> d & 1) continue;
    unsigned place = n;
    for (;; place--) {
      insert_dim(dims, n, place, (uint8_t)d);
      if (order_fits(&s->slot[slot], dims, n + 1)) break;
      if (!place) return false;
      memmove(&dims[place], &dims[place + 1], n - place);
    }
    n++;
  }
  c->plan.count[slot] = (uint8_t)n;
  return order_fits(&s->slot[slot], dims, n);
}

/* ---- values ---- */

/* Whether the plan computes for so long that it is no better than where the climb is, be its
 * energy as it may: evaluation takes much longer than to see that. */
static bool too_long(const struct climb *c)
{
  const struct space *s = c->work->space;
  const struct goal *goal = &c->work->options->goals.goal[0];
  double cycles = 1, meters[GOAL_METERS] = {0};
  if (!c->any) return false;
  for (unsigned i = 0; i < s->slots; i++)
    for (unsigned d = 0; s->slot[i].axis < 0 && d < s->einsum->dims; d++)
      cycles *= (double)c->plan.loop[i][d].bound;
  cycles *= c->busy / s->arch->node[s->compute].compute.rate;
  return goal_value(goal, c->least_pJ, cycles, meters) > c->value[0] * (1 + 1e-9);
}

/* How many steps evaluation takes, roughly: see walk_steps in runtime/eval/walk.h. */
static double steps_of(const struct climb *c)
{
  const struct space *s = c->work->space;
  double steps = 1;
  uint32_t smaller = 0; /* dims with a short iteration further inside */
  for (unsigned i = s->slots; i--;) {
    unsigned slot = c->plan.order[i];
    for (unsigned d = 0; d < s->einsum->dims; d++) {
      const struct plan_loop *loop = &c->plan.loop[slot][d];
      if (loop->bound > 1 && s->slot[slot].axis < 0)
        steps *= smaller >> d & 1 && loop->bound > 2 ? 4 : 2;
      smaller |= (uint32_t)(loop->bound != loop->residual) << d;
    }
  }
  return smaller ? fmax(steps, STEPS_LEAST) : STEPS_LEAST;
}

/* Evaluates the plan; NULL: it is no mapping of the space, or does not fit. */
static const struct eval_result *costs(struct climb *c)
{
  struct rejects rejects;
  struct eval_problem problem;
  rejects.n = 0;
  for (unsigned i = 0; i < c->work->space->slots; i++)
    if (!order_slot(c, i)) return NULL;
  if (!limits_factors(&c->plan, &rejects)) return NULL;
  plan_loops(&c->plan);
  if (!plan_storages(&c->plan) || !limits_tiles(&c->plan, &rejects)) return NULL;
  double steps = steps_of(c);
  c->evaluated++, c->spent += steps, c->left -= steps;
  return evaluate(c->evaluator, &c->plan.mapping, &problem);
}

/* Whether the plan is better than where the climb is, or the first; then it goes there, and
 * else back. */
static bool better(struct climb *c)
{
  struct search_found found;
  const struct eval_result *result = too_long(c) ? NULL : costs(c);
  if (result) {
    found_of(c->work, &c->plan.mapping, result, &found);
    if (best_wants(&c->work->best, found.value)) best_offer(&c->work->best, &found);
  } else {
    c->limited++;
  }
  if (!result || (c->any && goals_compare(c->work->best.goals, found.value, c->value) >= 0)) {
    if (c->any) back(c);
    return false;
  }
  c->any = true;
  memcpy(c->value, found.value, sizeof c->value);
  keep_state(c);
  return true;
}

static void read_mapping(struct climb *c, const struct model_mapping *m)
{
  const struct space *s = c->work->space;
  for (unsigned i = 0; i < s->slots; i++) {
    c->plan.count[i] = 0;
    for (unsigned d = 0; d < s->einsum->dims; d++) c->plan.loop[i][d] = (struct plan_loop){1, 1};
  }
  for (unsigned i = 0; i < m->loops; i++) {
    const struct model_loop *l = &m->loop[i];
    unsigned slot = 0;
    while (slot < s->slots && (s->slot[slot].node != l->node || s->slot[slot].axis != l->axis))
      slot++;
    if (slot == s->slots) continue;
    c->plan.loop[slot][l->dim] = (struct plan_loop){l->bound, l->residual};
    c->plan.dims[slot][c->plan.count[slot]++] = (uint8_t)l->dim;
  }
  for (unsigned i = 0; i < s->memories; i++) c->plan.keep[i] = 0;
  for (unsigned k = 0; k < m->storages; k++)
    for (unsigned i = 0; i < s->memories; i++)
      if (s->memory[i].node == m->storage[k].node) c->plan.keep[i] |= 1u << m->storage[k].tensor;
}

bool climb_begin(struct climb *c, const struct model_mapping *mapping)
{
  c->any = false;
  read_mapping(c, mapping);
  for (unsigned d = 0; d < c->work->space->einsum->dims; d++) {
    if (settle(c, d)) continue;
    shorten(c, d);
    if (!settle(c, d) && !absorb_anywhere(c, d)) return false;
  }
  return better(c);
}

bool climb_costs(struct climb *c, double *energy_pJ, double *cycles, double *meters)
{
  const struct eval_result *result = c->any ? costs(c) : NULL;
  if (!result) return false;
  *energy_pJ = result->energy_pJ, *cycles = (double)result->cycles;
  goal_meters(&c->work->options->goals, result, meters);
  return true;
}

/* ---- changes ---- */

static bool over(struct climb *c)
{
  return !(c->left > 0) || search_ended(c->work);
}

/* Bounds to try for a loop: small ones, and the least for each number of rounds. */
static unsigned bounds_of(const struct climb *c, unsigned dim, unsigned slot, int64_t *bound)
{
  const struct space *s = c->work->space;
  int64_t size = s->einsum->bounds[dim], most = points_longest(s, &s->slot[slot], dim);
  unsigned n = 0;
  for (int64_t b = most; b >= 1 && n < BOUNDS_MOST;) {
    int64_t rounds = (size - 1) / b + 1, least = (size - 1) / rounds + 1;
    if (space_admits(&s->slot[slot].range[dim], least)) bound[n++] = least;
    b = least - 1;
  }
  for (int64_t b = 1; b <= most && b <= 16 && n < BOUNDS_MOST + 16; b++)
    if (space_admits(&s->slot[slot].range[dim], b)) bound[n++] = b;
  return n;
}

/* Another bound for one loop; another loop over the dim takes what that leaves. */
static bool change_loop(struct climb *c, unsigned dim, unsigned slot)
{
  const struct space *s = c->work->space;
  int64_t bound[BOUNDS_MOST + 16];
  unsigned n = bounds_of(c, dim, slot, bound);
  bool any = false;
  for (unsigned other = 0; other < s->slots; other++) {
    if (other == slot || points_longest(s, &s->slot[other], dim) < 2) continue;
    for (unsigned i = 0; i < n && !over(c); i++) {
      if (c->plan.loop[slot][dim].bound == bound[i]) continue;
      c->plan.loop[slot][dim].bound = bound[i];
      if (absorb(c, dim, other)) any |= better(c);
      else back(c);
    }
  }
  return any;
}

/* Other bounds for two loops along one axis; loops in one memory take what is left. */
static bool change_pair(struct climb *c, unsigned slot, unsigned a, unsigned b)
{
  const struct space *s = c->work->space;
  int64_t size = (int64_t)s->arch->node[s->slot[slot].node].array.axis[s->slot[slot].axis].size;
  int64_t most = points_longest(s, &s->slot[slot], a);
  bool any = false;
  for (unsigned other = 0; other < s->slots; other++) {
    if (s->slot[other].axis >= 0) continue;
    for (int64_t i = 1; i <= most && i <= 64 && !over(c); i++) {
      int64_t k = size / i, longest = points_longest(s, &s->slot[slot], b);
      if (k > longest) k = longest;
      if (c->plan.loop[slot][a].bound == i && c->plan.loop[slot][b].bound == k) continue;
      c->plan.loop[slot][a].bound = i, c->plan.loop[slot][b].bound = k;
      if (absorb(c, a, other) && absorb(c, b, other)) any |= better(c);
      else back(c);
    }
  }
  return any;
}

static bool change_splits(struct climb *c)
{
  const struct space *s = c->work->space;
  bool any = false;
  for (unsigned slot = 0; slot < s->slots && !over(c); slot++)
    for (unsigned a = 0; a < s->einsum->dims && !over(c); a++) {
      if (points_longest(s, &s->slot[slot], a) < 2) continue;
      any |= change_loop(c, a, slot);
      for (unsigned b = 0; s->slot[slot].axis >= 0 && b < s->einsum->dims; b++)
        if (a != b && points_longest(s, &s->slot[slot], b) > 1) any |= change_pair(c, slot, a, b);
    }
  return any;
}

/* Each loop at each other place in its slot. */
static bool change_orders(struct climb *c)
{
  bool any = false;
  for (unsigned slot = 0; slot < c->work->space->slots; slot++) {
    unsigned n = c->ordered[slot] ? c->plan.count[slot] : 0;
    for (unsigned i = 0; i < n; i++)
      for (unsigned k = 0; k < n && !over(c); k++) {
        uint8_t *dims = c->plan.dims[slot], dim = dims[i];
        if (i == k) continue;
        memmove(&dims[i], &dims[i + 1], n - i - 1);
        insert_dim(dims, n - 1, k, dim);
        any |= better(c);
      }
  }
  return any;
}

static bool change_keeps(struct climb *c)
{
  const struct space *s = c->work->space;
  bool any = false;
  for (unsigned m = 0; m < s->memories; m++) {
    uint32_t keep, open = plan_open(s, m, &keep);
    for (; open && !over(c); open &= open - 1) {
      c->plan.keep[m] ^= open & -open;
      any |= better(c);
    }
  }
  return any;
}

/* ---- chance ---- */

static unsigned below(uint64_t *dice, unsigned limit)
{
  uint64_t z = *dice += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return (unsigned)((z ^ z >> 31) % limit);
}

/* A loop of some bound, and another one that takes what it leaves.  False: there are none. */
static bool throw_loop(struct climb *c, uint64_t *dice)
{
  const struct space *s = c->work->space;
  unsigned dim = below(dice, s->einsum->dims), slot = below(dice, s->slots);
  int64_t bound[BOUNDS_MOST + 16];
  unsigned n = bounds_of(c, dim, slot, bound);
  if (!n || s->einsum->bounds[dim] == 1) return false;
  c->plan.loop[slot][dim].bound = bound[below(dice, n)];
  return absorb(c, dim, c->plan.order[below(dice, s->slots)]) || absorb_anywhere(c, dim);
}

static void throw_keep(struct climb *c, uint64_t *dice)
{
  unsigned m = below(dice, c->work->space->memories);
  uint32_t keep, open = plan_open(c->work->space, m, &keep);
  uint32_t one = 1u << below(dice, 32);
  c->plan.keep[m] ^= open & one;
}

bool climb_throw(struct climb *c, uint64_t *dice)
{
  for (unsigned i = 0; i < TRIES; i++) {
    unsigned times = 1 + below(dice, 4);
    bool good = true;
    back(c);
    while (good && times--) good = throw_loop(c, dice);
    for (unsigned k = 0; k < 4; k++) throw_keep(c, dice);
    if (!good) continue;
    c->any = false;
    if (better(c)) return true;
    c->any = true;
  }
  back(c);
  return false;
}

void climb_up(struct climb *c, double steps)
{
  bool any = c->any;
  c->left = steps;
  while (any && !over(c)) {
    any = change_splits(c);
    any |= change_orders(c);
    any |= change_keeps(c);
  }
  c->left = 0;
}

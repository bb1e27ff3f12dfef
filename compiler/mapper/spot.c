#include "compiler/mapper/spot.h"

#include <math.h>

/* False: it cannot be completed, as what is left does not divide. */
bool spot_move(struct spot *s, struct pass *pass, unsigned level, uint32_t state)
{
  s->pass = pass, s->level = level, s->state = state;
  lattice_decode(pass->plan, state, s->index, s->extent);
  s->outside = frame_outside(&pass->frame, level, s->extent);
  if (s->outside < 1 || s->outside != floor(s->outside)) return false;
  frame_outlook(&pass->frame, s->outside, s->extent, s->outlook);
  return true;
}

void spot_prospects(const struct spot *s, const struct flowing *flow, struct prospects *q)
{
  struct pass *pass = s->pass;
  memset(q, 0, sizeof *q);
  for (unsigned t = 0; t < pass->plan->tensors; t++) {
    struct outlook moved = s->outlook[t];
    stream_least(pass->streams, t, s->level, &s->outlook[t], &flow[t], &q->unmoved_to[t],
                 &q->unmoved[t]);
    if (!stream_still(pass->streams, &flow[t])) continue;
    q->still |= 1u << t;
    moved.still = moved.moving;
    stream_least(pass->streams, t, s->level, &moved, &flow[t], &q->moved_to[t], &q->moved[t]);
  }
}

/* The least values if the next loop moves these tensors. */
static void values_if(const struct spot *s, const struct partial *at, const struct prospects *q,
                      uint32_t moved, const struct view *view, double *values)
{
  struct pass *pass = s->pass;
  const struct lattice *p = pass->plan;
  struct cost cost = {.pJ = at->pJ, .busy_cycles = at->busy_cycles};
  struct wanted wanted = {0};
  memcpy(cost.load, at->rest, p->loads * sizeof *cost.load);
  for (unsigned t = 0; t < p->tensors; t++) {
    bool moves = moved >> t & 1;
    const struct cost *by = moves ? &q->moved[t] : &q->unmoved[t];
    const struct flowing *then = moves ? &q->moved_to[t] : &q->unmoved_to[t];
    cost.pJ += by->pJ;
    for (unsigned i = 0; i < p->loads; i++) cost.load[i] += by->load[i];
    if (then->id != STREAM_WANTS) continue;
    wanted.tensors |= 1u << t;
    wanted.words[t] = then->words * (view->groups ? view->groups[t] : 1);
  }
  cost.pJ += view->kept == KEEPS
               ? bound_pJ_if(&pass->bound, s->level, s->state, view->keeps, &wanted)
               : bound_pJ(&pass->bound, s->level, s->state, view->kept == KEPT, &wanted);
  frame_values(&pass->frame, &cost, values);
}

/* What a partial mapping costs at the least once it is completed.  The next loop is over some
 * dim, and moves all tensors that this indexes. */
void spot_values(const struct spot *s, const struct partial *at, const struct prospects *q,
                 const struct view *view, double *values)
{
  const struct lattice *p = s->pass->plan;
  uint32_t tried[LATTICE_DIMS];
  unsigned n = 0;
  for (unsigned d = 0; q->still && s->outside > 1 && d < p->dims; d++) {
    uint32_t moved = 0;
    bool again = s->extent[d] == p->dim[d].bound;
    for (unsigned t = 0; t < p->tensors; t++)
      moved |= (q->still >> t & p->tensor[t].dims >> d & 1) << t;
    for (unsigned i = 0; i < n; i++) again |= (tried[i] & moved) == tried[i];
    if (!again) tried[n++] = moved;
  }
  values[0] = INFINITY;
  for (unsigned i = 0; i < n; i++) {
    double those[GOALS];
    values_if(s, at, q, tried[i], view, those);
    if (!i || goals_compare(&s->pass->work->options->goals, those, values) < 0)
      memcpy(values, those, sizeof those);
  }
  if (!n) values_if(s, at, q, 0, view, values);
}

void spot_least(const struct spot *s, struct partial *at, enum kept kept, uint32_t keeps,
                double *values)
{
  struct prospects q;
  struct view view = {kept, keeps, NULL};
  spot_prospects(s, partial_flows(&s->pass->partials, at), &q);
  spot_values(s, at, &q, &view, values);
}

bool spot_hopeless(struct pass *pass, const double *values)
{
  if (pass->work->options->unbounded) return isinf(values[0]);
  return (pass->any && goals_compare(&pass->work->options->goals, values, pass->better) >= 0) ||
         isinf(values[0]);
}

struct cost partial_cost(const struct pass *pass, const struct partial *at)
{
  struct cost cost = {.pJ = at->pJ, .slack_pJ = at->slack_pJ, .busy_cycles = at->busy_cycles};
  memcpy(cost.load, at->rest, pass->plan->loads * sizeof *cost.load);
  return cost;
}

void partial_set_cost(const struct pass *pass, struct partial *at, const struct cost *cost)
{
  at->pJ = cost->pJ, at->slack_pJ = cost->slack_pJ, at->busy_cycles = cost->busy_cycles;
  memcpy(at->rest, cost->load, pass->plan->loads * sizeof *cost->load);
}

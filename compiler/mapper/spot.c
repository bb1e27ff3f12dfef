#include "compiler/mapper/spot.h"

#include <math.h>

/* False: it cannot be completed, as what is left does not divide. */
bool spot_move(struct spot *s, struct pass *pass, unsigned level, uint32_t state)
{
  int64_t extent[LATTICE_DIMS];
  s->pass = pass, s->level = level, s->state = state;
  lattice_decode(pass->plan, state, s->index, extent);
  double outside = frame_outside(&pass->frame, level, extent);
  if (outside < 1 || outside != floor(outside)) return false;
  horizon_make(&s->ahead, pass->plan, outside, extent);
  return true;
}

static void find_prospect(const struct spot *s, const struct flowing *flow, unsigned t,
                          uint32_t dims, bool next, struct prospect *q)
{
  q->cost = (struct cost){0};
  stream_least(s->pass->streams, t, s->level, &s->ahead, dims, next, &flow[t], &q->to, &q->cost);
}

/* Loops of which one may be next. */
static void find_next(const struct spot *s, const struct flowing *flow, struct prospects *q)
{
  const struct lattice *p = s->pass->plan;
  q->n = 0;
  for (unsigned d = 0; s->ahead.outside > 1 && d < p->dims; d++) {
    struct next_loop *next = &q->next[q->n];
    unsigned i = 0;
    if (s->ahead.rest[d] <= 1) continue;
    next->dims = 1u << d;
    for (unsigned t = 0; t < p->tensors; t++)
      next->effect[t] = (uint8_t)stream_effect(s->pass->streams, t, d, &flow[t]);
    while (i < q->n && memcmp(q->next[i].effect, next->effect, p->tensors)) i++;
    if (i == q->n) q->n++;
    else q->next[i].dims |= next->dims;
  }
}

void spot_prospects(const struct spot *s, const struct flowing *flow, struct prospects *q)
{
  const struct lattice *p = s->pass->plan;
  find_next(s, flow, q);
  for (unsigned t = 0; t < p->tensors; t++)
    find_prospect(s, flow, t, p->tensor[t].dims, false, &q->any[t]);
  for (unsigned i = 0; i < q->n; i++)
    for (unsigned t = 0; t < p->tensors; t++)
      if (q->next[i].effect[t])
        find_prospect(s, flow, t, q->next[i].dims, true, &q->next[i].of[t]);
}

/* Tensors of which the array that comes next is the one around the tile. */
static uint32_t just_kept(const struct partial *at)
{
  if (at->step == STEP_BEGIN) return UINT32_MAX;
  return at->step == STEP_KEEP ? at->what : 0;
}

static double leaving(const struct leaving *l, const struct next_loop *next)
{
  uint32_t dims = next ? next->dims : 0;
  if (dims & l->all || l->all == UINT32_MAX) return l->least;
  return dims & l->half ? (l->least + l->most) / 2 : l->most;
}

/* The least values if that is the next loop; NULL: none is. */
static void values_if(const struct spot *s, const struct partial *at, const struct prospects *q,
                      const struct next_loop *next, const struct view *view, double *values)
{
  struct pass *pass = s->pass;
  const struct lattice *p = pass->plan;
  struct cost cost = {.pJ = at->pJ, .busy_cycles = at->busy_cycles};
  struct wanted wanted = {0};
  memcpy(cost.load, at->rest, p->loads * sizeof *cost.load);
  if (view->kept == KEPT) wanted.own = just_kept(at);
  for (unsigned t = 0; t < p->tensors; t++) {
    const struct prospect *by = next && next->effect[t] ? &next->of[t] : &q->any[t];
    cost.pJ += by->cost.pJ;
    for (unsigned i = 0; i < p->loads; i++) cost.load[i] += by->cost.load[i];
    if (by->to.id != STREAM_WANTS) continue;
    wanted.tensors |= 1u << t;
    wanted.words[t] = by->to.words * (view->leaving ? leaving(&view->leaving[t], next) : 1);
  }
  cost.pJ += view->kept == KEEPS
               ? bound_pJ_if(&pass->bound, s->level, s->state, view->keeps, &wanted)
               : bound_pJ(&pass->bound, s->level, s->state, view->kept, &wanted);
  frame_values(&pass->frame, &cost, values);
}

/* Whether the spot has one of the dims left. */
static bool has_next(const struct spot *s, uint32_t dims)
{
  for (unsigned d = 0; d < s->pass->plan->dims; d++)
    if (dims >> d & 1 && s->ahead.rest[d] > 1) return true;
  return false;
}

/* What a partial mapping costs at the least once it is completed.  The next loop is over some
 * dim, and moves all tensors that this indexes. */
void spot_values(const struct spot *s, const struct partial *at, const struct prospects *q,
                 const struct view *view, double *values)
{
  bool any = false;
  for (unsigned i = 0; i < q->n; i++) {
    double those[GOALS];
    if (!has_next(s, q->next[i].dims)) continue;
    values_if(s, at, q, &q->next[i], view, those);
    if (!any || goals_compare(&s->pass->work->options->goals, those, values) < 0)
      memcpy(values, those, sizeof those);
    any = true;
  }
  if (!any) values_if(s, at, q, NULL, view, values);
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

#include "compiler/mapper/spot.h"

#include <math.h>

enum { LOOKED_AT_MOST = 128 }; /* ways, closely */

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
  q->waiting = 0;
  for (unsigned t = 0; t < p->tensors; t++)
    if (p->tensor[t].anew && stream_waits(s->pass->streams, &flow[t])) q->waiting |= 1u << t;
  for (unsigned t = 0; t < p->tensors; t++)
    find_prospect(s, flow, t, p->tensor[t].dims, false, &q->any[t]);
  for (unsigned t = 0; t < p->tensors; t++) q->each[t] = q->any[t].to.words / s->ahead.still[t];
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

/* What there is to be served if some loop is the next. */
struct look {
  struct cost cost;
  double busy_cycles;
  struct wanted wanted;
  struct serving serving;
};

/* NULL: no loop is the next. */
static void look_if(const struct spot *s, const struct partial *at, const struct prospects *q,
                    const struct next_loop *next, const struct view *view, struct look *look)
{
  struct pass *pass = s->pass;
  const struct lattice *p = pass->plan;
  struct wanted *wanted = &look->wanted;
  look->cost = (struct cost){.pJ = at->pJ, .busy_cycles = at->busy_cycles};
  memcpy(look->cost.load, at->rest, p->loads * sizeof *look->cost.load);
  *wanted = (struct wanted){.own = view->kept == KEPT ? just_kept(at) : 0};
  for (unsigned t = 0; t < p->tensors; t++) {
    const struct prospect *by = next && next->effect[t] ? &next->of[t] : &q->any[t];
    look->cost.pJ += by->cost.pJ;
    for (unsigned i = 0; i < p->loads; i++) look->cost.load[i] += by->cost.load[i];
    if (by->to.id != STREAM_WANTS) continue;
    double groups = view->leaving ? leaving(&view->leaving[t], next) : 1;
    wanted->tensors |= 1u << t;
    wanted->words[t] = by->to.words * groups;
    wanted->still[t] = q->any[t].to.words * groups;
    wanted->each[t] = q->each[t] * groups;
    wanted->waiting |= q->waiting & 1u << t;
  }
  struct place place = {s->level, s->state, s->index, s->ahead.rest, view->kept, view->keeps};
  serving_make(&look->serving, &pass->bound, &place, wanted);
  look->busy_cycles = frame_busy_cycles(&pass->frame, &look->cost);
}

static void values_of(const struct spot *s, const struct look *look, double more_pJ,
                      double *values)
{
  struct cost cost = look->cost;
  cost.pJ += more_pJ;
  frame_values_if(&s->pass->frame, &cost, look->busy_cycles, values);
}

static bool hopeless(struct pass *pass, const double *values)
{
  if (isinf(values[0])) return true;
  bool cut = !pass->work->options->unbounded && pass->any &&
             goals_compare(&pass->work->options->goals, values, pass->better) >= 0;
  pass->cut |= cut;
  return cut;
}

static bool hopeless_with(const struct spot *s, const struct look *look, double more_pJ)
{
  double values[GOALS];
  values_of(s, look, more_pJ, values);
  return hopeless(s->pass, values);
}

/* Whether no way through the arrays outside may come to what is sought, looking at them roughly. */
static bool roughly_none(const struct spot *s, struct look *look, const struct route_list *routes,
                         bool jointly)
{
  for (unsigned w = 0; w < routes->n; w++)
    if (!hopeless_with(s, look, serving_least(&look->serving, routes->at[w], jointly)))
      return false;
  return true;
}

/* … or closely. */
static bool no_way(const struct spot *s, struct look *look, const struct route_list *routes)
{
  struct serving *serving = &look->serving;
  if (roughly_none(s, look, routes, false)) return true;
  if (routes->ways > LOOKED_AT_MOST) return roughly_none(s, look, routes, true);
  for (unsigned w = 0; w < routes->ways; w++) {
    serving_look_closely(serving, routes->way[w]);
    if (!hopeless_with(s, look, serving_least(serving, routes->way[w]->pJ, false)) &&
        !hopeless_with(s, look, serving_least(serving, routes->way[w]->pJ, true)))
      return false;
  }
  return true;
}

/* Whether the spot has one of the dims left. */
static bool has_next(const struct spot *s, uint32_t dims)
{
  for (unsigned d = 0; d < s->pass->plan->dims; d++)
    if (dims >> d & 1 && s->ahead.rest[d] > 1) return true;
  return false;
}

static const struct route_list *routes_of(const struct spot *s)
{
  return routes_from(s->pass->bound.at[s->level].routes, s->index);
}

bool spot_hopeless(const struct spot *s, const struct partial *at, const struct prospects *q,
                   const struct view *view)
{
  const struct route_list *routes = routes_of(s);
  struct look look;
  bool any = false;
  for (unsigned i = 0; i < q->n; i++) {
    if (!has_next(s, q->next[i].dims)) continue;
    any = true;
    look_if(s, at, q, &q->next[i], view, &look);
    if (!no_way(s, &look, routes)) return false;
  }
  if (any) return true;
  look_if(s, at, q, NULL, view, &look);
  return no_way(s, &look, routes);
}

void spot_least(const struct spot *s, struct partial *at, enum kept kept, double *values)
{
  const struct route_list *routes = routes_of(s);
  struct prospects q;
  struct view view = {kept, 0, NULL};
  struct look look;
  double those[GOALS];
  for (unsigned g = 0; g < GOALS; g++) values[g] = INFINITY;
  spot_prospects(s, partial_flows(&s->pass->partials, at), &q);
  for (unsigned i = 0; i < q.n || !i; i++) {
    look_if(s, at, &q, q.n ? &q.next[i] : NULL, &view, &look);
    bool closely = s->level < s->pass->plan->levels && routes->ways <= LOOKED_AT_MOST;
    for (unsigned w = 0; w < (closely ? routes->ways : routes->n); w++) {
      if (closely) serving_look_closely(&look.serving, routes->way[w]);
      const double *way = closely ? routes->way[w]->pJ : routes->at[w];
      values_of(s, &look, serving_least(&look.serving, way, true), those);
      if (isinf(values[0]) || goals_compare(&s->pass->work->options->goals, those, values) < 0)
        memcpy(values, those, sizeof those);
    }
  }
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

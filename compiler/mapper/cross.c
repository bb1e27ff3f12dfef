/* Arrays that are put around partial mappings. */
#include "compiler/mapper/spot.h"

/* Dims of which a loop, if it is the next, may have neighbours hand on all words; or half. */
struct handing_dims {
  uint32_t all, half;
};

/* A partial mapping that an array is put around. */
struct crosser {
  uint32_t number;
  uint32_t handing[LATTICE_TENSORS]; /* dims that its links do not rule out for that; UINT32_MAX:
                                        any loop or none, for all words */
  struct prospects inside;       /* before the array is put around it */
  struct prospects around;       /* after, where steps are wider: of what it wants inside */
};

/* One arrangement of loops across the array. */
struct crossing {
  uint32_t spread;
  const struct fan *fan[LATTICE_TENSORS];
  bool hands[LATTICE_TENSORS];   /* neighbours may hand on words of tiles kept just inside: */
  struct handing_dims handing[LATTICE_TENSORS];
  bool minds;                    /* where on the array its loops run makes a difference */
};

/* Where factors lead. */
struct landing {
  uint32_t spread;               /* the first with these factors */
  struct spot to;
  struct leaving leaving[LATTICE_TENSORS]; /* as far as factors tell */
  struct handing_dims near[LATTICE_TENSORS]; /* dims that factors do not rule out for that */
  uint32_t begin, end;           /* crossings, once they are found */
};

/* To where factors lead.  False: nowhere. */
static bool lead_to(const struct spot *from, const struct spread *x, struct spot *to)
{
  const struct lattice *p = from->pass->plan;
  uint32_t state = 0;
  for (unsigned d = 0; d < p->dims; d++) {
    unsigned i = from->index[d];
    if (x->factor[d] > 1) i = lattice_divisor(&p->dim[d], from->ahead.extent[d] * x->factor[d]);
    if (i == NO_DIVISOR) return false;
    state += i * p->dim[d].weight;
  }
  return spot_move(to, from->pass, from->level - 1, state);
}

/* Dims of which a loop, if it is the next, may move an open link so that neighbours hand on. */
static uint32_t may_hand(const struct spot *from, const struct flowing *flow, unsigned t)
{
  const struct lattice *p = from->pass->plan;
  const struct lattice_tensor *tensor = &p->tensor[t];
  const uint32_t moved = SLIDES_ON | STOPS_SLIDING;
  bool always = from->level == p->levels || p->level[from->level].refetch >> t & 1;
  if (!stream_is_around(from->pass->streams, from->level - 1, flow)) return 0;
  if (tensor->wild || always) return UINT32_MAX;
  for (unsigned d = 0; d < p->dims; d++)
    if (stream_effect(from->pass->streams, t, d, flow) & moved) return UINT32_MAX;
  return tensor->mixed;
}

/* Whether loops in time over some other dim of the rank are to come. */
static bool another_left(const struct lattice_tensor *tensor, const struct lattice_term *term,
                         const struct horizon *h)
{
  for (unsigned k = 0; k < tensor->terms; k++)
    if (tensor->term[k].rank == term->rank && tensor->term[k].dim != term->dim &&
        h->rest[tensor->term[k].dim] > 1)
      return true;
  return false;
}

/* Dims that share a rank, of which a loop outside of the array moves tiles no farther than
 * neighbours are apart; or past themselves, and others may move them back. */
static struct handing_dims near_enough(const struct lattice_tensor *tensor,
                                       const struct spread *x, const int64_t *inside,
                                       const struct horizon *around)
{
  struct handing_dims near = {0, 0};
  for (unsigned k = 0; k < tensor->terms; k++) {
    const struct lattice_term *term = &tensor->term[k];
    if (!(tensor->mixed >> term->dim & 1)) continue;
    int64_t reach = 0, size = 1, own = term->coefficient * around->extent[term->dim];
    for (unsigned i = 0; i < tensor->terms; i++) {
      const struct lattice_term *other = &tensor->term[i];
      if (other->rank != term->rank) continue;
      reach += other->coefficient * inside[other->dim] * (x->factor[other->dim] - 1);
      size += other->coefficient * (inside[other->dim] - 1);
    }
    if (own <= reach) near.all |= 1u << term->dim;
    else if (own >= size && another_left(tensor, term, around)) near.half |= 1u << term->dim;
  }
  return near;
}

/* What leaves an array as far as its factors tell. */
static void leave_factors(const struct spot *from, const struct spread *x, struct landing *at)
{
  const struct lattice *p = from->pass->plan;
  struct leaving *l = at->leaving;
  for (unsigned t = 0; t < p->tensors; t++) {
    at->near[t] = near_enough(&p->tensor[t], x, from->ahead.extent, &at->to.ahead);
    l[t].least = spread_least_groups(p, from->level - 1, x, t);
    l[t].most = spread_groups(p, from->level - 1, x, t);
  }
}

/* Neighbours hand words on if neither links nor where they go rule it out. */
static void limit(struct leaving *l, uint32_t links, const struct handing_dims *dims)
{
  bool any = links == UINT32_MAX;
  l->all = any ? links : links & dims->all;
  l->half = links & dims->half;
}

/* … by a partial mapping, with these fans. */
static void leave_fans(const struct crosser *crosser, const struct crossing *c,
                       const struct flowing *flow, struct leaving *l)
{
  for (unsigned t = 0; t < LATTICE_TENSORS && c->fan[t]; t++) {
    bool wants = flow[t].id == STREAM_WANTS;
    limit(&l[t], c->hands[t] ? crosser->handing[t] : 0, &c->handing[t]);
    l[t].least = wants ? c->fan[t]->least_groups : c->fan[t]->left_groups;
    l[t].most = wants ? c->fan[t]->least_groups : c->fan[t]->groups;
  }
}

/* Whether what is sought is out of reach where so much leaves an array. */
static bool hopeless(const struct spot *to, const struct crosser *crosser,
                     const struct prospects *q, const struct leaving *leaving)
{
  struct pass *pass = to->pass;
  struct view view = {OPEN, 0, leaving};
  bool so = spot_hopeless(to, partial_at(&pass->partials, crosser->number), q, &view);
  pass->labels += so, pass->by_bound += so;
  return so;
}

/* Whether it may make a difference where on the array loops run. */
static bool may_mind(const struct spot *from, const struct spread *x)
{
  const struct lattice *p = from->pass->plan;
  unsigned level = from->level - 1;
  if (p->hops >> level & 1 || p->top > 1) return true;
  for (unsigned t = 0; t < p->tensors; t++)
    if (spread_links(p, level, x, t)) return true;
  return false;
}

/* Whether two arrangements of the same factors make the same of everything. */
static bool same_crossing(const struct pass *pass, const struct crossing *a,
                          const struct crossing *b)
{
  if (!a->minds && !b->minds) return true;
  if (pass->plan->top > 1) return false;
  for (unsigned t = 0; t < pass->plan->tensors; t++)
    if (a->fan[t]->kind != b->fan[t]->kind) return false;
  return true;
}

/* Of the dims that may have neighbours hand words on, those that do with this fan. */
static struct handing_dims hand_on(const struct spot *from, const struct landing *at,
                                   const struct fan *fan, unsigned t)
{
  struct handing_dims dims = at->near[t];
  for (unsigned d = 0; d < from->pass->plan->dims; d++) {
    uint32_t dim = 1u << d;
    if (!((dims.all | dims.half) & dim)) continue;
    double part = stream_hands_on(from->pass->streams, t, fan, d, from->ahead.extent,
                                  at->to.ahead.extent);
    if (part < 1 && dims.all & dim) dims.all &= ~dim, dims.half |= dim;
    if (!(part > 0)) dims.half &= ~dim;
  }
  return dims;
}

/* An arrangement, unless there is one already that is like it. */
static void add_crossing(const struct spot *from, struct landing *at, uint32_t spread)
{
  struct pass *pass = from->pass;
  const struct lattice *p = pass->plan;
  unsigned level = from->level - 1;
  struct crossing c = {.spread = spread, .minds = p->hops >> level & 1 || p->top > 1};
  for (unsigned t = 0; t < p->tensors; t++) {
    const struct spread *x = &pass->spreads[level].at[spread];
    bool alike = !(p->hops >> level & 1) && !spread_links(p, level, x, t);
    bool first = pass->crossings.n == at->begin;
    c.fan[t] = alike && !first ? pass->crossings.at[at->begin].fan[t]
                               : fan_of(pass->fans, level, x, t, from->ahead.extent);
    c.hands[t] = stream_may_hand_on(pass->streams, t, level, c.fan[t], at->to.ahead.extent);
    c.minds |= c.fan[t]->unsteady || c.hands[t];
    if (c.hands[t]) c.handing[t] = hand_on(from, at, c.fan[t], t);
  }
  for (uint32_t k = at->begin; k < pass->crossings.n; k++)
    if (same_crossing(pass, &pass->crossings.at[k], &c)) return;
  vec_push(&pass->crossings, c);
}

/* All arrangements of the factors that lead there. */
static void find_crossings(const struct spot *from, struct landing *at)
{
  struct pass *pass = from->pass;
  const struct spread *x = &pass->spreads[from->level - 1].at[at->spread];
  uint32_t run = may_mind(from, x) ? x->run : 1;
  at->begin = pass->crossings.n;
  for (uint32_t i = 0; i < run; i++) add_crossing(from, at, at->spread + i);
  at->end = pass->crossings.n;
}

/* Where all factors lead from one place. */
static void find_landings(const struct spot *from)
{
  struct pass *pass = from->pass;
  const struct spreads *all = &pass->spreads[from->level - 1];
  pass->landings.n = pass->crossings.n = 0;
  for (uint32_t i = 0; i < all->n; i += all->at[i].run) {
    struct landing at = {.spread = i};
    if (!lead_to(from, &all->at[i], &at.to)) continue;
    leave_factors(from, &all->at[i], &at);
    vec_push(&pass->landings, at);
  }
}

/* Puts an array around a partial mapping. */
static void cross(const struct spot *from, struct spot *to, const struct crosser *crosser,
                  const struct crossing *c)
{
  struct pass *pass = from->pass;
  const struct lattice *p = pass->plan;
  unsigned level = from->level - 1;
  struct partial *new = partial_at(&pass->partials, crosser->number);
  struct flowing *flow = partial_flows(&pass->partials, new);
  struct leaving leaving[LATTICE_TENSORS];
  leave_fans(crosser, c, flow, leaving);
  if (pass->frame.fan[level] > 1 && hopeless(to, crosser, &crosser->around, leaving)) return;
  new = pass_copy(pass, crosser->number);
  flow = partial_flows(&pass->partials, new);
  struct cost cost = partial_cost(pass, new);
  for (unsigned t = 0; t < p->tensors; t++)
    stream_cross(pass->streams, t, level, c->fan[t], from->ahead.extent, to->ahead.extent,
                 to->ahead.outside, &flow[t], &cost);
  partial_set_cost(pass, new, &cost);
  new->step = STEP_CROSS, new->what = c->spread, new->level = (uint8_t)level;
  new->may = (uint16_t)p->level[level].dims, new->needs = (uint16_t)p->level[level].needs;
  if (p->level[level].twin && new->idle && pass->frame.fan[level] == 1) new->may = 0;
  new->used = 0;
  new->entry = p->level[level].time && p->level[level].time->products ? to->state : 0;
  pass_take(to, p->level[level].memory < 0 ? pass->kept : pass->block, new, OPEN);
}

/* Prospects with extents as they are once the array is around. */
static void see_around(const struct spot *from, const struct spot *to, struct crosser *crosser)
{
  struct pass *pass = from->pass;
  struct spot here = *from;
  here.ahead = to->ahead;
  struct partial *at = partial_at(&pass->partials, crosser->number);
  spot_prospects(&here, partial_flows(&pass->partials, at), &crosser->around);
}

/* … in all ways that lead to one place; which they are is found when that may do some good. */
static void cross_to(const struct spot *from, struct landing *at, struct crosser *crosser)
{
  struct pass *pass = from->pass;
  for (unsigned t = 0; t < pass->plan->tensors; t++)
    limit(&at->leaving[t], crosser->handing[t], &at->near[t]);
  if (pass->frame.fan[from->level - 1] > 1) {
    if (hopeless(&at->to, crosser, &crosser->inside, at->leaving)) return;
    see_around(from, &at->to, crosser);
    if (hopeless(&at->to, crosser, &crosser->around, at->leaving)) return;
  }
  if (at->begin == at->end) find_crossings(from, at);
  for (uint32_t i = at->begin; i < at->end; i++)
    cross(from, &at->to, crosser, &pass->crossings.at[i]);
}

/* Puts the array around all in a list. */
static bool cross_from(const struct spot *from, uint32_t number)
{
  struct pass *pass = from->pass;
  struct crosser crosser;
  find_landings(from);
  for (; number; number = partial_at(&pass->partials, number)->next) {
    struct partial *at = partial_at(&pass->partials, number);
    const struct flowing *flow = partial_flows(&pass->partials, at);
    if (at->dead) continue;
    crosser.number = number;
    spot_prospects(from, flow, &crosser.inside);
    for (unsigned t = 0; t < pass->plan->tensors; t++)
      crosser.handing[t] = may_hand(from, &flow[t], t);
    for (uint32_t i = 0; i < pass->landings.n; i++)
      cross_to(from, &pass->landings.at[i], &crosser);
    if (pass_ended(pass)) return false;
  }
  return true;
}

bool pass_cross(struct pass *pass, unsigned level)
{
  const struct lattice *p = pass->plan;
  struct spot s;
  uint32_t *from = xmalloc(p->states * sizeof *from);
  memcpy(from, pass->kept, p->states * sizeof *from);
  memset(pass->kept, 0, p->states * sizeof *pass->kept);
  bool going = true;
  for (uint32_t state = 0; going && state < p->states; state++) {
    if (!from[state]) continue;
    spot_move(&s, pass, level + 1, state);
    going = cross_from(&s, from[state]);
  }
  xfree(from);
  return going;
}

/* Loops in time around a stream: what they make of its links. */
#include "compiler/mapper/stream_inside.h"

#include <math.h>

static bool same(const int32_t *a, const int32_t *b, unsigned ranks)
{
  return !memcmp(a, b, ranks * sizeof *a);
}

static const int32_t no_move[MODEL_RANKS];

/* Some loop further out may yet move the tile by nothing, or by as much as the first. */
static bool may_follow(const struct lattice *p, const struct lattice_tensor *t,
                       const struct link *link, const int64_t *extent)
{
  if (t->wild) return true;
  for (unsigned r = 0; r < t->ranks; r++)
    if (link->inside[r] && !link->own[r]) return false;
  for (unsigned i = 0; i < t->terms; i++) {
    const struct lattice_term *a = &t->term[i];
    if (!link->own[a->rank] || extent[a->dim] == p->dim[a->dim].bound) continue;
    double reach = (double)(link->inside[a->rank] + link->own[a->rank]);
    for (unsigned k = 0; k < t->terms; k++) {
      const struct lattice_term *b = &t->term[k];
      if (b->rank == a->rank && b->dim != a->dim && extent[b->dim] < p->dim[b->dim].bound)
        reach += (double)b->coefficient * (double)p->dim[b->dim].bound;
    }
    if ((double)a->coefficient * (double)extent[a->dim] <= reach) return true;
  }
  return false;
}

/* Neighbours at the array around the child may yet have fetched what a loop further out
 * fetches: tiles may come close enough. */
static bool may_meet(const struct streams *s, const struct lattice_tensor *t,
                     const struct link *link, const int64_t *extent)
{
  const struct lattice *p = s->plan;
  const int64_t *apart = link_fan(s, link)->span;
  if (t->wild) return true;
  if (t->separable) return same(link->inside, no_move, t->ranks);
  for (unsigned r = 0; r < t->ranks; r++) {
    int64_t span = apart[r];
    bool near = false;
    if (link->inside[r] <= span || lattice_mixed(p, t, r, extent)) continue;
    for (unsigned k = 0; k < t->terms; k++) {
      const struct lattice_term *term = &t->term[k];
      if (term->rank == r && extent[term->dim] < p->dim[term->dim].bound)
        near |= term->coefficient * extent[term->dim] - link->inside[r] <= span;
    }
    if (!near) return false;
  }
  return true;
}

/* Whether what is further out matters to a link that moves. */
static bool goes_on(const struct streams *s, const struct lattice_tensor *t,
                    const struct link *link, const int64_t *extent)
{
  if (!link->always && may_follow(s->plan, t, link, extent)) return true;
  return link->hands_on && (link->always || link->part == link->tile) &&
         may_meet(s, t, link, extent);
}

/* Notes words that are fetched where a step moves all tiles by `move`. */
static void add_step(struct editing *e, struct link *link, const int32_t *move, double words)
{
  const struct lattice_tensor *t = &e->s->plan->tensor[e->tensor];
  if (!link->hands_on || words == 0) return;
  if (t->separable && !same(move, no_move, t->ranks)) return;
  const struct handing *h = fan_handing(link_fan(e->s, link), move);
  if (!h) return;
  for (unsigned i = 0; i < link->steps; i++)
    if (link->step[i].handing == h) {
      link->step[i].words += words;
      return;
    }
  if (link->steps == LINK_STEPS) BUG("too many kinds of steps");
  link->step[link->steps++] = (struct link_step){words, h};
}

/* Whether the first loop that moves the tile settles what is fetched. */
static bool settled_by(const struct lattice_tensor *t, const struct link *link, unsigned dim)
{
  if (link->hands_on || link->always) return false;
  return t->separable || (!t->wild && !(t->mixed >> dim & 1));
}

/* The first loop that moves the tile. */
static void start_moving(struct editing *e, struct link *link, unsigned dim, int64_t bound,
                         const int64_t *extent, double outside)
{
  const struct lattice_tensor *t = &e->s->plan->tensor[e->tensor];
  if (settled_by(t, link, dim)) {
    edit_settle(e, link, &(struct fetched){.words = link->tile * outside});
    return;
  }
  shift_of_loop(t, dim, extent[dim], link->own);
  memcpy(link->inside, link->own, sizeof link->own);
  link->part = link->always ? link->tile : words_of_step(t, link->size, link->tile, link->own);
  memset(link->size, 0, sizeof link->size);
  link->words = link->tile + (double)(bound - 1) * link->part;
  link->alike = link->part == link->tile;
  if (!link->always && link->part != link->tile && link->hands_on)
    link->hands_on = fan_handing(link_fan(e->s, link), link->own);
  link->own_steps = (double)(bound - 1);
  add_step(e, link, link->own, (double)(bound - 1) * link->part * link->alike);
  link->state = LINK_MOVES;
  e->changed = true;
}

/* One around it: how often its steps fetch as much as the first loop's, so that one of that
 * may follow. */
static void move_on(struct editing *e, struct link *link, unsigned dim, int64_t bound,
                    const int64_t *extent)
{
  const struct lattice_tensor *t = &e->s->plan->tensor[e->tensor];
  int32_t shift[MODEL_RANKS], move[MODEL_RANKS] = {0};
  double steps = (double)(bound - 1), fetched = link->tile;
  shift_of_loop(t, dim, extent[dim], shift);
  for (unsigned r = 0; r < t->ranks; r++) move[r] = shift[r] - link->inside[r];
  if (!link->always && same(move, no_move, t->ranks)) fetched = 0;
  else if (same(move, link->own, t->ranks)) fetched = link->part;
  bool alike = fetched > 0 && fetched == link->part;
  double own_steps = link->own_steps;
  link->words = (double)bound * link->words - steps * (link->tile - fetched);
  for (unsigned i = 0; i < link->steps; i++) link->step[i].words *= (double)bound;
  /* Steps of the first loop that follow those. */
  double before = link->alike * (double)bound, now;
  bool all = link->part == link->tile;
  now = all && !alike ? before - steps : !all && alike ? before + steps : before;
  link->alike = now;
  add_step(e, link, link->own, (now - before) * own_steps * link->part);
  if (alike) add_step(e, link, move, steps * link->part);
  for (unsigned r = 0; r < t->ranks; r++) link->inside[r] += shift[r];
  e->changed = true;
}

/* The one link of a stream, if it is open and nothing moves it but as a whole: the usual case. */
static const struct link *plain_link(const struct streams *s, unsigned tensor,
                                     const struct flowing *at, unsigned level)
{
  const struct stream *x = stream_at(s, at->id);
  const struct link *link = &x->link[0];
  if (x->n > 1 || link->state != LINK_STILL || link->always || link->hands_on || link->ghost)
    return NULL;
  if (link->parent != NO_LEVEL) return link;
  return frame_pass_differs(s->frame, tensor, level) ? NULL : link;
}

/* Settles such a link without further ado. */
static void settle_plain(const struct streams *s, unsigned tensor, unsigned level,
                         const struct link *link, double words, struct flowing *at,
                         struct cost *cost)
{
  const struct frame *f = s->frame;
  unsigned end = link->parent == NO_LEVEL ? level : link->parent;
  if (link->left > 0) words *= link->left;
  double out = words;
  for (unsigned l = link->child; l-- > end;) {
    const struct fan *fan = fan_at(s->fans, link->fan[l]);
    bool around = l + 1 == link->child;
    out *= around ? fan->groups : fan_groups(fan);
    frame_pass(f, tensor, l, out, fan, l == end, around, cost);
  }
  frame_fill(f, tensor, link->child, words, 0, link->fill, cost);
  if (link->parent != NO_LEVEL) frame_serve(f, tensor, link->parent, out, link->serve, cost);
  at->id = link->parent != NO_LEVEL ? STREAM_ENDS : STREAM_WANTS;
  at->words = link->parent != NO_LEVEL ? 0 : out;
}

bool stream_same_for_all(const struct streams *s, unsigned tensor, unsigned level, unsigned dim,
                         const struct flowing *at)
{
  const struct lattice_tensor *t = &s->plan->tensor[tensor];
  if (at->id < STREAM_IDS) return true;
  if (!plain_link(s, tensor, at, level)) return false;
  return !(t->dims >> dim & 1) || t->separable || (!t->wild && !(t->mixed >> dim & 1));
}

void stream_loop(struct streams *s, unsigned tensor, unsigned level, unsigned dim, int64_t bound,
                 const int64_t *extent, double outside, struct flowing *at, struct cost *cost)
{
  const struct lattice_tensor *t = &s->plan->tensor[tensor];
  struct editing e;
  if (at->id < STREAM_IDS) return;
  bool moves = t->dims >> dim & 1;
  if (!moves && !stream_heeds(s, at)) return;
  const struct link *plain = plain_link(s, tensor, at, level);
  if (plain && moves && settled_by(t, plain, dim)) {
    settle_plain(s, tensor, level, plain, plain->tile * outside, at, cost);
    return;
  }
  edit_begin(&e, s, tensor, level, at, cost);
  int64_t next[LATTICE_DIMS];
  memcpy(next, extent, s->plan->dims * sizeof *next);
  next[dim] *= bound;
  for (unsigned i = 0; i < e.n; i++) {
    struct link *link = &e.link[i];
    if (link->state == LINK_SETTLED) continue;
    if (link->state == LINK_MOVES) {
      move_on(&e, link, dim, bound, extent);
    } else if (moves || link->always) {
      start_moving(&e, link, dim, bound, extent, outside);
    } else if (link->hands_on) { /* from now on, neighbours had nothing just before */
      link->hands_on = false;
      e.changed = true;
    }
    double runs = outside / (double)bound;
    if (link->state == LINK_MOVES && !goes_on(s, t, link, next))
      edit_settle(&e, link, &(struct fetched){link->words * outside / (double)bound, runs, 0});
  }
  edit_finish(&e);
}

/* All open links fetch so often. */
static void close_all(struct editing *e, double runs)
{
  for (unsigned i = 0; i < e->n; i++) {
    struct link *link = &e->link[i];
    if (link->state == LINK_STILL)
      edit_settle(e, link, &(struct fetched){.words = link->tile * runs});
    else if (link->state == LINK_MOVES)
      edit_settle(e, link, &(struct fetched){link->words * runs, runs, 0});
  }
  edit_finish(e);
}

void stream_end(struct streams *s, unsigned tensor, struct flowing *at, struct cost *cost)
{
  struct editing e;
  if (at->id < STREAM_IDS) return;
  edit_begin(&e, s, tensor, 0, at, cost);
  close_all(&e, 1);
}

void stream_most(struct streams *s, unsigned tensor, unsigned level, const struct horizon *horizon,
                 const struct flowing *at, struct flowing *then, struct cost *cost)
{
  struct editing e;
  *then = *at;
  if (at->id < STREAM_IDS) return;
  const struct link *plain = plain_link(s, tensor, at, level);
  if (plain) {
    settle_plain(s, tensor, level, plain, plain->tile * horizon->outside, then, cost);
    return;
  }
  edit_begin(&e, s, tensor, level, then, cost);
  close_all(&e, horizon->outside);
}

/* Of the words of a tile that nothing moves yet, what may neighbours hand on if the next loop is
 * over a dim? */
enum handed { NOTHING, NOT_OF_ITS_STEPS, ALL_OF_THEM };
static enum handed handed_after(const struct lattice_tensor *t, const struct fan *fan,
                                unsigned dim, int64_t extent, double tile, const int32_t *size)
{
  int32_t own[MODEL_RANKS];
  shift_of_loop(t, dim, extent, own);
  if (t->wild || fan_handing(fan, own)) return ALL_OF_THEM;
  /* Nor are neighbours ever so far apart in a rank of one dim. */
  if (!(t->mixed >> dim & 1) || words_of_step(t, size, tile, own) != tile) return NOTHING;
  return NOT_OF_ITS_STEPS;
}

double stream_hands_on(const struct streams *s, unsigned tensor, const struct fan *fan,
                       unsigned dim, const int64_t *extent, const int64_t *around)
{
  const struct lattice_tensor *t = &s->plan->tensor[tensor];
  int32_t size[MODEL_RANKS];
  lattice_size(t, extent, size);
  switch (handed_after(t, fan, dim, around[dim], lattice_tile(s->plan, tensor, extent), size)) {
  case NOTHING: return 0;
  case NOT_OF_ITS_STEPS: return 0.5;
  case ALL_OF_THEM: break;
  }
  return 1;
}

/* … at the most, over one of some dims. */
static double may_be_handed(const struct editing *e, const struct link *link,
                            const struct horizon *h, uint32_t dims, bool next)
{
  const struct lattice_tensor *t = &e->s->plan->tensor[e->tensor];
  double most = 0;
  if (!link->hands_on) return may_yet_hand_on(e->s, e->tensor, link);
  if (!next || link->always || link->state == LINK_MOVES) return 1;
  if (!(dims & t->dims)) return 0;
  for (unsigned d = 0; d < e->s->plan->dims; d++) {
    if (!(dims & t->dims & 1u << d) || h->rest[d] <= 1) continue;
    enum handed handed = handed_after(t, link_fan(e->s, link), d, h->extent[d], link->tile,
                                      link->size);
    if (handed == ALL_OF_THEM) return 1;
    if (handed == NOT_OF_ITS_STEPS) most = greater(most, 1 / least_factor(h->rest[d]));
  }
  return most;
}

/* What an open link fetches at the least. */
static struct fetched fetch_least(const struct editing *e, const struct link *link,
                                  const struct horizon *h, uint32_t dims, bool next)
{
  const struct lattice *p = e->s->plan;
  double words;
  if (link->state == LINK_MOVES && link->always)
    words = link->words * h->outside;
  else if (link->always)
    words = link->tile * h->outside;
  else if (link->state == LINK_STILL)
    words = horizon_still(h, p, e->tensor, dims, next, link->tile, link->size);
  else
    words = horizon_moves(h, p, e->tensor, dims, next, link->tile, link->words, link->part,
                          link->own, link->inside);
  return (struct fetched){words, 0, words * may_be_handed(e, link, h, dims, next)};
}

void stream_least(struct streams *s, unsigned tensor, unsigned level,
                  const struct horizon *horizon, uint32_t dims, bool next,
                  const struct flowing *at, struct flowing *then, struct cost *cost)
{
  struct editing e;
  *then = *at;
  if (at->id < STREAM_IDS) return;
  const struct link *plain = plain_link(s, tensor, at, level);
  if (plain && !may_yet_hand_on(s, tensor, plain)) {
    double words = horizon_still(horizon, s->plan, tensor, dims, next, plain->tile, plain->size);
    settle_plain(s, tensor, level, plain, words, then, cost);
    return;
  }
  edit_begin(&e, s, tensor, level, then, cost);
  for (unsigned i = 0; i < e.n; i++) {
    struct link *link = &e.link[i];
    if (link->state == LINK_SETTLED) continue;
    struct fetched fetched = fetch_least(&e, link, horizon, dims, next);
    edit_settle(&e, link, &fetched);
  }
  edit_finish(&e);
}

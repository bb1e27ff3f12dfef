/* Loops in time around a stream: what they make of its links. */
#include "compiler/mapper/stream_inside.h"

#include <math.h>

/* How one step of a loop moves the tile. */
static void find_shift(const struct lattice_tensor *t, unsigned dim, int64_t extent, int32_t *shift)
{
  memset(shift, 0, MODEL_RANKS * sizeof *shift);
  for (unsigned k = 0; k < t->terms; k++)
    if (t->term[k].dim == dim) shift[t->term[k].rank] = (int32_t)(t->term[k].coefficient * extent);
}

/* Words that are new after a tile with these extents moved. */
static double new_words(const struct lattice_tensor *t, const int32_t *size, double tile,
                        const int32_t *shift)
{
  double kept = 1;
  for (unsigned r = 0; r < t->ranks; r++) {
    int32_t left = size[r] - (shift[r] < 0 ? -shift[r] : shift[r]);
    if (left <= 0) return tile;
    kept *= (double)left;
  }
  return tile - kept;
}

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
  const struct fanout *f = link_fan(s, link)->grid;
  if (t->wild) return true;
  if (t->separable) return same(link->inside, no_move, t->ranks);
  for (unsigned r = 0; r < t->ranks; r++) {
    int64_t span = 0;
    bool near = false;
    for (unsigned i = 0; i < f->loops; i++) span += f->shift[i][r] * (f->extent[i] - 1);
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

static bool is_move(const struct fan *fan, const int32_t *move)
{
  for (unsigned i = 0; i < fan->moves; i++) {
    bool same_move = true;
    for (unsigned r = 0; r < MODEL_RANKS; r++) same_move &= fan->move[i][r] == move[r];
    if (same_move) return true;
  }
  return false;
}

/* Notes words that are fetched where a step moves all tiles by `move`. */
static void add_step(struct editing *e, struct link *link, const int32_t *move, double words)
{
  int64_t wide[MODEL_RANKS];
  const struct lattice_tensor *t = &e->s->plan->tensor[e->tensor];
  if (!link->hands_on || words == 0) return;
  if (t->separable && !same(move, no_move, t->ranks)) return;
  for (unsigned r = 0; r < MODEL_RANKS; r++) wide[r] = move[r];
  const struct handing *h = fan_handing(e->s->fans, link_fan(e->s, link), wide);
  if (!h->any) return;
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
    edit_settle(e, link, link->tile * outside, 0);
    return;
  }
  find_shift(t, dim, extent[dim], link->own);
  memcpy(link->inside, link->own, sizeof link->own);
  link->part = link->always ? link->tile : new_words(t, link->size, link->tile, link->own);
  memset(link->size, 0, sizeof link->size);
  link->words = link->tile + (double)(bound - 1) * link->part;
  link->alike = link->part == link->tile;
  if (!link->always && link->part != link->tile && link->hands_on)
    link->hands_on = is_move(link_fan(e->s, link), link->own);
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
  find_shift(t, dim, extent[dim], shift);
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
  double out = words;
  for (unsigned l = link->child; l-- > end;) {
    const struct fan *fan = fan_at(s->fans, link->fan[l]);
    bool around = l + 1 == link->child;
    out *= around ? fan->groups : fan_groups(fan);
    frame_pass(f, tensor, l, out, fan, l == end, around, cost);
  }
  frame_fill(f, tensor, link->child, words, 0, cost);
  if (link->parent != NO_LEVEL) frame_serve(f, tensor, link->parent, out, cost);
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
    if (link->state == LINK_MOVES && !goes_on(s, t, link, next))
      edit_settle(&e, link, link->words * outside / (double)bound, outside / (double)bound);
  }
  edit_finish(&e);
}

/* All open links fetch so often. */
static void close_all(struct editing *e, double still, double moving)
{
  for (unsigned i = 0; i < e->n; i++) {
    struct link *link = &e->link[i];
    if (link->state == LINK_STILL) edit_settle(e, link, link->tile * still, 0);
    else if (link->state == LINK_MOVES) edit_settle(e, link, link->words * moving, moving);
  }
  edit_finish(e);
}

void stream_end(struct streams *s, unsigned tensor, struct flowing *at, struct cost *cost)
{
  struct editing e;
  if (at->id < STREAM_IDS) return;
  edit_begin(&e, s, tensor, 0, at, cost);
  close_all(&e, 1, 1);
}

void stream_most(struct streams *s, unsigned tensor, unsigned level, const struct outlook *outlook,
                 const struct flowing *at, struct flowing *then, struct cost *cost)
{
  struct editing e;
  *then = *at;
  if (at->id < STREAM_IDS) return;
  const struct link *plain = plain_link(s, tensor, at, level);
  if (plain) {
    settle_plain(s, tensor, level, plain, plain->tile * outlook->most, then, cost);
    return;
  }
  edit_begin(&e, s, tensor, level, then, cost);
  close_all(&e, outlook->most, outlook->most);
}

/* Neighbours may spare what they will. */
static void least_link(struct editing *e, struct link *link, const struct outlook *outlook)
{
  double words = link->tile * outlook->still;
  if (link->state == LINK_SETTLED) return;
  if (link->always) words = link->tile * outlook->most;
  if (link->state == LINK_MOVES && link->always) words = link->words * outlook->most;
  else if (link->state == LINK_MOVES) words = fmax(link->tile, link->words * outlook->moving);
  if (link->hands_on) words = 0;
  link->steps = 0;
  edit_settle(e, link, words, 0);
}

void stream_least(struct streams *s, unsigned tensor, unsigned level,
                  const struct outlook *outlook, const struct flowing *at, struct flowing *then,
                  struct cost *cost)
{
  struct editing e;
  *then = *at;
  if (at->id < STREAM_IDS) return;
  const struct link *plain = plain_link(s, tensor, at, level);
  if (plain) {
    settle_plain(s, tensor, level, plain, plain->tile * outlook->still, then, cost);
    return;
  }
  edit_begin(&e, s, tensor, level, then, cost);
  for (unsigned i = 0; i < e.n; i++) least_link(&e, &e.link[i], outlook);
  edit_finish(&e);
}

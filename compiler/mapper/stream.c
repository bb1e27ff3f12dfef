#include "compiler/mapper/stream.h"

#include <math.h>
#include <string.h>

struct streams {
  const struct frame *frame;
  const struct lattice *plan;
  struct fans *fans;
  struct arena arena;
  VEC(struct stream *) all;      /* by id, without the special ones */
  uint32_t *table;
  uint32_t slots;
};

struct streams *streams_new(const struct frame *frame, struct fans *fans)
{
  struct streams *s = xcalloc(1, sizeof *s);
  s->frame = frame, s->plan = frame->plan, s->fans = fans;
  arena_init(&s->arena);
  s->slots = 1024;
  s->table = xcalloc(s->slots, sizeof *s->table);
  return s;
}

void streams_free(struct streams *s)
{
  if (!s) return;
  arena_free(&s->arena);
  vec_free(&s->all);
  xfree(s->table);
  xfree(s);
}

uint64_t streams_bytes(const struct streams *s)
{
  return s->arena.used + s->slots * sizeof *s->table + s->all.cap * sizeof *s->all.at;
}

static const struct stream *stream_at(const struct streams *s, uint32_t id)
{
  return s->all.at[id - STREAM_IDS];
}

/* ---- streams are the same if their links are ---- */

/* What of a link says anything. */
static size_t link_size(const struct link *link)
{
  if (link->steps) return offsetof(struct link, step) + link->steps * sizeof link->step[0];
  if (link->state == LINK_SETTLED || (link->state == LINK_STILL && link->plain))
    return offsetof(struct link, part);
  return offsetof(struct link, step);
}

static uint32_t hash_links(const struct link *link, unsigned n)
{
  uint64_t hash = n, word;
  for (unsigned k = 0; k < n; k++)
    for (size_t i = 0; i + sizeof word <= link_size(&link[k]); i += sizeof word) {
      memcpy(&word, (const char *)&link[k] + i, sizeof word);
      hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
      hash ^= hash >> 32;
    }
  return (uint32_t)hash;
}

static bool same_links(const struct link *a, const struct link *b, unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    if (link_size(&a[i]) != link_size(&b[i]) || memcmp(&a[i], &b[i], link_size(&a[i])))
      return false;
  return true;
}

static void place_stream(struct streams *s, uint32_t hash, uint32_t number)
{
  uint32_t h = hash;
  while (s->table[h & (s->slots - 1)]) h++;
  s->table[h & (s->slots - 1)] = number + 1;
}

static void grow_streams(struct streams *s)
{
  if (2 * (s->all.n + 1) < s->slots) return;
  s->slots *= 2;
  xfree(s->table);
  s->table = xcalloc(s->slots, sizeof *s->table);
  for (uint32_t i = 0; i < s->all.n; i++) place_stream(s, s->all.at[i]->hash, i);
}

static uint32_t intern(struct streams *s, const struct link *link, unsigned n)
{
  uint32_t hash = hash_links(link, n), number;
  for (uint32_t h = hash; (number = s->table[h & (s->slots - 1)]); h++) {
    const struct stream *old = s->all.at[number - 1];
    if (old->hash == hash && old->n == n && same_links(old->link, link, n))
      return old->id;
  }
  struct stream *new = arena_alloc_raw(&s->arena, sizeof *new + n * sizeof *link);
  new->id = STREAM_IDS + s->all.n, new->hash = hash, new->n = n;
  new->levels = 0;
  for (unsigned i = 0; i < n; i++) {
    memcpy(&new->link[i], &link[i], link_size(&link[i]));
    unsigned end = link[i].parent == NO_LEVEL ? 0 : link[i].parent;
    new->levels |= (2u << link[i].child) - (1u << end);
  }
  grow_streams(s);
  place_stream(s, hash, s->all.n);
  vec_push(&s->all, new);
  return new->id;
}

/* ---- what crossing arrays comes to ---- */

/* Words that leave a level for one that arrives below, where it is not kept there.  What
 * neighbours take may change that by a little, which is not followed up. */
static double groups_of(const struct fan *fan)
{
  return fan->unsteady ? fan->least_groups : fan->groups;
}

static const struct fan *fan_around(const struct streams *s, const struct link *link)
{
  return fan_at(s->fans, link->fan[link->child - 1]);
}

/* ---- a stream while it is changed ---- */

struct editing {
  struct streams *s;
  unsigned tensor, level, n;
  bool changed;
  struct link link[LINKS];
  struct flowing *at;
  struct cost *cost;
};

static void begin(struct editing *e, struct streams *s, unsigned tensor, unsigned level,
                  struct flowing *at, struct cost *cost)
{
  e->s = s, e->tensor = tensor, e->level = level, e->n = 0;
  e->changed = false, e->at = at, e->cost = cost;
  if (at->id < STREAM_IDS) return;
  const struct stream *from = stream_at(s, at->id);
  e->n = from->n;
  for (unsigned i = 0; i < from->n; i++)
    memcpy(&e->link[i], &from->link[i], link_size(&from->link[i]));
}

static double hops_of(const struct fan *fan)
{
  double hops = 0;
  for (unsigned i = 0; i < fan->shares; i++) hops += fan->share[i].hops;
  return hops;
}

/* What passes the array around the child: words that neighbours hand on spare some. */
struct passing {
  double out, arriving, linked, hops;
};

static struct passing pass_around(struct editing *e, const struct link *link, double words,
                                  double runs, bool kept)
{
  const struct frame *f = e->s->frame;
  unsigned level = link->child - 1u;
  const struct fan *fan = fan_around(e->s, link);
  struct passing p = {0};
  double rest = words;
  for (unsigned i = 0; i < link->steps; i++) {
    const struct handing *h = link->step[i].handing;
    double by = link->step[i].words * runs;
    rest -= by;
    p.out += by * h->left.groups;
    p.arriving += by * h->left.members;
    p.linked += by * h->linked;
    p.hops += by * hops_of(&h->left);
    if (h->left.groups > 0 && !link->ghost)
      frame_pass(f, e->tensor, level, by * h->left.groups, &h->left, kept, true, e->cost);
  }
  p.out += rest * fan->groups;
  p.arriving += rest * fan->members;
  p.hops += rest * hops_of(fan) + p.linked;
  if (!link->ghost)
    frame_pass(f, e->tensor, level, rest * fan->groups, fan, kept, true, e->cost);
  return p;
}

/* Charges a link that fetches `words` in all, as `runs` runs of the loops so far: everything up
 * to where it has come.  The level there is taken to keep the tensor, until stream_skip says
 * something else.  Returns what leaves the last of them. */
static double charge(struct editing *e, const struct link *link, double words, double runs)
{
  const struct frame *f = e->s->frame;
  unsigned end = link->parent == NO_LEVEL ? e->level : link->parent;
  struct passing p = {.arriving = words, .out = words};
  if (link->child > end) {
    unsigned around = link->child - 1u;
    p = pass_around(e, link, words, runs, around == end);
    if (link->ghost) {
      frame_distance(f, e->tensor, around, p.hops, e->cost);
      return 0;
    }
    if (p.linked > 0) frame_distance(f, e->tensor, around, p.linked, e->cost);
    p.arriving /= (double)f->fan[around];
    for (unsigned l = around; l-- > end;) {
      const struct fan *fan = fan_at(e->s->fans, link->fan[l]);
      p.out *= groups_of(fan);
      frame_pass(f, e->tensor, l, p.out, fan, l == end, false, e->cost);
    }
  }
  if (link->child < f->plan->levels)
    frame_fill(f, e->tensor, link->child, p.arriving, p.linked / f->used[link->child], e->cost);
  if (link->parent != NO_LEVEL) frame_serve(f, e->tensor, link->parent, p.out, e->cost);
  return p.out;
}

/* From now on it is as if the level that it has come to wanted the words. */
static void settle(struct editing *e, struct link *link, double words, double runs)
{
  bool ghost = link->ghost;
  uint8_t parent = link->parent;
  uint32_t fan = e->level < e->s->plan->levels ? link->fan[e->level] : 0;
  double out = charge(e, link, words, runs);
  memset(link, 0, offsetof(struct link, part));
  link->state = LINK_SETTLED, link->ghost = ghost, link->parent = parent;
  link->child = (uint8_t)e->level, link->words = out;
  link->plain = true;
  if (parent == NO_LEVEL && frame_pass_differs(e->s->frame, e->tensor, e->level))
    link->fan[e->level] = fan;
  e->changed = true;
}

/* Takes out what is charged in full. */
static void finish(struct editing *e)
{
  unsigned n = 0;
  if (!e->changed) return;
  for (unsigned i = 0; i < e->n; i++) {
    if (e->link[i].state == LINK_SETTLED && e->link[i].parent != NO_LEVEL) continue;
    if (n != i) e->link[n] = e->link[i];
    n++;
  }
  if (!n) {
    if (e->at->id >= STREAM_IDS) e->at->id = STREAM_ENDS, e->at->words = 0;
  } else if (n == 1 && e->link[0].state == LINK_SETTLED &&
             !frame_pass_differs(e->s->frame, e->tensor, e->level)) {
    e->at->words = e->link[0].words;
    e->at->id = STREAM_WANTS;
  } else {
    e->at->id = intern(e->s, e->link, n);
    e->at->words = 0;
    e->at->hands_on = false;
    for (unsigned i = 0; i < n; i++) e->at->hands_on |= e->link[i].hands_on;
  }
}

/* ---- the four steps ---- */

static void serve(struct editing *e)
{
  const struct frame *f = e->s->frame;
  if (e->at->id == STREAM_WANTS) {
    frame_serve(f, e->tensor, e->level, e->at->words, e->cost);
    return;
  }
  if (!e->n || e->link[e->n - 1].parent != NO_LEVEL) return;
  struct link *last = &e->link[e->n - 1];
  last->parent = (uint8_t)e->level;
  if (last->state == LINK_SETTLED)
    frame_serve(f, e->tensor, e->level, last->words, e->cost);
}

static void tile_size(const struct lattice_tensor *t, const int64_t *extent, int32_t *size)
{
  for (unsigned r = 0; r < t->ranks; r++) size[r] = 1;
  for (unsigned k = 0; k < t->terms; k++) {
    int64_t by = t->term[k].coefficient * (extent[t->term[k].dim] - 1);
    size[t->term[k].rank] += (int32_t)(by < 0 ? -by : by);
  }
}

/* An open link of a tile that a level keeps, or would. */
static void open_link(const struct streams *s, unsigned tensor, unsigned level,
                      const int64_t *extent, struct link *link)
{
  memset(link, 0, sizeof *link);
  link->child = (uint8_t)level, link->parent = NO_LEVEL;
  link->plain = s->plan->tensor[tensor].separable;
  link->tile = lattice_tile(s->plan, tensor, extent);
  link->always = level == s->plan->levels || s->plan->level[level].refetch >> tensor & 1;
  if (!link->plain) tile_size(&s->plan->tensor[tensor], extent, link->size);
}

void stream_keep(struct streams *s, unsigned tensor, unsigned level, const int64_t *extent,
                 bool last, struct flowing *at, struct cost *cost)
{
  struct editing e;
  begin(&e, s, tensor, level, at, cost);
  serve(&e);
  e.changed = true;
  if (last) {
    at->id = e.n ? STREAM_IDS : STREAM_ENDS;
    finish(&e);
    return;
  }
  if (e.n == LINKS) BUG("too many links of one tensor are open");
  open_link(s, tensor, level, extent, &e.link[e.n++]);
  at->id = STREAM_IDS;
  finish(&e);
}

void stream_skip(struct streams *s, unsigned tensor, unsigned level, struct flowing *at,
                 struct cost *cost)
{
  struct editing e;
  if (at->id < STREAM_IDS || !frame_pass_differs(s->frame, tensor, level)) return;
  begin(&e, s, tensor, level, at, cost);
  const struct link *link = &e.link[e.n - 1];
  if (link->parent != NO_LEVEL || link->state != LINK_SETTLED) return;
  struct cost low = {0}, high = {0};
  const struct fan *fan = fan_at(s->fans, link->fan[level]);
  frame_pass(s->frame, tensor, level, link->words, fan, true, false, &low);
  frame_pass(s->frame, tensor, level, link->words, fan, false, false, &high);
  cost->pJ += high.pJ - low.pJ;
  for (unsigned i = 0; i < s->plan->loads; i++) cost->load[i] += high.load[i] - low.load[i];
  if (e.n == 1) at->id = STREAM_WANTS, at->words = link->words;
}

void stream_begin(struct streams *s, unsigned tensor, struct flowing *at)
{
  struct link link;
  int64_t one[LATTICE_DIMS];
  for (unsigned d = 0; d < s->plan->dims; d++) one[d] = 1;
  open_link(s, tensor, s->plan->levels, one, &link);
  *at = (struct flowing){.id = intern(s, &link, 1)};
}

/* Whether a rank has more than one dim that loops may yet come over. */
static bool mixed(const struct lattice *p, const struct lattice_tensor *t, unsigned rank,
                  const int64_t *extent)
{
  unsigned n = 0;
  for (unsigned i = 0; i < t->terms; i++)
    n += t->term[i].rank == rank && extent[t->term[i].dim] < p->dim[t->term[i].dim].bound;
  return n > 1;
}

/* Whether some loop in time that is yet to come may move tiles as neighbours are apart, or
 * several over one rank may together. */
static bool may_hand_on(const struct streams *s, unsigned tensor, const struct fan *fan,
                        bool always, const int64_t *extent)
{
  const struct lattice_tensor *t = &s->plan->tensor[tensor];
  if (!fan->moves || always || t->wild) return fan->moves > 0;
  for (unsigned i = 0; i < t->terms; i++) {
    const struct lattice_term *term = &t->term[i];
    if (!(t->mixed >> term->dim & 1) || extent[term->dim] == s->plan->dim[term->dim].bound) continue;
    for (unsigned m = 0; m < fan->moves; m++) {
      int64_t far = fan->move[m][term->rank];
      if (far && mixed(s->plan, t, term->rank, extent)) return true;
      if (term->coefficient * extent[term->dim] <= (far < 0 ? -far : far)) return true;
    }
  }
  return false;
}

/* How far words go is counted as if the level below kept the tensor: in front of the last. */
static void add_ghost(struct editing *e, const struct fan *fan, const int64_t *extent,
                      const int64_t *around)
{
  struct link *link = &e->link[e->n - 1];
  if (e->n == LINKS) BUG("too many links of one tensor are open");
  e->link[e->n++] = *link;
  open_link(e->s, e->tensor, e->level + 1, extent, link);
  link->parent = (uint8_t)e->level;
  link->ghost = true;
  link->hands_on = may_hand_on(e->s, e->tensor, fan, link->always, around);
  link->fan[e->level] = fan->id;
}

/* Words that are known to be wanted pass another array. */
static void carry_on(struct editing *e, struct link *link, const struct fan *fan)
{
  bool differs = frame_pass_differs(e->s->frame, e->tensor, e->level);
  link->words *= groups_of(fan);
  link->child = (uint8_t)e->level;
  memset(link->fan, 0, sizeof link->fan);
  if (differs) link->fan[e->level] = fan->id;
  frame_pass(e->s->frame, e->tensor, e->level, link->words, fan, true, false, e->cost);
}

static void add_wanted(struct editing *e, double words)
{
  struct link *link = &e->link[e->n++];
  memset(link, 0, sizeof *link);
  link->state = LINK_SETTLED, link->words = words;
  link->parent = NO_LEVEL;
  link->plain = true;
}

void stream_cross(struct streams *s, unsigned tensor, unsigned level, const struct fan *fan,
                  const int64_t *extent, const int64_t *around, double outside,
                  struct flowing *at, struct cost *cost)
{
  struct editing e;
  if (at->id == STREAM_ENDS) return;
  bool far = frame_has_distance(s->frame, level), own;
  if (at->id == STREAM_WANTS && !frame_pass_differs(s->frame, tensor, level) && !far) {
    at->loose |= fan->unsteady || frame_has_routes(s->frame, level);
    at->words *= groups_of(fan);
    frame_pass(s->frame, tensor, level, at->words, fan, true, false, cost);
    return;
  }
  begin(&e, s, tensor, level, at, cost);
  if (at->id == STREAM_WANTS) add_wanted(&e, at->words);
  struct link *link = &e.link[e.n - 1];
  if (link->parent != NO_LEVEL) return;
  own = level + 1 == link->child && link->state != LINK_SETTLED;
  if (!own) at->loose |= fan->unsteady || frame_has_routes(s->frame, level);
  e.changed = true;
  if (link->state == LINK_SETTLED) {
    carry_on(&e, link, fan);
  } else {
    link->fan[level] = fan->id;
    if (own) link->hands_on = may_hand_on(s, tensor, fan, link->always, around);
    if (own && link->always && !link->hands_on) settle(&e, link, link->tile * outside, 0);
  }
  if (far && !own) add_ghost(&e, fan, extent, around);
  finish(&e);
}

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
  const struct fanout *f = fan_around(s, link)->grid;
  if (t->wild) return true;
  if (t->separable) return same(link->inside, no_move, t->ranks);
  for (unsigned r = 0; r < t->ranks; r++) {
    int64_t span = 0;
    bool near = false;
    for (unsigned i = 0; i < f->loops; i++) span += f->shift[i][r] * (f->extent[i] - 1);
    if (link->inside[r] <= span || mixed(p, t, r, extent)) continue;
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
  const struct handing *h = fan_handing(e->s->fans, fan_around(e->s, link), wide);
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
    settle(e, link, link->tile * outside, 0);
    return;
  }
  find_shift(t, dim, extent[dim], link->own);
  memcpy(link->inside, link->own, sizeof link->own);
  link->part = link->always ? link->tile : new_words(t, link->size, link->tile, link->own);
  memset(link->size, 0, sizeof link->size);
  link->words = link->tile + (double)(bound - 1) * link->part;
  link->alike = link->part == link->tile;
  if (!link->always && link->part != link->tile && link->hands_on)
    link->hands_on = is_move(fan_around(e->s, link), link->own);
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
    out *= around ? fan->groups : groups_of(fan);
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
  begin(&e, s, tensor, level, at, cost);
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
      settle(&e, link, link->words * outside / (double)bound, outside / (double)bound);
  }
  finish(&e);
}

/* All open links fetch so often. */
static void close_all(struct editing *e, double still, double moving)
{
  for (unsigned i = 0; i < e->n; i++) {
    struct link *link = &e->link[i];
    if (link->state == LINK_STILL) settle(e, link, link->tile * still, 0);
    else if (link->state == LINK_MOVES) settle(e, link, link->words * moving, moving);
  }
  finish(e);
}

void stream_end(struct streams *s, unsigned tensor, struct flowing *at, struct cost *cost)
{
  struct editing e;
  if (at->id < STREAM_IDS) return;
  begin(&e, s, tensor, 0, at, cost);
  close_all(&e, 1, 1);
}

void stream_most(struct streams *s, unsigned tensor, unsigned level,
                 const struct outlook *outlook, const struct flowing *at, struct flowing *then,
                 struct cost *cost)
{
  struct editing e;
  *then = *at;
  if (at->id < STREAM_IDS) return;
  const struct link *plain = plain_link(s, tensor, at, level);
  if (plain) {
    settle_plain(s, tensor, level, plain, plain->tile * outlook->most, then, cost);
    return;
  }
  begin(&e, s, tensor, level, then, cost);
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
  settle(e, link, words, 0);
}

void stream_least(struct streams *s, unsigned tensor, unsigned level,
                  const struct outlook *outlook, const struct flowing *at,
                  struct flowing *then, struct cost *cost)
{
  struct editing e;
  *then = *at;
  if (at->id < STREAM_IDS) return;
  const struct link *plain = plain_link(s, tensor, at, level);
  if (plain) {
    settle_plain(s, tensor, level, plain, plain->tile * outlook->still, then, cost);
    return;
  }
  begin(&e, s, tensor, level, then, cost);
  for (unsigned i = 0; i < e.n; i++) least_link(&e, &e.link[i], outlook);
  finish(&e);
}

uint32_t stream_levels(const struct streams *s, const struct flowing *at)
{
  return at->id < STREAM_IDS ? 0 : stream_at(s, at->id)->levels;
}

bool stream_ended(const struct streams *s, const struct flowing *at)
{
  if (at->id < STREAM_IDS) return at->id == STREAM_ENDS;
  const struct stream *x = stream_at(s, at->id);
  return x->link[x->n - 1].parent != NO_LEVEL;
}

bool stream_still(const struct streams *s, const struct flowing *at)
{
  if (at->id < STREAM_IDS) return false;
  const struct stream *x = stream_at(s, at->id);
  for (unsigned i = 0; i < x->n; i++)
    if (x->link[i].state == LINK_STILL) return true;
  return false;
}

bool stream_heeds(const struct streams *s, const struct flowing *at)
{
  if (at->id < STREAM_IDS) return false;
  const struct stream *x = stream_at(s, at->id);
  for (unsigned i = 0; i < x->n; i++)
    if (x->link[i].state == LINK_MOVES || (x->link[i].state == LINK_STILL &&
                                           (x->link[i].always || x->link[i].hands_on)))
      return true;
  return false;
}

#include "compiler/mapper/stream.h"

#include <math.h>
#include <string.h>

struct streams {
  const struct frame *frame;
  const struct lattice *plan;
  struct arena arena;
  VEC(struct stream *) all;      /* by id, without the special ones */
  uint32_t *table;
  uint32_t slots;
};

struct streams *streams_new(const struct frame *frame)
{
  struct streams *s = xcalloc(1, sizeof *s);
  s->frame = frame, s->plan = frame->plan;
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

static uint32_t hash_links(const struct link *link, unsigned n)
{
  uint64_t hash = n, word;
  for (size_t i = 0; i + sizeof word <= n * sizeof *link; i += sizeof word) {
    memcpy(&word, (const char *)link + i, sizeof word);
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 32;
  }
  return (uint32_t)hash;
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
    if (old->hash == hash && old->n == n && !memcmp(old->link, link, n * sizeof *link))
      return old->id;
  }
  struct stream *new = arena_alloc_raw(&s->arena, sizeof *new + n * sizeof *link);
  new->id = STREAM_IDS + s->all.n, new->hash = hash, new->n = n;
  memcpy(new->link, link, n * sizeof *link);
  grow_streams(s);
  place_stream(s, hash, s->all.n);
  vec_push(&s->all, new);
  return new->id;
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
  memcpy(e->link, from->link, from->n * sizeof *from->link);
}

/* Charges a link that fetches `words` in all: everything up to where it has come.  The level
 * there is taken to keep the tensor, until stream_skip says something else. */
static void charge(struct editing *e, const struct link *link, double words)
{
  const struct frame *f = e->s->frame;
  unsigned end = link->parent == NO_LEVEL ? e->level : link->parent;
  if (link->child < f->plan->levels) frame_fill(f, e->tensor, link->child, words, e->cost);
  for (unsigned l = link->child; l-- > end;)
    frame_pass(f, e->tensor, l, words * link->groups[l], link->fan[l], l == end, e->cost);
  if (link->parent != NO_LEVEL)
    frame_serve(f, e->tensor, link->parent, words * link->groups[link->parent], e->cost);
}

/* What leaves the level that it has come to. */
static double leaving(const struct editing *e, const struct link *link, double words)
{
  return e->level == link->child ? words : words * link->groups[e->level];
}

static void settle(struct editing *e, struct link *link, double words)
{
  charge(e, link, words);
  link->state = LINK_SETTLED;
  link->words = words;
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
    if (e->at->id >= STREAM_IDS) *e->at = (struct flowing){.id = STREAM_ENDS};
  } else if (n == 1 && e->link[0].state == LINK_SETTLED &&
             !frame_pass_differs(e->s->frame, e->tensor, e->level)) {
    *e->at = (struct flowing){STREAM_WANTS, leaving(e, &e->link[0], e->link[0].words)};
  } else {
    *e->at = (struct flowing){intern(e->s, e->link, n), 0};
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
    frame_serve(f, e->tensor, e->level, last->words * last->groups[e->level], e->cost);
}

static void tile_size(const struct lattice_tensor *t, const int64_t *extent, int64_t *size)
{
  for (unsigned r = 0; r < t->ranks; r++) size[r] = 1;
  for (unsigned k = 0; k < t->terms; k++) {
    int64_t by = t->term[k].coefficient * (extent[t->term[k].dim] - 1);
    size[t->term[k].rank] += by < 0 ? -by : by;
  }
}

void stream_keep(struct streams *s, unsigned tensor, unsigned level, const int64_t *extent,
                 double outside, bool last, struct flowing *at, struct cost *cost)
{
  struct editing e;
  begin(&e, s, tensor, level, at, cost);
  serve(&e);
  e.changed = true;
  if (last) {
    *at = (struct flowing){e.n ? STREAM_IDS : STREAM_ENDS, 0};
    finish(&e);
    return;
  }
  if (e.n == LINKS) BUG("too many links of one tensor are open");
  struct link *link = &e.link[e.n++];
  memset(link, 0, sizeof *link);
  link->state = LINK_STILL, link->child = (uint8_t)level, link->parent = NO_LEVEL;
  link->tile = lattice_tile(s->plan, tensor, extent);
  if (!s->plan->tensor[tensor].separable) tile_size(&s->plan->tensor[tensor], extent, link->size);
  at->id = STREAM_IDS;
  if (s->plan->level[level].refetch >> tensor & 1) settle(&e, link, link->tile * outside);
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
  double words = link->words * link->groups[level];
  frame_pass(s->frame, tensor, level, words, link->fan[level], true, &low);
  frame_pass(s->frame, tensor, level, words, link->fan[level], false, &high);
  cost->pJ += high.pJ - low.pJ;
  for (unsigned i = 0; i < s->plan->loads; i++) cost->load[i] += high.load[i] - low.load[i];
  if (e.n == 1) *at = (struct flowing){STREAM_WANTS, words};
}

void stream_cross(struct streams *s, unsigned tensor, unsigned level, const struct fan *fan,
                  struct flowing *at, struct cost *cost)
{
  struct editing e;
  if (at->id == STREAM_ENDS) return;
  if (at->id == STREAM_WANTS && !frame_pass_differs(s->frame, tensor, level)) {
    at->words *= fan->groups;
    frame_pass(s->frame, tensor, level, at->words, fan, true, cost);
    return;
  }
  begin(&e, s, tensor, level, at, cost);
  if (at->id == STREAM_WANTS) {
    memset(&e.link[e.n], 0, sizeof e.link[0]);
    e.link[e.n].state = LINK_SETTLED, e.link[e.n].words = at->words;
    e.link[e.n].child = (uint8_t)(level + 1), e.link[e.n++].parent = NO_LEVEL;
  }
  struct link *link = &e.link[e.n - 1];
  if (link->parent != NO_LEVEL) return;
  double before = level + 1 == link->child ? 1 : link->groups[level + 1];
  link->groups[level] = before * fan->groups;
  link->fan[level] = fan;
  if (link->state == LINK_SETTLED)
    frame_pass(s->frame, tensor, level, link->words * link->groups[level], fan, true, cost);
  e.changed = true;
  finish(&e);
}

/* How one step of a loop moves the tile. */
static void find_shift(const struct lattice_tensor *t, unsigned dim, int64_t extent, int64_t *shift)
{
  memset(shift, 0, MODEL_RANKS * sizeof *shift);
  for (unsigned k = 0; k < t->terms; k++)
    if (t->term[k].dim == dim) shift[t->term[k].rank] = t->term[k].coefficient * extent;
}

/* A dim that shares its rank with others. */
static bool shares_rank(const struct lattice_tensor *t, unsigned dim)
{
  for (unsigned i = 0; i < t->terms; i++)
    for (unsigned k = 0; k < t->terms; k++)
      if (t->term[i].dim == dim && i != k && t->term[i].rank == t->term[k].rank) return true;
  return false;
}

/* Words that are new after a tile with these extents moved. */
static double new_words(const struct lattice_tensor *t, const int64_t *size, double tile,
                        const int64_t *shift)
{
  double kept = 1;
  for (unsigned r = 0; r < t->ranks; r++) {
    int64_t left = size[r] - (shift[r] < 0 ? -shift[r] : shift[r]);
    if (left <= 0) return tile;
    kept *= (double)left;
  }
  return tile - kept;
}

/* Some loop further out may yet move the tile by nothing, or by as much as the first. */
static bool may_follow(const struct lattice *p, const struct lattice_tensor *t, const struct link *link,
                       const int64_t *extent)
{
  if (t->wild) return true;
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

static bool same(const int64_t *a, const int64_t *b, unsigned ranks)
{
  return !memcmp(a, b, ranks * sizeof *a);
}

/* The first loop that moves the tile. */
static void start_moving(struct editing *e, struct link *link, unsigned dim, int64_t bound,
                         const int64_t *extent, double outside)
{
  const struct lattice_tensor *t = &e->s->plan->tensor[e->tensor];
  if (t->separable || (!t->wild && !shares_rank(t, dim))) {
    settle(e, link, link->tile * outside);
    return;
  }
  find_shift(t, dim, extent[dim], link->own);
  memcpy(link->inside, link->own, sizeof link->own);
  link->part = new_words(t, link->size, link->tile, link->own);
  memset(link->size, 0, sizeof link->size);
  link->words = link->tile + (double)(bound - 1) * link->part;
  link->state = LINK_MOVES;
  e->changed = true;
}

/* One around it. */
static void move_on(struct editing *e, struct link *link, unsigned dim, int64_t bound,
                    const int64_t *extent, double outside)
{
  const struct lattice_tensor *t = &e->s->plan->tensor[e->tensor];
  static const int64_t still[MODEL_RANKS];
  int64_t shift[MODEL_RANKS], move[MODEL_RANKS];
  find_shift(t, dim, extent[dim], shift);
  bool foreign = false;
  for (unsigned r = 0; r < t->ranks; r++) {
    move[r] = shift[r] - link->inside[r];
    foreign |= shift[r] && !link->own[r];
  }
  if (foreign && !t->wild) {
    settle(e, link, link->words * outside);
    return;
  }
  double spared = same(move, still, t->ranks)       ? link->tile
                  : same(move, link->own, t->ranks) ? link->tile - link->part
                                                    : 0;
  link->words = (double)bound * link->words - (double)(bound - 1) * spared;
  for (unsigned r = 0; r < t->ranks; r++) link->inside[r] += shift[r];
  e->changed = true;
}

void stream_loop(struct streams *s, unsigned tensor, unsigned level, unsigned dim, int64_t bound,
                 const int64_t *extent, double outside, struct flowing *at, struct cost *cost)
{
  const struct lattice_tensor *t = &s->plan->tensor[tensor];
  struct editing e;
  if (at->id < STREAM_IDS) return;
  bool moves = t->dims >> dim & 1;
  if (!moves && !stream_moves(s, at)) return;
  begin(&e, s, tensor, level, at, cost);
  int64_t next[LATTICE_DIMS];
  memcpy(next, extent, s->plan->dims * sizeof *next);
  next[dim] *= bound;
  for (unsigned i = 0; i < e.n; i++) {
    struct link *link = &e.link[i];
    if (link->state == LINK_STILL && moves) {
      start_moving(&e, link, dim, bound, extent, outside);
    } else if (link->state == LINK_MOVES) {
      move_on(&e, link, dim, bound, extent, outside);
    }
    if (link->state == LINK_MOVES && !may_follow(s->plan, t, link, next))
      settle(&e, link, link->words * outside / (double)bound);
  }
  finish(&e);
}

/* All open links fetch `fetches` times. */
static void close_all(struct editing *e, double still, double moving)
{
  for (unsigned i = 0; i < e->n; i++) {
    struct link *link = &e->link[i];
    if (link->state == LINK_STILL) settle(e, link, link->tile * still);
    else if (link->state == LINK_MOVES) settle(e, link, fmax(link->tile, link->words * moving));
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
  begin(&e, s, tensor, level, then, cost);
  close_all(&e, outlook->most, outlook->most);
}

void stream_least(struct streams *s, unsigned tensor, unsigned level,
                  const struct outlook *outlook, const struct flowing *at,
                  struct flowing *then, struct cost *cost)
{
  struct editing e;
  *then = *at;
  if (at->id < STREAM_IDS) return;
  begin(&e, s, tensor, level, then, cost);
  close_all(&e, outlook->still, outlook->moving);
}

bool stream_still(const struct streams *s, const struct flowing *at)
{
  if (at->id < STREAM_IDS) return false;
  const struct stream *x = stream_at(s, at->id);
  for (unsigned i = 0; i < x->n; i++)
    if (x->link[i].state == LINK_STILL) return true;
  return false;
}

bool stream_moves(const struct streams *s, const struct flowing *at)
{
  if (at->id < STREAM_IDS) return false;
  const struct stream *x = stream_at(s, at->id);
  for (unsigned i = 0; i < x->n; i++)
    if (x->link[i].state == LINK_MOVES) return true;
  return false;
}

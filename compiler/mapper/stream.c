#include "compiler/mapper/empty.h"
#include "compiler/mapper/stream_inside.h"

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

const struct stream *stream_at(const struct streams *s, uint32_t id)
{
  return s->all.at[id - STREAM_IDS];
}

/* ---- streams are the same if their links are ---- */

/* What of a link says anything. */
size_t link_size(const struct link *link)
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

uint32_t stream_of(struct streams *s, const struct link *link, unsigned n)
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

/* ---- arrays and what is kept ---- */

static void serve(struct editing *e, struct stored how)
{
  const struct frame *f = e->s->frame;
  if (e->at->id == STREAM_WANTS) {
    frame_serve(f, e->tensor, e->level, e->at->words, how, e->cost);
    return;
  }
  if (!e->n || e->link[e->n - 1].parent != NO_LEVEL) return;
  struct link *last = &e->link[e->n - 1];
  last->parent = (uint8_t)e->level;
  last->serve = how;
  if (last->state == LINK_SETTLED)
    frame_serve(f, e->tensor, e->level, last->words, how, e->cost);
}

/* An open link of a tile that a level keeps, or would. */
static void open_link(const struct streams *s, unsigned tensor, unsigned level,
                      const int64_t *extent, struct link *link)
{
  memset(link, 0, sizeof *link);
  link->child = (uint8_t)level, link->parent = NO_LEVEL;
  link->plain = s->plan->tensor[tensor].separable;
  link->tile = lattice_tile(s->plan, tensor, extent);
  link->left = s->plan->zeros.any ? empty_left(s->plan, tensor, level, extent) : 0;
  link->always = level == s->plan->levels || s->plan->level[level].refetch >> tensor & 1;
  if (!link->plain) lattice_size(&s->plan->tensor[tensor], extent, link->size);
}

void stream_keep(struct streams *s, unsigned tensor, unsigned level, const int64_t *extent,
                 bool last, struct flowing *at, struct cost *cost)
{
  struct editing e;
  edit_begin(&e, s, tensor, level, at, cost);
  struct stored how = empty_stored(s->plan, tensor, level, extent);
  serve(&e, how);
  e.changed = true;
  if (last) {
    at->id = e.n ? STREAM_IDS : STREAM_ENDS;
    edit_finish(&e);
    return;
  }
  if (e.n == LINKS) BUG("too many links of one tensor are open");
  open_link(s, tensor, level, extent, &e.link[e.n]);
  e.link[e.n++].fill = how;
  at->id = STREAM_IDS;
  edit_finish(&e);
}

void stream_skip(struct streams *s, unsigned tensor, unsigned level, struct flowing *at,
                 struct cost *cost)
{
  struct editing e;
  if (at->id < STREAM_IDS || !frame_pass_differs(s->frame, tensor, level)) return;
  edit_begin(&e, s, tensor, level, at, cost);
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
  *at = (struct flowing){.id = stream_of(s, &link, 1)};
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
      int64_t far = fan->move[m].by[term->rank];
      if (far && lattice_mixed(s->plan, t, term->rank, extent)) return true;
      if (term->coefficient * extent[term->dim] <= (far < 0 ? -far : far)) return true;
    }
  }
  return false;
}

bool stream_may_hand_on(const struct streams *s, unsigned tensor, unsigned level,
                        const struct fan *fan, const int64_t *around)
{
  bool always = level + 1 == s->plan->levels || s->plan->level[level + 1].refetch >> tensor & 1;
  return may_hand_on(s, tensor, fan, always, around);
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
  link->words *= fan_groups(fan);
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

/* Whether what passes an array on its way further in is not known to the last word. */
static bool is_loose(const struct streams *s, unsigned level, const struct fan *fan)
{
  return fan->unsteady || frame_has_routes(s->frame, level) ||
         frame_loses_parts(s->frame, level, fan);
}

void stream_cross(struct streams *s, unsigned tensor, unsigned level, const struct fan *fan,
                  const int64_t *extent, const int64_t *around, double outside, struct flowing *at,
                  struct cost *cost)
{
  struct editing e;
  if (at->id == STREAM_ENDS) return;
  bool far = frame_has_distance(s->frame, level), own;
  if (at->id == STREAM_WANTS && !frame_pass_differs(s->frame, tensor, level) && !far) {
    at->loose |= is_loose(s, level, fan);
    at->words *= fan_groups(fan);
    frame_pass(s->frame, tensor, level, at->words, fan, true, false, cost);
    return;
  }
  edit_begin(&e, s, tensor, level, at, cost);
  if (at->id == STREAM_WANTS) add_wanted(&e, at->words);
  struct link *link = &e.link[e.n - 1];
  if (link->parent != NO_LEVEL) return;
  own = level + 1 == link->child && link->state != LINK_SETTLED;
  if (!own) at->loose |= is_loose(s, level, fan);
  e.changed = true;
  if (link->state == LINK_SETTLED) {
    carry_on(&e, link, fan);
  } else {
    link->fan[level] = fan->id;
    if (own) link->hands_on = may_hand_on(s, tensor, fan, link->always, around);
    if (own && link->always && !link->hands_on)
      edit_settle(&e, link, &(struct fetched){.words = link->tile * outside});
  }
  if (far && !own) add_ghost(&e, fan, extent, around);
  edit_finish(&e);
}

/* ---- questions ---- */

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

unsigned stream_effect(const struct streams *s, unsigned tensor, unsigned dim,
                       const struct flowing *at)
{
  const struct lattice_tensor *t = &s->plan->tensor[tensor];
  bool moves = t->dims >> dim & 1;
  unsigned effect = 0;
  if (at->id < STREAM_IDS) return 0;
  const struct stream *x = stream_at(s, at->id);
  for (unsigned i = 0; i < x->n; i++) {
    const struct link *link = &x->link[i];
    if (link->always || link->state == LINK_SETTLED) continue;
    if (link->state == LINK_STILL)
      effect |= moves ? MOVES_TILE : link->hands_on ? STOPS_HANDING : 0;
    else if (!t->wild)
      effect |= goes_on_with(t, 1u << dim, link->own) ? SLIDES_ON : STOPS_SLIDING;
  }
  return effect;
}

bool stream_is_around(const struct streams *s, unsigned level, const struct flowing *at)
{
  if (at->id < STREAM_IDS) return false;
  const struct stream *x = stream_at(s, at->id);
  const struct link *last = &x->link[x->n - 1];
  return last->child == level + 1 && last->state != LINK_SETTLED;
}

bool stream_still(const struct streams *s, const struct flowing *at)
{
  if (at->id < STREAM_IDS) return false;
  const struct stream *x = stream_at(s, at->id);
  for (unsigned i = 0; i < x->n; i++)
    if (x->link[i].state == LINK_STILL) return true;
  return false;
}

bool stream_waits(const struct streams *s, const struct flowing *at)
{
  if (at->id < STREAM_IDS || at->loose) return false;
  const struct stream *x = stream_at(s, at->id);
  const struct link *last = &x->link[x->n - 1];
  return last->parent == NO_LEVEL && last->state == LINK_STILL && !last->always && !last->hands_on;
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

/* Charging links, and streams while they are changed. */
#include "compiler/mapper/stream_inside.h"

#include <math.h>

/* Words that leave a level for one that arrives below, where it is not kept there.  What
 * neighbours take may change that by a little, which is not followed up. */
double fan_groups(const struct fan *fan)
{
  return fan->unsteady ? fan->least_groups : fan->groups;
}

const struct fan *link_fan(const struct streams *s, const struct link *link)
{
  return fan_at(s->fans, link->fan[link->child - 1]);
}

bool may_yet_hand_on(const struct streams *s, unsigned tensor, const struct link *link)
{
  return link->child && link->state != LINK_SETTLED && !link->fan[link->child - 1] &&
         s->frame->fan[link->child - 1] > 1 && lattice_hands_on(s->plan, link->child, tensor);
}

void edit_begin(struct editing *e, struct streams *s, unsigned tensor, unsigned level,
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

/* What passes the array around the child. */
struct passing {
  double out, arriving, linked, hops;
};

/* Words that neighbours may hand on, which costs what it will: what remains at the least. */
static void pass_least(const struct frame *f, unsigned level, const struct fan *fan, double words,
                       struct passing *p)
{
  double handed = (fan->members - fan->left_members) / f->used[level];
  p->out += words * fan->left_groups;
  p->arriving += words * (fan->left_members + handed);
}

/* Words that neighbours hand on spare some. */
static struct passing pass_around(struct editing *e, const struct link *link,
                                  const struct fetched *fetched, bool kept)
{
  const struct frame *f = e->s->frame;
  unsigned level = link->child - 1u;
  const struct fan *fan = link_fan(e->s, link);
  struct passing p = {0};
  double rest = fetched->words - fetched->maybe_handed;
  for (unsigned i = 0; i < link->steps && fetched->runs > 0; i++) {
    const struct handing *h = link->step[i].handing;
    double by = link->step[i].words * fetched->runs;
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
  p.hops += rest * hops_of(fan);
  if (!link->ghost)
    frame_pass(f, e->tensor, level, rest * fan->groups, fan, kept, true, e->cost);
  if (fetched->maybe_handed > 0) pass_least(f, level, fan, fetched->maybe_handed, &p);
  return p;
}

/* Charges what a link fetches in all: everything up to where it has come.  The level there is
 * taken to keep the tensor, until stream_skip says something else.  Returns what leaves the last
 * of them. */
static double charge(struct editing *e, const struct link *link, const struct fetched *fetched)
{
  const struct frame *f = e->s->frame;
  unsigned end = link->parent == NO_LEVEL ? e->level : link->parent;
  struct passing p = {.arriving = fetched->words, .out = fetched->words};
  if (link->child > end) {
    unsigned around = link->child - 1u;
    p = pass_around(e, link, fetched, around == end);
    if (link->ghost) {
      frame_distance(f, e->tensor, around, p.hops, e->cost);
      return 0;
    }
    if (p.linked > 0) frame_links(f, e->tensor, around, p.linked, e->cost);
    p.arriving /= (double)f->fan[around];
    for (unsigned l = around; l-- > end;) {
      const struct fan *fan = fan_at(e->s->fans, link->fan[l]);
      p.out *= fan_groups(fan);
      frame_pass(f, e->tensor, l, p.out, fan, l == end, false, e->cost);
    }
  } else if (fetched->maybe_handed > 0) {
    p.arriving -= fetched->maybe_handed * (1 - 1 / f->used[link->child - 1]);
  }
  if (link->child < f->plan->levels)
    frame_fill(f, e->tensor, link->child, p.arriving, p.linked / f->used[link->child],
               link->fill, e->cost);
  if (link->parent != NO_LEVEL)
    frame_serve(f, e->tensor, link->parent, p.out, link->serve, e->cost);
  return p.out;
}

/* From now on it is as if the level that it has come to wanted the words. */
void edit_settle(struct editing *e, struct link *link, const struct fetched *fetched)
{
  bool ghost = link->ghost;
  uint8_t parent = link->parent;
  uint32_t fan = e->level < e->s->plan->levels ? link->fan[e->level] : 0;
  struct fetched left = *fetched;
  if (link->left > 0)
    left.words *= link->left, left.maybe_handed *= link->left, left.runs *= link->left;
  double out = charge(e, link, &left);
  memset(link, 0, offsetof(struct link, part));
  link->state = LINK_SETTLED, link->ghost = ghost, link->parent = parent;
  link->child = (uint8_t)e->level, link->words = out;
  link->plain = true;
  if (parent == NO_LEVEL && frame_pass_differs(e->s->frame, e->tensor, e->level))
    link->fan[e->level] = fan;
  e->changed = true;
}

/* Takes out what is charged in full. */
void edit_finish(struct editing *e)
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
    e->at->id = stream_of(e->s, e->link, n);
    e->at->words = 0;
    e->at->hands_on = false;
    for (unsigned i = 0; i < n; i++)
      e->at->hands_on |= e->link[i].hands_on || may_yet_hand_on(e->s, e->tensor, &e->link[i]);
  }
}

#include "compiler/mapper/partial.h"

enum { CHUNK = 1 << 12 };

/* What one tensor's stream comes to, at most or at the least. */
struct outcome {
  uint64_t where;              /* it was worked out for; 0: for nowhere */
  uint32_t id;
  struct flowing at;
  struct cost cost;
};

enum { OUTCOMES = 64 };
struct outcomes {
  struct outcome most[LATTICE_TENSORS][OUTCOMES], least[LATTICE_TENSORS][OUTCOMES];
};

void partials_init(struct partials *all, const struct lattice *plan)
{
  memset(all, 0, sizeof *all);
  all->plan = plan;
  all->size = sizeof(struct partial) + plan->loads * sizeof(double) +
              plan->tensors * sizeof(struct flowing);
}

void partials_begin(struct partials *all, struct streams *streams)
{
  all->streams = streams;
  all->n = 0;
  all->dominated = 0;
  if (all->outcomes) memset(all->outcomes, 0, sizeof *all->outcomes);
}

void partials_free(struct partials *all)
{
  for (uint32_t i = 0; i < all->chunk.n; i++) xfree(all->chunk.at[i]);
  vec_free(&all->chunk);
  xfree(all->outcomes);
}

uint64_t partials_bytes(const struct partials *all)
{
  return (uint64_t)all->n * all->size;
}

struct partial *partial_at(const struct partials *all, uint32_t number)
{
  number--;
  return (struct partial *)(void *)(all->chunk.at[number / CHUNK] + number % CHUNK * all->size);
}

struct partial *partial_new(struct partials *all)
{
  if (all->n / CHUNK == all->chunk.n) vec_push(&all->chunk, xmalloc(CHUNK * all->size));
  return partial_at(all, all->n + 1);
}

struct comparing {
  struct partials *all;
  unsigned level;
  uint64_t where;
  const struct horizon *horizon;
};

/* Of streams with a number of their own. */
static const struct outcome *most_of(const struct comparing *c, unsigned t,
                                     const struct flowing *at)
{
  struct outcome *o = &c->all->outcomes->most[t][at->id % OUTCOMES];
  if (o->where == c->where && o->id == at->id) return o;
  *o = (struct outcome){.where = c->where, .id = at->id};
  stream_most(c->all->streams, t, c->level, c->horizon, at, &o->at, &o->cost);
  return o;
}

static const struct outcome *least_of(const struct comparing *c, unsigned t,
                                      const struct flowing *at)
{
  struct outcome *o = &c->all->outcomes->least[t][at->id % OUTCOMES];
  uint32_t dims = c->all->plan->tensor[t].dims;
  if (o->where == c->where && o->id == at->id) return o;
  *o = (struct outcome){.where = c->where, .id = at->id};
  stream_least(c->all->streams, t, c->level, c->horizon, dims, false, at, &o->at, &o->cost);
  return o;
}

/* How much less, or more if below 0, `b` costs than `a` for one tensor, at the least.  False:
 * it may want more words. */
static bool covers_tensor(const struct comparing *c, unsigned t, const struct flowing *a,
                          const struct flowing *b, struct cost *over)
{
  if (a->loose) return false;
  if (a->id == b->id) return a->words <= b->words;
  if (b->id == STREAM_ENDS || a->id == STREAM_ENDS) return false;
  if (a->id >= STREAM_IDS && a->hands_on) return false;
  struct outcome known = {.at = a->id < STREAM_IDS ? *a : *b}; /* the one that wants words */
  const struct outcome *most = a->id < STREAM_IDS ? &known : most_of(c, t, a);
  const struct outcome *least = b->id < STREAM_IDS ? &known : least_of(c, t, b);
  if (most->at.id != least->at.id || most->at.words > least->at.words) return false;
  if (most->at.id >= STREAM_IDS || most->at.loose) return false;
  over->pJ += most->cost.pJ + most->cost.slack_pJ - least->cost.pJ;
  for (unsigned i = 0; i < c->all->plan->loads; i++)
    over->load[i] += most->cost.load[i] - least->cost.load[i];
  return true;
}

/* Dims of which one must yet have a loop in the block. */
static uint32_t to_repeat(const struct partial *p)
{
  return p->used & p->repeat ? 0 : p->repeat;
}

/* Whether the loops that `b` may and must yet have are such that `a` may have them as well. */
static bool as_free(const struct partial *a, const struct partial *b)
{
  uint32_t own = to_repeat(a), other = to_repeat(b);
  if (b->may & ~a->may || a->needs & ~b->needs || a->entry != b->entry) return false;
  return !own || (other && !(other & ~own));
}

/* Whether all that `b` can become `a` can as well, for no more. */
static bool covers(const struct comparing *c, struct partial *a, struct partial *b)
{
  const struct lattice *p = c->all->plan;
  if (!as_free(a, b)) return false;
  if (a->busy_cycles > b->busy_cycles) return false;
  struct cost over = {0};
  struct flowing *fa = partial_flows(c->all, a), *fb = partial_flows(c->all, b);
  for (unsigned t = 0; t < p->tensors; t++)
    if (fa[t].id == fb[t].id && fa[t].words > fb[t].words) return false;
  for (unsigned t = 0; t < p->tensors; t++)
    if (!covers_tensor(c, t, &fa[t], &fb[t], &over)) return false;
  if (a->pJ + a->slack_pJ + over.pJ > b->pJ * (1 + 1e-14)) return false; /* equal, but for rounding */
  for (unsigned i = 0; i < p->loads; i++)
    if (a->rest[i] + over.load[i] > b->rest[i]) return false;
  return true;
}

/* Whether one more that covers it is enough to leave it out. */
static bool leave_out(struct partials *all, struct partial *at)
{
  if (++at->covered < all->plan->top) return false;
  all->dominated++;
  return true;
}

static bool is_loose(const struct partials *all, struct partial *at)
{
  const struct flowing *flow = partial_flows(all, at);
  for (unsigned t = 0; t < all->plan->tensors; t++)
    if (flow[t].loose) return true;
  return false;
}

/* Takes those out of a list that a new one covers. */
static void take_out(const struct comparing *c, struct partial *new, uint32_t *link)
{
  struct partials *all = c->all;
  for (uint32_t at = *link; at; at = *link) {
    struct partial *old = partial_at(all, at);
    /* Of equals, the first covers the others. */
    bool beaten = covers(c, new, old) && !(all->plan->top > 1 && covers(c, old, new));
    old->dead = beaten && leave_out(all, old);
    if (old->dead) *link = old->next;
    else link = &old->next;
  }
}

/* Loose ones stand behind all others, as there may be many, which need not be compared. */
bool partial_take(struct partials *all, uint32_t *head, unsigned level, uint32_t state,
                  const struct horizon *horizon)
{
  struct comparing c = {all, level, (uint64_t)(level + 1) << 32 | state, horizon};
  if (*head && !all->outcomes) all->outcomes = xcalloc(1, sizeof *all->outcomes);
  struct partial *new = partial_new(all), *old;
  uint32_t *link = head;
  new->covered = 0, new->dead = false;
  new->loose = is_loose(all, new);
  if (all->plan->top == LATTICE_ALL) {
    new->next = *head;
    *head = ++all->n;
    return true;
  }
  for (; *link && !(old = partial_at(all, *link))->loose; link = &old->next)
    if (covers(&c, old, new) && leave_out(all, new)) return false;
  if (!new->loose) take_out(&c, new, link = head);
  new->next = *link;
  *link = ++all->n;
  return true;
}

#include "tests/property/passage.h"

/* ---- Words read outside ---- */

/* Whether another instance before e, that shares its reads, wants exactly the same. */
static bool same_before(const struct passage *p, unsigned first, unsigned e)
{
  for (unsigned other = first; other < e; other++)
    if (p->at[other].leader == p->at[e].leader &&
        words_same(&p->at[other].want, &p->at[e].want, p->tensor->chunks)) return true;
  return false;
}

/* SIM_SAME_FETCH: a read serves several only if all that they want is the same, to the
 * last word. */
static double read_same(const struct passage *p, unsigned first)
{
  double out = 0;
  for (unsigned e = first; e < first + p->children; e++)
    if (!same_before(p, first, e)) out += words_count(&p->at[e].want, p->tensor->chunks);
  return out;
}

enum which { WANT, DROP };

/* The words of all instances that share their reads with `leader`, once each. */
static struct words together(const struct passage *p, unsigned leader, enum which which)
{
  struct words all;
  unsigned end = (leader / p->children + 1) * p->children;
  words_clear(&all, p->tensor->chunks);
  for (unsigned e = leader; e < end; e++)
    if (p->at[e].leader == leader)
      words_join(&all, which == WANT ? &p->at[e].want : &p->at[e].drop, p->tensor->chunks);
  return all;
}

/* What the parent whose children begin with instance `first` reads for them. */
static double read_outside(const struct passage *p, unsigned first)
{
  double out = 0;
  if (p->rules & SIM_SAME_FETCH) return read_same(p, first);
  for (unsigned e = first; e < first + p->children; e++) {
    if (p->at[e].leader != e) continue;
    struct words all = together(p, e, WANT);
    out += words_count(&all, p->tensor->chunks);
  }
  return out;
}

/* ---- Neighbours ---- */

/* An instance takes from its neighbours what they held just before.  A partial sum is
 * not copied: it is given to one, by an instance that lets it go. */
static double hand_on(struct passage *p)
{
  double linked = 0;
  for (unsigned e = 0; e < p->parents * p->children; e++)
    for (unsigned n = 0; p->at[e].neighbours && n < p->parents * p->children; n++) {
      struct passage_instance *from = &p->at[n];
      struct words given = p->at[e].want;
      if (!(p->at[e].neighbours >> n & 1)) continue;
      words_meet(&given, p->tensor->output ? &from->drop : &from->held, p->tensor->chunks);
      words_remove(&p->at[e].want, &given, p->tensor->chunks);
      if (p->tensor->output) words_remove(&from->drop, &given, p->tensor->chunks);
      linked += words_count(&given, p->tensor->chunks);
    }
  return linked;
}

/* SIM_WHOLE_LINKS.  The instances that are there are numbered, and stand row by row on
 * the array.  One takes all that it fetches from a neighbour if that is all that the
 * neighbour fetched in the iteration before, and only if the memory outside is spared
 * reads by all of that together. */
static bool had_before(const struct passage *p, unsigned parent, unsigned number,
                       const struct words *fetch)
{
  const struct words *before = &p->before[parent * p->children];
  unsigned columns = (unsigned)p->scheme->level[p->outer].columns, n = p->fetched_before[parent];
  unsigned column = number % columns, at[4], places = 0;
  if (column) at[places++] = number - 1;
  if (column + 1 < columns) at[places++] = number + 1;
  if (number >= columns) at[places++] = number - columns;
  at[places++] = number + columns;
  while (places--)
    if (at[places] < n && words_same(&before[at[places]], fetch, p->tensor->chunks)) return true;
  return false;
}

static double hand_on_whole(struct passage *p, unsigned parent)
{
  unsigned chunks = p->tensor->chunks, number = 0, first = parent * p->children;
  double all = read_outside(p, first), linked = 0;
  for (unsigned e = first; e < first + p->children; e++) {
    struct passage_instance *at = &p->at[e];
    if (!at->exists || !had_before(p, parent, number++, &at->fetch)) continue;
    linked += words_count(&at->fetch, chunks);
    words_clear(&at->want, chunks);
  }
  bool spares = read_outside(p, first) < all;
  number = 0;
  for (unsigned e = first; e < first + p->children; e++) {
    struct passage_instance *at = &p->at[e];
    if (!spares) words_copy(&at->want, &at->fetch, chunks);
    if (at->exists) words_copy(&p->before[first + number++], &at->fetch, chunks);
  }
  p->fetched_before[parent] = number;
  return spares ? linked : 0;
}

static double links(struct passage *p, unsigned parents)
{
  double linked = 0;
  bool forwards = false;
  for (unsigned l = p->outer; l < p->inner; l++)
    forwards |= p->scheme->level[l].forwards >> p->t & 1;
  if (!forwards || p->children == 1) return 0;
  if (!(p->rules & SIM_WHOLE_LINKS)) return hand_on(p);
  for (unsigned parent = 0; parent < parents; parent++) linked += hand_on_whole(p, parent);
  return linked;
}

/* ---- Partial sums ---- */

/* Those that go are added outside, together where the arrays reduce: to a sum that is
 * read for it, unless they are the first.  Of those that are wanted, the ones that have
 * been begun come back. */
static void count_sums(struct passage *p, unsigned parent)
{
  unsigned first = parent * p->children, chunks = p->tensor->chunks;
  for (unsigned e = first; e < first + p->children; e++) {
    if (p->at[e].leader != e) continue;
    struct words drop = together(p, e, DROP);
    p->drained += words_count(&drop, chunks);
    struct words begun = drop;
    words_meet(&begun, &p->sums[parent], chunks);
    p->added += words_count(&begun, chunks);
    words_join(&p->sums[parent], &drop, chunks);
  }
  for (unsigned e = first; e < first + p->children; e++) {
    struct words again = p->at[e].want;
    words_meet(&again, &p->sums[parent], chunks);
    p->again += words_count(&again, chunks);
  }
}

void passage_count(struct passage *p, double times)
{
  unsigned parents = p->rules & SIM_FIRST ? 1 : p->parents;
  p->linked += times * links(p, parents);
  for (unsigned parent = 0; parent < parents; parent++) {
    unsigned first = parent * p->children;
    p->out += times * read_outside(p, first);
    for (unsigned e = first; e < first + p->children; e++)
      p->arriving += times * words_count(&p->at[e].want, p->tensor->chunks);
    if (p->tensor->output && !(p->rules & SIM_SHARES)) count_sums(p, parent);
  }
}

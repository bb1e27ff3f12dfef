/* What serving the words takes that are wanted. */
#include "compiler/mapper/bound_inside.h"

#include <math.h>

static uint32_t next_set(uint32_t set, uint32_t of)
{
  return (set - of) & of;
}

static void look_up(const struct serving *s, struct server *at, uint32_t state)
{
  at->state = state;
  for (uint32_t set = 0;;) {
    at->bring[set] = bound_bring(s->b, at->level, state, set);
    if (!(set = next_set(set, at->may))) break;
  }
}

/* False: it serves nothing. */
static bool set_server(const struct serving *s, unsigned level, struct server *at)
{
  const struct lattice_level *l = &s->b->frame->plan->level[level];
  const struct bound_table *table = s->b->at[level].table;
  at->level = (uint8_t)level;
  at->may = s->wanted->tensors & ~l->bypass, at->must = s->wanted->tensors & l->keep;
  at->table = table, at->passed = table && table->pairs ? table : NULL;
  at->near = level == s->level;
  if (l->memory < 0 || !at->may) return false;
  look_up(s, at, s->state);
  return true;
}

void serving_make(struct serving *s, const struct bound *b, const struct place *place,
                  const struct wanted *wanted)
{
  const struct lattice *p = b->frame->plan;
  s->b = b, s->routes = b->at[place->level].routes, s->wanted = wanted;
  s->level = place->level, s->state = place->state, s->index = place->index;
  s->rest = place->rest;
  memcpy(s->words, wanted->words, p->tensors * sizeof *s->words);
  memcpy(s->still, wanted->still, p->tensors * sizeof *s->still);
  s->levels = 0;
  for (unsigned l = 0; l < s->level; l++)
    if (set_server(s, l, &s->at[s->levels])) s->levels++;
  s->hub = NULL;
  for (const struct server *at = s->at; at < s->at + s->levels; at++)
    if (at->passed && at->passed->joints) s->hub = at;
  s->kept = s->level == p->levels ? KEPT : place->kept;
  s->keeps = place->keeps & wanted->tensors;
  if (s->kept == SOME && wanted->tensors != (1u << p->tensors) - 1) s->kept = OPEN;
  if (s->kept != KEPT && !set_server(s, s->level, &s->own)) s->kept = KEPT;
}

/* ---- by one way ---- */

/* What serving words of a tensor from a level costs: whatever the arrays, it is all of them.  Of
 * outputs no more can be spared than reading the sums before. */
static double serve_at(const struct serving *s, const double *way, unsigned t, unsigned level)
{
  double pJ = s->words[t] * route_pJ(s->routes, way, t, level, s->wanted->own >> t & 1);
  pJ = greater(pJ, s->b->least_pJ[t][level]);
  return greater(pJ + s->b->first_pJ[t][level], pJ * s->b->part[t][level]);
}

void serving_near(const struct serving *s, const struct server *at, const double *way, double *pJ)
{
  pJ[0] = 0;
  for (uint32_t set = 0; (set = next_set(set, at->may));)
    pJ[set] = pJ[set & (set - 1)] + serve_at(s, way, (unsigned)__builtin_ctz(set), at->level);
}

/* What each set costs if a memory keeps it: to serve it from there, and to bring it there. */
static void keep_at(const struct serving *s, const struct server *at, const double *way,
                    double *pJ)
{
  serving_near(s, at, way, pJ);
  for (uint32_t set = 0;;) {
    pJ[set] += at->bring[set];
    if (!(set = next_set(set, at->may))) break;
  }
}

double serving_more(const struct serving *s, const struct server *at, const double *way,
                    uint32_t keeps, unsigned t, unsigned from)
{
  double word = route_pJ(s->routes, way, t, from, s->wanted->own >> t & 1);
  double least = s->b->least_pJ[t][from];
  double once = greater(s->still[t] * word, least);
  double known = at->bring[keeps] + greater(s->words[t] * word, least);
  if (isinf(known)) return 0;
  return greater(bound_passing(at->passed, at->near, at->state, keeps, t, once) - known, 0);
}

double serving_pass(const struct serving *s, const struct server *at, const double *way,
                    uint32_t keeps, uint32_t passing)
{
  double more = 0;
  passing &= s->wanted->waiting;
  for (; at->passed && passing; passing &= passing - 1)
    more = greater(more, serving_more(s, at, way, keeps, (unsigned)__builtin_ctz(passing), 0));
  return more;
}

/* The least for a set if one more memory keeps some of it; `outside` is what sets cost without. */
static double keep_some(const struct serving *s, const struct server *at, const double *way,
                        const double *kept, const double *outside, uint32_t set)
{
  double least = INFINITY;
  for (uint32_t keeps = set & at->may; keeps; keeps = (keeps - 1) & set & at->may) {
    if (set & at->must & ~keeps) continue;
    double sum = kept[keeps] + outside[set & ~keeps];
    if (sum < least) least = lesser(least, sum + serving_pass(s, at, way, keeps, set & ~keeps));
  }
  return least;
}

/* Each memory, from the outermost on, may keep some of a set. */
void serving_sets(struct serving *s, const double *way, const struct server *end, double *pJ)
{
  uint32_t all = s->wanted->tensors;
  for (uint32_t set = 0; (set = next_set(set, all));) pJ[set] = INFINITY;
  pJ[0] = 0;
  for (const struct server *at = s->at; at < end; at++) {
    double kept[SETS];
    keep_at(s, at, way, kept);
    for (uint32_t set = all; set; set = (set - 1) & all) {
      double least = keep_some(s, at, way, kept, pJ, set);
      pJ[set] = set & at->must ? least : lesser(least, pJ[set]);
    }
  }
}

double serving_least(struct serving *s, const double *way, bool jointly)
{
  double pJ[SETS], kept[SETS];
  uint32_t all = s->wanted->tensors;
  if (jointly && s->hub) return serving_joint(s, way);
  serving_sets(s, way, s->at + s->levels, pJ);
  if (s->kept == KEPT) return pJ[all];
  keep_at(s, &s->own, way, kept);
  if (s->kept == KEEPS)
    return kept[s->keeps] + pJ[all & ~s->keeps] +
           serving_pass(s, &s->own, way, s->keeps, all & ~s->keeps);
  double least = keep_some(s, &s->own, way, kept, pJ, all);
  return s->kept == SOME || all & s->own.must ? least : lesser(least, pJ[all]);
}

/* ---- closely ---- */

/* Loops in time are what the arrays leave of the dims, if these are known in full. */
static void count_words(struct serving *s, const struct way_out *way)
{
  const struct lattice *p = s->b->frame->plan;
  for (unsigned t = 0; t < p->tensors; t++) {
    if (!(s->wanted->waiting >> t & 1) || !p->tensor[t].separable) continue;
    double words = s->wanted->each[t];
    for (unsigned d = 0; d < p->dims; d++)
      if (p->tensor[t].dims >> d & 1) words *= s->rest[d] / (double)way->factor[d];
    s->still[t] = greater(s->wanted->still[t], words);
    s->words[t] = greater(s->wanted->words[t], words);
  }
}

void serving_look_closely(struct serving *s, const struct way_out *way)
{
  uint32_t state = way_state(s->b->frame->plan, s->index, way);
  for (struct server *at = s->at; at < s->at + s->levels; at++) {
    if (!s->b->at[at->level].table || s->b->frame->used[at->level] != 1) continue;
    at->near = s->routes->exact;
    if (at->state != state) look_up(s, at, state);
  }
  if (s->routes->exact) count_words(s, way);
}

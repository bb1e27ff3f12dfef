#include "compiler/mapper/best.h"

#include <math.h>

void best_init(struct best *best, const struct goals *goals, unsigned top, bool front)
{
  *best = (struct best){.goals = goals, .top = top ? top : 1, .front = front};
}

static void found_free(struct search_found *found)
{
  xfree((void *)(uintptr_t)found->mapping.loop);
}

void best_free(struct best *best)
{
  for (uint32_t i = 0; i < best->of.n; i++) found_free(&best->of.at[i]);
  vec_free(&best->of);
}

static int by_number(int64_t a, int64_t b)
{
  return (a > b) - (a < b);
}

static int loop_compare(const struct model_loop *a, const struct model_loop *b)
{
  int by = by_number(a->node, b->node);
  if (!by) by = by_number(a->axis, b->axis);
  if (!by) by = by_number(a->dim, b->dim);
  if (!by) by = by_number(a->bound, b->bound);
  return by ? by : by_number(a->residual, b->residual);
}

int mapping_compare(const struct model_mapping *a, const struct model_mapping *b)
{
  int by = by_number(a->loops, b->loops);
  if (!by) by = by_number(a->storages, b->storages);
  for (unsigned i = 0; !by && i < a->loops; i++) by = loop_compare(&a->loop[i], &b->loop[i]);
  for (unsigned i = 0; !by && i < a->storages; i++) {
    const struct model_storage *s = &a->storage[i], *t = &b->storage[i];
    by = by_number(s->node, t->node);
    if (!by) by = by_number(s->tensor, t->tensor);
    if (!by) by = by_number(s->position, t->position);
  }
  return by;
}

/* Whether `a` is at least as good in each goal. */
static bool covers(const struct goals *goals, const double *a, const double *b)
{
  for (unsigned i = 0; i < goals->n; i++)
    if (a[i] > b[i] + 1e-12 * fmax(fabs(a[i]), fabs(b[i]))) return false;
  return true;
}

static bool front_wants(const struct best *best, const double *values)
{
  for (uint32_t i = 0; i < best->of.n; i++) {
    const double *value = best->of.at[i].value;
    if (covers(best->goals, value, values) && !covers(best->goals, values, value)) return false;
  }
  return true;
}

bool best_wants(const struct best *best, const double *values)
{
  if (best->front) return front_wants(best, values);
  if (best->of.n < best->top) return true;
  return goals_compare(best->goals, values, best->of.at[best->of.n - 1].value) <= 0;
}

static int found_compare(const struct best *best, const struct search_found *a,
                         const struct search_found *b)
{
  int by = goals_compare(best->goals, a->value, b->value);
  return by ? by : mapping_compare(&a->mapping, &b->mapping);
}

/* One piece of memory for loops and storages, which begins with the loops. */
static struct model_mapping mapping_copy(const struct model_mapping *from, void *memory)
{
  struct model_mapping to = *from;
  size_t loops = from->loops * sizeof *from->loop;
  if (from->loops) memcpy(memory, from->loop, loops);
  if (from->storages)
    memcpy((char *)memory + loops, from->storage, from->storages * sizeof *from->storage);
  to.loop = memory;
  to.storage = (const struct model_storage *)(const void *)((const char *)memory + loops);
  return to;
}

static size_t mapping_size(const struct model_mapping *m)
{
  return m->loops * sizeof *m->loop + m->storages * sizeof *m->storage;
}

static void take_out(struct best *best, uint32_t i)
{
  found_free(&best->of.at[i]);
  memmove(&best->of.at[i], &best->of.at[i + 1], (best->of.n - i - 1) * sizeof *best->of.at);
  best->of.n--;
}

static void put_in(struct best *best, uint32_t i, const struct search_found *found)
{
  struct search_found copy = *found;
  copy.mapping = mapping_copy(&found->mapping, xmalloc(mapping_size(&found->mapping) + 1));
  vec_push(&best->of, copy);
  memmove(&best->of.at[i + 1], &best->of.at[i], (best->of.n - i - 1) * sizeof *best->of.at);
  best->of.at[i] = copy;
}

/* Makes room for a mapping in the front.  False: one that is there is as good and comes
 * first. */
static bool front_clear(struct best *best, const struct search_found *found)
{
  for (uint32_t i = 0; i < best->of.n; i++) {
    const struct search_found *other = &best->of.at[i];
    if (covers(best->goals, found->value, other->value) &&
        covers(best->goals, other->value, found->value) &&
        mapping_compare(&other->mapping, &found->mapping) <= 0)
      return false;
  }
  for (uint32_t i = best->of.n; i--;)
    if (covers(best->goals, found->value, best->of.at[i].value)) take_out(best, i);
  return true;
}

bool best_offer(struct best *best, const struct search_found *found)
{
  uint32_t at = 0;
  if (!best_wants(best, found->value)) return false;
  if (best->front && !front_clear(best, found)) return false;
  while (at < best->of.n) {
    int by = found_compare(best, found, &best->of.at[at]);
    if (!by) return false;
    if (by < 0) break;
    at++;
  }
  if (!best->front && at == best->top) return false;
  put_in(best, at, found);
  if (!best->front && best->of.n > best->top) take_out(best, best->of.n - 1);
  return true;
}

void best_merge(struct best *best, const struct best *from)
{
  for (uint32_t i = 0; i < from->of.n; i++) best_offer(best, &from->of.at[i]);
}

const struct search_found *best_copy(const struct best *best, struct arena *arena)
{
  struct search_found *copy = ARENA_ARRAY(arena, struct search_found, best->of.n + 1);
  for (uint32_t i = 0; i < best->of.n; i++) {
    copy[i] = best->of.at[i];
    copy[i].mapping = mapping_copy(&copy[i].mapping,
                                   arena_alloc(arena, mapping_size(&copy[i].mapping) + 1));
  }
  return copy;
}

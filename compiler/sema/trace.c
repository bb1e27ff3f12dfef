#include "compiler/sema/trace.h"

#include "compiler/sema/table.h"

struct tracing *trace_begin(struct sema *sm, struct tracing *own)
{
  struct tracing *before = sm->tracing;
  sm->tracing = own;
  return before;
}

void trace_end(struct sema *sm, struct tracing *before) { sm->tracing = before; }

/* Adds a step that comes to this. */
static void add(struct sema *sm, struct trace step)
{
  struct tracing *into = sm->tracing;
  struct trace *t = arena_copy(sm->arena, &step, sizeof step), *first = into->first;
  if (t->exactness == EXTRAPOLATED && !t->beyond) t->beyond = t;
  if (!first) {
    into->first = into->last = t;
    return;
  }
  into->last = into->last->next = t;
  if (!first->beyond) first->beyond = t->beyond;
  if (t->accuracy >= 0 && (first->accuracy < 0 || t->accuracy < first->accuracy))
    first->accuracy = t->accuracy;
  if (t->exactness > first->exactness) first->exactness = t->exactness;
}

void trace_join(struct sema *sm, const struct tracing *own)
{
  for (const struct trace *t = own->first, *next; sm->tracing && t; t = next) {
    struct trace step = *t;
    next = t->next;
    step.next = NULL;
    add(sm, step);
  }
}

/* A value that is used several times is noted once; in a sum over very many, perhaps twice. */
void trace_symbol(struct sema *sm, struct symbol *s)
{
  enum { LOOKED_AT = 32 };
  if (!sm->tracing || !s->trace) return;
  const struct trace *t = sm->tracing->first;
  for (unsigned i = 0; t && i < LOOKED_AT; i++, t = t->next)
    if (t->symbol == s) return;
  add(sm, (struct trace){.symbol = s, .beyond = s->trace->beyond, .accuracy = s->trace->accuracy,
                         .exactness = s->trace->exactness});
}

void trace_lookup(struct sema *sm, const struct table *table, const struct grid_found *found,
                  const double *key, struct node *call)
{
  if (!sm->tracing) return;
  add(sm, (struct trace){.table = table, .found = *found, .key = key, .call = call,
                         .accuracy = table->accuracy,
                         .exactness = found->extrapolated ? EXTRAPOLATED
                                      : found->scaled ? SCALED
                                      : found->interpolated ? INTERPOLATED : EXACT});
}

void trace_extrapolated(struct sema *sm, struct node *call, const char *why)
{
  if (!sm->tracing) return;
  add(sm, (struct trace){.call = call, .why = why, .accuracy = -1, .exactness = EXTRAPOLATED});
}

void trace_estimate(struct sema *sm, const struct sema_estimate *estimate)
{
  static const char *const words[] = {"exact", "interpolated", "scaled", "extrapolated"};
  struct trace t = {.estimate = estimate, .accuracy = estimate->accuracy, .exactness = EXTRAPOLATED};
  if (!sm->tracing) return;
  while (t.exactness > EXACT && strcmp(words[t.exactness], estimate->exactness)) t.exactness--;
  if (t.exactness == EXTRAPOLATED)
    t.why = arena_printf(sm->arena, "the estimator `%s` says so", estimate->estimator);
  add(sm, t);
}

const struct trace *trace_beyond(const struct trace *t) { return t ? t->beyond : NULL; }

double trace_accuracy(const struct trace *t) { return t ? t->accuracy : -1; }

enum exactness trace_exactness(const struct trace *t) { return t ? t->exactness : EXACT; }

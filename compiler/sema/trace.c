#include "compiler/sema/trace.h"

#include "compiler/sema/table.h"

struct tracing *trace_begin(struct sema *sm, struct tracing *own)
{
  struct tracing *before = sm->tracing;
  sm->tracing = own;
  return before;
}

void trace_end(struct sema *sm, struct tracing *before) { sm->tracing = before; }

static struct trace *add(struct sema *sm)
{
  struct trace *t = ARENA_NEW(sm->arena, struct trace);
  struct tracing *into = sm->tracing;
  *t = (struct trace){0};
  if (into->last) into->last->next = t;
  else into->first = t;
  into->last = t;
  return t;
}

/* A value that is used several times is noted once. */
void trace_symbol(struct sema *sm, struct symbol *s)
{
  if (!sm->tracing || !s->trace) return;
  for (const struct trace *t = sm->tracing->first; t; t = t->next)
    if (t->symbol == s) return;
  add(sm)->symbol = s;
}

void trace_lookup(struct sema *sm, const struct table *table, const struct grid_found *found,
                  const double *key, struct node *call)
{
  if (!sm->tracing) return;
  struct trace *t = add(sm);
  t->table = table;
  t->found = *found;
  t->key = key;
  t->call = call;
}

void trace_extrapolated(struct sema *sm, struct node *call, const char *why)
{
  if (!sm->tracing) return;
  struct trace *t = add(sm);
  t->call = call;
  t->why = why;
}

const struct trace *trace_beyond(const struct trace *t)
{
  for (; t; t = t->next) {
    if (t->why || (t->table && t->found.extrapolated)) return t;
    const struct trace *inner = t->symbol ? trace_beyond(t->symbol->trace) : NULL;
    if (inner) return inner;
  }
  return NULL;
}

double trace_accuracy(const struct trace *t)
{
  double least = -1;
  for (; t; t = t->next) {
    double one = t->table ? t->table->accuracy : t->symbol ? trace_accuracy(t->symbol->trace) : -1;
    if (one >= 0 && (least < 0 || one < least)) least = one;
  }
  return least;
}

/* Inside the room: where numbers come from.
 *
 * While a symbol is evaluated, what its value rests on is kept: rows of tables, what was
 * said to be extrapolated, and other symbols that rest on such things.  So from an action
 * the way leads back to the sources of its energy. */
#ifndef TL_SEMA_TRACE_H
#define TL_SEMA_TRACE_H

#include "compiler/sema/core.h"
#include "compiler/sema/grid.h"

struct table;

/* How good the worst of what a value rests on is. */
enum exactness { EXACT, INTERPOLATED, SCALED, EXTRAPOLATED };

/* One thing that a value rests on. */
struct trace {
  struct trace *next;
  /* Of the first one: what all of them come to, so that nobody has to walk what is shared
   * again and again. */
  struct trace *beyond;        /* the first extrapolation that they lead to, or NULL */
  double accuracy;             /* the least that their tables declare, 0 to 1; -1: none does */
  enum exactness exactness;
  struct symbol *symbol;       /* … another value, with a trace of its own; or */
  const struct table *table;   /* … a lookup */
  struct grid_found found;
  const double *key;           /*   [keys]: what was looked up */
  struct node *call;           /* the lookup, or `extrapolated(…)`: then */
  const char *why;             /* … the reason that is given */
  const struct sema_estimate *estimate; /* … an estimator's word; `why` if that is extrapolated */
};

/* What is being collected; NULL in sema: nothing is. */
struct tracing {
  struct trace *first, *last;
};

/* Starts collecting into `own`; gives what was going on, for trace_end.  `own` may be NULL:
 * until then nothing is collected. */
struct tracing *trace_begin(struct sema *sm, struct tracing *own);
void trace_end(struct sema *sm, struct tracing *before);

void trace_estimate(struct sema *sm, const struct sema_estimate *estimate);

/* Notes all that was collected elsewhere. */
void trace_join(struct sema *sm, const struct tracing *own);

/* Notes what the value that is being evaluated rests on. */
void trace_symbol(struct sema *sm, struct symbol *s);
void trace_lookup(struct sema *sm, const struct table *t, const struct grid_found *found,
                  const double *key, struct node *call);
void trace_extrapolated(struct sema *sm, struct node *call, const char *why);

/* What a trace comes to, or that of nothing (NULL): the first extrapolation that it leads to,
 * or NULL; the least accuracy that its tables declare, 0 to 1, or -1; how exact it is. */
const struct trace *trace_beyond(const struct trace *t);
double trace_accuracy(const struct trace *t);
enum exactness trace_exactness(const struct trace *t);

#endif

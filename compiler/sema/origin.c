/* Who says what an action costs, and what that rests on, in a few words.  (explain.c tells all of
 * it, step by step.) */
#include "compiler/sema/sema.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/estimate.h"
#include "compiler/sema/leakage.h"
#include "compiler/sema/object.h"
#include "compiler/sema/run.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/table.h"
#include "compiler/sema/trail.h"
#include "lang/base/vec.h"

/* More than this nobody reads; `tlc explain energy` has them all. */
enum { REFERENCES = 8 };

struct finding {
  struct sema *sm;
  struct map seen;     /* struct symbol * */
  VEC(const char *) texts;
};

static void add_reference(struct finding *f, const char *text)
{
  for (uint32_t i = 0; i < f->texts.n; i++)
    if (!strcmp(f->texts.at[i], text)) return;
  if (f->texts.n < REFERENCES) vec_push(&f->texts, text);
}

/* A row may have a source of its own, in place of its table's. */
static void find_in_table(struct finding *f, const struct trace *step)
{
  const struct table *t = step->table;
  bool own = false;
  for (unsigned i = 0; i < step->found.rows; i++) {
    const struct table_row *row = &t->rows.at[step->found.row[i]];
    if (!row->source) continue;
    add_reference(f, row->source->text);
    own = true;
  }
  if (own) return;
  if (t->source) add_reference(f, t->source->text);
  else
    add_reference(f, arena_printf(f->sm->arena, "table %s, %s", t->node->name->text,
                                  place_text(f->sm, node_name_span(t->node))));
}

static void find_in_trace(struct finding *f, const struct trace *t)
{
  for (; t; t = t->next) {
    if (t->table) find_in_table(f, t);
    else if (t->estimate) {
      if (t->estimate->note) add_reference(f, t->estimate->note);
    } else if (t->why) {
      add_reference(f, arena_printf(f->sm->arena, "extrapolated: %s", t->why));
    } else if (t->symbol && !map_get(&f->seen, t->symbol)) {
      map_set(&f->seen, f->sm->arena, t->symbol, t->symbol);
      find_in_trace(f, t->symbol->trace);
    }
  }
}

static struct object *level_object(struct sema *sm, const struct ir_run *run, const char *level)
{
  struct object *arch = run->source ? run->source->arch : NULL;
  struct level *l = arch ? arch_level(arch, intern_str(sm->names, level)) : NULL;
  return l ? l->object : NULL;
}

/* What sets it: leakage may be an attribute, and an area need not be there. */
static struct symbol *said_by(struct sema *sm, struct object *o, const char *quantity)
{
  struct symbol *leakage = strcmp(quantity, "leak") ? NULL : leakage_of(sm, o);
  return leakage ? leakage : object_member(o, intern_str(sm->names, quantity));
}

static void find_in_estimate(struct finding *f, const struct sema_estimate *e,
                             struct sema_origin *out)
{
  out->estimator = e->estimator;
  out->accuracy = e->accuracy;
  out->exactness = e->exactness;
  if (e->note) add_reference(f, e->note);
}

static void find_in_symbol(struct finding *f, struct symbol *s, struct sema_origin *out)
{
  static const char *const words[] = {"exact", "interpolated", "scaled", "extrapolated"};
  symbol_value(f->sm, s);
  out->accuracy = trace_accuracy(s->trace);
  out->exactness = words[trace_exactness(s->trace)];
  find_in_trace(f, s->trace);
}

bool sema_origin(struct sema *sm, const struct ir_run *run, const char *level,
                 const char *quantity, struct sema_origin *out)
{
  struct object *o = level_object(sm, run, level);
  struct symbol *s = o ? said_by(sm, o, quantity) : NULL;
  const struct sema_estimate *e = o ? sema_estimate_of(sm, o, quantity) : NULL;
  bool estimated = e && !e->own && e->estimator;
  struct finding f = {.sm = sm};
  if (!s && !estimated) return false;
  *out = (struct sema_origin){.span = s ? s->set_at : made_at(o)};
  if (estimated) find_in_estimate(&f, e, out);
  else find_in_symbol(&f, s, out);
  out->place = place_text(sm, out->span);
  out->references = f.texts.n;
  out->reference = arena_copy(sm->arena, f.texts.at, f.texts.n * sizeof *f.texts.at);
  vec_free(&f.texts);
  return true;
}

#include "compiler/sema/beyond.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/object.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/support.h"
#include "compiler/sema/table.h"
#include "compiler/sema/trace.h"
#include "compiler/sema/trail.h"

/* What is not known rests on all that it may come to rest on. */
static const struct trace *known_beyond(const struct symbol *s)
{
  return s->state == DONE && s->value.known ? trace_beyond(s->trace) : NULL;
}

/* The first extrapolation that an action, or the area, of a level rests on. */
static const struct trace *find_beyond(struct sema *sm, const struct object *o, bool area,
                                       const char **action)
{
  for (const struct node *n = area ? NULL : o->decl->slot[DECL_ITEMS]; n; n = n->next) {
    struct symbol *s = n->kind == N_DECL && n->word == KW_action && n->name
                         ? scope_get(&o->scope, n->name) : NULL;
    const struct trace *t = s && s->kind == S_ACTION ? known_beyond(s) : NULL;
    if (t) *action = s->name->text;
    if (t) return t;
  }
  struct symbol *s = area ? scope_get(&o->scope, intern_str(sm->names, "area")) : NULL;
  return s ? known_beyond(s) : NULL;
}

/* Whose numbers are looked at: a level of an arch, or what a `let` names. */
struct beyond {
  struct object *object;
  const char *name;
  struct span name_at;
  struct node *made;        /* the expression that it is, or NULL */
};

/* What was given that lies beyond the rows of the table: an argument of the level, else what
 * it is made by. */
static struct span culprit(const struct beyond *b, const struct trace *t)
{
  struct span all = b->made ? node_span(b->made) : b->name_at;
  if (!t->table) return all;
  const struct column *c = &t->table->columns.at[t->table->storey[t->found.beyond]];
  for (const struct setting *s = b->object->settings; s; s = s->next)
    if (s->path == c->name && s->path_at.file == all.file) return argument_span(s);
  return all;
}

static void say_table(struct sema *sm, struct diag *d, const struct beyond *b, const struct trace *t)
{
  const struct table *table = t->table;
  const struct column *c = &table->columns.at[table->storey[t->found.beyond]];
  struct value limit = value_number(t->found.limit, c->type.dim);
  struct value asked = value_number(t->key[t->found.beyond], c->type.dim);
  diag_label(d, culprit(b, t), "the table %s at %s = %s",
             t->key[t->found.beyond] < t->found.limit ? "begins" : "ends", c->name->text,
             value_text(limit, &sm->units, sm->arena));
  diag_note(d, "table `%s`, %s, asked for %s = %s; scaled by the power law of its last two rows",
            table->node->name->text, place_text(sm, node_name_span(table->node)), c->name->text,
            value_text(asked, &sm->units, sm->arena));
}

static void tell(struct sema *sm, const struct beyond *b)
{
  if (!b->object->of || b->object->broken || b->object->generic) return;
  const char *action = NULL;
  const struct trace *energy = find_beyond(sm, b->object, false, &action),
                     *area = find_beyond(sm, b->object, true, &action), *t = energy ? energy : area;
  if (!t || !tell_place(sm, b->name_at)) return;
  struct diag *d = diag_at(sm->diags, W0530, culprit(b, t), "the %s of `%s` %s extrapolated",
                           energy && area ? "energy and the area" : energy ? "energy" : "area",
                           b->name, energy && area ? "are" : "is");
  if (t->table) say_table(sm, d, b, t);
  else {
    diag_label(d, culprit(b, t), "beyond what is known");
    diag_note(d, "%s", t->why);
  }
  if (action) diag_help(d, "give `action %s = ...` yourself if you know better", action);
  else diag_help(d, "give `area = ...` yourself if you know better");
}

void tell_beyond(struct sema *sm, const struct level *l)
{
  if (!l->name) return; /* a group only holds others */
  struct beyond b = {l->object, l->name->text, l->name_at, l->node->slot[DECL_VALUE]};
  tell(sm, &b);
}

void tell_let_beyond(struct sema *sm, struct symbol *s, struct object *o)
{
  struct beyond b = {o, s->name->text, s->where, s->expr};
  for (const struct node *n = o->decl->slot[DECL_ITEMS]; n; n = n->next) {
    struct symbol *action = n->kind == N_DECL && n->word == KW_action && n->name
                              ? scope_get(&o->scope, n->name) : NULL;
    if (action && action->kind == S_ACTION) symbol_value(sm, action);
  }
  tell(sm, &b);
}

void lint_beyond(struct sema *sm, struct symbol *s)
{
  if (!s->made || s->made->broken) return;
  for (struct level *l = arch_next(s->made, NULL); l; l = arch_next(s->made, l)) tell_beyond(sm, l);
}

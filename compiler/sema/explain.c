/* Where the cost of an action comes from: the values it rests on, down to rows of tables. */
#include "compiler/sema/sema.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/component.h"
#include "compiler/sema/estimate.h"
#include "compiler/sema/leakage.h"
#include "compiler/sema/object.h"
#include "compiler/sema/run.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/table.h"
#include "compiler/sema/trace.h"
#include "lang/syntax/parse.h"

enum { DEEPEST = 7 };

struct account {
  struct sema *sm;
  struct strbuf *out;
  struct map told;     /* struct symbol * that were told in full */
};

static void indent(struct account *a, unsigned depth) { strbuf_fill(a->out, ' ', 2 * depth); }

static const char *text_of_value(struct account *a, struct value v)
{
  return value_text(v, &a->sm->units, a->sm->arena);
}

/* ---- lookups ---- */

static void say_key(struct account *a, const struct table *t, const struct trace *step)
{
  for (unsigned k = 0; k < t->grid->keys; k++) {
    const struct column *c = &t->columns.at[t->storey[k]];
    struct value v = value_number(step->key[k], c->type.dim);
    if (!c->type.any && c->type.kind != V_NUMBER)
      v = t->rows.at[step->found.row[0]].value[t->storey[k]]; /* those are equal */
    strbuf_printf(a->out, "%s%s = %s", k ? ", " : "", c->name->text, text_of_value(a, v));
  }
}

/* The keys in which a row is not what was looked up. */
static void say_difference(struct account *a, const struct table *t, const struct trace *step,
                           uint32_t row)
{
  bool first = true;
  for (unsigned k = 0; k < t->grid->keys; k++) {
    struct value v = t->rows.at[row].value[t->storey[k]];
    if (v.kind != V_NUMBER || value_double(v) == step->key[k]) continue;
    strbuf_printf(a->out, "%s%s = %s", first ? ": " : ", ", t->columns.at[t->storey[k]].name->text,
                  text_of_value(a, v));
    first = false;
  }
}

static void say_rows(struct account *a, unsigned depth, const struct trace *step)
{
  const struct table *t = step->table;
  for (unsigned i = 0; i < step->found.rows; i++) {
    const struct table_row *row = &t->rows.at[step->found.row[i]];
    indent(a, depth);
    strbuf_printf(a->out, "row %s", place_text(a->sm, row->span));
    say_difference(a, t, step, step->found.row[i]);
    strbuf_putc(a->out, '\n');
    if (!row->source) continue;
    indent(a, depth + 1);
    strbuf_printf(a->out, "source: %s\n", row->source->text);
  }
}

static void say_lookup(struct account *a, unsigned depth, const struct trace *step)
{
  const struct table *t = step->table;
  const struct grid_found *f = &step->found;
  indent(a, depth);
  strbuf_printf(a->out, "table %s (%s), ", t->node->name->text,
                place_text(a->sm, node_name_span(t->node)));
  say_key(a, t, step);
  strbuf_printf(a->out, ": %s%s%s%s\n", f->exact ? "a row as it is" : "",
                f->interpolated && !f->extrapolated ? "between rows" : "",
                f->extrapolated ? "beyond the rows" : "",
                !f->scaled ? "" : f->interpolated ? ", scaled" : "scaled from a row");
  say_rows(a, depth + 1, step);
  if (t->source) {
    indent(a, depth + 1);
    strbuf_printf(a->out, "source: %s\n", t->source->text);
  }
  if (t->accuracy < 0) return;
  indent(a, depth + 1);
  strbuf_printf(a->out, "accuracy: %g%%\n", 100 * t->accuracy);
}

/* ---- values ---- */

static void say_trace(struct account *a, unsigned depth, const struct trace *t);

/* ---- estimators ---- */

static const struct sema_estimate *asked_for(struct account *a, const struct symbol *s)
{
  const struct object *o = s->kind == S_ACTION && s->scope ? s->scope->object : NULL;
  return o ? sema_estimate_of(a->sm, o, s->name->text) : NULL;
}

/* What stands in the component is not what was taken. */
static bool is_estimated(struct account *a, const struct symbol *s)
{
  const struct sema_estimate *e = asked_for(a, s);
  return e && !e->own;
}

/* Whose word was taken, and why not that of the others. */
static void say_estimate(struct account *a, unsigned depth, const struct sema_estimate *e)
{
  if (!e->estimator && !e->others) return;
  indent(a, depth);
  if (!e->estimator) strbuf_puts(a->out, "no estimator can tell\n");
  else
    strbuf_printf(a->out, "estimator `%s`, accuracy %g%%, %s%s%s\n", e->estimator, 100 * e->accuracy,
                  e->exactness, e->note ? ": " : "", e->note ? e->note : "");
  for (unsigned i = 0; i < e->others; i++) {
    indent(a, depth + 1);
    strbuf_printf(a->out, "not `%s`: it %s\n", e->other[i].estimator, e->other[i].why);
  }
}

/* What each part of a component adds to a sum over them. */
static void say_terms(struct account *a, unsigned depth, const struct symbol *sum)
{
  const struct object *o = sum->scope->object;
  for (const struct node *n = o->decl->slot[DECL_ITEMS]; n; n = n->next) {
    if (n->kind != N_DECL || n->word != KW_part || !n->name) continue;
    struct symbol *part = scope_get(&o->scope, n->name);
    struct value p = part && part->node == n ? symbol_value(a->sm, part) : value_poison();
    struct symbol *s = p.kind == V_OBJECT ? object_member(p.u.object, sum->name) : NULL;
    if (!s) continue;
    struct value v = symbol_value(a->sm, s);
    indent(a, depth);
    strbuf_printf(a->out, "%s: ", n->name->text);
    for (const struct axis *x = p.u.object->axes; x; x = x->next)
      if (x->size.known) strbuf_printf(a->out, "%s x ", text_of_value(a, x->size));
    strbuf_printf(a->out, "%s\n", v.known ? text_of_value(a, v) : "not known");
  }
}

/* `read = cost.read * width = 3.2 pJ (std/memory.tl:80:3)` */
static void say_symbol(struct account *a, unsigned depth, struct symbol *s)
{
  const struct object *o = s->scope ? s->scope->object : NULL;
  indent(a, depth);
  if (depth && o && o->of) strbuf_printf(a->out, "%s.", o->of->name->text);
  strbuf_printf(a->out, "%s", s->name->text);
  if (s->expr && !is_estimated(a, s)) strbuf_printf(a->out, " = %s", source_text(a->sm, node_span(s->expr)));
  if (s->is_sum) strbuf_puts(a->out, " = the sum over all parts");
  if (s->value.known) strbuf_printf(a->out, " = %s", text_of_value(a, s->value));
  bool again = map_get(&a->told, s) != NULL;
  strbuf_printf(a->out, " (%s)%s\n", place_text(a->sm, s->where),
                again && s->trace ? ", as above" : "");
  if (again) return;
  map_set(&a->told, a->sm->arena, s, s);
  if (s->is_sum) say_terms(a, depth + 1, s);
  const struct sema_estimate *e = asked_for(a, s);
  if (e && e->own && e->others) say_estimate(a, depth + 1, e);
  say_trace(a, depth + 1, s->trace);
}

static void say_trace(struct account *a, unsigned depth, const struct trace *t)
{
  if (t && depth > DEEPEST) {
    indent(a, depth);
    strbuf_puts(a->out, "…\n");
    return;
  }
  for (; t; t = t->next) {
    if (t->symbol) say_symbol(a, depth, t->symbol);
    else if (t->table) say_lookup(a, depth, t);
    else if (t->estimate) say_estimate(a, depth, t->estimate);
    else {
      indent(a, depth);
      strbuf_printf(a->out, "extrapolated: %s\n", t->why);
    }
  }
}

/* ---- what is asked for ---- */

static struct object *named_in(struct sema *sm, struct symbol *s, const char *name, size_t n)
{
  if (s->kind == S_IMPORTED && s->target) s = s->target;
  struct value v = s->kind == S_DECL && s->node->word == KW_arch
                     ? value_object(default_object(sm, s)) : symbol_value(sm, s);
  name_t level = intern(sm->names, name, n);
  if (v.kind != V_OBJECT || !v.u.object->of) return NULL;
  struct level *l = arch_level(v.u.object, level);
  if (l) return l->object;
  struct symbol *part = object_member(v.u.object, level);
  struct value inner = part && part->kind == S_PART ? symbol_value(sm, part) : value_poison();
  return inner.kind == V_OBJECT ? inner.u.object : NULL;
}

/* The level of an arch that the main file runs something on, which it may have imported. */
static struct object *level_run_on(struct sema *sm, name_t name)
{
  uint32_t file = sm->program->modules->ast->source->id;
  for (const struct made_run *r = sm->runs; r; r = r->later) {
    const struct level *l = r->arch && node_span(r->node).file == file ? arch_level(r->arch, name) : NULL;
    if (l) return l->object;
  }
  return NULL;
}

/* The level of the first arch that has one of this name, or the instance that a `let` of
 * the main file is. */
static struct object *find_object(struct sema *sm, const char *name, size_t n)
{
  struct module *m = sm->program->modules;
  name_t whole = intern(sm->names, name, n);
  const char *dot = memchr(name, '.', n);
  if (dot) {
    struct symbol *s = scope_get(m->scope, intern(sm->names, name, (size_t)(dot - name)));
    return s ? named_in(sm, s, dot + 1, n - (size_t)(dot + 1 - name)) : NULL;
  }
  struct symbol *s = scope_get(m->scope, whole);
  if (s && s->kind == S_LET) {
    struct value v = symbol_value(sm, s);
    if (v.kind == V_OBJECT) return v.u.object;
  }
  for (struct node *i = m->ast->root->slot[FILE_ITEMS]; i; i = i->next) {
    s = i->kind == N_DECL && i->word == KW_arch && i->name ? scope_get(m->scope, i->name) : NULL;
    struct object *o = s ? named_in(sm, s, name, n) : NULL;
    if (o) return o;
  }
  return level_run_on(sm, whole);
}

/* An area that the component does not say itself. */
static bool say_area(struct account *a, struct object *o, const char *path)
{
  struct value v = estimate_area(a->sm, o);
  if (!v.known) return false;
  strbuf_printf(a->out, "%s is %s\n", path, text_of_value(a, v));
  say_estimate(a, 1, sema_estimate_of(a->sm, o, "area"));
  return true;
}

const char *sema_explain_cost(struct strbuf *out, struct sema *sm, const char *path)
{
  const char *last = strrchr(path, '.');
  struct account a = {.sm = sm, .out = out};
  if (!last || last == path || !last[1])
    return arena_printf(sm->arena, "`%s` is no action: write `LEVEL.ACTION`, such as `GLB.read`",
                        path);
  struct object *o = find_object(sm, path, (size_t)(last - path));
  if (!o)
    return arena_printf(sm->arena, "no arch has a level `%.*s`, and no `let` is one",
                        (int)(last - path), path);
  struct symbol *leakage = strcmp(last + 1, "leak") ? NULL : leakage_of(sm, o);
  struct symbol *s = leakage ? leakage : object_member(o, intern_str(sm->names, last + 1));
  if (!s && !strcmp(last + 1, "area") && say_area(&a, o, path)) return NULL;
  if (!s || (s->kind != S_ACTION && s->kind != S_ATTRIBUTE && s->kind != S_LET &&
             s->kind != S_PARAM)) {
    struct suggest near = suggest_near(sm, last + 1);
    scope_suggest(&(struct scope){.names = o->scope.names}, &near,
                  1u << S_ACTION | 1u << S_ATTRIBUTE | 1u << S_LET);
    return arena_printf(sm->arena, "`%.*s` has no `%s`%s%s%s", (int)(last - path), path, last + 1,
                        near.best ? "; did you mean `" : "", near.best ? near.best : "",
                        near.best ? "`?" : "");
  }
  struct value v = symbol_value(sm, s);
  strbuf_printf(out, "%s%s%s\n", path, v.known ? " is " : " is not known",
                v.known ? text_of_value(&a, v) : "");
  say_symbol(&a, 1, s);
  return NULL;
}

#include "compiler/sema/lookup.h"

#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/support.h"
#include "compiler/sema/table.h"
#include "compiler/sema/trace.h"
#include "compiler/sema/trail.h"
#include "lang/syntax/parse.h"

#include <math.h>

/* The instance of a component that scales, with what it was made for. */
struct scaled_by {
  struct symbol *component;
  double from, to;
  struct object *object;
};

struct lookup {
  struct sema *sm;
  struct scope *scope;
  struct node *call;
  struct table *table;
  struct value key[GRID_KEYS];
  const struct column *column[GRID_KEYS], *result[GRID_RESULTS];
  struct node *given[GRID_KEYS];
  unsigned keys, results;
  bool failed, known;
  struct scaled_by scaled_by;
};

/* ---- arguments ---- */

static void tell_no_key(struct lookup *l, const struct node *arg)
{
  struct sema *sm = l->sm;
  bool named = arg->kind == N_ARG;
  struct span where = named ? node_name_span(arg) : node_span(arg);
  struct suggest near = suggest_near(sm, named ? arg->name->text : "");
  for (unsigned i = 0; i < l->keys; i++) suggest_offer(&near, l->column[i]->name->text);
  struct diag *d = diag_at(sm->diags, E0304, where, "the table `%s` is not looked up by this",
                           l->table->node->name->text);
  diag_label(d, where, named ? "no such key" : "one too many");
  diag_label(d, node_head_span(l->table->node), "has %u key%s", l->keys, plural(l->keys));
  diag_suggest(d, where, near.best);
  add_trail(sm, d);
  l->failed = true;
}

static void tell_missing_key(struct lookup *l, const struct column *c)
{
  struct sema *sm = l->sm;
  struct span where = node_span(l->call);
  struct diag *d = diag_at(sm->diags, E0305, where, "the table `%s` needs a value for `%s`",
                           l->table->node->name->text, c->name->text);
  diag_label(d, where, "missing `%s: %s`", c->name->text, type_text(sm, &c->type));
  diag_label(d, node_span(c->field), "looked up by this");
  add_trail(sm, d);
  l->failed = true;
}

static int key_index(const struct lookup *l, name_t name)
{
  for (unsigned i = 0; i < l->keys; i++)
    if (l->column[i]->name == name) return (int)i;
  return -1;
}

static void read_argument(struct lookup *l, unsigned i, struct node *arg)
{
  struct sema *sm = l->sm;
  const struct column *c = l->column[i];
  struct node *expr = arg->kind == N_ARG ? arg->slot[ARG_VALUE] : arg;
  struct value v = eval_as(sm, l->scope, expr, &c->type);
  l->given[i] = expr;
  l->key[i] = v;
  l->failed |= v.kind == V_POISON;
  if (type_fits(&c->type, v)) return;
  tell_misfit_at(sm, c->name->text, expr, node_span(c->field), &c->type, v);
  l->failed = true;
}

static void read_arguments(struct lookup *l)
{
  unsigned position = 0;
  for (struct node *arg = l->call->slot[CALL_ARGS]; arg; arg = arg->next) {
    int i = arg->kind == N_ARG ? key_index(l, arg->name) : (int)position++;
    if (i < 0 || (unsigned)i >= l->keys || l->given[i]) tell_no_key(l, arg);
    else read_argument(l, (unsigned)i, arg);
    if (arg->kind == N_ARG && i >= 0)
      refer_to(l->sm, node_name_span(arg), MEANS_COLUMN, l->column[i]->name,
               node_span(l->column[i]->field->slot[FIELD_PATH]), NULL);
  }
  l->known = true;
  for (unsigned i = 0; i < l->keys && !l->failed; i++) {
    if (!l->given[i]) tell_missing_key(l, l->column[i]);
    l->known = l->known && l->key[i].known;
  }
}

/* ---- scaling ---- */

static struct setting *argument(struct lookup *l, const char *name, double number, struct dim dim)
{
  struct setting *s = ARENA_NEW(l->sm->arena, struct setting);
  struct span at = node_span(l->call);
  *s = (struct setting){.path = intern_str(l->sm->names, name), .path_at = at, .value_at = at,
                        .value = value_number(number, dim), .evaluated = true};
  return s;
}

/* The instance that tells how results follow from `from` to `to`; one for all of them. */
static struct object *scaler_made(struct lookup *l, struct symbol *component, struct dim dim,
                                  double from, double to)
{
  struct scaled_by *made = &l->scaled_by;
  if (made->object && made->component == component && made->from == from && made->to == to)
    return made->object;
  struct setting *settings = argument(l, "from", from, dim);
  settings->next = argument(l, "to", to, dim);
  *made = (struct scaled_by){component, from, to,
                             instantiate_from(l->sm, component, settings, NULL, l->call,
                                              l->scope->object)};
  return made->object;
}

/* A factor that a component tells: one of its lets, by the kind of the result. */
static double component_factor(struct lookup *l, struct symbol *component, enum scaled is,
                               struct dim dim, double from, double to)
{
  static const char *const lets[SCALED_KINDS] = {"energy", "area", "power", "time", "time", NULL};
  struct sema *sm = l->sm;
  if (!lets[is]) return 1;
  struct object *o = scaler_made(l, component, dim, from, to);
  struct symbol *s = object_member(o, intern_str(sm->names, lets[is]));
  struct value v = s ? symbol_value(sm, s) : value_poison();
  if (!value_is_plain(v) || !v.known) return NAN;
  return is == SCALED_FREQ ? 1 / value_double(v) : value_double(v);
}

static double factor(void *context, unsigned key, unsigned result, double from, double to)
{
  struct lookup *l = context;
  const struct column *c = l->column[key];
  enum scaled is = l->result[result]->is;
  const struct scaling *s = &c->scaling[is];
  switch (s->by) {
  case SCALE_POWER: return pow(to / from, s->exponent);
  case SCALE_BINARY: return exp2(to - from);
  case SCALE_COMPONENT: return component_factor(l, s->component, is, c->type.dim, from, to);
  case SCALE_NOT: break;
  }
  return 1;
}

/* ---- results ---- */

static struct value row_of(struct lookup *l, const struct grid_found *found, const double *out)
{
  struct table *t = l->table;
  struct row_value *row = ARENA_NEW(l->sm->arena, struct row_value);
  *row = (struct row_value){t, ARENA_ARRAY(l->sm->arena, struct value, t->columns.n)};
  unsigned r = 0;
  for (uint32_t i = 0; i < t->columns.n; i++) {
    const struct column *c = &t->columns.at[i];
    row->at[i] = value_poison();
    if (c->key) continue;
    if (!found) row->at[i] = type_unknown(&c->type);
    else {
      struct value first = t->rows.at[found->row[0]].value[i];
      row->at[i] = first;
      if (first.kind == V_NUMBER && !found->exact)
        row->at[i] = isfinite(out[r]) ? value_number(out[r], first.dim) : value_poison();
    }
    r++;
  }
  return (struct value){.kind = V_ROW, .known = found != NULL, .u.row = row};
}

/* The values that rows have for a key: a few of them. */
static const char *key_values(struct lookup *l, const struct column *c)
{
  enum { SHOWN = 8 };
  struct table *t = l->table;
  uint32_t column = (uint32_t)(c - t->columns.at);
  const char *text = "", *seen[SHOWN];
  unsigned n = 0;
  for (uint32_t i = 0; i < t->rows.n; i++) {
    const char *one = value_text(t->rows.at[i].value[column], &l->sm->units, l->sm->arena);
    bool known = false;
    for (unsigned k = 0; k < n; k++) known |= !strcmp(seen[k], one);
    if (known) continue;
    if (n == SHOWN) return arena_printf(l->sm->arena, "%s …", text);
    seen[n++] = one;
    text = arena_printf(l->sm->arena, "%s%s%s", text, n > 1 ? ", " : "", one);
  }
  return text;
}

static struct value tell_no_row(struct lookup *l, unsigned key)
{
  struct sema *sm = l->sm;
  const struct column *c = l->column[key];
  struct span where = node_span(l->given[key]);
  const char *asked = value_text(l->key[key], &sm->units, sm->arena);
  struct diag *d = diag_at(sm->diags, E0640, where, "no row of the table `%s` is for %s %s",
                           l->table->node->name->text, c->name->text, asked);
  diag_label(d, where, "%s", asked);
  diag_label(d, node_span(c->field), "looked up by this");
  if (c->rule != GRID_EQUAL && value_double(l->key[key]) <= 0)
    diag_note(d, "only what is more than 0 can be scaled, or lie between rows");
  else if (l->table->rows.n)
    diag_note(d, "its rows are for %s%s", key_values(l, c),
              c->rule == GRID_EQUAL ? "" : "; between takes two that are alike in all else");
  else diag_note(d, "it has no rows");
  add_trail(sm, d);
  return value_poison();
}

/* From the order of arguments to that of storeys. */
static void follow_storeys(struct lookup *l)
{
  struct lookup declared = *l;
  for (unsigned i = 0; i < l->keys; i++) {
    const struct column *c = &l->table->columns.at[l->table->storey[i]];
    unsigned from = 0;
    while (declared.column[from] != c) from++;
    l->column[i] = c;
    l->key[i] = declared.key[from];
    l->given[i] = declared.given[from];
  }
}

struct value eval_lookup(struct sema *sm, struct scope *scope, struct node *call,
                         struct symbol *table)
{
  struct table *t = table_of(sm, table);
  struct lookup l = {.sm = sm, .scope = scope, .call = call, .table = t};
  if (t->broken) return value_poison();
  for (uint32_t i = 0; i < t->columns.n; i++) {
    const struct column *c = &t->columns.at[i];
    if (c->key) l.column[l.keys++] = c;
    else l.result[l.results++] = c;
  }
  read_arguments(&l);
  if (l.failed) return value_poison();
  if (!l.known) return row_of(&l, NULL, NULL);
  table_ready(sm, t);
  if (t->misread) return value_poison();
  if (!t->grid) return row_of(&l, NULL, NULL);
  follow_storeys(&l);
  double *key = ARENA_ARRAY(sm->arena, double, l.keys + 1), out[GRID_RESULTS];
  for (unsigned i = 0; i < l.keys; i++) key[i] = table_key(t, l.key[i]);
  struct grid_found found;
  struct grid_scaler scaler = {factor, &l};
  struct tracing scaling = {NULL, NULL}, *before = trace_begin(sm, &scaling);
  bool there = grid_find(t->grid, key, &scaler, out, &found);
  trace_end(sm, before);
  if (!there) return tell_no_row(&l, found.beyond);
  trace_lookup(sm, t, &found, key, call);
  trace_join(sm, &scaling);
  return row_of(&l, &found, out);
}

struct value row_member(struct sema *sm, struct node *n, const struct row_value *row)
{
  struct column *c = table_column(row->table, n->name);
  if (c) refer_to(sm, node_name_span(n), MEANS_COLUMN, c->name, node_span(c->field->slot[FIELD_PATH]), NULL);
  if (c && !c->key) return row->at[c - row->table->columns.at];
  struct suggest near = suggest_near(sm, n->name->text);
  for (uint32_t i = 0; i < row->table->columns.n; i++)
    if (!row->table->columns.at[i].key)
      suggest_offer(&near, row->table->columns.at[i].name->text);
  struct span where = node_name_span(n);
  struct diag *d = diag_at(sm->diags, E0208, where, "the table `%s` does not find a `%s`",
                           row->table->node->name->text, n->name->text);
  diag_label(d, where, c ? "it is looked up by this" : "not a column");
  diag_suggest(d, where, near.best);
  add_trail(sm, d);
  return value_poison();
}

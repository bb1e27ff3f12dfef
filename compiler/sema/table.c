/* Tables: the names and types of their columns, where their rows come from, and what is
 * made of them for lookups. */
#include "compiler/sema/table.h"

#include "compiler/sema/block.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/place.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"

#include <math.h>

struct column *table_column(struct table *t, name_t name)
{
  for (uint32_t i = 0; i < t->columns.n; i++)
    if (t->columns.at[i].name == name) return &t->columns.at[i];
  return NULL;
}

/* ---- columns ---- */

static enum scaled scaled_as(const struct wanted_type *t)
{
  static const char *const words[] = {"energy", "area", "power", "time", "freq"};
  struct dim dim;
  for (unsigned i = 0; i < SCALED_OTHER && !t->any && t->kind == V_NUMBER; i++)
    if (dim_of_type(words[i], &dim) && dim_equal(dim, t->dim)) return (enum scaled)i;
  return SCALED_OTHER;
}

/* Is it of something that is never less than nothing?  (Voltages are.) */
static bool is_amount(struct dim dim)
{
  static const char *const amounts[] = {"energy", "power", "area", "length", "time", "freq", "bits",
                                        "cycles", NULL};
  struct dim amount;
  for (const char *const *a = amounts; *a; a++)
    if (dim_of_type(*a, &amount) && dim_equal(amount, dim)) return true;
  return false;
}

static void read_column(struct sema *sm, struct table *t, struct node *field)
{
  struct node *path = field->slot[FIELD_PATH];
  if (path->kind != N_NAME) {
    t->broken = true;
    struct diag *d = diag_at(sm->diags, E0628, node_span(path), "a column has a simple name");
    diag_label(d, node_span(path), "a path");
    diag_help(d, "write it with `_` in place of the dot");
    return;
  }
  struct column c = {.field = field, .name = path->name};
  const struct column *same = table_column(t, c.name);
  if (same) {
    struct diag *d = diag_at(sm->diags, E0205, node_span(path), "`%s` is declared twice",
                             c.name->text);
    diag_label(d, node_span(path), "again here");
    diag_label(d, node_span(same->field->slot[FIELD_PATH]), "a column already");
    t->broken = true;
  }
  refer_to(sm, node_span(path), MEANS_COLUMN, c.name, node_span(path), NULL);
  c.type = type_read(sm, &t->scope, field->slot[FIELD_TYPE]);
  c.is = scaled_as(&c.type);
  c.amount = !c.type.any && c.type.kind == V_NUMBER && is_amount(c.type.dim);
  if (field->slot[FIELD_VALUE]) read_rule(sm, t, &c);
  vec_push_in(sm->arena, &t->columns, c);
}

static unsigned count_keys(const struct table *t)
{
  unsigned n = 0;
  for (uint32_t i = 0; i < t->columns.n; i++) n += t->columns.at[i].key;
  return n;
}

static void check_columns(struct sema *sm, struct table *t)
{
  struct span head = node_head_span(t->node);
  unsigned keys = count_keys(t), results = t->columns.n - keys;
  if (t->broken || (results && keys <= GRID_KEYS && results <= GRID_RESULTS)) return;
  t->broken = true;
  struct diag *d;
  if (!t->columns.n) {
    d = diag_at(sm->diags, E0620, head, "the table `%s` has no columns", t->node->name->text);
    diag_label(d, head, "nothing says what a row holds");
    diag_help(d, "declare them: `size: bits = interpolate` is looked up by, `read: energy` is the "
                 "result");
  } else if (!results) {
    d = diag_at(sm->diags, E0621, head, "the table `%s` has no result", t->node->name->text);
    diag_label(d, head, "each of its columns is looked up by");
    diag_help(d, "a column without a rule is a result: `read: energy`");
  } else {
    bool many_keys = keys > GRID_KEYS;
    d = diag_at(sm->diags, E0628, head, "the table `%s` has %u columns that %s", t->node->name->text,
                many_keys ? keys : results, many_keys ? "are looked up by" : "are found");
    diag_label(d, head, "at most %u", many_keys ? GRID_KEYS : GRID_RESULTS);
    diag_help(d, "make two tables of it");
  }
}

/* ---- settings ---- */

static name_t text_of(struct sema *sm, struct table *t, const char *what, struct node *expr)
{
  struct wanted_type text = {.kind = V_STRING};
  struct value v = eval(sm, &t->scope, expr);
  if (!type_fits(&text, v)) tell_misfit_at(sm, what, expr, (struct span){0}, &text, v);
  return v.kind == V_STRING && v.known ? v.u.name : NULL;
}

static void read_accuracy(struct sema *sm, struct table *t, struct node *expr)
{
  struct value v = eval(sm, &t->scope, expr);
  if (v.kind == V_POISON || (value_is_plain(v) && !v.known)) return;
  double share = value_is_plain(v) ? value_double(v) : -1;
  if (share >= 0 && share <= 1) {
    t->accuracy = share;
    return;
  }
  struct diag *d = diag_at(sm->diags, E0309, node_span(expr),
                           "an accuracy lies between 0 and 100%%, but this is %s",
                           value_text(v, &sm->units, sm->arena));
  diag_label(d, node_span(expr), "not a share");
  diag_help(d, "write `accuracy = 80%%`");
}

static void read_setting(struct sema *sm, struct table *t, struct block *b, struct node *n)
{
  struct node *path = n->slot[ATTR_PATH], *expr = n->slot[ATTR_VALUE];
  const char *name = path->kind == N_NAME ? path->name->text : "";
  bool from = !strcmp(name, "from"), source = !strcmp(name, "source"),
       accuracy = !strcmp(name, "accuracy");
  if (!from && !source && !accuracy) {
    check_setting(sm, b, n);
    return;
  }
  check_once(sm, b, path->name, n, node_span(path));
  if (!expr) return;
  if (accuracy) read_accuracy(sm, t, expr);
  else {
    name_t text = text_of(sm, t, name, expr);
    if (source) t->source = text;
    else if (text) t->from = expr;
  }
}

/* ---- the whole ---- */

static void read_declaration(struct sema *sm, struct table *t)
{
  struct block b = {.scope = &t->scope, .word = KW_table};
  check_plain_declaration(sm, t->node);
  declare_params(sm, &t->scope, t->node);
  for (struct node *n = t->node->slot[DECL_ITEMS]; n; n = n->next) {
    if (!place_item(sm, KW_table, n)) continue;
    if (n->kind == N_FIELD) read_column(sm, t, n);
    else if (n->kind == N_ATTR) read_setting(sm, t, &b, n);
    t->broken |= n->kind == N_ERROR;
  }
  check_columns(sm, t);
  for (struct node *n = t->node->slot[DECL_ITEMS]; n && !t->broken; n = n->next)
    if (n->kind == N_ROW) read_row(sm, t, n);
}

uint32_t table_unmute(struct sema *sm, const struct table *t)
{
  uint32_t muted = sm->diags->muted;
  const struct module *m = t->symbol->module;
  if (m && m->ast) sm->diags->muted = m->ast->broken;
  return muted;
}

struct table *table_of(struct sema *sm, struct symbol *s)
{
  struct table *t = map_get(&sm->tables, s);
  if (t) return t;
  t = ARENA_NEW(sm->arena, struct table);
  *t = (struct table){.symbol = s, .node = s->node, .accuracy = -1,
                      .scope = {.outer = s->scope, .object = s->scope->object}};
  map_set(&sm->tables, sm->arena, s, t);
  uint32_t muted = table_unmute(sm, t);
  read_declaration(sm, t);
  sm->diags->muted = muted;
  return t;
}

double table_key(const struct table *t, struct value v)
{
  if (v.kind == V_NUMBER) return value_double(v);
  if (v.kind == V_BOOL) return v.u.b;
  return (double)(uintptr_t)map_get(&t->words, v.u.name);
}

static void count_word(struct sema *sm, struct table *t, struct value v)
{
  if (v.kind != V_ENUM && v.kind != V_STRING) return;
  if (!map_get(&t->words, v.u.name))
    map_set(&t->words, sm->arena, v.u.name, (void *)(uintptr_t)(t->words.n + 1));
}

/* Rows must be equal first of all; then comes what is scaled, and what lies between rows
 * last: so a row that is there is not missed for a neighbour that is not. */
static unsigned order_keys(struct table *t)
{
  static const enum grid_rule turns[][2] = {{GRID_EQUAL, GRID_EQUAL}, {GRID_SCALE, GRID_STEP},
                                            {GRID_INTERPOLATE, GRID_BLEND}};
  unsigned n = 0;
  for (unsigned turn = 0; turn < sizeof turns / sizeof *turns; turn++)
    for (uint32_t c = 0; c < t->columns.n; c++) {
      const struct column *column = &t->columns.at[c];
      if (column->key && (column->rule == turns[turn][0] || column->rule == turns[turn][1]))
        t->storey[n++] = c;
    }
  return n;
}

void table_row_results(const struct table *t, const struct table_row *row, double *out)
{
  for (uint32_t c = 0; c < t->columns.n; c++)
    if (!t->columns.at[c].key)
      *out++ = row->value[c].kind == V_NUMBER ? value_double(row->value[c]) : NAN;
}

static void make_grid(struct sema *sm, struct table *t)
{
  unsigned keys = order_keys(t), results = t->columns.n - keys;
  double *key = ARENA_ARRAY(sm->arena, double, (size_t)t->rows.n * keys + 1), *k = key;
  double *result = ARENA_ARRAY(sm->arena, double, (size_t)t->rows.n * results + 1), *r = result;
  enum grid_rule rule[GRID_KEYS];
  for (unsigned i = 0; i < keys; i++) rule[i] = t->columns.at[t->storey[i]].rule;
  for (uint32_t i = 0; i < t->rows.n; i++) {
    const struct value *value = t->rows.at[i].value;
    for (unsigned j = 0; j < keys; j++) {
      count_word(sm, t, value[t->storey[j]]);
      *k++ = table_key(t, value[t->storey[j]]);
    }
    if (!t->rows.at[i].unread) table_row_results(t, &t->rows.at[i], r);
    r += results;
  }
  t->results = result;
  t->grid = grid_new(sm->arena, keys, results, rule, t->rows.n, key, result);
  if (t->file) fill_from_file(t);
  if (t->grid->doubled && t->from)
    tell_same_row(sm, t, &t->rows.at[t->grid->again], t->rows.at[t->grid->first].span);
}

void table_ready(struct sema *sm, struct table *t)
{
  if (t->ready) return;
  t->ready = true;
  uint32_t muted = table_unmute(sm, t);
  if (t->from && !t->broken) read_table_file(sm, t);
  sm->diags->muted = muted;
  if (!t->broken && !t->misread && !t->unknown) make_grid(sm, t);
}

void lint_rows(struct sema *sm, struct symbol *s)
{
  for (struct node *n = s->node->slot[DECL_ITEMS]; n; n = n->next) {
    if (n->kind == N_ROW || n->kind == N_ERROR) return;
    const struct node *path = n->kind == N_ATTR ? n->slot[ATTR_PATH] : NULL;
    if (path && path->kind == N_NAME && names_equal(path->name, "from")) return;
  }
  struct span where = node_head_span(s->node);
  struct diag *d = diag_at(sm->diags, W0527, where, "the table `%s` has no rows",
                           s->name->text);
  diag_label(d, where, "nothing is found in it");
  diag_help(d, "add rows, or read them from a file: `from = \"reads.csv\"`");
}

bool table_is_whole(const struct sema *sm, const struct table *t)
{
  const struct module *m = t->symbol->module;
  return !m || !m->library || m == sm->program->modules;
}

void check_table(struct sema *sm, struct symbol *s)
{
  struct table *t = table_of(sm, s);
  if (table_is_whole(sm, t)) table_ready(sm, t);
}

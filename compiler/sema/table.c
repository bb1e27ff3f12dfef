/* Tables: the names and types of their columns, their rows, and whether rows can be
 * told apart by what they are looked up with. */
#include "compiler/sema/table.h"

#include "compiler/sema/block.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/place.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/type.h"
#include "lang/base/vec.h"

#include <string.h>

/* How a row is found by the value of a column. */
static const char *const rules[] = {"equal", "linear", "inverse", "quadratic", "power_of_two",
                                    "interpolate", "technology", NULL};

struct column {
  struct node *field;
  name_t name;
  struct wanted_type type;
  bool key;       /* it has a rule: rows are found by it */
  bool scales;    /* … and its values are divided by each other */
};

struct table {
  struct node *node;
  struct scope *scope;
  VEC(struct column) columns;
  bool broken;    /* a column is not understood, so rows are not counted against them */
};

/* ---- columns ---- */

static bool is_rule(const char *word)
{
  for (const char *const *r = rules; *r; r++)
    if (!strcmp(*r, word)) return true;
  return false;
}

static void tell_no_rule(struct sema *sm, const struct node *n)
{
  struct suggest near = suggest_near(sm, n->kind == N_NAME ? n->name->text : "");
  for (const char *const *r = rules; *r; r++) suggest_offer(&near, *r);
  struct diag *d = n->kind == N_NAME
    ? diag_at(sm->diags, E0622, node_span(n), "no rule for looking up is called `%s`",
              n->name->text)
    : diag_at(sm->diags, E0622, node_span(n), "this is no rule for looking up");
  diag_label(d, node_span(n), "not a rule");
  diag_suggest(d, node_span(n), near.best);
  diag_note(d, "rules are `equal`, `linear`, `inverse`, `quadratic`, `power_of_two`, "
               "`interpolate`, `technology`, or a number: an exponent");
}

static void tell_rule_type(struct sema *sm, const struct column *c, const struct node *rule)
{
  struct node *type = c->field->slot[FIELD_TYPE];
  struct diag *d = diag_at(sm->diags, E0623, node_span(rule),
                           "%s looks up numbers, but the column `%s` holds none",
                           rule->kind == N_NAME ? called(sm, rule) : "an exponent", c->name->text);
  diag_label(d, node_span(rule), "needs numbers");
  diag_label(d, node_span(type), "%s", type_text(sm, &c->type));
  diag_help(d, "write `equal`");
  diag_fix(d, DIAG_MAYBE, node_span(rule), "equal");
}

static void read_rule(struct sema *sm, struct table *t, struct column *c)
{
  struct node *rule = c->field->slot[FIELD_VALUE];
  bool named = rule->kind == N_NAME && is_rule(rule->name->text);
  c->key = true;
  if (!named) {
    struct value v = rule->kind == N_NAME && !scope_find(t->scope, rule->name)
                       ? value_enum(rule->name) : eval(sm, t->scope, rule);
    if (v.kind == V_POISON) return;
    if (!value_is_plain(v)) {
      tell_no_rule(sm, rule);
      return;
    }
  }
  c->scales = !named || (!names_equal(rule->name, "equal"));
  if (!c->scales || c->type.any || c->type.kind == V_NUMBER) return;
  c->scales = false;
  tell_rule_type(sm, c, rule);
}

static struct column *column_named(struct table *t, name_t name)
{
  for (uint32_t i = 0; i < t->columns.n; i++)
    if (t->columns.at[i].name == name) return &t->columns.at[i];
  return NULL;
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
  const struct column *same = column_named(t, c.name);
  if (same) {
    struct diag *d = diag_at(sm->diags, E0205, node_span(path), "`%s` is declared twice",
                             c.name->text);
    diag_label(d, node_span(path), "again here");
    diag_label(d, node_span(same->field->slot[FIELD_PATH]), "a column already");
    t->broken = true;
  }
  c.type = type_read(sm, t->scope, field->slot[FIELD_TYPE]);
  if (field->slot[FIELD_VALUE]) read_rule(sm, t, &c);
  vec_push(&t->columns, c);
}

static void check_columns(struct sema *sm, struct table *t)
{
  bool result = false;
  struct span head = node_head_span(t->node);
  for (uint32_t i = 0; i < t->columns.n; i++) result |= !t->columns.at[i].key;
  if (result || t->broken) return;
  struct diag *d;
  if (!t->columns.n) {
    d = diag_at(sm->diags, E0620, head, "the table `%s` has no columns", t->node->name->text);
    diag_label(d, head, "nothing says what a row holds");
    diag_help(d, "declare them: `size: bits = interpolate` is looked up by, `read: energy` is the "
                 "result");
  } else {
    d = diag_at(sm->diags, E0621, head, "the table `%s` has no result", t->node->name->text);
    diag_label(d, head, "each of its columns is looked up by");
    diag_help(d, "a column without a rule is a result: `read: energy`");
  }
  t->broken = true;
}

/* ---- rows ---- */

/* The cells of a row, by column: their nodes and values. */
struct row {
  struct node *node;
  struct node **cells;
  struct value *values;
  bool uneven; /* one cell is missing or too much, and nobody knows which */
};

static void tell_surplus_cell(struct sema *sm, struct table *t, const struct row *row,
                              struct node *cell)
{
  unsigned n = 0;
  for (struct node *arg = row->node->slot[ROW_ARGS]; arg; arg = arg->next) n += arg->kind != N_ARG;
  struct diag *d = diag_at(sm->diags, E0624, node_span(cell),
                           "this row has %u cells, but the table has %u columns", n, t->columns.n);
  diag_label(d, node_span(cell), "no column for this");
  diag_label(d, node_head_span(t->node), "has %u columns", t->columns.n);
}

static void tell_missing_cell(struct sema *sm, const struct row *row, const struct column *c)
{
  struct span where = node_span(row->node);
  struct diag *d = diag_at(sm->diags, E0624, where, "this row has no cell for `%s`", c->name->text);
  diag_label(d, where, "too short");
  diag_label(d, node_span(c->field), "the column `%s`", c->name->text);
  diag_help(d, "add it behind the others, or by name: `%s = ...`", c->name->text);
}

static void tell_no_column(struct sema *sm, struct table *t, struct node *arg)
{
  struct span where = node_name_span(arg);
  struct suggest near = suggest_near(sm, arg->name->text);
  for (uint32_t i = 0; i < t->columns.n; i++) suggest_offer(&near, t->columns.at[i].name->text);
  suggest_offer(&near, "source");
  struct diag *d = diag_at(sm->diags, E0203, where, "the table `%s` has no column `%s`",
                           t->node->name->text, arg->name->text);
  diag_label(d, where, "not found");
  diag_suggest(d, where, near.best);
}

static void check_text(struct sema *sm, struct table *t, const char *what, struct node *expr)
{
  struct wanted_type text = {.kind = V_STRING};
  struct value v = eval(sm, t->scope, expr);
  if (!type_fits(&text, v)) tell_misfit_at(sm, what, expr, (struct span){0}, &text, v);
}

static void set_cell(struct sema *sm, struct table *t, struct row *row, unsigned i,
                     struct node *arg)
{
  struct node *expr = arg->kind == N_ARG ? arg->slot[ARG_VALUE] : arg;
  const struct column *c = &t->columns.at[i];
  struct span declared = node_span(c->field);
  if (row->cells[i]) {
    struct diag *d = diag_at(sm->diags, E0314, node_span(arg), "this row gives `%s` twice",
                             c->name->text);
    diag_label(d, node_span(arg), "again here");
    diag_label(d, node_span(row->cells[i]), "first here");
    return;
  }
  row->cells[i] = expr;
  sm->diags->muted += row->uneven;
  struct value v = eval_as(sm, t->scope, expr, &c->type);
  if (type_fits(&c->type, v)) row->values[i] = v;
  else tell_misfit_at(sm, c->name->text, expr, declared, &c->type, v);
  sm->diags->muted -= row->uneven;
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

static void check_amounts(struct sema *sm, struct table *t, const struct row *row)
{
  for (uint32_t i = 0; i < t->columns.n; i++) {
    struct value v = row->values[i];
    const struct column *c = &t->columns.at[i];
    if (c->scales || v.kind != V_NUMBER || !v.known || value_double(v) >= 0 || !is_amount(v.dim))
      continue;
    struct span where = node_span(row->cells[i]);
    struct diag *d = diag_at(sm->diags, E0309, where, "`%s` must be at least 0, but this is %s",
                             c->name->text, value_text(v, &sm->units, sm->arena));
    diag_label(d, where, "less than 0");
    diag_label(d, node_span(c->field), "declared as `%s`", type_text(sm, &c->type));
  }
}

/* Scaling from a row by a rule divides by its key. */
static void check_keys(struct sema *sm, struct table *t, const struct row *row)
{
  for (uint32_t i = 0; i < t->columns.n; i++) {
    struct value v = row->values[i];
    const struct column *c = &t->columns.at[i];
    if (!c->scales || v.kind != V_NUMBER || !v.known || value_double(v) > 0) continue;
    struct span where = node_span(row->cells[i]);
    struct diag *d = diag_at(sm->diags, E0309, where, "`%s` must be more than 0 to be scaled from",
                             c->name->text);
    diag_label(d, where, "%s", value_text(v, &sm->units, sm->arena));
    diag_label(d, node_span(c->field), "looked up by scaling");
  }
}

static unsigned count_cells(const struct node *row)
{
  unsigned n = 0;
  for (const struct node *a = row->slot[ROW_ARGS]; a; a = a->next)
    n += a->kind != N_ARG || !names_equal(a->name, "source");
  return n;
}

static void read_row(struct sema *sm, struct table *t, struct row *row)
{
  unsigned position = 0;
  bool told = false;
  row->uneven = count_cells(row->node) != t->columns.n;
  for (struct node *arg = row->node->slot[ROW_ARGS]; arg; arg = arg->next) {
    if (arg->kind == N_ARG && names_equal(arg->name, "source")) {
      check_text(sm, t, "source", arg->slot[ARG_VALUE]);
      continue;
    }
    const struct column *c = arg->kind == N_ARG ? column_named(t, arg->name) : NULL;
    unsigned i = c ? (unsigned)(c - t->columns.at) : arg->kind == N_ARG ? t->columns.n : position++;
    if (i < t->columns.n) {
      set_cell(sm, t, row, i, arg);
      continue;
    }
    if (arg->kind == N_ARG) tell_no_column(sm, t, arg);
    else if (!told) tell_surplus_cell(sm, t, row, arg);
    told = true;
  }
  for (uint32_t i = 0; i < t->columns.n && !told; i++)
    if (!row->cells[i]) {
      tell_missing_cell(sm, row, &t->columns.at[i]);
      told = true;
    }
  if (row->uneven) return;
  check_keys(sm, t, row);
  check_amounts(sm, t, row);
}

/* What the row is found by, as one name: equal keys are equal names; NULL if
 * some of it is not known. */
static name_t row_key(struct sema *sm, struct table *t, const struct row *row)
{
  struct strbuf b = {0};
  bool known = true;
  for (uint32_t i = 0; i < t->columns.n; i++) {
    struct value v = row->values[i];
    if (!t->columns.at[i].key) continue;
    known = known && v.known && (v.kind == V_NUMBER || v.kind == V_BOOL || v.kind == V_ENUM ||
                                 v.kind == V_STRING);
    if (!known) break;
    if (v.kind == V_NUMBER) strbuf_printf(&b, "%a ", value_double(v));
    else if (v.kind == V_BOOL) strbuf_printf(&b, "%d ", v.u.b);
    else strbuf_printf(&b, "%p ", (const void *)v.u.name);
  }
  name_t key = known ? intern(sm->names, strbuf_str(&b), b.n) : NULL;
  strbuf_free(&b);
  return key;
}

static const char *key_text(struct sema *sm, struct table *t, const struct row *row)
{
  const char *text = "";
  for (uint32_t i = 0; i < t->columns.n; i++) {
    if (!t->columns.at[i].key) continue;
    text = arena_printf(sm->arena, "%s%s`%s` %s", text, *text ? ", " : "",
                        t->columns.at[i].name->text,
                        value_text(row->values[i], &sm->units, sm->arena));
  }
  return text;
}

static void tell_same_row(struct sema *sm, struct table *t, const struct row *row,
                          const struct node *first)
{
  const char *key = key_text(sm, t, row);
  struct span where = node_span(row->node);
  struct diag *d = *key ? diag_at(sm->diags, E0625, where, "two rows are for %s", key)
                        : diag_at(sm->diags, E0625, where, "a table without keys has one row");
  diag_label(d, where, "never found");
  diag_label(d, node_span(first), "the first");
  if (!*key) diag_help(d, "say what rows are looked up by: `size: bits = interpolate`");
}

static void check_rows(struct sema *sm, struct table *t)
{
  struct map seen = {0};
  for (struct node *n = t->node->slot[DECL_ITEMS]; n; n = n->next) {
    if (n->kind != N_ROW) continue;
    struct row row = {.node = n, .cells = ARENA_ARRAY(sm->arena, struct node *, t->columns.n + 1),
                      .values = ARENA_ARRAY(sm->arena, struct value, t->columns.n + 1)};
    read_row(sm, t, &row);
    name_t key = row_key(sm, t, &row);
    struct node *first = key ? map_get(&seen, key) : NULL;
    if (first) tell_same_row(sm, t, &row, first);
    else if (key) map_set(&seen, sm->arena, key, n);
  }
}

/* ---- the whole ---- */

static void check_text_setting(struct sema *sm, struct table *t, struct block *b, struct node *n)
{
  struct node *path = n->slot[ATTR_PATH];
  bool text = path->kind == N_NAME &&
              (names_equal(path->name, "from") || names_equal(path->name, "source"));
  if (text) {
    check_once(sm, b, path->name, n, node_span(path));
    if (n->slot[ATTR_VALUE]) check_text(sm, t, path->name->text, n->slot[ATTR_VALUE]);
  } else check_setting(sm, b, n);
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

void check_table(struct sema *sm, struct symbol *s)
{
  struct scope scope = {.outer = s->scope, .object = s->scope->object};
  struct table t = {.node = s->node, .scope = &scope};
  struct block b = {.scope = &scope, .word = KW_table};
  check_plain_declaration(sm, s->node);
  declare_params(sm, &scope, s->node);
  for (struct node *n = s->node->slot[DECL_ITEMS]; n; n = n->next) {
    if (!place_item(sm, KW_table, n)) continue;
    if (n->kind == N_FIELD) read_column(sm, &t, n);
    else if (n->kind == N_ATTR) check_text_setting(sm, &t, &b, n);
    t.broken |= n->kind == N_ERROR;
  }
  check_columns(sm, &t);
  if (!t.broken) check_rows(sm, &t);
  vec_free(&t.columns);
}

/* The rows of a table as they stand in its declaration: cells by place and by name, and what
 * must hold of them. */
#include "compiler/sema/table.h"

#include "compiler/sema/block.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/support.h"

/* The cells of a row, by column: their nodes and values. */
struct row {
  struct node *node;
  struct node **cells;
  struct value *values;
  name_t source;
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

static name_t text_cell(struct sema *sm, struct table *t, const char *what, struct node *expr)
{
  struct wanted_type text = {.kind = V_STRING};
  struct value v = eval(sm, &t->scope, expr);
  if (!type_fits(&text, v)) tell_misfit_at(sm, what, expr, (struct span){0}, &text, v);
  return v.kind == V_STRING && v.known ? v.u.name : NULL;
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
  struct value v = eval_as(sm, &t->scope, expr, &c->type);
  if (type_fits(&c->type, v)) row->values[i] = v;
  else tell_misfit_at(sm, c->name->text, expr, declared, &c->type, v);
  sm->diags->muted -= row->uneven;
}

static void check_amount(struct sema *sm, const struct column *c, struct value v, struct span at)
{
  if (c->scales || value_double(v) >= 0 || !c->amount) return;
  struct diag *d = diag_at(sm->diags, E0309, at, "`%s` must be at least 0, but this is %s",
                           c->name->text, value_text(v, &sm->units, sm->arena));
  diag_label(d, at, "less than 0");
  diag_label(d, node_span(c->field), "declared as `%s`", type_text(sm, &c->type));
}

/* Scaling from a row by a rule divides by its key. */
static void check_key(struct sema *sm, struct table *t, const struct column *c, struct value v,
                      struct span at)
{
  if (!c->scales || value_double(v) > 0) return;
  t->misread = true;
  struct diag *d = diag_at(sm->diags, E0309, at, "`%s` must be more than 0 to be scaled from",
                           c->name->text);
  diag_label(d, at, "%s", value_text(v, &sm->units, sm->arena));
  diag_label(d, node_span(c->field), "looked up by scaling");
}

static unsigned count_cells(const struct node *row)
{
  unsigned n = 0;
  for (const struct node *a = row->slot[ROW_ARGS]; a; a = a->next)
    n += a->kind != N_ARG || !names_equal(a->name, "source");
  return n;
}

/* What the row is found by, as one name: equal keys are equal names; NULL if
 * some of it is not known. */
static name_t row_key(struct sema *sm, struct table *t, const struct table_row *row)
{
  struct strbuf b = {0};
  bool known = true;
  for (uint32_t i = 0; i < t->columns.n; i++) {
    struct value v = row->value[i];
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

static const char *key_text(struct sema *sm, struct table *t, const struct table_row *row)
{
  const char *text = "";
  for (uint32_t i = 0; i < t->columns.n; i++) {
    if (!t->columns.at[i].key) continue;
    text = arena_printf(sm->arena, "%s%s`%s` %s", text, *text ? ", " : "",
                        t->columns.at[i].name->text,
                        value_text(row->value[i], &sm->units, sm->arena));
  }
  return text;
}

void tell_same_row(struct sema *sm, struct table *t, const struct table_row *row,
                          struct span first)
{
  const char *key = key_text(sm, t, row);
  struct span where = row->span;
  struct diag *d = *key ? diag_at(sm->diags, E0625, where, "two rows are for %s", key)
                        : diag_at(sm->diags, E0625, where, "a table without keys has one row");
  diag_label(d, where, "never found");
  diag_label(d, first, "the first");
  if (!*key) diag_help(d, "say what rows are looked up by: `size: bits = interpolate`");
}

void add_row(struct sema *sm, struct table *t, const struct table_row *row, const struct span *at)
{
  bool known = true;
  for (uint32_t i = 0; i < t->columns.n; i++) {
    struct value v = row->value[i];
    const struct column *c = &t->columns.at[i];
    t->misread |= v.kind == V_POISON;
    known = known && v.known;
    if (v.kind != V_NUMBER || !v.known) continue;
    check_amount(sm, c, v, at[i]);
    check_key(sm, t, c, v, at[i]);
  }
  t->unknown |= !known;
  vec_push_in(sm->arena, &t->rows, *row);
}

static void check_double(struct sema *sm, struct table *t, const struct table_row *row)
{
  name_t key = row_key(sm, t, row);
  const struct span *first = key ? map_get(&t->seen, key) : NULL;
  if (first) tell_same_row(sm, t, row, *first);
  else if (key)
    map_set(&t->seen, sm->arena, key, arena_copy(sm->arena, &row->span, sizeof row->span));
}

void read_row(struct sema *sm, struct table *t, struct node *node)
{
  struct row r = {.node = node, .cells = ARENA_ARRAY(sm->arena, struct node *, t->columns.n + 1),
                  .values = ARENA_ARRAY(sm->arena, struct value, t->columns.n + 1)};
  struct row *row = &r;
  unsigned position = 0;
  bool told = false;
  row->uneven = count_cells(row->node) != t->columns.n;
  for (struct node *arg = row->node->slot[ROW_ARGS]; arg; arg = arg->next) {
    if (arg->kind == N_ARG && names_equal(arg->name, "source")) {
      row->source = text_cell(sm, t, "source", arg->slot[ARG_VALUE]);
      continue;
    }
    const struct column *c = arg->kind == N_ARG ? table_column(t, arg->name) : NULL;
    if (c) refer_to(sm, node_name_span(arg), MEANS_COLUMN, c->name, node_span(c->field->slot[FIELD_PATH]), NULL);
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
  struct table_row ready = {row->values, node_span(node), row->source};
  check_double(sm, t, &ready);
  if (row->uneven || told) {
    t->misread = true;
    return;
  }
  struct span *at = ARENA_ARRAY(sm->arena, struct span, t->columns.n + 1);
  for (uint32_t i = 0; i < t->columns.n; i++) at[i] = node_span(row->cells[i]);
  add_row(sm, t, &ready, at);
}

/* A study is checked twice: once with its sweeps unknown, so that what is wrong
 * at all points is said once and without one of them; and then, if it has few
 * points, at each of them. */
#include "compiler/sema/study.h"

#include "compiler/sema/block.h"
#include "compiler/sema/builtin.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/loop.h"
#include "compiler/sema/place.h"
#include "compiler/sema/requirement.h"
#include "compiler/sema/run.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/type.h"
#include "lang/syntax/parse.h"
#include "lang/base/vec.h"

#include <string.h>

enum { POINTS_CHECKED = 64 };

/* ---- sweeps ---- */

static struct value unknown_of(struct value v)
{
  if (v.kind == V_NUMBER || v.kind == V_BOOL || v.kind == V_STRING || v.kind == V_ENUM)
    v.known = false;
  return v;
}

static void tell_no_values(struct sema *sm, const struct node *bind, const char *what,
                           bool sweep)
{
  struct span where = node_span(bind);
  struct diag *d = diag_at(sm->diags, E0609, where, "nothing says what `%s` is", bind->name->text);
  diag_label(d, where, "%s", what);
  diag_help(d, sweep ? "write `sweep %s in [ ... ]`" : "write `measure %s = ...`",
            bind->name->text);
}

static struct value sweep_values(struct sema *sm, struct study *st, struct node *bind)
{
  struct node *expr = bind->slot[BINDING_VALUE];
  if (bind->op != OP_IN) {
    tell_no_values(sm, bind, "a sweep takes its values from a list", true);
    return value_poison();
  }
  struct value v = eval(sm, st->point, expr);
  if (v.kind == V_POISON) return v;
  if (v.kind != V_LIST) {
    struct wanted_type list = {.kind = V_LIST};
    tell_misfit_at(sm, bind->name->text, expr, (struct span){0}, &list, v);
    return value_poison();
  }
  if (v.known && !v.u.list->n) {
    tell_empty(sm, expr, "sweep");
    return value_poison();
  }
  return v;
}

void study_set_variable(struct study *st, const struct sweep *w)
{
  struct symbol *s = scope_get(st->point, w->bind->name);
  if (!s || s->node != w->bind) return;
  bool any = w->values.kind == V_LIST && w->values.u.list && w->values.u.list->n;
  struct value v = any ? w->values.u.list->at[w->at] : value_poison();
  s->value = st->at_points ? v : unknown_of(v);
  s->state = DONE;
}

static void evaluate_sweeps(struct sema *sm, struct study *st)
{
  for (struct node *n = st->items; n; n = n->next) {
    if (!is_binds(n, KW_sweep)) continue;
    for (struct node *b = n->slot[BINDS_BINDINGS]; b; b = b->next) {
      if (!b->name) continue;
      struct sweep w = {.bind = b, .values = sweep_values(sm, st, b)};
      vec_push_in(sm->arena, &st->sweeps, w);
      study_set_variable(st, &w);
    }
  }
}

struct search { name_t name; bool found; };

static bool look_for(struct node *n, void *context)
{
  struct search *s = context;
  s->found |= n->kind == N_NAME && n->name == s->name;
  return !s->found;
}

/* What was misread may well depend on a name that stands in it. */
static bool is_mentioned(const struct study *st, name_t name)
{
  struct search s = {.name = name};
  ast_walk(st->node, look_for, &s);
  return s.found;
}

/* … or be what a misspelt name stands for. */
static bool names_unknown(const struct sema *sm, uint32_t from)
{
  while (from < sm->diags->all.n && sm->diags->all.at[from]->code != E0207) from++;
  return from < sm->diags->all.n;
}

static void check_unused(struct sema *sm, struct study *st, bool understood, bool misspelt)
{
  for (uint32_t i = 0; i < st->sweeps.n; i++) {
    struct node *b = st->sweeps.at[i].bind;
    struct symbol *s = scope_get(st->point, b->name);
    if (!s || s->node != b || s->used || st->sweeps.at[i].values.kind == V_POISON) continue;
    if (misspelt || (!understood && is_mentioned(st, b->name))) continue;
    struct diag *d = diag_at(sm->diags, W0524, node_name_span(b), "nothing depends on `%s`",
                             b->name->text);
    diag_label(d, node_name_span(b), "all its points are the same");
  }
}

/* ---- a point ---- */

void study_open_point(struct sema *sm, struct study *st)
{
  st->point = ARENA_NEW(sm->arena, struct scope);
  *st->point = (struct scope){.outer = st->outer, .context = CTX_RESULTS};
  declare_results(sm, st->point);
  declare_params(sm, st->point, st->node);
  for (struct node *n = st->items; n; n = n->next) {
    if (is_binds(n, KW_let) || is_binds(n, KW_measure)) declare_lets(sm, st->point, n);
    if (!is_binds(n, KW_sweep)) continue;
    for (struct node *b = n->slot[BINDS_BINDINGS]; b; b = b->next)
      if (b->name) scope_declare(sm, st->point, S_VARIABLE, b->name, b, node_name_span(b));
  }
}

static void tell_no_point(struct sema *sm, const struct node *where_item)
{
  struct span at = node_span(where_item->slot[ASSERT_VALUE]);
  struct diag *d = diag_at(sm->diags, E0610, at, "this leaves no point to study");
  diag_label(d, at, "false at every point");
}

/* Conditions that no sweep has a say in.  False if one of them is false. */
static bool check_constant_where(struct sema *sm, struct study *st, struct node *n)
{
  struct value v = check_assert(sm, st->point, n);
  if (v.kind != V_BOOL || !v.known) return true;
  if (!v.u.b) {
    tell_no_point(sm, n);
    return false;
  }
  struct span at = node_span(n->slot[ASSERT_VALUE]);
  struct diag *d = diag_at(sm->diags, W0525, at, "this `where` leaves nothing out");
  diag_label(d, at, "true at every point");
  return true;
}

/* ---- measures ---- */

static void collect_measures(struct sema *sm, struct study *st)
{
  for (struct node *n = st->items; n; n = n->next) {
    if (!is_binds(n, KW_measure)) continue;
    for (struct node *b = n->slot[BINDS_BINDINGS]; b; b = b->next) {
      if (!b->name) continue;
      if (!b->slot[BINDING_VALUE] || b->op != '=')
        tell_no_values(sm, b, "a measure is computed", false);
      else map_set(&st->measures, sm->arena, b->name, b);
    }
  }
}

static void check_measure(struct sema *sm, struct study *st, struct node *b)
{
  struct symbol *s = scope_get(st->point, b->name);
  if (!s || s->node != b || !b->slot[BINDING_VALUE] || b->op != '=') return;
  struct value v = symbol_value(sm, s);
  if (v.kind == V_NUMBER || v.kind == V_POISON || v.kind == V_BOOL) return;
  struct span where = node_span(b->slot[BINDING_VALUE]);
  const char *is = value_describe(v, &sm->units, sm->arena);
  struct diag *d = diag_at(sm->diags, E0607, where, "the measure `%s` is not a number but %s",
                           b->name->text, is);
  diag_label(d, where, "%s", is);
  if (v.kind == V_LIST)
    diag_help(d, "make one number of it: `sum`, `max`, `mean` …");
  s->value = value_poison();
}

static void check_measures(struct sema *sm, struct study *st, struct node *binds)
{
  for (struct node *b = binds->slot[BINDS_BINDINGS]; b; b = b->next)
    if (b->name) check_measure(sm, st, b);
}

static void tell_not_measure(struct sema *sm, struct study *st, const struct node *n)
{
  struct span where = node_span(n);
  const struct symbol *s = n->kind == N_NAME ? scope_find(st->point, n->name) : NULL;
  struct diag *d = diag_at(sm->diags, E0607, where, "`pareto` takes names of measures");
  if (s) diag_label(d, where, "`%s` is not a measure", n->name->text);
  else diag_label(d, where, "not a name");
  if (s && s->kind == S_LET) diag_help(d, "declare it with `measure` in place of `let`");
  else if (s) diag_help(d, "make a measure of it: `measure the_%s = %s`", n->name->text,
                        n->name->text);
  else diag_help(d, "give it a name first: `measure cost = ...`");
}

/* Something by the second, or by the joule, or a share of what there is. */
static bool is_more_better(struct value v)
{
  if (v.kind != V_NUMBER) return false;
  return v.share || (v.dim.e[U_TIME] < 0 && v.dim.e[U_ENERGY] <= 0) || v.dim.e[U_ENERGY] < 0;
}

/* W0558: what is least of a rate is what is slowest. */
static void check_goals(struct sema *sm, struct study *st, struct block *b, struct node *names)
{
  uint32_t errors = sm->diags->n_errors;
  check_objectives(sm, b, names);
  for (struct node *n = names->slot[NAMES_VALUES]; n && sm->diags->n_errors == errors; n = n->next) {
    struct value v = n->kind == N_NAME ? eval_quietly(sm, st->point, n) : value_poison();
    if (!is_more_better(v)) continue;
    struct diag *d = diag_at(sm->diags, W0558, node_span(n), "`%s` prefers the least `%s`",
                             keyword_text(names->word), n->name->text);
    diag_label(d, node_span(n), v.share ? "a share: more of it looks better"
                                        : "a rate: more of it looks better");
    diag_help(d, "write `-%s` to ask for the most", n->name->text);
    diag_fix(d, DIAG_MAYBE, (struct span){n->file, n->start, n->start}, "-");
  }
}

static void check_pareto(struct sema *sm, struct study *st, struct block *b, struct node *names)
{
  unsigned before = sm->diags->n_errors;
  for (struct node *n = names->slot[NAMES_VALUES]; n; n = n->next) {
    const struct node *name = study_goal(n);
    if (name && map_get(&st->measures, name->name)) continue;
    const struct builtin *known = name ? builtin_find(name->name->text, CTX_RESULTS) : NULL;
    if (known && known->context && !known->least && !scope_get(st->point, name->name)) continue;
    if (name && !scope_find(st->point, name->name) && !known) continue; /* E0207 comes below */
    if (n->kind != N_ERROR) tell_not_measure(sm, st, n);
  }
  if (sm->diags->n_errors == before) check_goals(sm, st, b, names);
  struct node *first = names->slot[NAMES_VALUES];
  if (!first || first->next) return;
  struct diag *d = diag_at(sm->diags, W0526, node_span(names),
                           "a front of one measure is its least value");
  diag_label(d, node_span(names), "one point is left");
  diag_help(d, "name a second measure");
}

/* ---- what is expected of all points ---- */

/* At the study's own level there is one value for each point: a list, but for
 * what is the same at all of them. */
static struct value over_points(struct sema *sm, struct value v, bool measure)
{
  bool scalar = v.kind == V_NUMBER || v.kind == V_BOOL || v.kind == V_STRING || v.kind == V_ENUM;
  if (!scalar || (v.known && !measure)) return v;
  struct value_list *list = ARENA_NEW(sm->arena, struct value_list);
  v = unknown_of(v);
  list->n = 1;
  list->at = arena_copy(sm->arena, &v, sizeof v);
  return (struct value){.kind = V_LIST, .u.list = list};
}

static struct scope *whole_scope(struct sema *sm, struct study *st)
{
  struct scope *whole = ARENA_NEW(sm->arena, struct scope);
  *whole = (struct scope){.outer = st->outer, .context = CTX_STUDY, .runs = st->point->runs};
  for (uint32_t i = 0; i < st->point->names.cap; i++) {
    const struct symbol *s = st->point->names.slots[i].value;
    if (!s) continue;
    struct symbol *copy = arena_copy(sm->arena, s, sizeof *s);
    copy->value = over_points(sm, s->value, map_get(&st->measures, s->name));
    copy->state = DONE;
    map_set(&whole->names, sm->arena, s->name, copy);
  }
  return whole;
}

/* A measure compared as if it were one number. */
static void add_list_help(struct sema *sm, uint32_t from)
{
  for (uint32_t i = from; i < sm->diags->all.n; i++) {
    struct diag *d = sm->diags->all.at[i];
    if ((d->code != E0302 && d->code != E0317) || !strstr(d->message, "a list")) continue;
    diag_help(d, "a study has one value for each point: take `min(...)`, `max(...)` or `all(...)`");
  }
}

static void check_expectations(struct sema *sm, struct study *st)
{
  struct scope *whole = st->whole = whole_scope(sm, st);
  read_tolerance(sm, whole, st->items);
  for (struct node *n = st->items; n; n = n->next) {
    uint32_t from = sm->diags->all.n;
    if (n->kind != N_ASSERT || n->word != KW_expect) continue;
    check_expect(sm, whole, n);
    add_list_help(sm, from);
  }
}

/* ---- with the sweeps unknown ---- */

static bool check_item(struct sema *sm, struct study *st, struct block *b, struct node *n)
{
  if (n->kind == N_ATTR) check_setting(sm, b, n);
  else if (is_binds(n, KW_let)) evaluate_lets(sm, st->point, n);
  else if (is_binds(n, KW_measure)) check_measures(sm, st, n);
  else if (n->kind == N_ASSERT && n->word == KW_where) return check_constant_where(sm, st, n);
  else if (n->kind == N_NAMES && n->word == KW_pareto) {
    check_pareto(sm, st, b, n);
    check_once(sm, b, intern_str(sm->names, "pareto"), n, node_span(n));
  } else if (n->kind == N_NAMES && n->word == KW_report) check_objectives(sm, b, n);
  else if (n->kind == N_NAMES) {
    check_goals(sm, st, b, n);
    if (n->word == KW_minimize)
      check_once(sm, b, intern_str(sm->names, "minimize"), n, node_span(n));
  }
  return true;
}

static bool check_all_points(struct sema *sm, struct study *st)
{
  bool some_point = true;
  uint32_t errors = sm->diags->n_errors, from = sm->diags->all.n;
  study_open_point(sm, st);
  collect_measures(sm, st);
  evaluate_sweeps(sm, st);
  check_runs(sm, st->point, st->items, false);
  st->runs = st->point->runs;
  st->general = st->point;
  struct block b = {.scope = st->point, .word = KW_study, .kind = K_STUDY};
  for (struct node *n = st->items; n; n = n->next)
    if (place_item(sm, KW_study, n) && !check_item(sm, st, &b, n)) some_point = false;
  check_expectations(sm, st);
  check_unused(sm, st, sm->diags->n_errors == errors, names_unknown(sm, from));
  return some_point;
}

void check_study(struct sema *sm, struct symbol *s)
{
  struct study *st = ARENA_NEW(sm->arena, struct study);
  *st = (struct study){.node = s->node, .items = s->node->slot[DECL_ITEMS], .outer = s->scope,
                       .name = s->name};
  uint32_t errors = sm->diags->n_errors;
  check_plain_declaration(sm, s->node);
  sm->in_study = true;
  bool some_point = check_all_points(sm, st);
  if (some_point && sm->diags->n_errors == errors) study_check_points(sm, st, POINTS_CHECKED);
  sm->in_study = false;
  if (sm->last_study) sm->last_study->later = st;
  else sm->studies = st;
  sm->last_study = st;
}

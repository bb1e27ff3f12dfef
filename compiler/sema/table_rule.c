/* The rules of a table's columns: how a row is found, and how its results are scaled. */
#include "compiler/sema/table.h"

#include "compiler/sema/block.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/module.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "lang/syntax/parse.h"

/* `linear` and its like: what goes for each result. */
static const struct {
  const char *word;
  enum grid_rule rule;
  struct scaling scaling;
} rules[] = {
  {"equal", GRID_EQUAL, {.by = SCALE_NOT}},
  {"linear", GRID_SCALE, {.by = SCALE_POWER, .exponent = 1}},
  {"inverse", GRID_SCALE, {.by = SCALE_POWER, .exponent = -1}},
  {"quadratic", GRID_SCALE, {.by = SCALE_POWER, .exponent = 2}},
  {"power_of_two", GRID_STEP, {.by = SCALE_BINARY}},
  {"interpolate", GRID_INTERPOLATE, {.by = SCALE_NOT}},
  {"blend", GRID_BLEND, {.by = SCALE_NOT}},
};
enum { N_RULES = sizeof rules / sizeof *rules };

/* `scaled(energy = …)` says it for the results of one kind. */
static const char *const kinds[SCALED_KINDS] = {"energy", "area", "power", "time", "freq", "other"};

static int rule_named(const struct node *n)
{
  for (unsigned i = 0; n->kind == N_NAME && n->name && i < N_RULES; i++)
    if (names_equal(n->name, rules[i].word)) return (int)i;
  return -1;
}

static void tell_no_rule(struct sema *sm, const struct node *n)
{
  name_t name = n->kind == N_NAME ? n->name : NULL;
  bool technology = name && names_equal(name, "technology");
  struct suggest near = suggest_near(sm, name ? name->text : "");
  for (unsigned i = 0; i < N_RULES; i++) suggest_offer(&near, rules[i].word);
  struct diag *d = name
    ? diag_at(sm->diags, E0622, node_span(n), "no rule for looking up is called `%s`", name->text)
    : diag_at(sm->diags, E0622, node_span(n), "this is no rule for looking up");
  diag_label(d, node_span(n), "not a rule");
  if (technology) diag_help(d, "import it: `import std.technology { technology }`");
  else diag_suggest(d, node_span(n), near.best);
  diag_note(d, "rules are `equal`, `linear`, `inverse`, `quadratic`, `power_of_two`, "
               "`interpolate`, `blend`, a number: an exponent, a component with parameters "
               "`from` and `to`: factors, or `scaled(energy = …, area = …)`: one for each kind");
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

static bool has_param(const struct symbol *s, const char *name)
{
  for (const struct node *p = s->node->slot[DECL_PARAMS]; p; p = p->next)
    if (p->name && names_equal(p->name, name)) return true;
  return false;
}

/* A component that tells factors. */
static struct symbol *scaler_named(struct table *t, struct node *n)
{
  struct symbol *s = n->kind == N_NAME ? symbol_target(scope_find(&t->scope, n->name)) : NULL;
  bool fits = s && s->kind == S_DECL && s->node->word == KW_component && has_param(s, "from") &&
              has_param(s, "to");
  return fits ? s : NULL;
}

/* One of the rules that scale: a name, a component, or an exponent. */
static bool read_scaling(struct sema *sm, struct table *t, struct node *n, enum grid_rule *rule,
                         struct scaling *out)
{
  int named = rule_named(n);
  *rule = GRID_SCALE;
  if (named >= 0) {
    *rule = rules[named].rule;
    *out = rules[named].scaling;
    return true;
  }
  struct symbol *component = scaler_named(t, n);
  if (component) {
    symbol_value(sm, scope_find(&t->scope, n->name));
    scope_find(&t->scope, n->name)->used = true;
    *out = (struct scaling){.by = SCALE_COMPONENT, .component = component};
    return true;
  }
  bool name = n->kind == N_NAME && !scope_find(&t->scope, n->name);
  struct value v = name ? value_enum(n->name) : eval(sm, &t->scope, n);
  if (v.kind == V_POISON) return false;
  if (!value_is_plain(v)) {
    tell_no_rule(sm, n);
    return false;
  }
  *out = (struct scaling){.by = SCALE_POWER, .exponent = v.known ? value_double(v) : 0};
  t->unknown |= !v.known;
  return true;
}

static void read_scaled(struct sema *sm, struct table *t, struct column *c, struct node *call)
{
  c->rule = GRID_SCALE;
  for (struct node *arg = call->slot[CALL_ARGS]; arg; arg = arg->next) {
    unsigned kind = 0;
    while (kind < SCALED_KINDS && (arg->kind != N_ARG || !names_equal(arg->name, kinds[kind])))
      kind++;
    struct scaling scaling;
    enum grid_rule rule;
    if (kind == SCALED_KINDS) {
      struct span where = arg->kind == N_ARG ? node_name_span(arg) : node_span(arg);
      struct suggest near = suggest_near(sm, arg->kind == N_ARG ? arg->name->text : "");
      for (unsigned i = 0; i < SCALED_KINDS; i++) suggest_offer(&near, kinds[i]);
      struct diag *d = diag_at(sm->diags, E0622, where, "`scaled` says which results it scales");
      diag_label(d, where, "not a kind of result");
      diag_suggest(d, where, near.best);
      diag_note(d, "they are `energy`, `area`, `power`, `time`, `freq` and `other`");
    } else if (read_scaling(sm, t, arg->slot[ARG_VALUE], &rule, &scaling)) {
      c->scaling[kind] = scaling;
      if (rule == GRID_STEP) c->rule = GRID_STEP;
      else if (rule != GRID_SCALE) tell_no_rule(sm, arg->slot[ARG_VALUE]);
    }
  }
}

void read_rule(struct sema *sm, struct table *t, struct column *c)
{
  struct node *rule = c->field->slot[FIELD_VALUE];
  c->key = true;
  c->rule = GRID_EQUAL;
  if (rule->kind == N_CALL && rule->slot[CALL_BASE]->kind == N_NAME &&
      names_equal(rule->slot[CALL_BASE]->name, "scaled"))
    read_scaled(sm, t, c, rule);
  else {
    struct scaling all;
    if (!read_scaling(sm, t, rule, &c->rule, &all)) {
      t->unknown = true;
      return;
    }
    for (unsigned i = 0; i < SCALED_KINDS; i++) c->scaling[i] = all;
  }
  c->scales = c->rule != GRID_EQUAL;
  if (!c->scales || c->type.any || c->type.kind == V_NUMBER) return;
  c->scales = false;
  c->rule = GRID_EQUAL;
  tell_rule_type(sm, c, rule);
}

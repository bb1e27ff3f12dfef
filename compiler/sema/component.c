/* What stands in a component: lets, parts, actions, attributes, requires. */
#include "compiler/sema/component.h"

#include "compiler/sema/attribute.h"
#include "compiler/sema/bounds.h"
#include "compiler/sema/estimate.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/place.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/sums.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trace.h"
#include "compiler/sema/trail.h"
#include "compiler/sema/type.h"
#include "lang/syntax/parse.h"

static void declare_attribute(struct sema *sm, struct object *o, struct node *n)
{
  name_t path = path_text(sm, n->slot[ATTR_PATH]);
  if (!path || !n->slot[ATTR_VALUE]) return;
  unsigned kinds = o->of ? settable_kinds(o->of) | o->kind : o->kind;
  const struct attribute *a = attribute_named(sm, path, kinds);
  if (!a) {
    struct setting s = {.path = path,
                        .path_at = node_span(n->slot[ATTR_PATH]),
                        .expr = n->slot[ATTR_VALUE]};
    amends_nothing(sm, o, &s);
    tell_name(sm, path, s.path_at.file); /* perhaps a `let` or a `memory` was forgotten */
    if (scope_get(&o->scope, path)) return;
    struct symbol *known = scope_declare(sm, &o->scope, S_ATTRIBUTE, path, n, s.path_at);
    if (s.expr->kind == N_NAME) known->state = DONE; /* a choice, perhaps */
    else known->expr = s.expr;
    return;
  }
  if (setting_find(o->settings, path) && !scope_get(&o->scope, path))
    return; /* the instance says otherwise */
  struct symbol *s = scope_declare(sm, &o->scope, S_ATTRIBUTE, path, n,
                                   node_span(n->slot[ATTR_PATH]));
  s->expr = n->slot[ATTR_VALUE];
  s->attribute = a;
}

void declare_members(struct sema *sm, struct object *o, struct node *items)
{
  for (struct node *n = items; n; n = n->next) {
    if (!place_item(sm, o->decl->word, n)) {
      o->broken |= n->kind != N_ANNOT && n->kind != N_ERROR;
      continue;
    }
    if (n->kind == N_BINDS && n->word == KW_let)
      for (struct node *b = n->slot[BINDS_BINDINGS]; b; b = b->next)
        scope_bind(sm, &o->scope, S_LET, b);
    else if (n->kind == N_DECL && n->name && (n->word == KW_part || n->word == KW_action)) {
      struct symbol *s = scope_declare(sm, &o->scope, n->word == KW_part ? S_PART : S_ACTION,
                                       n->name, n, node_name_span(n));
      s->expr = n->slot[DECL_VALUE];
    } else if (n->kind == N_DECL && n->name && n->word == KW_table) {
      struct symbol *s = scope_declare(sm, &o->scope, S_DECL, n->name, n, node_name_span(n));
      s->module = o->of ? o->of->module : NULL;
    } else if (n->kind == N_ATTR) declare_attribute(sm, o, n);
  }
}

/* ---- parts ---- */

static struct value not_a_component(struct sema *sm, struct node *expr, struct value v)
{
  struct diag *d = diag_at(sm->diags, E0306, node_span(expr),
                           "a part is a component, but this is %s",
                           value_describe(v, &sm->units, sm->arena));
  diag_label(d, node_span(expr), "%s", value_describe(v, &sm->units, sm->arena));
  if (v.kind == V_NUMBER) diag_help(d, "a value is named with `let`");
  add_trail(sm, d);
  return value_poison();
}

/* `[14, 12]`: told once, with the names that are usual for all of them. */
static void tell_nameless(struct sema *sm, struct node *args, struct span where)
{
  static const char *const usual[] = {"x", "y", "z"};
  struct strbuf b = {0};
  struct diag *d = diag_at(sm->diags, E0322, where, "a dimension of an array has a name");
  diag_label(d, where, "a size without a name");
  unsigned i = 0;
  for (struct node *a = args; a && i < 3; a = a->next, i++) {
    const char *text = source_of(sm->diags->sources, node_span(a))->text + a->start;
    if (i) strbuf_puts(&b, ", ");
    if (a->kind == N_ARG) strbuf_add(&b, text, a->end - a->start);
    else {
      strbuf_printf(&b, "%s = %.*s", usual[i], (int)(a->end - a->start), text);
      diag_fix(d, DIAG_MAYBE, span_start(node_span(a)), "%s = ", usual[i]);
    }
  }
  if (list_length(args) <= 3) diag_help(d, "write `[%s]`", strbuf_str(&b));
  strbuf_free(&b);
}

struct axis *read_axes(struct sema *sm, struct scope *scope, struct node *args, bool named)
{
  struct axis *first = NULL, **end = &first;
  unsigned nameless = 0;
  for (struct node *a = args; a; a = a->next) {
    struct node *equated = named ? equated_name(sm, scope, a) : NULL;
    struct node *size = equated ? a->slot[BINARY_B] : a->kind == N_ARG ? a->slot[ARG_VALUE] : a;
    struct axis *axis = ARENA_NEW(sm->arena, struct axis);
    axis->at = a->kind == N_ARG ? node_name_span(a) : node_span(a);
    axis->name = equated ? equated->name : a->kind == N_ARG ? a->name : NULL;
    axis->size_at = node_span(size);
    if (axis->name) refer_to(sm, axis->at, MEANS_AXIS, axis->name, axis->at, NULL);
    axis->size = eval_whole(sm, scope, size, 1,
                            named ? "the size of an array" : "the number of parts");
    axis->nameless = named && !axis->name;
    if (axis->nameless && !nameless++) tell_nameless(sm, args, axis->at);
    for (struct axis *b = first; b; b = b->next)
      if (axis->name && b->name == axis->name) {
        struct diag *d = diag_at(sm->diags, E0205, axis->at, "`%s` is declared twice",
                                 axis->name->text);
        diag_label(d, axis->at, "declared again here");
        diag_label(d, b->at, "first declared here");
      }
    *end = axis;
    end = &axis->next;
  }
  return first;
}

struct value part_value(struct sema *sm, struct symbol *s)
{
  struct node *n = s->node;
  if (!s->expr) {
    struct diag *d = diag_at(sm->diags, E0323, s->where, "the part `%s` has no component",
                             s->name->text);
    diag_label(d, s->where, "of what?");
    diag_note(d, "a part looks like `%s`", keyword_example(KW_part));
    return value_poison();
  }
  struct value v = eval(sm, s->scope, s->expr);
  if (v.kind == V_POISON) return v;
  if (v.kind == V_DECL && v.u.symbol->node->word == KW_component)
    v = value_object(instantiate(sm, v.u.symbol, NULL, s->scope, n, s->scope->object));
  if (v.kind != V_OBJECT || !v.u.object->decl || v.u.object->decl->word != KW_component)
    return not_a_component(sm, s->expr, v);
  if (n->has_block) {
    v = value_object(amend(sm, v.u.object, n->slot[DECL_ITEMS], s->scope, n));
    override_actions(sm, v.u.object, n->slot[DECL_ITEMS], s->scope);
  }
  if (n->slot[DECL_EXTENT]) {
    struct object *array = arena_copy(sm->arena, v.u.object, sizeof *array);
    array->axes = read_axes(sm, s->scope, n->slot[DECL_EXTENT], false);
    v = value_object(array);
  }
  return v;
}

/* ---- actions ---- */

static bool is_energy(struct value v, bool leak)
{
  struct dim energy, power;
  dim_of_type("energy", &energy);
  dim_of_type("power", &power);
  return v.kind == V_NUMBER && (dim_equal(v.dim, energy) || (leak && dim_equal(v.dim, power)));
}

static struct value not_an_energy(struct sema *sm, const struct symbol *s, struct value v,
                                  bool leak)
{
  struct diag *d = diag_at(sm->diags, E0324, node_span(s->expr),
                           "an action is an energy, but this is %s",
                           value_describe(v, &sm->units, sm->arena));
  diag_label(d, node_span(s->expr), "%s", value_describe(v, &sm->units, sm->arena));
  diag_label(d, s->where, leak ? "an energy, or a power" : "an energy");
  if (value_is_plain(v) && s->expr->kind == N_NUMBER)
    diag_help(d, "write a unit: `%s pJ`", value_text(v, &sm->units, sm->arena));
  struct dim bits;
  dim_of_type("bits", &bits);
  if (v.kind == V_NUMBER && dim_mul(v.dim, bits, &v.dim) && is_energy(v, false))
    diag_help(d, "multiply it by the bits that one action moves");
  add_trail(sm, d);
  return value_poison();
}

static struct value below_zero(struct sema *sm, const struct symbol *s, struct value v)
{
  struct span where = node_span(s->expr);
  struct diag *d = diag_at(sm->diags, E0309, where, "the action `%s` would give energy back: %s",
                           s->name->text, value_text(v, &sm->units, sm->arena));
  diag_label(d, where, "less than 0");
  add_trail(sm, d);
  return value_poison();
}

/* Parameters of an action, from a call's arguments or their defaults; false if one is outside
 * of its range. */
static bool bind_action_params(struct sema *sm, struct symbol *s, struct scope *inner,
                               struct node *args, struct scope *scope)
{
  struct node *arg = args;
  bool hold = true;
  for (struct node *p = s->node->slot[DECL_PARAMS]; p; p = p->next) {
    struct symbol *param = scope_declare(sm, inner, S_PARAM, p->name, p, node_name_span(p));
    struct wanted_type t = p->slot[PARAM_TYPE] ? type_read(sm, s->scope, p->slot[PARAM_TYPE])
                                               : (struct wanted_type){.any = true};
    struct node *given = NULL;
    for (struct node *a = args; a; a = a->next)
      if (a->kind == N_ARG && a->name == p->name) {
        given = a->slot[ARG_VALUE];
        refer(sm, node_name_span(a), param);
      }
    if (!given && arg && arg->kind != N_ARG) {
      given = arg;
      arg = arg->next;
    }
    param->state = DONE;
    param->value = type_unknown(&t);
    struct node *expr = given ? given : p->slot[PARAM_VALUE];
    param->expr = expr;
    if (!expr) continue;
    param->value = eval_as(sm, given ? scope : s->scope, expr, &t);
    if (!type_fits(&t, param->value)) {
      tell_misfit_at(sm, p->name->text, expr, (struct span){0}, &t, param->value);
      param->value = value_poison();
    }
  }
  for (struct node *p = s->node->slot[DECL_PARAMS]; p; p = p->next) {
    struct symbol *param = scope_get(inner, p->name);
    struct span at = param->expr ? node_span(param->expr) : node_name_span(p);
    hold &= param->node != p || bounds_hold(sm, inner, p, param->value, at, s);
  }
  return hold;
}

static bool takes_argument(const struct node *action, const struct node *arg, unsigned position)
{
  struct node *params = action ? action->slot[DECL_PARAMS] : NULL;
  if (arg->kind != N_ARG) return list_at(params, position) != NULL;
  while (params && params->name != arg->name) params = params->next;
  return params != NULL;
}

/* What is said in the place of a component's action may leave its parameters out: the component
 * calls it with them all the same. */
static void surplus_action_arguments(struct sema *sm, struct symbol *s, struct node *args)
{
  unsigned position = 0;
  for (struct node *a = args; a; a = a->next) {
    if (takes_argument(s->node, a, position) || takes_argument(s->replaces, a, position)) {
      position += a->kind != N_ARG;
      continue;
    }
    struct span where = a->kind == N_ARG ? node_name_span(a) : node_span(a);
    struct suggest near = suggest_near(sm, a->kind == N_ARG ? a->name->text : "");
    for (struct node *p = s->node->slot[DECL_PARAMS]; p; p = p->next)
      if (p->name) suggest_offer(&near, p->name->text);
    struct diag *d = diag_at(sm->diags, E0304, where, "the action `%s` does not take this",
                             s->name->text);
    unsigned takes = list_length(s->node->slot[DECL_PARAMS]);
    diag_label(d, where, "nothing takes this");
    if (takes) diag_label(d, s->where, "takes %u argument%s", takes, takes == 1 ? "" : "s");
    else diag_label(d, s->where, "takes no arguments");
    diag_suggest(d, where, near.best);
    add_trail(sm, d);
  }
}

/* What it is worth with its parameters bound in `inner`. */
static struct value bound_action_value(struct sema *sm, struct symbol *s, struct scope *inner)
{
  struct dim energy;
  dim_of_type("energy", &energy);
  bool leak = names_equal(s->name, "leak"), in_action = sm->in_action;
  struct tracing own = {NULL, NULL};
  if (!s->expr) return estimate_action(sm, s, inner, &own, value_unknown(energy, false));
  struct tracing *tracing = trace_begin(sm, &own);
  sm->in_action = true;
  struct value v = eval(sm, inner, s->expr);
  sm->in_action = in_action;
  trace_end(sm, tracing);
  if (v.kind == V_POISON) return v;
  if (v.kind == V_ENUM && names_equal(v.u.name, "none")) return value_number(0, energy);
  if (is_energy(v, leak) && v.known && value_double(v) < 0) return below_zero(sm, s, v);
  if (is_energy(v, leak)) return estimate_action(sm, s, inner, &own, v);
  return not_an_energy(sm, s, v, leak);
}

struct value action_value(struct sema *sm, struct symbol *s, struct node *args, struct scope *scope,
                          struct node *call)
{
  struct scope inner = {.outer = s->scope, .object = s->scope->object};
  if (s->is_sum) return sum_of_parts(sm, s);
  if (call) surplus_action_arguments(sm, s, args);
  if (!bind_action_params(sm, s, &inner, args, scope)) return value_poison();
  return bound_action_value(sm, s, &inner);
}

void action_defaults(struct sema *sm, struct symbol *s, struct scope *inner)
{
  if (!s->is_sum) bind_action_params(sm, s, inner, NULL, s->scope);
}

struct value action_value_at(struct sema *sm, struct symbol *s, const struct value *values)
{
  struct scope inner = {.outer = s->scope, .object = s->scope->object};
  bool hold = true;
  unsigned i = 0;
  if (s->is_sum) return sum_of_parts(sm, s);
  for (struct node *p = s->node->slot[DECL_PARAMS]; p; p = p->next, i++) {
    struct symbol *param = scope_declare(sm, &inner, S_PARAM, p->name, p, node_name_span(p));
    param->value = values[i];
    param->state = DONE;
  }
  i = 0;
  for (struct node *p = s->node->slot[DECL_PARAMS]; p; p = p->next, i++)
    hold &= bounds_hold(sm, &inner, p, values[i], node_name_span(p), s);
  return hold ? bound_action_value(sm, s, &inner) : value_poison();
}

/* `action raed`: an action that nobody takes, and that looks like one that is taken. */
static void check_action_name(struct sema *sm, const struct object *o, const struct node *n)
{
  static const char *const usual[] = {"read", "write", "update", "leak", "compute", "pass"};
  struct suggest near = suggest_near(sm, n->name->text);
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
    if (names_equal(n->name, usual[i])) return;
    suggest_offer(&near, usual[i]);
  }
  for (const struct node *d = o->of ? o->decl->slot[DECL_ITEMS] : NULL; d; d = d->next)
    if (d->kind == N_DECL && d->word == KW_action && d->name) suggest_offer(&near, d->name->text);
  if (!near.best) return;
  struct span where = node_name_span(n);
  struct diag *d = diag_at(sm->diags, E0203, where, "%s has no action `%s`",
                           object_describe(o, sm->arena), n->name->text);
  diag_label(d, where, "nothing takes this");
  diag_suggest(d, where, near.best);
}

/* What was computed from the actions that are said anew is computed again. */
static void forget_values(struct object *o)
{
  for (uint32_t i = 0; i < o->scope.names.cap; i++) {
    struct symbol *s = o->scope.names.slots[i].value;
    bool computed = s && s->state == DONE && (s->expr || s->is_sum) &&
                    (s->kind == S_ACTION || s->kind == S_LET || s->kind == S_ATTRIBUTE);
    if (!computed) continue;
    s->state = UNSEEN;
    s->trace = NULL;
  }
}

void override_actions(struct sema *sm, struct object *o, struct node *items, struct scope *scope)
{
  bool any = false;
  for (struct node *n = items; n; n = n->next) {
    if (n->kind != N_DECL || n->word != KW_action || !n->name) continue;
    struct symbol *old = scope_get(&o->scope, n->name), *s;
    if (old && old->kind == S_ACTION && old->node->end && o->of) {
      s = ARENA_NEW(sm->arena, struct symbol);
      *s = *old;
    } else s = scope_declare(sm, &o->scope, S_ACTION, n->name, n, node_name_span(n));
    if (!old) check_action_name(sm, o, n);
    else if (old->kind == S_ACTION && !old->is_sum && !s->replaces) s->replaces = old->node;
    s->node = n;
    s->where = node_name_span(n);
    s->expr = n->slot[DECL_VALUE];
    s->scope = scope;
    s->is_sum = false;
    map_set(&o->scope.names, sm->arena, n->name, s);
    any = true;
  }
  if (!any) return;
  forget_values(o);
  for (struct node *n = items; n; n = n->next) {
    struct symbol *s = n->kind == N_DECL && n->word == KW_action && n->name
                         ? scope_get(&o->scope, n->name) : NULL;
    if (s && s->node == n) s->state = UNSEEN, symbol_value(sm, s);
  }
}

/* ---- all of them ---- */

void evaluate_members(struct sema *sm, struct object *o, struct node *items)
{
  for (struct node *n = items; n; n = n->next) {
    if (n->kind == N_BINDS && n->word == KW_let) {
      for (struct node *b = n->slot[BINDS_BINDINGS]; b; b = b->next) {
        struct symbol *s = scope_get(&o->scope, b->name);
        if (s && s->node == b) symbol_value(sm, s);
      }
    } else if (n->kind == N_DECL && n->name && (n->word == KW_part || n->word == KW_action)) {
      struct symbol *s = scope_get(&o->scope, n->name);
      if (s && s->node == n) symbol_value(sm, s);
    } else if (n->kind == N_ATTR) {
      name_t path = path_text(sm, n->slot[ATTR_PATH]);
      struct symbol *s = path ? scope_get(&o->scope, path) : NULL;
      if (s && s->node == n) symbol_value(sm, s);
    }
  }
}

static void check_kind_clause(struct sema *sm, struct symbol *s)
{
  for (struct node *c = s->node->slot[DECL_CLAUSES]; c; c = c->next) {
    struct node *v = c->slot[CLAUSE_VALUE];
    if (c->word != KW_is) {
      struct diag *d = diag_at(sm->diags, E0211, node_span(c), "a component has no `%s` clause",
                               keyword_text(c->word));
      diag_label(d, node_span(c), "not wanted here");
      diag_note(d, "it looks like `%s`", keyword_example(KW_component));
    } else if (!declared_kind(s)) {
      struct diag *d = diag_at(sm->diags, E0325, node_span(v),
                               "a component is a memory, a compute, a network or a transit");
      struct suggest near = suggest_near(sm, v->kind == N_NAME ? v->name->text : "");
      for (enum keyword w = KW_memory; w <= KW_transit; w++) suggest_offer(&near, keyword_text(w));
      diag_label(d, node_span(v), "none of these");
      diag_suggest(d, node_span(v), near.best);
      return;
    }
  }
}

void check_component(struct sema *sm, struct symbol *s)
{
  if (s->node->slot[DECL_VALUE]) {
    struct diag *d = diag_at(sm->diags, E0326, node_span(s->node->slot[DECL_VALUE]),
                             "a component is described by a block");
    diag_label(d, node_span(s->node->slot[DECL_VALUE]), "a value");
    diag_help(d, "to name an instance write `let %s = ...`", s->name->text);
    return;
  }
  check_kind_clause(sm, s);
  ensure_checked(sm, s);
}

/* Expressions: calls, choices, and what all of them share.  Names are in name.c,
 * operators in operator.c, lists in list.c. */
#include "compiler/sema/eval.h"

#include "compiler/sema/builtin.h"
#include "compiler/sema/component.h"
#include "compiler/sema/enum.h"
#include "compiler/sema/list.h"
#include "compiler/sema/lookup.h"
#include "compiler/sema/name.h"
#include "compiler/sema/object.h"
#include "compiler/sema/operator.h"
#include "compiler/sema/place.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trace.h"
#include "compiler/sema/trail.h"
#include "compiler/sema/type.h"

#include <string.h>

enum { STEPS_MAX = 5 * 1000 * 1000, DEPTH_MAX = 1000 };

/* Told once for each item of a file; the rest of it is not evaluated then. */
static struct diag *give_up(struct sema *sm, const struct node *n, const char *why)
{
  bool again = sm->gave_up;
  sm->gave_up = true;
  return again ? NULL : diag_at(sm->diags, E0312, node_span(n), "%s", why);
}

static struct value too_much(struct sema *sm, const struct node *n)
{
  struct diag *d = give_up(sm, n, "this takes too much work to evaluate");
  if (!d) return value_poison();
  diag_label(d, node_span(n), "given up here, after %d steps", STEPS_MAX);
  diag_help(d, "make a list or a range in it shorter");
  return value_poison();
}

static struct value too_deep(struct sema *sm, const struct node *n)
{
  struct diag *d = give_up(sm, n, "this value depends on too long a chain of others");
  if (!d) return value_poison();
  diag_label(d, node_span(n), "given up here, %d expressions deep", DEPTH_MAX);
  diag_help(d, "declare values before they are used");
  return value_poison();
}

/* ---- calls ---- */

static struct value not_callable(struct sema *sm, struct scope *scope, struct node *n,
                                 struct value v)
{
  struct node *callee = n->slot[CALL_BASE];
  struct diag *d = diag_at(sm->diags, E0311, node_span(callee), "%s cannot be called",
                           value_describe(v, &sm->units, sm->arena));
  diag_label(d, node_span(callee), "not a component, an arch, a workload or a function");
  struct symbol *hides = callee->kind == N_NAME && callee->name ? scope_find(scope, callee->name)
                                                                : NULL;
  if (hides) {
    struct symbol *hidden = hides->scope && hides->scope->outer
                              ? scope_find(hides->scope->outer, callee->name)
                              : NULL;
    bool function = builtin_find(callee->name->text, scope_context(scope)) != NULL;
    if (hidden || function)
      diag_note_at(d, hides->where, "this hides the %s `%s`", function ? "function" : "other",
                   callee->name->text);
  }
  if (v.kind == V_OBJECT && v.u.object->of)
    diag_help(d,
              "it is an instance already; a changed copy is written `... with { name = value }`");
  add_trail(sm, d);
  return value_poison();
}

/* Evaluates arguments for their mistakes when what they are given to is not known;
 * without `names`, a single name may be that of a level or a tensor. */
static void eval_arguments(struct sema *sm, struct scope *scope, struct node *args, bool names)
{
  for (struct node *a = args; a; a = a->next) {
    struct node *value = a->kind == N_ARG ? a->slot[ARG_VALUE] : a;
    if (names || value->kind != N_NAME) eval(sm, scope, value);
    else eval_quietly(sm, scope, value);
  }
}

/* `storage.read(words = 2)`, or `read(…)` of the component itself. */
static struct symbol *called_action(struct sema *sm, struct scope *scope, struct node *callee)
{
  struct symbol *s = NULL;
  if (callee->kind == N_NAME && callee->name) s = scope_find(scope, callee->name);
  if (callee->kind == N_MEMBER) {
    struct value base = eval(sm, scope, callee->slot[MEMBER_BASE]);
    if (base.kind == V_OBJECT) s = object_member(base.u.object, callee->name);
  }
  return s && s->kind == S_ACTION ? s : NULL;
}

static struct value eval_call(struct sema *sm, struct scope *scope, struct node *n)
{
  struct node *callee = n->slot[CALL_BASE];
  if (callee->kind == N_NAME && callee->name && !scope_find(scope, callee->name)) {
    const struct builtin *b = builtin_named(sm, callee->name, scope_context(scope));
    if (b) return builtin_apply(sm, scope, n, b);
  }
  struct symbol *action = called_action(sm, scope, callee);
  if (action) {
    refer(sm, node_name_span(callee), action);
    return action_value(sm, action, n->slot[CALL_ARGS], scope, n);
  }
  struct value v = eval(sm, scope, callee);
  if (v.kind == V_POISON) {
    /* Perhaps a measure was meant. */
    bool unknown = callee->kind == N_NAME && callee->name && !scope_find(scope, callee->name);
    eval_arguments(sm, scope, n->slot[CALL_ARGS], !unknown);
    return v;
  }
  if (v.kind == V_FUNCTION) return builtin_apply(sm, scope, n, v.u.function);
  if (v.kind == V_DECL) {
    enum keyword w = v.u.symbol->node->word;
    if (w == KW_component || w == KW_arch || w == KW_workload)
      return value_object(instantiate(sm, v.u.symbol, n->slot[CALL_ARGS], scope, n, scope->object));
  }
  if (v.kind == V_DECL && v.u.symbol->node->word == KW_table)
    return eval_lookup(sm, scope, n, v.u.symbol);
  if (v.kind == V_DECL && !v.u.symbol->called) {
    enum keyword w = v.u.symbol->node->word;
    if (w == KW_mapping || w == KW_mapspace || w == KW_sparsity)
      return with_arguments(sm, v.u.symbol, n->slot[CALL_ARGS], scope, n);
  }
  if (v.kind == V_OBJECT && v.u.object->generic && v.u.object->of)
    return value_object(complete(sm, v.u.object, n->slot[CALL_ARGS], scope, n));
  return not_callable(sm, scope, n, v);
}

static void place_amendments(struct sema *sm, struct node *items)
{
  for (struct node *n = items; n; n = n->next)
    if (place_item(sm, KW_with, n) && n->kind == N_AMEND)
      place_amendments(sm, n->slot[AMEND_ITEMS]);
}

static struct value eval_with(struct sema *sm, struct scope *scope, struct node *n)
{
  struct value v = eval(sm, scope, n->slot[WITH_BASE]);
  if (v.kind == V_POISON) return v;
  if (v.kind == V_DECL) {
    enum keyword w = v.u.symbol->node->word;
    if (w == KW_component || w == KW_arch || w == KW_workload)
      v = value_object(default_object(sm, v.u.symbol));
  }
  place_amendments(sm, n->slot[WITH_ITEMS]);
  if (v.kind == V_OBJECT)
    return value_object(amend(sm, v.u.object, n->slot[WITH_ITEMS], scope, n));
  struct diag *d = diag_at(sm->diags, E0317, node_span(n->slot[WITH_BASE]),
                           "`with` amends an instance, not %s",
                           value_describe(v, &sm->units, sm->arena));
  diag_label(d, node_span(n->slot[WITH_BASE]), "nothing in it can be set");
  return value_poison();
}

static void beyond(struct sema *sm, const struct node *at, const char *what, int64_t n,
                   int64_t asked)
{
  struct diag *d = diag_at(sm->diags, E0309, node_span(at),
                           "%s %lld elements, and this asks for number %lld", what, (long long)n,
                           (long long)asked);
  if (n) diag_label(d, node_span(at), "the first is 0, the last %lld", (long long)n - 1);
  else diag_label(d, node_span(at), "the list is empty");
  add_trail(sm, d);
}

/* One element of an array of parts is like any other. */
static struct value element_of(struct sema *sm, struct scope *scope, struct value base,
                               struct node *at)
{
  const struct axis *axis = base.u.object->axes;
  for (struct node *i = at; i; i = i->next, axis = axis ? axis->next : NULL) {
    struct value v = eval_whole(sm, scope, i->kind == N_ARG ? i->slot[ARG_VALUE] : i, 0,
                                "an index");
    if (v.kind == V_POISON) return v;
    bool known = axis && v.known && value_is_known_int(axis->size);
    if (known && v.u.i >= axis->size.u.i)
      beyond(sm, i, "this array of parts has", axis->size.u.i, v.u.i);
  }
  return base;
}

static struct value eval_index(struct sema *sm, struct scope *scope, struct node *n)
{
  struct value base = eval(sm, scope, n->slot[INDEX_BASE]);
  struct node *at = n->slot[INDEX_ARGS];
  if (base.kind == V_POISON) return base;
  if (base.kind == V_OBJECT && base.u.object->axes) return element_of(sm, scope, base, at);
  if (base.kind != V_LIST || !at || at->next) {
    bool list = base.kind == V_LIST;
    struct span where = node_span(list && at ? at->next : n->slot[INDEX_BASE]);
    const char *what = value_describe(base, &sm->units, sm->arena);
    struct diag *d = diag_at(sm->diags, E0317, where,
                             list ? "%s has one index" : "%s has no elements to choose from", what);
    diag_label(d, where, list ? "one too many" : "not a list");
    if (list) diag_help(d, "of a list of lists choose twice: `x[i][j]`");
    if (base.kind == V_DECL) diag_help(d, "arguments stand in `( )`");
    add_trail(sm, d);
    return value_poison();
  }
  struct value i = eval_whole(sm, scope, at, 0, "an index");
  if (i.kind == V_POISON || !i.known || !base.known || !base.u.list)
    return base.u.list && base.u.list->n ? type_only(base.u.list->at[0]) : value_poison();
  if ((uint64_t)i.u.i < base.u.list->n) return base.u.list->at[i.u.i];
  beyond(sm, at, "the list has", base.u.list->n, i.u.i);
  return value_poison();
}

struct value type_only(struct value v)
{
  if (v.kind == V_NUMBER && v.known) return value_unknown(v.dim, v.is_int);
  if (v.kind == V_BOOL || v.kind == V_STRING) v.known = false;
  if (v.kind == V_OBJECT || v.kind == V_DECL) return value_poison();
  return v;
}

struct branch {
  struct sema *sm;
  struct scope *scope;
};

/* A name or a unit that is not there is a mistake even where it is never used. */
static bool tell_unknown(struct node *n, void *context)
{
  struct branch *b = context;
  if (n->kind == N_COMPREHENSION || n->kind == N_WITH || n->kind == N_MEMBER) return false;
  if (n->kind == N_CALL && n->slot[CALL_BASE]->kind == N_NAME && n->slot[CALL_BASE]->name) {
    const struct builtin *f = builtin_find(n->slot[CALL_BASE]->name->text, scope_context(b->scope));
    if (f && f->names) return false;
  }
  if (n->kind == N_NAME) eval_name(b->sm, b->scope, n);
  if (n->kind == N_NUMBER) eval_number(b->sm, b->scope, n);
  return true;
}

static struct value eval_branch(struct sema *sm, struct scope *scope, struct node *n, bool taken)
{
  if (taken) return eval(sm, scope, n);
  struct tracing *tracing = trace_begin(sm, NULL); /* nothing rests on it */
  struct value v = eval_quietly(sm, scope, n);
  trace_end(sm, tracing);
  if (v.kind == V_POISON) ast_walk(n, tell_unknown, &(struct branch){sm, scope});
  return v;
}

static struct value eval_if(struct sema *sm, struct scope *scope, struct node *n)
{
  struct value c = eval_condition(sm, scope, n->slot[IF_A]);
  bool decided = c.kind == V_BOOL && c.known;
  /* Of what is declared, both were looked at by itself. */
  if (decided && scope->object && !scope->object->generic)
    return eval(sm, scope, n->slot[c.u.b ? IF_B : IF_C]);
  /* What is wrong only in the branch not taken, such as a division by zero, is
   * why there is an `if`; but both are of one kind. */
  struct value a = eval_branch(sm, scope, n->slot[IF_B], !decided || c.u.b);
  struct value b = eval_branch(sm, scope, n->slot[IF_C], !decided || !c.u.b);
  bool alike = a.kind == b.kind && (a.kind != V_NUMBER || dim_equal(a.dim, b.dim));
  if (decided && (alike || a.kind == V_POISON || b.kind == V_POISON)) return c.u.b ? a : b;
  if (a.kind == V_POISON || b.kind == V_POISON || a.kind == b.kind) {
    if (a.kind != V_NUMBER || b.kind != V_NUMBER) return type_only(a.kind == V_POISON ? b : a);
    if (dim_equal(a.dim, b.dim)) return value_unknown(a.dim, a.is_int && b.is_int);
  }
  struct span where = node_span(n->slot[IF_C]);
  struct diag *d = diag_at(sm->diags, E0302, where,
                           "the two branches of this `if` are of different kinds");
  diag_label(d, where, "%s", value_describe(b, &sm->units, sm->arena));
  diag_label(d, node_span(n->slot[IF_B]), "%s", value_describe(a, &sm->units, sm->arena));
  explain_unlike(sm, d, n->slot[IF_B], a, n->slot[IF_C], b);
  return value_poison();
}

/* By itself, so that a value is made where the caller of eval wants it: copies of values that
 * were just made are what eval would spend most of its time with. */
__attribute__((noinline)) static struct value eval_node(struct sema *sm, struct scope *scope,
                                                        struct node *n)
{
  switch ((enum node_kind)n->kind) {
  case N_NAME: return eval_name(sm, scope, n);
  case N_MEMBER: return eval_member(sm, scope, n);
  case N_CALL: return eval_call(sm, scope, n);
  case N_INDEX: return eval_index(sm, scope, n);
  case N_WITH: return eval_with(sm, scope, n);
  case N_NUMBER: return eval_number(sm, scope, n);
  case N_STRING: return value_string(n->name);
  case N_BOOL: return value_bool(n->op);
  case N_UNARY: return eval_unary(sm, scope, n);
  case N_BINARY: return eval_binary(sm, scope, n);
  case N_IF: return eval_if(sm, scope, n);
  case N_LIST: return eval_list(sm, scope, n);
  case N_RANGE: return eval_range(sm, scope, n);
  case N_COMPREHENSION: return eval_comprehension(sm, scope, n);
  case N_ARG: return eval(sm, scope, n->slot[ARG_VALUE]);
  case N_STAR: {
    struct diag *d = diag_at(sm->diags, E0316, node_span(n),
                             "`*` stands for what is left of a loop");
    diag_label(d, node_span(n), "no value here");
    return value_poison();
  }
  default: return value_poison();
  }
}

struct value eval(struct sema *sm, struct scope *scope, struct node *n)
{
  if (!n) return value_poison();
  if (sm->gave_up || ++sm->steps > STEPS_MAX) return too_much(sm, n);
  if (sm->eval_depth >= DEPTH_MAX) return too_deep(sm, n);
  sm->eval_depth++;
  struct value v = eval_node(sm, scope, n);
  sm->eval_depth--;
  return v;
}

struct value eval_quietly(struct sema *sm, struct scope *scope, struct node *n)
{
  sm->diags->muted++;
  struct value v = eval(sm, scope, n);
  sm->diags->muted--;
  return v;
}

/* ---- where a type is wanted ---- */

static bool is_member(struct sema *sm, const struct wanted_type *t, name_t name)
{
  if (t->members)
    for (const char *const *m = t->members; *m; m++)
      if (!strcmp(*m, name->text)) return true;
  if (t->enumeration)
    for (struct node *m = enum_members(t->enumeration); m; m = m->next)
      if (m->kind == N_NAME && m->name == name) return true;
  (void)sm;
  return false;
}

static struct value no_choice(struct sema *sm, const struct wanted_type *t, struct node *n)
{
  if (t->enumeration && !tell_name(sm, n->name, n->file)) return value_poison();
  struct suggest near = suggest_near(sm, n->name->text);
  struct strbuf all = {0};
  if (t->members)
    for (const char *const *m = t->members; *m; m++) {
      suggest_offer(&near, *m);
      strbuf_printf(&all, "%s`%s`", all.n ? ", " : "", *m);
    }
  if (t->enumeration)
    for (struct node *m = enum_members(t->enumeration); m; m = m->next)
      if (m->kind == N_NAME) {
        suggest_offer(&near, m->name->text);
        strbuf_printf(&all, "%s`%s`", all.n ? ", " : "", m->name->text);
      }
  struct diag *d = diag_at(sm->diags, E0321, node_span(n), "`%s` is not one of the choices",
                           n->name->text);
  diag_label(d, node_span(n), "not a choice");
  diag_note(d, "the choices are %s", strbuf_str(&all));
  diag_suggest(d, node_span(n), near.best);
  strbuf_free(&all);
  add_trail(sm, d);
  return value_poison();
}

struct value eval_as(struct sema *sm, struct scope *scope, struct node *n,
                     const struct wanted_type *t)
{
  if (n && t->kind == V_ENUM && !t->any && n->kind == N_NAME && n->name) {
    if (is_member(sm, t, n->name)) {
      if (t->enumeration) refer_member(sm, n, t->enumeration);
      return value_enum(n->name);
    }
    if (!scope_find(scope, n->name)) return no_choice(sm, t, n);
  }
  return eval(sm, scope, n);
}

struct value eval_whole(struct sema *sm, struct scope *scope, struct node *n, int64_t least,
                        const char *what)
{
  struct value v = eval(sm, scope, n);
  if (v.kind == V_POISON) return v;
  struct diag *d;
  if (!value_is_plain(v) || (v.known && !v.is_int)) {
    d = diag_at(sm->diags, E0301, node_span(n), "%s must be a whole number, but this is %s", what,
                value_is_plain(v) ? number_text(sm, v)
                                  : value_describe(v, &sm->units, sm->arena));
    diag_label(d, node_span(n), "not a whole number");
    add_trail(sm, d);
    return value_poison();
  }
  if (!v.known || v.u.i >= least) return v;
  d = diag_at(sm->diags, E0309, node_span(n), "%s must be at least %lld, but this is %lld", what,
              (long long)least, (long long)v.u.i);
  diag_label(d, node_span(n), "too small");
  add_trail(sm, d);
  return value_poison();
}

struct value eval_condition(struct sema *sm, struct scope *scope, struct node *n)
{
  struct value v = eval(sm, scope, n);
  if (v.kind == V_BOOL || v.kind == V_POISON) return v;
  struct diag *d = diag_at(sm->diags, E0301, node_span(n),
                           "a condition must be true or false, but this is %s",
                           value_describe(v, &sm->units, sm->arena));
  diag_label(d, node_span(n), "%s", value_describe(v, &sm->units, sm->arena));
  diag_help(d, "compare it with something: `==`, `<=` …");
  add_trail(sm, d);
  return value_poison();
}

/* Expressions: names, members, calls, choices.  Operators are in operator.c,
 * lists in list.c. */
#include "compiler/sema/eval.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/attribute.h"
#include "compiler/sema/builtin.h"
#include "compiler/sema/component.h"
#include "compiler/sema/enum.h"
#include "compiler/sema/list.h"
#include "compiler/sema/measure.h"
#include "compiler/sema/module.h"
#include "compiler/sema/object.h"
#include "compiler/sema/operator.h"
#include "compiler/sema/place.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/type.h"
#include "compiler/sema/workload.h"

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

/* ---- names ---- */

/* Members of enums; as their map has no order, the first in the alphabet of those
 * that are equally near. */
static void choices_suggest(const struct scope *scope, struct suggest *near)
{
  for (const struct scope *s = scope; s && !near->off; s = s->outer) {
    struct suggest here = *near;
    here.best = NULL;
    for (uint32_t i = 0; i < s->choices.cap; i++) {
      const struct name *name = s->choices.slots[i].key;
      struct suggest one = *near;
      if (name) suggest_offer(&one, name->text);
      if (name && one.distance < near->distance &&
          (!here.best || one.distance < here.distance || strcmp(one.best, here.best) < 0))
        here = one;
    }
    if (here.best) *near = here;
  }
}

/* The import of a module in the file of `n`, or NULL. */
static const struct node *import_of(const struct sema *sm, const struct node *n, const char *module)
{
  const struct module *m = sm->program->modules;
  while (m && m->ast->source->id != n->file) m = m->next;
  for (const struct node *i = m ? m->ast->root->slot[FILE_ITEMS] : NULL; i; i = i->next) {
    const struct module *from = i->kind == N_IMPORT ? map_get(&m->imports, i) : NULL;
    if (from && !strcmp(from->name, module)) return i;
  }
  return NULL;
}

/* A library module has the name: import it, or make use of an import that is there. */
static void offer_import(struct sema *sm, struct diag *d, const struct node *n, const char *module)
{
  const struct node *import = import_of(sm, n, module);
  const char *name = n->name->text;
  if (!import) {
    diag_help(d, "import it: `import %s { %s }`", module, name);
    diag_fix(d, DIAG_CERTAIN, (struct span){n->file, 0, 0}, "import %s { %s }\n", module, name);
  } else if (import->has_block && import->slot[IMPORT_NAMES]) {
    const struct node *last = import->slot[IMPORT_NAMES];
    while (last->next) last = last->next;
    const struct node *first = import->slot[IMPORT_NAMES];
    const char *text = source_of(sm->diags->sources, node_span(first))->text + first->start;
    diag_help(d, "import it too: `import %s { %.*s, %s }`", module, (int)(last->end - first->start),
              text, name);
    diag_fix(d, DIAG_CERTAIN, (struct span){n->file, last->end, last->end}, ", %s", name);
  } else {
    name_t as = import->name ? import->name : import->slot[IMPORT_PATH]->name;
    diag_help(d, "it is in `%s`, which is imported as `%s`: write `%s.%s`", module, as->text,
              as->text, name);
    diag_fix(d, DIAG_CERTAIN, span_start(node_span(n)), "%s.", as->text);
  }
}

static struct value unknown_name(struct sema *sm, struct scope *scope, const struct node *n)
{
  const char *name = n->name->text;
  if (map_get(&sm->lost, n->name)) return value_poison();
  struct suggest near = suggest_near(sm, name);
  static const char *const constants[] = {"true", "false", "none"};
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    suggest_offer(&near, constants[i]);
  scope_suggest(scope, &near, 0);
  choices_suggest(scope, &near);
  builtin_suggest(&near, scope_context(scope));
  const struct attribute *attribute = attribute_find(name, ~0u);
  struct unit unit;
  struct unit_error why;
  struct diag *d = diag_at(sm->diags, E0207, node_span(n), "unknown name `%s`", name);
  diag_label(d, node_span(n), "not found");
  const char *module = sm->program->find_export ? sm->program->find_export(sm->program, n->name)
                                                : NULL;
  if (module) {
    offer_import(sm, d, n, module);
  } else if (name[1] && unit_parse(name, strlen(name), &sm->units, sm->arena, &unit, &why)) {
    diag_help(d, "`%s` is a unit: write `1 %s`", name, name);
    diag_fix(d, DIAG_MAYBE, span_start(node_span(n)), "1 ");
  } else if (near.best) diag_suggest(d, node_span(n), near.best);
  else if (attribute && attribute->flows)
    diag_note(d, "`%s` is known inside an `arch`, and in a component for the arch around it", name);
  else if (attribute)
    diag_note(d, "`%s` is an attribute, and not a name here; a value that two attributes need is "
                 "named with `let`", name);
  add_trail(sm, d);
  return value_poison();
}

/* `tech`, `clock` … as they flow in from around an instance. */
static bool environment(struct sema *sm, struct scope *scope, name_t name, struct value *out)
{
  const struct attribute *a = attribute_find(name->text, ~0u);
  if (!a || !a->flows) return false;
  for (struct scope *s = scope; s; s = s->outer) {
    if (!s->object) continue;
    struct symbol *set = object_attribute(s->object, name);
    if (set) *out = symbol_value(sm, set);
    else *out = type_unknown(&a->type);
    return true;
  }
  return false;
}

static struct value unit_as_value(struct sema *sm, const struct node *n, const struct symbol *unit)
{
  struct diag *d = diag_at(sm->diags, E0316, node_span(n), "`%s` is a unit, not a value",
                           n->name->text);
  diag_label(d, node_span(n), "a unit alone");
  diag_label(d, unit->where, "declared here");
  diag_help(d, "write `1 %s`", n->name->text);
  diag_fix(d, DIAG_MAYBE, span_start(node_span(n)), "1 ");
  return value_poison();
}

/* Levels are made from the outside inwards: what stands further in, or is being
 * made, cannot be asked yet. */
static struct value level_not_yet(struct sema *sm, const struct node *n, struct span declared)
{
  struct diag *d = diag_at(sm->diags, E0207, node_span(n), "the level `%s` is not known yet",
                           n->name->text);
  diag_label(d, node_span(n), "asked for too early");
  diag_label(d, declared, "known from here on");
  diag_help(d, "name the value that both need with `let`");
  add_trail(sm, d);
  return value_poison();
}

/* A level of the arch around `scope` that comes later; NULL if there is none. */
static const struct node *later_level(const struct scope *scope, const struct node *items,
                                      name_t name)
{
  for (; !items && scope; scope = scope->outer)
    if (scope->object && scope->object->kind == K_ARCH)
      items = scope->object->decl->slot[DECL_ITEMS];
  for (const struct node *n = items; n; n = n->next) {
    if (n->kind != N_DECL) continue;
    if (n->name == name && n->word >= KW_memory && n->word <= KW_group) return n;
    const struct node *inner = n->slot[DECL_ITEMS] ? later_level(NULL, n->slot[DECL_ITEMS], name)
                                                   : NULL;
    if (inner) return inner;
  }
  return NULL;
}

static struct value eval_name(struct sema *sm, struct scope *scope, struct node *n)
{
  if (!n->name) return value_poison();
  struct symbol *s = scope_find(scope, n->name);
  if (s) {
    if (s->kind == S_LEVEL && s->state != DONE) { /* `compute MAC = MAC(...)` means another one */
      struct symbol *outer = scope_find(s->scope->outer, n->name);
      if (!outer) return level_not_yet(sm, n, s->where);
      s = outer;
    }
    s->used = true;
    const struct symbol *target = symbol_target(s);
    return target && target->kind == S_UNIT ? unit_as_value(sm, n, target) : symbol_value(sm, s);
  }
  struct value v;
  if (environment(sm, scope, n->name, &v)) return v;
  const struct builtin *b = builtin_find(n->name->text, scope_context(scope));
  if (b) return builtin_value(sm, scope, n, b);
  if (names_equal(n->name, "none")) return value_enum(n->name);
  for (struct scope *at = scope; at; at = at->outer)
    if (map_get(&at->choices, n->name)) return value_enum(n->name);
  const struct node *level = later_level(scope, NULL, n->name);
  if (level) return level_not_yet(sm, n, node_name_span(level));
  return unknown_name(sm, scope, n);
}

/* ---- members ---- */

static void offer_members(struct object *o, struct suggest *near)
{
  scope_suggest(&(struct scope){.names = o->scope.names}, near, 0);
  attribute_suggest(near, o->kind);
  arch_suggest(o, near);
}

enum { MEMBERS_MAX = 12 };

/* What an object has, in the order of its declaration; 0 if that is too much. */
static unsigned list_members(const struct object *o, const char *names[static MEMBERS_MAX])
{
  unsigned n = 0;
  for (const struct node *p = o->decl->slot[DECL_PARAMS]; p; p = p->next) {
    if (n == MEMBERS_MAX) return 0;
    names[n++] = p->name->text;
  }
  for (const struct node *i = o->decl->slot[DECL_ITEMS]; i; i = i->next) {
    const struct node *first = i->kind == N_BINDS && i->word == KW_let ? i->slot[BINDS_BINDINGS]
                               : i->kind == N_DECL ? i : NULL;
    for (const struct node *b = first; b; b = i->kind == N_BINDS ? b->next : NULL) {
      if (n == MEMBERS_MAX) return 0;
      if (b->name) names[n++] = b->name->text;
    }
  }
  return n;
}

static struct value no_member(struct sema *sm, struct node *n, struct object *o, const char *what)
{
  struct suggest near = suggest_near(sm, n->name->text);
  if (map_get(&sm->lost, n->name)) return value_poison();
  const char *names[MEMBERS_MAX];
  if (o) offer_members(o, &near);
  unsigned n_members = o && !near.best ? list_members(o, names) : 0;
  const struct builtin *function = o ? NULL : builtin_find(n->name->text, 0);
  struct diag *d = diag_at(sm->diags, E0208, node_name_span(n), "%s has no member `%s`", what,
                           n->name->text);
  diag_label(d, node_name_span(n), "not found");
  diag_suggest(d, node_name_span(n), near.best);
  if (function) diag_help(d, "`%s` is a function: `%s`", function->name, function->signature);
  else if (n_members) diag_note(d, "it has %s", join_names(sm, names, n_members));
  add_trail(sm, d);
  return value_poison();
}

static struct value object_value(struct sema *sm, struct object *o, struct node *n)
{
  struct symbol *s = object_member(o, n->name);
  if (s) {
    s->used = true;
    return symbol_value(sm, s);
  }
  struct level *l = arch_level(o, n->name);
  if (l) return value_object(l->object);
  if (o->workload) {
    int i = workload_dim(o->workload, n->name);
    if (i >= 0) return o->workload->dims[i].size;
    i = workload_tensor(o->workload, n->name);
    if (i >= 0) return (struct value){.kind = V_TENSOR, .known = true, .u.name = n->name};
  }
  for (struct axis *a = o->axes; a; a = a->next)
    if (a->name == n->name) return a->size;
  if (o->broken) return value_poison();
  const struct attribute *a = attribute_find(n->name->text, o->kind ? o->kind : ~0u);
  if (a) return type_unknown(&a->type);
  return no_member(sm, n, o, object_describe(o, sm->arena));
}

/* `flavour.fast`: members of an enum are written alone. */
static bool tell_qualified(struct sema *sm, struct node *n, const struct symbol *e)
{
  for (struct node *m = enum_members(e); m; m = m->next) {
    if (m->kind != N_NAME || m->name != n->name) continue;
    struct diag *d = diag_at(sm->diags, E0208, node_name_span(n),
                             "members of an enum are written alone");
    diag_label(d, node_name_span(n), "a member of `%s`", e->name->text);
    diag_help(d, "write `%s`", n->name->text);
    diag_fix(d, DIAG_CERTAIN, node_span(n), "%s", n->name->text);
    return true;
  }
  return false;
}

/* A declaration by its name alone: its instance, made of defaults.  What is asked
 * of one that lacks some is not known (E0305), save where all is unknown anyway. */
static struct object *instance_named(struct sema *sm, struct scope *scope, struct symbol *decl,
                                     struct node *n)
{
  struct object *o = default_object(sm, decl);
  if (!o->generic || (scope->object && scope->object->generic)) return o;
  return instantiate(sm, decl, NULL, scope, n, NULL);
}

static struct value eval_member(struct sema *sm, struct scope *scope, struct node *n)
{
  struct value v;
  struct node *root = n;
  while (root->kind == N_MEMBER) root = root->slot[MEMBER_BASE];
  if (root->kind == N_NAME && names_equal(root->name, "std") && !scope_find(scope, root->name) &&
      library_path(sm, n, &v))
    return v;
  struct value base = eval(sm, scope, n->slot[MEMBER_BASE]);
  switch ((enum value_kind)base.kind) {
  case V_POISON:
    return base;
  case V_MODULE: {
    struct symbol *s = module_export(sm, base.u.symbol->opens, n->name, node_name_span(n));
    return s ? symbol_value(sm, s) : value_poison();
  }
  case V_OBJECT:
    return object_value(sm, base.u.object, n);
  case V_DECL: {
    enum keyword w = base.u.symbol->node->word;
    if (w == KW_component || w == KW_arch || w == KW_workload)
      return object_value(sm, instance_named(sm, scope, base.u.symbol, n->slot[MEMBER_BASE]), n);
    if (w == KW_enum && tell_qualified(sm, n, base.u.symbol)) return value_enum(n->name);
    return no_member(sm, n, NULL, value_describe(base, &sm->units, sm->arena));
  }
  case V_RESULT:
    return result_member(sm, scope, n);
  default:
    return no_member(sm, n, NULL, value_describe(base, &sm->units, sm->arena));
  }
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

/* Evaluates arguments for their mistakes when what they are given to is not known. */
static void eval_arguments(struct sema *sm, struct scope *scope, struct node *args)
{
  for (struct node *a = args; a; a = a->next)
    eval(sm, scope, a->kind == N_ARG ? a->slot[ARG_VALUE] : a);
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
    const struct builtin *b = builtin_find(callee->name->text, scope_context(scope));
    if (b) return builtin_apply(sm, scope, n, b);
  }
  struct symbol *action = called_action(sm, scope, callee);
  if (action) return action_value(sm, action, n->slot[CALL_ARGS], scope, n);
  struct value v = eval(sm, scope, callee);
  if (v.kind == V_POISON) {
    eval_arguments(sm, scope, n->slot[CALL_ARGS]);
    return v;
  }
  if (v.kind == V_FUNCTION) return builtin_apply(sm, scope, n, v.u.function);
  if (v.kind == V_DECL) {
    enum keyword w = v.u.symbol->node->word;
    if (w == KW_component || w == KW_arch || w == KW_workload)
      return value_object(instantiate(sm, v.u.symbol, n->slot[CALL_ARGS], scope, n, scope->object));
  }
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
  if (v.kind == V_NUMBER) return value_unknown(v.dim, v.is_int);
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
  if (n->kind == N_NUMBER) eval_number(b->sm, n);
  return true;
}

static struct value eval_branch(struct sema *sm, struct scope *scope, struct node *n, bool taken)
{
  if (taken) return eval(sm, scope, n);
  struct value v = eval_quietly(sm, scope, n);
  if (v.kind == V_POISON) ast_walk(n, tell_unknown, &(struct branch){sm, scope});
  return v;
}

static struct value eval_if(struct sema *sm, struct scope *scope, struct node *n)
{
  struct value c = eval_condition(sm, scope, n->slot[IF_A]);
  bool decided = c.kind == V_BOOL && c.known;
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

static struct value eval_node(struct sema *sm, struct scope *scope, struct node *n)
{
  switch ((enum node_kind)n->kind) {
  case N_NAME: return eval_name(sm, scope, n);
  case N_MEMBER: return eval_member(sm, scope, n);
  case N_CALL: return eval_call(sm, scope, n);
  case N_INDEX: return eval_index(sm, scope, n);
  case N_WITH: return eval_with(sm, scope, n);
  case N_NUMBER: return eval_number(sm, n);
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
    if (is_member(sm, t, n->name)) return value_enum(n->name);
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

/* What names and members are worth, and what was meant by those that are not
 * there. */
#include "compiler/sema/name.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/attribute.h"
#include "compiler/sema/builtin.h"
#include "compiler/sema/component.h"
#include "compiler/sema/enum.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/lookup.h"
#include "compiler/sema/measure.h"
#include "compiler/sema/module.h"
#include "compiler/sema/object.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trail.h"
#include "compiler/sema/type.h"
#include "compiler/sema/workload.h"

#include <string.h>

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

static const struct module *module_of(const struct sema *sm, const struct node *n)
{
  const struct module *m = sm->program->modules;
  while (m && m->ast->source->id != n->file) m = m->next;
  return m;
}

/* The import of a module in the file of `n`, or NULL. */
static const struct node *import_of(const struct sema *sm, const struct node *n, const char *module)
{
  const struct module *m = module_of(sm, n);
  for (const struct node *i = m ? m->ast->root->slot[FILE_ITEMS] : NULL; i; i = i->next) {
    const struct module *from = i->kind == N_IMPORT ? map_get(&m->imports, i) : NULL;
    if (from && !strcmp(from->name, module)) return i;
  }
  return NULL;
}

enum { IMPORTS_MAX = 8 };

/* What a file uses of a module that it does not import. */
struct wanted_imports {
  struct sema *sm;
  const struct module *in;
  const char *module;
  name_t at[IMPORTS_MAX];
  unsigned n;
};

static bool collect_import(struct node *n, void *context)
{
  struct wanted_imports *w = context;
  if (n->kind != N_NAME || !n->name || w->n == IMPORTS_MAX || scope_get(w->in->scope, n->name))
    return true;
  const char *module = w->sm->program->find_export(w->sm->program, n->name);
  for (unsigned i = 0; i < w->n; i++)
    if (w->at[i] == n->name) return true;
  if (module && !strcmp(module, w->module)) w->at[w->n++] = n->name;
  return true;
}

/* One import for all that the file uses of a module: the others need no message. */
static void offer_new_import(struct sema *sm, struct diag *d, const struct node *n,
                             const char *module)
{
  struct wanted_imports w = {.sm = sm, .in = module_of(sm, n), .module = module};
  struct strbuf names = {0};
  strbuf_puts(&names, n->name->text);
  if (w.in) ast_walk(w.in->ast->root, collect_import, &w);
  for (unsigned i = 0; i < w.n; i++)
    if (w.at[i] != n->name && tell_name(sm, w.at[i], n->file))
      strbuf_printf(&names, ", %s", w.at[i]->text);
  diag_help(d, "import %s: `import %s { %s }`", w.n > 1 ? "them" : "it", module,
            strbuf_str(&names));
  diag_fix(d, DIAG_CERTAIN, (struct span){n->file, 0, 0}, "import %s { %s }\n", module,
           strbuf_str(&names));
  strbuf_free(&names);
}

/* A library module has the name: import it, or make use of an import that is there. */
static void offer_import(struct sema *sm, struct diag *d, const struct node *n, const char *module)
{
  const struct node *import = import_of(sm, n, module);
  const char *name = n->name->text;
  if (!import) {
    offer_new_import(sm, d, n, module);
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

/* `25.6 GB / s`: what stands behind a `/` may be a unit even if it is but a letter. */
static bool is_divisor(struct sema *sm, const struct node *n)
{
  const char *text = source_of(sm->diags->sources, node_span(n))->text;
  uint32_t i = n->start;
  while (i > 0 && text[i - 1] == ' ') i--;
  return i > 0 && text[i - 1] == '/';
}

/* `srma(…)`: what is called is a component, as a rule one of the library. */
static bool is_called(struct sema *sm, const struct node *n)
{
  const struct source *source = source_of(sm->diags->sources, node_span(n));
  return n->end < source->size && source->text[n->end] == '(';
}

/* Whether a name that was found here may be called; those in no scope are functions. */
static bool may_be_called(struct sema *sm, const struct scope *scope, const char *name)
{
  const struct symbol *s = scope_find(scope, intern_str(sm->names, name));
  return !s || s->kind == S_DECL || s->kind == S_IMPORTED || s->kind == S_MODULE;
}

/* The library module that exports what was meant, which is put into `near`; NULL: what is known
 * here is nearer. */
static const char *near_export(struct sema *sm, const struct scope *scope, const struct node *n,
                               struct suggest *near)
{
  const struct program *p = sm->program;
  struct suggest far = suggest_near(sm, n->name->text);
  if (!p->suggest_export || !is_called(sm, n)) return NULL;
  p->suggest_export(p, &far);
  bool nearer = near->best && near->distance <= far.distance && may_be_called(sm, scope, near->best);
  if (!far.best || nearer) return NULL;
  *near = far;
  return p->find_export(p, intern_str(sm->names, far.best));
}

static struct value unknown_name(struct sema *sm, struct scope *scope, const struct node *n)
{
  const char *name = n->name->text;
  if (!tell_name(sm, n->name, n->file)) return value_poison();
  struct suggest near = suggest_near(sm, name);
  static const char *const constants[] = {"true", "false", "none"};
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    suggest_offer(&near, constants[i]);
  scope_suggest(scope, &near, 0);
  choices_suggest(scope, &near);
  builtin_suggest(&near, scope_context(scope));
  const struct attribute *attribute = attribute_find(name, ~0u);
  struct unit unit;
  struct diag *d = diag_at(sm->diags, E0207, node_span(n), "unknown name `%s`", name);
  diag_label(d, node_span(n), "not found");
  const char *module = sm->program->find_export ? sm->program->find_export(sm->program, n->name)
                                                : NULL;
  if (module) {
    offer_import(sm, d, n, module);
  } else if ((module = near_export(sm, scope, n, &near))) {
    diag_suggest(d, node_span(n), near.best);
    if (!import_of(sm, n, module)) diag_note(d, "it takes an `import %s { %s }`", module, near.best);
    else diag_note(d, "`%s` is in `%s`", near.best, module);
  } else if ((name[1] || is_divisor(sm, n)) &&
             unit_parse(name, strlen(name), &sm->units, sm->arena, &unit, NULL)) {
    diag_help(d, "`%s` is a unit: write `1 %s`", name, name);
    diag_fix(d, DIAG_MAYBE, span_start(node_span(n)), "1 ");
  } else if (near.best) diag_suggest(d, node_span(n), near.best);
  else if (attribute && attribute->flows)
    diag_note(d, "`%s` is known inside an `arch`, and in a component for the arch around it", name);
  else if (attribute)
    diag_note(d, "`%s` is an attribute, and not a name here; a value that two attributes need is "
                 "named with `let`", name);
  if (!sm->program->find_export)
    diag_note(d, "the standard library was not found: set TLC_STD to its directory");
  add_trail(sm, d);
  return value_poison();
}

/* `tech`, `clock` … as they flow in from around an instance. */
static bool environment(struct sema *sm, struct scope *scope, name_t name, struct span where,
                        struct value *out)
{
  const struct attribute *a = attribute_named(sm, name, ~0u);
  if (!a || !a->flows) return false;
  for (struct scope *s = scope; s; s = s->outer) {
    if (!s->object) continue;
    struct symbol *set = object_attribute(s->object, name);
    if (set) refer(sm, where, set);
    else refer_to(sm, where, MEANS_ATTRIBUTE, name, (struct span){0}, s->object);
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

struct value eval_name(struct sema *sm, struct scope *scope, struct node *n)
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
    refer(sm, node_span(n), s);
    return target && target->kind == S_UNIT ? unit_as_value(sm, n, target) : symbol_value(sm, s);
  }
  struct value v;
  if (environment(sm, scope, n->name, node_span(n), &v)) return v;
  const struct builtin *b = builtin_named(sm, n->name, scope_context(scope));
  if (b) return builtin_value(sm, scope, n, b);
  if (names_equal(n->name, "none")) return value_enum(n->name);
  for (struct scope *at = scope; at; at = at->outer)
    if (map_get(&at->choices, n->name)) {
      refer_member(sm, n, map_get(&at->choices, n->name));
      return value_enum(n->name);
    }
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
  if (name_told(sm, n->name, n->file) || !tell_member(sm, what, n->name, n->file))
    return value_poison();
  struct suggest near = suggest_near(sm, n->name->text);
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
  struct span at = node_name_span(n);
  if (s) {
    s->used = true;
    refer(sm, at, s);
    return symbol_value(sm, s);
  }
  struct level *l = arch_level(o, n->name);
  if (l) {
    refer_to(sm, at, MEANS_LEVEL, l->name, l->name_at, o);
    return value_object(l->object);
  }
  if (o->workload) {
    int i = workload_dim(o->workload, n->name);
    if (i >= 0) {
      refer_dim(sm, at, o->workload, i);
      return o->workload->dims[i].size;
    }
    i = workload_tensor(o->workload, n->name);
    if (i >= 0) {
      refer_tensor(sm, at, o->workload, i);
      return (struct value){.kind = V_TENSOR, .known = true, .u.name = n->name};
    }
  }
  for (struct axis *a = o->axes; a; a = a->next)
    if (a->name == n->name) {
      refer_to(sm, at, MEANS_AXIS, a->name, a->at, o);
      return a->size;
    }
  if (o->broken) return value_poison();
  const struct attribute *a = attribute_named(sm, n->name, o->kind ? o->kind : ~0u);
  if (a) return type_unknown(&a->type);
  return no_member(sm, n, o, object_describe(o, sm->arena));
}

struct value object_member_value(struct sema *sm, struct object *o, const char *name)
{
  struct node n = {.kind = N_MEMBER, .name = intern_str(sm->names, name), .file = o->decl->file,
                   .start = o->decl->start, .end = o->decl->start, .name_at = o->decl->start};
  sm->diags->muted++;
  bool known = object_member(o, n.name) || attribute_named(sm, n.name, o->kind ? o->kind : K_PART);
  struct value v = known ? object_value(sm, o, &n) : value_poison();
  sm->diags->muted--;
  return v;
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

struct value eval_member(struct sema *sm, struct scope *scope, struct node *n)
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
  case V_ROW:
    return row_member(sm, n, base.u.row);
  case V_RESULT:
    return result_member(sm, scope, n, base.u.run);
  default:
    return no_member(sm, n, NULL, value_describe(base, &sm->units, sm->arena));
  }
}

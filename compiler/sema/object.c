/* Instances: of components, archs and workloads. */
#include "compiler/sema/object.h"

#include "compiler/sema/action.h"
#include "compiler/sema/alike.h"
#include "compiler/sema/arch.h"
#include "compiler/sema/attribute.h"
#include "compiler/sema/bounds.h"
#include "compiler/sema/component.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/requirement.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/sums.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trace.h"
#include "compiler/sema/type.h"
#include "compiler/sema/workload.h"
#include "lang/syntax/parse.h"

#include <string.h>

enum { NESTING_MAX = 64, SAME_MAX = 4, EITHER_MAX = 4 };

const char *object_name(const struct object *o) { return o->of ? o->of->name->text : "it"; }

const char *object_describe(const struct object *o, struct arena *a)
{
  enum keyword kind = o->kind & K_MEMORY ? KW_memory : o->kind & K_COMPUTE ? KW_compute
                    : o->kind & K_NETWORK ? KW_network : o->kind & K_TRANSIT ? KW_transit
                    : o->decl->word;
  name_t name = o->of ? o->of->name : o->decl->name;
  if (name) return arena_printf(a, "the %s `%s`", keyword_text(kind), name->text);
  return keyword_with_article(kind, a);
}

struct symbol *object_member(struct object *o, name_t name) { return scope_get(&o->scope, name); }

struct symbol *object_attribute(struct object *o, name_t path)
{
  for (; o; o = o->outer) {
    struct symbol *s = scope_get(&o->scope, path);
    if (s && (s->kind == S_ATTRIBUTE || s->kind == S_PARAM)) return s;
  }
  return NULL;
}

/* ---- settings ---- */

static void misfit_argument(struct sema *sm, struct object *o, struct setting *s,
                            const struct wanted_type *t)
{
  struct span declared = s->path_at;
  bool positional = !memcmp(&s->path_at, &s->value_at, sizeof declared);
  uint32_t before = sm->diags->all.n;
  struct node *p = o->of ? param_named(o->of, s->path) : NULL;
  if (p && !p->slot[PARAM_TYPE] && o->of->broken) return; /* the default may be to blame */
  tell_misfit_at(sm, s->path->text, s->expr, positional || !p ? (struct span){0} : declared, t,
                 s->value);
  if (!p || sm->diags->all.n == before) return;
  struct diag *d = sm->diags->all.at[sm->diags->all.n - 1];
  struct node *type = p->slot[PARAM_TYPE];
  uint32_t end = type ? type->end : p->name_at + p->name->n;
  diag_note(d, "`%s` declares `%.*s` at %s", o->of->name->text, (int)(end - p->start),
            o->of->module->ast->source->text + p->start, place_text(sm, node_span(p)));
  /* What to do comes after what is so. */
  for (uint32_t i = 0; i + 1 < d->parts.n; i++)
    if (d->parts.at[i].kind == PART_HELP) {
      struct diag_part help = d->parts.at[i], note = d->parts.at[i + 1];
      d->parts.at[i] = note;
      d->parts.at[i + 1] = help;
    }
}

struct value setting_value(struct sema *sm, struct object *o, struct setting *s,
                           const struct wanted_type *t)
{
  if (s->evaluated) return s->value;
  s->evaluated = true;
  struct trail *trail = sm->trail;
  uint32_t muted = sm->diags->muted;
  name_t naming = sm->naming;
  if (trail && trail->object == o) sm->trail = trail->outer; /* it is written outside */
  sm->naming = s->by;
  s->value = eval_as(sm, s->scope, s->expr, t);
  if (!type_fits(t, s->value)) {
    misfit_argument(sm, o, s, t);
    s->value = value_poison();
  }
  sm->naming = naming;
  sm->trail = trail;
  sm->diags->muted = muted;
  return s->value;
}

/* The type of a parameter: as declared, or that of its default. */
static struct wanted_type param_type(struct sema *sm, struct object *o, struct node *p)
{
  if (p->slot[PARAM_TYPE]) return type_read(sm, &o->scope, p->slot[PARAM_TYPE]);
  struct wanted_type any = {.any = true};
  struct node *def = p->slot[PARAM_VALUE];
  if (!def) return any;
  if (def->kind == N_NUMBER) {
    struct value v = eval(sm, &o->scope, def);
    return (struct wanted_type){.kind = V_NUMBER, .dim = v.dim, .any = v.kind == V_POISON};
  }
  if (def->kind == N_BOOL || def->kind == N_STRING)
    return (struct wanted_type){.kind = def->kind == N_BOOL ? V_BOOL : V_STRING};
  if (def->kind != N_NAME && def->kind != N_MEMBER) return any;
  struct value v = eval(sm, o->scope.outer, def);
  if (v.kind != V_DECL) return any;
  return (struct wanted_type){.kind = V_DECL, .decl_word = v.u.symbol->node->word};
}

/* An instance that is checked on its own: only types are known. */
static void bind_generic(struct sema *sm, struct symbol *s, struct node *p,
                         const struct wanted_type *t)
{
  s->value = type_unknown(t);
  s->state = DONE;
  if ((t->any || t->kind == V_DECL) && p->slot[PARAM_VALUE]) {
    s->value = type_only(eval(sm, s->scope, p->slot[PARAM_VALUE]));
    if (t->kind == V_DECL && !t->any) s->value = eval(sm, s->scope, p->slot[PARAM_VALUE]);
  }
}

/* What a typed parameter has for a default, in a declaration that is checked on its
 * own.  (Others have the type of their default.) */
static void check_defaults(struct sema *sm, struct object *o)
{
  for (struct node *p = o->decl->slot[DECL_PARAMS]; p; p = p->next) {
    struct symbol *s = scope_get(&o->scope, p->name);
    struct node *expr = p->slot[PARAM_VALUE];
    if (!s || s->node != p || !expr || !p->slot[PARAM_TYPE]) continue;
    sm->diags->muted++; /* the type was read once already */
    struct wanted_type t = type_read(sm, &o->scope, p->slot[PARAM_TYPE]);
    sm->diags->muted--;
    struct value v = eval_as(sm, &o->scope, expr, &t);
    if (!type_fits(&t, v)) tell_misfit_at(sm, p->name->text, expr, node_name_span(p), &t, v);
  }
}

/* A parameter of a component that is called like what flows inwards (`voltage`) takes that;
 * its default is for where nothing flows in. */
static bool take_inflow(struct sema *sm, struct object *o, struct symbol *s)
{
  const struct attribute *a = attribute_named(sm, s->name, ~0u);
  struct symbol *set = a && a->flows && o->outer && o->decl->word == KW_component
                         ? object_attribute(o->outer, s->name) : NULL;
  if (!set) return false;
  s->value = symbol_value(sm, set);
  s->set_at = set->set_at;
  s->state = DONE;
  return true;
}

static bool bind_params(struct sema *sm, struct object *o)
{
  struct node *missing[16];
  unsigned n_missing = 0;
  for (struct node *p = o->decl->slot[DECL_PARAMS]; p; p = p->next) {
    struct symbol *s = scope_declare(sm, &o->scope, S_PARAM, p->name, p, node_name_span(p));
    struct setting *given = setting_find(o->settings, p->name);
    struct wanted_type t = param_type(sm, o, p);
    s->used = true;
    s->type = p->slot[PARAM_TYPE];
    for (struct setting *e = o->settings; e; e = e->next)
      if (e->path == p->name) e->used = true;
    if (given) {
      if (given->amends) refer_setting(sm, given->path_at, o->of, p->name);
      s->value = setting_value(sm, o, given, &t);
      s->set_at = given->path_at;
      s->state = DONE;
    } else if (o->generic) bind_generic(sm, s, p, &t);
    else if (take_inflow(sm, o, s)) continue;
    else if (p->slot[PARAM_VALUE]) s->expr = p->slot[PARAM_VALUE];
    else {
      s->state = DONE;
      if (n_missing < 16) missing[n_missing++] = p;
    }
  }
  if (n_missing) tell_missing(sm, o, missing, n_missing, false);
  if (o->generic) check_defaults(sm, o);
  return !n_missing;
}

/* Parameters whose defaults need each other: any of them would do. */
static unsigned collect_mutual(struct sema *sm, struct object *o, struct node **out)
{
  unsigned n = 0;
  for (struct node *p = o->decl->slot[DECL_PARAMS]; p && n < EITHER_MAX; p = p->next) {
    struct symbol *s = scope_get(&o->scope, p->name);
    if (!s || s->node != p || setting_find(o->settings, p->name)) continue;
    symbol_value(sm, s);
    if (s->mutual) out[n++] = p;
  }
  return n;
}

/* Defaults that came back to themselves: nothing says what they are. */
static void find_mutual(struct sema *sm, struct object *o)
{
  if (o->generic) return;
  for (struct node *p = o->decl->slot[DECL_PARAMS]; p; p = p->next) {
    struct symbol *s = scope_get(&o->scope, p->name);
    if (!s || s->node != p) continue;
    symbol_value(sm, s);
    if (s->mutual && !o->broken) {
      struct node *either[EITHER_MAX];
      tell_missing(sm, o, either, collect_mutual(sm, o, either), true);
    }
  }
}

void bind_attributes(struct sema *sm, struct object *o)
{
  unsigned kinds = o->of ? settable_kinds(o->of) | o->kind : o->kind;
  for (struct setting *s = o->settings; s; s = s->next) {
    if (s->used) continue;
    const struct attribute *a = attribute_named(sm, s->path, kinds);
    s->used = true;
    if (!a) {
      amends_nothing(sm, o, s);
      setting_value(sm, o, s, &(struct wanted_type){.any = true});
      continue;
    }
    if (s->amends) refer_setting(sm, s->path_at, NULL, s->path);
    struct trail *trail = sm->trail;
    struct value v = setting_value(sm, o, s, &a->type);
    if (trail && trail->object == o) sm->trail = trail->outer;
    v = in_range(sm, a, v, s->value_at);
    sm->trail = trail;
    struct symbol *symbol = scope_get(&o->scope, s->path);
    if (!symbol) {
      symbol = scope_declare(sm, &o->scope, S_ATTRIBUTE, s->path, s->expr, s->path_at);
      symbol->attribute = a;
    }
    symbol->value = v;
    symbol->state = DONE;
    symbol->set_at = s->path_at;
  }
}

/* ---- making ---- */

static unsigned same_in_trail(const struct sema *sm, const struct symbol *decl)
{
  unsigned n = 0;
  for (const struct trail *t = sm->trail; t; t = t->outer) n += t->object->of == decl;
  return n;
}

static struct object *contains_itself(struct sema *sm, struct object *o)
{
  struct span where = o->made_by ? node_span(o->made_by) : o->of->where;
  struct diag *d = diag_at(sm->diags, E0307, where, "`%s` contains itself", o->of->name->text);
  diag_label(d, where, "made inside an instance of itself");
  diag_label(d, o->of->where, "declared here");
  o->broken = true;
  return o;
}

static void build(struct sema *sm, struct object *o)
{
  bool quiet = o->of->broken && !o->generic;
  name_t naming = sm->naming;
  struct tracing *tracing = trace_begin(sm, NULL);
  sm->diags->muted += quiet;
  sm->naming = NULL;
  struct trail here = {o, sm->trail};
  sm->trail = &here;
  struct node *items = o->decl->slot[DECL_ITEMS];
  if (o->decl->word == KW_workload) {
    find_mutual(sm, o);
    check_bounds(sm, o);
    declare_members(sm, o, items);
    workload_build(sm, o);
  } else if (o->decl->word == KW_arch) {
    find_mutual(sm, o);
    check_bounds(sm, o);
    arch_build(sm, o);
    imply_sums(sm, o);
  } else {
    declare_members(sm, o, items);
    if (!o->made_by) check_action_names(sm, o);
    bind_attributes(sm, o);
    check_bounds(sm, o);
    imply_sums(sm, o);
    check_requires(sm, o, items);
    find_mutual(sm, o);
    evaluate_members(sm, o, items);
  }
  sm->trail = here.outer;
  sm->naming = naming;
  sm->diags->muted -= quiet;
  trace_end(sm, tracing);
}

/* One that nobody changes any more may be another's as well. */
enum making { MAKE_ONE, MAKE_GENERIC, MAKE_SHARED };

static struct object *make(struct sema *sm, struct symbol *decl, struct setting *settings,
                           struct amendment *amendments, struct node *made_by, struct object *outer,
                           enum making how)
{
  bool generic = how == MAKE_GENERIC;
  struct likeness like = {0};
  struct object *o = ARENA_NEW(sm->arena, struct object);
  *o = (struct object){.of = decl,
                       .decl = decl->node,
                       .made_by = made_by,
                       .outer = outer,
                       .settings = settings,
                       .amendments = amendments,
                       .kind = (uint16_t)declared_kind(decl),
                       .generic = generic};
  o->scope.outer = decl->module->scope;
  o->scope.object = o;
  o->muted = sm->diags->muted + (decl->broken && !generic);
  if (same_in_trail(sm, decl) >= SAME_MAX || sm->depth >= NESTING_MAX)
    return contains_itself(sm, o);
  sm->depth++;
  bool complete = bind_params(sm, o);
  struct object *alike = complete && how == MAKE_SHARED ? alike_find(sm, o, &like) : NULL;
  if (complete && !alike) {
    build(sm, o);
    alike_keep(sm, &like);
  }
  sm->depth--;
  return alike ? alike : o;
}

struct object *instantiate_from(struct sema *sm, struct symbol *decl, struct setting *settings,
                                struct amendment *amendments, struct node *made_by,
                                struct object *outer)
{
  ensure_checked(sm, decl);
  return make(sm, decl, settings, amendments, made_by, outer, MAKE_ONE);
}

struct object *instantiate(struct sema *sm, struct symbol *decl, struct node *args,
                           struct scope *scope, struct node *made_by, struct object *outer)
{
  ensure_checked(sm, decl);
  struct setting *settings = settings_from_args(sm, decl, args, scope);
  return make(sm, decl, settings, NULL, made_by, outer, MAKE_SHARED);
}

struct reach {
  const struct symbol *decl;
  const struct node *from;
  unsigned depth;
  bool circular;
};

static bool follow_default(struct node *n, void *context)
{
  struct reach *r = context;
  if (n->kind != N_NAME || r->circular) return !r->circular;
  struct node *p = param_named(r->decl, n->name);
  if (p == r->from && r->depth > 1) r->circular = true; /* alone it is E0308 */
  if (!p || p == r->from || r->depth > EITHER_MAX || !p->slot[PARAM_VALUE]) return true;
  r->depth++;
  ast_walk(p->slot[PARAM_VALUE], follow_default, r);
  r->depth--;
  return true;
}

/* Can it be made without arguments?  Not if a parameter has no default, or if some
 * have defaults that need each other. */
static bool has_all_defaults(const struct symbol *decl)
{
  for (struct node *p = decl->node->slot[DECL_PARAMS]; p; p = p->next) {
    struct reach r = {.decl = decl, .from = p, .depth = 1};
    if (!p->slot[PARAM_VALUE]) return false;
    ast_walk(p->slot[PARAM_VALUE], follow_default, &r);
    if (r.circular) return false;
  }
  return true;
}

struct object *default_object(struct sema *sm, struct symbol *decl)
{
  if (decl->made) return decl->made;
  struct trail *trail = sm->trail;
  struct object *o;
  if (decl->checked || !has_all_defaults(decl)) ensure_checked(sm, decl);
  if (decl->made) return decl->made;
  sm->trail = NULL;
  o = make(sm, decl, NULL, NULL, NULL, NULL, has_all_defaults(decl) ? MAKE_ONE : MAKE_GENERIC);
  sm->trail = trail;
  return decl->made = o;
}

/* A component is checked with nothing known of its parameters; an arch or a
 * workload that has all defaults, with these, as that says more. */
void ensure_checked(struct sema *sm, struct symbol *decl)
{
  if (decl->checked) return;
  decl->checked = true;
  struct trail *trail = sm->trail;
  uint32_t muted = sm->diags->muted, before = sm->diags->n_errors;
  name_t naming = sm->naming;
  bool in_action = sm->in_action;
  sm->trail = NULL;
  sm->naming = NULL;
  sm->in_action = false;
  sm->diags->muted = decl->module->ast->broken;
  bool generic = decl->node->slot[DECL_PARAMS] &&
                 (decl->node->word == KW_component || !has_all_defaults(decl));
  struct object *o = make(sm, decl, NULL, NULL, NULL, NULL, generic ? MAKE_GENERIC : MAKE_ONE);
  if (!decl->made && (!generic || !has_all_defaults(decl))) decl->made = o;
  decl->broken = decl->module->ast->broken || sm->diags->n_errors != before;
  sm->diags->muted = muted;
  sm->in_action = in_action;
  sm->naming = naming;
  sm->trail = trail;
}

/* A copy in which each level stands once. */
static struct amendment *copy_amendments(struct sema *sm, const struct amendment *list)
{
  struct amendment *first = NULL, **end = &first;
  for (; list; list = list->next) {
    struct amendment *same = first;
    while (same && same->level != list->level) same = same->next;
    if (!same) {
      same = *end = arena_copy(sm->arena, list, sizeof *list);
      *same = (struct amendment){.level = list->level, .level_at = list->level_at};
      end = &same->next;
    }
    settings_append(&same->settings, settings_copy(sm, list->settings));
    struct amendment *inner = copy_amendments(sm, list->inner), **last = &same->inner;
    while (*last) last = &(*last)->next;
    *last = inner;
  }
  return first;
}

struct object *amend(struct sema *sm, struct object *o, struct node *items, struct scope *scope,
                     struct node *made_by)
{
  if (!o->of || o->broken) return o;
  struct setting *settings = settings_copy(sm, o->settings);
  struct amendment *inner = copy_amendments(sm, o->amendments);
  amendments_from(sm, items, scope, &settings, &inner);
  return make(sm, o->of, settings, inner, made_by, o->outer, o->generic ? MAKE_GENERIC : MAKE_ONE);
}

struct value with_arguments(struct sema *sm, struct symbol *decl, struct node *args,
                            struct scope *scope, struct node *call)
{
  struct symbol *s = arena_copy(sm->arena, decl, sizeof *s);
  s->settings = settings_from_args(sm, decl, args, scope);
  s->called = call;
  struct object as = {.of = s, .decl = s->node, .made_by = call};
  as.scope.outer = s->module->scope;
  for (struct node *p = s->node->slot[DECL_PARAMS]; p; p = p->next) {
    struct setting *given = setting_find(s->settings, p->name);
    struct wanted_type t = param_type(sm, &as, p);
    if (given) setting_value(sm, &as, given, &t);
  }
  return value_decl(s);
}

struct object *complete(struct sema *sm, struct object *o, struct node *args, struct scope *scope,
                        struct node *made_by)
{
  struct setting *settings = settings_from_args(sm, o->of, args, scope);
  settings_append(&settings, settings_copy(sm, o->settings));
  return make(sm, o->of, settings, o->amendments, made_by, o->outer, MAKE_ONE);
}

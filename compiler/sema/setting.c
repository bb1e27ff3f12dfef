/* What an instance is told: arguments and amendments. */
#include "compiler/sema/setting.h"

#include "compiler/sema/attribute.h"
#include "compiler/sema/component.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/placeholder.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trail.h"

#include <string.h>

static const char *decl_name(const struct symbol *decl) { return decl->name->text; }

static struct node *param_at(const struct symbol *decl, unsigned i)
{
  return list_at(decl->node->slot[DECL_PARAMS], i);
}

struct node *param_named(const struct symbol *decl, name_t name)
{
  for (struct node *p = decl->node->slot[DECL_PARAMS]; p; p = p->next)
    if (p->name == name) return p;
  return NULL;
}

/* The kind a declaration says it is: bits of enum component_kind. */
unsigned declared_kind(const struct symbol *decl)
{
  const struct node *n = decl->node;
  if (n->word == KW_arch) return K_ARCH;
  if (n->word != KW_component) return 0;
  for (const struct node *c = n->slot[DECL_CLAUSES]; c; c = c->next) {
    const struct node *v = c->slot[CLAUSE_VALUE];
    if (c->word != KW_is || v->kind != N_NAME) continue;
    switch ((enum keyword)v->name->word) {
    case KW_memory: return K_MEMORY;
    case KW_compute: return K_COMPUTE;
    case KW_network: return K_NETWORK;
    case KW_transit: return K_TRANSIT;
    default: break;
    }
  }
  return 0;
}

/* What attributes an instance may have. */
unsigned settable_kinds(const struct symbol *decl)
{
  unsigned kind = declared_kind(decl);
  return kind ? kind : decl->node->word == KW_component ? K_PART : 0;
}

static const char *signature(struct sema *sm, const struct symbol *decl)
{
  struct strbuf b = {0};
  const struct source *source = decl->module->ast->source;
  strbuf_printf(&b, "%s(", decl_name(decl));
  for (struct node *p = decl->node->slot[DECL_PARAMS]; p; p = p->next) {
    uint32_t size = p->end - p->start;
    strbuf_add(&b, source->text + p->start, size);
    if (p->next) strbuf_puts(&b, ", ");
  }
  strbuf_putc(&b, ')');
  return strbuf_take(&b, sm->arena);
}

static void note_signature(struct sema *sm, struct diag *d, const struct symbol *decl)
{
  if (decl->node->slot[DECL_PARAMS]) diag_note(d, "%s", signature(sm, decl));
  else diag_note(d, "`%s` takes no arguments", decl_name(decl));
}

static void offer_settable(struct suggest *near, const struct symbol *decl)
{
  for (struct node *p = decl->node->slot[DECL_PARAMS]; p; p = p->next)
    suggest_offer(near, p->name->text);
  if (!near->synonym) attribute_suggest(near, settable_kinds(decl));
}

static void surplus(struct sema *sm, const struct symbol *decl, const struct node *arg)
{
  struct span where = arg->kind == N_ARG ? node_name_span(arg) : node_span(arg);
  struct diag *d;
  if (arg->kind != N_ARG) {
    unsigned n = list_length(decl->node->slot[DECL_PARAMS]), more = 0;
    for (const struct node *a = arg; a && a->kind != N_ARG; a = a->next) {
      where = span_join(where, node_span(a));
      more++;
    }
    d = diag_at(sm->diags, E0304, where, "`%s` takes %u argument%s, and this is %u more",
                decl_name(decl), n, n == 1 ? "" : "s", more);
    diag_label(d, where, more == 1 ? "one too many" : "too many");
  } else {
    if (name_told(sm, arg->name, decl->node->file)) return; /* as it is missing there */
    struct suggest near = suggest_near(sm, arg->name->text);
    offer_settable(&near, decl);
    d = diag_at(sm->diags, E0304, where, "`%s` has no parameter `%s`", decl_name(decl),
                arg->name->text);
    diag_label(d, where, "nothing takes this");
    note_signature(sm, d, decl);
    diag_suggest(d, where, near.best);
  }
  if (arg->kind != N_ARG) note_signature(sm, d, decl);
  add_trail(sm, d);
}

void tell_given_twice(struct sema *sm, const struct setting *first, struct span where)
{
  name_t name = first->path;
  struct diag *d = diag_at(sm->diags, E0314, where, "`%s` is given twice", name->text);
  diag_label(d, where, "again here");
  diag_label(d, first->path_at, "given here");
  add_trail(sm, d);
}

struct setting *setting_find(struct setting *list, name_t path)
{
  struct setting *found = NULL;
  for (; list; list = list->next)
    if (list->path == path) found = list;
  return found;
}

static struct setting *new_setting(struct sema *sm, name_t path, struct span path_at,
                                   struct node *expr, struct scope *scope)
{
  struct setting *s = ARENA_NEW(sm->arena, struct setting);
  *s = (struct setting){.path = path, .path_at = path_at, .expr = expr, .scope = scope,
                        .value_at = node_span(expr), .by = sm->naming};
  return s;
}

struct setting *settings_copy(struct sema *sm, const struct setting *list)
{
  struct setting *first = NULL, **end = &first;
  for (; list; list = list->next) {
    if (setting_find(list->next, list->path)) continue; /* a later one wins */
    *end = arena_copy(sm->arena, list, sizeof *list);
    (*end)->next = NULL;
    (*end)->used = false;
    end = &(*end)->next;
  }
  return first;
}

void settings_append(struct setting **list, struct setting *more)
{
  while (*list) list = &(*list)->next;
  *list = more;
}

/* A misspelt argument was meant for something: that one is not missing too. */
static struct setting *meant(struct sema *sm, struct symbol *decl, struct setting *given,
                             const struct node *arg, struct node *expr, struct scope *scope)
{
  if (arg->kind != N_ARG) return NULL;
  struct suggest near = suggest_near(sm, arg->name->text);
  offer_settable(&near, decl);
  name_t name = near.best ? intern_str(sm->names, near.best) : NULL;
  if (!name || !param_named(decl, name) || setting_find(given, name)) return NULL;
  struct setting *s = new_setting(sm, name, node_name_span(arg), expr, scope);
  s->evaluated = true;
  return s;
}

struct node *equated_name(struct sema *sm, const struct scope *scope, struct node *arg)
{
  struct node *name = arg->kind == N_BINARY && arg->op == OP_EQ ? arg->slot[BINARY_A] : NULL;
  if (!name || name->kind != N_NAME || !name->name || scope_find(scope, name->name)) return NULL;
  struct span where = node_op_span(arg);
  struct diag *d = diag_at(sm->diags, E0113, where, "`==` compares; `%s` is given with `=`",
                           name->name->text);
  diag_label(d, where, "two `=`");
  diag_help(d, "write `=`");
  diag_fix(d, DIAG_CERTAIN, where, "=");
  return name;
}

static bool is_settable(const struct symbol *decl, name_t name)
{
  return param_named(decl, name) || attribute_find(name->text, settable_kinds(decl));
}

struct setting *settings_from_args(struct sema *sm, struct symbol *decl, struct node *args,
                                   struct scope *scope)
{
  struct setting *list = NULL, **end = &list;
  unsigned position = 0;
  bool told = false; /* of all positional ones that are too many */
  for (struct node *arg = args; arg; arg = arg->next) {
    struct node *expr = arg->kind == N_ARG ? arg->slot[ARG_VALUE] : arg;
    name_t name = NULL;
    struct node *equated = equated_name(sm, scope, arg);
    if (equated) {
      expr = arg->slot[BINARY_B];
      if (is_settable(decl, equated->name)) name = equated->name;
    } else if (arg->kind == N_ARG) {
      if (is_settable(decl, arg->name)) name = arg->name;
      if (name) refer_setting(sm, node_name_span(arg), decl, name);
    } else {
      struct node *p = param_at(decl, position++);
      name = p ? p->name : NULL;
    }
    struct setting *first = name ? setting_find(list, name) : NULL;
    if (!name && !equated) {
      if (arg->kind == N_ARG || !told) surplus(sm, decl, arg);
      told |= arg->kind != N_ARG;
      struct setting *m = meant(sm, decl, list, arg, expr, scope);
      if (m) {
        *end = m;
        end = &m->next;
      }
    } else if (name && first) tell_given_twice(sm, first, arg->kind == N_ARG ? node_name_span(arg)
                                                                           : node_span(arg));
    else if (name) {
      *end = new_setting(sm, name, arg->kind == N_ARG ? node_name_span(arg) : node_span(arg), expr,
                         scope);
      end = &(*end)->next;
      continue;
    }
    eval(sm, scope, expr);
  }
  return list;
}

/* "read.bandwidth" of a path, interned; NULL if it is none. */
name_t path_text(struct sema *sm, const struct node *path)
{
  if (path->kind == N_NAME) return path->name;
  if (path->kind != N_MEMBER) return NULL;
  name_t base = path_text(sm, path->slot[MEMBER_BASE]);
  if (!base) return NULL;
  const char *text = arena_printf(sm->arena, "%s.%s", base->text, path->name->text);
  return intern_str(sm->names, text);
}

static void set_twice(struct sema *sm, struct node *items, struct node *again, name_t path)
{
  for (struct node *n = items; n != again; n = n->next) {
    if (n->kind != N_ATTR || path_text(sm, n->slot[ATTR_PATH]) != path) continue;
    struct span where = node_span(again->slot[ATTR_PATH]);
    struct diag *d = diag_at(sm->diags, E0205, where, "`%s` is set twice", path->text);
    diag_label(d, where, "set again here");
    diag_label(d, node_span(n->slot[ATTR_PATH]), "first set here");
    diag_help(d, "keep one of them");
    return;
  }
}

void amendments_from(struct sema *sm, struct node *items, struct scope *scope,
                     struct setting **settings, struct amendment **inner)
{
  for (struct node *n = items; n; n = n->next) {
    if (n->kind == N_ATTR && n->slot[ATTR_VALUE]) {
      name_t path = path_text(sm, n->slot[ATTR_PATH]);
      if (!path) continue;
      struct setting *s = new_setting(sm, path, node_span(n->slot[ATTR_PATH]), n->slot[ATTR_VALUE],
                                      scope);
      s->amends = true;
      set_twice(sm, items, n, path);
      settings_append(settings, s);
    } else if (n->kind == N_AMEND) {
      struct node *path = n->slot[AMEND_PATH];
      struct amendment *a = ARENA_NEW(sm->arena, struct amendment), **end = inner;
      *a = (struct amendment){.level = path->name, .level_at = node_span(path)};
      amendments_from(sm, n->slot[AMEND_ITEMS], scope, &a->settings, &a->inner);
      while (*end) end = &(*end)->next;
      *end = a;
    }
  }
}

/* A number as it was written: `256 bit` is a width, and `32 B` would be the same. */
const char *setting_text(struct sema *sm, const struct setting *s)
{
  if (!s->expr || s->expr->kind != N_NUMBER || s->value.kind != V_NUMBER)
    return value_text(s->value, &sm->units, sm->arena);
  struct span at = node_span(s->expr);
  const struct source *source = source_of(sm->diags->sources, at);
  return arena_strndup(sm->arena, source->text + at.start, at.end - at.start);
}

/* "(set to 128 bit by `Wide`, sweep.tl:23:35)" */
static const char *who_set(struct sema *sm, const struct setting *s)
{
  if (!s || !s->evaluated || s->value.kind == V_POISON) return "";
  const char *value = setting_text(sm, s), *place = place_text(sm, s->path_at);
  if (s->by) return arena_printf(sm->arena, " (set to %s by `%s`, %s)", value, s->by->text, place);
  return arena_printf(sm->arena, " (set to %s, %s)", value, place);
}

static bool is_axis(const struct object *o, name_t name)
{
  const struct axis *a = o->axes;
  while (a && a->name != name) a = a->next;
  return a != NULL;
}

static bool is_level(const struct node *items, name_t name)
{
  for (const struct node *n = items; n; n = n->next)
    if (n->kind == N_DECL &&
        ((n->name == name && n->word <= KW_group) || is_level(n->slot[DECL_ITEMS], name)))
      return true;
  return false;
}

void amends_nothing(struct sema *sm, struct object *o, const struct setting *s)
{
  struct suggest near = suggest_near(sm, s->path->text);
  const char *of = o->of ? decl_name(o->of) : "it";
  if (o->of) offer_settable(&near, o->of);
  attribute_suggest(&near, o->kind);
  struct diag *d = o->of ? diag_at(sm->diags, E0203, s->path_at, "`%s` has no attribute `%s`", of,
                                   s->path->text)
                         : diag_at(sm->diags, E0203, s->path_at, "%s has no attribute `%s`",
                                   object_describe(o, sm->arena), s->path->text);
  diag_label(d, s->path_at, s->amends ? "amends nothing" : "nothing takes this");
  if (near.best) {
    name_t best = intern_str(sm->names, near.best);
    diag_help(d, "did you mean `%s`?%s", near.best, who_set(sm, setting_find(o->settings, best)));
    diag_fix(d, DIAG_MAYBE, s->path_at, "%s", near.best);
  } else if (is_axis(o, s->path)) {
    diag_help(d, "the size of an array comes from where it is declared: make it a parameter of "
                 "the arch");
  } else if (is_level(o->decl->slot[DECL_ITEMS], s->path)) {
    diag_help(d, "`%s` is a level: write `%s { name = value }`", s->path->text, s->path->text);
  } else if (s->expr && s->expr->kind == N_CALL && !s->amends &&
             o->kind & (K_ARCH | K_ARRAY | K_GROUP | K_PARALLEL)) {
    diag_help(d, "a level begins with what it is: `memory %s = ...`, `compute %s = ...`",
              s->path->text, s->path->text);
  } else if (!s->amends && !strchr(s->path->text, '.')) {
    diag_help(d, "to name a value write `let %s = ...`", s->path->text);
    diag_fix(d, DIAG_MAYBE, span_start(s->path_at), "let ");
  }
  o->broken = true;
}

/* ---- missing arguments ---- */

/* Where an instance is made: the call, or the name that stands for it. */
static struct span making_span(const struct object *o)
{
  const struct node *at = o->made_by;
  if (!at) return o->of->where;
  if (at->kind == N_DECL && at->slot[DECL_VALUE]) return node_span(at->slot[DECL_VALUE]);
  return at->kind == N_DECL ? node_head_span(at) : node_span(at);
}

/* "`size: bits` or `depth: int`", or only the names. */
static const char *params_text(struct sema *sm, const struct symbol *decl,
                               struct node *const *params, unsigned n, const char *last, bool types)
{
  struct strbuf b = {0};
  for (unsigned i = 0; i < n; i++) {
    const struct node *p = params[i], *type = types ? p->slot[PARAM_TYPE] : NULL;
    uint32_t end = type ? type->end : p->name_at + p->name->n;
    strbuf_printf(&b, "%s`%.*s`", i == 0 ? "" : i + 1 == n ? last : ", ", (int)(end - p->start),
                  decl->module->ast->source->text + p->start);
  }
  return strbuf_take(&b, sm->arena);
}

/* What is missing, as arguments: "size = ..., width = ...". */
static const char *lacking(struct sema *sm, struct node *const *params, unsigned n)
{
  struct strbuf b = {0};
  for (unsigned i = 0; i < n; i++)
    strbuf_printf(&b, "%s%s = ...", i ? ", " : "", params[i]->name->text);
  return strbuf_take(&b, sm->arena);
}

/* The same with placeholders, as far as there are any. */
static const char *filled_in(struct sema *sm, const struct symbol *decl,
                             struct node *const *params, unsigned n)
{
  struct strbuf b = {0};
  for (unsigned i = 0; i < n; i++) {
    const char *value = placeholder_of(sm, decl, params[i]);
    if (strcmp(value, "...") != 0)
      strbuf_printf(&b, "%s%s = %s", b.n ? ", " : "", params[i]->name->text, value);
  }
  return b.n ? strbuf_take(&b, sm->arena) : lacking(sm, params, n);
}

/* The call as it is, with what it lacks; before named arguments, so that it is
 * seen first, and behind those that count by their place. */
static void show_completed(struct sema *sm, struct diag *d, const char *name,
                           const struct node *call, const char *lacks, const char *filled)
{
  const char *text = source_of(sm->diags->sources, node_span(call))->text;
  const struct node *first = call->slot[CALL_ARGS], *last = first;
  while (last && last->next) last = last->next;
  if (!first) diag_help(d, "add it: `%s(%s)`", name, lacks);
  else {
    int size = (int)(last->end - first->start);
    if (first->kind == N_ARG)
      diag_help(d, "add it: `%s(%s, %.*s)`", name, lacks, size, text + first->start);
    else diag_help(d, "add it: `%s(%.*s, %s)`", name, size, text + first->start, lacks);
  }
  bool behind = first && first->kind != N_ARG;
  uint32_t at = behind ? last->end : first ? first->start : call->end - 1;
  diag_fix(d, DIAG_HOLES, (struct span){call->file, at, at}, "%s%s%s", behind ? ", " : "", filled,
           first && !behind ? ", " : "");
}

void tell_missing(struct sema *sm, struct object *o, struct node *const *params, unsigned n,
                  bool either)
{
  const char *name = decl_name(o->of), *last = either ? " or " : " and ";
  struct span where = making_span(o);
  struct diag *d = diag_at(sm->diags, E0305, where, "`%s` needs a value for %s", name,
                           params_text(sm, o->of, params, n, last, false));
  diag_label(d, where, "missing %s", params_text(sm, o->of, params, n, last, true));
  diag_note(d, "%s", signature(sm, o->of));
  const char *lacks = lacking(sm, params, either ? 1 : n);
  const char *filled = filled_in(sm, o->of, params, either ? 1 : n);
  struct node *at = o->made_by;
  struct node *value = at && at->kind == N_DECL ? at->slot[DECL_VALUE] : at;
  if (at && at->kind == N_CALL) show_completed(sm, d, name, at, lacks, filled);
  else if (value && value->kind == N_NAME) {
    diag_help(d, "add it: `%s(%s)`", name, lacks);
    diag_fix(d, DIAG_HOLES, (struct span){value->file, value->end, value->end}, "(%s)", filled);
  }
  struct trail *trail = sm->trail;
  if (trail && trail->object == o) sm->trail = trail->outer; /* the call is outside */
  add_trail(sm, d);
  sm->trail = trail;
  o->broken = true;
}

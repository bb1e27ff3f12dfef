/* Archs: the tree of levels, with arrays, groups and parallels. */
#include "compiler/sema/arch.h"

#include "compiler/sema/component.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/place.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/requirement.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/support.h"
#include "compiler/sema/target.h"
#include "compiler/sema/tensor_set.h"
#include "lang/syntax/parse.h"

static unsigned kind_of(const struct node *n)
{
  switch ((enum keyword)n->word) {
  case KW_memory: return K_MEMORY;
  case KW_compute: return K_COMPUTE;
  case KW_network: return K_NETWORK;
  case KW_transit: return K_TRANSIT;
  case KW_array: return K_ARRAY;
  case KW_group: return K_GROUP;
  case KW_parallel: return K_PARALLEL;
  default: return 0;
  }
}

static bool holds_levels(unsigned kind) { return kind & (K_ARRAY | K_GROUP | K_PARALLEL | K_ARCH); }

struct level *arch_level(const struct object *arch, name_t name)
{
  if (arch->kind != K_ARCH) return NULL;
  struct symbol *s = scope_get(&arch->scope, name);
  return s && s->kind == S_LEVEL ? s->level : NULL;
}

struct level *arch_next(const struct object *arch, const struct level *after)
{
  if (!after) return arch->levels;
  if (after->object && after->object->levels && holds_levels(after->kind))
    return after->object->levels;
  while (after && !after->next) after = after->parent;
  return after ? after->next : NULL;
}

const char *level_kind(const struct level *l)
{
  switch (l->kind) {
  case K_MEMORY: return "a memory";
  case K_COMPUTE: return "a compute";
  case K_NETWORK: return "a network";
  case K_TRANSIT: return "a transit";
  case K_ARRAY: return "an array";
  default: return "a group";
  }
}

const char *level_list(struct sema *sm, const struct object *arch, unsigned kinds)
{
  unsigned n = 0, most = 0;
  for (struct level *l = arch_next(arch, NULL); l; l = arch_next(arch, l)) most++;
  const char **names = ARENA_ARRAY(sm->arena, const char *, most);
  for (struct level *l = arch_next(arch, NULL); l; l = arch_next(arch, l))
    if (l->name && l->kind & kinds) names[n++] = l->name->text;
  return n ? join_names(sm, names, n) : NULL;
}

struct level *outermost_memory(const struct object *arch)
{
  struct level *l = arch_next(arch, NULL);
  while (l && l->kind == K_GROUP) l = arch_next(arch, l);
  return l && l->kind == K_MEMORY ? l : NULL;
}

void arch_suggest(const struct object *arch, struct suggest *to)
{
  for (struct level *l = arch_next(arch, NULL); l; l = arch_next(arch, l))
    if (l->name) suggest_offer(to, l->name->text);
}

/* ---- one level ---- */

/* What amendments of the arch say of one of its levels; later ones win. */
static struct setting *amended(struct sema *sm, struct object *arch, name_t level)
{
  struct setting *all = NULL;
  for (struct amendment *a = arch->amendments; a; a = a->next) {
    if (a->level != level) continue;
    a->taken = true;
    settings_append(&all, settings_copy(sm, a->settings));
  }
  return all;
}

static struct value wrong_level_kind(struct sema *sm, const struct node *n, struct value v)
{
  struct node *expr = n->slot[DECL_VALUE];
  struct node *callee = expr->kind == N_CALL ? expr->slot[CALL_BASE] : expr;
  struct symbol *of = v.kind == V_OBJECT ? v.u.object->of : v.kind == V_DECL ? v.u.symbol : NULL;
  unsigned kind = of ? declared_kind(of) : 0;
  struct diag *d;
  if (!of || of->node->word != KW_component) {
    d = diag_at(sm->diags, E0306, node_span(expr), "a %s is made of a component, but this is %s",
                keyword_text(n->word), value_describe(v, &sm->units, sm->arena));
    diag_label(d, node_span(expr), "%s", value_describe(v, &sm->units, sm->arena));
    return value_poison();
  }
  static const struct { unsigned kind; enum keyword word; } words[] = {
    {K_MEMORY, KW_memory}, {K_COMPUTE, KW_compute}, {K_NETWORK, KW_network},
    {K_TRANSIT, KW_transit},
  };
  const char *is = NULL;
  for (size_t i = 0; i < 4; i++)
    if (words[i].kind == kind) is = keyword_text(words[i].word);
  if (!is && clause_find(of->node, KW_is)) return value_poison(); /* no kind at all: told there */
  struct span word = node_word_span(n);
  d = diag_at(sm->diags, E0306, node_span(callee), "`%s` is %s%s, and `%s` is declared as a %s",
              of->name->text, is ? "a " : "of no kind", is ? is : "",
              n->name ? n->name->text : "this", keyword_text(n->word));
  diag_label(d, node_span(callee), "%s%s", is ? "a " : "not a ", is ? is : keyword_text(n->word));
  diag_label(d, word, "declared here");
  if (is) {
    diag_help(d, "write `%s %s = ...`", is, n->name ? n->name->text : "");
    diag_fix(d, DIAG_MAYBE, word, "%s", is);
  } else
    diag_help(d, "say what it is: `component %s(...) is %s`", of->name->text,
              keyword_text(n->word));
  return value_poison();
}

/* A level that is described in place: `memory Buf { size = 4 KiB; action read = 1 pJ }`. */
static struct object *in_place(struct sema *sm, struct object *container, struct node *n,
                               unsigned kind, struct setting *settings)
{
  struct object *o = ARENA_NEW(sm->arena, struct object);
  *o = (struct object){.decl = n,
                       .made_by = n,
                       .outer = container,
                       .kind = (uint16_t)kind,
                       .settings = settings,
                       .generic = container->generic,
                       .muted = container->muted};
  o->scope.outer = &container->scope;
  o->scope.object = o;
  return o;
}

/* What a level's value says it is made of. */
struct making {
  struct symbol *decl;       /* a component, or NULL */
  bool called;               /* its settings are arguments that stand here */
  struct setting *settings;  /* what it is told */
  struct value value;        /* when it is no component */
};

static bool is_component(struct value v)
{
  const struct symbol *of = v.kind == V_OBJECT ? v.u.object->of
                            : v.kind == V_DECL ? v.u.symbol
                                               : NULL;
  return of && of->node->word == KW_component;
}

static struct making read_making(struct sema *sm, struct scope *scope, struct node *expr)
{
  struct making m = {0};
  struct node *callee = expr->kind == N_CALL ? expr->slot[CALL_BASE] : NULL;
  m.value = eval(sm, scope, callee ? callee : expr);
  if (callee && m.value.kind == V_DECL && is_component(m.value)) {
    /* Its arguments wait for what the level's block adds to them. */
    m.decl = m.value.u.symbol;
    m.called = true;
    m.settings = settings_from_args(sm, m.decl, expr->slot[CALL_ARGS], scope);
    return m;
  }
  if (callee && m.value.kind == V_DECL) return m; /* of no component: its arguments do not matter */
  if (callee && m.value.kind != V_POISON) m.value = eval(sm, scope, expr);
  if (!is_component(m.value)) return m;
  if (m.value.kind == V_DECL) m.decl = m.value.u.symbol;
  else {
    m.decl = m.value.u.object->of;
    m.settings = settings_copy(sm, m.value.u.object->settings);
  }
  return m;
}

static void made_of_nothing(struct sema *sm, const struct node *n)
{
  struct span where = node_name_span(n);
  struct diag *d = diag_at(sm->diags, E0216, where, "the %s `%s` is made of nothing",
                           keyword_text(n->word), n->name->text);
  diag_label(d, where, "neither a component nor a block");
  diag_note(d, "a %s looks like `%s`", keyword_text(n->word), keyword_example(n->word));
}

/* What the level's own block says, and what a `with` around the arch says of it. */
static struct setting *own_settings(struct sema *sm, struct object *arch, struct object *container,
                                    struct node *n)
{
  struct setting *own = NULL;
  struct amendment *inner = NULL;
  for (struct node *item = n->slot[DECL_ITEMS]; item; item = item->next)
    place_item(sm, n->word, item);
  amendments_from(sm, n->slot[DECL_ITEMS], &container->scope, &own, &inner);
  for (struct setting *s = own; s; s = s->next) s->amends = false;
  if (n->name) settings_append(&own, amended(sm, arch, n->name));
  return own;
}

/* E0314: an argument that the level's own block gives again. */
static void check_given_once(struct sema *sm, const struct making *m, const struct setting *own)
{
  for (; m->called && own; own = own->next) {
    const struct setting *first = own->amends ? NULL : setting_find(m->settings, own->path);
    if (first) tell_given_twice(sm, first, own->path_at);
  }
}

static struct object *leaf_object(struct sema *sm, struct object *arch, struct object *container,
                                  struct node *n, unsigned kind)
{
  struct setting *own = own_settings(sm, arch, container, n);
  struct node *expr = n->slot[DECL_VALUE];
  struct object *o = NULL;
  if (expr) {
    struct making m = read_making(sm, &container->scope, expr);
    if (m.decl && declared_kind(m.decl) == kind) {
      check_given_once(sm, &m, own);
      settings_append(&m.settings, own);
      o = instantiate_from(sm, m.decl, m.settings, NULL, expr->kind == N_CALL ? expr : n,
                           container);
    } else if (m.value.kind != V_POISON) wrong_level_kind(sm, n, m.value);
  }
  if (!o) {
    o = in_place(sm, container, n, kind, expr ? NULL : own);
    o->broken = expr || !n->has_block;
    if (!expr) bind_attributes(sm, o);
    if (!expr && !n->has_block) made_of_nothing(sm, n);
  }
  override_actions(sm, o, n->slot[DECL_ITEMS], o->outer ? &o->outer->scope : &o->scope);
  return o;
}

/* ---- the tree ---- */

static struct level *add_level(struct sema *sm, struct object *arch, struct object *container,
                               struct level *parent, struct node *n)
{
  struct level *l = ARENA_NEW(sm->arena, struct level);
  *l = (struct level){.name = n->name,
                      .name_at = node_name_span(n),
                      .node = n,
                      .kind = (uint16_t)kind_of(n),
                      .parent = parent};
  if (container->last_level) container->last_level->next = l;
  else container->levels = l;
  container->last_level = l;
  if (n->name) {
    struct symbol *s = scope_declare(sm, &arch->scope, S_LEVEL, n->name, n, node_name_span(n));
    s->level = l;
    s->used = true;
    s->state = BUSY; /* until it is made */
  }
  return l;
}

static void build_block(struct sema *sm, struct object *arch, struct object *container,
                        struct level *parent, struct node *items);

static void array_attributes(struct sema *sm, struct object *arch, struct object *o, name_t name)
{
  if (!name) return;
  settings_append(&o->settings, amended(sm, arch, name));
  for (struct amendment *outer = arch->amendments; outer; outer = outer->next) {
    if (outer->level != name || !outer->inner) continue;
    struct amendment *last = outer; /* PE { RF { … } } is RF { … } */
    while (last->next) last = last->next;
    last->next = outer->inner;
    outer->inner = NULL;
  }
}

static void build_level(struct sema *sm, struct object *arch, struct object *container,
                        struct level *parent, struct node *n)
{
  struct level *l = add_level(sm, arch, container, parent, n);
  if (!holds_levels(l->kind)) l->object = leaf_object(sm, arch, container, n, l->kind);
  else {
    struct object *o = l->object = in_place(sm, container, n, l->kind, NULL);
    if (l->kind == K_ARRAY) {
      if (!n->slot[DECL_EXTENT]) {
        struct diag *d = diag_at(sm->diags, E0217, node_name_span(n), "the array `%s` has no size",
                                 n->name ? n->name->text : "");
        diag_label(d, node_name_span(n), "how many?");
        diag_help(d, "write `array %s[x = ...]`", n->name ? n->name->text : "");
      }
      l->axes = o->axes = read_axes(sm, &container->scope, n->slot[DECL_EXTENT], true);
    }
    array_attributes(sm, arch, o, n->name);
    build_block(sm, arch, o, l, n->slot[DECL_ITEMS]);
    o->broken |= n->slot[DECL_VALUE] != NULL; /* an array is no value: told */
    if (!o->levels && !o->broken) {
      struct diag *d = diag_at(sm->diags, E0212, node_head_span(n), "this %s holds nothing",
                               keyword_text(n->word));
      diag_label(d, node_head_span(n), "empty");
      diag_help(d, "put memories and a compute into it, or remove it");
      o->broken = true; /* what the arch lacks may well belong here */
    }
  }
  if (n->name) {
    struct symbol *s = scope_get(&arch->scope, n->name);
    if (s && s->level == l) {
      s->value = value_object(l->object);
      s->state = DONE;
    }
  }
}

/* Attributes and lets first, as their order does not matter; then the levels,
 * whose order is the hierarchy; then what is required of them. */
static void build_block(struct sema *sm, struct object *arch, struct object *container,
                        struct level *parent, struct node *items)
{
  enum keyword word = container->decl->word;
  declare_members(sm, container, items);
  bind_attributes(sm, container);
  for (struct node *n = items; n; n = n->next)
    if (n->kind == N_DECL && kind_of(n) && (n->name || n->word == KW_parallel) &&
        (word == KW_arch || holds_levels(container->kind)))
      build_level(sm, arch, container, parent, n);
  check_requires(sm, container, items);
  evaluate_members(sm, container, items);
}

/* ---- the shape of the whole ---- */

/* E0215: something stands behind a compute in the same block; false if it does. */
static bool check_below_compute(struct sema *sm, const struct object *container, bool parallel)
{
  const struct level *compute = NULL;
  for (const struct level *l = container->levels; l; l = l->next) {
    if (compute && !parallel && l->kind != K_COMPUTE) {
      struct diag *d = diag_at(sm->diags, E0215, l->name ? l->name_at : node_head_span(l->node),
                               "nothing stands below a compute");
      diag_label(d, l->name ? l->name_at : node_head_span(l->node), "listed behind it");
      diag_label(d, compute->name_at, "the compute");
      diag_help(d, "put it before `%s`: the order is the hierarchy, outermost first",
                compute->name->text);
      return false;
    }
    if (l->kind == K_COMPUTE) compute = l;
    if (holds_levels(l->kind) && !check_below_compute(sm, l->object, l->kind == K_PARALLEL))
      return false;
  }
  return true;
}

static void check_shape(struct sema *sm, struct object *arch)
{
  const struct node *n = arch->decl;
  bool compute = false, memory_first = false, any = false, unclear = false;
  const struct level *first = NULL;
  for (struct level *l = arch_next(arch, NULL); l; l = arch_next(arch, l)) {
    unclear |= l->object->broken && !l->object->of; /* told that it is of another kind */
    if (holds_levels(l->kind)) continue;
    compute |= l->kind == K_COMPUTE;
    if (!any && l->kind != K_NETWORK && l->kind != K_TRANSIT) {
      first = l;
      any = true;
      memory_first = l->kind == K_MEMORY;
    }
  }
  struct diag *d;
  if (arch->broken) return;
  if (!arch->levels) {
    d = diag_at(sm->diags, E0212, node_name_span(n), "the arch `%s` holds nothing", n->name->text);
    diag_label(d, node_name_span(n), "empty");
    diag_help(d, "give it a memory and a compute");
    return;
  }
  if (unclear) return;
  if (!compute) {
    d = diag_at(sm->diags, E0213, node_name_span(n), "`%s` has no compute", n->name->text);
    diag_label(d, node_name_span(n), "nothing here computes");
    diag_help(d, "add one: `%s`", keyword_example(KW_compute));
  } else if (check_below_compute(sm, arch, false) && first && !memory_first) {
    d = diag_at(sm->diags, E0214, first->name_at, "the outermost level of `%s` is not a memory",
                n->name->text);
    diag_label(d, first->name_at, "where does its data come from?");
    diag_help(d, "put a memory before it that holds all tensors");
  }
}

void arch_build(struct sema *sm, struct object *arch)
{
  build_block(sm, arch, arch, NULL, arch->decl->slot[DECL_ITEMS]);
  for (struct amendment *a = arch->amendments; a; a = a->next) {
    const struct level *l = arch_level(arch, a->level);
    if (l) refer_to(sm, a->level_at, MEANS_LEVEL, l->name, l->name_at, arch);
    if (a->taken || l) continue;
    struct suggest near = suggest_near(sm, a->level->text);
    arch_suggest(arch, &near);
    struct diag *d = diag_at(sm->diags, E0203, a->level_at, "`%s` has no level `%s`",
                             arch->of->name->text, a->level->text);
    diag_label(d, a->level_at, "amends nothing");
    diag_suggest(d, a->level_at, near.best);
  }
  check_shape(sm, arch);
}

void check_arch(struct sema *sm, struct symbol *s)
{
  for (struct node *c = s->node->slot[DECL_CLAUSES]; c; c = c->next) {
    struct diag *d = diag_at(sm->diags, E0211, node_span(c), "an arch has no `%s` clause",
                             keyword_text(c->word));
    diag_label(d, node_span(c), "not wanted here");
    if (c->word == KW_is && c->slot[CLAUSE_VALUE]->kind == N_NAME)
      diag_help(d, "an arch is changed into another with `let %s = %s with { ... }`", s->name->text,
                c->slot[CLAUSE_VALUE]->name->text);
  }
  if (s->node->slot[DECL_VALUE]) {
    symbol_value(sm, s);
    return;
  }
  ensure_checked(sm, s);
  carries_check(sm, s->made, NULL, NULL);
}

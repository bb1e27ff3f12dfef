#include "compiler/sema/action.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/core.h"
#include "compiler/sema/object.h"
#include "compiler/sema/placeholder.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "lang/base/suggest.h"

enum { WANTED_MAX = 2 };

/* What a run charges, by kind of level.  `leak` and `update` may be left out. */
static const struct wanted {
  unsigned kind;
  const char *actions[WANTED_MAX];
} wanted[] = {
  {K_MEMORY, {"read", "write"}},
  {K_COMPUTE, {"compute"}},
  {K_NETWORK, {"transfer"}},
  {K_TRANSIT, {"pass"}},
};

static const struct wanted *wanted_of(unsigned kind)
{
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
    if (wanted[i].kind == kind) return &wanted[i];
  return NULL;
}

static struct symbol *member(struct sema *sm, const struct level *l, const char *name)
{
  return scope_get(&l->object->scope, intern_str(sm->names, name));
}

static bool is_wanted(const struct wanted *w, name_t name)
{
  for (unsigned i = 0; i < WANTED_MAX && w->actions[i]; i++)
    if (names_equal(name, w->actions[i])) return true;
  return false;
}

/* The only action of a component that nothing looks for, or NULL. */
static name_t only_other(const struct object *o, const struct wanted *w)
{
  name_t found = NULL;
  for (const struct node *n = o->decl->slot[DECL_ITEMS]; n; n = n->next) {
    if (n->kind != N_DECL || n->word != KW_action || !n->name) continue;
    if (is_wanted(w, n->name) || names_equal(n->name, "leak")) continue;
    if (found || n->slot[DECL_PARAMS]) return NULL;
    found = n->name;
  }
  return found;
}

/* "action read = 1 pJ; action write = 1 pJ": the numbers are to be replaced. */
static const char *statements(struct sema *sm, const char *const *missing, unsigned n, name_t other)
{
  const char *text = "";
  for (unsigned i = 0; i < n; i++)
    text = arena_printf(sm->arena, "%s%saction %s = %s", text, i ? "; " : "", missing[i],
                        other ? other->text : "1 pJ");
  return text;
}

static void tell(struct sema *sm, const struct level *l, const struct wanted *w,
                 const char *const *missing, unsigned n)
{
  const struct object *o = l->object;
  struct span at = o->of->where;
  const char *names = join_names(sm, missing, n);
  struct diag *d = diag_at(sm->diags, W0507, at, "`%s` has no action%s %s", o->of->name->text,
                           plural(n), names);
  diag_label(d, at, "%s without %s", level_kind(l), names);
  diag_note_at(d, l->name_at, "what `%s` does is charged as %s", l->name->text, names);
  name_t other = n == 1 ? only_other(o, w) : NULL;
  if (other)
    diag_help(d, "if `%s` is meant, add `action %s = %s`", other->text, missing[0], other->text);
  else diag_help(d, "add `action %s`, or `energy = none` to leave its energy out", missing[0]);
  if (!o->of->module->library) fix_with_statement(sm, d, o->decl, statements(sm, missing, n, other));
}

/* A network may be charged by distance instead. */
static bool charged_by_distance(struct sema *sm, const struct level *l)
{
  const struct symbol *hop = member(sm, l, "hop"), *route = member(sm, l, "route");
  return l->kind == K_NETWORK && ((hop && hop->kind == S_ACTION) || (route && route->kind == S_ACTION));
}

static void look_at(struct sema *sm, const struct level *l)
{
  const struct wanted *w = wanted_of(l->kind);
  const char *missing[WANTED_MAX];
  unsigned n = 0;
  if (!w || !l->object->of || l->object->broken || l->object->of->broken) return;
  if (member(sm, l, "energy") || charged_by_distance(sm, l)) return;
  for (unsigned i = 0; i < WANTED_MAX && w->actions[i]; i++) {
    const struct symbol *s = member(sm, l, w->actions[i]);
    if (!s || s->kind != S_ACTION) missing[n++] = w->actions[i];
  }
  if (n) tell(sm, l, w, missing, n);
}

void lint_actions(struct sema *sm, struct symbol *s)
{
  if (!s->made || s->made->broken) return;
  for (struct level *l = arch_next(s->made, NULL); l; l = arch_next(s->made, l)) look_at(sm, l);
}

/* ---- names ---- */

static const struct node *action_named(const struct object *o, const char *name)
{
  for (const struct node *n = o->decl->slot[DECL_ITEMS]; n; n = n->next)
    if (n->kind == N_DECL && n->word == KW_action && n->name && names_equal(n->name, name))
      return n;
  return NULL;
}

void check_action_names(struct sema *sm, const struct object *o)
{
  const struct wanted *w = wanted_of(o->kind);
  for (const struct node *n = o->decl->slot[DECL_ITEMS]; n && w; n = n->next) {
    if (n->kind != N_DECL || n->word != KW_action || !n->name || is_wanted(w, n->name)) continue;
    const char *meant = NULL;
    for (unsigned i = 0; i < WANTED_MAX && w->actions[i]; i++)
      if (!action_named(o, w->actions[i]) && is_slip(n->name->text, w->actions[i])) meant = w->actions[i];
    if (!meant) continue;
    struct span where = node_name_span(n);
    struct diag *d = diag_at(sm->diags, E0203, where, "no run asks %s for its `%s`",
                             object_describe(o, sm->arena), n->name->text);
    diag_label(d, where, "charged by nothing");
    diag_suggest(d, where, meant);
  }
}

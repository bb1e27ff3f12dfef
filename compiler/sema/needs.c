#include "compiler/sema/needs.h"

#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/support.h"

static const char *const around[] = {"tech", "clock", "voltage", "temperature"};
enum { N_AROUND = sizeof around / sizeof *around, DEEPEST = 32, MOST = 20000 };

/* Names are followed to what they are worth, as long as that is not known. */
struct search {
  struct sema *sm;
  struct scope *scope;
  unsigned depth, steps;
  bool missing[N_AROUND];
};

/* Of an instance the members are looked at, and a row of a table may have been looked up by
 * something that is not known. */
static bool is_known(struct value v)
{
  switch (v.kind) {
  case V_NUMBER:
  case V_ENUM:
  case V_STRING:
  case V_BOOL: return v.known;
  case V_OBJECT:
  case V_DECL: return true;
  default: return false;
  }
}

static void follow(struct search *w, struct scope *scope, struct node *expr);

static struct object *object_of(const struct scope *s)
{
  while (s && !s->object) s = s->outer;
  return s ? s->object : NULL;
}

/* What flows in; a parameter that has a value or a default is one like all others. */
static bool look_around(struct search *w, name_t name)
{
  struct object *o = object_of(w->scope);
  for (unsigned i = 0; o && i < N_AROUND; i++) {
    if (!names_equal(name, around[i])) continue;
    struct symbol *s = object_attribute(o, name);
    if (s && s->kind == S_PARAM && (s->expr || setting_find(o->settings, name))) return false;
    if (!s || (s->state != BUSY && !is_known(symbol_value(w->sm, s)))) w->missing[i] = true;
    return true;
  }
  return false;
}

static void follow_parts(struct search *w, struct object *o, name_t name)
{
  for (struct node *n = o->decl->slot[DECL_ITEMS]; n; n = n->next) {
    struct symbol *part = n->kind == N_DECL && n->word == KW_part && n->name ? scope_get(&o->scope, n->name) : NULL;
    struct value v = part && part->state != BUSY ? symbol_value(w->sm, part) : value_poison();
    struct symbol *s = v.kind == V_OBJECT ? object_member(v.u.object, name) : NULL;
    if (s && s->expr) follow(w, s->scope, s->expr);
  }
}

static void follow_symbol(struct search *w, struct symbol *s)
{
  if (!s || s->state == BUSY || w->depth >= DEEPEST) return;
  if (s->kind != S_PARAM && s->kind != S_LET && s->kind != S_ACTION && s->kind != S_ATTRIBUTE) return;
  if (s->is_sum && s->scope->object) follow_parts(w, s->scope->object, s->name);
  if (is_known(symbol_value(w->sm, s))) return;
  struct setting *given = s->scope && s->scope->object ? setting_find(s->scope->object->settings, s->name) : NULL;
  if (given && given->expr) follow(w, given->scope, given->expr);
  else if (s->expr && !s->is_sum) follow(w, s->scope, s->expr);
}

static bool visit(struct node *n, void *context)
{
  struct search *w = context;
  if (w->steps++ >= MOST) return false;
  if (n->kind == N_NAME && n->name && !look_around(w, n->name)) follow_symbol(w, scope_find(w->scope, n->name));
  if (n->kind != N_MEMBER || !n->name) return true;
  struct value base = eval_quietly(w->sm, w->scope, n->slot[MEMBER_BASE]);
  if (base.kind == V_OBJECT) follow_symbol(w, object_member(base.u.object, n->name));
  return base.kind != V_OBJECT;
}

static void follow(struct search *w, struct scope *scope, struct node *expr)
{
  struct scope *before = w->scope;
  w->scope = scope;
  w->depth++;
  ast_walk(expr, visit, w);
  w->depth--;
  w->scope = before;
}

const char *needs_of(struct sema *sm, struct symbol *action)
{
  struct search w = {.sm = sm};
  const char *names[N_AROUND];
  unsigned n = 0;
  if (action->is_sum) follow_parts(&w, action->scope->object, action->name);
  else if (action->expr) follow(&w, action->scope, action->expr);
  for (unsigned i = 0; i < N_AROUND; i++)
    if (w.missing[i]) names[n++] = around[i];
  return n ? join_names(sm, names, n) : NULL;
}

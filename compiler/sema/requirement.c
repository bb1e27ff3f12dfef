/* What a `require` or an `expect` says when it does not hold: the numbers, and who
 * is to blame. */
#include "compiler/sema/requirement.h"

#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/operator.h"
#include "compiler/sema/run.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trail.h"

/* The part of a conjunction that is false. */
static struct node *false_part(struct sema *sm, struct scope *scope, struct node *condition)
{
  sm->diags->muted++;
  while (condition->kind == N_BINARY && condition->op == OP_AND) {
    struct value left = eval_condition(sm, scope, condition->slot[BINARY_A]);
    bool is_left = left.kind == V_BOOL && left.known && !left.u.b;
    condition = condition->slot[is_left ? BINARY_A : BINARY_B];
  }
  sm->diags->muted--;
  return condition;
}

/* ---- the arguments that a requirement speaks of ---- */

enum { CULPRITS = 4 };

struct culprits {
  struct object *object;
  struct setting *at[CULPRITS];
  unsigned n;
};

static bool collect_culprit(struct node *n, void *context)
{
  struct culprits *c = context;
  if (n->kind != N_NAME || c->n == CULPRITS) return true;
  struct setting *s = setting_find(c->object->settings, n->name);
  for (unsigned i = 0; i < c->n; i++)
    if (c->at[i] == s) return true;
  if (s) c->at[c->n++] = s;
  return true;
}

static struct culprits find_culprits(struct object *o, struct node *condition)
{
  struct culprits c = {.object = o};
  ast_walk(condition, collect_culprit, &c);
  return c;
}

/* ---- telling ---- */

/* The instance that does not meet a requirement of the user's own component. */
static void note_instance(struct object *o, struct node *condition, struct diag *d)
{
  struct culprits c = find_culprits(o, condition);
  for (unsigned i = 0; i < c.n; i++) {
    if (i == 0) diag_note_at(d, argument_span(c.at[i]), "required by this instance");
    diag_note_label(d, argument_span(c.at[i]), "%s", c.at[i]->path->text);
  }
  if (!c.n && o->made_by) diag_note_at(d, made_at(o), "required by this instance");
}

/* The library is right: what is wrong stands where it is used. */
static void tell_user(struct sema *sm, struct object *o, struct node *condition,
                      const char *message, const char *numbers, const struct trail *user)
{
  struct culprits c = {0};
  if (user->object == o) c = find_culprits(o, condition);
  struct span where = c.n ? argument_span(c.at[0]) : made_at(user->object);
  const char *once = arena_printf(sm->arena, "%u.%s", where.start, message);
  if (!tell_name(sm, intern_str(sm->names, once), where.file)) return; /* of another part */
  struct diag *d = diag_at(sm->diags, E0320, where, "%s", message);
  diag_label(d, where, "%s", numbers);
  for (unsigned i = 1; i < c.n; i++)
    diag_label(d, argument_span(c.at[i]), "%s", c.at[i]->path->text);
  diag_note_at(d, node_span(condition), "`%s` requires this", o->of->name->text);
  struct trail *trail = sm->trail;
  sm->trail = user->outer;
  add_trail(sm, d);
  sm->trail = trail;
}

/* False if it does not hold. */
static bool check_require(struct sema *sm, struct object *o, struct node *n)
{
  struct node *condition = n->slot[ASSERT_VALUE], *why = n->slot[ASSERT_MESSAGE];
  struct value v = eval_condition(sm, &o->scope, condition);
  if (v.kind != V_BOOL || !v.known || v.u.b) return true;
  condition = false_part(sm, &o->scope, condition);
  o->broken = true;
  const char *message = why ? why->name->text
                            : arena_printf(sm->arena, "a requirement of %s does not hold",
                                           object_describe(o, sm->arena));
  const char *numbers = explain_condition(sm, &o->scope, condition);
  if (!numbers) numbers = "this is false";
  struct trail *trail = sm->trail,
               *user = is_library(sm, condition->file) ? users_instance(sm) : NULL;
  if (user) {
    tell_user(sm, o, condition, message, numbers, user);
    return false;
  }
  /* What no argument is to blame for is alike in all instances. */
  if (!find_culprits(o, condition).n && !tell_place(sm, node_span(condition))) return false;
  struct diag *d = diag_at(sm->diags, E0320, node_span(condition), "%s", message);
  diag_label(d, node_span(condition), "%s", numbers);
  note_instance(o, condition, d);
  if (trail && trail->object == o) sm->trail = trail->outer;
  add_trail(sm, d);
  sm->trail = trail;
  return false;
}

/* ---- what follows from one that does not hold ---- */

static bool forget_name(struct node *n, void *context);

/* What a value is computed from is forgotten as well. */
static void forget(struct object *o, struct symbol *s)
{
  bool known = s->state == DONE && s->value.known;
  if (s->state == DONE) s->value = type_only(s->value);
  if (known && s->expr && s->set_at.start == s->where.start) ast_walk(s->expr, forget_name, o);
}

static bool forget_name(struct node *n, void *context)
{
  struct object *o = context;
  struct symbol *s = n->kind == N_NAME && n->name ? scope_get(&o->scope, n->name) : NULL;
  if (s) forget(o, s);
  return true;
}

void forget_instance(struct object *o)
{
  for (uint32_t i = 0; i < o->scope.names.cap; i++)
    if (o->scope.names.slots[i].value) forget(o, o->scope.names.slots[i].value);
}

void check_requires(struct sema *sm, struct object *o, struct node *items)
{
  bool hold = true;
  for (struct node *n = items; n; n = n->next) {
    if (n->kind != N_ASSERT || n->word != KW_require || check_require(sm, o, n)) continue;
    ast_walk(n->slot[ASSERT_VALUE], forget_name, o); /* one with other reasons is told too */
    hold = false;
  }
  if (!hold) forget_instance(o);
}

void check_file_require(struct sema *sm, struct scope *scope, struct node *n)
{
  struct node *condition = n->slot[ASSERT_VALUE], *why = n->slot[ASSERT_MESSAGE];
  struct value v = eval_condition(sm, scope, condition);
  if (v.kind != V_BOOL || !v.known || v.u.b) return;
  condition = false_part(sm, scope, condition);
  struct diag *d = diag_at(sm->diags, E0320, node_span(condition), "%s",
                           why ? why->name->text : "a requirement of this file does not hold");
  const char *numbers = explain_condition(sm, scope, condition);
  diag_label(d, node_span(condition), "%s", numbers ? numbers : "this is false");
}

/* ---- expectations ---- */

struct value check_assert(struct sema *sm, struct scope *scope, struct node *n)
{
  return eval_condition(sm, scope, n->slot[ASSERT_VALUE]);
}

static void remember(struct sema *sm, struct scope *scope, struct node *n)
{
  struct expectation *e = ARENA_NEW(sm->arena, struct expectation);
  *e = (struct expectation){.node = n, .scope = scope, .test = sm->test};
  if (sm->last_expectation) sm->last_expectation->later = e;
  else sm->expectations = e;
  sm->last_expectation = e;
}

void check_expect(struct sema *sm, struct scope *scope, struct node *n)
{
  remember(sm, scope, n);
  struct node *condition = n->slot[ASSERT_VALUE], *message = n->slot[ASSERT_MESSAGE];
  struct value v = check_assert(sm, scope, n);
  if (v.kind != V_BOOL || !v.known || v.u.b) return;
  condition = false_part(sm, scope, condition);
  struct span where = node_span(condition);
  const char *why = explain_condition(sm, scope, condition);
  struct diag *d = message && message->name
    ? diag_at(sm->diags, E0606, where, "this `expect` fails: %s", message->name->text)
    : diag_at(sm->diags, E0606, where, "this `expect` fails, whatever is run");
  diag_label(d, where, "%s", why ? why : "false already");
  add_trail(sm, d);
}

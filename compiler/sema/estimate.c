/* Questions to estimators, made of what is known of an instance. */
#include "compiler/sema/estimate.h"

#include "compiler/sema/object.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/trace.h"
#include "compiler/sema/trail.h"
#include "lang/base/vec.h"

/* What an estimator may want to know beside the parameters: what flows inwards, and what
 * memories have. */
static const char *const common[] = {"tech",  "clock", "voltage", "temperature", "width", "depth",
                                     "size",  "banks", "ports",   "word"};
enum { N_COMMON = sizeof common / sizeof *common };

/* How accurate what a component says itself is, if it does not say that. */
static const double accuracy_of_library = 0.7, accuracy_of_design = 1;

struct estimate_kept {
  const char *action;
  const struct sema_estimate *estimate;
  struct estimate_kept *next;
};

typedef VEC(struct sema_attribute) attributes;

/* ---- the question ---- */

/* A value as estimators take it; false: it is not known, so there is nothing to ask. */
static bool put_value(attributes *list, const char *name, struct value v)
{
  struct sema_attribute a = {.name = name};
  switch (v.kind) {
  case V_NUMBER: a.number = v.known ? value_double(v) : 0; break;
  case V_ENUM:
  case V_STRING: a.word = v.known ? v.u.name->text : NULL; break;
  case V_BOOL: a.word = v.u.b ? "true" : "false"; break;
  case V_DECL:
    if (v.u.symbol) vec_push(list, (struct sema_attribute){.name = name, .word = v.u.symbol->name->text});
    return true;
  default: return v.kind != V_POISON; /* no estimator has a use for it */
  }
  if (!v.known) return false;
  vec_push(list, a);
  return true;
}

static bool put_params(struct sema *sm, struct scope *scope, const struct node *params,
                       attributes *list)
{
  for (const struct node *p = params; p; p = p->next) {
    struct symbol *s = p->name ? scope_get(scope, p->name) : NULL;
    if (!s) continue;
    if (s->state == BUSY || !put_value(list, p->name->text, symbol_value(sm, s))) return false;
  }
  return true;
}

static bool is_there(const attributes *list, const char *name)
{
  for (uint32_t i = 0; i < list->n; i++)
    if (!strcmp(list->at[i].name, name)) return true;
  return false;
}

/* Of the surroundings those flow in that do so everywhere; the others are its own. */
static struct symbol *common_attribute(struct sema *sm, struct object *o, unsigned i)
{
  name_t name = intern_str(sm->names, common[i]);
  struct symbol *s = i < 4 ? object_attribute(o, name) : scope_get(&o->scope, name);
  return s && (s->kind == S_ATTRIBUTE || s->kind == S_PARAM) && s->state != BUSY ? s : NULL;
}

static bool put_common(struct sema *sm, struct object *o, attributes *list)
{
  for (unsigned i = 0; i < N_COMMON; i++) {
    struct symbol *s = is_there(list, common[i]) ? NULL : common_attribute(sm, o, i);
    if (s && !put_value(list, common[i], symbol_value(sm, s))) return false;
  }
  return true;
}

static bool get_share(struct sema *sm, struct symbol *s, double *out)
{
  struct value v = s && s->state != BUSY ? symbol_value(sm, s) : value_poison();
  if (v.kind != V_NUMBER || !v.known) return false;
  *out = value_double(v);
  return true;
}

/* What the design demands; false: nothing. */
static bool put_demand(struct sema *sm, struct object *o, struct sema_query *q)
{
  struct symbol *who = object_attribute(o, intern_str(sm->names, "estimator"));
  struct symbol *least = object_attribute(o, intern_str(sm->names, "min_accuracy"));
  if (who && who->kind == S_ATTRIBUTE && who->state != BUSY) {
    struct value v = symbol_value(sm, who);
    if (v.kind == V_STRING && v.known) {
      q->estimator = v.u.name->text;
      q->estimator_at = who->set_at;
      q->estimator_here = scope_get(&o->scope, who->name) == who;
    }
  }
  if (least && least->kind == S_ATTRIBUTE && get_share(sm, least, &q->least))
    q->least_at = least->set_at;
  return q->estimator || q->least > 0;
}

static void put_own(struct sema *sm, struct object *o, const struct symbol *action,
                    const struct trace *t, struct value own, struct sema_query *q)
{
  static const char *const exactness[] = {"exact", "interpolated", "scaled", "extrapolated"};
  struct symbol *s = scope_get(&o->scope, intern_str(sm->names, "accuracy"));
  double of_tables = trace_accuracy(t);
  q->library = is_library(sm, action->where.file);
  q->has_own = own.kind == V_NUMBER && own.known;
  if (!q->has_own) return;
  q->own = value_double(own);
  q->own_exactness = exactness[trace_exactness(t)];
  q->own_accuracy = of_tables >= 0 ? of_tables
                    : q->library ? accuracy_of_library : accuracy_of_design;
  if (s && s->kind == S_ATTRIBUTE) get_share(sm, s, &q->own_accuracy);
}

static struct span instance_of(const struct sema *sm, const struct object *o)
{
  struct trail *user = is_library(sm, o->made_by->file) ? users_instance(sm) : NULL;
  return made_at(user ? user->object : o);
}

/* ---- the answer ---- */

static void keep(struct sema *sm, struct object *o, const char *action,
                 const struct sema_estimate *e)
{
  struct estimate_kept *first = map_get(&sm->estimates, o), *k = first;
  while (k && strcmp(k->action, action)) k = k->next;
  if (!k) {
    k = ARENA_NEW(sm->arena, struct estimate_kept);
    *k = (struct estimate_kept){action, NULL, first};
    map_set(&sm->estimates, sm->arena, o, k);
  }
  k->estimate = e;
}

const struct sema_estimate *sema_estimate_of(const struct sema *sm, const struct object *o,
                                             const char *action)
{
  const struct estimate_kept *k = map_get(&sm->estimates, o);
  while (k && strcmp(k->action, action)) k = k->next;
  return k ? k->estimate : NULL;
}

/* Asks what `q` is about, with all that is known of the instance. */
static struct value ask(struct sema *sm, struct object *o, struct sema_query *q, struct value own,
                        bool demanded)
{
  struct sema_estimate *e = ARENA_NEW(sm->arena, struct sema_estimate);
  struct dim dim;
  bool area = !strcmp(q->action, "area"), leak = !strcmp(q->action, "leak");
  q->where = instance_of(sm, o);
  if (!sm->program->estimate(sm->program, q, e)) return demanded ? value_poison() : own;
  if (q->plain) keep(sm, o, q->action, e);
  if (e->own) return own;
  trace_estimate(sm, e);
  q->taken = true;
  dim_of_type(area ? "area" : leak ? "power" : "energy", &dim);
  return value_number(e->value, dim);
}

static struct value estimate(struct sema *sm, struct object *o, const struct node *params,
                             struct scope *arguments, struct sema_query *q, struct value own)
{
  attributes list = {0}, given = {0};
  bool demanded = put_demand(sm, o, q), known;
  if (!demanded && !sm->program->has_estimators) return own;
  known = put_params(sm, &o->scope, o->decl->slot[DECL_PARAMS], &list) &&
          put_common(sm, o, &list) && put_params(sm, arguments, params, &given);
  q->component = o->of->name->text;
  q->attribute = list.at, q->attributes = list.n;
  q->argument = given.at, q->arguments = given.n;
  struct value v = known ? ask(sm, o, q, own, demanded) : own;
  vec_free(&list);
  vec_free(&given);
  return v;
}

/* A component that somebody has made an instance of.  One that is checked on its own does
 * not know where it is. */
static bool can_be_asked(const struct sema *sm, const struct object *o)
{
  return sm->program->estimate && o && o->of && o->made_by && o->decl->word == KW_component &&
         !o->generic && !o->broken && !o->of->broken;
}

/* Whether anybody is asked at all. */
static bool is_asked(const struct sema *sm, struct object *o)
{
  return sm->program->has_estimators || object_attribute(o, intern_str(sm->names, "estimator")) ||
         object_attribute(o, intern_str(sm->names, "min_accuracy"));
}

/* The block of the level that it is made for says the same action: that counts. */
static bool level_says(const struct object *o, name_t action)
{
  const struct node *level = o->outer && o->outer->decl ? o->outer->decl->slot[DECL_ITEMS] : NULL;
  while (level && (level->kind != N_DECL ||
                   (level != o->made_by && level->slot[DECL_VALUE] != o->made_by)))
    level = level->next;
  for (const struct node *n = level ? level->slot[DECL_ITEMS] : NULL; n; n = n->next)
    if (n->kind == N_DECL && n->word == KW_action && n->name == action) return true;
  return false;
}

struct value estimate_action(struct sema *sm, struct symbol *action, struct scope *arguments,
                             const struct tracing *rests_on, struct value own)
{
  struct object *o = action->scope->object;
  struct sema_query q = {.action = action->name->text};
  struct value v = own;
  q.plain = action->state == BUSY || !action->node->slot[DECL_PARAMS];
  if (can_be_asked(sm, o) && is_asked(sm, o) && !level_says(o, action->name)) {
    put_own(sm, o, action, rests_on->first, own, &q);
    v = estimate(sm, o, action->node->slot[DECL_PARAMS], arguments, &q, own);
  }
  if (!q.taken) trace_join(sm, rests_on);
  return v;
}

struct value estimate_attribute(struct sema *sm, struct symbol *attribute, struct value own)
{
  struct object *o = attribute->scope->object;
  struct sema_query q = {.action = "area", .plain = true};
  if (!sm->tracing || !names_equal(attribute->name, "area") || !can_be_asked(sm, o)) return own;
  struct tracing rests_on = *sm->tracing;
  put_own(sm, o, attribute, rests_on.first, own, &q);
  *sm->tracing = (struct tracing){NULL, NULL};
  struct value v = estimate(sm, o, NULL, &o->scope, &q, own);
  if (!q.taken) *sm->tracing = rests_on;
  return v;
}

struct value estimate_area(struct sema *sm, struct object *o)
{
  struct sema_query q = {.action = "area", .plain = true};
  struct dim area;
  dim_of_type("area", &area);
  struct value unknown = value_unknown(area, false);
  if (!can_be_asked(sm, o) || !sm->program->has_estimators) return unknown;
  q.library = is_library(sm, o->of->where.file);
  return estimate(sm, o, NULL, &o->scope, &q, unknown);
}

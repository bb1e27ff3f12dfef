/* Ranges of parameters. */
#include "compiler/sema/bounds.h"

#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/requirement.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trail.h"
#include "compiler/sema/type.h"
#include "lang/syntax/param_doc.h"

static bool bound(struct sema *sm, struct scope *scope, struct node *expr,
                  const struct node *param, struct value like, struct value *out)
{
  struct wanted_type t = {.kind = V_NUMBER, .dim = like.dim};
  *out = eval(sm, scope, expr);
  if (out->kind == V_POISON) return false;
  if (type_fits(&t, *out)) return true;
  if (tell_place(sm, node_span(expr)))
    tell_misfit_at(sm, param->name->text, expr, node_name_span(param), &t, *out);
  return false;
}

bool bounds_read(struct sema *sm, struct scope *scope, const struct node *param, struct value like,
                 struct value *least, struct value *most)
{
  struct node *range = param->slot[PARAM_RANGE];
  if (!range || like.kind == V_POISON) return false;
  if (like.kind != V_NUMBER) {
    if (!tell_place(sm, node_span(range))) return false;
    struct diag *d = diag_at(sm->diags, E0301, node_span(range),
                             "only numbers have a range, but `%s` is %s", param->name->text,
                             value_describe(like, &sm->units, sm->arena));
    diag_label(d, node_span(range), "a range");
    return false;
  }
  bool low = bound(sm, scope, range->slot[RANGE_A], param, like, least);
  return bound(sm, scope, range->slot[RANGE_B], param, like, most) && low;
}

/* What the comment on the declaration says of the parameter, on one line: often where the
 * range comes from.  NULL: nothing. */
static const char *said_of(struct sema *sm, const struct symbol *owner, const struct node *param)
{
  const struct ast *ast = owner->module ? owner->module->ast : NULL;
  const char *doc = ast ? param_doc(ast, owner->node, param, sm->arena) : NULL;
  if (!doc) return NULL;
  struct strbuf line = {0};
  for (size_t n; doc += strspn(doc, " \n"), n = strcspn(doc, " \n"), n; doc += n) {
    if (line.n) strbuf_putc(&line, ' ');
    strbuf_add(&line, doc, n);
  }
  return strbuf_take(&line, sm->arena);
}

static void tell_outside(struct sema *sm, const struct node *param, struct value v, struct value least,
                         struct value most, struct span at, const struct symbol *owner)
{
  struct span range = node_span(param->slot[PARAM_RANGE]);
  double x = value_double(v);
  struct diag *d = diag_at(sm->diags, E0309, at, "`%s` of `%s` is from %s to %s, but this is %s",
                           param->name->text, owner->name->text,
                           value_text(least, &sm->units, sm->arena),
                           value_text(most, &sm->units, sm->arena),
                           value_text(v, &sm->units, sm->arena));
  diag_label(d, at, "too %s", x < value_double(least) ? "small" : "large");
  if (!is_library(sm, at.file)) diag_note_at(d, range, "`%s` declares this range", owner->name->text);
  const char *doc = said_of(sm, owner, param);
  if (doc) diag_note(d, "`%s`: %s", param->name->text, doc);
  add_trail(sm, d);
}

bool bounds_hold(struct sema *sm, struct scope *scope, const struct node *param, struct value v,
                 struct span at, const struct symbol *owner)
{
  struct value least, most;
  if (!bounds_read(sm, scope, param, v, &least, &most)) return true;
  if (!v.known || !least.known || !most.known) return true;
  double x = value_double(v);
  if (x >= value_double(least) && x <= value_double(most)) return true;
  tell_outside(sm, param, v, least, most, at, owner);
  return false;
}

/* A value comes from an argument, or from the default. */
static bool param_holds(struct sema *sm, struct object *o, struct node *p, struct symbol *s)
{
  struct setting *given = setting_find(o->settings, p->name);
  struct value v = symbol_value(sm, s);
  struct trail *trail = sm->trail;
  if (given && trail && trail->object == o) sm->trail = trail->outer; /* it is written outside */
  struct span at = given ? given->value_at
                         : p->slot[PARAM_VALUE] ? node_span(p->slot[PARAM_VALUE])
                                                : node_name_span(p);
  bool holds = bounds_hold(sm, &o->scope, p, v, at, o->of);
  sm->trail = trail;
  return holds;
}

void check_bounds(struct sema *sm, struct object *o)
{
  bool hold = true;
  for (struct node *p = o->decl->slot[DECL_PARAMS]; p; p = p->next) {
    struct symbol *s = scope_get(&o->scope, p->name);
    if (p->slot[PARAM_RANGE] && s && s->node == p) hold &= param_holds(sm, o, p, s);
  }
  if (hold) return;
  o->broken = true;
  forget_instance(o);
}

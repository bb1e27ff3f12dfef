#include "compiler/sema/leakage.h"

#include "compiler/sema/scope.h"

static bool is_inside(struct span inner, struct span outer)
{
  return inner.file == outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

struct symbol *leakage_of(struct sema *sm, struct object *o)
{
  struct symbol *said = scope_get(&o->scope, intern_str(sm->names, "leakage")),
                *action = scope_get(&o->scope, intern_str(sm->names, "leak"));
  if (!said || said->kind != S_ATTRIBUTE) return NULL;
  if (!action || action->kind != S_ACTION) return said;
  if (!o->of) return NULL;
  struct span component = node_span(o->of->node);
  return is_inside(action->where, component) && !is_inside(said->set_at, component) ? said : NULL;
}

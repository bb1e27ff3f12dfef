#include "compiler/sema/run.h"

struct value check_assert(struct sema *sm, struct scope *scope, struct node *n)
{
  return eval_condition(sm, scope, n->slot[ASSERT_VALUE]);
}

void check_expect(struct sema *sm, struct scope *scope, struct node *n)
{
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

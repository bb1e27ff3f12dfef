#include "compiler/sema/run.h"

struct value check_assert(struct sema *sm, struct scope *scope, struct node *n)
{
  return eval_condition(sm, scope, n->slot[ASSERT_VALUE]);
}

/* The part of a conjunction that is false. */
static struct node *culprit(struct sema *sm, struct scope *scope, struct node *condition)
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

void check_expect(struct sema *sm, struct scope *scope, struct node *n)
{
  struct node *condition = n->slot[ASSERT_VALUE], *message = n->slot[ASSERT_MESSAGE];
  struct value v = check_assert(sm, scope, n);
  if (v.kind != V_BOOL || !v.known || v.u.b) return;
  condition = culprit(sm, scope, condition);
  struct span where = node_span(condition);
  const char *why = explain_condition(sm, scope, condition);
  struct diag *d = message && message->name
    ? diag_at(sm->diags, E0606, where, "this `expect` fails: %s", message->name->text)
    : diag_at(sm->diags, E0606, where, "this `expect` fails, whatever is run");
  diag_label(d, where, "%s", why ? why : "false already");
  add_trail(sm, d);
}

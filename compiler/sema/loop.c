/* Runs, and loops over runs.  A `for` without a block governs the run or the
 * loop that is written below it. */
#include "compiler/sema/loop.h"

#include "compiler/sema/block.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/place.h"
#include "compiler/sema/requirement.h"
#include "compiler/sema/run.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/type.h"

/* A `for` and what it is about: its block, or the statement behind it. */
struct loop {
  struct node *node, *items;
  struct scope *home;
  bool first_only;
};

static void check_item(struct sema *sm, struct scope *scope, struct scope *home, struct node *n,
                       bool first_only);

/* The run or loop that a `for` without a block is written above. */
static struct node *governed(const struct node *loop)
{
  struct node *n = loop->next;
  while (n && n->kind == N_ANNOT) n = n->next;
  return n && (n->kind == N_RUN || n->kind == N_LOOP) ? n : NULL;
}

/* Whatever a `for` without a block governs was checked with it. */
static struct span governed_span(const struct node *loop)
{
  struct span s = {loop->file, loop->end, loop->end};
  for (const struct node *n = governed(loop); n;) {
    s.end = n->end;
    n = n->kind == N_LOOP && !n->has_block ? governed(n) : NULL;
  }
  return s;
}

static bool is_governed(const struct sema *sm, const struct node *n)
{
  struct span done = sm->governed;
  return n->file == done.file && n->start >= done.start && n->end <= done.end && n->end > n->start;
}

static void tell_nothing_run(struct sema *sm, struct node *loop)
{
  struct span where = node_head_span(loop);
  struct diag *d = diag_at(sm->diags, E0611, where, "nothing is run in this loop");
  diag_label(d, where, "no `run` follows");
  diag_help(d, "write `run ... on ...` on the next line, or in a block");
}

static void tell_no_list(struct sema *sm, const struct node *n)
{
  struct span where = node_span(n);
  const char *name = n->name ? n->name->text : "x";
  struct diag *d = diag_at(sm->diags, E0612, where, "a loop over runs goes through a list");
  diag_label(d, where, n->kind == N_LOOP ? "no list" : "no `in`");
  diag_help(d, "write `for %s in [ ... ]`", name);
}

static void check_body(struct sema *sm, const struct loop *l, struct scope *scope)
{
  if (!l->node->has_block) {
    if (l->items) check_item(sm, scope, l->home, l->items, l->first_only);
    return;
  }
  for (struct node *n = l->items; n; n = n->next)
    if (n->kind == N_BINDS && n->word == KW_let) declare_lets(sm, scope, n);
  for (struct node *n = l->items; n; n = n->next) {
    if (!place_item(sm, KW_for, n) || is_governed(sm, n)) continue;
    if (n->kind == N_BINDS) evaluate_lets(sm, scope, n);
    else if (n->kind == N_ASSERT) check_expect(sm, scope, n);
    else check_item(sm, scope, l->home, n, l->first_only);
  }
}

/* What was found in one turn only says which turn it was. */
static void add_turn(struct sema *sm, uint32_t from, const struct node *bind, struct value v)
{
  const char *value = value_text(v, &sm->units, sm->arena);
  if (v.kind == V_OBJECT && v.u.object->of)
    value = arena_printf(sm->arena, "an instance of `%s`", v.u.object->of->name->text);
  for (uint32_t i = from; i < sm->diags->all.n; i++)
    if (sm->diags->all.at[i]->code != E0604) /* which is about all turns */
      diag_note(sm->diags->all.at[i], "found while `%s` is %s", bind->name->text, value);
}

static void check_turns(struct sema *sm, const struct loop *l, struct scope *outer,
                        struct node *bind);

/* One turn: the variable is worth `v`. */
static void check_turn(struct sema *sm, const struct loop *l, struct scope *outer,
                       struct node *bind, struct value v)
{
  struct scope *scope = ARENA_NEW(sm->arena, struct scope);
  *scope = (struct scope){.outer = outer, .object = outer->object};
  if (bind->name) {
    struct symbol *s =
        scope_declare(sm, scope, S_VARIABLE, bind->name, bind, node_name_span(bind));
    s->value = v;
    s->state = DONE;
  }
  if (bind->next) check_turns(sm, l, scope, bind->next);
  else check_body(sm, l, scope);
}

/* All turns, until one has a mistake: the others would repeat it. */
static void check_turns(struct sema *sm, const struct loop *l, struct scope *outer,
                        struct node *bind)
{
  struct value over = value_poison();
  if (bind->kind == N_LOOP_PRODUCT) tell_no_list(sm, bind->slot[LOOP_PRODUCT_FACTORS]);
  else if (bind->op == OP_IN) over = eval(sm, outer, bind->slot[LOOP_BIND_VALUE]);
  else tell_no_list(sm, bind);
  if (over.kind != V_LIST && over.kind != V_POISON) {
    struct wanted_type list = {.kind = V_LIST};
    tell_misfit_at(sm, bind->name->text, bind->slot[LOOP_BIND_VALUE], (struct span){0}, &list,
                   over);
  }
  struct value_list *values = over.kind == V_LIST ? over.u.list : NULL;
  if (!values || !values->n) {
    if (values && over.known) tell_empty(sm, bind->slot[LOOP_BIND_VALUE], "loop");
    check_turn(sm, l, outer, bind, value_poison());
    return;
  }
  uint32_t n = l->first_only || !over.known ? 1 : values->n, errors = sm->diags->n_errors;
  for (uint32_t i = 0; i < n && sm->diags->n_errors == errors && !sm->gave_up; i++) {
    uint32_t from = sm->diags->all.n;
    check_turn(sm, l, outer, bind, values->at[i]);
    if (i) add_turn(sm, from, bind, values->at[i]);
  }
}

static void check_loop(struct sema *sm, struct scope *scope, struct scope *home, struct node *loop,
                       bool first_only)
{
  struct loop l = {.node = loop, .home = home, .first_only = first_only};
  l.items = loop->has_block ? loop->slot[LOOP_ITEMS] : governed(loop);
  bool runs = !loop->has_block && loop->next && loop->next->kind == N_ERROR;
  for (struct node *n = l.items; n; n = n->next) runs |= n->kind == N_RUN || n->kind == N_LOOP;
  if (!runs) tell_nothing_run(sm, loop);
  if (loop->slot[LOOP_LOOPS]) check_turns(sm, &l, scope, loop->slot[LOOP_LOOPS]);
  else tell_no_list(sm, loop);
  if (!loop->has_block) sm->governed = governed_span(loop);
}

static void check_item(struct sema *sm, struct scope *scope, struct scope *home, struct node *n,
                       bool first_only)
{
  if (n->kind == N_RUN) check_single_run(sm, scope, home, n);
  else if (n->kind == N_LOOP && n->word == KW_for) check_loop(sm, scope, home, n, first_only);
}

void check_runs(struct sema *sm, struct scope *home, struct node *items, bool first_only)
{
  for (struct node *n = items; n; n = n->next)
    if (!is_governed(sm, n)) check_item(sm, home, home, n, first_only);
}

void check_run(struct sema *sm, struct scope *scope, struct node *run)
{
  if (!is_governed(sm, run)) check_single_run(sm, scope, scope, run);
}

void check_for_runs(struct sema *sm, struct scope *scope, struct node *loop)
{
  if (!is_governed(sm, loop)) check_loop(sm, scope, scope, loop, false);
}

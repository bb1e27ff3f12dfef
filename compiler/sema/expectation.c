/* Expectations, once there are results: what was not known when they were checked is
 * asked again. */
#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/operator.h"
#include "compiler/sema/run.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/study.h"
#include "compiler/sema/support.h"
#include "lang/base/vec.h"

static struct made_run *runs_of(struct scope *s)
{
  while (s && !s->runs) s = s->outer;
  return s ? s->runs : NULL;
}

/* `runs` is the list of all that were made in the block, the first one first. */
static struct value results_of(struct sema *sm, struct made_run *runs)
{
  struct value_list *list = ARENA_NEW(sm->arena, struct value_list);
  for (struct made_run *r = runs; r; r = r->next) list->n++;
  list->at = ARENA_ARRAY(sm->arena, struct value, list->n);
  uint32_t i = list->n;
  for (struct made_run *r = runs; r; r = r->next)
    list->at[--i] = (struct value){.kind = V_RESULT, .u.run = r};
  return (struct value){.kind = V_LIST, .known = true, .u.list = list};
}

void refresh_results(struct sema *sm, struct scope *s)
{
  for (; s && s->outer; s = s->outer)
    for (uint32_t i = 0; i < s->names.cap; i++) {
      struct symbol *symbol = s->names.slots[i].value;
      if (!symbol) continue;
      if (symbol->kind == S_LET && symbol->state == DONE && symbol->expr) symbol->state = UNSEEN;
      if (symbol->kind == S_RUN && symbol->value.kind == V_LIST && s->runs)
        symbol->value = results_of(sm, s->runs);
    }
}

static enum expected ask(struct sema *sm, const struct expectation *e)
{
  refresh_results(sm, e->scope);
  struct value v = eval_condition(sm, e->scope, e->node->slot[ASSERT_VALUE]);
  if (v.kind != V_BOOL || !v.known) return EXPECT_UNKNOWN;
  return v.u.b ? EXPECT_HOLDS : EXPECT_FAILS;
}

/* Of several runs it speaks of each. */
static enum expected ask_all(struct sema *sm, const struct expectation *e)
{
  struct made_run *runs = runs_of(e->scope);
  enum expected outcome = ask(sm, e);
  if (!runs || !runs->next || outcome != EXPECT_UNKNOWN) return outcome;
  for (struct made_run *r = runs; r; r = r->next) {
    sm->speaking = r->self;
    outcome = ask(sm, e);
    if (outcome != EXPECT_HOLDS) break;
  }
  return outcome;
}

static const char *run_name(const struct made_run *r)
{
  return r->name ? r->name->text : object_name(r->workload);
}

/* The run in whose block something stands, or NULL. */
static const struct made_run *own_run(const struct scope *s)
{
  return s->runs && s->runs->self->block == s ? s->runs->self : NULL;
}

static struct sema_item item_of(struct sema *sm, struct scope *scope, struct node *n)
{
  struct value v = eval(sm, scope, n);
  struct sema_item item = {.text = source_text(sm, node_span(n))};
  if (v.kind == V_NUMBER && v.known) item.number = value_double(v), item.dim = v.dim;
  else item.word = v.known ? value_text(v, &sm->units, sm->arena) : "not known";
  return item;
}

static bool is_comparison(const struct node *n)
{
  if (n->kind != N_BINARY) return false;
  switch (n->op) {
  case '<': case '>': case OP_LE: case OP_GE: case OP_EQ: case OP_NE: case OP_APPROX: return true;
  default: return false;
  }
}

static void add_sides(struct sema *sm, struct scope *scope, struct node *condition,
                      struct sema_expectation *out)
{
  if (!is_comparison(condition)) return;
  out->left = item_of(sm, scope, condition->slot[BINARY_A]);
  out->right = item_of(sm, scope, condition->slot[BINARY_B]);
  out->compares = !out->left.word && !out->right.word;
}

static void judge(struct sema *sm, const struct expectation *e, struct sema_expectation *out)
{
  struct node *condition = e->node->slot[ASSERT_VALUE], *why = e->node->slot[ASSERT_MESSAGE];
  *out = (struct sema_expectation){.test = e->test ? e->test->name->text : NULL,
                                   .run = own_run(e->scope),
                                   .study = e->scope->context & CTX_STUDY ? e->scope->runs->of->name->text : NULL,
                                   .text = source_text(sm, node_span(condition)),
                                   .why = why ? why->name->text : NULL,
                                   .span = node_span(condition)};
  sm->diags->muted++;
  out->outcome = ask_all(sm, e);
  out->numbers = explain_condition(sm, e->scope, condition);
  add_sides(sm, e->scope, condition, out);
  if (sm->speaking && out->outcome != EXPECT_HOLDS)
    out->numbers = arena_printf(sm->arena, "%s, of the run `%s`", out->numbers ? out->numbers : "false",
                                run_name(sm->speaking));
  sm->diags->muted--;
  sm->speaking = NULL;
}

/* It speaks of a study that was not evaluated. */
static bool is_idle(const struct expectation *e)
{
  return e->scope->context & CTX_STUDY && !(e->scope->runs && e->scope->runs->of);
}

struct sema_expectation *sema_expect(struct sema *sm, unsigned *n)
{
  uint32_t file = sm->program->modules->ast->source->id;
  VEC(struct sema_expectation) all = {0};
  for (const struct expectation *e = sm->expectations; e; e = e->later) {
    struct sema_expectation out;
    if (node_span(e->node).file != file || is_idle(e)) continue;
    judge(sm, e, &out);
    vec_push(&all, out);
  }
  *n = all.n;
  struct sema_expectation *found = arena_copy(sm->arena, all.at, all.n * sizeof *all.at);
  vec_free(&all);
  return found;
}

struct sema_item *sema_report(struct sema *sm, const struct ir_run *run, unsigned *n)
{
  const struct made_run *made = run->source;
  VEC(struct sema_item) all = {0};
  sm->diags->muted++;
  refresh_results(sm, made->block);
  for (struct node *item = made->node->slot[RUN_ITEMS]; item; item = item->next) {
    if (item->kind != N_NAMES || item->word != KW_report) continue;
    for (struct node *m = item->slot[NAMES_VALUES]; m; m = m->next) {
      struct sema_item measure = item_of(sm, made->block, m);
      vec_push(&all, measure);
    }
  }
  sm->diags->muted--;
  *n = all.n;
  struct sema_item *found = arena_copy(sm->arena, all.at, all.n * sizeof *all.at);
  vec_free(&all);
  return found;
}

const char **sema_tests(struct sema *sm, unsigned *n)
{
  const struct node *items = sm->program->modules->ast->root->slot[FILE_ITEMS];
  VEC(const char *) all = {0};
  for (const struct node *d = items; d; d = d->next)
    if (d->kind == N_DECL && d->word == KW_test && d->name) vec_push(&all, d->name->text);
  *n = all.n;
  const char **found = arena_copy(sm->arena, all.at, all.n * sizeof *all.at);
  vec_free(&all);
  return found;
}

#include "compiler/sema/test.h"

#include "compiler/sema/block.h"
#include "compiler/sema/loop.h"
#include "compiler/sema/place.h"
#include "compiler/sema/requirement.h"
#include "compiler/sema/run.h"

static bool expects(const struct node *items)
{
  for (const struct node *n = items; n; n = n->next) {
    if (n->kind == N_ASSERT && n->word == KW_expect) return true;
    if (n->kind == N_RUN && expects(n->slot[RUN_ITEMS])) return true;
    if (n->kind == N_LOOP && expects(n->slot[LOOP_ITEMS])) return true;
  }
  return false;
}

static void check_item(struct sema *sm, struct block *b, struct node *n)
{
  if (n->kind == N_ATTR) check_setting(sm, b, n);
  else if (n->kind == N_ASSERT) check_expect(sm, b->scope, n);
  else if (n->kind == N_NAMES) check_objectives(sm, b, n);
  else if (n->kind == N_BINDS && n->word == KW_let) evaluate_lets(sm, b->scope, n);
}

/* Of two tests with one name the second is told. */
static void check_name(struct sema *sm, const struct symbol *s)
{
  const struct node *n = s->module->ast->root->slot[FILE_ITEMS];
  for (; n && n != s->node; n = n->next) {
    if (n->kind != N_DECL || n->word != KW_test || !n->name || n->name != s->name) continue;
    struct diag *d = diag_at(sm->diags, E0604, s->where, "two tests are called \"%s\"",
                             s->name->text);
    diag_label(d, s->where, "the second");
    diag_label(d, node_name_span(n), "the first");
    diag_help(d, "give each a name of its own, as reports tell them apart by it");
    return;
  }
}

/* Runs come first, whatever the order in the text: `expect` speaks of them all. */
void check_test(struct sema *sm, struct symbol *s)
{
  struct node *items = s->node->slot[DECL_ITEMS];
  struct scope *scope = ARENA_NEW(sm->arena, struct scope);
  struct block b = {.scope = scope, .word = KW_test, .kind = K_TEST};
  *scope = (struct scope){.outer = s->scope, .context = CTX_RESULTS};
  sm->test = s;
  check_plain_declaration(sm, s->node);
  check_name(sm, s);
  declare_params(sm, scope, s->node);
  declare_results(sm, scope);
  for (struct node *n = items; n; n = n->next)
    if (n->kind == N_BINDS && n->word == KW_let) declare_lets(sm, scope, n);
  read_tolerance(sm, scope, items);
  check_runs(sm, scope, items, false);
  for (struct node *n = items; n; n = n->next)
    if (place_item(sm, KW_test, n)) check_item(sm, &b, n);
  sm->test = NULL;
}

void lint_expectations(struct sema *sm, struct symbol *s)
{
  if (expects(s->node->slot[DECL_ITEMS])) return;
  struct span where = node_head_span(s->node);
  struct diag *d = diag_at(sm->diags, W0523, where, "this test expects nothing");
  diag_label(d, where, "it passes whatever happens");
  diag_help(d, "say what must hold: `expect cycles == 48`");
}

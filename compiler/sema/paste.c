/* What a run is of and on, as it could be written at the top of its file: variables of loops
 * and names of blocks are replaced by what they stand for. */
#include "compiler/sema/eval.h"
#include "compiler/sema/run.h"
#include "compiler/sema/scope.h"
#include "lang/base/vec.h"

#include <string.h>

struct edit { uint32_t start, end; const char *text; };

struct pasting {
  struct sema *sm;
  const struct scope *scope;  /* where the expression stands */
  unsigned depth;             /* of names that stand for others */
  VEC(struct edit) edits;
};

enum { DEEPEST = 8 };

static const char *expression(struct sema *sm, const struct scope *scope, struct node *n,
                              unsigned depth);

/* The scope that a name is found in. */
static const struct scope *home_of(const struct scope *scope, name_t name)
{
  while (scope && !scope_get(scope, name)) scope = scope->outer;
  return scope;
}

static bool same_value(struct value a, struct value b)
{
  if (a.kind != b.kind) return false;
  return a.kind == V_OBJECT ? a.u.object == b.u.object : a.kind == V_DECL && a.u.symbol == b.u.symbol;
}

/* A member of a list that is written out, or the list with the number of the member. */
static const char *member_text(struct pasting *p, const struct scope *home, struct symbol *s)
{
  struct node *list = s->node->slot[LOOP_BIND_VALUE];
  struct value all = eval_quietly(p->sm, (struct scope *)home->outer, list);
  if (all.kind != V_LIST || !all.u.list) return NULL;
  struct node *item = list->kind == N_LIST ? list->slot[LIST_ITEMS] : NULL;
  for (uint32_t i = 0; i < all.u.list->n; i++, item = item ? item->next : NULL) {
    if (!same_value(all.u.list->at[i], s->value)) continue;
    if (item) return expression(p->sm, home->outer, item, p->depth + 1);
    const char *text = expression(p->sm, home->outer, list, p->depth + 1);
    return text ? arena_printf(p->sm->arena, "%s[%u]", text, i) : NULL;
  }
  return NULL;
}

/* What a name stands for, if it is seen only from within a block; NULL: it is seen from
 * everywhere, or nothing is known of it. */
static const char *replacement(struct pasting *p, const struct node *n)
{
  const struct scope *home = home_of(p->scope, n->name);
  struct symbol *s = home ? scope_get(home, n->name) : NULL;
  if (!s || !home->outer || p->depth == DEEPEST) return NULL;
  if (s->kind == S_LET && s->expr) return expression(p->sm, s->scope, s->expr, p->depth + 1);
  if (s->kind != S_VARIABLE) return NULL;
  if (s->value.kind == V_OBJECT || s->value.kind == V_DECL) return member_text(p, home, s);
  return s->value.known ? value_text(s->value, &p->sm->units, p->sm->arena) : NULL;
}

static bool visit(struct node *n, void *context)
{
  struct pasting *p = context;
  if (n->kind != N_NAME || !n->name) return true;
  const char *text = replacement(p, n);
  if (text) vec_push(&p->edits, (struct edit){n->start, n->end, text});
  return true;
}

static void apply(struct pasting *p, struct node *n, struct strbuf *out)
{
  const struct source *source = source_of(p->sm->diags->sources, node_span(n));
  uint32_t at = n->start;
  while (at < n->end) {
    const struct edit *next = NULL;
    for (uint32_t i = 0; i < p->edits.n; i++)
      if (p->edits.at[i].start >= at && (!next || p->edits.at[i].start < next->start))
        next = &p->edits.at[i];
    uint32_t to = next ? next->start : n->end;
    strbuf_add(out, source->text + at, to - at);
    if (next) strbuf_puts(out, next->text);
    at = next ? next->end : n->end;
  }
}

static const char *expression(struct sema *sm, const struct scope *scope, struct node *n,
                              unsigned depth)
{
  struct pasting p = {.sm = sm, .scope = scope, .depth = depth};
  struct strbuf out = {0};
  ast_walk(n, visit, &p);
  apply(&p, n, &out);
  vec_free(&p.edits);
  return strbuf_take(&out, sm->arena);
}

void sema_run_words(struct sema *sm, const struct ir_run *run, const char **workload,
                    const char **arch)
{
  const struct made_run *r = run->source;
  const struct scope *scope = r->block->outer;
  *workload = expression(sm, scope, r->node->slot[RUN_VALUE], 0);
  *arch = "";
  for (struct node *c = r->node->slot[RUN_CLAUSES]; c; c = c->next)
    if (c->word == KW_on) *arch = expression(sm, scope, c->slot[CLAUSE_VALUE], 0);
}

/* `tlc doc std --format markdown`: all that the library's modules offer, as one page. */
#include "compiler/tool/doc.h"

#include <string.h>

struct chapter {
  struct strbuf *out;
  struct arena *arena;
};

/* Text for a cell of a table: on one line, bars kept from ending it. */
static void add_cell(struct strbuf *out, const char *text, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (text[i] == '|') strbuf_putc(out, '\\');
    strbuf_putc(out, text[i] == '\n' ? ' ' : text[i]);
  }
}

static void add_code_cell(struct chapter *c, const struct ast *ast, uint32_t start, uint32_t end)
{
  struct strbuf text = {0};
  doc_source(&text, ast, start, end);
  strbuf_puts(c->out, "`");
  add_cell(c->out, strbuf_str(&text), text.n);
  strbuf_puts(c->out, "`");
  strbuf_free(&text);
}

static void add_doc(struct chapter *c, const char *doc)
{
  if (doc) strbuf_printf(c->out, "%s\n\n", doc);
}

/* ---- the head of a declaration ---- */

static void add_signature(struct chapter *c, const struct entry *e)
{
  const struct node *n = e->node;
  strbuf_printf(c->out, "```text\n%s %s", keyword_text(e->word), n->name->text);
  const struct node *params = n->slot[DECL_PARAMS];
  if (params) strbuf_puts(c->out, "(\n");
  for (const struct node *p = params; p; p = p->next) {
    strbuf_puts(c->out, "  ");
    struct strbuf one = {0};
    doc_source(&one, e->ast, p->start, p->end);
    strbuf_printf(c->out, "%s%s\n", strbuf_str(&one), p->next ? "," : "");
    strbuf_free(&one);
  }
  if (params) strbuf_puts(c->out, ")");
  for (const struct node *clause = n->slot[DECL_CLAUSES]; clause; clause = clause->next) {
    struct strbuf one = {0};
    doc_source(&one, e->ast, clause->start, clause->end);
    strbuf_printf(c->out, " %s", strbuf_str(&one));
    strbuf_free(&one);
  }
  strbuf_puts(c->out, "\n```\n\n");
}

/* ---- what it holds ---- */

static void add_actions(struct chapter *c, const struct entry *e)
{
  bool any = false;
  for (const struct node *n = e->node->slot[DECL_ITEMS]; n; n = n->next) {
    if (n->kind != N_DECL || n->word != KW_action || !n->name) continue;
    if (!any) strbuf_puts(c->out, "| action | costs |\n|---|---|\n");
    any = true;
    const struct node *value = n->slot[DECL_VALUE];
    strbuf_puts(c->out, "| ");
    uint32_t end = n->name_at + n->name->n;
    for (const struct node *p = n->slot[DECL_PARAMS]; p; p = p->next) end = p->end + !p->next;
    add_code_cell(c, e->ast, n->name_at, end);
    strbuf_puts(c->out, " | ");
    const char *doc = ast_doc(e->ast, n, c->arena);
    if (doc) add_cell(c->out, doc, strlen(doc));
    else if (value) add_code_cell(c, e->ast, value->start, value->end);
    else strbuf_puts(c->out, "what an estimator says");
    strbuf_puts(c->out, " |\n");
  }
  if (any) strbuf_putc(c->out, '\n');
}

static void add_requires(struct chapter *c, const struct entry *e)
{
  bool any = false;
  for (const struct node *n = e->node->slot[DECL_ITEMS]; n; n = n->next) {
    if (n->kind != N_ASSERT || n->word != KW_require) continue;
    if (!any) strbuf_puts(c->out, "| must hold | |\n|---|---|\n");
    any = true;
    const struct node *value = n->slot[ASSERT_VALUE], *why = n->slot[ASSERT_MESSAGE];
    strbuf_puts(c->out, "| ");
    add_code_cell(c, e->ast, value->start, value->end);
    strbuf_puts(c->out, " | ");
    if (why) add_cell(c->out, why->name->text, why->name->n);
    strbuf_puts(c->out, " |\n");
  }
  if (any) strbuf_putc(c->out, '\n');
}

/* The columns of a table, how many rows stand in it, and what it says of itself. */
static void add_table(struct chapter *c, const struct entry *e)
{
  unsigned rows = 0;
  strbuf_puts(c->out, "| column | |\n|---|---|\n");
  for (const struct node *n = e->node->slot[DECL_ITEMS]; n; n = n->next) {
    rows += n->kind == N_ROW;
    if (n->kind != N_FIELD) continue;
    strbuf_puts(c->out, "| ");
    add_code_cell(c, e->ast, n->start, n->end);
    const char *doc = ast_doc(e->ast, n, c->arena);
    strbuf_puts(c->out, " | ");
    if (doc) add_cell(c->out, doc, strlen(doc));
    else strbuf_puts(c->out, n->slot[FIELD_VALUE] ? "looked up by" : "found");
    strbuf_puts(c->out, " |\n");
  }
  strbuf_putc(c->out, '\n');
  for (const struct node *n = e->node->slot[DECL_ITEMS]; n; n = n->next) {
    if (n->kind != N_ATTR) continue;
    strbuf_puts(c->out, "- ");
    add_code_cell(c, e->ast, n->start, n->end);
    strbuf_putc(c->out, '\n');
  }
  if (rows) strbuf_printf(c->out, "- %u row%s\n", rows, rows == 1 ? "" : "s");
  strbuf_putc(c->out, '\n');
}

static void add_entry(void *to, const struct entry *e)
{
  struct chapter *c = to;
  bool component = e->word == KW_component, table = e->word == KW_table, choice = e->word == KW_enum;
  if (!component && !table && !choice) return;
  strbuf_printf(c->out, "### `%s`\n\n", e->node->name->text);
  if (component) add_signature(c, e);
  if (choice && e->node->slot[DECL_VALUE]) {
    const struct node *v = e->node->slot[DECL_VALUE];
    strbuf_puts(c->out, "One of ");
    add_code_cell(c, e->ast, v->start, v->end);
    strbuf_puts(c->out, ".\n\n");
  }
  add_doc(c, doc_comment(e, c->arena));
  if (component) add_actions(c, e);
  if (component) add_requires(c, e);
  if (table) add_table(c, e);
}

static void count_entry(void *to, const struct entry *e)
{
  unsigned *n = to;
  *n += e->word == KW_component || e->word == KW_table;
}

void catalogue_module(struct strbuf *out, const struct ast *ast, const char *name)
{
  struct arena arena;
  unsigned n = 0;
  doc_each(ast, count_entry, &n);
  if (!n) return; /* workloads and mappers are no components */
  arena_init(&arena);
  struct chapter c = {out, &arena};
  strbuf_printf(out, "## `%s`\n\n", name);
  add_doc(&c, ast_doc(ast, ast->root, &arena));
  doc_each(ast, add_entry, &c);
  arena_free(&arena);
}

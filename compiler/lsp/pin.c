/* A code action: the mapping that a search has found is written down. */
#include "compiler/lsp/edits.h"

#include <string.h>

static const struct task_result *result_of(const struct document *d, const char *run)
{
  for (uint32_t i = 0; i < d->results.n; i++)
    if (!strcmp(d->results.at[i].run, run)) return &d->results.at[i];
  return NULL;
}

static bool visit(struct node *n, void *context)
{
  const struct node **run = context;
  if (n->kind == N_RUN && n->start == (*run)->start) *run = n;
  return true;
}

/* ---- the mapping, by a name of its own ---- */

static bool is_declared(const struct ast *ast, const char *name)
{
  for (const struct node *n = ast->root->slot[FILE_ITEMS]; n; n = n->next)
    if (n->kind == N_DECL && n->name && !strcmp(n->name->text, name)) return true;
  return false;
}

/* Splits the text at the name behind `mapping`; false if there is none. */
static bool find_name(const char *text, size_t *start, size_t *end)
{
  static const char word[] = "mapping ";
  const char *at = !strncmp(text, word, sizeof word - 1) ? text : strstr(text, "\nmapping ");
  if (!at) return false;
  at += *at == '\n';
  *start = (size_t)(at - text) + sizeof word - 1;
  *end = *start + strcspn(text + *start, " \n");
  return true;
}

static bool name_mapping(const struct ast *ast, const char *text, struct strbuf *name,
                         struct strbuf *out)
{
  size_t start, end;
  if (!find_name(text, &start, &end)) return false;
  strbuf_add(name, text + start, end - start);
  for (unsigned i = 2; is_declared(ast, name->text); i++) {
    strbuf_clear(name);
    strbuf_printf(name, "%.*s_%u", (int)(end - start), text + start, i);
  }
  strbuf_printf(out, "\n%.*s%s%s", (int)start, text, name->text, text + end);
  return true;
}

/* ---- the run ---- */

static void put_text(struct strbuf *out, const struct ast *ast, const struct node *n)
{
  strbuf_putc(out, ' ');
  strbuf_add(out, ast->source->text + n->start, n->end - n->start);
}

/* Is there anything in its block but what a search is told? */
static bool keeps_block(const struct node *run)
{
  for (const struct node *n = run->slot[RUN_ITEMS]; n; n = n->next)
    if (n->kind != N_NAMES || n->word != KW_minimize) return true;
  return false;
}

/* The statement with the mapping in place of what it was searched with. */
static void put_run(struct strbuf *out, const struct ast *ast, const struct node *run,
                    const char *name)
{
  uint32_t end = run->slot[RUN_VALUE]->end;
  bool told = false;
  strbuf_puts(out, "run");
  put_text(out, ast, run->slot[RUN_VALUE]);
  for (const struct node *c = run->slot[RUN_CLAUSES]; c; c = c->next) {
    bool searched = c->word == KW_within || c->word == KW_using;
    if (!searched) put_text(out, ast, c);
    if (c->word == KW_on) strbuf_printf(out, " within %s", name), told = true;
    end = c->end;
  }
  if (!told) strbuf_printf(out, " within %s", name);
  const char *brace = memchr(ast->source->text + end, '{', run->end - end);
  if (run->has_block && brace && keeps_block(run)) {
    strbuf_putc(out, ' ');
    strbuf_add(out, brace, (size_t)(ast->source->text + run->end - brace));
  }
}

/* ---- the action ---- */

static void put_edits(const struct server *s, struct jsonw *w, const struct ast *ast,
                      const struct node *run, const char *name, const struct strbuf *mapping)
{
  struct strbuf statement = {0};
  struct source *in = ast->source;
  put_run(&statement, ast, run, name);
  jsonw_array(w);
  edit_put(s, w, in, run->start, run->end, strbuf_str(&statement), statement.n);
  edit_put(s, w, in, in->size, in->size, strbuf_str(mapping), mapping->n);
  jsonw_array_end(w);
  strbuf_free(&statement);
}

static void put_pin(const struct server *s, struct call *c, const struct ast *ast,
                    const struct node *run, const struct task_result *found)
{
  struct strbuf name = {0}, mapping = {0}, title = {0};
  if (run->kind == N_RUN && name_mapping(ast, found->mapping, &name, &mapping)) {
    strbuf_printf(&title, "Write down the mapping found for `%s`", found->run);
    jsonw_object(c->result);
    json_put_text(c->result, "title", title.text);
    json_put_text(c->result, "kind", "refactor.rewrite");
    jsonw_key(c->result, "edit");
    jsonw_object(c->result);
    jsonw_key(c->result, "changes");
    jsonw_object(c->result);
    jsonw_key(c->result, c->document->uri);
    put_edits(s, c->result, ast, run, name.text, &mapping);
    jsonw_object_end(c->result);
    jsonw_object_end(c->result);
    jsonw_object_end(c->result);
  }
  strbuf_free(&name);
  strbuf_free(&mapping);
  strbuf_free(&title);
}

void actions_put_pins(struct server *s, struct call *c, struct span range)
{
  if (!c->document->results.n) return;
  const struct hints *all = document_hints(&s->documents, c->document);
  const struct ast *ast = document_tree(&s->documents, c->document);
  for (unsigned i = 0; i < all->runs; i++) {
    const struct run_hint *h = &all->run[i];
    const struct task_result *found = result_of(c->document, h->name);
    if (!found || !found->mapping || h->where.start > range.end || range.start > h->where.end)
      continue;
    struct node none = {.kind = N_ERROR, .start = h->where.start};
    const struct node *run = &none;
    ast_walk(ast->root, visit, &run);
    put_pin(s, c, ast, run, found);
  }
}

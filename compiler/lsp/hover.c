/* textDocument/hover: what a name means, what a number comes to, what a warning is. */
#include "compiler/lsp/nav.h"

#include "lang/base/unit.h"

#include <math.h>
#include <string.h>

/* The text without the lines around code. */
static void put_plain(struct strbuf *out, const char *text, size_t n)
{
  const char *end = text + n;
  while (text < end) {
    const char *line_end = memchr(text, '\n', (size_t)(end - text));
    size_t line = line_end ? (size_t)(line_end + 1 - text) : (size_t)(end - text);
    if (strncmp(text, "```", 3) != 0) strbuf_add(out, text, line);
    text += line;
  }
  while (out->n && out->text[out->n - 1] == '\n') out->n--;
}

void put_markup(struct jsonw *w, const char *key, const char *text, bool plain)
{
  struct strbuf plain_text = {0};
  size_t n = strlen(text);
  while (n && text[n - 1] == '\n') n--;
  if (!n) return;
  if (plain) put_plain(&plain_text, text, n);
  jsonw_key(w, key);
  jsonw_object(w);
  json_put_text(w, "kind", plain ? "plaintext" : "markdown");
  jsonw_key(w, "value");
  if (plain) jsonw_string_n(w, strbuf_str(&plain_text), plain_text.n);
  else jsonw_string_n(w, text, n);
  jsonw_object_end(w);
  strbuf_free(&plain_text);
}

/* ---- what is no name ---- */

struct node_search {
  uint32_t offset;
  const struct node *number; /* with a unit */
  const struct node *annotation, *argument; /* `@allow(idle_hardware)`, and the name in it */
};

static bool visit(struct node *n, void *context)
{
  struct node_search *x = context;
  if (n->kind == N_FILE) return true;
  if (x->offset < n->start || n->end < x->offset) return false;
  if (n->kind == N_NUMBER && n->name) x->number = n;
  if (n->kind == N_ANNOT) x->annotation = n;
  if (n->kind == N_NAME && x->annotation) x->argument = n;
  return true;
}

/* 64 KiB: an information size, 524288 bit. */
static void describe_number(struct strbuf *out, const struct node *n)
{
  struct arena arena;
  struct unit unit;
  struct unit_error why;
  arena_init(&arena);
  if (unit_parse(n->name->text, n->name->n, NULL, &arena, &unit, &why) && !unit.label) {
    const char *meaning = unit_meaning(n->name->text, n->name->n, &arena);
    double value = node_number(n)->d * unit.factor * pow(10, unit.exp10);
    strbuf_printf(out, "%s: %.9g %s", dim_article(unit.dim, NULL, &arena), value,
                  dim_symbol(unit.dim, NULL, &arena));
    if (meaning) strbuf_printf(out, "\n\n`%s` is %s", n->name->text, meaning);
  }
  arena_free(&arena);
}

static void describe_warning(struct strbuf *out, const struct node *name)
{
  enum code code = code_find(name->name->text);
  if (code == N_CODES) return;
  const struct code_info *info = code_info(code);
  strbuf_printf(out, "%s `%s`: %s", info->id, info->name, info->title);
}

/* A word of the language, by how it is used; `*at` becomes its place. */
static void describe_word(struct strbuf *out, const struct ast *ast, uint32_t offset,
                          struct span *at)
{
  for (uint32_t i = 0; i < ast->n_tokens; i++) {
    const struct token *t = &ast->tokens[i];
    if (!t->word || offset < t->start || t->end < offset) continue;
    strbuf_printf(out, "```tl\n%s\n```", keyword_example(t->word));
    *at = (struct span){ast->source->id, t->start, t->end};
    return;
  }
}

/* Describes what stands at the offset, if it is something of the kind; the node. */
static const struct node *describe_other(struct strbuf *out, const struct ast *ast, uint32_t offset)
{
  struct node_search x = {.offset = offset};
  ast_walk(ast->root, visit, &x);
  if (x.number) describe_number(out, x.number);
  else if (x.argument) describe_warning(out, x.argument);
  return x.number ? x.number : x.argument;
}

void lsp_hover(struct server *s, struct call *c)
{
  uint32_t offset;
  if (!lsp_offset(s, c, json_find(c->params, "position"), &offset)) return;
  struct compilation *made = document_check(&s->documents, c->document);
  const struct ast *ast = compilation_main(made)->ast;
  struct strbuf text = {0};
  const struct reference *r = query_at(made->sema, ast->source->id, offset);
  struct span at = r ? r->at : (struct span){0};
  if (r) query_describe(&text, made->sema, r);
  const struct node *other = text.n ? NULL : describe_other(&text, ast, offset);
  if (other) at = node_span(other);
  if (!text.n) describe_word(&text, ast, offset, &at);
  if (text.n > 0) {
    jsonw_object(c->result);
    put_markup(c->result, "contents", strbuf_str(&text), s->client.plain_hover);
    lsp_put_range_of(s, c->result, "range", ast->source, at);
    jsonw_object_end(c->result);
  }
  strbuf_free(&text);
}

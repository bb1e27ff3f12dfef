/* The one layout: of all, of a range, and while somebody types. */
#include "compiler/lsp/edits.h"

#include "lang/syntax/format.h"

#include <string.h>

/* Lays the document out; false if it cannot be: it has mistakes of syntax, which are shown. */
static bool lay_out(struct server *s, struct document *d, struct strbuf *out)
{
  struct ast *ast = document_tree(&s->documents, d);
  struct diags unheard;
  if (ast->broken) return false;
  diags_init(&unheard, &d->compilation.sources);
  enum format_status status =
    format_source(&d->compilation.names, &unheard, ast->source, out);
  diags_free(&unheard);
  return status == FORMAT_OK;
}

/* Answers with the edits in [start, end]. */
static void format_between(struct server *s, struct call *c, uint32_t start, uint32_t end)
{
  struct strbuf after = {0};
  if (lay_out(s, c->document, &after)) {
    struct edits edits = edits_of_layout(c->document->text, &after);
    edits_put(s, c->result, c->document->text, &after, &edits, start, end);
    vec_free(&edits);
  }
  strbuf_free(&after);
}

void lsp_formatting(struct server *s, struct call *c)
{
  format_between(s, c, 0, c->document->text->size);
}

void lsp_range_formatting(struct server *s, struct call *c)
{
  uint32_t start, end;
  if (!lsp_range(s, c, json_find(c->params, "range"), &start, &end)) return;
  struct source *text = c->document->text;
  /* Whole lines: the blanks that the first begins with are meant, too. */
  start = source_line_start(text, source_position(text, start).line);
  end = source_line_end(text, source_position(text, end).line);
  format_between(s, c, start, end);
}

/* ---- textDocument/onTypeFormatting ---- */

/* The first token from `offset` on. */
static uint32_t token_from(const struct ast *ast, uint32_t offset)
{
  uint32_t i = 0;
  while (i < ast->n_tokens && ast->tokens[i].start < offset) i++;
  return i;
}

/* The block that was closed just before `offset`, from the start of its first line. */
static void format_block(struct server *s, struct call *c, uint32_t offset)
{
  const struct ast *ast = document_tree(&s->documents, c->document);
  unsigned depth = 0;
  for (uint32_t i = token_from(ast, offset); i-- > 0;) {
    const struct token *t = &ast->tokens[i];
    depth += t->kind == '}';
    depth -= depth && t->kind == '{';
    if (depth || t->kind != '{') continue;
    struct source *text = c->document->text;
    format_between(s, c, source_line_start(text, source_position(text, t->start).line), offset);
    return;
  }
}

/* A new line begins as deep as the brackets that are open there. */
static void indent_line(struct server *s, struct call *c, uint32_t offset)
{
  enum { INDENT = 2 };
  const struct ast *ast = document_tree(&s->documents, c->document);
  struct source *text = c->document->text;
  uint32_t line = source_position(text, offset).line, depth = 0;
  uint32_t start = source_line_start(text, line), end = source_line_end(text, line);
  uint32_t n = token_from(ast, start);
  for (uint32_t i = 0; i < n; i++) {
    int kind = ast->tokens[i].kind;
    if (ast->tokens[i].end == ast->tokens[i].start) continue; /* made up */
    depth += kind == '{' || kind == '(' || kind == '[';
    depth -= depth && (kind == '}' || kind == ')' || kind == ']');
  }
  uint32_t first = start;
  while (first < end && (text->text[first] == ' ' || text->text[first] == '\t')) first++;
  if (depth && first < end && strchr("})]", text->text[first])) depth--;
  struct strbuf blanks = {0};
  strbuf_fill(&blanks, ' ', INDENT * depth);
  jsonw_array(c->result);
  if (first - start != blanks.n || memcmp(text->text + start, strbuf_str(&blanks), blanks.n))
    edit_put(s, c->result, text, start, first, strbuf_str(&blanks), blanks.n);
  jsonw_array_end(c->result);
  strbuf_free(&blanks);
}

void lsp_on_type_formatting(struct server *s, struct call *c)
{
  const char *typed = json_find_text(c->params, "ch");
  uint32_t offset;
  if (!typed) lsp_fail(c, LSP_INVALID_PARAMS, "`ch` is missing");
  else if (lsp_offset(s, c, json_find(c->params, "position"), &offset)) {
    if (*typed == '}') format_block(s, c, offset);
    else if (*typed == '\n') indent_line(s, c, offset);
  }
}

/* The tree as s-expressions.  A node is (kind word op name slots…); an empty
 * slot is `-`, a list of several nodes stands in [ ]. */
#include "lang/syntax/parse.h"
#include "lang/syntax/parser.h"

static void dump_text(struct strbuf *out, name_t text)
{
  strbuf_putc(out, '"');
  for (const char *c = text->text; *c; c++) {
    if (*c == '"' || *c == '\\') strbuf_putc(out, '\\');
    if ((unsigned char)*c < 0x20) strbuf_printf(out, "\\x%02x", (unsigned char)*c);
    else strbuf_putc(out, *c);
  }
  strbuf_putc(out, '"');
}

static void dump_number(struct strbuf *out, const struct node *n)
{
  const struct number_node *v = node_number(n);
  if (v->is_int) strbuf_printf(out, " %lld", (long long)v->i);
  else strbuf_printf(out, " %.17g", v->d);
  if (n->name) strbuf_printf(out, " %s", n->name->text);
}

static bool is_leaf(const struct node *n)
{
  for (unsigned i = 0; i < node_info(n->kind)->slots; i++)
    if (n->slot[i]) return false;
  return true;
}

static void dump_node(struct strbuf *out, const struct node *n, unsigned depth);

static void new_line(struct strbuf *out, unsigned depth)
{
  strbuf_putc(out, '\n');
  strbuf_fill(out, ' ', 2 * (size_t)depth);
}

static void dump_slot(struct strbuf *out, const struct node *list, unsigned depth)
{
  if (!list) {
    strbuf_puts(out, " -");
    return;
  }
  if (!list->next && is_leaf(list)) {
    strbuf_putc(out, ' ');
    dump_node(out, list, depth);
    return;
  }
  new_line(out, depth);
  if (!list->next) {
    dump_node(out, list, depth);
    return;
  }
  strbuf_putc(out, '[');
  for (const struct node *k = list; k; k = k->next) {
    if (k != list) new_line(out, depth);
    dump_node(out, k, depth);
  }
  strbuf_putc(out, ']');
}

static void dump_node(struct strbuf *out, const struct node *n, unsigned depth)
{
  strbuf_printf(out, "(%s", node_info(n->kind)->dump);
  if (n->word) strbuf_printf(out, " %s", keyword_text(n->word));
  if (n->kind == N_BOOL) strbuf_puts(out, n->op ? " true" : " false");
  else if (n->op) strbuf_printf(out, " `%s`", operator_text(n->op));
  if (n->kind == N_NUMBER) dump_number(out, n);
  else if (n->kind == N_STRING || (n->kind == N_DECL && n->word == KW_test && n->name)) {
    strbuf_putc(out, ' ');
    dump_text(out, n->name);
  } else if (n->name) strbuf_printf(out, " %s", n->name->text);
  unsigned slots = node_info(n->kind)->slots;
  if (!is_leaf(n))
    for (unsigned i = 0; i < slots; i++) dump_slot(out, n->slot[i], depth + 1);
  if (n->has_block && !n->slot[slots - 1]) strbuf_puts(out, " {}");
  strbuf_putc(out, ')');
}

void ast_dump(struct strbuf *out, const struct ast *ast)
{
  dump_node(out, ast->root, 0);
  strbuf_putc(out, '\n');
}

void tokens_dump(struct strbuf *out, const struct ast *ast)
{
  for (uint32_t i = 0; i < ast->n_tokens; i++) {
    const struct token *t = &ast->tokens[i];
    struct position p = source_position(ast->source, t->start);
    strbuf_printf(out, "%u:%u %s", p.line, p.column, token_name(t->kind));
    if (t->kind != T_EOL)
      strbuf_printf(out, " %.*s", (int)(t->end - t->start), ast->source->text + t->start);
    strbuf_putc(out, '\n');
  }
}

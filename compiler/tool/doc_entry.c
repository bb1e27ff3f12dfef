/* `tlc doc`: one declaration, with its signature, its comment and what it holds. */
#include "compiler/tool/doc.h"

#include "lang/syntax/param_doc.h"

#include <string.h>

/* ---- what a module offers ---- */

static bool is_offered(const struct node *n)
{
  return n->name && n->name->text[0] != '_' && n->word != KW_test;
}

void doc_each(const struct ast *ast, void (*visit)(void *to, const struct entry *e), void *to)
{
  for (struct node *n = ast->root->slot[FILE_ITEMS]; n; n = n->next) {
    struct entry e = {ast, n, n, (enum keyword)n->word};
    if (n->kind == N_DECL && is_offered(n)) visit(to, &e);
    if (n->kind != N_BINDS) continue;
    for (struct node *b = n->slot[BINDS_BINDINGS]; b; b = b->next) {
      e.node = b;
      if (is_offered(b)) visit(to, &e);
    }
  }
}

const char *doc_comment(const struct entry *e, struct arena *a)
{
  const char *own = ast_doc(e->ast, e->node, a);
  if (own || e->statement->kind != N_BINDS || e->node->next) return own;
  return ast_doc(e->ast, e->statement, a);
}

/* ---- sources as text ---- */

/* The source from start to end on one line, without comments; the lines of a
 * block are parted by `;`. */
void doc_source(struct strbuf *out, const struct ast *ast, uint32_t start, uint32_t end)
{
  const char *c = ast->source->text + start, *last = ast->source->text + end;
  unsigned braces = 0;
  while (c < last) {
    size_t blank = 0;
    bool line = false;
    for (; c < last && strchr(" \t\r\n", *c); c++, blank++) line |= *c == '\n';
    if (c[0] == '/' && c + 1 < last && c[1] == '/') {
      while (c < last && *c != '\n') c++;
      continue;
    }
    if (c == last) break;
    bool opened = out->n && out->text[out->n - 1] == '{';
    if (line && braces && !opened && *c != '}') strbuf_putc(out, ';');
    if (blank && out->n) strbuf_putc(out, ' ');
    if (*c == '{') braces++;
    if (*c == '}' && braces) braces--;
    strbuf_putc(out, *c++);
  }
}

static void add_node(struct strbuf *out, const struct ast *ast, const struct node *n)
{
  doc_source(out, ast, n->start, n->end);
}

/* Where the block of a node opens; its end if it has none. */
static uint32_t block_start(const struct ast *ast, const struct node *n)
{
  if (!n->has_block) return n->end;
  uint32_t at = node_head_span(n).end;
  while (at < n->end && ast->source->text[at] != '{') at++;
  return at;
}

static struct node *items_of(const struct node *n)
{
  return n->has_block ? n->slot[node_info((enum node_kind)n->kind)->slots - 1] : NULL;
}

/* ---- the head ---- */

/* Text in pieces that are not broken across lines. */
struct pieces {
  const struct page *page;
  unsigned at, indent;
};

static void add_piece(struct pieces *f, const struct strbuf *piece, bool blank)
{
  unsigned width = (unsigned)piece->n;
  if (f->at + blank + width > f->page->columns && f->at > f->indent) {
    strbuf_putc(f->page->out, '\n');
    strbuf_fill(f->page->out, ' ', f->indent);
    f->at = f->indent;
  } else if (blank) {
    strbuf_putc(f->page->out, ' ');
    f->at++;
  }
  strbuf_puts(f->page->out, strbuf_str(piece));
  f->at += width;
}

static void add_params(struct pieces *f, const struct ast *ast, const struct node *params)
{
  f->indent = f->at + 1;
  for (const struct node *p = params; p; p = p->next) {
    struct strbuf piece = {0};
    if (p == params) strbuf_putc(&piece, '(');
    add_node(&piece, ast, p);
    strbuf_putc(&piece, p->next ? ',' : ')');
    add_piece(f, &piece, p != params);
    strbuf_free(&piece);
  }
}

static void add_clauses(struct pieces *f, const struct ast *ast, const struct node *clause)
{
  for (; clause; clause = clause->next) {
    struct strbuf piece = {0};
    add_node(&piece, ast, clause);
    add_piece(f, &piece, true);
    strbuf_free(&piece);
  }
}

/* What stands behind the name of a binding, or behind `=`. */
static void add_rest(struct pieces *f, const struct ast *ast, uint32_t start, uint32_t end)
{
  struct strbuf piece = {0};
  doc_source(&piece, ast, start, end);
  for (const char *c = strbuf_str(&piece); *c;) {
    size_t n = strcspn(c, " ");
    struct strbuf word = {0};
    strbuf_add(&word, c, n);
    add_piece(f, &word, c != strbuf_str(&piece) || *c == '=');
    strbuf_free(&word);
    c += n + strspn(c + n, " ");
  }
  strbuf_free(&piece);
}

void doc_head(const struct page *p, const struct entry *e, unsigned indent)
{
  const struct node *n = e->node;
  struct pieces f = {p, indent + n->name->n, indent + 4};
  markdown_heading(p, indent, n->name->text);
  p->out->text[--p->out->n] = '\0';
  if (n->kind == N_BINDING) {
    const struct node *bare = n->op ? n->slot[BINDING_VALUE] : n->slot[BINDING_TYPE];
    if (bare) add_rest(&f, e->ast, n->name_at + n->name->n, n->end);
  } else {
    add_params(&f, e->ast, n->slot[DECL_PARAMS]);
    f.indent = indent + 4;
    add_clauses(&f, e->ast, n->slot[DECL_CLAUSES]);
    struct strbuf equals = {0};
    strbuf_puts(&equals, "=");
    if (n->slot[DECL_VALUE]) {
      add_piece(&f, &equals, true);
      strbuf_putc(p->out, ' ');
      f.at++;
      add_rest(&f, e->ast, n->slot[DECL_VALUE]->start, n->slot[DECL_VALUE]->end);
    }
    strbuf_free(&equals);
  }
  strbuf_putc(p->out, '\n');
}

/* ---- what a block holds ---- */

static enum keyword word_of(const struct node *n)
{
  return n->kind == N_DECL || n->kind == N_BINDS ? (enum keyword)n->word : KW_NONE;
}

static void add_names(struct strbuf *out, const struct node *block, enum keyword word)
{
  for (const struct node *n = items_of(block); n; n = n->next) {
    if (word_of(n) != word) continue;
    const struct node *one = n->kind == N_BINDS ? n->slot[BINDS_BINDINGS] : n;
    for (; one; one = n->kind == N_BINDS ? one->next : NULL)
      strbuf_printf(out, "%s`%s`", out->n ? ", " : "", one->name->text);
  }
}

void doc_names(const struct page *p, const struct entry *e, unsigned indent)
{
  static const struct { enum keyword word; const char *title; } lists[] = {
    {KW_dim, "dims"}, {KW_data, "data"}, {KW_action, "actions"},
  };
  if (e->node->kind != N_DECL) return;
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    struct strbuf names = {0}, line = {0};
    add_names(&names, e->node, lists[i].word);
    if (names.n) {
      strbuf_printf(&line, "%s: %s", lists[i].title, strbuf_str(&names));
      strbuf_fill(p->out, ' ', indent);
      page_paragraph(p, indent, indent + 2, strbuf_str(&line), line.n);
    }
    strbuf_free(&names);
    strbuf_free(&line);
  }
}

/* One row of a section: source, and below it what is said about it. */
static void add_row(const struct page *p, const struct strbuf *text, unsigned indent,
                    const char *doc)
{
  struct pieces f = {p, indent, indent + 4};
  strbuf_fill(p->out, ' ', indent);
  for (const char *c = strbuf_str(text); *c;) {
    size_t n = strcspn(c, " ");
    struct strbuf word = {0};
    strbuf_add(&word, c, n);
    add_piece(&f, &word, c != strbuf_str(text));
    strbuf_free(&word);
    c += n + strspn(c + n, " ");
  }
  strbuf_putc(p->out, '\n');
  if (doc) page_markdown(p, indent + 4, doc);
}

static void add_source_row(const struct page *p, const struct ast *ast, const struct node *n,
                           uint32_t start, uint32_t end, unsigned indent, const char *doc)
{
  struct arena a;
  struct strbuf text = {0};
  arena_init(&a);
  doc_source(&text, ast, start, end);
  add_row(p, &text, indent, doc ? doc : ast_doc(ast, n, &a));
  strbuf_free(&text);
  arena_free(&a);
}

/* A statement and, further in, those of its block. */
static void add_outline(const struct page *p, const struct ast *ast, const struct node *n,
                        unsigned indent)
{
  add_source_row(p, ast, n, n->start, block_start(ast, n), indent, NULL);
  for (const struct node *inner = items_of(n); inner; inner = inner->next)
    add_outline(p, ast, inner, indent + 2);
}

enum section { IN_DIMENSIONS, IN_TENSORS, IN_EINSUMS, IN_LETS, IN_PARTS, IN_ACTIONS, IN_ATTRIBUTES,
               IN_COLUMNS, IN_REST, IN_REQUIRES, N_SECTIONS, IN_NONE };

static const char *const section_titles[N_SECTIONS] = {
  "Dimensions", "Tensors", "Computes", "Values", "Parts", "Actions", "Attributes", "Columns",
  "Holds", "Requires",
};

static enum section section_of(const struct node *n)
{
  switch (word_of(n)) {
  case KW_dim: return IN_DIMENSIONS;
  case KW_data: return IN_TENSORS;
  case KW_let: return IN_LETS;
  case KW_part: return IN_PARTS;
  case KW_action: return IN_ACTIONS;
  default: break;
  }
  switch (n->kind) {
  case N_EINSUM: return IN_EINSUMS;
  case N_ATTR: return IN_ATTRIBUTES;
  case N_FIELD: return IN_COLUMNS;
  case N_ASSERT: return n->word == KW_require ? IN_REQUIRES : IN_REST;
  case N_ANNOT: case N_ERROR: case N_ROW: return IN_NONE;
  default: return IN_REST;
  }
}

static void add_item(const struct page *p, const struct ast *ast, const struct node *n)
{
  switch (section_of(n)) {
  case IN_DIMENSIONS: case IN_TENSORS: case IN_LETS:
    for (const struct node *b = n->slot[BINDS_BINDINGS]; b; b = b->next)
      add_source_row(p, ast, b == n->slot[BINDS_BINDINGS] ? n : b, b->start, b->end, 4, NULL);
    break;
  case IN_PARTS: case IN_ACTIONS:
    add_source_row(p, ast, n, n->name_at, n->end, 4, NULL);
    break;
  case IN_REQUIRES: {
    const struct node *value = n->slot[ASSERT_VALUE], *why = n->slot[ASSERT_MESSAGE];
    add_source_row(p, ast, n, value->start, value->end, 4, why ? why->name->text : NULL);
    break;
  }
  default: add_outline(p, ast, n, 4);
  }
}

static void add_sections(const struct page *p, const struct ast *ast, const struct node *decl)
{
  unsigned rows = 0;
  for (const struct node *n = items_of(decl); n; n = n->next) rows += n->kind == N_ROW;
  for (enum section s = 0; s < N_SECTIONS; s++) {
    bool any = false;
    for (const struct node *n = items_of(decl); n; n = n->next) {
      if (section_of(n) != s) continue;
      if (!any) {
        strbuf_putc(p->out, '\n');
        markdown_heading(p, 2, section_titles[s]);
      }
      any = true;
      add_item(p, ast, n);
    }
  }
  if (rows) strbuf_printf(p->out, "\n  %u row%s\n", rows, rows == 1 ? "" : "s");
}

void doc_entry(const struct page *p, const struct entry *e, const char *module)
{
  struct arena a;
  arena_init(&a);
  const struct node *n = e->node;
  const struct node *params = n->kind == N_DECL ? n->slot[DECL_PARAMS] : NULL;
  const char *doc = doc_comment(e, &a);
  const char *what = e->word == KW_let ? "value" : keyword_text(e->word);
  strbuf_printf(p->out, "%s, %s of %s\n\n", n->name->text, what, module);
  doc_head(p, e, 2);
  if (doc) {
    strbuf_putc(p->out, '\n');
    page_markdown(p, 2, without_params(doc, params, &a));
  }
  for (const struct node *param = params; param; param = param->next) {
    struct strbuf text = {0};
    if (param == params) {
      strbuf_putc(p->out, '\n');
      markdown_heading(p, 2, "Parameters");
    }
    add_node(&text, e->ast, param);
    add_row(p, &text, 4, param_doc(e->ast, n, param, &a));
    strbuf_free(&text);
  }
  if (n->kind == N_DECL) add_sections(p, e->ast, n);
  arena_free(&a);
}

/* textDocument/semanticTokens: what each word is, as the names that were noted down tell, and
 * else the tree. */
#include "compiler/lsp/tokens.h"

#include "compiler/lsp/nav.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum token_type {
  TYPE_NAMESPACE, TYPE_CLASS, TYPE_PARAMETER, TYPE_VARIABLE, TYPE_PROPERTY, TYPE_ENUM_MEMBER,
  TYPE_FUNCTION, TYPE_TYPE, TYPE_KEYWORD, TYPE_NUMBER, TYPE_STRING, TYPE_OPERATOR, TYPE_COMMENT,
  TYPE_DECORATOR, TYPE_NONE
};
const char *const token_types[] = {
  "namespace", "class", "parameter", "variable", "property", "enumMember", "function", "type",
  "keyword", "number", "string", "operator", "comment", "decorator", NULL};

enum { MOD_DECLARATION = 1, MOD_READONLY = 2, MOD_LIBRARY = 4 };
const char *const token_modifiers[] = {"declaration", "readonly", "defaultLibrary", NULL};

struct mark {
  uint32_t start, serial;
  uint8_t type, modifiers;
};

struct marks {
  struct mark *at;
  uint32_t n, cap;
};

static void mark(struct marks *m, uint32_t start, enum token_type type, unsigned modifiers)
{
  uint32_t serial = m->n; /* which the push changes */
  vec_push(m, (struct mark){start, serial, (uint8_t)type, (uint8_t)modifiers});
}

/* ---- what names mean ---- */

static enum token_type meant_type(enum meaning m)
{
  switch (m) {
  case MEANS_COMPONENT: case MEANS_ARCH: case MEANS_WORKLOAD: return TYPE_CLASS;
  case MEANS_MODULE: return TYPE_NAMESPACE;
  case MEANS_ENUM: case MEANS_UNIT: return TYPE_TYPE;
  case MEANS_MEMBER: case MEANS_DIM: return TYPE_ENUM_MEMBER;
  case MEANS_PARAM: return TYPE_PARAMETER;
  case MEANS_PART: case MEANS_ATTRIBUTE: case MEANS_AXIS: case MEANS_COLUMN: return TYPE_PROPERTY;
  case MEANS_ACTION: case MEANS_FUNCTION: return TYPE_FUNCTION;
  default: return TYPE_VARIABLE;
  }
}

/* A path to a module is several tokens, or a text: the tree has them. */
static bool is_path(const struct compilation *made, const struct reference *r)
{
  const char *text = source_of(&made->sources, r->at)->text + r->at.start;
  size_t n = r->at.end - r->at.start;
  return r->meaning == MEANS_MODULE && (memchr(text, '.', n) || *text == '"');
}

static void mark_references(struct marks *m, struct compilation *made)
{
  unsigned n;
  const struct reference *all = query_references(made->sema, &n);
  uint32_t file = compilation_main(made)->ast->source->id;
  for (unsigned i = 0; i < n; i++) {
    unsigned modifiers = all[i].declares ? MOD_DECLARATION : 0;
    if (all[i].at.file != file || all[i].meaning == MEANS_TEST || is_path(made, &all[i]))
      continue;
    if (all[i].meaning == MEANS_LET || all[i].meaning == MEANS_PARAM) modifiers |= MOD_READONLY;
    if (all[i].library) modifiers |= MOD_LIBRARY;
    mark(m, all[i].at.start, meant_type(all[i].meaning), modifiers);
  }
}

/* ---- what the tree says of names ---- */

/* All names below, unless something else was said of them before. */
static void mark_names(struct marks *m, const struct node *list, enum token_type type)
{
  for (const struct node *n = list; n; n = n->next) {
    if (n->kind == N_NAME || n->kind == N_MEMBER) mark(m, n->name_at, type, 0);
    for (unsigned i = 0; i < node_info(n->kind)->slots; i++) mark_names(m, n->slot[i], type);
  }
}

static enum token_type declared_type(enum keyword w)
{
  switch (w) {
  case KW_component: case KW_arch: case KW_workload: return TYPE_CLASS;
  case KW_action: case KW_measure: return TYPE_FUNCTION;
  case KW_part: return TYPE_PROPERTY;
  case KW_enum: case KW_unit: return TYPE_TYPE;
  case KW_dim: return TYPE_ENUM_MEMBER;
  case KW_param: return TYPE_PARAMETER;
  default: return TYPE_VARIABLE;
  }
}

static void mark_bindings(struct marks *m, const struct node *binds)
{
  for (const struct node *n = binds->slot[BINDS_BINDINGS]; n; n = n->next)
    if (n->kind == N_BINDING && n->name)
      mark(m, n->name_at, declared_type(binds->word), MOD_DECLARATION);
}

static bool visit(struct node *n, void *context)
{
  struct marks *m = context;
  switch (n->kind) {
  case N_DECL:
    if (n->name && n->word != KW_test) mark(m, n->name_at, declared_type(n->word), MOD_DECLARATION);
    break;
  case N_PARAM:
    if (n->name) mark(m, n->name_at, TYPE_PARAMETER, MOD_DECLARATION);
    mark_names(m, n->slot[PARAM_TYPE], TYPE_TYPE);
    break;
  case N_BINDS: mark_bindings(m, n); break;
  case N_BINDING: mark_names(m, n->slot[BINDING_TYPE], TYPE_TYPE); break;
  case N_FIELD:
    mark_names(m, n->slot[FIELD_PATH], TYPE_PROPERTY);
    mark_names(m, n->slot[FIELD_TYPE], TYPE_TYPE);
    break;
  case N_IMPORT: mark_names(m, n->slot[IMPORT_PATH], TYPE_NAMESPACE); break;
  case N_IMPORTED:
    if (n->name) mark(m, n->name_at, TYPE_CLASS, 0);
    break;
  case N_ATTR: mark_names(m, n->slot[ATTR_PATH], TYPE_PROPERTY); break;
  case N_ARG:
    if (n->name) mark(m, n->name_at, TYPE_PARAMETER, 0);
    break;
  case N_ANNOT:
    mark(m, n->start, TYPE_DECORATOR, 0);
    mark(m, n->name_at, TYPE_DECORATOR, 0);
    break;
  case N_CALL: {
    const struct node *base = n->slot[CALL_BASE];
    if (base && (base->kind == N_NAME || base->kind == N_MEMBER))
      mark(m, base->name_at, TYPE_FUNCTION, 0);
    break;
  }
  case N_CLAUSE: { /* `is memory` */
    const struct node *value = n->slot[CLAUSE_VALUE];
    if (n->word == KW_is && value && value->kind == N_NAME && value->name && value->name->word)
      mark(m, value->start, TYPE_KEYWORD, 0);
    break;
  }
  case N_LOOP_BIND: case N_COMPREHENSION:
    if (n->name) mark(m, n->name_at, n->kind == N_LOOP_BIND ? TYPE_ENUM_MEMBER : TYPE_VARIABLE, 0);
    break;
  case N_LOOP:
    if (n->name) mark(m, n->name_at, TYPE_PROPERTY, 0);
    break;
  case N_NUMBER:
    if (n->name) mark(m, n->name_at, TYPE_TYPE, 0);
    break;
  case N_MEMBER: mark(m, n->name_at, TYPE_PROPERTY, 0); break;
  default: break;
  }
  return true;
}

/* Of two marks of one place, the one that was made first counts: what a name means, then who
 * stands higher in the tree. */
static int by_place(const void *a, const void *b)
{
  const struct mark *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  return x->serial < y->serial ? -1 : 1;
}

/* ---- writing ---- */

struct token_writer {
  const struct server *server;
  struct jsonw *w;
  const struct ast *ast;
  struct marks marks;
  uint32_t mark;             /* the first that is not passed */
  uint32_t comment;
  uint32_t start, end;       /* bytes that are asked for */
  uint32_t line, unit;       /* of the token written last; from 0 */
};

static uint32_t unit_of(const struct token_writer *x, struct position p)
{
  return (x->server->client.utf8 ? p.byte : p.utf16) - 1;
}

static void put_token(struct token_writer *x, uint32_t start, uint32_t end, enum token_type type,
                      unsigned modifiers)
{
  if (end <= x->start || start >= x->end || end <= start) return;
  struct position p = source_position(x->ast->source, start);
  uint32_t unit = unit_of(x, p), length = unit_of(x, source_position(x->ast->source, end)) - unit;
  uint32_t line = p.line - 1;
  jsonw_uint(x->w, line - x->line);
  jsonw_uint(x->w, line == x->line ? unit - x->unit : unit);
  jsonw_uint(x->w, length);
  jsonw_uint(x->w, type);
  jsonw_uint(x->w, modifiers);
  x->line = line;
  x->unit = unit;
}

/* Tokens do not go over ends of lines. */
static void put_lines(struct token_writer *x, uint32_t start, uint32_t end, enum token_type type)
{
  struct source *s = x->ast->source;
  while (start < end) {
    uint32_t line = source_position(s, start).line, line_end = source_line_end(s, line);
    put_token(x, start, line_end < end ? line_end : end, type, 0);
    if (line == source_lines(s)) return;
    start = source_line_start(s, line + 1);
  }
}

static void put_comments_before(struct token_writer *x, uint32_t offset)
{
  for (; x->comment < x->ast->n_comments; x->comment++) {
    const struct comment *c = &x->ast->comments[x->comment];
    if (c->start >= offset) return;
    put_lines(x, c->start, c->end, TYPE_COMMENT);
  }
}

static const struct mark *mark_at(struct token_writer *x, uint32_t start)
{
  while (x->mark < x->marks.n && x->marks.at[x->mark].start < start) x->mark++;
  const struct mark *m = x->mark < x->marks.n ? &x->marks.at[x->mark] : NULL;
  return m && m->start == start ? m : NULL;
}

/* By its first character, for what the tree says nothing of. */
static enum token_type type_of(const struct token_writer *x, const struct token *t)
{
  unsigned char c = (unsigned char)x->ast->source->text[t->start];
  if (t->word) return TYPE_KEYWORD;
  if (isdigit(c)) return TYPE_NUMBER;
  if (c == '"') return TYPE_STRING;
  if (isalpha(c) || c == '_' || c > 127) return TYPE_VARIABLE;
  return c && strchr("+-*/%^&|<>=!~", c) ? TYPE_OPERATOR : TYPE_NONE;
}

static void put_all(struct token_writer *x)
{
  for (uint32_t i = 0; i < x->ast->n_tokens; i++) {
    const struct token *t = &x->ast->tokens[i];
    put_comments_before(x, t->start);
    /* Ends of statements and what was made up are no text. */
    if (t->end <= t->start || strchr("\r\n", x->ast->source->text[t->start])) continue;
    const struct mark *m = mark_at(x, t->start);
    enum token_type type = type_of(x, t);
    if (m && type != TYPE_KEYWORD) type = m->type;
    unsigned modifiers = m && m->type == type ? m->modifiers : 0;
    if (type != TYPE_NONE) put_token(x, t->start, t->end, type, modifiers);
  }
  put_comments_before(x, UINT32_MAX);
}

static void put_tokens(struct server *s, struct call *c, uint32_t start, uint32_t end)
{
  struct token_writer x = {.server = s, .w = c->result, .start = start, .end = end};
  struct compilation *made = document_check(&s->documents, c->document);
  x.ast = compilation_main(made)->ast;
  mark_references(&x.marks, made);
  ast_walk(x.ast->root, visit, &x.marks);
  if (x.marks.n) qsort(x.marks.at, x.marks.n, sizeof *x.marks.at, by_place);
  jsonw_object(c->result);
  jsonw_key(c->result, "data");
  jsonw_array(c->result);
  put_all(&x);
  jsonw_array_end(c->result);
  jsonw_object_end(c->result);
  vec_free(&x.marks);
}

void lsp_semantic_tokens(struct server *s, struct call *c) { put_tokens(s, c, 0, UINT32_MAX); }

void lsp_semantic_tokens_range(struct server *s, struct call *c)
{
  uint32_t start, end;
  if (lsp_range(s, c, json_find(c->params, "range"), &start, &end)) put_tokens(s, c, start, end);
}

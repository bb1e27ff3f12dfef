#include "compiler/lsp/symbols.h"

/* ---- what is listed ---- */

/* Numbers of the protocol. */
enum {
  KIND_MODULE = 2, KIND_PACKAGE = 4, KIND_CLASS = 5, KIND_METHOD = 6, KIND_FIELD = 8,
  KIND_ENUM = 10,
  KIND_FUNCTION = 12, KIND_VARIABLE = 13, KIND_CONSTANT = 14, KIND_ARRAY = 18, KIND_OBJECT = 19,
  KIND_STRUCT = 23, KIND_EVENT = 24, KIND_PARAMETER = 26
};

static unsigned declaration_kind(enum keyword w)
{
  switch (w) {
  case KW_component: return KIND_CLASS;
  case KW_arch: return KIND_MODULE;
  case KW_array: return KIND_ARRAY;
  case KW_group: case KW_parallel: return KIND_PACKAGE;
  case KW_workload: return KIND_FUNCTION;
  case KW_part: return KIND_FIELD;
  case KW_action: return KIND_METHOD;
  case KW_enum: return KIND_ENUM;
  case KW_study: case KW_test: return KIND_EVENT;
  case KW_memory: case KW_compute: case KW_network: case KW_transit: return KIND_OBJECT;
  default: return KIND_STRUCT;
  }
}

static unsigned binding_kind(enum keyword w)
{
  switch (w) {
  case KW_param: return KIND_PARAMETER;
  case KW_data: return KIND_FIELD;
  case KW_let: case KW_unit: return KIND_CONSTANT;
  case KW_measure: return KIND_FUNCTION;
  default: return KIND_VARIABLE;
  }
}

static void set_text(const struct ast *ast, struct symbol_info *out)
{
  out->text = ast->source->text + out->name.start;
  out->n = out->name.end - out->name.start;
}

/* `run conv1 on Machine within Space`: what it says up to the end of its line. */
static struct span run_head(const struct ast *ast, const struct node *n)
{
  struct span head = node_head_span(n);
  const char *text = ast->source->text;
  uint32_t end = head.start;
  while (end < head.end && text[end] != '\n' && text[end] != '\r') end++;
  head.end = end;
  return head;
}

bool symbol_of(const struct ast *ast, const struct node *n, struct symbol_info *out)
{
  *out = (struct symbol_info){.word = n->word};
  switch (n->kind) {
  case N_DECL:
    out->kind = declaration_kind(n->word);
    out->name = n->name ? node_name_span(n) : node_word_span(n);
    break;
  case N_BINDING:
    if (!n->name) return false;
    out->kind = binding_kind(n->word);
    out->name = node_name_span(n);
    break;
  case N_RUN:
    out->kind = KIND_EVENT;
    out->name = run_head(ast, n);
    break;
  default: return false;
  }
  if (out->name.end > n->end) out->name.end = n->end;
  set_text(ast, out);
  return out->n > 0;
}

const struct node *symbol_members(const struct node *n)
{
  switch (n->kind) {
  case N_FILE: return n->slot[FILE_ITEMS];
  case N_ERROR: return n->slot[ERROR_ITEMS];
  case N_DECL: return n->slot[DECL_ITEMS];
  case N_BINDS: return n->slot[BINDS_BINDINGS];
  case N_RUN: return n->slot[RUN_ITEMS];
  default: return NULL;
  }
}

/* ---- textDocument/documentSymbol ---- */

struct outline {
  const struct server *server;
  struct jsonw *w;
  const struct ast *ast;
  const char *uri;           /* of a flat list */
  const char *query;         /* what names must match; NULL: anything */
};

static void put_members(struct outline *o, const struct node *of, enum keyword word,
                        const struct symbol_info *container);

static void put_name(struct outline *o, const struct symbol_info *info)
{
  jsonw_key(o->w, "name");
  jsonw_string_n(o->w, info->text, info->n);
  json_put_uint(o->w, "kind", info->kind);
}

static void put_nested(struct outline *o, const struct node *n, const struct symbol_info *info)
{
  jsonw_object(o->w);
  put_name(o, info);
  if (info->word) json_put_text(o->w, "detail", keyword_text(info->word));
  lsp_put_range_of(o->server, o->w, "range", o->ast->source, node_span(n));
  lsp_put_range_of(o->server, o->w, "selectionRange", o->ast->source, info->name);
  if (symbol_members(n)) {
    jsonw_key(o->w, "children");
    jsonw_array(o->w);
    put_members(o, n, n->word, info);
    jsonw_array_end(o->w);
  }
  jsonw_object_end(o->w);
}

/* Are the letters of `query` in the name, in their order, whatever their case? */
static bool matches(const char *query, const struct symbol_info *info)
{
  uint32_t at = 0;
  for (; *query; query++, at++) {
    while (at < info->n && (info->text[at] | ' ') != (*query | ' ')) at++;
    if (at == info->n) return false;
  }
  return true;
}

static void put_flat(struct outline *o, const struct node *n, const struct symbol_info *info,
                     const struct symbol_info *container)
{
  if (o->query && !matches(o->query, info)) return;
  jsonw_object(o->w);
  put_name(o, info);
  jsonw_key(o->w, "location");
  jsonw_object(o->w);
  json_put_text(o->w, "uri", o->uri);
  lsp_put_range_of(o->server, o->w, "range", o->ast->source, node_span(n));
  jsonw_object_end(o->w);
  if (container) {
    jsonw_key(o->w, "containerName");
    jsonw_string_n(o->w, container->text, container->n);
  }
  jsonw_object_end(o->w);
}

/* `word` is that of the statement whose bindings they are. */
static void put_members(struct outline *o, const struct node *of, enum keyword word,
                        const struct symbol_info *container)
{
  for (const struct node *n = symbol_members(of); n; n = n->next) {
    struct symbol_info info;
    if (!symbol_of(o->ast, n, &info)) {
      put_members(o, n, n->word, container);
      continue;
    }
    if (n->kind == N_BINDING) info.word = word, info.kind = binding_kind(word);
    if (!o->uri) put_nested(o, n, &info);
    else {
      put_flat(o, n, &info, container);
      put_members(o, n, n->word, &info);
    }
  }
}

void lsp_document_symbol(struct server *s, struct call *c)
{
  struct outline o = {.server = s, .w = c->result,
                      .ast = document_tree(&s->documents, c->document),
                      .uri = s->client.nested_symbols ? NULL : c->document->uri};
  jsonw_array(c->result);
  put_members(&o, o.ast->root, 0, NULL);
  jsonw_array_end(c->result);
}

/* ---- workspace/symbol ---- */

void symbols_put_matching(const struct server *s, struct jsonw *w, const struct ast *ast,
                          const char *uri, const char *query)
{
  struct outline o = {.server = s, .w = w, .ast = ast, .uri = uri, .query = query};
  put_members(&o, ast->root, 0, NULL);
}

/* What folds, and what is selected around a place. */
#include "compiler/lsp/server.h"

/* ---- textDocument/foldingRange ---- */

struct folds {
  struct jsonw *w;
  struct source *source;
};

static uint32_t line_of(const struct folds *f, uint32_t offset)
{
  return source_position(f->source, offset).line - 1;
}

static void put_fold(struct folds *f, uint32_t first, uint32_t last, const char *kind)
{
  if (last <= first) return;
  jsonw_object(f->w);
  json_put_uint(f->w, "startLine", first);
  json_put_uint(f->w, "endLine", last);
  if (kind) json_put_text(f->w, "kind", kind);
  jsonw_object_end(f->w);
}

/* What stands between brackets: the line of the closing one stays. */
static void put_brackets(struct folds *f, const struct ast *ast)
{
  VEC(uint32_t) open = {0};
  for (uint32_t i = 0; i < ast->n_tokens; i++) {
    const struct token *t = &ast->tokens[i];
    if (t->kind == '{' || t->kind == '(' || t->kind == '[') vec_push(&open, t->start);
    if ((t->kind != '}' && t->kind != ')' && t->kind != ']') || !open.n) continue;
    uint32_t first = line_of(f, open.at[--open.n]), last = line_of(f, t->start);
    if (last) put_fold(f, first, last - 1, NULL);
  }
  vec_free(&open);
}

static bool begins_line(const struct source *s, uint32_t at)
{
  while (at && (s->text[at - 1] == ' ' || s->text[at - 1] == '\t')) at--;
  return !at || s->text[at - 1] == '\n' || s->text[at - 1] == '\r';
}

/* Comments of many lines, and comments of one line below each other. */
static void put_comments(struct folds *f, const struct ast *ast)
{
  for (uint32_t i = 0; i < ast->n_comments; i++) {
    const struct comment *c = &ast->comments[i];
    uint32_t first = line_of(f, c->start), last = line_of(f, c->end);
    while (begins_line(f->source, c->start) && i + 1 < ast->n_comments &&
           line_of(f, ast->comments[i + 1].start) == last + 1 &&
           begins_line(f->source, ast->comments[i + 1].start))
      last = line_of(f, ast->comments[++i].end);
    put_fold(f, first, last, "comment");
  }
}

static void put_imports(struct folds *f, const struct ast *ast)
{
  for (const struct node *n = ast->root->slot[FILE_ITEMS]; n; n = n->next) {
    if (n->kind != N_IMPORT) continue;
    uint32_t first = line_of(f, n->start);
    while (n->next && n->next->kind == N_IMPORT) n = n->next;
    put_fold(f, first, line_of(f, n->end), "imports");
  }
}

void lsp_folding_range(struct server *s, struct call *c)
{
  struct ast *ast = document_tree(&s->documents, c->document);
  struct folds f = {c->result, ast->source};
  jsonw_array(c->result);
  put_imports(&f, ast);
  put_comments(&f, ast);
  put_brackets(&f, ast);
  jsonw_array_end(c->result);
}

/* ---- textDocument/selectionRange ---- */

struct selection {
  VEC(struct span) around; /* the outermost first */
  uint32_t offset;
};

static void add_range(struct selection *x, struct span where)
{
  struct span *last = x->around.n ? &x->around.at[x->around.n - 1] : NULL;
  if (where.start > x->offset || where.end < x->offset || where.end <= where.start) return;
  if (last && last->start == where.start && last->end == where.end) return;
  /* Each has to lie in the one before. */
  if (last && (where.start < last->start || where.end > last->end)) return;
  vec_push(&x->around, where);
}

static bool covers(const struct node *n, uint32_t offset)
{
  return n->start <= offset && offset <= n->end;
}

/* From the first to the last member of a list. */
static void add_list(struct selection *x, const struct node *first)
{
  const struct node *last = first;
  while (last->next) last = last->next;
  add_range(x, span_join(node_span(first), node_span(last)));
}

static void add_around(struct selection *x, const struct node *n)
{
  add_range(x, node_span(n));
  if (n->name) add_range(x, node_name_span(n));
  for (unsigned i = 0; i < node_info(n->kind)->slots; i++)
    for (const struct node *k = n->slot[i]; k; k = k->next) {
      if (!covers(k, x->offset)) continue;
      if (n->slot[i]->next) add_list(x, n->slot[i]);
      add_around(x, k);
      return;
    }
}

static void put_selection(const struct server *s, struct jsonw *w, struct source *source,
                          const struct selection *x)
{
  for (uint32_t i = x->around.n; i-- > 0;) {
    jsonw_object(w);
    lsp_put_range_of(s, w, "range", source, x->around.at[i]);
    if (i) jsonw_key(w, "parent");
  }
  for (uint32_t i = 0; i < x->around.n; i++) jsonw_object_end(w);
}

void lsp_selection_range(struct server *s, struct call *c)
{
  struct ast *ast = document_tree(&s->documents, c->document);
  const json_t *positions = json_find(c->params, "positions");
  struct source *source = ast->source;
  jsonw_array(c->result);
  for (size_t i = 0; i < json_array_size(positions); i++) {
    struct selection x = {0};
    if (!lsp_offset(s, c, json_array_get(positions, i), &x.offset)) break;
    vec_push(&x.around, (struct span){source->id, 0, source->size});
    add_around(&x, ast->root);
    put_selection(s, c->result, source, &x);
    vec_free(&x.around);
  }
  jsonw_array_end(c->result);
}

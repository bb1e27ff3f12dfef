/* From a name to where it is declared, and to where else it stands. */
#include "compiler/lsp/nav.h"

#include <stdlib.h>
#include <string.h>

const struct reference *nav_find(struct server *s, struct call *c, struct compilation **made)
{
  uint32_t offset;
  if (!lsp_offset(s, c, json_find(c->params, "position"), &offset)) return NULL;
  *made = document_check(&s->documents, c->document);
  return query_at((*made)->sema, compilation_main(*made)->ast->source->id, offset);
}

static void put_span(const struct server *s, struct jsonw *w, const struct compilation *made,
                     struct span where)
{
  struct source *in = source_of(&made->sources, where);
  if (in) lsp_put_location(s, w, in, where);
}

void lsp_definition(struct server *s, struct call *c)
{
  struct compilation *made;
  const struct reference *r = nav_find(s, c, &made);
  if (r) put_span(s, c->result, made, r->declared);
}

/* ---- textDocument/typeDefinition ---- */

struct declaration_search {
  struct span name;
  const struct node *found;
};

static bool visit_declaration(struct node *n, void *context)
{
  struct declaration_search *x = context;
  bool names = n->kind == N_DECL || n->kind == N_PARAM || n->kind == N_BINDING;
  if (names && n->name && n->name_at == x->name.start) x->found = n;
  return !x->found && n->start <= x->name.start && x->name.start < n->end;
}

/* The node that declares a name at this place, in whatever file; or NULL. */
static const struct node *declaration_at(const struct compilation *made, struct span name)
{
  struct declaration_search x = {.name = name};
  for (const struct module *m = made->program.modules; m && !x.found; m = m->next)
    if (m->ast->source->id == name.file) ast_walk(m->ast->root, visit_declaration, &x);
  return x.found;
}

/* Where the type of a declaration is written: what it is an instance of, or what it has to be. */
static const struct node *type_of(const struct node *n)
{
  const struct node *t = n->kind == N_DECL      ? n->slot[DECL_VALUE]
                         : n->kind == N_PARAM   ? n->slot[PARAM_TYPE]
                         : n->slot[BINDING_TYPE] ? n->slot[BINDING_TYPE] : n->slot[BINDING_VALUE];
  while (t && (t->kind == N_CALL || t->kind == N_WITH))
    t = t->slot[t->kind == N_CALL ? (int)CALL_BASE : (int)WITH_BASE];
  return t && (t->kind == N_NAME || t->kind == N_MEMBER) ? t : NULL;
}

void lsp_type_definition(struct server *s, struct call *c)
{
  struct compilation *made;
  const struct reference *r = nav_find(s, c, &made);
  const struct node *n = r ? declaration_at(made, r->declared) : NULL;
  const struct node *type = n ? type_of(n) : NULL;
  const struct reference *t = type ? query_at(made->sema, type->file, type->name_at) : NULL;
  if (t) put_span(s, c->result, made, t->declared);
}

/* ---- textDocument/references ---- */

void places_free(struct places *all)
{
  for (uint32_t i = 0; i < all->n; i++) {
    xfree(all->at[i].uri);
    xfree(all->at[i].range);
  }
  vec_free(all);
}

static int by_place(const void *a, const void *b)
{
  const struct place_found *x = a, *y = b;
  int order = strcmp(x->uri, y->uri);
  if (order) return order;
  return x->start < y->start ? -1 : x->start > y->start;
}

static void sort_places(struct places *all)
{
  uint32_t n = 0;
  if (all->n) qsort(all->at, all->n, sizeof *all->at, by_place);
  for (uint32_t i = 0; i < all->n; i++) {
    if (n && !by_place(&all->at[n - 1], &all->at[i])) {
      xfree(all->at[i].uri);
      xfree(all->at[i].range);
    } else all->at[n++] = all->at[i];
  }
  all->n = n;
}

/* What is looked for, in terms that hold in any compilation. */
struct target {
  const struct server *server;
  char *file;               /* that it is declared in */
  uint32_t start;           /* where there */
  bool declarations;        /* its declaration is meant, too */
  struct places *out;
};

/* A name in this compilation that is declared there; NULL. */
static const struct reference *find_target(const struct target *t, struct compilation *made)
{
  unsigned n;
  const struct reference *all = query_references(made->sema, &n);
  for (uint32_t file = 1; file <= made->sources.n; file++) {
    char *path = documents_source_path(&t->server->documents, made->sources.at[file]);
    bool same = !strcmp(path, t->file);
    xfree(path);
    for (unsigned i = 0; i < n && same; i++)
      if (all[i].declared.file == file && all[i].declared.start == t->start) return &all[i];
  }
  return NULL;
}

static void add_place(const struct target *t, struct compilation *made, const struct reference *r)
{
  struct source *in = source_of(&made->sources, r->at);
  struct strbuf range = {0};
  struct jsonw w;
  jsonw_init(&w, &range, false);
  lsp_put_range(t->server, &w, in, r->at.start, r->at.end);
  bool alias = r->at.end - r->at.start != r->name->n ||
               memcmp(in->text + r->at.start, r->name->text, r->name->n);
  struct place_found p = {lsp_uri(t->server, in), r->at.start, range.text, alias, r->library};
  vec_push(t->out, p);
}

static void add_places(void *context, struct compilation *made)
{
  const struct target *t = context;
  const struct reference *target = find_target(t, made);
  unsigned n;
  const struct reference *all = query_references(made->sema, &n);
  for (unsigned i = 0; i < n && target; i++)
    if ((t->declarations || !all[i].declares) && query_same(&all[i], target))
      add_place(t, made, &all[i]);
}

void nav_places(struct server *s, struct compilation *made, const struct reference *r,
                bool declarations, struct places *out)
{
  struct source *in = source_of(&made->sources, r->declared);
  if (!in) return;
  struct target t = {s, documents_source_path(&s->documents, in), r->declared.start, declarations,
                     out};
  add_places(&t, made);
  workspace_each(s, r->name->text, add_places, &t);
  sort_places(out);
  xfree(t.file);
}

void nav_places_here(struct server *s, struct compilation *made, const struct reference *r,
                     struct places *out)
{
  struct target t = {.server = s, .out = out};
  const char *text = source_of(&made->sources, r->at)->text;
  uint32_t size = r->at.end - r->at.start, before;
  unsigned n;
  const struct reference *all = query_references(made->sema, &n);
  for (unsigned i = 0; i < n; i++) {
    bool spelled = all[i].at.file == r->at.file && all[i].at.end - all[i].at.start == size &&
                   !memcmp(text + all[i].at.start, text + r->at.start, size);
    if (!spelled || !query_same(&all[i], r)) continue;
    before = out->n;
    add_place(&t, made, &all[i]);
    out->at[before].alias = false;
  }
}

void lsp_references(struct server *s, struct call *c)
{
  struct compilation *made;
  const struct reference *r = nav_find(s, c, &made);
  struct places places = {0};
  if (r) nav_places(s, made, r, json_find_true(c->params, "context.includeDeclaration"), &places);
  jsonw_array(c->result);
  for (uint32_t i = 0; i < places.n; i++) {
    jsonw_object(c->result);
    json_put_text(c->result, "uri", places.at[i].uri);
    jsonw_key(c->result, "range");
    jsonw_written(c->result, places.at[i].range);
    jsonw_object_end(c->result);
  }
  jsonw_array_end(c->result);
  places_free(&places);
}

/* ---- textDocument/documentHighlight ---- */

void lsp_highlight(struct server *s, struct call *c)
{
  enum { READ = 2, WRITE = 3 };
  struct compilation *made;
  unsigned n;
  const struct reference *r = nav_find(s, c, &made);
  const struct reference *all = r ? query_references(made->sema, &n) : NULL;
  jsonw_array(c->result);
  for (unsigned i = 0; all && i < n; i++) {
    if (all[i].at.file != r->at.file || !query_same(&all[i], r)) continue;
    jsonw_object(c->result);
    lsp_put_range_of(s, c->result, "range", source_of(&made->sources, r->at), all[i].at);
    json_put_uint(c->result, "kind", all[i].declares ? WRITE : READ);
    jsonw_object_end(c->result);
  }
  jsonw_array_end(c->result);
}

/* textDocument/documentLink: files that are named. */
#include "compiler/lsp/server.h"

#include "compiler/lsp/uri.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct links {
  const struct server *server;
  struct jsonw *w;
  const struct module *module;
};

static void put_link(struct links *l, const struct node *n, const char *uri)
{
  jsonw_object(l->w);
  lsp_put_range_of(l->server, l->w, "range", l->module->ast->source, node_span(n));
  json_put_text(l->w, "target", uri);
  jsonw_object_end(l->w);
}

static void put_import(struct links *l, const struct node *n)
{
  const struct module *to = map_get(&l->module->imports, n);
  if (!to || to->failed) return;
  char *uri = lsp_uri(l->server, to->ast->source);
  put_link(l, n->slot[IMPORT_PATH], uri);
  xfree(uri);
}

/* `from = "rows.csv"` of a table, `from("matrix.mtx")` of a density: beside the file that says
 * so. */
static void put_file(struct links *l, const struct node *n)
{
  const char *own = l->module->ast->source->path, *slash = strrchr(own, '/');
  struct strbuf path = {0}, uri = {0};
  if (*n->name->text != '/' && slash) strbuf_add(&path, own, (size_t)(slash - own) + 1);
  strbuf_puts(&path, n->name->text);
  struct stat about;
  if (!access(path.text, R_OK) && !stat(path.text, &about) && S_ISREG(about.st_mode)) {
    char *file = path_real(path.text);
    uri_put(&uri, file);
    put_link(l, n, uri.text);
    xfree(file);
  }
  strbuf_free(&path);
  strbuf_free(&uri);
}

static bool visit(struct node *n, void *context)
{
  struct links *l = context;
  if (n->kind == N_IMPORT) put_import(l, n);
  if (n->kind != N_ATTR && n->kind != N_CALL) return true;
  const struct node *from = n->slot[n->kind == N_ATTR ? (int)ATTR_PATH : (int)CALL_BASE];
  const struct node *file = n->slot[n->kind == N_ATTR ? (int)ATTR_VALUE : (int)CALL_ARGS];
  if (from && from->kind == N_NAME && !strcmp(from->name->text, "from") && file &&
      file->kind == N_STRING)
    put_file(l, file);
  return true;
}

void lsp_document_link(struct server *s, struct call *c)
{
  struct compilation *made = document_check(&s->documents, c->document);
  struct links links = {s, c->result, compilation_main(made)};
  jsonw_array(c->result);
  ast_walk(links.module->ast->root, visit, &links);
  jsonw_array_end(c->result);
}

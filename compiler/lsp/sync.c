/* What the client tells of its documents. */
#include "compiler/lsp/server.h"

#include "compiler/lsp/uri.h"

static void set_version(struct document *d, const json_t *params)
{
  const json_t *version = json_find(params, "textDocument.version");
  d->has_version = json_is_integer(version);
  d->version = d->has_version ? json_integer_value(version) : 0;
}

void lsp_did_open(struct server *s, struct call *c)
{
  const char *uri = json_find_text(c->params, "textDocument.uri");
  const json_t *text = json_find(c->params, "textDocument.text");
  if (!uri || !json_is_string(text)) {
    lsp_fail(c, LSP_INVALID_PARAMS, "`didOpen` needs a URI and a text");
    return;
  }
  struct document *d =
    document_open(&s->documents, uri, json_string_value(text), json_string_length(text));
  set_version(d, c->params);
  server_unpublish(s, uri);
  documents_forget(&s->documents, d->path, d);
}

/* Applies one change: of a range or, without one, of all. */
static void apply(struct server *s, struct call *c, const json_t *change)
{
  const json_t *text = json_find(change, "text"), *range = json_find(change, "range");
  uint32_t start = 0, end = c->document->text->size;
  if (!json_is_string(text)) {
    lsp_fail(c, LSP_INVALID_PARAMS, "a change needs a text");
    return;
  }
  if (json_is_object(range) && !lsp_range(s, c, range, &start, &end)) return;
  if (!document_splice(c->document, start, end, json_string_value(text),
                       json_string_length(text)))
    lsp_fail(c, LSP_INVALID_PARAMS, "the document would be larger than 256 MiB");
}

void lsp_did_change(struct server *s, struct call *c)
{
  const json_t *changes = json_find(c->params, "contentChanges");
  for (size_t i = 0; i < json_array_size(changes) && !c->error; i++)
    apply(s, c, json_array_get(changes, i));
  set_version(c->document, c->params);
  documents_forget(&s->documents, c->document->path, c->document);
}

/* Clients that watch no files at least tell when one was saved: all is looked at anew. */
void lsp_did_save(struct server *s, struct call *c)
{
  (void)c;
  for (uint32_t i = 0; i < s->documents.all.n; i++) {
    document_forget(s->documents.all.at[i]);
    s->documents.all.at[i]->waits = true;
  }
}

void lsp_did_close(struct server *s, struct call *c)
{
  char *path = path_real(c->document->path);
  document_close(&s->documents, c->document);
  documents_forget(&s->documents, path, NULL);
  s->closed = true;
  xfree(path);
}

void lsp_did_change_files(struct server *s, struct call *c)
{
  const json_t *changes = json_find(c->params, "changes");
  for (size_t i = 0; i < json_array_size(changes); i++) {
    const char *uri = json_find_text(json_array_get(changes, i), "uri");
    if (!uri) continue;
    char *path = uri_path(uri);
    documents_forget(&s->documents, path, NULL);
    xfree(path);
  }
}

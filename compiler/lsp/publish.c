/* Diagnostics: found in open documents, shown in these and in the files that they import. */
#include "compiler/lsp/diagnostic.h"

#include <string.h>

/* Nobody reads more of one document, and clients get slow. */
enum { SHOWN = 1000 };

static char *copy(const char *text)
{
  size_t n = strlen(text) + 1;
  return memcpy(xmalloc(n), text, n);
}

/* ---- finding ---- */

/* URIs of the sources of a compilation, made when they are needed. */
struct uris {
  const struct server *server;
  const struct sources *sources;
  char **at;
};

static const char *uri_of(struct uris *u, uint32_t file)
{
  if (!u->at[file]) u->at[file] = lsp_uri(u->server, u->sources->at[file]);
  return u->at[file];
}

static void add_finding(struct uris *u, struct document *d, const struct diag *diag)
{
  struct span place = diagnostic_place(diag, compilation_main(&d->compilation)->ast->source);
  struct strbuf text = {0};
  struct jsonw w;
  jsonw_init(&w, &text, false);
  diagnostic_put(u->server, &w, diag, place);
  struct finding f = {copy(uri_of(u, place.file)), text.text};
  vec_push(&d->found, f);
}

/* So many are not shown; that is told where the first of them would be. */
static void add_rest(struct uris *u, struct document *d, unsigned n)
{
  const struct diag *next = d->compilation.diags.all.at[SHOWN];
  struct span place = diagnostic_place(next, compilation_main(&d->compilation)->ast->source);
  struct strbuf text = {0};
  struct jsonw w;
  jsonw_init(&w, &text, false);
  diagnostic_put_rest(u->server, &w, source_of(&d->compilation.sources, place), place, n);
  struct finding f = {copy(uri_of(u, place.file)), text.text};
  vec_push(&d->found, f);
}

static void find(const struct server *s, struct document *d, struct documents *all)
{
  struct compilation *c = document_check(all, d);
  struct uris uris = {s, &c->sources, xcalloc(c->sources.n + 1, sizeof(char *))};
  document_forget_findings(d);
  for (uint32_t i = 0; i < c->diags.all.n && i < SHOWN; i++)
    add_finding(&uris, d, c->diags.all.at[i]);
  if (c->diags.all.n > SHOWN) add_rest(&uris, d, c->diags.all.n - SHOWN);
  for (uint32_t i = 0; i <= c->sources.n; i++) xfree(uris.at[i]);
  xfree(uris.at);
  d->waits = false;
}

/* ---- publishing ---- */

static struct published *record_of(struct server *s, const char *uri)
{
  for (uint32_t i = 0; i < s->published.n; i++)
    if (!strcmp(s->published.at[i].uri, uri)) return &s->published.at[i];
  struct published p = {copy(uri), copy("")};
  vec_push(&s->published, p);
  return &s->published.at[s->published.n - 1];
}

/* Was it found in a document before this one, too? */
static bool found_before(const struct server *s, uint32_t document, const struct finding *f)
{
  for (uint32_t i = 0; i < document; i++) {
    const struct document *d = s->documents.all.at[i];
    for (uint32_t k = 0; k < d->found.n; k++)
      if (!strcmp(d->found.at[k].uri, f->uri) && !strcmp(d->found.at[k].json, f->json)) return true;
  }
  return false;
}

/* All that was found for a URI, in whatever document, once. */
static void put_found(const struct server *s, struct jsonw *w, const char *uri)
{
  jsonw_array(w);
  for (uint32_t i = 0; i < s->documents.all.n; i++) {
    const struct document *d = s->documents.all.at[i];
    for (uint32_t k = 0; k < d->found.n; k++) {
      const struct finding *f = &d->found.at[k];
      if (!strcmp(f->uri, uri) && !found_before(s, i, f)) jsonw_written(w, f->json);
    }
  }
  jsonw_array_end(w);
}

/* Publishes what there is for a URI, unless that is what was published last. */
static void publish(struct server *s, const char *uri, const struct document *d)
{
  struct strbuf text = {0};
  struct jsonw w;
  jsonw_init(&w, &text, false);
  jsonw_object(&w);
  json_put_text(&w, "uri", uri);
  if (d && d->has_version) {
    jsonw_key(&w, "version");
    jsonw_int(&w, d->version);
  }
  jsonw_key(&w, "diagnostics");
  put_found(s, &w, uri);
  jsonw_object_end(&w);
  struct published *last = record_of(s, uri);
  if (strcmp(last->json, text.text) != 0) {
    jsonw_written(lsp_notify(s, "textDocument/publishDiagnostics"), text.text);
    lsp_send(s);
    xfree(last->json);
    last->json = text.text;
  } else strbuf_free(&text);
}

static bool is_found(const struct server *s, const char *uri)
{
  for (uint32_t i = 0; i < s->documents.all.n; i++) {
    const struct document *d = s->documents.all.at[i];
    for (uint32_t k = 0; k < d->found.n; k++)
      if (!strcmp(d->found.at[k].uri, uri)) return true;
  }
  return false;
}

/* Empties what was published for files of which there is nothing more to say. */
static void clear_others(struct server *s)
{
  for (uint32_t i = 0; i < s->published.n;) {
    struct published *p = &s->published.at[i];
    if (document_of(&s->documents, p->uri) || is_found(s, p->uri)) {
      i++;
      continue;
    }
    publish(s, p->uri, NULL);
    xfree(p->uri);
    xfree(p->json);
    *p = s->published.at[--s->published.n];
  }
}

void server_unpublish(struct server *s, const char *uri)
{
  struct published *p = record_of(s, uri);
  xfree(p->json);
  p->json = copy("");
}

bool server_waits(const struct server *s)
{
  bool waits = s->closed;
  for (uint32_t i = 0; i < s->documents.all.n; i++) waits |= s->documents.all.at[i]->waits;
  return waits && s->state == SERVER_RUNS;
}

void server_publish(struct server *s)
{
  struct documents *all = &s->documents;
  for (uint32_t i = 0; i < all->all.n; i++)
    if (all->all.at[i]->waits) find(s, all->all.at[i], all);
  for (uint32_t i = 0; i < all->all.n; i++) {
    struct document *d = all->all.at[i];
    publish(s, d->uri, d);
    for (uint32_t k = 0; k < d->found.n; k++) {
      const char *uri = d->found.at[k].uri;
      bool again = k && !strcmp(uri, d->found.at[k - 1].uri);
      if (!again && !document_of(all, uri)) publish(s, uri, NULL);
    }
  }
  clear_others(s);
  tasks_look_around(s);
  s->closed = false;
}

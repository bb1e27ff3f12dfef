/* What stands between the words and above them without being written: inlay hints and lenses. */
#include "compiler/lsp/nav.h"

#include "compiler/session/hints.h"

#include <string.h>

void lsp_inlay_hint(struct server *s, struct call *c)
{
  uint32_t start, end;
  if (!lsp_range(s, c, json_find(c->params, "range"), &start, &end)) return;
  const struct hints *all = document_hints(&s->documents, c->document);
  struct source *source = compilation_main(&c->document->compilation)->ast->source;
  jsonw_array(c->result);
  for (unsigned i = 0; i < all->hints; i++) {
    const struct hint *h = &all->hint[i];
    if (h->offset < start || h->offset > end) continue;
    jsonw_object(c->result);
    jsonw_key(c->result, "position");
    lsp_put_position(s, c->result, source, h->offset);
    json_put_text(c->result, "label", h->text);
    json_put_true(c->result, "paddingLeft");
    if (h->about) put_markup(c->result, "tooltip", h->about, false);
    jsonw_object_end(c->result);
  }
  jsonw_array_end(c->result);
}

/* ---- textDocument/codeLens ---- */

/* A lens; clicking on it has the command done for `run`, unless that is NULL. */
static void put_lens(const struct server *s, struct jsonw *w, struct source *in, struct span where,
                     const char *title, const char *command, const char *run)
{
  jsonw_object(w);
  lsp_put_range_of(s, w, "range", in, where);
  jsonw_key(w, "command");
  jsonw_object(w);
  json_put_text(w, "title", title);
  json_put_text(w, "command", run ? command : "");
  if (run) {
    char *uri = lsp_uri(s, in);
    jsonw_key(w, "arguments");
    jsonw_array(w);
    jsonw_string(w, uri);
    jsonw_string(w, run);
    jsonw_array_end(w);
    xfree(uri);
  }
  jsonw_object_end(w);
  jsonw_object_end(w);
}

static void put_uses(const struct server *s, struct jsonw *w, struct compilation *made,
                     const struct reference *declared)
{
  unsigned n, uses = 0;
  const struct reference *all = query_references(made->sema, &n);
  for (unsigned i = 0; i < n; i++) uses += !all[i].declares && query_same(&all[i], declared);
  char title[32];
  snprintf(title, sizeof title, uses == 1 ? "%u use" : "%u uses", uses);
  put_lens(s, w, source_of(&made->sources, declared->at), declared->at, title, NULL, NULL);
}

/* What a run comes to, with its report; where its mapping is to be searched for, what was found,
 * or the offer to search. */
static void put_run(const struct server *s, struct call *c, struct source *in,
                    const struct run_hint *run)
{
  static const char search[] = "\u25b6 search for the best mapping",
                    given[] = "\u25b6 evaluate", report[] = "open the report";
  const char *text = run->text;
  for (uint32_t i = 0; i < c->document->results.n && !text; i++)
    if (!strcmp(c->document->results.at[i].run, run->name)) text = c->document->results.at[i].text;
  if (text) {
    put_lens(s, c->result, in, run->where, text, NULL, NULL);
    put_lens(s, c->result, in, run->where, report, "tlc.report", run->name);
  } else if (run->open) {
    put_lens(s, c->result, in, run->where, run->given ? given : search, "tlc.run", run->name);
  }
}

/* Results above runs, and above components how often they are used. */
void lsp_code_lens(struct server *s, struct call *c)
{
  const struct hints *all = document_hints(&s->documents, c->document);
  struct compilation *made = &c->document->compilation;
  struct source *source = compilation_main(made)->ast->source;
  unsigned n;
  const struct reference *r = query_references(made->sema, &n);
  jsonw_array(c->result);
  for (unsigned i = 0; i < n; i++)
    if (r[i].declares && r[i].meaning == MEANS_COMPONENT && r[i].at.file == source->id)
      put_uses(s, c->result, made, &r[i]);
  for (unsigned i = 0; i < all->runs; i++) put_run(s, c, source, &all->run[i]);
  jsonw_array_end(c->result);
}

/* textDocument/codeAction: what diagnostics propose. */
#include "compiler/lsp/diagnostic.h"

#include "compiler/lsp/edits.h"

#include <ctype.h>
#include <string.h>

enum { LONG_TEXT = 40 };

/* Was this kind, or one that it belongs to, asked for? */
static bool wanted(const struct call *c, const char *kind)
{
  const json_t *only = json_find(c->params, "context.only");
  if (!json_is_array(only)) return true;
  for (size_t i = 0; i < json_array_size(only); i++) {
    const char *word = json_string_value(json_array_get(only, i));
    size_t n = word ? strlen(word) : 0;
    if (word && !strncmp(kind, word, n) && (!n || !kind[n] || kind[n] == '.')) return true;
  }
  return false;
}

/* ---- edits ---- */

static void put_edits_of(const struct server *s, struct jsonw *w, const struct diag *const *diags,
                         uint32_t n, uint32_t file)
{
  struct source *in = diags[0]->owner->sources->at[file];
  jsonw_array(w);
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = 0; k < diags[i]->edits.n; k++) {
      const struct diag_edit *e = &diags[i]->edits.at[k];
      if (e->where.file == file)
        edit_put(s, w, in, e->where.start, e->where.end, e->text, strlen(e->text));
    }
  jsonw_array_end(w);
}

static bool edits_file(const struct diag *const *diags, uint32_t n, uint32_t file)
{
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = 0; k < diags[i]->edits.n; k++)
      if (diags[i]->edits.at[k].where.file == file) return true;
  return false;
}

/* Edits of one file, with the version that they are of. */
static void put_versioned(const struct server *s, struct jsonw *w, const char *uri,
                          const struct diag *const *diags, uint32_t n, uint32_t file)
{
  const struct document *d = document_of(&s->documents, uri);
  jsonw_object(w);
  jsonw_key(w, "textDocument");
  jsonw_object(w);
  json_put_text(w, "uri", uri);
  jsonw_key(w, "version");
  if (d && d->has_version) jsonw_int(w, d->version);
  else jsonw_null(w);
  jsonw_object_end(w);
  jsonw_key(w, "edits");
  put_edits_of(s, w, diags, n, file);
  jsonw_object_end(w);
}

/* A WorkspaceEdit of all edits of some diagnostics. */
static void put_workspace_edit(const struct server *s, struct jsonw *w,
                               const struct diag *const *diags, uint32_t n)
{
  const struct sources *sources = diags[0]->owner->sources;
  bool versions = s->client.versioned_edits;
  jsonw_object(w);
  jsonw_key(w, versions ? "documentChanges" : "changes");
  if (versions) jsonw_array(w);
  else jsonw_object(w);
  for (uint32_t file = 1; file <= sources->n; file++) {
    if (!edits_file(diags, n, file)) continue;
    char *uri = lsp_uri(s, sources->at[file]);
    if (versions) put_versioned(s, w, uri, diags, n, file);
    else {
      jsonw_key(w, uri);
      put_edits_of(s, w, diags, n, file);
    }
    xfree(uri);
  }
  if (versions) jsonw_array_end(w);
  else jsonw_object_end(w);
  jsonw_object_end(w);
}

/* ---- quick fixes ---- */

/* Do two stretches of a file have a place in common, if only an end? */
static bool touches(struct span a, struct span b)
{
  return a.file == b.file && a.start <= b.end && b.start <= a.end;
}

static bool is_short(const char *text, size_t n)
{
  return n && n <= LONG_TEXT && !memchr(text, '\n', n);
}

/* What one edit does, if that is short enough to be said. */
static bool put_change(struct strbuf *title, const struct diag *d)
{
  const struct diag_edit *e = &d->edits.at[0];
  const struct source *in = source_of(d->owner->sources, e->where);
  const char *old = in->text + e->where.start;
  size_t n = e->where.end - e->where.start, m = strlen(e->text);
  if (n && !is_short(old, n)) return false;
  if (m && !is_short(e->text, m)) return false;
  size_t blanks = strspn(e->text, " ;,");
  if (!n) strbuf_printf(title, "Insert `%s`", e->text + (e->text[blanks] ? blanks : 0));
  else if (!m) strbuf_printf(title, "Remove `%.*s`", (int)n, old);
  else strbuf_printf(title, "Change `%.*s` to `%s`", (int)n, old, e->text);
  return true;
}

/* What is put where something is missing, without what joins it to what is there. */
static bool put_filled(struct strbuf *title, const struct diag *d)
{
  static const char joins[] = " ,;(){}\n";
  const char *text = d->edits.at[0].text;
  text += strspn(text, joins);
  size_t n = strlen(text);
  while (n && strchr(joins, text[n - 1])) n--;
  if (n > 2 * LONG_TEXT || memchr(text, '\n', n)) return false;
  strbuf_printf(title, "Add `%.*s`, to be filled in", (int)n, text);
  return true;
}

/* Is an edit made in the line that the message is about? */
static bool is_near(const struct diag *d, struct span edit)
{
  struct span about = d->labels.n ? d->labels.at[0].where : edit;
  uint32_t start = about.start < edit.start ? about.start : edit.start;
  uint32_t end = about.end > edit.end ? about.end : edit.end;
  const char *text = source_of(d->owner->sources, edit)->text;
  return about.file == edit.file && !memchr(text + start, '\n', end - start);
}

/* What is done somewhere else is told by the help. */
static bool put_short(struct strbuf *title, const struct diag *d)
{
  if (d->edits.n != 1) return false;
  if (d->confidence != DIAG_HOLES && !is_near(d, d->edits.at[0].where)) return false;
  return d->confidence == DIAG_HOLES ? put_filled(title, d) : put_change(title, d);
}

static void put_title(struct jsonw *w, const struct diag *d)
{
  struct strbuf title = {0};
  const char *help = NULL;
  for (uint32_t i = 0; i < d->parts.n && !help; i++)
    if (d->parts.at[i].kind == PART_HELP) help = d->parts.at[i].text;
  if (!put_short(&title, d)) {
    const char *text = help ? help : d->message;
    strbuf_add(&title, text, strcspn(text, "\n"));
    title.text[0] = (char)toupper((unsigned char)title.text[0]);
  }
  json_put_text(w, "title", strbuf_str(&title));
  strbuf_free(&title);
}

static void put_fix(const struct server *s, struct jsonw *w, const struct diag *d,
                    struct span place)
{
  jsonw_object(w);
  put_title(w, d);
  json_put_text(w, "kind", "quickfix");
  jsonw_key(w, "diagnostics");
  jsonw_array(w);
  diagnostic_put(s, w, d, place);
  jsonw_array_end(w);
  if (d->confidence == DIAG_CERTAIN) json_put_true(w, "isPreferred");
  jsonw_key(w, "edit");
  put_workspace_edit(s, w, &d, 1);
  jsonw_object_end(w);
}

/* Something can be proposed, and where values are missing there is one for each. */
static bool is_fix(const struct diag *d)
{
  for (uint32_t i = 0; i < d->edits.n && d->confidence == DIAG_HOLES; i++)
    if (strstr(d->edits.at[i].text, "...")) return false;
  return d->edits.n > 0;
}

static void put_fixes(const struct server *s, struct jsonw *w, const struct diags *diags,
                      struct span range, const struct source *main_source)
{
  for (uint32_t i = 0; i < diags->all.n; i++) {
    const struct diag *d = diags->all.at[i];
    struct span place = diagnostic_place(d, main_source);
    if (is_fix(d) && touches(place, range)) put_fix(s, w, d, place);
  }
}

/* ---- source.fixAll ---- */

/* Would an edit change what another one changes? */
static bool collides(const struct diag *a, const struct diag *b)
{
  for (uint32_t i = 0; i < a->edits.n; i++)
    for (uint32_t k = 0; k < b->edits.n; k++)
      if (touches(a->edits.at[i].where, b->edits.at[k].where)) return true;
  return false;
}

static bool in_file(const struct diag *d, uint32_t file)
{
  for (uint32_t i = 0; i < d->edits.n; i++)
    if (d->edits.at[i].where.file != file) return false;
  return true;
}

/* All that is certain and changes nothing else than this file, if that is at least `least`
 * fixes. */
static void put_fix_all(const struct server *s, struct jsonw *w, const struct diags *diags,
                        uint32_t file, uint32_t least)
{
  VEC(const struct diag *) chosen = {0};
  for (uint32_t i = 0; i < diags->all.n; i++) {
    const struct diag *d = diags->all.at[i];
    bool fits = d->edits.n && d->confidence == DIAG_CERTAIN && in_file(d, file);
    for (uint32_t k = 0; k < chosen.n && fits; k++) fits = !collides(d, chosen.at[k]);
    if (fits) vec_push(&chosen, d);
  }
  if (chosen.n >= least) {
    jsonw_object(w);
    json_put_text(w, "title", "Fix all that is certain");
    json_put_text(w, "kind", "source.fixAll");
    jsonw_key(w, "edit");
    put_workspace_edit(s, w, chosen.at, chosen.n);
    jsonw_object_end(w);
  }
  vec_free(&chosen);
}

void lsp_code_action(struct server *s, struct call *c)
{
  struct span range;
  if (!lsp_range(s, c, json_find(c->params, "range"), &range.start, &range.end)) return;
  struct compilation *made = document_check(&s->documents, c->document);
  const struct source *source = compilation_main(made)->ast->source;
  range.file = source->id;
  jsonw_array(c->result);
  if (wanted(c, "quickfix")) put_fixes(s, c->result, &made->diags, range, source);
  /* One fix is offered where it is; who asks for them all gets it as well. */
  uint32_t least = json_is_array(json_find(c->params, "context.only")) ? 1 : 2;
  if (wanted(c, "source.fixAll")) put_fix_all(s, c->result, &made->diags, range.file, least);
  if (wanted(c, "refactor.rewrite")) actions_put_pins(s, c, range);
  if (wanted(c, "refactor.extract")) actions_put_extraction(s, c, range);
  jsonw_array_end(c->result);
}

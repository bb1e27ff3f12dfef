/* textDocument/rename. */
#include "compiler/lsp/nav.h"

#include <ctype.h>
#include <string.h>

/* Why what a name means cannot be called otherwise; NULL if it can. */
static const char *refusal(const struct compilation *made, const struct reference *r)
{
  const struct source *in = source_of(&made->sources, r->at);
  if (!r->declared.file) return "`%s` is a word of the language";
  if (r->library) return "`%s` belongs to the standard library";
  if (r->meaning == MEANS_MODULE) return "`%s` is the name of a file";
  if (r->meaning == MEANS_ATTRIBUTE) return "`%s` is a word of the language";
  if (r->at.end - r->at.start != r->name->n ||
      memcmp(in->text + r->at.start, r->name->text, r->name->n))
    return "here `%s` is called otherwise: rename it where it is declared";
  return NULL;
}

static void refuse(struct call *c, const char *why, const char *name)
{
  struct strbuf text = {0};
  for (; *why; why++) {
    if (why[0] == '%' && why[1] == 's') strbuf_puts(&text, name), why++;
    else strbuf_putc(&text, *why);
  }
  lsp_fail(c, LSP_REQUEST_FAILED, "%s", strbuf_str(&text));
  strbuf_free(&text);
}

void lsp_prepare_rename(struct server *s, struct call *c)
{
  struct compilation *made;
  const struct reference *r = nav_find(s, c, &made);
  const char *why = r ? refusal(made, r) : NULL;
  if (why) refuse(c, why, r->name->text);
  if (!r || why) return;
  jsonw_object(c->result);
  lsp_put_range_of(s, c->result, "range", source_of(&made->sources, r->at), r->at);
  json_put_text(c->result, "placeholder", r->name->text);
  jsonw_object_end(c->result);
}

/* ---- the new name ---- */

static bool is_name(const char *text)
{
  if (!isalpha((unsigned char)*text) && *text != '_') return false;
  while (isalnum((unsigned char)*text) || *text == '_') text++;
  return !*text;
}

static bool is_word(const char *text)
{
  for (int w = KW_NONE + 1; w < N_KEYWORDS; w++)
    if (!strcmp(keyword_text((enum keyword)w), text)) return true;
  return false;
}

static void put_edit(struct jsonw *w, const struct place_found *p, const char *name)
{
  jsonw_object(w);
  jsonw_key(w, "range");
  jsonw_written(w, p->range);
  json_put_text(w, "newText", name);
  jsonw_object_end(w);
}

/* Edits by the URIs of their files. */
static void put_changes(struct jsonw *w, const struct places *places, const char *name)
{
  jsonw_object(w);
  jsonw_key(w, "changes");
  jsonw_object(w);
  for (uint32_t i = 0; i < places->n;) {
    const char *uri = places->at[i].uri;
    jsonw_key(w, uri);
    jsonw_array(w);
    for (; i < places->n && !strcmp(places->at[i].uri, uri); i++)
      if (!places->at[i].alias) put_edit(w, &places->at[i], name);
    jsonw_array_end(w);
  }
  jsonw_object_end(w);
  jsonw_object_end(w);
}

void lsp_rename(struct server *s, struct call *c)
{
  struct compilation *made;
  const struct reference *r = nav_find(s, c, &made);
  const char *name = json_find_text(c->params, "newName");
  if (!name || !r) {
    if (!c->error && !name) lsp_fail(c, LSP_INVALID_PARAMS, "`newName` is missing");
    return;
  }
  const char *why = refusal(made, r);
  if (why) refuse(c, why, r->name->text);
  else if (!is_name(name)) refuse(c, "`%s` is no name: letters, digits and `_`", name);
  else if (is_word(name)) refuse(c, "`%s` is a word of the language", name);
  else {
    struct places places = {0};
    nav_places(s, made, r, true, &places);
    put_changes(c->result, &places, name);
    places_free(&places);
  }
}

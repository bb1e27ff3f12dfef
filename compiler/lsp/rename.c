/* textDocument/rename. */
#include "compiler/lsp/nav.h"

#include "compiler/lsp/uri.h"

#include <ctype.h>
#include <string.h>

/* Is it called so because an import of this file says `as`?  That is the file's own name for it,
 * whoever declares it. */
static bool is_alias(const struct compilation *made, const struct reference *r)
{
  const struct ast *ast = compilation_main(made)->ast;
  const char *text = ast->source->text + r->at.start;
  size_t size = r->at.end - r->at.start;
  for (const struct node *n = ast->root->slot[FILE_ITEMS]; n; n = n->next) {
    if (n->kind != N_IMPORT) continue;
    if (n->name && n->name->n == size && !memcmp(n->name->text, text, size) && !n->has_block)
      return r->meaning == MEANS_MODULE;
    for (const struct node *i = n->slot[IMPORT_NAMES]; i; i = i->next) {
      const struct node *alias = i->slot[IMPORTED_ALIAS];
      if (alias && alias->name->n == size && !memcmp(alias->name->text, text, size))
        return r->name == i->name;
    }
  }
  return false;
}

/* Why what a name means cannot be called otherwise; NULL if it can. */
static const char *refusal(const struct compilation *made, const struct reference *r)
{
  const struct source *in = source_of(&made->sources, r->at);
  if (is_alias(made, r)) return NULL;
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

static void put_spelled(struct jsonw *w, const struct compilation *made, const struct reference *r)
{
  struct strbuf text = {0};
  strbuf_add(&text, source_of(&made->sources, r->at)->text + r->at.start, r->at.end - r->at.start);
  json_put_text(w, "placeholder", strbuf_str(&text));
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
  put_spelled(c->result, made, r);
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

/* ---- does it stay the same design? ---- */

/* A file before and after. */
struct renamed {
  char *path;
  struct strbuf before, after;
};

struct all_renamed {
  struct renamed *at;
  uint32_t n, cap;
};

static void read_before(const struct server *s, const char *uri, struct renamed *out)
{
  const struct document *d = document_of(&s->documents, uri);
  struct sources sources;
  struct source *file;
  out->path = uri_path(uri);
  sources_init(&sources);
  if (d) strbuf_add(&out->before, d->text->text, d->text->size);
  else if (sources_read(&sources, out->path, &file) == SOURCE_OK)
    strbuf_add(&out->before, file->text, file->size);
  sources_free(&sources);
}

/* The texts of all files that places are in, with their new name. */
static struct all_renamed rename_all(const struct server *s, const struct places *places,
                                     size_t old, const char *name)
{
  struct all_renamed all = {0};
  for (uint32_t i = 0; i < places->n;) {
    const char *uri = places->at[i].uri;
    struct renamed r = {0};
    uint32_t at = 0;
    read_before(s, uri, &r);
    for (; i < places->n && !strcmp(places->at[i].uri, uri); i++) {
      const struct place_found *p = &places->at[i];
      if (p->alias || p->start < at || p->start + old > r.before.n) continue;
      strbuf_add(&r.after, strbuf_str(&r.before) + at, p->start - at);
      strbuf_puts(&r.after, name);
      at = p->start + (uint32_t)old;
    }
    strbuf_add(&r.after, strbuf_str(&r.before) + at, r.before.n - at);
    vec_push(&all, r);
  }
  return all;
}

static void free_renamed(struct all_renamed *all)
{
  for (uint32_t i = 0; i < all->n; i++) {
    xfree(all->at[i].path);
    strbuf_free(&all->at[i].before);
    strbuf_free(&all->at[i].after);
  }
  vec_free(all);
}

/* The errors and warnings of all these files; the message of the last that is as bad as any is
 * copied. */
static uint32_t count_faults(const struct server *s, const struct all_renamed *all, bool after,
                             char message[160])
{
  uint32_t faults = 0;
  enum severity worst = SEV_WARNING;
  for (uint32_t i = 0; i < all->n; i++) {
    struct compilation c;
    documents_compilation(&s->documents, &c);
    for (uint32_t k = 0; k < all->n; k++) {
      const struct strbuf *text = after ? &all->at[k].after : &all->at[k].before;
      compilation_provide(&c, all->at[k].path, strbuf_str(text), text->n);
    }
    documents_provide(&s->documents, &c, NULL);
    compilation_run(&c, all->at[i].path);
    faults += c.diags.n_errors + c.diags.n_warnings;
    for (uint32_t k = 0; k < c.diags.all.n; k++) {
      if (c.diags.all.at[k]->severity < worst) continue;
      worst = c.diags.all.at[k]->severity;
      snprintf(message, 160, "%s", c.diags.all.at[k]->message);
    }
    compilation_free(&c);
  }
  return faults;
}

/* A name may be taken, or hide another one; or it stands where nobody noted it down. */
static bool brings_faults(const struct server *s, struct call *c, const struct places *places,
                          size_t old, const char *name)
{
  char message[160] = "", known[160];
  struct all_renamed all = rename_all(s, places, old, name);
  uint32_t after = count_faults(s, &all, true, message);
  bool more = after && after > count_faults(s, &all, false, known);
  if (more) lsp_fail(c, LSP_REQUEST_FAILED, "that would bring a mistake: %s", message);
  free_renamed(&all);
  return more;
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
    if (is_alias(made, r)) nav_places_here(s, made, r, &places);
    else nav_places(s, made, r, true, &places);
    if (!brings_faults(s, c, &places, r->at.end - r->at.start, name))
      put_changes(c->result, &places, name);
    places_free(&places);
  }
}

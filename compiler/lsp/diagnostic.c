#include "compiler/lsp/diagnostic.h"

#include "compiler/lsp/uri.h"

struct span diagnostic_place(const struct diag *d, const struct source *otherwise)
{
  struct span where = d->labels.n ? d->labels.at[0].where : (struct span){0};
  return source_of(d->owner->sources, where) ? where : (struct span){otherwise->id, 0, 0};
}

enum { ERROR = 1, WARNING = 2, INFORMATION = 3 };

static unsigned severity_of(const struct diag *d)
{
  if (d->severity == SEV_ERROR) return ERROR;
  return d->severity == SEV_WARNING ? WARNING : INFORMATION;
}

/* The message, what is written under the place, and the notes that have no place: clients show
 * lines. */
static void put_message(struct jsonw *w, const struct diag *d)
{
  struct strbuf text = {0};
  strbuf_puts(&text, d->message);
  if (d->labels.n && *d->labels.at[0].text) strbuf_printf(&text, "\n%s", d->labels.at[0].text);
  for (uint32_t i = 0; i < d->parts.n; i++) {
    const struct diag_part *part = &d->parts.at[i];
    if (part->kind == PART_NOTE_AT) continue;
    strbuf_printf(&text, "\n%s: %s", part->kind == PART_NOTE ? "note" : "help", part->text);
  }
  json_put_text(w, "message", strbuf_str(&text));
  strbuf_free(&text);
}

static void put_code(const struct server *s, struct jsonw *w, const char *id)
{
  json_put_text(w, "code", id);
  if (!s->settings->pages) return;
  struct strbuf page = {0}, uri = {0};
  strbuf_printf(&page, "%s/%s.md", s->settings->pages, id);
  uri_put(&uri, strbuf_str(&page));
  jsonw_key(w, "codeDescription");
  jsonw_object(w);
  json_put_text(w, "href", strbuf_str(&uri));
  jsonw_object_end(w);
  strbuf_free(&page);
  strbuf_free(&uri);
}

static void put_related(const struct server *s, struct jsonw *w, const struct diag *d,
                        const struct diag_label *label, const char *text)
{
  struct source *in = source_of(d->owner->sources, label->where);
  if (!in || !*text) return;
  jsonw_object(w);
  jsonw_key(w, "location");
  lsp_put_location(s, w, in, label->where);
  json_put_text(w, "message", text);
  jsonw_object_end(w);
}

/* Other places of the diagnostic itself, then notes that have places. */
static void put_all_related(const struct server *s, struct jsonw *w, const struct diag *d)
{
  jsonw_key(w, "relatedInformation");
  jsonw_array(w);
  for (uint32_t i = 1; i < d->labels.n; i++)
    put_related(s, w, d, &d->labels.at[i], d->labels.at[i].text);
  for (uint32_t i = 0; i < d->parts.n; i++) {
    const struct diag_part *part = &d->parts.at[i];
    for (uint32_t k = 0; k < part->labels.n; k++)
      put_related(s, w, d, &part->labels.at[k], k ? part->labels.at[k].text : part->text);
  }
  jsonw_array_end(w);
}

static void put_tags(struct jsonw *w, enum code code)
{
  enum { UNNECESSARY = 1 };
  if (code != W0501 && code != W0502 && code != W0505) return;
  jsonw_key(w, "tags");
  jsonw_array(w);
  jsonw_uint(w, UNNECESSARY);
  jsonw_array_end(w);
}

/* How certain its fix is. */
static void put_data(struct jsonw *w, const struct diag *d)
{
  static const char *const words[] = {
    [DIAG_CERTAIN] = "certain", [DIAG_MAYBE] = "maybe", [DIAG_HOLES] = "has-holes"};
  if (!d->edits.n) return;
  jsonw_key(w, "data");
  jsonw_object(w);
  json_put_text(w, "fix", words[d->confidence]);
  jsonw_object_end(w);
}

void diagnostic_put(const struct server *s, struct jsonw *w, const struct diag *d,
                    struct span place)
{
  const struct code_info *info = code_info(d->code);
  jsonw_object(w);
  lsp_put_range_of(s, w, "range", source_of(d->owner->sources, place), place);
  json_put_uint(w, "severity", severity_of(d));
  put_code(s, w, info->id);
  json_put_text(w, "source", "tlc");
  put_message(w, d);
  if (s->client.tags) put_tags(w, d->code);
  if (s->client.related) put_all_related(s, w, d);
  put_data(w, d);
  jsonw_object_end(w);
}

void diagnostic_put_rest(const struct server *s, struct jsonw *w, struct source *in,
                         struct span place, unsigned n)
{
  struct strbuf text = {0};
  strbuf_printf(&text, "%u more %s not shown; `tlc check --limit 0` tells all", n,
                n == 1 ? "is" : "are");
  jsonw_object(w);
  lsp_put_range_of(s, w, "range", in, place);
  json_put_uint(w, "severity", INFORMATION);
  json_put_text(w, "source", "tlc");
  json_put_text(w, "message", text.text);
  jsonw_object_end(w);
  strbuf_free(&text);
}

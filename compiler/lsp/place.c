/* Places, as the protocol has them: lines from 0, and UTF-16 code units or bytes from 0. */
#include "compiler/lsp/server.h"

#include "compiler/lsp/uri.h"

/* ---- reading ---- */

static bool invalid(struct call *c, const char *what)
{
  lsp_fail(c, LSP_INVALID_PARAMS, "%s is missing, or is none", what);
  return false;
}

/* From 1, within what offsets can be; -1 if it is no count. */
static json_int_t count_of(const json_t *j, const char *key)
{
  json_int_t n = json_find_int(j, key, -1);
  return n < 0 ? -1 : n >= INT32_MAX ? INT32_MAX : n + 1;
}

static bool read_position(const struct server *s, struct call *c, const json_t *j,
                          uint32_t *offset)
{
  json_int_t line = count_of(j, "line"), unit = count_of(j, "character");
  if (line < 0 || unit < 0) return invalid(c, "a position");
  struct source *text = c->document->text;
  if (line > source_lines(text)) *offset = text->size;
  else if (s->client.utf8) *offset = source_offset_utf8(text, (uint32_t)line, (uint32_t)unit);
  else *offset = source_offset_utf16(text, (uint32_t)line, (uint32_t)unit);
  return true;
}

bool lsp_offset(const struct server *s, struct call *c, const json_t *j, uint32_t *offset)
{
  return j ? read_position(s, c, j, offset) : invalid(c, "a position");
}

bool lsp_range(const struct server *s, struct call *c, const json_t *j, uint32_t *start,
               uint32_t *end)
{
  if (!lsp_offset(s, c, json_find(j, "start"), start)) return false;
  if (!lsp_offset(s, c, json_find(j, "end"), end)) return false;
  if (*end < *start) {
    uint32_t first = *end;
    *end = *start;
    *start = first;
  }
  return true;
}

/* ---- writing ---- */

void lsp_put_position(const struct server *s, struct jsonw *w, struct source *in, uint32_t offset)
{
  struct position at = source_position(in, offset);
  jsonw_object(w);
  json_put_uint(w, "line", at.line - 1);
  json_put_uint(w, "character", (s->client.utf8 ? at.byte : at.utf16) - 1);
  jsonw_object_end(w);
}

void lsp_put_range(const struct server *s, struct jsonw *w, struct source *in, uint32_t start,
                   uint32_t end)
{
  jsonw_object(w);
  jsonw_key(w, "start");
  lsp_put_position(s, w, in, start);
  jsonw_key(w, "end");
  lsp_put_position(s, w, in, end);
  jsonw_object_end(w);
}

void lsp_put_range_of(const struct server *s, struct jsonw *w, const char *key, struct source *in,
                      struct span where)
{
  jsonw_key(w, key);
  lsp_put_range(s, w, in, where.start, where.end);
}

char *lsp_uri(const struct server *s, const struct source *of)
{
  char *path = documents_source_path(&s->documents, of);
  struct strbuf uri = {0};
  const struct document *open = document_of_file(&s->documents, path);
  if (open) strbuf_puts(&uri, open->uri);
  else uri_put(&uri, path);
  xfree(path);
  return uri.text;
}

void lsp_put_uri(const struct server *s, struct jsonw *w, const struct source *of)
{
  char *uri = lsp_uri(s, of);
  json_put_text(w, "uri", uri);
  xfree(uri);
}

void lsp_put_location(const struct server *s, struct jsonw *w, struct source *in,
                      struct span where)
{
  jsonw_object(w);
  lsp_put_uri(s, w, in);
  lsp_put_range_of(s, w, "range", in, where);
  jsonw_object_end(w);
}

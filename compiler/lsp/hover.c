/* textDocument/hover: what a name means. */
#include "compiler/lsp/nav.h"

#include <string.h>

void put_markdown(struct jsonw *w, const char *key, const char *text)
{
  size_t n = strlen(text);
  while (n && text[n - 1] == '\n') n--;
  if (!n) return;
  jsonw_key(w, key);
  jsonw_object(w);
  json_put_text(w, "kind", "markdown");
  jsonw_key(w, "value");
  jsonw_string_n(w, text, n);
  jsonw_object_end(w);
}

void lsp_hover(struct server *s, struct call *c)
{
  struct compilation *made;
  struct strbuf text = {0};
  const struct reference *r = nav_find(s, c, &made);
  if (r) query_describe(&text, made->sema, r);
  if (text.n > 0) {
    jsonw_object(c->result);
    put_markdown(c->result, "contents", strbuf_str(&text));
    lsp_put_range_of(s, c->result, "range", source_of(&made->sources, r->at), r->at);
    jsonw_object_end(c->result);
  }
  strbuf_free(&text);
}

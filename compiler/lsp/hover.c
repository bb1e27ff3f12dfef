/* textDocument/hover: what a name means. */
#include "compiler/lsp/nav.h"

static void put_markdown(struct jsonw *w, const char *key, const char *text)
{
  jsonw_key(w, key);
  jsonw_object(w);
  json_put_text(w, "kind", "markdown");
  json_put_text(w, "value", text);
  jsonw_object_end(w);
}

void lsp_hover(struct server *s, struct call *c)
{
  struct compilation *made;
  struct strbuf text = {0};
  const struct reference *r = nav_find(s, c, &made);
  if (r) query_describe(&text, made->sema, r);
  if (text.n) {
    jsonw_object(c->result);
    put_markdown(c->result, "contents", strbuf_str(&text));
    lsp_put_range_of(s, c->result, "range", source_of(&made->sources, r->at), r->at);
    jsonw_object_end(c->result);
  }
  strbuf_free(&text);
}

#include "tests/front_end.h"

#include "compiler/session/session.h"

#include <stdlib.h>

/* Every renderer walks the places of all diagnostics in its own way. */
static void render(struct diags *diags, struct strbuf *out)
{
  render_all(out, diags, RENDER_PLAIN, 80, 0);
  render_all(out, diags, RENDER_COLOR, 0, 0);
  render_json(out, diags);
}

void front_end(const char *path, const char *text, size_t size)
{
  struct compilation c;
  struct strbuf out = {0};
  compilation_init(&c, getenv("TLC_STD"));
  compilation_provide(&c, path, text, size);
  c.parse_flags = PARSE_KEEP_TOKENS;
  if (compilation_run(&c, path) != SOURCE_OK) abort();
  ast_dump(&out, compilation_main(&c)->ast);
  tokens_dump(&out, compilation_main(&c)->ast);
  sema_dump(&out, c.sema);
  sema_list_params(&out, c.sema);
  render(&c.diags, &out);
  strbuf_free(&out);
  compilation_free(&c);
}

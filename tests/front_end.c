#include "tests/front_end.h"

#include "lang/syntax/parse.h"

/* Every renderer walks the places of all diagnostics in its own way. */
static void render(struct diags *diags)
{
  struct strbuf out = {0};
  diags_finish(diags);
  render_all(&out, diags, RENDER_PLAIN, 80, 0);
  render_all(&out, diags, RENDER_COLOR, 0, 0);
  render_json(&out, diags);
  strbuf_free(&out);
}

void front_end(const char *path, const char *text, size_t size)
{
  struct sources sources;
  struct diags diags;
  struct interner names;
  struct arena arena;
  struct strbuf out = {0};
  sources_init(&sources);
  diags_init(&diags, &sources);
  interner_init(&names);
  keywords_init(&names);
  arena_init(&arena);

  struct source *source = sources_add(&sources, path, text, size);
  ast_dump(&out, parse_source(&arena, &names, &diags, source, PARSE_KEEP_TOKENS));
  render(&diags);

  strbuf_free(&out);
  arena_free(&arena);
  interner_free(&names);
  diags_free(&diags);
  sources_free(&sources);
}

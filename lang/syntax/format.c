#include "lang/syntax/format.h"

#include "lang/syntax/format_inside.h"
#include "lang/syntax/parse.h"

/* Parses the result and compares it with what it was made from. */
static bool keeps_promise(struct interner *names, const struct pieces *before,
                          const struct strbuf *result)
{
  struct arena arena;
  struct sources sources;
  struct diags diags;
  arena_init(&arena);
  sources_init(&sources);
  diags_init(&diags, &sources);
  struct source *source = sources_add(&sources, before->ast->source->path, strbuf_str(result),
                                      result->n);
  struct ast *ast = parse_source(&arena, names, &diags, source, PARSE_KEEP_TOKENS);
  struct pieces after;
  bool kept = !ast->broken;
  if (kept) {
    pieces_make(&after, &arena, ast);
    kept = format_keeps(before, &after);
  }
  diags_free(&diags);
  sources_free(&sources);
  arena_free(&arena);
  return kept;
}

enum format_status format_source(struct interner *names, struct diags *diags,
                                 struct source *source, struct strbuf *out)
{
  struct arena arena;
  arena_init(&arena);
  enum format_status status = FORMAT_BROKEN;
  struct ast *ast = parse_source(&arena, names, diags, source, PARSE_KEEP_TOKENS);
  if (!ast->broken) {
    struct pieces pieces;
    struct strbuf result = {0};
    pieces_make(&pieces, &arena, ast);
    layout_write(&pieces, &result);
    status = keeps_promise(names, &pieces, &result) ? FORMAT_OK : FORMAT_UNSAFE;
    if (status == FORMAT_OK) strbuf_add(out, strbuf_str(&result), result.n);
    strbuf_free(&result);
  }
  arena_free(&arena);
  return status;
}

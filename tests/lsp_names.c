#include "tests/lsp_tests.h"

#include "compiler/sema/query.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES = 12 }; /* of each file that are tried; with LSP_ALL=1 all */

static unsigned n_renamed, n_wrong;
static bool all_names; /* … or of each, in a file that has every kind of name */

static uint32_t offset_of(struct source *text, const json_t *position)
{
  return source_offset_utf16(text, (uint32_t)json_find_int(position, "line", 0) + 1,
                             (uint32_t)json_find_int(position, "character", 0) + 1);
}

void apply_edits(struct source *text, const json_t *edits, struct strbuf *out)
{
  uint32_t at = 0;
  for (size_t i = 0; i < json_array_size(edits); i++) {
    const json_t *edit = json_array_get(edits, i);
    uint32_t start = offset_of(text, json_find(edit, "range.start"));
    uint32_t end = offset_of(text, json_find(edit, "range.end"));
    if (start < at) return; /* they are in their order */
    strbuf_add(out, text->text + at, start - at);
    strbuf_puts(out, json_find_text(edit, "newText"));
    at = end;
  }
  strbuf_add(out, text->text + at, text->size - at);
}

/* The edits of this file that a renaming makes; NULL if it is refused or concerns other files. */
static json_t *rename_at(struct client_test *c, struct document *d, uint32_t offset,
                         const char *name)
{
  struct position p = source_position(d->text, offset);
  json_t *answer = client_request(
    c, "textDocument/rename",
    json_pack("{s:{s:s},s:{s:i,s:i},s:s}", "textDocument", "uri", d->uri, "position", "line",
              (int)p.line - 1, "character", (int)p.utf16 - 1, "newName", name));
  json_t *changes = json_object_get(json_object_get(answer, "result"), "changes");
  bool alone = json_object_size(changes) == 1;
  json_t *edits = alone ? json_incref(json_object_get(changes, d->uri)) : NULL;
  json_decref(answer);
  return edits;
}

static uint32_t errors_of(struct client_test *c, struct document *d)
{
  return document_check(&c->server.documents, d)->diags.n_errors;
}

static void set_text(struct client_test *c, const struct document *d, const char *text, size_t n)
{
  client_notify(c, "textDocument/didChange",
                json_pack("{s:{s:s,s:i},s:[{s:s%}]}", "textDocument", "uri", d->uri, "version", 2,
                          "contentChanges", "text", text, n));
}

/* There and back again: no new mistakes on the way, and the same text at the end. */
static void try_name(struct client_test *c, struct document *d, const struct source *file,
                     uint32_t offset, const char *name)
{
  uint32_t before = errors_of(c, d);
  json_t *edits = rename_at(c, d, offset, "renamed_name");
  struct strbuf there = {0}, back = {0};
  if (!edits) return;
  apply_edits(d->text, edits, &there);
  json_decref(edits);
  /* Names before it that are its own move it. */
  const char *moved = strstr(strbuf_str(&there), "renamed_name");
  set_text(c, d, strbuf_str(&there), there.n);
  bool sound = errors_of(c, d) == before;
  edits = moved ? rename_at(c, d, (uint32_t)(moved - there.text), name) : NULL;
  if (edits) apply_edits(d->text, edits, &back);
  json_decref(edits);
  bool same = back.n == file->size && !memcmp(strbuf_str(&back), file->text, back.n);
  if (!sound || !same) {
    printf("# %s: `%s` at %u %s\n", d->uri, name, offset,
           sound ? "does not come back" : "brings mistakes");
    n_wrong++;
  }
  n_renamed++;
  set_text(c, d, file->text, file->size);
  strbuf_free(&there);
  strbuf_free(&back);
}

static void try_names(const char *uri, const struct source *file)
{
  struct client_test c;
  unsigned n;
  client_start(&c, "{}");
  client_open(&c, uri, file->text, file->size);
  struct document *d = document_of(&c.server.documents, uri);
  struct compilation *made = document_check(&c.server.documents, d);
  const struct reference *all = query_references(made->sema, &n);
  struct { uint32_t at; char name[64]; } *names = xcalloc(n + 1, sizeof *names);
  unsigned used = 0, step;
  for (unsigned i = 0; i < n; i++) {
    if (all[i].at.file != compilation_main(made)->ast->source->id) continue;
    if (all[i].name->word) continue; /* by such a name nothing can be called again */
    names[used].at = all[i].at.start; /* an alias is not what it is declared as */
    snprintf(names[used++].name, sizeof names->name, "%.*s", (int)(all[i].at.end - all[i].at.start),
             file->text + all[i].at.start);
  }
  step = all_names || getenv("LSP_ALL") ? 1 : 1 + used / NAMES;
  for (unsigned i = 0; i < used; i += step) try_name(&c, d, file, names[i].at, names[i].name);
  xfree(names);
  client_stop(&c);
}

static int try_file(const char *path, const struct stat *status, int type)
{
  size_t n = strlen(path);
  (void)status;
  if (type != FTW_F || n < 4 || strcmp(path + n - 3, ".tl") != 0) return 0;
  struct sources sources;
  struct source *file;
  struct strbuf uri = {0};
  char *real = realpath(path, NULL);
  sources_init(&sources);
  strbuf_printf(&uri, "file://%s", real);
  if (sources_read(&sources, path, &file) == SOURCE_OK) try_names(uri.text, file);
  sources_free(&sources);
  strbuf_free(&uri);
  free(real);
  return 0;
}

void test_names(void)
{
  char detail[80];
  ftw("examples", try_file, 16);
  all_names = true;
  ftw("tests/golden/lsp/rename_kinds.tl", try_file, 16);
  snprintf(detail, sizeof detail, "%u of %u names", n_wrong, n_renamed);
  check(n_renamed > 100 && !n_wrong, "names of the examples are changed, and back again", detail);
}

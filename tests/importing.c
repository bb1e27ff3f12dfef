#include "tests/importing.h"

#include "compiler/session/session.h"

#include <stdlib.h>
#include <string.h>

/* ---- what the front end says of a program ---- */

static const char *first_error(const struct diags *ds, struct sources *sources, struct arena *a)
{
  for (uint32_t i = 0; i < ds->all.n; i++) {
    const struct diag *d = ds->all.at[i];
    struct source *file = source_of(sources, d->labels.at[0].where);
    if (d->severity != SEV_ERROR) continue;
    uint32_t line = file ? source_position(file, d->labels.at[0].where.start).line : 1;
    uint32_t from = file ? source_line_start(file, line) : 0;
    int n = file ? (int)(source_line_end(file, line) - from) : 0;
    return arena_printf(a, "%s %s | %.*s", code_info(d->code)->id, d->message, n,
                        file ? file->text + from : "");
  }
  return NULL;
}

/* As the tool does it; NULL if the program has no error. */
static const char *check(const struct strbuf *program, struct arena *a)
{
  struct compilation c;
  compilation_init(&c, getenv("TLC_STD"));
  compilation_provide(&c, "imported.tl", strbuf_str(program), program->n);
  compilation_run(&c, "imported.tl");
  const char *what = first_error(&c.diags, &c.sources, a);
  compilation_free(&c);
  return what;
}

/* ---- what was told ---- */

/* Is the place one that can be shown? */
static bool is_inside(struct sources *sources, struct span where)
{
  const struct source *file = source_of(sources, where);
  return file ? where.start <= where.end && where.end <= file->size : !where.file;
}

static const char *keep_told(struct importing *i, struct sources *sources, const struct diag *d,
                             unsigned files)
{
  struct span where = d->labels.at[0].where;
  struct source *file = source_of(sources, where);
  struct importing_told told = {
    .code = d->code, .file = where.file && where.file <= files ? where.file - 1 : UINT32_MAX,
    .start = where.start, .end = where.end, .line = file ? source_position(file, where.start).line : 0,
    .message = arena_strndup(&i->arena, d->message, strlen(d->message))};
  vec_push(&i->told, told);
  for (uint32_t k = 0; k < d->labels.n; k++)
    if (!is_inside(sources, d->labels.at[k].where)) return "a diagnostic of a place that is not there";
  if (d->severity != SEV_ERROR) return NULL;
  i->errors++;
  if (file && !strcmp(file->path, "imported.tl")) return "an error in what the importer wrote";
  return file ? NULL : "an error without a place";
}

/* Errors of two kinds at one place: the second says what the first has said.  (Of one kind they
 * may well be about two dimensions that stand in one text.) */
static const char *find_doubles(struct importing *i, const struct diags *ds)
{
  for (uint32_t k = 1; k < ds->all.n; k++) {
    const struct importing_told *a = &i->told.at[k - 1], *b = &i->told.at[k];
    bool errors = ds->all.at[k]->severity == SEV_ERROR && ds->all.at[k - 1]->severity == SEV_ERROR;
    if (errors && a->code != b->code && a->file == b->file && a->start == b->start && a->end == b->end)
      return arena_printf(&i->arena, "two errors of one place, %s and %s", a->message, b->message);
  }
  return NULL;
}

static void take_told(struct importing *i, struct sources *sources, struct diags *ds, unsigned files)
{
  struct strbuf shown = {0};
  diags_finish(ds);
  render_all(&shown, ds, RENDER_PLAIN, 80, 0);
  strbuf_free(&shown);
  for (uint32_t k = 0; k < ds->all.n; k++) {
    const char *wrong = keep_told(i, sources, ds->all.at[k], files);
    if (wrong && !i->broken) i->broken = arena_printf(&i->arena, "%s: %s", wrong, ds->all.at[k]->message);
  }
  if (!i->broken) i->broken = find_doubles(i, ds);
}

static const char *broken_promise(const struct importing *i, const struct strbuf *out)
{
  switch (i->status) {
  case IMPORT_UNREADABLE: return "a file in memory that cannot be read";
  case IMPORT_BROKEN:
    return !i->errors ? "nothing came out, and there is no error" : out->n ? "a program in spite of errors" : NULL;
  case IMPORT_OK: break;
  }
  return i->errors ? "an error, and a program all the same" : !out->n ? "an empty program" : NULL;
}

/* ---- all of it ---- */

void importing_run(struct importing *i, const struct importing_file *files, unsigned n,
                   const char *sound)
{
  struct compilation c;
  struct strbuf out = {0};
  const char *path;
  enum source_status unread;
  *i = (struct importing){0};
  arena_init(&i->arena);
  compilation_init(&c, getenv("TLC_STD"));
  const char **paths = ARENA_ARRAY(&i->arena, const char *, n + 1);
  for (unsigned k = 0; k < n; k++) {
    sources_add(&c.sources, files[k].path, files[k].text, files[k].n);
    paths[k] = files[k].path;
  }
  struct import import = {&c.arena, &c.names, &c.diags, &c.sources};
  i->status = import_files(&import, paths, n, &out, &path, &unread);
  take_told(i, &c.sources, &c.diags, n);
  if (!i->broken) i->broken = broken_promise(i, &out);
  i->program = arena_strndup(&i->arena, strbuf_str(&out), out.n);
  if (i->status == IMPORT_OK && !(sound && !strcmp(sound, i->program))) i->unsound = check(&out, &i->arena);
  strbuf_free(&out);
  compilation_free(&c);
}

void importing_free(struct importing *i)
{
  vec_free(&i->told);
  arena_free(&i->arena);
}

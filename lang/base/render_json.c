#include "lang/base/diag.h"
#include "lang/base/jsonw.h"

struct json {
  struct jsonw *w;
  struct sources *sources;
};

/* A place as LSP has it: from 0, in UTF-16 code units. */
static void put_position(struct jsonw *w, const char *key, struct position at)
{
  jsonw_key(w, key);
  jsonw_object(w);
  jsonw_key(w, "line");
  jsonw_uint(w, at.line - 1);
  jsonw_key(w, "character");
  jsonw_uint(w, at.utf16 - 1);
  jsonw_object_end(w);
}

static void put_null(struct jsonw *w, const char *key)
{
  jsonw_key(w, key);
  jsonw_null(w);
}

static void put_string(struct jsonw *w, const char *key, const char *text)
{
  jsonw_key(w, key);
  jsonw_string(w, text);
}

static void put_uint(struct jsonw *w, const char *key, uint32_t n)
{
  jsonw_key(w, key);
  jsonw_uint(w, n);
}

/* "file" and "range"; null and null without a place.  Returns the start. */
static struct position put_place(struct json *j, struct span where)
{
  struct source *s = source_of(j->sources, where);
  if (!s) {
    put_null(j->w, "file");
    put_null(j->w, "range");
    return (struct position){0};
  }
  struct position start = source_position(s, where.start);
  put_string(j->w, "file", s->path);
  jsonw_key(j->w, "range");
  jsonw_object(j->w);
  put_position(j->w, "start", start);
  put_position(j->w, "end", where.end > where.start ? source_position(s, where.end) : start);
  jsonw_object_end(j->w);
  return start;
}

/* The place as bytes, and nulls without a place. */
static void put_bytes(struct json *j, struct span where)
{
  if (!source_of(j->sources, where)) {
    put_null(j->w, "byte_start");
    put_null(j->w, "byte_end");
    return;
  }
  put_uint(j->w, "byte_start", where.start);
  put_uint(j->w, "byte_end", where.end);
}

static void put_column(struct json *j, struct position at)
{
  if (!at.line) {
    put_null(j->w, "line");
    put_null(j->w, "column");
    return;
  }
  put_uint(j->w, "line", at.line);
  put_uint(j->w, "column", at.column);
}

static void put_related(struct json *j, struct span where, const char *message)
{
  jsonw_object(j->w);
  jsonw_key(j->w, "location");
  jsonw_object(j->w);
  put_place(j, where);
  jsonw_object_end(j->w);
  put_string(j->w, "message", message);
  jsonw_object_end(j->w);
}

/* A placed note, and what is said in its snippet. */
static void put_placed_note(struct json *j, const struct diag_part *part)
{
  put_related(j, part->labels.at[0].where, part->text);
  for (uint32_t i = 0; i < part->labels.n; i++)
    if (*part->labels.at[i].text) put_related(j, part->labels.at[i].where, part->labels.at[i].text);
}

static void put_all_related(struct json *j, const struct diag *d)
{
  jsonw_key(j->w, "relatedInformation");
  jsonw_array(j->w);
  for (uint32_t i = 1; i < d->labels.n; i++)
    put_related(j, d->labels.at[i].where, d->labels.at[i].text);
  for (uint32_t i = 0; i < d->parts.n; i++)
    if (d->parts.at[i].kind == PART_NOTE_AT) put_placed_note(j, &d->parts.at[i]);
  jsonw_array_end(j->w);
}

/* The texts of one kind of part. */
static void put_parts(struct json *j, const struct diag *d, const char *key,
                      enum diag_part_kind kind)
{
  jsonw_key(j->w, key);
  jsonw_array(j->w);
  for (uint32_t i = 0; i < d->parts.n; i++)
    if (d->parts.at[i].kind == kind) jsonw_string(j->w, d->parts.at[i].text);
  jsonw_array_end(j->w);
}

static void put_edit(struct json *j, const struct diag_edit *edit)
{
  jsonw_object(j->w);
  put_place(j, edit->where);
  put_bytes(j, edit->where);
  put_string(j->w, "newText", edit->text);
  jsonw_object_end(j->w);
}

static void put_fix(struct json *j, const struct diag *d)
{
  static const char *const words[] = {
    [DIAG_CERTAIN] = "certain", [DIAG_MAYBE] = "maybe", [DIAG_HOLES] = "has-holes"};
  if (!d->edits.n) {
    put_null(j->w, "fix");
    return;
  }
  jsonw_key(j->w, "fix");
  jsonw_object(j->w);
  put_string(j->w, "applicability", words[d->confidence]);
  jsonw_key(j->w, "edits");
  jsonw_array(j->w);
  for (uint32_t i = 0; i < d->edits.n; i++) put_edit(j, &d->edits.at[i]);
  jsonw_array_end(j->w);
  jsonw_object_end(j->w);
}

/* The numbers of LSP's DiagnosticSeverity. */
static uint32_t severity_of(const struct diag *d)
{
  if (d->severity == SEV_ERROR) return 1;
  return d->severity == SEV_WARNING ? 2 : 3;
}

static void put_diag(struct json *j, const struct diag *d)
{
  const struct code_info *info = code_info(d->code);
  const struct diag_label *primary = &d->labels.at[0];
  jsonw_object(j->w);
  struct position start = put_place(j, primary->where);
  put_bytes(j, primary->where);
  put_column(j, start);
  put_uint(j->w, "severity", severity_of(d));
  put_string(j->w, "code", info->id);
  put_string(j->w, "name", info->name);
  put_string(j->w, "source", "tlc");
  put_string(j->w, "message", d->message);
  if (*primary->text) put_string(j->w, "label", primary->text);
  else put_null(j->w, "label");
  put_all_related(j, d);
  put_parts(j, d, "notes", PART_NOTE);
  put_parts(j, d, "helps", PART_HELP);
  put_fix(j, d);
  jsonw_object_end(j->w);
}

void render_json_items(struct jsonw *w, const struct diags *ds)
{
  struct json j = {w, ds->sources};
  for (uint32_t i = 0; i < ds->all.n; i++) put_diag(&j, ds->all.at[i]);
}

void render_json(struct strbuf *out, const struct diags *ds)
{
  for (uint32_t i = 0; i < ds->all.n; i++) {
    struct jsonw w;
    jsonw_init(&w, out, false);
    struct json j = {&w, ds->sources};
    put_diag(&j, ds->all.at[i]);
    strbuf_putc(out, '\n');
  }
}

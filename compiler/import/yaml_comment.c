/* Comments, which libyaml drops: whatever follows a `#` between two scalars. */
#include "compiler/import/yaml_inside.h"

#include <string.h>

static uint32_t line_end(const struct source *s, uint32_t at)
{
  return at + (uint32_t)strcspn(s->text + at, "\r\n");
}

/* Does nothing but blanks stand before this place on its line? */
static bool is_alone(const struct source *s, uint32_t at)
{
  while (at && (s->text[at - 1] == ' ' || s->text[at - 1] == '\t')) at--;
  return !at || s->text[at - 1] == '\n' || s->text[at - 1] == '\r' ||
         (at == 3 && !memcmp(s->text, "\xEF\xBB\xBF", 3));
}

/* Notes the comments between what is done and `to`. */
static void go_to(struct yaml_load *l, uint32_t to)
{
  const struct source *s = l->source;
  while (l->commented < to) {
    const char *hash = memchr(s->text + l->commented, '#', to - l->commented);
    if (!hash) break;
    uint32_t at = (uint32_t)(hash - s->text);
    l->commented = line_end(s, at);
    vec_push(&l->comments, (struct yaml_comment){at, l->commented, is_alone(s, at)});
  }
  if (l->commented < to) l->commented = to;
}

void yaml_comments_before(struct yaml_load *l, struct span scalar, bool block)
{
  go_to(l, scalar.start);
  /* What follows the `|` of a text on its line is a comment. */
  uint32_t first_end = block ? line_end(l->source, scalar.start) : scalar.start;
  go_to(l, first_end < scalar.end ? first_end : scalar.end);
  if (l->commented < scalar.end) l->commented = scalar.end;
}

void yaml_comments_finish(struct yaml_load *l)
{
  if (!l->stopped) go_to(l, l->source->size);
  l->record->comments = l->comments.n;
  if (l->comments.n)
    l->record->comment =
      arena_copy(l->r->arena, l->comments.at, l->comments.n * sizeof *l->comments.at);
  vec_free(&l->comments);
}

/* ---- looking for them ---- */

/* The comments of the file of a place; NULL if it was not read. */
static const struct yaml_record *record_at(const struct yaml_reader *r, struct span at)
{
  return at.file && at.file < r->n_records ? r->record[at.file] : NULL;
}

/* How many of them begin before `at`. */
static uint32_t count_before(const struct yaml_record *record, uint32_t at)
{
  uint32_t low = 0, high = record->comments;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (record->comment[middle].start < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

static const char blanks[] = " \t";
static const char ruler[] = "#=-*~_+";

static bool is_in(const char *set, char c) { return c && strchr(set, c); }

/* The text of a comment, without its `#` and what is drawn around it. */
static void strip(const char **from, const char **to)
{
  while (*from < *to && **from == '#') ++*from;
  while (*from < *to && is_in(blanks, (*to)[-1])) --*to;
  const char *first = *from + (*from < *to && **from == ' '), *drawn = first;
  while (drawn < *to && is_in(ruler, *drawn)) drawn++;
  if (drawn - first < 3 && drawn < *to) {
    *from = first;
    return;
  }
  *from = drawn + strspn(drawn, blanks);
  if (*from > *to) *from = *to;
  while (*from < *to && is_in(ruler, (*to)[-1])) --*to;
  while (*from < *to && is_in(blanks, (*to)[-1])) --*to;
}

/* Adds the text of a comment on a line of its own; a ruler is none, and an empty one is
 * an empty line between others. */
static void add(struct strbuf *out, const struct source *s, const struct yaml_comment *c)
{
  const char *from = s->text + c->start, *to = s->text + c->end;
  bool drawn = to - from > 1;
  strip(&from, &to);
  if (from == to && drawn) return;
  if (from == to && (!out->n || (out->n > 1 && out->text[out->n - 2] == '\n'))) return;
  strbuf_add(out, from, (size_t)(to - from));
  strbuf_putc(out, '\n');
}

static const char *finish(struct strbuf *out, struct arena *a)
{
  while (out->n && out->text[out->n - 1] == '\n') out->text[--out->n] = '\0';
  if (out->n) return strbuf_take(out, a);
  strbuf_free(out);
  return NULL;
}

const char *yaml_comment_above(const struct yaml_reader *r, struct span at, struct arena *a)
{
  const struct yaml_record *record = record_at(r, at);
  if (!record) return NULL;
  struct source *s = record->file.source;
  uint32_t line = source_position(s, at.start).line;
  uint32_t end = count_before(record, source_line_start(s, line)), first = end;
  while (first && --line && record->comment[first - 1].alone &&
         record->comment[first - 1].end == source_line_end(s, line))
    first--;
  struct strbuf out = {0};
  for (; first < end; first++) add(&out, s, &record->comment[first]);
  return finish(&out, a);
}

/* The comment behind what stands on the line of byte `at`; NULL if there is none. */
static const struct yaml_comment *on_line(const struct yaml_record *record, uint32_t at)
{
  struct source *s = record->file.source;
  uint32_t line = source_position(s, at).line;
  uint32_t n = count_before(record, source_line_end(s, line));
  if (!n) return NULL;
  const struct yaml_comment *c = &record->comment[n - 1];
  return c->start >= source_line_start(s, line) && !c->alone ? c : NULL;
}

const char *yaml_comment_behind(const struct yaml_reader *r, struct span at, struct arena *a)
{
  const struct yaml_record *record = record_at(r, at);
  if (!record) return NULL;
  const struct yaml_comment *c = on_line(record, at.start);
  if (!c) c = on_line(record, at.end);
  struct strbuf out = {0};
  if (c) add(&out, record->file.source, c);
  return finish(&out, a);
}

/* Nothing but blanks and marks of documents. */
static bool is_start(const char *from, const char *to)
{
  while (from < to && strchr(" \t\r\n-", *from)) from++;
  return from == to;
}

const char *yaml_comment_top(const struct yaml_reader *r, const struct source *source, struct arena *a)
{
  const struct yaml_record *record = record_at(r, (struct span){source->id, 0, 0});
  if (!record || !record->comments || !record->comment[0].alone) return NULL;
  struct source *s = record->file.source;
  struct strbuf out = {0};
  if (!is_start(s->text, s->text + record->comment[0].start)) return NULL;
  uint32_t line = source_position(s, record->comment[0].start).line;
  for (uint32_t i = 0; i < record->comments && record->comment[i].alone &&
         record->comment[i].end == source_line_end(s, line); i++, line++)
    add(&out, s, &record->comment[i]);
  const char *next = line > source_lines(s) ? NULL : s->text + source_line_start(s, line);
  bool apart = !next || is_in("\r\n", next[strspn(next, blanks)]);
  if (apart) return finish(&out, a);
  strbuf_free(&out);
  return NULL;
}

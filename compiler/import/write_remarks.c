/* Comments of the YAML, at what has become of the things that they are about. */
#include "compiler/import/writer.h"

#include <ctype.h>
#include <string.h>

void put_lines(struct strbuf *out, const char *text, const char *mark)
{
  while (text && *text) {
    size_t n = strcspn(text, "\n");
    const char *end = text + n;
    while (n && text[n - 1] == ' ') n--;
    strbuf_printf(out, n ? "%s %.*s\n" : "%s\n", mark, (int)n, text);
    text = end + (*end != 0);
  }
}

const char *one_line(struct importer *im, const char *text)
{
  char *out = arena_strndup(im->arena, text, strlen(text));
  for (char *c = out; *c; c++)
    if (iscntrl((unsigned char)*c)) *c = ' ';
  return out;
}

/* What is written above a place, and behind it; "" if nothing is. */
static const char *remark_at(struct importer *im, struct span at)
{
  const char *above = yaml_comment_above(im->reader, at, im->arena);
  const char *behind = yaml_comment_behind(im->reader, span_start(at), im->arena);
  return SAY(im, "%s%s%s", above ? above : "", above && behind ? "\n" : "", behind ? behind : "");
}

void put_remarks(struct importer *im, struct strbuf *out, const struct spec_remarks *of, const char *mark)
{
  for (uint32_t i = 0; i < of->at.n; i++) put_lines(out, remark_at(im, of->at.at[i]), mark);
}

void put_remark(struct importer *im, struct strbuf *out, struct span at, const char *mark)
{
  put_lines(out, remark_at(im, at), mark);
}

static uint32_t line_of(struct importer *im, struct span at)
{
  struct source *s = source_of(im->sources, at);
  return s ? source_position(s, at.start).line : 0;
}

/* Comments of lines with several entries are about none of them. */
void put_entry_remarks(struct importer *im, struct strbuf *out, const struct yaml *map,
                       struct span owner, const char *quote, const char *mark)
{
  uint32_t before = line_of(im, owner);
  for (unsigned i = 0; map && map->kind == YAML_MAP && i < map->count; i++) {
    const struct yaml_entry *e = &map->entry[i];
    uint32_t line = line_of(im, e->key->span);
    bool alone = i + 1 == map->count || line_of(im, map->entry[i + 1].key->span) != line;
    if (line == before || e->key->span.file != map->span.file) continue;
    before = line;
    const char *text = remark_at(im, e->key->span);
    if (*text) put_lines(out, alone ? SAY(im, "%s%s%s: %s", quote, e->key->text, quote, text) : text, mark);
  }
}

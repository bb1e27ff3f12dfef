/* Bytes and characters: what of a file is text, and where libyaml's places are in it. */
#include "compiler/import/yaml_inside.h"

#include <string.h>

enum { STEP = 64 }; /* characters from one known place to the next */

static uint32_t mark_size(const struct source *s)
{
  return s->size >= 3 && !memcmp(s->text, "\xEF\xBB\xBF", 3) ? 3 : 0;
}

static bool starts_utf16(const struct source *s)
{
  return s->size >= 2 && (!memcmp(s->text, "\xFF\xFE", 2) || !memcmp(s->text, "\xFE\xFF", 2));
}

/* Characters that YAML has nowhere, not even in quotes. */
static bool is_forbidden(uint32_t c)
{
  if (c < 0x20) return c != '\t' && c != '\n' && c != '\r';
  return (c >= 0x7F && c < 0xA0 && c != 0x85) || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
}

static struct diag *tell(struct yaml_reader *r, const struct source *s, uint32_t at, unsigned n,
                         const char *message)
{
  return diag_at(r->diags, E0801, (struct span){s->id, at, at + n}, "%s", message);
}

static void tell_bytes(struct yaml_reader *r, const struct source *s, uint32_t at)
{
  if (!at && starts_utf16(s)) {
    diag_help(tell(r, s, 0, 2, "this is text in UTF-16"), "save the file as UTF-8");
    return;
  }
  struct diag *d = tell(r, s, at, 1, "this byte is not UTF-8");
  diag_label(d, (struct span){s->id, at, at + 1}, "byte 0x%02X", (unsigned char)s->text[at]);
  diag_help(d, "save the file as UTF-8");
}

bool yaml_text_check(struct yaml_reader *r, struct source *s)
{
  for (uint32_t i = mark_size(s); i < s->size;) {
    uint32_t c = (unsigned char)s->text[i];
    unsigned n = c < 0x80 ? 1 : utf8_decode(s->text + i, s->size - i, &c);
    if (c == 0xFFFD && n == 1) return tell_bytes(r, s, i), false;
    if (!c) return tell(r, s, i, 1, "this is not text: it holds a NUL byte"), false;
    if (is_forbidden(c))
      return tell(r, s, i, n, "a character that YAML does not allow, not even in a text"), false;
    i += n;
  }
  return true;
}

void yaml_places_init(struct yaml_places *p, const struct source *s)
{
  *p = (struct yaml_places){.first = mark_size(s)};
  bool ascii = true;
  for (uint32_t i = p->first; i < s->size && ascii; i++) ascii = !(s->text[i] & 0x80);
  if (ascii) return;
  p->byte = xmalloc((s->size / STEP + 1) * sizeof *p->byte);
  uint32_t at = p->first, c;
  for (uint32_t i = 0; at < s->size; i++) {
    if (i % STEP == 0) p->byte[p->n++] = at;
    at += utf8_decode(s->text + at, s->size - at, &c);
  }
}

void yaml_places_free(struct yaml_places *p)
{
  xfree(p->byte);
  *p = (struct yaml_places){0};
}

uint32_t yaml_place(const struct yaml_load *l, size_t index)
{
  const struct yaml_places *p = &l->places;
  const struct source *s = l->source;
  if (index > s->size) index = s->size;
  if (!p->byte) return index > s->size - p->first ? s->size : p->first + (uint32_t)index;
  if (index / STEP >= p->n) return s->size;
  uint32_t at = p->byte[index / STEP], c;
  for (size_t i = index % STEP; i && at < s->size; i--)
    at += utf8_decode(s->text + at, s->size - at, &c);
  return at;
}

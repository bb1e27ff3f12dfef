#include "lang/base/quote.h"

#include "lang/base/source.h"

#include <string.h>

enum { TAB = 8, REPLACEMENT = 0xFFFD, CONTROL_PICTURES = 0x2400, PICTURE_OF_DELETE = 0x2421 };

/* Zero-width characters could make a piece of any length in bytes; past this
 * many bytes a column we say that it does not fit. */
enum { BYTES_PER_COLUMN = 16 };

/* Characters that a terminal or an editor obeys instead of showing: C1
 * controls, line and paragraph separators, and what hides or reorders text
 * (with that, code could look like other code). */
static bool is_obeyed(uint32_t c)
{
  return (c >= 0x80 && c < 0xA0) || c == 0x061C || c == 0x200B || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/* What is shown for a character; itself if it may be. */
static uint32_t picture_of(uint32_t c)
{
  if (c < 0x20) return CONTROL_PICTURES + c;
  if (c == 0x7F) return PICTURE_OF_DELETE;
  return is_obeyed(c) ? REPLACEMENT : c;
}

/* One character of a source at some column. */
struct glyph {
  uint32_t shown;   /* the character that is shown */
  unsigned bytes;   /* it takes in the source */
  unsigned columns; /* it takes on the terminal */
  bool raw;         /* the source's own bytes are shown */
};

static struct glyph glyph_at(const char *at, size_t n, unsigned column)
{
  uint32_t c;
  struct glyph g = {.bytes = utf8_decode(at, n, &c)};
  if (c == '\t') {
    g.shown = ' ';
    g.columns = TAB - column % TAB;
    return g;
  }
  g.shown = picture_of(c);
  g.raw = g.shown == c && (c != REPLACEMENT || g.bytes > 1);
  g.columns = char_width(g.shown);
  return g;
}

/* How far a walk over a text came. */
struct walk {
  uint32_t at;
  unsigned column;
};

/* Walks from `from`, which is at `column`, up to `to`, or as long as it stays
 * within `columns` (UINT32_MAX: no limit). */
static struct walk walk_right(const char *text, uint32_t from, uint32_t to, unsigned column,
                              unsigned columns)
{
  struct walk w = {from, column};
  uint64_t enough = (uint64_t)columns * BYTES_PER_COLUMN;
  while (w.at < to && w.at - from < enough) {
    struct glyph g = glyph_at(text + w.at, to - w.at, w.column);
    if (g.columns > columns - w.column) break;
    w.at += g.bytes;
    w.column += g.columns;
  }
  return w;
}

/* Walks from `from` back to `to`, over at most `columns`.  A tab counts as the
 * most that it can be, as its column is not known yet. */
static uint32_t walk_left(const char *text, uint32_t from, uint32_t to, unsigned columns)
{
  uint32_t at = from;
  uint64_t enough = (uint64_t)columns * BYTES_PER_COLUMN;
  while (at > to && from - at < enough) {
    uint32_t before = at - 1;
    while (before > to && at - before < 4 && ((unsigned char)text[before] & 0xC0) == 0x80) before--;
    struct glyph g = glyph_at(text + before, at - before, 0);
    if (g.bytes != at - before) g = glyph_at(text + (before = at - 1), 1, 0);
    if (g.columns > columns) break;
    columns -= g.columns;
    at = before;
  }
  return at;
}

/* Columns that are left for text beside two ellipses. */
static unsigned room_in(unsigned columns) { return columns > 3 ? columns - 2 : 1; }

bool quote_fits(const char *text, uint32_t from, uint32_t to, unsigned columns)
{
  return !columns || walk_right(text, from, to, 0, room_in(columns)).at >= to;
}

struct quote quote_around(const char *text, uint32_t line_from, uint32_t line_to, uint32_t from,
                          uint32_t to, unsigned columns)
{
  struct quote q = {.text = text, .from = line_from, .to = line_to};
  if (!columns || walk_right(text, line_from, line_to, 0, columns).at >= line_to) return q;
  unsigned room = room_in(columns);
  struct walk core = walk_right(text, from, to, 0, room);
  unsigned spare = room - core.column;
  unsigned after = walk_right(text, core.at, line_to, 0, spare / 2).column;
  q.from = walk_left(text, from, line_from, spare - after);
  q.cut_left = q.from > line_from;
  q.to = walk_right(text, q.from, line_to, q.cut_left, room + q.cut_left).at;
  q.cut_right = q.to < line_to;
  return q;
}

unsigned quote_column(const struct quote *q, uint32_t offset)
{
  if (offset > q->to) offset = q->to;
  return walk_right(q->text, q->from, offset, q->cut_left, UINT32_MAX).column;
}

/* Control pictures and U+FFFD all take three bytes. */
static void put_picture(struct strbuf *out, uint32_t c)
{
  char bytes[3] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)),
                   (char)(0x80 | (c & 0x3F))};
  strbuf_add(out, bytes, sizeof bytes);
}

static const char ELLIPSIS[] = "\u2026";

void quote_write(struct strbuf *out, const struct quote *q)
{
  if (q->cut_left) strbuf_puts(out, ELLIPSIS);
  unsigned column = q->cut_left;
  for (uint32_t at = q->from; at < q->to;) {
    struct glyph g = glyph_at(q->text + at, q->to - at, column);
    if (g.raw) strbuf_add(out, q->text + at, g.bytes);
    else if (g.shown == ' ') strbuf_fill(out, ' ', g.columns);
    else put_picture(out, g.shown);
    at += g.bytes;
    column += g.columns;
  }
  if (q->cut_right) strbuf_puts(out, ELLIPSIS);
}

/* Writes a newline of a message, and what stands before the next line. */
static void put_newline(struct strbuf *out, unsigned indent, bool last_of_paragraph)
{
  if (!indent) {
    strbuf_puts(out, "\\n");
    return;
  }
  strbuf_putc(out, '\n');
  if (!last_of_paragraph) strbuf_fill(out, ' ', indent);
}

void quote_message(struct strbuf *out, const char *text, unsigned indent)
{
  for (size_t n = strlen(text); n;) {
    uint32_t c;
    unsigned bytes = utf8_decode(text, n, &c);
    bool broken = c == REPLACEMENT && bytes == 1;
    if (c == '\n') put_newline(out, indent, text[1] == '\n');
    else if (broken) put_picture(out, REPLACEMENT);
    else if (c == '\t') strbuf_puts(out, "\\t");
    else if (picture_of(c) == c) strbuf_add(out, text, bytes);
    else strbuf_printf(out, "\\u{%x}", (unsigned)c);
    text += bytes;
    n -= bytes;
  }
}

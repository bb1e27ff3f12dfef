#include "tests/lsp_ask.h"
#include "tests/lsp_tests.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

enum { EDITS = 100000, LONG = 300 };

static uint64_t random_state = 1;

static uint32_t random_below(uint32_t n)
{
  random_state = random_state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((random_state >> 33) % n);
}

/* ---- a text as the protocol sees it ---- */

/* UTF-16 code units, or bytes: whichever positions count. */
struct model {
  bool utf8;
  uint32_t at[4096];
  uint32_t n;
};

static bool ends_line(const struct model *m, uint32_t i)
{
  return m->at[i] == '\n' || m->at[i] == '\r';
}

/* The unit of a position, found by walking from the start. */
static uint32_t model_offset(const struct model *m, uint32_t line, uint32_t unit)
{
  uint32_t i = 0;
  for (; line; line--) {
    while (i < m->n && !ends_line(m, i)) i++;
    if (i == m->n) return m->n;
    i += m->at[i] == '\r' && i + 1 < m->n && m->at[i + 1] == '\n' ? 2 : 1;
  }
  while (unit-- && i < m->n && !ends_line(m, i)) i++;
  /* Never inside a character. */
  bool inside = i < m->n && (m->utf8 ? (m->at[i] & 0xC0) == 0x80
                                     : m->at[i] >= 0xDC00 && m->at[i] < 0xE000);
  while (inside && i) {
    i--;
    inside = m->utf8 ? (m->at[i] & 0xC0) == 0x80 : false;
  }
  return i;
}

static void model_units(const struct model *m, const char *text, uint32_t *out, uint32_t *n)
{
  size_t size = strlen(text);
  *n = 0;
  for (size_t i = 0; i < size;) {
    uint32_t c;
    unsigned bytes = utf8_decode(text + i, size - i, &c);
    if (m->utf8) {
      for (unsigned k = 0; k < bytes; k++) out[(*n)++] = (unsigned char)text[i + k];
    } else if (c < 0x10000) out[(*n)++] = c;
    else {
      out[(*n)++] = 0xD800 + ((c - 0x10000) >> 10);
      out[(*n)++] = 0xDC00 + ((c - 0x10000) & 0x3FF);
    }
    i += bytes;
  }
}

static void model_splice(struct model *m, uint32_t start, uint32_t end, const char *text)
{
  uint32_t units[64], n;
  model_units(m, text, units, &n);
  memmove(m->at + start + n, m->at + end, (m->n - end) * sizeof *m->at);
  memcpy(m->at + start, units, n * sizeof *units);
  m->n = m->n - (end - start) + n;
}

static void put_utf8(struct strbuf *out, uint32_t c)
{
  if (c < 0x80) strbuf_putc(out, (char)c);
  else if (c < 0x800) strbuf_printf(out, "%c%c", (char)(0xC0 | c >> 6), (char)(0x80 | (c & 63)));
  else if (c < 0x10000)
    strbuf_printf(out, "%c%c%c", (char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 63)),
                  (char)(0x80 | (c & 63)));
  else
    strbuf_printf(out, "%c%c%c%c", (char)(0xF0 | c >> 18), (char)(0x80 | (c >> 12 & 63)),
                  (char)(0x80 | (c >> 6 & 63)), (char)(0x80 | (c & 63)));
}

static void model_text(const struct model *m, struct strbuf *out)
{
  strbuf_clear(out);
  for (uint32_t i = 0; i < m->n; i++) {
    uint32_t c = m->at[i];
    if (m->utf8) strbuf_putc(out, (char)c);
    else if (c >= 0xD800 && c < 0xDC00)
      put_utf8(out, 0x10000 + ((c - 0xD800) << 10) + (m->at[++i] - 0xDC00));
    else put_utf8(out, c);
  }
}

/* ---- random edits ---- */

static const char *const pieces[] = {
  "a", "memory ", "{", "}\n", "\r\n", "\n", "\r", "µm", "Ω", "漢字", "😀", "\t", "  // x\n",
  "\"",
  "for k = 4\n", "= 64 KiB", "", "", "", "(", ")", "é"};

static json_t *random_position(uint32_t *line, uint32_t *unit)
{
  *line = random_below(14);
  *unit = random_below(24);
  return json_pack("{s:i,s:i}", "line", (int)*line, "character", (int)*unit);
}

/* One change, sent and made in the model. */
static json_t *random_change(struct model *m)
{
  uint32_t line, unit, start, end;
  const char *text = pieces[random_below(sizeof pieces / sizeof *pieces)];
  json_t *from = random_position(&line, &unit);
  start = model_offset(m, line, unit);
  json_t *to = random_below(3) || m->n > LONG ? random_position(&line, &unit) : json_incref(from);
  end = model_offset(m, line, unit);
  json_t *change = json_pack("{s:{s:o,s:o},s:s}", "range", "start", from, "end", to, "text", text);
  model_splice(m, start < end ? start : end, start < end ? end : start, text);
  return change;
}

static void test_edits(const char *what, bool utf8, uint32_t edits)
{
  static const char uri[] = "file:///nowhere/random.tl";
  struct client_test c;
  struct model m = {.utf8 = utf8};
  struct strbuf want = {0};
  uint32_t wrong = 0;
  client_start(&c, utf8 ? "{\"general\":{\"positionEncodings\":[\"utf-8\"]}}" : "{}");
  client_open(&c, uri, "", 0);
  for (uint32_t i = 0; i < edits && !wrong; i++) {
    json_t *changes = json_array();
    for (uint32_t k = 1 + random_below(3); k > 0; k--)
      json_array_append_new(changes, random_change(&m));
    client_notify(&c, "textDocument/didChange",
                  json_pack("{s:{s:s,s:i},s:o}", "textDocument", "uri", uri, "version", (int)i,
                            "contentChanges", changes));
    model_text(&m, &want);
    const struct source *got = document_of(&c.server.documents, uri)->text;
    if (got->size != want.n || memcmp(got->text, strbuf_str(&want), want.n)) wrong = i + 1;
    if (i % 100 == 0) json_decref(client_diagnostics(&c, uri));
  }
  char detail[80];
  snprintf(detail, sizeof detail, "they differ after edit %u", wrong);
  check(!wrong, what, detail);
  client_stop(&c);
  strbuf_free(&want);
}

/* ---- memory ---- */

extern size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static size_t memory_in_use(void)
{
  if (__sanitizer_get_current_allocated_bytes) return __sanitizer_get_current_allocated_bytes();
  return mallinfo2().uordblks;
}

static void type_letter(struct client_test *c, const char *uri, int line, const char *text,
                        int replaced)
{
  client_notify(c, "textDocument/didChange",
                json_pack("{s:{s:s,s:i},s:[{s:{s:{s:i,s:i},s:{s:i,s:i}},s:s}]}", "textDocument",
                          "uri", uri, "version", 2, "contentChanges", "range", "start", "line",
                          line, "character", 0, "end", "line", line, "character", replaced, "text",
                          text));
  json_decref(client_diagnostics(c, uri));
}

static void test_memory(void)
{
  static const char uri[] = "file:///nowhere/typed.tl";
  static const char text[] = "import std.memory { sram }\n\n/// A buffer.\n"
                             "let buffer = sram(size = 64 KiB, width = 64 bit)\n\n"
                             "let area = buffer.area\n";
  struct client_test c;
  size_t early = 0;
  client_start(&c, "{}");
  client_open(&c, uri, text, sizeof text - 1);
  for (unsigned i = 1; i <= 5000; i++) {
    type_letter(&c, uri, (int)(i % 6), "x", 0);
    struct document *d = document_of(&c.server.documents, uri);
    if (i % 10 == 0) ask_all(&c, d, i % d->text->size);
    type_letter(&c, uri, (int)(i % 6), "", 1);
    if (i == 50) early = memory_in_use();
  }
  size_t late = memory_in_use();
  char detail[80];
  snprintf(detail, sizeof detail, "%zu bytes, and then %zu", early, late);
  check(late < early + (64 << 10), "memory after 10,000 edits is what it was after 100", detail);
  client_stop(&c);
}

void test_texts(void)
{
  test_edits("100,000 random edits, in UTF-16 code units", false, EDITS);
  test_edits("10,000 random edits, in bytes", true, EDITS / 10);
  test_memory();
}

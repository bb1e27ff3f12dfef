#include "runtime/report/html.h"

#include "lang/base/source.h"

#include <string.h>

/* Signs that steer terminals or the direction of text around them do not belong into a page. */
static bool steers(uint32_t c)
{
  return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0) ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || c == 0xfffe || c == 0xffff;
}

void html_text(struct strbuf *out, const char *text)
{
  size_t n = strlen(text);
  for (size_t i = 0; i < n;) {
    uint32_t c;
    size_t length = utf8_decode(text + i, n - i, &c);
    if (c == '&') strbuf_puts(out, "&amp;");
    else if (c == '<') strbuf_puts(out, "&lt;");
    else if (c == '>') strbuf_puts(out, "&gt;");
    else if (c == '"') strbuf_puts(out, "&quot;");
    else if (c == '\'') strbuf_puts(out, "&#39;");
    else if (steers(c)) strbuf_puts(out, "\xef\xbf\xbd");
    else strbuf_add(out, text + i, length);
    i += length;
  }
}

void html_name(struct strbuf *out, const char *text)
{
  strbuf_puts(out, "<bdi>");
  html_text(out, text);
  strbuf_puts(out, "</bdi>");
}

static bool is_bars(const struct table *t, unsigned column)
{
  for (uint32_t i = (t->headings ? t->columns : 0) + column; i < t->cells.n; i += t->columns)
    if (t->cells.at[i].look == LOOK_BAR) return true;
  return false;
}

/* Whether nothing stands in it. */
static bool is_empty(const struct table *t, unsigned column)
{
  for (uint32_t i = (t->headings ? t->columns : 0) + column; i < t->cells.n; i += t->columns)
    if (*t->cells.at[i].text) return false;
  return true;
}

static void put_cell(struct strbuf *out, const struct table *t, uint32_t at, unsigned column)
{
  static const char *const CLASSES[] = {
    [LOOK_STRONG] = " strong", [LOOK_FAINT] = " faint", [LOOK_GOOD] = " good", [LOOK_BAD] = " bad",
    [LOOK_NOTICE] = " notice", [LOOK_BAR] = "", [LOOK_PLAIN] = ""};
  const struct table_cell *cell = &t->cells.at[at];
  bool head = t->headings && at < t->columns, first = !column;
  const char *tag = head || first ? "th" : "td";
  const char *scope = head ? " scope=\"col\"" : first ? " scope=\"row\"" : "";
  strbuf_printf(out, "<%s%s class=\"%s%s\">", tag, scope,
                t->align[column] == ALIGN_LEFT ? "l" : "r", head ? "" : CLASSES[cell->look]);
  html_text(out, cell->text);
  strbuf_printf(out, "</%s>", tag);
}

static void put_row(struct strbuf *out, const struct table *t, uint32_t row)
{
  strbuf_puts(out, "<tr>");
  for (unsigned i = 0; i < t->columns; i++)
    if (!is_bars(t, i) && !is_empty(t, i)) put_cell(out, t, row + i, i);
  strbuf_puts(out, "</tr>\n");
}

void html_table(struct strbuf *out, const char *heading, const char *remark,
                const struct table *t)
{
  uint32_t row = t->headings ? t->columns : 0, end = t->cells.n - (t->sum ? t->columns : 0);
  enum { LONG = 40 };
  bool is_long = t->cells.n > LONG * t->columns;
  strbuf_puts(out, is_long ? "<div class=\"scroll long\"" : "<div class=\"scroll\"");
  strbuf_puts(out, " role=\"region\" tabindex=\"0\" aria-label=\"");
  html_text(out, heading);
  strbuf_puts(out, "\">\n<table><caption><b>");
  html_text(out, heading);
  strbuf_puts(out, *remark ? "</b> " : "</b>");
  html_text(out, remark);
  strbuf_puts(out, "</caption>\n");
  if (t->headings) {
    strbuf_puts(out, "<thead>");
    put_row(out, t, 0);
    strbuf_puts(out, "</thead>\n");
  }
  strbuf_puts(out, "<tbody>\n");
  for (; row < end; row += t->columns) put_row(out, t, row);
  strbuf_puts(out, "</tbody>\n");
  if (t->sum) {
    strbuf_puts(out, "<tfoot>");
    put_row(out, t, end);
    strbuf_puts(out, "</tfoot>\n");
  }
  strbuf_puts(out, "</table></div>\n");
}

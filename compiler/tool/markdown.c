#include "compiler/tool/markdown.h"

#include <string.h>

enum mark { MARK_STRONG, MARK_CODE };

/* In the tagged form a backtick is the tag of code, as it is in plain text. */
static const struct {
  const char *on[3], *off[3]; /* by enum render_style */
} marks[] = {
  [MARK_STRONG] = {{"", "\033[1m", "<strong>"}, {"", "\033[0m", "</strong>"}},
  [MARK_CODE] = {{"`", "\033[36m", "`"}, {"`", "\033[0m", "`"}},
};

/* ---- words and lines ---- */

static unsigned text_width(const char *text, size_t n)
{
  unsigned width = 0;
  for (size_t i = 0; i < n;) {
    uint32_t c;
    i += utf8_decode(text + i, n - i, &c);
    width += char_width(c);
  }
  return width;
}

/* A word as it will be printed, and the columns it takes. */
struct word {
  struct strbuf text;
  unsigned width;
};

static void add_plain(struct word *w, const char *text, size_t n)
{
  strbuf_add(&w->text, text, n);
  w->width += text_width(text, n);
}

static const char *find(const char *from, const char *end, const char *what)
{
  return memmem(from, (size_t)(end - from), what, strlen(what));
}

/* `code` at c, which may hold blanks; what follows it.  In tables a bar is
 * written as `\\|`. */
static const char *add_code(const struct page *p, struct word *w, const char *c, const char *close)
{
  strbuf_puts(&w->text, marks[MARK_CODE].on[p->style]);
  for (c++; c < close;) {
    const char *bar = find(c, close, "\\|"), *end = bar ? bar : close;
    add_plain(w, c, (size_t)(end - c));
    c = bar ? bar + 1 : close;
    if (bar) add_plain(w, c++, 1);
  }
  strbuf_puts(&w->text, marks[MARK_CODE].off[p->style]);
  if (p->style == RENDER_PLAIN) w->width += 2;
  return close + 1;
}

/* [text](target) at c: the text alone; what follows, or NULL if it is no link. */
static const char *add_link(struct word *w, const char *c, const char *end)
{
  const char *middle = find(c, end, "]("), *close = middle ? find(middle, end, ")") : NULL;
  if (!close) return NULL;
  add_plain(w, c + 1, (size_t)(middle - c) - 1);
  return close + 1;
}

/* Reads one word at c; what follows it.  `strong` lasts from word to word. */
static const char *read_word(const struct page *p, struct word *w, const char *c, const char *end,
                             bool *strong)
{
  strbuf_clear(&w->text);
  w->width = 0;
  while (c < end && *c != ' ' && *c != '\t' && *c != '\n') {
    const char *close = *c == '`' ? find(c + 1, end, "`") : NULL, *after;
    if (close) c = add_code(p, w, c, close);
    else if (*c == '[' && (after = add_link(w, c, end))) c = after;
    else if (*c == '*' && c + 1 < end && c[1] == '*' && (*strong || find(c + 2, end, "**"))) {
      const char *const *mark = *strong ? marks[MARK_STRONG].off : marks[MARK_STRONG].on;
      strbuf_puts(&w->text, mark[p->style]);
      *strong = !*strong;
      c += 2;
    } else {
      if (*c == '\\' && c + 1 < end && strchr("|*`_[\\", c[1])) c++;
      uint32_t character;
      unsigned n = utf8_decode(c, (size_t)(end - c), &character);
      add_plain(w, c, n);
      c += n;
    }
  }
  return c;
}

void page_paragraph(const struct page *p, unsigned at, unsigned indent, const char *text, size_t n)
{
  const char *c = text, *end = text + n;
  struct word w = {0};
  bool strong = false, first = true;
  for (;;) {
    while (c < end && (*c == ' ' || *c == '\t' || *c == '\n')) c++;
    if (c == end) break;
    c = read_word(p, &w, c, end, &strong);
    if (!first && at + 1 + w.width > p->columns) {
      strbuf_putc(p->out, '\n');
      strbuf_fill(p->out, ' ', indent);
      at = indent;
    } else if (!first) {
      strbuf_putc(p->out, ' ');
      at++;
    }
    strbuf_add(p->out, strbuf_str(&w.text), w.text.n);
    at += w.width;
    first = false;
  }
  strbuf_free(&w.text);
  strbuf_putc(p->out, '\n');
}

void markdown_heading(const struct page *p, unsigned indent, const char *text)
{
  strbuf_fill(p->out, ' ', indent);
  strbuf_puts(p->out, marks[MARK_STRONG].on[p->style]);
  strbuf_puts(p->out, text);
  strbuf_puts(p->out, marks[MARK_STRONG].off[p->style]);
  strbuf_putc(p->out, '\n');
}

/* ---- blocks ---- */

static size_t line_length(const char *c) { return strcspn(c, "\n"); }

static const char *next_line(const char *c)
{
  c += line_length(c);
  return *c ? c + 1 : c;
}

static size_t leading_blanks(const char *c) { return strspn(c, " "); }

static bool is_blank(const char *c) { return leading_blanks(c) == line_length(c); }

static bool is_fence(const char *c) { return !strncmp(c + leading_blanks(c), "```", 3); }

/* The bytes of "- ", "* " or "12. " and the blanks before; 0 if it is no item. */
static size_t item_mark(const char *c)
{
  size_t blanks = leading_blanks(c), digits = strspn(c + blanks, "0123456789");
  if ((c[blanks] == '-' || c[blanks] == '*') && c[blanks + 1] == ' ') return blanks + 2;
  c += blanks + digits;
  return digits && c[0] == '.' && c[1] == ' ' ? blanks + digits + 2 : 0;
}

static bool opens_block(const char *c)
{
  return is_blank(c) || is_fence(c) || item_mark(c) || *c == '#' || *c == '|';
}

static const char *fenced(const struct page *p, unsigned indent, const char *c)
{
  size_t own = leading_blanks(c);
  for (c = next_line(c); *c && !is_fence(c); c = next_line(c)) {
    size_t n = line_length(c), skip = leading_blanks(c);
    if (skip > own) skip = own;
    if (!is_blank(c)) strbuf_fill(p->out, ' ', indent + 4);
    strbuf_add(p->out, c + skip, n - skip);
    strbuf_putc(p->out, '\n');
  }
  return *c ? next_line(c) : c;
}

static const char *heading(const struct page *p, unsigned indent, const char *c)
{
  const char *text = c + strspn(c, "# ");
  struct strbuf line = {0};
  strbuf_add(&line, text, line_length(text));
  markdown_heading(p, indent > 2 ? indent - 2 : 0, strbuf_str(&line));
  strbuf_free(&line);
  return next_line(c);
}

/* A paragraph, or an item of a list with the lines that belong to it. */
static const char *paragraph(const struct page *p, unsigned indent, const char *c)
{
  size_t mark = item_mark(c);
  const char *end = next_line(c);
  while (*end && !opens_block(end)) end = next_line(end);
  strbuf_fill(p->out, ' ', indent);
  strbuf_add(p->out, c, mark);
  indent += (unsigned)mark;
  page_paragraph(p, indent, indent, c + mark, (size_t)(end - c) - mark);
  return end;
}

/* ---- tables ---- */

enum { COLUMNS_MAX = 12 };

/* A cell as it will be printed: the text between two bars. */
static const char *read_cell(const struct page *p, struct word *cell, const char *c)
{
  const char *end = c;
  while (*end && *end != '\n' && (*end != '|' || end[-1] == '\\')) end++;
  const char *last = end;
  while (last > c && last[-1] == ' ') last--;
  while (c < last && *c == ' ') c++;
  struct word w = {0};
  bool strong = false;
  while (c < last) {
    if (*c == ' ') add_plain(cell, c++, 1);
    else {
      c = read_word(p, &w, c, last, &strong);
      strbuf_add(&cell->text, strbuf_str(&w.text), w.text.n);
      cell->width += w.width;
    }
  }
  strbuf_free(&w.text);
  return end;
}

/* Calls for each cell of a row with its number. */
static void each_cell(const struct page *p, const char *row,
                      void (*visit)(void *to, unsigned i, struct word *cell), void *to)
{
  unsigned i = 0;
  const char *c = row + 1;
  while (*c && *c != '\n' && i < COLUMNS_MAX) {
    struct word cell = {0};
    c = read_cell(p, &cell, c);
    if (*c == '|') visit(to, i++, &cell);
    strbuf_free(&cell.text);
    if (*c == '|') c++;
  }
}

static void widen(void *to, unsigned i, struct word *cell)
{
  unsigned *widths = to;
  if (cell->width > widths[i]) widths[i] = cell->width;
}

struct row_printer {
  const struct page *page;
  const unsigned *widths;
  unsigned gap; /* blanks that stand before the next cell */
};

static void print_cell(void *to, unsigned i, struct word *cell)
{
  struct row_printer *r = to;
  if (cell->width) {
    strbuf_fill(r->page->out, ' ', r->gap);
    strbuf_puts(r->page->out, strbuf_str(&cell->text));
    r->gap = 0;
  }
  r->gap += r->widths[i] - cell->width + 2;
}

static bool is_rule(const char *row) { return strspn(row, "|-: ") == line_length(row); }

static const char *table(const struct page *p, unsigned indent, const char *c)
{
  unsigned widths[COLUMNS_MAX] = {0}, all = 0;
  const char *row = c;
  for (; *row == '|'; row = next_line(row))
    if (!is_rule(row)) each_cell(p, row, widen, widths);
  for (unsigned i = 0; i < COLUMNS_MAX && widths[i]; i++) all += widths[i] + (i ? 2 : 0);
  for (row = c; *row == '|'; row = next_line(row)) {
    struct row_printer r = {p, widths, indent};
    if (is_rule(row)) {
      strbuf_fill(p->out, ' ', indent);
      strbuf_fill(p->out, '-', all);
    } else each_cell(p, row, print_cell, &r);
    strbuf_putc(p->out, '\n');
  }
  return row;
}

void page_markdown(const struct page *p, unsigned indent, const char *text)
{
  bool gap = false, any = false;
  for (const char *c = text; *c;) {
    if (is_blank(c)) {
      gap = any;
      c = next_line(c);
      continue;
    }
    if (gap) strbuf_putc(p->out, '\n');
    gap = false;
    any = true;
    if (is_fence(c)) c = fenced(p, indent, c);
    else if (*c == '#') c = heading(p, indent, c);
    else if (*c == '|') c = table(p, indent, c);
    else c = paragraph(p, indent, c);
  }
}

#include "runtime/report/table.h"

#include "runtime/report/wrap.h"

#include "lang/base/source.h"

#include <string.h>

enum { GAP = 2 }; /* columns between two of a table */

void table_init(struct table *table, const char *columns)
{
  static const char LETTERS[] = {
    [ALIGN_LEFT] = 'l', [ALIGN_RIGHT] = 'r', [ALIGN_POINT] = 'p', [ALIGN_POINT + 1] = '\0'};
  *table = (struct table){.columns = (unsigned)strlen(columns)};
  if (table->columns > TABLE_COLUMNS) BUG("a table of %u columns", table->columns);
  for (unsigned i = 0; i < table->columns; i++)
    table->align[i] = (enum table_align)(strchr(LETTERS, columns[i]) - LETTERS);
}

void table_free(struct table *table) { vec_free(&table->cells); }

void table_add(struct table *table, enum table_look look, const char *text)
{
  vec_push(&table->cells, (struct table_cell){text, look});
}

void table_headings(struct table *table, struct arena *a, const char *headings)
{
  table->headings = true;
  for (unsigned i = 0; i < table->columns; i++) {
    size_t n = strcspn(headings, "|");
    table_add(table, LOOK_FAINT, arena_strndup(a, headings, n));
    headings += n + (headings[n] == '|');
  }
}

size_t text_columns(const char *text, size_t n)
{
  size_t columns = 0;
  for (size_t i = 0; i < n;) {
    uint32_t c;
    i += utf8_decode(text + i, n - i, &c);
    columns += char_width(c);
  }
  return columns;
}

/* Where the point of a number would be, and where its digits end. */
struct parts { size_t whole, digits, all; };

static struct parts take_apart(const char *text)
{
  size_t all = strlen(text);
  if (!strpbrk(text, "0123456789")) return (struct parts){all, all, all};
  return (struct parts){strcspn(text, ". "), strcspn(text, " "), all};
}

/* Columns before the point, from it to the last digit, and behind. */
struct widths { size_t whole, fraction, rest, all; };

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static struct widths measure(const struct table *t, unsigned column)
{
  struct widths w = {0};
  for (uint32_t i = column; i < t->cells.n; i += t->columns) {
    const char *text = t->cells.at[i].text;
    struct parts p = take_apart(text);
    w.all = larger(w.all, text_columns(text, p.all));
    if (t->align[column] != ALIGN_POINT || (t->headings && i == column)) continue;
    w.whole = larger(w.whole, text_columns(text, p.whole));
    w.fraction = larger(w.fraction, p.digits - p.whole);
    w.rest = larger(w.rest, text_columns(text + p.digits, p.all - p.digits));
  }
  w.all = larger(w.all, w.whole + w.fraction + w.rest);
  return w;
}

void look_write(struct strbuf *out, enum table_look look, const char *text, bool color)
{
  static const char *const CODES[] = {
    [LOOK_STRONG] = "1", [LOOK_FAINT] = "2", [LOOK_GOOD] = "32", [LOOK_BAD] = "1;31",
    [LOOK_NOTICE] = "33", [LOOK_BAR] = "36"};
  bool colored = color && look != LOOK_PLAIN && *text;
  if (colored) strbuf_printf(out, "\033[%sm%s\033[0m", CODES[look], text);
  else strbuf_puts(out, text);
}

/* A number with its unit moved to where those of its column stand. */
static void add_number(struct strbuf *text, const char *number, const struct widths *w)
{
  struct parts p = take_apart(number);
  strbuf_add(text, number, p.digits);
  if (p.digits < p.all) strbuf_fill(text, ' ', w->fraction - (p.digits - p.whole));
  strbuf_puts(text, number + p.digits);
}

/* Columns that stay empty in front of a cell's text. */
static size_t columns_before(const char *text, enum table_align align, const struct widths *w)
{
  size_t width = text_columns(text, strlen(text));
  if (align == ALIGN_LEFT) return 0;
  if (align == ALIGN_RIGHT) return w->all - width;
  return w->all - w->fraction - w->rest - text_columns(text, take_apart(text).whole);
}

/* Blanks are owed to the next text of the row, so that no line ends with any. */
static void write_cell(struct strbuf *out, const struct table_cell *cell, enum table_align align,
                       const struct widths *w, size_t *owed, bool color)
{
  struct strbuf text = {0};
  if (!*cell->text) {
    *owed += w->all;
    return;
  }
  size_t before = columns_before(cell->text, align, w);
  if (align == ALIGN_POINT) add_number(&text, cell->text, w);
  else strbuf_puts(&text, cell->text);
  strbuf_fill(out, ' ', *owed + before);
  look_write(out, cell->look, text.text, color);
  *owed = w->all - before - text_columns(text.text, text.n);
  strbuf_free(&text);
}

/* A column whose texts go over several lines, as the table would be too wide. */
struct folded { unsigned column; size_t width; };

/* One line of a row.  `rest` is what is left of the folded cell, and says so again; the other cells
 * stand in the first line. */
static void write_line(struct strbuf *out, const struct table *t, uint32_t row, const struct widths *w,
                       const struct folded *folded, const char **rest, bool first, bool color)
{
  size_t owed = PAGE_INDENT;
  for (unsigned i = 0; i < t->columns; i++) {
    struct table_cell cell = t->cells.at[row + i];
    enum table_align align = t->align[i];
    struct strbuf part = {0};
    if (align == ALIGN_POINT && t->headings && !row) align = ALIGN_RIGHT;
    if (!w[i].all) continue;
    if (i == folded->column) {
      size_t n = wrap_fit(*rest, folded->width);
      strbuf_add(&part, *rest, n);
      cell.text = strbuf_str(&part);
      *rest = wrap_rest(*rest, n);
    } else if (!first) cell.text = "";
    write_cell(out, &cell, align, &w[i], &owed, color);
    strbuf_free(&part);
    owed += GAP;
  }
  strbuf_putc(out, '\n');
}

static void write_row(struct strbuf *out, const struct table *t, uint32_t row, const struct widths *w,
                      const struct folded *folded, bool color)
{
  bool first = true;
  const char *rest = folded->column < t->columns ? t->cells.at[row + folded->column].text : "";
  do write_line(out, t, row, w, folded, &rest, first, color), first = false;
  while (*rest);
}

/* The longest word of a column. */
static size_t longest_word(const struct table *t, unsigned column)
{
  size_t longest = 0;
  for (uint32_t i = column; i < t->cells.n; i += t->columns)
    longest = larger(longest, wrap_longest(t->cells.at[i].text));
  return longest;
}

/* The widest column of texts makes room for the others. */
static struct folded fold(const struct table *t, struct widths *w)
{
  struct folded folded = {.column = t->columns};
  size_t all = PAGE_INDENT - GAP;
  for (unsigned i = 0; i < t->columns; i++) {
    all += w[i].all ? w[i].all + GAP : 0;
    if (t->align[i] != ALIGN_LEFT) continue;
    if (folded.column == t->columns || w[i].all > w[folded.column].all) folded.column = i;
  }
  if (all <= PAGE_COLUMNS || folded.column == t->columns) return (struct folded){.column = t->columns};
  size_t others = all - w[folded.column].all;
  folded.width = others < PAGE_COLUMNS ? PAGE_COLUMNS - others : 0;
  folded.width = larger(folded.width, longest_word(t, folded.column));
  if (folded.width < w[folded.column].all) w[folded.column].all = folded.width;
  return folded;
}

void table_write(struct strbuf *out, const struct table *t, bool color)
{
  struct widths w[TABLE_COLUMNS];
  if (t->cells.n <= (t->headings ? t->columns : 0)) return;
  for (unsigned i = 0; i < t->columns; i++) w[i] = measure(t, i);
  struct folded folded = fold(t, w);
  for (uint32_t row = 0; row < t->cells.n; row += t->columns) write_row(out, t, row, w, &folded, color);
}

#include "lang/base/diag.h"
#include "lang/base/quote.h"

#include <stdlib.h>
#include <string.h>

enum paint {
  PAINT_ERROR,
  PAINT_WARNING,
  PAINT_NOTE,
  PAINT_HELP,
  PAINT_PRIMARY,
  PAINT_SECONDARY,
  PAINT_GUTTER,
  PAINT_MESSAGE,
};

/* The message has no tag: in the tagged form it is what stands between tags. */
static const struct {
  const char *tag, *ansi;
} paints[] = {
  [PAINT_ERROR] = {"error", "\033[1;31m"},
  [PAINT_WARNING] = {"warning", "\033[1;33m"},
  [PAINT_NOTE] = {"note", "\033[1;32m"},
  [PAINT_HELP] = {"help", "\033[1;36m"},
  [PAINT_PRIMARY] = {"primary", "\033[1;31m"},
  [PAINT_SECONDARY] = {"secondary", "\033[1;34m"},
  [PAINT_GUTTER] = {"gutter", "\033[1;34m"},
  [PAINT_MESSAGE] = {NULL, "\033[1m"},
};

struct painter {
  struct strbuf *out;
  struct sources *sources;
  enum render_style style;
  unsigned columns; /* 0: no limit */
  unsigned digits;  /* of the line numbers in the snippet at hand; 0 before the first */
};

static void paint_on(struct painter *p, enum paint paint)
{
  if (p->style == RENDER_COLOR) strbuf_puts(p->out, paints[paint].ansi);
  else if (p->style == RENDER_TAGS && paints[paint].tag)
    strbuf_printf(p->out, "<%s>", paints[paint].tag);
}

static void paint_off(struct painter *p, enum paint paint)
{
  if (p->style == RENDER_COLOR) strbuf_puts(p->out, "\033[0m");
  else if (p->style == RENDER_TAGS && paints[paint].tag)
    strbuf_printf(p->out, "</%s>", paints[paint].tag);
}

static void put(struct painter *p, enum paint paint, const char *text, size_t n)
{
  paint_on(p, paint);
  strbuf_add(p->out, text, n);
  paint_off(p, paint);
}

static void put_word(struct painter *p, enum paint paint, const char *word)
{
  put(p, paint, word, strlen(word));
}

/* A place that a snippet marks, clipped to the first line of its span. */
struct mark {
  const struct diag_label *label;
  struct source *source;
  uint32_t block;      /* the n-th file of the snippet */
  uint32_t index;      /* of the label; 0 is the primary one */
  uint32_t line;       /* from 1 */
  uint32_t start, end; /* bytes of the source */
  unsigned from, to;   /* columns of the row it is drawn in, from < to */
};

static const char *text_of(const struct mark *m) { return m->label->text; }

static enum paint paint_of(const struct mark *m)
{
  return m->index ? PAINT_SECONDARY : PAINT_PRIMARY;
}

static struct mark mark_of(const struct diag_label *label, struct source *source, uint32_t index)
{
  struct mark m = {.label = label, .source = source, .index = index};
  m.start = label->where.start < source->size ? label->where.start : source->size;
  m.end = label->where.end;
  m.line = source_position(source, m.start).line;
  uint32_t line_end = source_line_end(source, m.line);
  if (m.start > line_end) m.start = line_end;
  if (m.end > line_end) m.end = line_end;
  if (m.end < m.start) m.end = m.start;
  return m;
}

/* Marks as they are drawn: by file, by line, from left to right.  Where two
 * begin together the first label comes last, as hanging texts are written from
 * right to left. */
static int compare_marks(const void *pa, const void *pb)
{
  const struct mark *a = pa, *b = pb;
  if (a->block != b->block) return a->block < b->block ? -1 : 1;
  if (a->line != b->line) return a->line < b->line ? -1 : 1;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return a->index > b->index ? -1 : a->index < b->index;
}

/* Ends a line, and leaves out the blanks that end it. */
static void end_trimmed(struct painter *p)
{
  while (p->out->n && p->out->text[p->out->n - 1] == ' ') p->out->text[--p->out->n] = '\0';
  strbuf_putc(p->out, '\n');
}

/* Begins a line of a snippet: `12 | ` or, for line 0, `   | `. */
static void put_gutter(struct painter *p, uint32_t line)
{
  paint_on(p, PAINT_GUTTER);
  if (line) strbuf_printf(p->out, "%*u |", (int)p->digits, (unsigned)line);
  else strbuf_printf(p->out, "%*s |", (int)p->digits, "");
  paint_off(p, PAINT_GUTTER);
  strbuf_putc(p->out, ' ');
}

static void put_empty_gutter(struct painter *p)
{
  put_gutter(p, 0);
  end_trimmed(p);
}

/* ` --> file:line:column` or ` ::: file:line:column`. */
static void put_place(struct painter *p, const char *arrow, const struct mark *m)
{
  struct position at = source_position(m->source, m->label->where.start);
  strbuf_fill(p->out, ' ', p->digits);
  put_word(p, PAINT_GUTTER, arrow);
  strbuf_putc(p->out, ' ');
  quote_message(p->out, m->source->path, 0);
  strbuf_printf(p->out, ":%u:%u\n", (unsigned)at.line, (unsigned)at.column);
}

/* The mark whose text stands behind the underlines: the one that ends last, so
 * that no other underline comes between; of several, the one that begins last,
 * then the one that has a text.  NULL if it has nothing to say. */
static const struct mark *inline_mark(const struct mark *marks, uint32_t n)
{
  const struct mark *best = marks;
  for (const struct mark *m = marks + 1; m < marks + n; m++)
    if (m->to > best->to || (m->to == best->to && (m->from > best->from || *text_of(m)))) best = m;
  return *text_of(best) ? best : NULL;
}

/* The row under a quoted line: underlines, the primary one on top, and one text. */
static void put_underlines(struct painter *p, const struct mark *marks, uint32_t n,
                           const struct mark *last)
{
  struct strbuf row = {0};
  for (int pass = 0; pass < 2; pass++)
    for (const struct mark *m = marks; m < marks + n; m++) {
      strbuf_fill(&row, ' ', row.n < m->to ? m->to - row.n : 0);
      if ((m->index == 0) == pass) memset(row.text + m->from, pass ? '^' : '-', m->to - m->from);
    }
  put_gutter(p, 0);
  for (size_t i = 0, end; i < row.n; i = end) {
    for (end = i + 1; end < row.n && row.text[end] == row.text[i];) end++;
    if (row.text[i] == ' ') strbuf_fill(p->out, ' ', end - i);
    else put(p, row.text[i] == '^' ? PAINT_PRIMARY : PAINT_SECONDARY, row.text + i, end - i);
  }
  strbuf_free(&row);
  if (last) {
    strbuf_putc(p->out, ' ');
    paint_on(p, paint_of(last));
    quote_message(p->out, text_of(last), 0);
    paint_off(p, paint_of(last));
  }
  strbuf_putc(p->out, '\n');
}

static bool hangs(const struct mark *m, const struct mark *last)
{
  return m != last && *text_of(m);
}

/* Begins a row below the underlines: a `|` for each hanging text of the first
 * `n` marks left of column `before`.  Returns the column that it comes to. */
static unsigned put_connectors(struct painter *p, const struct mark *marks, uint32_t n,
                               const struct mark *last, unsigned before)
{
  unsigned column = 0;
  put_gutter(p, 0);
  for (const struct mark *m = marks; m < marks + n; m++) {
    if (!hangs(m, last) || m->from < column || m->from >= before) continue;
    strbuf_fill(p->out, ' ', m->from - column);
    put(p, paint_of(m), "|", 1);
    column = m->from + 1;
  }
  return column;
}

/* The texts that do not stand behind the underlines, rightmost first. */
static void put_hanging(struct painter *p, const struct mark *marks, uint32_t n,
                        const struct mark *last)
{
  bool first = true;
  for (uint32_t i = n; i-- > 0;) {
    const struct mark *m = &marks[i];
    if (!hangs(m, last)) continue;
    if (first) {
      put_connectors(p, marks, n, last, UINT32_MAX);
      strbuf_putc(p->out, '\n');
      first = false;
    }
    unsigned column = put_connectors(p, marks, i, last, m->from);
    strbuf_fill(p->out, ' ', m->from - column);
    paint_on(p, paint_of(m));
    quote_message(p->out, text_of(m), 0);
    paint_off(p, paint_of(m));
    strbuf_putc(p->out, '\n');
  }
}

/* A quoted line, or a piece of it, with all that is drawn below. */
static void put_row(struct painter *p, const struct quote *q, struct mark *marks, uint32_t n)
{
  put_gutter(p, marks->line);
  quote_write(p->out, q);
  end_trimmed(p);
  for (struct mark *m = marks; m < marks + n; m++) {
    m->from = quote_column(q, m->start);
    m->to = quote_column(q, m->end);
    if (m->to <= m->from) m->to = m->from + 1;
  }
  const struct mark *last = inline_mark(marks, n);
  put_underlines(p, marks, n, last);
  put_hanging(p, marks, n, last);
}

static void put_gap(struct painter *p)
{
  put_word(p, PAINT_GUTTER, "...");
  strbuf_putc(p->out, '\n');
}

/* Columns that the text of a line may take; 0: no limit.  Below the least
 * width nothing useful can be shown, so the terminal may wrap it. */
static unsigned text_columns(const struct painter *p)
{
  enum { LEAST = 24 };
  unsigned gutter = p->digits + 3;
  if (!p->columns) return 0;
  return p->columns > gutter + LEAST ? p->columns - gutter : LEAST;
}

/* All that is marked on one line.  On a long line, places that are too far
 * apart for one piece get a piece each. */
static void put_line(struct painter *p, struct mark *marks, uint32_t n)
{
  struct source *s = marks->source;
  uint32_t line_from = source_line_start(s, marks->line);
  uint32_t line_to = source_line_end(s, marks->line);
  unsigned columns = text_columns(p);
  /* A whole line needs no room for two ellipses, which quote_fits sets aside. */
  bool whole = quote_fits(s->text, line_from, line_to, columns ? columns + 2 : 0);
  for (uint32_t i = 0, next; i < n; i = next) {
    uint32_t end = marks[i].end;
    for (next = i + 1; next < n; next++) {
      uint32_t reach = marks[next].end > end ? marks[next].end : end;
      if (!whole && !quote_fits(s->text, marks[i].start, reach, columns)) break;
      end = reach;
    }
    struct quote q = quote_around(s->text, line_from, line_to, marks[i].start, end, columns);
    if (i) put_gap(p);
    put_row(p, &q, marks + i, next - i);
  }
}

/* The marks of one file, line by line. */
static void put_block(struct painter *p, struct mark *marks, uint32_t n)
{
  put_empty_gutter(p);
  for (uint32_t i = 0, next; i < n; i = next) {
    for (next = i + 1; next < n && marks[next].line == marks[i].line;) next++;
    if (i && marks[i].line > marks[i - 1].line + 1) put_gap(p);
    put_line(p, marks + i, next - i);
  }
  put_empty_gutter(p);
}

typedef VEC(struct mark) mark_vec;

/* The number of the block for a new mark: that of its file, or a new one.
 * Few files meet in one snippet. */
static uint32_t block_of(const mark_vec *marks, const struct source *s)
{
  uint32_t block = 0;
  for (uint32_t i = 0; i < marks->n; i++) {
    if (marks->at[i].source == s) return marks->at[i].block;
    if (marks->at[i].block >= block) block = marks->at[i].block + 1;
  }
  return block;
}

/* The first label of each block says where the block is. */
static const struct mark *first_label(const struct mark *marks, uint32_t n)
{
  const struct mark *first = marks;
  for (const struct mark *m = marks + 1; m < marks + n; m++)
    if (m->index < first->index) first = m;
  return first;
}

static unsigned digits_of(uint32_t n)
{
  unsigned digits = 1;
  while (n /= 10) digits++;
  return digits;
}

/* The labels with the lines that they are on; those without a place have
 * nothing that could be shown. */
static void put_snippet(struct painter *p, const struct diag_label *labels, uint32_t n)
{
  mark_vec marks = {0};
  uint32_t last_line = 0;
  for (uint32_t i = 0; i < n; i++) {
    struct source *s = source_of(p->sources, labels[i].where);
    if (!s) continue;
    struct mark m = mark_of(&labels[i], s, i);
    m.block = block_of(&marks, s);
    if (m.line > last_line) last_line = m.line;
    vec_push(&marks, m);
  }
  if (!marks.n) return;
  p->digits = digits_of(last_line);
  qsort(marks.at, marks.n, sizeof *marks.at, compare_marks);
  for (uint32_t i = 0, next; i < marks.n; i = next) {
    for (next = i + 1; next < marks.n && marks.at[next].block == marks.at[i].block;) next++;
    put_place(p, i ? ":::" : "-->", first_label(marks.at + i, next - i));
    put_block(p, marks.at + i, next - i);
  }
  vec_free(&marks);
}

/* `error[E0301]: message`; the code is a link for terminals that know links. */
static void put_head(struct painter *p, const struct diag *d)
{
  static const struct {
    const char *word;
    enum paint paint;
  } heads[] = {
    [SEV_ALLOW] = {"note", PAINT_NOTE},
    [SEV_NOTE] = {"note", PAINT_NOTE},
    [SEV_WARNING] = {"warning", PAINT_WARNING},
    [SEV_ERROR] = {"error", PAINT_ERROR},
  };
  enum paint paint = heads[d->severity].paint;
  const char *id = code_info(d->code)->id;
  paint_on(p, paint);
  strbuf_printf(p->out, "%s[", heads[d->severity].word);
  if (p->style == RENDER_COLOR)
    strbuf_printf(p->out, "\033]8;;tlc-explain:%s\033\\%s\033]8;;\033\\", id, id);
  else strbuf_puts(p->out, id);
  strbuf_putc(p->out, ']');
  paint_off(p, paint);
  paint_on(p, PAINT_MESSAGE);
  strbuf_puts(p->out, ": ");
  quote_message(p->out, d->message, 0);
  paint_off(p, PAINT_MESSAGE);
  strbuf_putc(p->out, '\n');
}

/* `= note: text` under the gutter. */
static void put_remark(struct painter *p, enum paint paint, const char *word, const char *text)
{
  strbuf_fill(p->out, ' ', p->digits + 1);
  put(p, PAINT_GUTTER, "=", 1);
  strbuf_putc(p->out, ' ');
  put_word(p, paint, word);
  strbuf_puts(p->out, ": ");
  quote_message(p->out, text, p->digits + 5 + (unsigned)strlen(word));
  strbuf_putc(p->out, '\n');
}

/* `note: text` and a snippet of its own. */
static void put_placed_note(struct painter *p, const struct diag_part *part)
{
  put_word(p, PAINT_NOTE, "note");
  strbuf_puts(p->out, ": ");
  quote_message(p->out, part->text, (unsigned)strlen("note: "));
  strbuf_putc(p->out, '\n');
  put_snippet(p, part->labels.at, part->labels.n);
}

static void put_part(struct painter *p, const struct diag_part *part)
{
  if (part->kind == PART_HELP) put_remark(p, PAINT_HELP, "help", part->text);
  else if (part->kind == PART_NOTE || !source_of(p->sources, part->labels.at[0].where))
    put_remark(p, PAINT_NOTE, "note", part->text);
  else put_placed_note(p, part);
}

void render_diag(struct strbuf *out, const struct diag *d, enum render_style style,
                 unsigned columns)
{
  struct painter p = {.out = out, .sources = d->owner->sources, .style = style, .columns = columns};
  put_head(&p, d);
  put_snippet(&p, d->labels.at, d->labels.n);
  for (uint32_t i = 0; i < d->parts.n; i++) put_part(&p, &d->parts.at[i]);
  strbuf_putc(out, '\n');
}

static void put_count(struct strbuf *out, uint32_t n, const char *word)
{
  if (n) strbuf_printf(out, "%u %s%s", (unsigned)n, word, n == 1 ? "" : "s");
}

/* "2 errors, 1 warning", and how many of them were left out. */
static void put_total(struct strbuf *out, const struct diags *ds, uint32_t left_out)
{
  if (!ds->n_errors && !ds->n_warnings) return;
  put_count(out, ds->n_errors, "error");
  if (ds->n_errors && ds->n_warnings) strbuf_puts(out, ", ");
  put_count(out, ds->n_warnings, "warning");
  if (left_out)
    strbuf_printf(out, "; %u of them %s not shown", (unsigned)left_out,
                  left_out == 1 ? "is" : "are");
  strbuf_putc(out, '\n');
}

void render_all(struct strbuf *out, const struct diags *ds, enum render_style style,
                unsigned columns, unsigned limit)
{
  uint32_t quota[SEV_ERROR + 1] = {
    [SEV_NOTE] = UINT32_MAX, [SEV_WARNING] = UINT32_MAX, [SEV_ERROR] = UINT32_MAX};
  uint32_t left_out = 0;
  if (limit) {
    quota[SEV_ERROR] = limit;
    quota[SEV_WARNING] = ds->n_errors < limit ? limit - ds->n_errors : 0;
  }
  for (uint32_t i = 0; i < ds->all.n; i++) {
    const struct diag *d = ds->all.at[i];
    if (quota[d->severity] == 0) {
      left_out++;
      continue;
    }
    quota[d->severity]--;
    render_diag(out, d, style, columns);
  }
  put_total(out, ds, left_out);
}

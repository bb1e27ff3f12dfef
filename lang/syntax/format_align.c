#include "lang/syntax/format_inside.h"

/* What lines and cells get. */
struct padding {
  const struct page *page;
  uint32_t *cells;    /* blanks behind each cell */
  uint32_t *columns;  /* of each line's code, with them */
  uint32_t *comments; /* where each line's comment starts */
};

static const struct cell *cells_of(const struct padding *pad, const struct line *l)
{
  return &pad->page->cells.at[l->cells];
}

/* Cells of one family are as wide as the widest; a line that this would make
 * too long is left as it is. */
static void pad_cells(struct padding *pad, uint32_t from, uint32_t to)
{
  uint32_t widest[CELLS_MAX][N_FAMILIES] = {{0}};
  for (uint32_t i = from; i < to; i++) {
    const struct line *l = &pad->page->lines.at[i];
    for (unsigned j = 0; j < l->n_cells; j++) {
      const struct cell *c = cells_of(pad, l) + j;
      if (c->columns > widest[c->slot][c->family]) widest[c->slot][c->family] = c->columns;
    }
  }
  for (uint32_t i = from; i < to; i++) {
    const struct line *l = &pad->page->lines.at[i];
    uint32_t *blanks = l->n_cells ? &pad->cells[l->cells] : NULL, columns = l->columns;
    for (unsigned j = 0; j < l->n_cells; j++) {
      const struct cell *c = cells_of(pad, l) + j;
      blanks[j] = widest[c->slot][c->family] - c->columns;
      columns += blanks[j];
    }
    if (columns <= LINE_COLUMNS) pad->columns[i] = columns;
    else for (unsigned j = 0; j < l->n_cells; j++) blanks[j] = 0;
  }
}

static bool has_comment(const struct line *l) { return l->comment_end > l->end; }

/* Is l's comment the next of a column that begins with first's? */
static bool goes_on(const struct line *first, const struct line *l)
{
  return has_comment(l) && l->run == first->run && l->indent == first->indent && !l->blank &&
         !l->ragged && !first->ragged;
}

/* Comments behind neighbouring lines start in the same column. */
static void pad_comments(struct padding *pad)
{
  const struct line *lines = pad->page->lines.at;
  for (uint32_t i = 0, end, n = pad->page->lines.n; i < n; i = end) {
    end = i + 1;
    if (!has_comment(&lines[i])) continue;
    uint32_t widest = pad->columns[i];
    for (; end < n && goes_on(&lines[i], &lines[end]); end++)
      if (pad->columns[end] > widest) widest = pad->columns[end];
    for (uint32_t k = i; k < end; k++) pad->comments[k] = widest + 2;
  }
}

static void write_line(const struct padding *pad, uint32_t i)
{
  const struct line *l = &pad->page->lines.at[i];
  const char *text = pad->page->text.text;
  struct strbuf *out = pad->page->out;
  if (l->blank) strbuf_putc(out, '\n');
  strbuf_fill(out, ' ', l->indent);
  uint32_t at = l->start;
  for (unsigned j = 0; j < l->n_cells; j++) {
    uint32_t stop = l->start + cells_of(pad, l)[j].at;
    strbuf_add(out, text + at, stop - at);
    strbuf_fill(out, ' ', pad->cells[l->cells + j]);
    at = stop;
  }
  strbuf_add(out, text + at, l->end - at);
  if (has_comment(l)) {
    strbuf_fill(out, ' ', pad->comments[i] - pad->columns[i]);
    strbuf_add(out, text + l->end, l->comment_end - l->end);
  }
  strbuf_putc(out, '\n');
}

void align_lines(const struct page *page)
{
  uint32_t n = page->lines.n;
  struct padding pad = {page, xcalloc((size_t)page->cells.n + 1, sizeof *pad.cells),
                        xcalloc(n, sizeof *pad.columns), xcalloc(n, sizeof *pad.comments)};
  for (uint32_t i = 0; i < n; i++) pad.columns[i] = page->lines.at[i].columns;
  for (uint32_t start = 0, end; start < n; start = end) {
    uint32_t run = page->lines.at[start].run;
    for (end = start + 1; end < n && page->lines.at[end].run == run; end++) {}
    if (run) pad_cells(&pad, start, end);
  }
  pad_comments(&pad);
  for (uint32_t i = 0; i < n; i++) write_line(&pad, i);
  xfree(pad.cells);
  xfree(pad.columns);
  xfree(pad.comments);
}

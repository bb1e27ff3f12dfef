#include "lang/syntax/format_inside.h"

/* What one line gets: blanks behind each cell, and where its comment starts. */
struct padding {
  uint32_t cell[N_CELLS];
  uint32_t comment;
};

static uint32_t padded_columns(const struct line *l, const struct padding *pad)
{
  uint32_t columns = l->columns;
  for (unsigned i = 0; i < N_CELLS; i++) columns += pad->cell[i];
  return columns;
}

/* Cells of one family are as wide as the widest; a line that this would make
 * too long is left as it is. */
static void pad_cells(const struct line *lines, uint32_t n, struct padding *pads)
{
  uint32_t widest[N_CELLS][N_FAMILIES] = {{0}};
  for (uint32_t i = 0; i < n; i++)
    for (unsigned j = 0; j < N_CELLS; j++) {
      uint32_t *w = &widest[j][lines[i].family[j]];
      if (lines[i].cell[j].columns > *w) *w = lines[i].cell[j].columns;
    }
  for (uint32_t i = 0; i < n; i++) {
    const struct line *l = &lines[i];
    for (unsigned j = 0; j < N_CELLS; j++)
      if (l->family[j]) pads[i].cell[j] = widest[j][l->family[j]] - l->cell[j].columns;
    if (padded_columns(l, &pads[i]) > LINE_COLUMNS) pads[i] = (struct padding){0};
  }
}

static bool has_comment(const struct line *l) { return l->comment_end > l->end; }

/* Comments behind neighbouring lines start in the same column. */
static void pad_comments(const struct line *lines, uint32_t n, struct padding *pads)
{
  for (uint32_t i = 0, end; i < n; i = end) {
    end = i + 1;
    if (!has_comment(&lines[i])) continue;
    uint32_t widest = padded_columns(&lines[i], &pads[i]);
    for (; end < n && has_comment(&lines[end]) && !lines[end].ragged && !lines[i].ragged &&
           !lines[end].blank && lines[end].indent == lines[i].indent; end++) {
      uint32_t columns = padded_columns(&lines[end], &pads[end]);
      if (columns > widest) widest = columns;
    }
    for (uint32_t k = i; k < end; k++) pads[k].comment = widest + 2;
  }
}

static void write_line(const struct line *l, const struct padding *pad, const char *text,
                       struct strbuf *out)
{
  if (l->blank) strbuf_putc(out, '\n');
  strbuf_fill(out, ' ', l->indent);
  uint32_t at = l->start;
  for (unsigned i = 0; i < N_CELLS; i++) {
    if (!pad->cell[i]) continue;
    uint32_t stop = l->start + l->cell[i].at;
    strbuf_add(out, text + at, stop - at);
    strbuf_fill(out, ' ', pad->cell[i]);
    at = stop;
  }
  strbuf_add(out, text + at, l->end - at);
  if (has_comment(l)) {
    strbuf_fill(out, ' ', pad->comment - padded_columns(l, pad));
    strbuf_add(out, text + l->end, l->comment_end - l->end);
  }
  strbuf_putc(out, '\n');
}

void align_lines(const struct line *lines, uint32_t n, const char *text, struct strbuf *out)
{
  struct padding *pads = xcalloc(n, sizeof *pads);
  for (uint32_t start = 0, end; start < n; start = end) {
    for (end = start + 1; end < n && lines[end].run == lines[start].run; end++) {}
    if (lines[start].run) pad_cells(lines + start, end - start, pads + start);
    pad_comments(lines + start, end - start, pads + start);
  }
  for (uint32_t i = 0; i < n; i++) write_line(&lines[i], &pads[i], text, out);
  xfree(pads);
}

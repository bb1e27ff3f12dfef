#include "lang/syntax/format_inside.h"

#include <string.h>

static struct line *current(struct page *page) { return &page->lines.at[page->lines.n - 1]; }

/* ---- comments as text ---- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\v'; }

void remark_write(const struct pieces *p, uint32_t c, struct strbuf *out)
{
  const struct comment *comment = &p->ast->comments[c];
  const char *text = p->text;
  uint32_t at = comment->start, end = comment->end;
  if (comment->kind != COMMENT_BLOCK)
    while (is_blank(text[end - 1])) end--;
  while (at < end) {
    const char *cr = memchr(text + at, '\r', end - at);
    uint32_t stop = cr ? (uint32_t)(cr - text) : end;
    strbuf_add(out, text + at, stop - at);
    at = stop;
    if (!cr) break;
    strbuf_putc(out, '\n');
    at += text[at + 1] == '\n' ? 2 : 1;
  }
}

/* ---- lines ---- */

static void flush(struct page *page)
{
  align_lines(page);
  page->lines.n = page->cells.n = 0;
  strbuf_clear(&page->text);
}

static void end_line(struct page *page)
{
  struct line *l = current(page);
  if (l->comment_end == 0) l->end = l->comment_end = (uint32_t)page->text.n;
}

/* What was kept can go once the next line lines up with none of it. */
static bool stands_apart(const struct line *last, uint32_t run)
{
  return last->run != run || (!run && last->comment_end == last->end);
}

static void start_line(struct page *page, uint32_t indent, bool blank)
{
  if (blank && page->run) page_run_next(page);
  if (page->lines.n) {
    end_line(page);
    if (stands_apart(current(page), page->run)) flush(page);
  }
  struct line l = {.start = (uint32_t)page->text.n, .indent = indent, .columns = indent,
                   .run = page->run, .blank = blank, .cells = page->cells.n};
  vec_push(&page->lines, l);
  page->column = page->base = indent;
  page->serial++;
}

void page_run_here(struct page *page)
{
  page_run_next(page);
  current(page)->run = page->run;
}

void page_run_next(struct page *page) { page->run = ++page->last_run; }

void page_finish(struct page *page)
{
  if (page->lines.n) {
    end_line(page);
    flush(page);
  }
  strbuf_free(&page->text);
  vec_free(&page->lines);
  vec_free(&page->cells);
}

/* Takes over what was added to the text since `from`. */
static void advance(struct page *page, uint32_t columns)
{
  page->column += columns;
  current(page)->columns = page->column;
}

void page_piece(struct page *page, uint32_t k)
{
  const struct piece *piece = &page->p->at[k];
  strbuf_add(&page->text, page->p->text + piece->start, piece->end - piece->start);
  advance(page, piece->columns);
}

void page_comma(struct page *page)
{
  strbuf_putc(&page->text, ',');
  advance(page, 1);
}

void page_cell(struct page *page, unsigned slot, enum family family, uint32_t columns)
{
  struct line *l = current(page);
  if (l->ragged || slot >= CELLS_MAX) return;
  struct cell cell = {(uint32_t)page->text.n - l->start, columns, (uint8_t)slot, (uint8_t)family};
  vec_push(&page->cells, cell);
  l->n_cells++;
}

/* ---- gaps ---- */

static void put_space(struct page *page)
{
  strbuf_putc(&page->text, ' ');
  advance(page, 1);
}

static void put_block_comment(struct page *page, uint32_t c)
{
  size_t from = page->text.n;
  remark_write(page->p, c, &page->text);
  const struct remark *r = &page->p->remarks[c];
  if (r->many_lines) {
    struct line *l = current(page);
    l->ragged = true;
    l->n_cells = 0;
    const char *text = page->text.text;
    size_t start = page->text.n;
    while (start > from && text[start - 1] != '\n') start--;
    page->column = 0;
    advance(page, (uint32_t)(page->text.n - start));
  } else advance(page, r->columns);
}

/* A comment to the line's end: code cannot follow, and its width does not count. */
static void put_line_comment(struct page *page, uint32_t c, bool trailing)
{
  struct line *l = current(page);
  if (trailing) l->end = (uint32_t)page->text.n;
  remark_write(page->p, c, &page->text);
  if (trailing) l->comment_end = (uint32_t)page->text.n;
}

/* The first of the comments that stand on the line of piece k, before it, and
 * go with it when a line starts in the gap; the piece's own gap end if none. */
static uint32_t first_attached(const struct pieces *p, uint32_t k)
{
  uint32_t c = p->at[k + 1].remark;
  if (!p->at[k].kind || p->at[k].partner < k) return c;
  bool here = !p->at[k].lines && !piece_is(p, k, PIECE_ENDED);
  while (here && c > p->at[k].remark && !remark_ends_line(p, c - 1)) {
    c--;
    here = !p->remarks[c].lines && !p->remarks[c].ended;
  }
  return c;
}

static bool gap_is_plain(const struct pieces *p, uint32_t k)
{
  return p->at[k].remark == p->at[k + 1].remark;
}

static void put_flat_gap(struct page *page, uint32_t k)
{
  if (gap_is_plain(page->p, k) && !piece_is(page->p, k, PIECE_STARTS | PIECE_APART)) {
    if (piece_is(page->p, k, PIECE_SPACE)) put_space(page);
  } else advance(page, piece_gap(page->p, k, &page->text));
}

void page_gap(struct page *page, uint32_t k, enum gap gap, uint32_t inner, uint32_t indent)
{
  const struct pieces *p = page->p;
  if (gap == GAP_FLAT && !piece_is(p, k, PIECE_GAP_STAYS)) {
    put_flat_gap(page, k);
    return;
  }
  uint32_t attached = gap == GAP_FLAT ? UINT32_MAX : first_attached(p, k);
  bool ended = false; /* a comment reaches to the line's end */
  bool fresh = !k || p->at[k - 1].partner > k - 1; /* behind a bracket: no empty line */
  bool closes = p->at[k].partner < k;
  uint32_t c = p->at[k].remark, n = p->at[k + 1].remark;
  for (; c < n; c++) {
    const struct remark *r = &p->remarks[c];
    bool line = remark_ends_line(p, c);
    bool own = ended || !page->serial || (r->lines && (gap != GAP_FLAT || line)) || c == attached;
    if (own) {
      start_line(page, inner, gap == GAP_BLANK && r->lines > 1 && !fresh);
      fresh = false;
    } else if (!line) put_space(page);
    if (line) put_line_comment(page, c, !own);
    else put_block_comment(page, c);
    ended = line;
  }
  if (!p->at[k].kind) return;
  if (ended || (gap != GAP_FLAT && c == attached))
    start_line(page, indent, gap == GAP_BLANK && p->at[k].lines > 1 && !fresh && !closes);
  else if (piece_is(p, k, PIECE_SPACE) || (c > p->at[k].remark && !closes)) put_space(page);
}

/* Inside the formatter: what its parts share.
 *
 *   format_tokens.c   the tokens as pieces: their gaps, brackets and widths
 *   format_layout.c   where lines break
 *   format_page.c     lines as they are written, comments among them
 *   format_align.c    columns that line up, over the lines of a run
 *   format_check.c    does the result keep the promise?
 */
#ifndef TL_SYNTAX_FORMAT_INSIDE_H
#define TL_SYNTAX_FORMAT_INSIDE_H

#include "lang/base/vec.h"
#include "lang/syntax/ast.h"

enum { LINE_COLUMNS = 100, INDENT = 2 };

/* ---- pieces ---- */

enum piece_flag {
  PIECE_SPACE = 1,       /* on one line, a blank goes before it */
  PIECE_STARTS = 2,      /* a statement starts with it */
  PIECE_ENDED = 4,       /* a `;` or a line's end that ends a statement stands directly before it */
  PIECE_LINE = 8,        /* a line starts in the gap before it */
  PIECE_GAP_STAYS = 16,  /* a comment before it needs more than one line */
  PIECE_LIST = 32,       /* a bracket that may have its members on lines of their own */
  PIECE_BLOCK = 64,      /* the `{` of statements */
  PIECE_COMMA = 128,     /* a bracket whose last member may have a comma behind it */
  PIECE_SPREAD = 256,    /* a bracket or comma behind which the line's end is kept */
  PIECE_APART = 512,     /* with but one blank before it, it would be a unit */
};

/* A token, and the gap between it and the token before.  Ends of statements and
 * commas that separate nothing are not among the pieces. */
struct piece {
  uint32_t start, end; /* bytes in the source */
  uint32_t columns;    /* its width */
  uint32_t flat;       /* columns from the first piece to the end of this one, all on one line */
  uint32_t reasons;    /* reasons against one line that stand before it */
  uint32_t partner;    /* the other bracket; itself if it is none */
  uint32_t remark;     /* the first comment of the gap; those of the next piece follow */
  uint16_t kind;       /* as in parser.h */
  uint16_t flags;      /* enum piece_flag */
  uint8_t word;        /* enum keyword where it acts as one */
  uint8_t lines;       /* line ends before it, behind the comments of the gap; at most 2 */
};

/* What the layout needs of a comment, beside ast->comments. */
struct remark {
  uint32_t columns; /* of one that can stand between pieces of a line; else 0 */
  uint8_t lines;   /* line ends before it; at most 2 */
  bool ended;      /* a statement's end stands directly before it */
  bool many_lines; /* a block comment that holds line ends */
};

struct pieces {
  const struct ast *ast;
  const char *text;
  struct piece *at;       /* n of them and one of kind 0 for the end of the file */
  uint32_t n;
  struct remark *remarks; /* ast->n_comments */
};

/* From a tree that was parsed with its tokens and without an error; in `a`. */
void pieces_make(struct pieces *p, struct arena *a, const struct ast *ast);

static inline bool piece_is(const struct pieces *p, uint32_t k, unsigned flag)
{
  return p->at[k].flags & flag;
}
static inline bool remark_ends_line(const struct pieces *p, uint32_t c)
{
  return p->ast->comments[c].kind != COMMENT_BLOCK;
}

/* The gap before piece k on one line: its columns; written to `out` unless NULL. */
uint32_t piece_gap(const struct pieces *p, uint32_t k, struct strbuf *out);

/* A comment as it is written: ends of lines are \n, nothing behind a line. */
void remark_write(const struct pieces *p, uint32_t c, struct strbuf *out);

/* ---- the page ---- */

/* Cells of one family in one run are padded to the same width. */
enum family {
  FAMILY_NONE,
  FAMILY_ATTRIBUTE, FAMILY_DECLARATION, FAMILY_BINDING, FAMILY_BINDING_IN, FAMILY_FIELD,
  FAMILY_EINSUM, FAMILY_AT, FAMILY_AT_SEVERAL, FAMILY_AMEND, FAMILY_IMPORT, FAMILY_PLACEMENT,
  FAMILY_AIM, FAMILY_ROW,
  N_FAMILIES
};

/* Cells of a line: its keyword and its name, or those of a table's row. */
enum { CELL_WORD, CELL_NAME, CELLS_MAX = 16 };

struct cell {
  uint32_t at;      /* where the padding goes: offset from the line's start */
  uint32_t columns;
  uint8_t slot;     /* CELL_WORD … CELLS_MAX - 1, rising in a line */
  uint8_t family;
};

struct line {
  uint32_t start, end;  /* its code in the page's text */
  uint32_t comment_end; /* a trailing comment is [end, comment_end) */
  uint32_t indent;
  uint32_t columns;     /* of the code and the indentation, padding left out */
  uint32_t run;         /* neighbours that line up with each other; 0: none */
  uint32_t cells;       /* its first cell in those of the page */
  uint8_t n_cells;
  bool blank;           /* an empty line stands before it */
  bool ragged;          /* a comment of many lines is part of it */
};

/* Lines are kept until it is known what they line up with. */
struct page {
  const struct pieces *p;
  struct strbuf *out;
  struct strbuf text;     /* of the lines kept */
  VEC(struct line) lines; /* the last is being written */
  VEC(struct cell) cells; /* of these lines */
  uint32_t column;        /* of what comes next */
  uint32_t base;          /* indentation that brackets opened here start from */
  uint32_t serial;        /* of the line being written; 0: none was started */
  uint32_t run, last_run;
};

enum gap { GAP_FLAT, GAP_LINE, GAP_BLANK /* a line, and an empty one if there was one */ };

/* The gap before piece k.  Where it has line ends, comments of their own are
 * indented by `inner`, the piece by `indent`. */
void page_gap(struct page *page, uint32_t k, enum gap gap, uint32_t inner, uint32_t indent);
void page_piece(struct page *page, uint32_t k);
void page_comma(struct page *page);

/* Ends a cell of the line being written. */
void page_cell(struct page *page, unsigned slot, enum family family, uint32_t columns);

/* Starts a run: with the line being written, or with the next. */
void page_run_here(struct page *page);
void page_run_next(struct page *page);

/* Writes what is kept; call once, at the end. */
void page_finish(struct page *page);

/* Writes the lines kept, with what their runs and comments need to line up. */
void align_lines(const struct page *page);

/* ---- layout and check ---- */

void layout_write(const struct pieces *p, struct strbuf *out);

/* Same tokens, same comments in the same gaps, same tree? */
bool format_keeps(const struct pieces *before, const struct pieces *after);

#endif

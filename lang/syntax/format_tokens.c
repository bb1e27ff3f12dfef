#include "lang/syntax/format_inside.h"

#include "lang/syntax/parser.h"

/* ---- merging tokens and comments ---- */

struct merge {
  struct pieces *p;
  uint32_t comment; /* the next one */
  uint32_t end;     /* of what was merged last */
  bool ended;       /* a statement's end was seen since */
  /* The gap so far: */
  uint32_t first;   /* its first comment */
  bool starts;      /* a statement's end was seen in it */
  unsigned flags;   /* PIECE_LINE, PIECE_GAP_STAYS */
};

static uint32_t text_columns(const char *text, uint32_t start, uint32_t end)
{
  uint32_t columns = 0;
  while (start < end) {
    if (!(text[start] & 0x80)) {
      columns++;
      start++;
      continue;
    }
    uint32_t c;
    start += utf8_decode(text + start, end - start, &c);
    columns += char_width(c);
  }
  return columns;
}

static uint8_t count_lines(const char *text, uint32_t start, uint32_t end)
{
  uint8_t n = 0;
  for (; start < end && n < 2; start++)
    if (text[start] == '\n' || (text[start] == '\r' && text[start + 1] != '\n')) n++;
  return n;
}

/* Merges the comments that start before `offset`. */
static void merge_comments(struct merge *m, uint32_t offset)
{
  struct pieces *p = m->p;
  const struct ast *ast = p->ast;
  for (; m->comment < ast->n_comments && ast->comments[m->comment].start < offset; m->comment++) {
    const struct comment *c = &ast->comments[m->comment];
    struct remark *r = &p->remarks[m->comment];
    r->lines = count_lines(p->text, m->end, c->start);
    r->ended = m->ended;
    r->many_lines = count_lines(p->text, c->start, c->end) > 0;
    if (r->lines || r->many_lines) m->flags |= PIECE_LINE;
    if (r->many_lines || c->kind != COMMENT_BLOCK) m->flags |= PIECE_GAP_STAYS;
    else r->columns = text_columns(p->text, c->start, c->end);
    m->ended = false;
    m->end = c->end;
  }
}

static void merge_end_of_statement(struct merge *m, const struct token *t)
{
  merge_comments(m, t->start);
  m->ended = m->starts = true;
}

static void merge_token(struct merge *m, const struct token *t)
{
  struct pieces *p = m->p;
  merge_comments(m, t->start);
  struct piece *k = &p->at[p->n];
  *k = (struct piece){.start = t->start, .end = t->end, .kind = t->kind, .word = (uint8_t)t->word,
                      .partner = p->n, .remark = m->first, .flags = (uint16_t)m->flags,
                      .lines = count_lines(p->text, m->end, t->start),
                      .columns = text_columns(p->text, t->start, t->end)};
  if (k->lines) k->flags |= PIECE_LINE;
  if (m->ended) k->flags |= PIECE_ENDED;
  if (m->starts || !p->n) k->flags |= PIECE_STARTS;
  *m = (struct merge){.p = p, .comment = m->comment, .end = t->end, .first = m->comment};
}

/* A comma before a closing bracket, a statement's end, or another comma (which
 * the members of an import may have). */
static bool separates_nothing(const struct ast *ast, uint32_t t)
{
  uint32_t next = t + 1;
  while (next < ast->n_tokens && ast->tokens[next].kind == T_EOL) next++;
  if (next >= ast->n_tokens) return true;
  switch (ast->tokens[next].kind) {
  case 0: case ')': case ']': case '}': case ',':
    return true;
  default:
    return next > t + 1;
  }
}

static void merge_all(struct pieces *p)
{
  struct merge m = {.p = p};
  const struct ast *ast = p->ast;
  for (uint32_t i = 0; i < ast->n_tokens && ast->tokens[i].kind; i++) {
    const struct token *t = &ast->tokens[i];
    if (t->kind == T_EOL) merge_end_of_statement(&m, t);
    else if (t->kind != ',' || !separates_nothing(ast, i)) {
      merge_token(&m, t);
      p->n++;
    }
  }
  uint32_t size = ast->source->size;
  merge_token(&m, &(struct token){size, size, 0, 0});
}

/* ---- brackets ---- */

/* One for each bracket that is open; the first stands for the file. */
struct level {
  uint32_t opener;
  uint32_t lines;     /* pieces with lines before them, up to the opener */
  uint16_t statement; /* kind of the first token of the statement being read */
  bool imports;       /* members of an import: ends of lines mean nothing */
  bool type;          /* reading a type */
  bool comma;         /* the statement's first comma was met */
};

struct nesting {
  struct pieces *p;
  VEC(struct level) levels;
  uint32_t lines;
};

static void open_level(struct nesting *n, uint32_t k, struct level *outer)
{
  struct piece *at = n->p->at;
  struct level inner = {.opener = k, .lines = n->lines};
  bool behind_value = k && token_ends_value(at[k - 1].kind);
  if (at[k].kind == '{') {
    inner.imports = outer->statement == T_IMPORT;
    at[k].flags |= inner.imports ? PIECE_LIST | PIECE_COMMA : PIECE_BLOCK;
  } else if (at[k].kind == '[' && outer->type) inner.type = true;
  else if (at[k].kind == '[' || behind_value) at[k].flags |= PIECE_LIST | PIECE_COMMA;
  else at[k].flags |= PIECE_LIST;
  if ((at[k].flags & PIECE_LIST) && (at[k + 1].flags & PIECE_LINE)) at[k].flags |= PIECE_SPREAD;
  vec_push(&n->levels, inner);
}

static void close_level(struct nesting *n, uint32_t k)
{
  struct piece *at = n->p->at;
  uint32_t opener = n->levels.at[n->levels.n - 1].opener;
  at[k].partner = opener;
  at[opener].partner = k;
  at[k].flags &= (uint16_t)~PIECE_STARTS;
  bool empty = opener + 1 == k && at[k].remark == at[k + 1].remark;
  if (empty) at[opener].flags &= (uint16_t)~(PIECE_LIST | PIECE_SPREAD | PIECE_BLOCK);
  else if ((at[opener].flags & PIECE_BLOCK) && n->lines != n->levels.at[n->levels.n - 1].lines)
    at[opener].flags |= PIECE_SPREAD;
  n->levels.n--;
}

/* What piece k, none of a bracket, says of the brackets and the statement round it. */
static void note_piece(struct level *l, struct piece *k)
{
  switch (k->kind) {
  case ':':
    l->type = true;
    break;
  case ',':
    if (l->statement == T_BINDS && !l->comma && (k[1].flags & PIECE_LINE))
      k->flags |= PIECE_SPREAD;
    l->comma = true;
    l->type = false;
    break;
  case '=': case T_CLAUSE: case T_AS:
    l->type = false;
    break;
  }
}

static void nest(struct pieces *p)
{
  struct nesting n = {.p = p};
  vec_push(&n.levels, (struct level){0});
  for (uint32_t k = 0; k < p->n; k++) {
    struct level *l = &n.levels.at[n.levels.n - 1];
    struct piece *piece = &p->at[k];
    if (piece->flags & PIECE_LINE) n.lines++;
    if (k && p->at[k - 1].kind == '{') piece->flags |= PIECE_STARTS;
    if (l->imports) piece->flags &= (uint16_t)~PIECE_STARTS;
    if (piece->flags & PIECE_STARTS) {
      l->statement = piece->kind;
      l->type = l->comma = false;
    }
    switch (piece->kind) {
    case '(': case '[': case '{':
      open_level(&n, k, l);
      break;
    case ')': case ']': case '}':
      close_level(&n, k);
      break;
    case T_FORC: case T_DOTDOT: /* a comprehension, a range: no members */
      p->at[l->opener].flags &= (uint16_t)~PIECE_COMMA;
      break;
    default:
      note_piece(l, piece);
    }
  }
  vec_free(&n.levels);
}

/* ---- gaps and widths ---- */

static bool is_percent(const struct pieces *p, uint32_t k)
{
  return p->at[k].kind == T_UNIT && p->text[p->at[k].start] == '%';
}

/* Nothing stands between a bracket and what it holds, a call and its arguments,
 * a sign and its operand.  A unit must keep away from what would join it. */
static bool wants_space(const struct pieces *p, uint32_t k)
{
  const struct piece *at = p->at;
  if (!k) return false;
  uint16_t before = at[k - 1].kind, before2 = k > 1 ? at[k - 2].kind : 0;
  switch (at[k].kind) {
  case ')': case ']': case ',': case '.': case ':':
    return false;
  case '(': case '[':
    if (token_ends_value(before)) return is_percent(p, k - 1);
    break;
  case '}':
    return before != '{';
  case '^':
    return before == T_UNIT;
  case T_UNIT:
    return !is_percent(p, k);
  }
  switch (before) {
  case '(': case '[': case '.': case '@':
    return false;
  case '-':
    return token_ends_value(before2);
  case '*':
    return before2 != T_BY;
  case '^':
    return before2 == T_UNIT;
  default:
    return true;
  }
}

/* A `%` behind a number is per cent, one blank between or none, unless an operand
 * follows; that a string or a comment follows does not tell. */
static bool reads_as_percent(const struct pieces *p, uint32_t k)
{
  const struct piece *at = &p->at[k];
  return k && at->kind == '%' && at[-1].kind == T_NUMBER && at->remark == at[1].remark &&
         (at[1].kind == T_STRING || at[1].remark != at[2].remark);
}

/* Even behind a comment. */
static bool hugs_left(uint16_t kind)
{
  return kind == ')' || kind == ']' || kind == ',' || kind == '.';
}

uint32_t piece_gap(const struct pieces *p, uint32_t k, struct strbuf *out)
{
  const struct piece *at = p->at;
  uint16_t before = k ? at[k - 1].kind : '(';
  bool separator = (at[k].flags & PIECE_STARTS) && k && before != '{';
  bool space = at[k].flags & PIECE_SPACE, apart = at[k].flags & PIECE_APART;
  uint32_t columns = separator;
  for (uint32_t c = at[k].remark; c < at[k + 1].remark; c++) {
    if (separator && p->remarks[c].ended) {
      if (out) strbuf_putc(out, ';');
      separator = false;
    }
    if (c > at[k].remark || (before != '(' && before != '[')) {
      if (out) strbuf_putc(out, ' ');
      columns++;
    }
    if (out) remark_write(p, c, out);
    columns += p->remarks[c].columns;
    space = !hugs_left(at[k].kind);
  }
  if (separator && out) strbuf_putc(out, ';');
  if (out) strbuf_fill(out, ' ', (size_t)space + apart);
  return columns + space + apart;
}

void pieces_make(struct pieces *p, struct arena *a, const struct ast *ast)
{
  *p = (struct pieces){.ast = ast, .text = ast->source->text};
  p->at = arena_alloc_raw(a, ((size_t)ast->n_tokens + 2) * sizeof *p->at);
  p->remarks = ARENA_ARRAY(a, struct remark, ast->n_comments);
  merge_all(p);
  /* The end of the file holds the comments behind the last token. */
  p->at[p->n + 1] = (struct piece){.remark = ast->n_comments};
  nest(p);
  uint32_t flat = 0, reasons = 0;
  for (uint32_t k = 0; k <= p->n; k++) {
    struct piece *piece = &p->at[k];
    if (wants_space(p, k)) piece->flags |= PIECE_SPACE;
    if (reads_as_percent(p, k)) piece->flags |= PIECE_APART;
    flat += piece_gap(p, k, NULL) + piece->columns;
    piece->flat = flat;
    if (piece->flags & PIECE_GAP_STAYS) reasons++;
    piece->reasons = reasons;
    if (piece->flags & PIECE_SPREAD) reasons++;
  }
}

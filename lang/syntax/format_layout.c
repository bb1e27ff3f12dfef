/* Where lines break.
 *
 * A layout that is laid out again must not change.  So what decides is only what
 * the result has in common with the source: the tokens, the comments with the
 * line ends round them, empty lines, and whether a block or a bracket was opened
 * over several lines, which it then stays.  What is broken because it is too wide
 * is found broken the next time; every choice below comes out the same for "too
 * wide" and for "has reasons against one line".  Columns that line up are padded
 * afterwards and decide nothing. */
#include "lang/syntax/format_inside.h"

#include "lang/syntax/parser.h"

/* The statement being laid out. */
struct progress {
  uint32_t indent;
  uint32_t hang;           /* indentation of its later lines */
  uint32_t line;           /* serial of its first line */
  uint32_t last;           /* its last piece */
  /* The next cell of its first line, and the one behind that. */
  uint32_t cell_start;     /* column */
  struct {
    uint32_t end;          /* the piece behind it; 0: there is none */
    uint8_t slot, family;
  } cell, then;
};

struct layout {
  const struct pieces *p;
  struct page page;
  struct progress now;
};

static void put_block(struct layout *l, uint32_t k, uint32_t indent);
static void put_range(struct layout *l, uint32_t i, uint32_t j, uint32_t tail);

/* ---- widths ---- */

/* The piece behind k at its level of brackets. */
static uint32_t step(const struct pieces *p, uint32_t k)
{
  return p->at[k].partner > k ? p->at[k].partner + 1 : k + 1;
}

/* The first piece of a kind at the level of i, up to j; 0 if there is none. */
static uint32_t find(const struct pieces *p, uint32_t i, uint32_t j, uint16_t kind)
{
  for (uint32_t k = i; k <= j; k = step(p, k))
    if (p->at[k].kind == kind) return k;
  return 0;
}

static bool can_break(const struct pieces *p, uint32_t k)
{
  return piece_is(p, k, PIECE_LIST | PIECE_BLOCK);
}

/* Columns of the pieces behind i, up to and with j, on i's line. */
static uint32_t columns_after(const struct pieces *p, uint32_t i, uint32_t j)
{
  return p->at[j].flat - p->at[i].flat;
}

static bool may_be_flat(const struct pieces *p, uint32_t i, uint32_t j)
{
  return p->at[i].reasons == p->at[j].reasons;
}

/* Do the pieces i to j, and `tail` columns behind them, fit on the line when i
 * starts in `column`? */
static bool fits(const struct pieces *p, uint32_t i, uint32_t j, uint32_t column, uint32_t tail)
{
  return may_be_flat(p, i, j) &&
         column + p->at[i].columns + columns_after(p, i, j) + tail <= LINE_COLUMNS;
}

/* ---- on one line ---- */

/* Does a cell end before piece k? */
static void mark_cell(struct layout *l, uint32_t k)
{
  const struct pieces *p = l->p;
  struct progress *s = &l->now;
  if (s->cell.end != k || l->page.serial != s->line) return;
  uint32_t columns = l->page.column - s->cell_start;
  if (p->at[k].kind == T_ADDEQ) columns++; /* so that `=` lines up with its end */
  page_cell(&l->page, s->cell.slot, s->cell.family, columns);
  s->cell_start = l->page.column;
  if (s->cell.family == FAMILY_ROW) {
    uint32_t comma = find(p, k, s->last, ',');
    s->cell.end = comma ? comma + 1 : 0;
    s->cell.slot++;
  } else s->cell = s->then;
}

/* Piece k on the line of the one before. */
static void put_next(struct layout *l, uint32_t k)
{
  mark_cell(l, k);
  page_gap(&l->page, k, GAP_FLAT, l->now.hang, l->now.hang);
  page_piece(&l->page, k);
}

static void put_flat(struct layout *l, uint32_t i, uint32_t j)
{
  page_piece(&l->page, i);
  for (uint32_t k = i + 1; k <= j; k++) put_next(l, k);
}

/* ---- brackets ---- */

/* The `if` that filters a comprehension stands behind a value. */
static bool starts_member(const struct pieces *p, uint32_t k)
{
  return p->at[k].kind == T_FORC || (p->at[k].kind == T_IF && token_ends_value(p->at[k - 1].kind));
}

/* The last piece of the member that starts with i; `closer` ends the list. */
static uint32_t member_end(const struct pieces *p, uint32_t i, uint32_t closer)
{
  for (uint32_t k = step(p, i); k < closer; k = step(p, k))
    if (p->at[k].kind == ',' || starts_member(p, k)) return k - 1;
  return closer - 1;
}

/* Does the piece i, and all up to `last`, fit behind the piece before it? */
static bool fits_behind(const struct layout *l, uint32_t i, uint32_t last, uint32_t tail)
{
  const struct pieces *p = l->p;
  return !piece_is(p, i, PIECE_GAP_STAYS) && may_be_flat(p, i, last) &&
         l->page.column + columns_after(p, i - 1, last) + tail <= LINE_COLUMNS;
}

/* A member has a line of its own, unless the list was broken by hand and this
 * member not: then the lines stay as they are, as far as they hold them. */
static enum gap gap_of_member(const struct layout *l, uint32_t i, uint32_t last, uint32_t line,
                              uint32_t opener, uint32_t tail)
{
  bool kept = piece_is(l->p, opener, PIECE_SPREAD) && !piece_is(l->p, i, PIECE_LINE);
  return kept && l->page.serial == line && fits_behind(l, i, last, tail) ? GAP_FLAT : GAP_BLANK;
}

/* Members on lines of their own.  What parentheses hold is no list: its later
 * lines start where the first does. */
static void put_list(struct layout *l, uint32_t opener)
{
  const struct pieces *p = l->p;
  uint32_t closer = p->at[opener].partner, base = l->page.base, hang = l->now.hang;
  uint32_t line = 0; /* the one on which the last member started */
  bool is_list = p->at[opener].kind != '(' || piece_is(p, opener, PIECE_COMMA);
  page_piece(&l->page, opener);
  for (uint32_t i = opener + 1; i < closer;) {
    uint32_t last = member_end(p, i, closer);
    bool comma = p->at[last + 1].kind == ',', final = last + 1 == closer;
    bool add = final && piece_is(p, opener, PIECE_COMMA);
    enum gap gap = line ? gap_of_member(l, i, last, line, opener, comma || add) : GAP_BLANK;
    l->now.hang = base + INDENT + (is_list ? INDENT : 0);
    page_gap(&l->page, i, gap, base + INDENT, base + INDENT);
    line = l->page.serial;
    put_range(l, i, last, comma || add);
    if (comma) put_next(l, last + 1);
    if (add) page_comma(&l->page);
    i = last + 1 + comma;
  }
  l->now.hang = hang;
  page_gap(&l->page, closer, GAP_BLANK, base + INDENT, base);
  page_piece(&l->page, closer);
}

/* The group that opens with k; `tail` columns must fit behind it. */
static void put_group(struct layout *l, uint32_t k, uint32_t tail)
{
  const struct pieces *p = l->p;
  if (fits(p, k, p->at[k].partner, l->page.column, tail)) put_flat(l, k, p->at[k].partner);
  else if (piece_is(p, k, PIECE_LIST)) put_list(l, k);
  else put_block(l, k, p->at[k - 1].kind == T_WITH ? l->page.base : l->now.indent);
}

/* ---- expressions ---- */

/* Where a line may break, behind the piece; the loosest first. */
enum looseness {
  LOOSE_COMMA = 1, LOOSE_CLAUSE, LOOSE_BRANCH, LOOSE_RANGE, LOOSE_OR, LOOSE_AND, LOOSE_COMPARE,
  LOOSE_SUM, LOOSE_PRODUCT, LOOSE_NONE
};

/* The `in` of a loop or a binding is not an operator. */
static bool names_member(const struct pieces *p, uint32_t in)
{
  uint16_t before = in > 1 ? p->at[in - 2].kind : 0;
  return before == T_BINDS || before == T_LOOP || before == T_FORC || before == ',';
}

static enum looseness looseness(const struct pieces *p, uint32_t k)
{
  uint16_t before = k ? p->at[k - 1].kind : 0;
  switch (p->at[k].kind) {
  case ',': return LOOSE_COMMA;
  case T_CLAUSE: case T_AS: case T_REUSE: case T_OVER: return LOOSE_CLAUSE;
  case T_THEN: case T_ELSE: return LOOSE_BRANCH;
  case T_DOTDOT: case T_BY: return LOOSE_RANGE;
  case T_OR: return LOOSE_OR;
  case T_AND: return LOOSE_AND;
  case T_IN: return names_member(p, k) ? LOOSE_NONE : LOOSE_COMPARE;
  case '<': case '>': case T_LE: case T_GE: case T_EQ: case T_NE: case T_APPROX:
    return LOOSE_COMPARE;
  case '+': return LOOSE_SUM;
  case '-': return token_ends_value(before) ? LOOSE_SUM : LOOSE_NONE;
  case '*': return token_ends_value(before) ? LOOSE_PRODUCT : LOOSE_NONE;
  case '/': case '&': return LOOSE_PRODUCT;
  case '%': return before == T_NUMBER ? LOOSE_NONE : LOOSE_PRODUCT; /* `50 %` is per cent */
  default: return LOOSE_NONE;
  }
}

/* The loosest place to break between i and j.  Brackets go before clauses. */
static enum looseness loosest(const struct pieces *p, uint32_t i, uint32_t j)
{
  enum looseness best = LOOSE_NONE, clause = LOOSE_NONE;
  bool brackets = false;
  for (uint32_t k = i; k < j; k = step(p, k)) {
    enum looseness here = looseness(p, k);
    if (here == LOOSE_CLAUSE) clause = here;
    else if (here < best) best = here;
    brackets |= piece_is(p, k, PIECE_LIST);
  }
  return brackets || best < clause ? best : clause < best ? clause : best;
}

/* How the operand `from` to `to` follows the operator before it: on the line if
 * it fits there, else on the next if it fits there, else wherever its first
 * bracket can be opened. */
static enum gap gap_before(const struct layout *l, uint32_t from, uint32_t to, uint32_t tail)
{
  const struct pieces *p = l->p;
  if (piece_is(p, from, PIECE_GAP_STAYS)) return GAP_LINE;
  if (fits_behind(l, from, to, tail)) return GAP_FLAT;
  bool comments = p->at[from].remark != p->at[from + 1].remark;
  uint32_t before = comments ? piece_gap(p, from, NULL) : 0;
  if (fits(p, from, to, l->now.hang + before, tail)) return GAP_LINE;
  uint32_t k = from;
  while (k <= to && !can_break(p, k)) k = step(p, k);
  bool opens = k <= to && l->page.column + columns_after(p, from - 1, k) <= LINE_COLUMNS;
  return opens ? GAP_FLAT : GAP_LINE;
}

/* Breaks behind the operators of one looseness where it must. */
static void put_operands(struct layout *l, uint32_t i, uint32_t j, enum looseness at, uint32_t tail)
{
  const struct pieces *p = l->p;
  uint32_t hang = l->now.hang;
  for (uint32_t from = i, to; from <= j; from = to + 1) {
    for (to = from; to < j && looseness(p, to) != at;) {
      uint32_t next = step(p, to);
      to = next <= j ? next : j;
    }
    uint32_t behind = to < j ? 0 : tail;
    if (from > i) {
      mark_cell(l, from);
      page_gap(&l->page, from, gap_before(l, from, to, behind), hang, hang);
    }
    l->now.hang = hang + (at == LOOSE_COMMA ? INDENT : 0);
    put_range(l, from, to, behind);
    l->now.hang = hang;
  }
}

/* Columns that follow piece k on its line whatever happens behind. */
static uint32_t columns_behind(const struct pieces *p, uint32_t k, uint32_t last, uint32_t tail)
{
  for (uint32_t next = k; next < last;)
    if (can_break(p, ++next)) return columns_after(p, k, next);
  return columns_after(p, k, last) + tail;
}

/* The pieces i to j, of which i's gap was written; `tail` columns follow. */
static void put_range(struct layout *l, uint32_t i, uint32_t j, uint32_t tail)
{
  const struct pieces *p = l->p;
  if (fits(p, i, j, l->page.column, tail)) {
    put_flat(l, i, j);
    return;
  }
  enum looseness at = loosest(p, i, j);
  if (at != LOOSE_NONE) {
    put_operands(l, i, j, at, tail);
    return;
  }
  for (uint32_t k = i; k <= j; k++) {
    if (k > i) {
      mark_cell(l, k);
      page_gap(&l->page, k, GAP_FLAT, l->now.hang, l->now.hang);
    }
    if (can_break(p, k)) {
      uint32_t closer = p->at[k].partner;
      put_group(l, k, columns_behind(p, closer, j, tail));
      k = closer;
    } else page_piece(&l->page, k);
  }
}

/* ---- statements ---- */

/* What a statement is for those who line it up. */
struct shape {
  uint32_t name_end;      /* the `=`, `in` or `{` behind its name; 0: none */
  enum family word, name; /* families of its cells */
  uint32_t commas;        /* outside brackets */
  bool whole;             /* lines up only if it stands on one line */
};

static enum family family_of_names(enum keyword w)
{
  return w == KW_pareto || w == KW_minimize || w == KW_report ? FAMILY_AIM : FAMILY_PLACEMENT;
}

static void shape_binding(const struct pieces *p, uint32_t i, uint32_t j, struct shape *s)
{
  uint32_t equals = find(p, i, j, '='), in = find(p, i, j, T_IN);
  bool member = in && (!equals || in < equals);
  s->name_end = member ? in : equals;
  s->name = member ? FAMILY_BINDING_IN : FAMILY_BINDING;
}

/* A statement that starts with a path: what it is shows behind the path. */
static void shape_path(const struct pieces *p, uint32_t i, uint32_t j, struct shape *s)
{
  bool indexed = false;
  for (uint32_t k = i; k <= j; k = step(p, k)) {
    switch (p->at[k].kind) {
    case '[':
      indexed = true;
      continue;
    case T_IDENT: case '.':
      continue;
    case '=': case T_ADDEQ:
      s->name_end = k;
      s->name = indexed ? FAMILY_EINSUM : FAMILY_ATTRIBUTE;
      return;
    case ':':
      s->name_end = find(p, k, j, '=');
      s->name = FAMILY_FIELD;
      return;
    case '{':
      s->name_end = k;
      s->name = FAMILY_AMEND;
      s->whole = true;
      return;
    default:
      return;
    }
  }
}

static struct shape shape_of(const struct pieces *p, uint32_t i, uint32_t j)
{
  struct shape s = {0};
  for (uint32_t k = i; k <= j; k = step(p, k)) s.commas += p->at[k].kind == ',';
  switch (p->at[i].kind) {
  case T_DECL:
    s.name_end = find(p, i, j, '=');
    if (s.name_end) s.word = s.name = FAMILY_DECLARATION;
    if (p->at[i + 2].kind == '(') s.name_end = 0; /* what has parameters stands out */
    break;
  case T_BINDS:
    s.word = FAMILY_BINDING;
    if (!s.commas) shape_binding(p, i + 1, j, &s);
    break;
  case T_LOOP: case T_COND:
    s.word = FAMILY_PLACEMENT;
    break;
  case T_NAMES:
    s.word = family_of_names(p->at[i].word);
    break;
  case T_AT:
    s.name = s.commas ? FAMILY_AT_SEVERAL : FAMILY_AT;
    s.name_end = find(p, i, j, '{');
    s.whole = true;
    break;
  case T_IMPORT:
    s.name = FAMILY_IMPORT;
    s.name_end = find(p, i, j, '{');
    s.whole = true;
    break;
  case T_ROW:
    s.name = FAMILY_ROW;
    s.name_end = find(p, i, j, ',') + 1;
    s.whole = true;
    break;
  case T_IDENT:
    shape_path(p, i, j, &s);
    break;
  }
  return s;
}

/* One binding a line, under the first. */
static void put_bindings(struct layout *l, uint32_t i, uint32_t j)
{
  const struct pieces *p = l->p;
  uint32_t hang = l->page.column + p->at[i].columns + 1;
  page_run_here(&l->page);
  page_piece(&l->page, i);
  l->page.base = hang;
  for (uint32_t from = i + 1, to; from <= j; from = to + 1) {
    uint32_t comma = find(p, from, j, ',');
    to = comma ? comma : j;
    page_gap(&l->page, from, from > i + 1 ? GAP_LINE : GAP_FLAT, hang, hang);
    struct shape s = {0};
    shape_binding(p, from, to, &s);
    l->now.line = l->page.serial;
    l->now.cell_start = hang;
    l->now.cell.end = s.name_end;
    l->now.cell.slot = CELL_NAME;
    l->now.cell.family = s.name;
    l->now.hang = hang + INDENT;
    uint32_t run = l->page.run;
    l->page.run = 0;
    put_range(l, from, to, 0);
    l->page.run = run;
    if (l->page.serial != l->now.line) page_run_next(&l->page);
  }
}

/* Where the lines of a statement behind its first begin: under the first member
 * of its list, if it is one. */
static uint32_t hang_of(const struct layout *l, uint32_t i, const struct shape *s)
{
  bool listing = s->commas && l->p->at[i].kind != T_IDENT;
  return listing ? l->page.column + l->p->at[i].columns + 1 : l->page.column + INDENT;
}

static void plan_cells(struct progress *now, uint32_t i, const struct shape *s)
{
  now->cell.end = s->name ? s->name_end : 0;
  now->cell.slot = CELL_NAME;
  now->cell.family = s->name;
  if (!s->word) return;
  now->then = now->cell;
  now->cell.end = i + 1;
  now->cell.slot = CELL_WORD;
  now->cell.family = s->word;
}

/* A block of the statement's own goes on lines before what stands in front of
 * it does. */
static void put_head_and_block(struct layout *l, uint32_t i, uint32_t j)
{
  const struct pieces *p = l->p;
  uint32_t open = p->at[j].partner;
  bool block = open < j && piece_is(p, open, PIECE_BLOCK) && p->at[open - 1].kind != T_WITH;
  if (block && !fits(p, i, j, l->page.column, 0) && fits(p, i, open, l->page.column, 0)) {
    put_flat(l, i, open - 1);
    mark_cell(l, open);
    page_gap(&l->page, open, GAP_FLAT, l->now.hang, l->now.hang);
    put_block(l, open, l->now.indent);
  } else put_range(l, i, j, 0);
}

/* The statement i to j.  Its first line may line up with those before it, and
 * those behind it with it if it is its only one. */
static void put_statement(struct layout *l, uint32_t i, uint32_t j, uint32_t indent)
{
  const struct pieces *p = l->p;
  page_gap(&l->page, i, GAP_BLANK, indent, indent);
  struct shape s = shape_of(p, i, j);
  bool flat = fits(p, i, j, l->page.column, 0);
  bool bindings = p->at[i].kind == T_BINDS && s.commas;
  l->now = (struct progress){.indent = indent, .hang = hang_of(l, i, &s), .last = j,
                             .line = l->page.serial, .cell_start = l->page.column};
  bool alone = l->page.column == indent; /* no comment before it */
  if (alone && (flat || !(s.whole || s.commas))) plan_cells(&l->now, i, &s);
  uint32_t run = l->page.run;
  l->page.run = 0;
  if (bindings && !flat) put_bindings(l, i, j);
  else put_head_and_block(l, i, j);
  l->page.run = run;
  if (l->page.serial != l->now.line) page_run_next(&l->page);
}

static void put_statements(struct layout *l, uint32_t i, uint32_t end, uint32_t indent)
{
  const struct pieces *p = l->p;
  page_run_next(&l->page);
  while (i < end) {
    uint32_t next = step(p, i);
    while (next < end && !piece_is(p, next, PIECE_STARTS)) next = step(p, next);
    put_statement(l, i, next - 1, indent);
    i = next;
  }
}

static void put_block(struct layout *l, uint32_t k, uint32_t indent)
{
  struct progress outside = l->now;
  uint32_t closer = l->p->at[k].partner;
  page_piece(&l->page, k);
  put_statements(l, k + 1, closer, indent + INDENT);
  page_gap(&l->page, closer, GAP_BLANK, indent + INDENT, indent);
  page_piece(&l->page, closer);
  l->page.run = 0;
  l->now = outside;
}

void layout_write(const struct pieces *p, struct strbuf *out)
{
  struct layout l = {.p = p, .page = {.p = p, .out = out}};
  put_statements(&l, 0, p->n, 0);
  page_gap(&l.page, p->n, GAP_BLANK, 0, 0);
  page_finish(&l.page);
}

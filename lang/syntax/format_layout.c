#include "lang/syntax/format_inside.h"

#include "lang/syntax/parser.h"

/* The statement being laid out. */
struct progress {
  uint32_t indent;
  uint32_t hang;           /* indentation of its later lines */
  uint32_t line;           /* serial of its first line */
  uint32_t mark[N_CELLS];  /* pieces that start behind a cell; 0: none */
  enum family family[N_CELLS];
  uint32_t from;           /* where its cells start; UINT32_MAX: where the word's cell ended */
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

static void mark_cells(struct layout *l, uint32_t k)
{
  struct progress *s = &l->now;
  if (l->page.serial != s->line) return;
  for (unsigned i = 0; i < N_CELLS; i++) {
    if (s->mark[i] != k) continue;
    page_cell(&l->page, i, s->family[i], s->from);
    s->from = l->page.column;
  }
}

/* Piece k on the line of the one before. */
static void put_next(struct layout *l, uint32_t k)
{
  mark_cells(l, k);
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
  return p->at[k].kind == T_FORC || (p->at[k].kind == T_IF && piece_ends_value(p->at[k - 1].kind));
}

/* The last piece of the member that starts with i; `closer` ends the list. */
static uint32_t member_end(const struct pieces *p, uint32_t i, uint32_t closer)
{
  for (uint32_t k = step(p, i); k < closer; k = step(p, k))
    if (p->at[k].kind == ',' || starts_member(p, k)) return k - 1;
  return closer - 1;
}

/* Members on lines of their own.  What parentheses hold is no list: its later
 * lines start where the first does. */
static void put_list(struct layout *l, uint32_t opener)
{
  const struct pieces *p = l->p;
  uint32_t closer = p->at[opener].partner, base = l->page.base, hang = l->now.hang;
  bool is_list = p->at[opener].kind != '(' || piece_is(p, opener, PIECE_COMMA);
  page_piece(&l->page, opener);
  for (uint32_t i = opener + 1; i < closer;) {
    uint32_t last = member_end(p, i, closer);
    bool comma = p->at[last + 1].kind == ',', final = last + 1 == closer;
    bool add = final && piece_is(p, opener, PIECE_COMMA);
    l->now.hang = base + INDENT + (is_list ? INDENT : 0);
    page_gap(&l->page, i, piece_is(p, i, PIECE_NO_LINE) ? GAP_FLAT : GAP_BLANK, base + INDENT,
             base + INDENT);
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
  case '-': return piece_ends_value(before) ? LOOSE_SUM : LOOSE_NONE;
  case '*': return piece_ends_value(before) ? LOOSE_PRODUCT : LOOSE_NONE;
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
  if (piece_is(p, from, PIECE_NO_LINE)) return GAP_FLAT;
  uint32_t column = l->page.column - p->at[from - 1].flat; /* wraps round, as it should */
  bool gap_stays = piece_is(p, from, PIECE_GAP_STAYS), flat = may_be_flat(p, from, to);
  if (flat && !gap_stays && column + p->at[to].flat + tail <= LINE_COLUMNS) return GAP_FLAT;
  bool comments = p->at[from].remark != p->at[from + 1].remark;
  uint32_t before = comments ? piece_gap(p, from, NULL) : 0;
  if (fits(p, from, to, l->now.hang + before, tail)) return GAP_LINE;
  uint32_t k = from;
  while (k <= to && !can_break(p, k)) k = step(p, k);
  return k <= to && column + p->at[k].flat <= LINE_COLUMNS ? GAP_FLAT : GAP_LINE;
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
      mark_cells(l, from);
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
      mark_cells(l, k);
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

static uint32_t find(const struct pieces *p, uint32_t i, uint32_t j, uint16_t kind)
{
  for (uint32_t k = i; k <= j; k = step(p, k))
    if (p->at[k].kind == kind) return k;
  return 0;
}

static void shape_binding(const struct pieces *p, uint32_t i, uint32_t j, struct shape *s)
{
  uint32_t equals = find(p, i, j, '='), in = find(p, i, j, T_IN);
  if (in && (!equals || in < equals)) *s = (struct shape){in, s->word, FAMILY_BINDING_IN, s->commas, false};
  else if (equals) *s = (struct shape){equals, s->word, FAMILY_BINDING, s->commas, false};
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
    case '=':
      s->name_end = k;
      s->name = indexed ? FAMILY_EINSUM : FAMILY_ATTRIBUTE;
      return;
    case T_ADDEQ:
      s->name_end = k;
      s->name = FAMILY_EINSUM;
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
    break;
  case T_BINDS:
    s.word = FAMILY_BINDING;
    if (!s.commas) shape_binding(p, i + 1, j, &s);
    break;
  case T_LOOP:
    if (p->at[i + 2].kind != T_IN) s.word = FAMILY_PLACEMENT;
    break;
  case T_COND:
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
    bool line = from > i + 1 && !piece_is(p, from, PIECE_NO_LINE);
    page_gap(&l->page, from, line ? GAP_LINE : GAP_FLAT, hang, hang);
    struct shape s = {0};
    shape_binding(p, from, to, &s);
    l->now.line = l->page.serial;
    l->now.from = hang;
    l->now.mark[CELL_NAME] = s.name_end;
    l->now.family[CELL_NAME] = s.name;
    l->now.hang = hang + INDENT;
    uint32_t run = l->page.run;
    l->page.run = 0;
    put_range(l, from, to, 0);
    l->page.run = run;
    if (l->page.serial != l->now.line) page_run_next(&l->page);
  }
}

/* The statement i to j.  Its first line may line up with those before it, and
 * those behind it with it if it is its only one. */
static void put_statement(struct layout *l, uint32_t i, uint32_t j, uint32_t indent)
{
  const struct pieces *p = l->p;
  page_gap(&l->page, i, GAP_BLANK, indent, indent);
  struct shape s = shape_of(p, i, j);
  bool flat = fits(p, i, j, l->page.column, 0);
  bool word = s.commas && p->at[i].kind != T_IDENT;
  l->now = (struct progress){.indent = indent, .line = l->page.serial, .from = l->page.column,
                              .hang = word ? l->page.column + p->at[i].columns + 1
                                           : indent + CONTINUATION};
  uint32_t run = l->page.run;
  l->page.run = 0;
  if (!flat && s.commas && p->at[i].kind == T_BINDS) put_bindings(l, i, j);
  else {
    bool lines_up = flat || !(s.whole || (word && s.commas));
    if (lines_up && s.word) {
      l->now.mark[CELL_WORD] = i + 1;
      l->now.family[CELL_WORD] = s.word;
    }
    if (lines_up && s.name_end) {
      l->now.mark[CELL_NAME] = s.name_end;
      l->now.family[CELL_NAME] = s.name;
    }
    put_range(l, i, j, 0);
  }
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

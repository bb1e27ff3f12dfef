#include "lang/syntax/lex.h"

#include "lang/syntax/literal.h"
#include "lang/syntax/parser.h"
#include "lang/syntax/syntax_error.h"

#include <string.h>

enum {
  NESTING_MAX = 400,  /* brackets in brackets */
  LOOK_AHEAD = 4096,  /* bytes searched for a closing bracket */
};

struct span lex_span(const struct lex *lx, struct place p)
{
  return (struct span){lx->source->id, p.start, p.end};
}

bool syntax_spoilt(const struct lex *lx) { return lx->statement.spoilt || lx->gave_up; }

void lex_open(struct lex *lx)
{
  lx->line_open = true;
  lx->held = -1;
  lx->gave_up = !syntax_validate_text(lx);
  lex_raw_open(lx);
}

void lex_close(struct lex *lx)
{
  lex_raw_close(lx);
  vec_free(&lx->open);
}

/* ---- words ---- */

static int class_of(enum keyword w)
{
  static const int class[N_KEYWORDS] = {
#define KEYWORD(word, class, attr, like) [KW_##word] = T_##class,
#include "lang/syntax/keywords.def"
#undef KEYWORD
  };
  return w ? class[w] : T_IDENT;
}

static bool opens_statement(int class)
{
  switch (class) {
  case T_DECL: case T_NEST: case T_AT: case T_BINDS: case T_LOOP: case T_NAMES: case T_COND:
  case T_RUN: case T_ASSERT: case T_ROW: case T_IMPORT:
    return true;
  default:
    return false;
  }
}

static bool is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static const char *skip_blanks(const char *c)
{
  while (*c == ' ' || *c == '\t') c++;
  return c;
}

/* The word is followed by what shows it to be a name: `=` `.` `:` `+=`. */
static bool is_named(const char *after)
{
  const char *c = skip_blanks(after);
  switch (*c) {
  case '=': return c[1] != '=';
  case '.': return c[1] != '.';
  case ':': return true;
  case '+': return c[1] == '=';
  default: return false;
  }
}

bool token_ends_value(int kind)
{
  switch (kind) {
  case T_IDENT: case T_NUMBER: case T_UNIT: case T_STRING: case T_TRUE: case T_FALSE:
  case ')': case ']': case '}':
    return true;
  default:
    return false;
  }
}

static bool at_statement(const struct lex *lx)
{
  return lx->prev == 0 || lx->prev == T_EOL || lx->prev == '{';
}

/* The first of the names that are imported: `import layers { order, keep }`. */
static bool is_imported(const struct lex *lx, const char *after)
{
  const struct open_bracket *b = lx->open.n ? &lx->open.at[lx->open.n - 1] : NULL;
  const char *c = skip_blanks(after);
  return lx->prev == '{' && b->statement.word == KW_import && (*c == ',' || *c == '}');
}

/* What a word is here.  Reserved words are always themselves; a statement word
 * is one where a statement may open and nothing shows it to be a name; a clause
 * word is one outside brackets, behind a value. */
static int word_kind(const struct lex *lx, enum keyword w)
{
  int class = class_of(w);
  const char *after = lx->source->text + lx->end;
  switch (class) {
  case T_CLAUSE: case T_AS:
    return !lx->depth && token_ends_value(lx->prev) && !is_named(after) ? class : T_IDENT;
  case T_REUSE:
    return !lx->depth && token_ends_value(lx->prev) && lx->statement.word == KW_par ? class
                                                                                    : T_IDENT;
  case T_LOOP:
    if (lx->depth) return w == KW_for ? T_FORC : T_IDENT;
    break;
  default:
    if (!opens_statement(class)) return class;
  }
  return at_statement(lx) && !is_named(after) && !is_imported(lx, after) ? class : T_IDENT;
}

/* ---- newlines ---- */

/* A newline ends a statement when the line could end there (Go's rule).  `*`
 * ends one only as the whole value: `k = *`. */
static bool newline_ends(const struct lex *lx)
{
  if (lx->depth) return false;
  if (lx->prev == '*') return lx->prev2 == '=';
  if (opens_statement(lx->prev)) return true;
  return token_ends_value(lx->prev);
}

/* Skips blanks, lines' ends and comments. */
static const char *skip_space(const char *c)
{
  for (;;) {
    if (*c == ' ' || *c == '\t' || *c == '\n' || *c == '\r') c++;
    else if (c[0] == '/' && c[1] == '/') while (*c && *c != '\n') c++;
    else return c;
  }
}

/* `name[ … ] +=` or `name[ … ] =` at c: an Einsum. */
static bool looks_like_einsum(const char *c)
{
  if (!is_letter(*c)) return false;
  while (is_letter(*c) || (*c >= '0' && *c <= '9')) c++;
  c = skip_blanks(c);
  if (*c++ != '[') return false;
  unsigned left = 200;
  while (*c && *c != ']' && *c != '[' && *c != '\n' && left--) c++;
  if (*c++ != ']') return false;
  c = skip_blanks(c);
  return (c[0] == '+' && c[1] == '=') || (c[0] == '=' && c[1] != '=');
}

/* A word at c that stands between two values, so that the one before it is a name. */
static bool joins_values(const struct lex *lx, const char *c)
{
  size_t n = 0;
  while (is_letter(c[n]) || (c[n] >= '0' && c[n] <= '9')) n++;
  name_t word = intern_find(lx->names, c, n);
  switch (word ? (enum keyword)word->word : KW_NONE) {
  case KW_or: case KW_and: case KW_in: case KW_by: case KW_then: case KW_else: case KW_with:
  case KW_is: case KW_of: case KW_on: case KW_within: case KW_using: case KW_as: case KW_reuse:
  case KW_if: case KW_for:
    return true;
  default: return false;
  }
}

/* A statement word at c with what such a statement goes on with; `block`: a `{` is
 * such a thing too. */
static bool looks_like_statement(const struct lex *lx, const char *c, bool block)
{
  if (!is_letter(*c)) return false;
  size_t n = 0;
  while (is_letter(c[n]) || (c[n] >= '0' && c[n] <= '9')) n++;
  name_t word = intern_find(lx->names, c, n);
  if (!word || !opens_statement(class_of(word->word)) || is_named(c + n)) return false;
  const char *next = skip_blanks(c + n);
  if (next == c + n) return false;
  if (class_of(word->word) == T_LOOP) { /* not a comprehension's `for x in` */
    if (!is_letter(*next)) return false;
    while (is_letter(*next) || (*next >= '0' && *next <= '9')) next++;
    next = skip_blanks(next);
    return *next != '/' && !(next[0] == 'i' && next[1] == 'n' && !is_letter(next[2]));
  }
  if (is_letter(*next)) return !joins_values(lx, next);
  return *next == '"' || (block && *next == '{') || (*next >= '0' && *next <= '9');
}

/* ---- mending ---- */

static void mend(struct lex *lx, int kind, uint32_t at)
{
  if (lx->n_mend == MENDS) return;
  lx->mend[lx->n_mend].kind = kind;
  lx->mend[lx->n_mend++].at = (struct place){at, at};
}

static struct open_bracket *innermost(const struct lex *lx)
{
  return lx->open.n ? &lx->open.at[lx->open.n - 1] : NULL;
}

static int closer_of(char open) { return open == '(' ? ')' : open == '[' ? ']' : '}'; }

/* Closes brackets that were forgotten, up to and without the innermost `{`. */
static void mend_brackets(struct lex *lx, uint32_t at)
{
  for (uint32_t i = 0; i < lx->depth; i++)
    mend(lx, closer_of(lx->open.at[lx->open.n - 1 - i].c), at);
}

/* Does the innermost bracket close before something that only a statement has?
 * Tells a missing comma from a missing bracket. */
static bool closes_ahead(const struct lex *lx)
{
  const char *c = lx->source->text + lx->at, *end = lx->source->text + lx->source->size;
  if ((size_t)(end - c) > LOOK_AHEAD) end = c + LOOK_AHEAD;
  unsigned inner = 0;
  for (; c < end; c++) {
    if (*c == '(' || *c == '[') inner++;
    else if (*c == ')' || *c == ']') {
      if (!inner--) return true;
    } else if (*c == '{' || *c == '}') return false;
    else if (*c == '"') {
      for (c++; c < end && *c != '"' && *c != '\n';) c++;
    } else if (*c == '\n') {
      c = skip_space(c);
      if (looks_like_statement(lx, c, true) || looks_like_einsum(c)) return false;
      c--;
    }
  }
  return false;
}

static bool is_outermost_word(enum keyword w)
{
  switch (w) {
  case KW_component: case KW_arch: case KW_workload: case KW_mapping: case KW_mapspace:
  case KW_mapper: case KW_sparsity: case KW_study: case KW_test: case KW_import:
    return true;
  default:
    return false;
  }
}

/* A declaration that stands only at the top of a file starts a line at its very
 * left, inside a block: a `}` was forgotten. */
static bool forgot_brace(const struct lex *lx, int kind, const union semantic *value)
{
  return kind == T_IDENT && lx->line_open && lx->open.n && !lx->depth &&
         lx->at == lx->line_start && is_outermost_word(value->text.word) &&
         lx->open.at[0].indent == 0 && lx->prev != '{' &&
         looks_like_statement(lx, lx->source->text + lx->at, true);
}

/* A `{` that ends its line inside a bracket: the block is that of the statement,
 * `array PE[x = 2 {`, unless it amends. */
static bool forgot_bracket(const struct lex *lx, int kind)
{
  const char *after = skip_blanks(lx->source->text + lx->end);
  return kind == '{' && lx->depth && lx->prev != T_WITH && strchr("\n\r/", *after);
}

static void mend_blocks(struct lex *lx, struct place next, int word)
{
  syntax_unclosed_block(lx, innermost(lx), next, word);
  unsigned n = lx->open.n;
  for (unsigned i = 0; i < n && i < MENDS - 2; i++) mend(lx, '}', next.start);
}

/* Looks at the raw token before it is handed out; true if tokens were made up
 * that go before it. */
static bool mend_before(struct lex *lx, int kind, const union semantic *value)
{
  struct place next = {lx->at, lx->end};
  if (lx->depth && (kind == '}' || kind == 0)) {
    syntax_unclosed(lx, innermost(lx), next, 0);
    mend_brackets(lx, next.start);
    return true;
  }
  if (kind == 0 && lx->open.n) {
    mend_blocks(lx, next, 0);
    return true;
  }
  if (forgot_brace(lx, kind, value)) {
    mend_blocks(lx, next, value->text.word);
    mend(lx, T_EOL, next.start);
    return true;
  }
  if (forgot_bracket(lx, kind)) {
    syntax_unclosed(lx, innermost(lx), next, 0);
    mend_brackets(lx, next.start);
    return true;
  }
  if (kind != T_IDENT) return false;
  const char *c = lx->source->text + lx->at;
  if (!lx->depth && lx->prev == '}' && looks_like_statement(lx, c, true)) {
    syntax_same_line(lx, next);
    mend(lx, T_EOL, next.start);
    return true;
  }
  if (!lx->depth || !lx->line_open) return false;
  bool statement = looks_like_statement(lx, c, true) || looks_like_einsum(c);
  bool two_values = token_ends_value(lx->prev) &&
                    (!value->text.word || opens_statement(class_of(value->text.word)));
  if (value->text.word == KW_for && !statement) return false;
  if (!statement && !two_values) return false;
  if (!statement && closes_ahead(lx)) {
    syntax_missing_comma(lx, lx->here, next);
    mend(lx, ',', lx->here.end);
    return true;
  }
  syntax_unclosed(lx, innermost(lx), next, statement ? value->text.word : 0);
  mend_brackets(lx, next.start);
  mend(lx, T_EOL, next.start);
  return true;
}

/* ---- brackets ---- */

static void open_bracket(struct lex *lx, char c)
{
  uint32_t indent = 0;
  while (lx->source->text[lx->line_start + indent] == ' ' ||
         lx->source->text[lx->line_start + indent] == '\t')
    indent++;
  struct open_bracket b = {lx->at, c, indent, lx->depth, lx->statement};
  vec_push(&lx->open, b);
  lx->depth = c == '{' ? 0 : lx->depth + 1;
  if (lx->open.n > NESTING_MAX) {
    syntax_too_deep(lx, (struct place){lx->at, lx->end});
    lx->gave_up = true;
  }
}

static void note_misfit(struct lex *lx, const struct open_bracket *b)
{
  if (!lx->line_open || lx->mended || lx->misfit.end) return;
  if (lx->at - lx->line_start != b->indent && lx->line_start > b->at) {
    lx->misfit.start = b->at;
    lx->misfit.end = lx->at;
  }
}

/* Pops the bracket that `kind` closes.  Returns the token to hand out (which a
 * wrong closer becomes), 0 to drop it, or -1 when mends go before it. */
static int close_bracket(struct lex *lx, int kind)
{
  struct open_bracket *b = innermost(lx);
  if (b && kind == closer_of(b->c)) {
    if (kind == '}') note_misfit(lx, b);
    lx->depth = b->depth;
    if (kind == '}') {
      lx->closed = lx->statement;
      lx->statement = b->statement;
    }
    lx->open.n--;
    return kind;
  }
  if (!b || (b->c == '{' && (lx->open.n < 2 || closer_of(b[-1].c) != kind))) {
    syntax_stray_closer(lx, (char)kind, NULL);
    return 0;
  }
  struct place next = {lx->at, lx->end};
  if (b->c == '{') {
    syntax_unclosed_block(lx, b, next, 0);
    mend(lx, '}', next.start);
    return -1;
  }
  if (b->depth > 0 && closer_of(b[-1].c) == kind) {
    syntax_unclosed(lx, b, next, 0);
    mend(lx, closer_of(b->c), next.start);
    return -1;
  }
  syntax_stray_closer(lx, (char)kind, b);
  return close_bracket(lx, closer_of(b->c));
}

/* ---- the stream ---- */

static int hold(struct lex *lx, int kind, const union semantic *value)
{
  lx->held = kind;
  lx->held_value = *value;
  lx->held_at = (struct place){lx->at, lx->end};
  return -1;
}

/* `f(a; b)`: a comma is meant, unless what follows shows that the bracket was left
 * open. */
static bool separates_items(struct lex *lx)
{
  const char *c = skip_space(lx->source->text + lx->end);
  if (!lx->depth || looks_like_statement(lx, c, true) || looks_like_einsum(c) || !closes_ahead(lx))
    return false;
  syntax_semicolon(lx);
  return true;
}

/* The next raw token, newlines resolved; T_EOL where a statement ends. */
static int next_raw(struct lex *lx, union semantic *value)
{
  if (lx->held >= 0) {
    int kind = lx->held;
    *value = lx->held_value;
    lx->at = lx->held_at.start;
    lx->end = lx->held_at.end;
    lx->held = -1;
    return kind;
  }
  for (;;) {
    int kind = lex_raw(lx, value);
    if (kind == ';') return separates_items(lx) ? ',' : T_EOL;
    if (kind != RAW_NEWLINE) return kind;
    if (newline_ends(lx)) return T_EOL;
    if (lx->depth || at_statement(lx)) continue;
    const char *c = skip_space(lx->source->text + lx->end);
    bool einsum = (lx->prev == ',' || lx->prev == '=') && looks_like_einsum(c);
    if (!einsum && !looks_like_statement(lx, c, false)) continue;
    /* Something is missing at the end of this line, as the next begins anew. */
    if (lx->prev == ',')
      syntax_trailing_comma(lx, (struct place){(uint32_t)(c - lx->source->text), 0});
    return T_EOL;
  }
}

/* Decides what a raw token is; -1 when made-up tokens go first, -2 to skip it. */
static int refine(struct lex *lx, int kind, union semantic *value)
{
  if (kind == T_EOL) return kind;
  if (mend_before(lx, kind, value)) return hold(lx, kind, value);
  switch (kind) {
  case T_IDENT:
    if (value->text.word) {
      kind = word_kind(lx, value->text.word);
      if (kind == T_IDENT) value->text.word = 0;
    }
    return kind;
  case '(': case '[': case '{':
    open_bracket(lx, (char)kind);
    return lx->gave_up ? 0 : kind;
  case ')': case ']': case '}': {
    int closed = close_bracket(lx, kind);
    if (closed < 0) return hold(lx, kind, value);
    return closed ? closed : -2;
  }
  default:
    return kind;
  }
}

/* Bookkeeping for a token that is handed out. */
static int hand_out(struct lex *lx, int kind, const union semantic *value, struct place where)
{
  if (at_statement(lx) && kind != T_EOL && kind != '}')
    lx->statement = (struct statement){.at = where};
  if (lx->statement.n++ == 0 && opens_statement(kind)) lx->statement.word = value->text.word;
  lx->prev2 = lx->prev;
  lx->prev = kind;
  lx->prev_at = lx->here;
  lx->here = where;
  if (kind == '{') lx->statement = (struct statement){0};
  if (kind != T_EOL) lx->line_open = false;
  if ((lx->flags & PARSE_KEEP_TOKENS) && !lx->mended) {
    uint16_t word = kind == T_IDENT || kind == T_UNIT || kind == T_STRING || kind == T_NUMBER ||
                            kind < 128 || kind == T_EOL ? 0 : value->text.word;
    vec_push(&lx->tokens, ((struct token){where.start, where.end, (uint16_t)kind, word}));
  }
  return kind;
}

/* Recovering from a mistake behind a `}`, the parser forgets that the block was
 * closed: it gets the brace once more where the statement ends. */
static int pay_brace(struct lex *lx, int raw, union semantic *value, struct place *where)
{
  lx->owes_brace = false;
  hold(lx, raw, value);
  lx->mended = true;
  *where = (struct place){lx->at, lx->at};
  return hand_out(lx, '}', value, *where);
}

int lex_next(struct lex *lx, union semantic *value, struct place *where)
{
  for (;;) {
    if (lx->gave_up && lx->at_mend >= lx->n_mend) {
      *where = (struct place){lx->end, lx->end};
      return 0;
    }
    lx->mended = lx->at_mend < lx->n_mend;
    if (lx->mended) {
      *where = lx->mend[lx->at_mend].at;
      int kind = lx->mend[lx->at_mend++].kind;
      if (kind == ')' || kind == ']' || kind == '}') close_bracket(lx, kind);
      return hand_out(lx, kind, value, *where);
    }
    lx->n_mend = lx->at_mend = 0;
    int raw = next_raw(lx, value);
    if (lx->owes_brace && (raw == T_EOL || raw == '}' || raw == 0))
      return pay_brace(lx, raw, value, where);
    int kind = refine(lx, raw, value);
    if (kind == -2) lx->statement.spoilt = true;
    if (kind < 0) continue;
    *where = (struct place){lx->at, lx->end};
    return hand_out(lx, kind, value, *where);
  }
}

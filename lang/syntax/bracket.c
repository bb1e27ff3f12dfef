/* Brackets: those that are open, and tokens made up for what was forgotten. */
#include "lang/syntax/lex_inside.h"

#include "lang/syntax/parser.h"
#include "lang/syntax/syntax_error.h"

#include <string.h>

enum {
  NESTING_MAX = 400,  /* brackets in brackets */
  LOOK_AHEAD = 4096,  /* bytes searched for a closing bracket */
};

/* ---- mending ---- */

void mend(struct lex *lx, int kind, uint32_t at)
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
bool closes_ahead(const struct lex *lx)
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

/* The first word behind the line of `at`, or NULL if that is far away or there is none. */
static const char *below(const struct lex *lx, uint32_t at)
{
  const char *text = lx->source->text + at;
  size_t left = lx->source->size - at;
  const char *line = memchr(text, '\n', left < LOOK_AHEAD ? left : LOOK_AHEAD);
  line = line ? skip_space(line) : NULL;
  return line && *line ? line : NULL;
}

/* The blanks before the first word of the line that `at` stands on. */
static uint32_t indent_at(const struct lex *lx, uint32_t at)
{
  const char *text = lx->source->text;
  while (at > 0 && !strchr("\r\n", text[at - 1])) at--;
  return (uint32_t)strspn(text + at, " \t");
}

/* What begins at `next` stands further in than the statement. */
static bool stands_inside(const struct lex *lx, const char *next)
{
  uint32_t at = (uint32_t)(next - lx->source->text);
  return is_letter(*next) && !joins_values(lx, next) &&
         indent_at(lx, at) > indent_at(lx, lx->statement.at.start);
}

/* The `{` of a header went with what is wrong in it. */
static bool lost_block(const struct lex *lx, const char *next)
{
  return !lx->matched && syntax_spoilt(lx) && has_block(lx->statement.word) &&
         stands_inside(lx, next);
}

/* Behind a `}`: another statement, for sure. */
static bool begins_statement(const struct lex *lx, const char *c)
{
  return looks_like_statement(lx, c, true) ||
         (!lx->closed_amends && (looks_like_einsum(c) || names_something(c)));
}

/* Looks at the raw token before it is handed out; true if tokens were made up
 * that go before it. */
bool mend_before(struct lex *lx, int kind, const union semantic *value)
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
  if (!lx->depth && lx->prev == '}' && begins_statement(lx, c)) {
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
  mend(lx, lost_block(lx, c) ? '{' : T_EOL, next.start);
  return true;
}

/* ---- brackets ---- */

void open_bracket(struct lex *lx, char c)
{
  uint32_t line = lx->mended ? lx->statement.at.start
                : lx->at < lx->line_start ? lx->line_before : lx->line_start;
  struct open_bracket b = {.at = lx->at, .c = c, .amends = lx->prev == T_WITH,
                           .made_up = lx->mended, .indent = indent_at(lx, line),
                           .depth = lx->depth, .statement = lx->statement};
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
int close_bracket(struct lex *lx, int kind)
{
  struct open_bracket *b = innermost(lx);
  if (b && kind == closer_of(b->c)) {
    if (kind == '}') note_misfit(lx, b);
    lx->depth = b->depth;
    if (kind == '}') {
      lx->closed = b->statement;
      lx->closed_amends = b->amends;
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

/* ---- brackets that do not match ---- */

static const struct open_bracket *innermost_block(const struct lex *lx)
{
  for (uint32_t i = lx->open.n; i-- > 0;)
    if (lx->open.at[i].c == '{') return &lx->open.at[i];
  return NULL;
}

/* Written right behind the word before it, as a list of arguments is and a block
 * is not. */
static bool is_attached(const struct lex *lx)
{
  return lx->here.end == lx->at && token_ends_value(lx->prev);
}


/* What a block goes on with behind its `{`, on this line or the next. */
static bool looks_like_block(const struct lex *lx, const char *c)
{
  const char *first = skip_space(c);
  if (looks_like_statement(lx, first, true) || looks_like_einsum(first)) return true;
  const char *line_end = first + strcspn(first, "\r\n");
  return has_block(lx->statement.word) && first > c + strcspn(c, "\n") &&
         line_end[-1] != ',' && !is_attached(lx);
}

/* The lines behind this one show a block that began on it: they stand further in,
 * or end it. */
static bool goes_on_below(const struct lex *lx, uint32_t at)
{
  const char *next = below(lx, at);
  if (!next) return false;
  uint32_t indent = indent_at(lx, at), further = indent_at(lx, (uint32_t)(next - lx->source->text));
  return further > indent || (further == indent && *next == '}');
}

/* Statements behind a `{` on its own line. */
static bool opens_line_block(const struct lex *lx, const char *content)
{
  if (goes_on_below(lx, lx->at) && token_ends_value(lx->prev)) return true;
  if (lx->statement.word == KW_import) return is_letter(*content);
  if (looks_like_statement(lx, content, true)) return true;
  return names_something(content);
}

/* What an opening bracket should have been; 0: nothing. */
int meant_opener(struct lex *lx, int kind)
{
  const char *behind = lx->source->text + lx->end;
  char partner = layout_partner(behind);
  int meant = kind;
  bool line_end = strchr("\r\n/", *skip_blanks(behind));
  bool alone = partner ? lx->depth && partner == closer_of(innermost(lx)->c) : !line_end;
  if (kind == '{' && alone &&
      (lx->depth || !opens_line_block(lx, skip_blanks(behind)))) {
    syntax_stray_opener(lx);
    return 0;
  }
  if (kind == '{' && (partner == ')' || partner == ']') && is_attached(lx))
    meant = partner == ')' ? '(' : '[';
  if (kind != '{' && (partner == '}' || !partner) && looks_like_block(lx, behind) &&
      (partner || (line_end && has_block(lx->statement.word))))
    meant = '{';
  if (meant != kind) syntax_wrong_opener(lx, (char)kind, (char)meant);
  return meant;
}

/* Ends a block that stands further in than this `}`, and those around it. */
static bool ends_outer_block(struct lex *lx, uint32_t column)
{
  unsigned inner = 0;
  uint32_t i = lx->open.n;
  while (i-- > 0 && lx->open.at[i].c == '{' && lx->open.at[i].indent != column) inner++;
  if (i == UINT32_MAX || lx->open.at[i].c != '{' || inner == 0 || inner >= MENDS) return false;
  syntax_unclosed_block(lx, innermost(lx), (struct place){lx->at, lx->end}, 0);
  while (inner--) {
    mend(lx, '}', lx->at);
    mend(lx, T_EOL, lx->at);
  }
  return true;
}

/* May a `}` behind something end the block at i, which began on another line?  What
 * follows then stands where that block does. */
static bool may_end_here(const struct lex *lx, uint32_t i)
{
  for (const char *c = skip_blanks(lx->source->text + lx->end); *c == '}'; c = skip_blanks(c + 1))
    if (i-- == 0 || lx->open.at[i].c != '{') return true; /* one of the others is too many */
  const struct open_bracket *b = &lx->open.at[i];
  const char *next = below(lx, lx->at);
  if (!next) return i == 0;
  uint32_t indent = indent_at(lx, (uint32_t)(next - lx->source->text));
  bool same_line = i > 0 && b[-1].c == '{' && b[-1].indent == b->indent;
  return indent < b->indent || same_line || (indent == b->indent && *next != '}');
}

/* A `}` while brackets are open: is it one of theirs, written wrong? */
static bool is_wrong_brace(const struct lex *lx, const struct open_bracket *b)
{
  const struct open_bracket *block = innermost_block(lx);
  if (!block) return true;
  if (block->at >= lx->line_start) return layout_block_ends(lx->source->text + lx->end);
  uint32_t column = lx->at - lx->line_start;
  if (lx->line_open) return column == b->indent && column != block->indent;
  return !may_end_here(lx, (uint32_t)(block - lx->open.at));
}

/* What a closing bracket should have been; 0: nothing, -1: others go first. */
int meant_closer(struct lex *lx, int kind)
{
  struct open_bracket *b = innermost(lx);
  if (!b) return kind;
  bool same_line = b->at >= lx->line_start;
  uint32_t column = lx->at - lx->line_start;
  if (b->c != '{') {
    if (kind != '}' || !is_wrong_brace(lx, b)) return kind;
  } else if (kind == '}') {
    if (same_line || (!lx->line_open && may_end_here(lx, lx->open.n - 1))) return kind;
    if (lx->line_open && column < b->indent) return ends_outer_block(lx, column) ? -1 : kind;
    if (lx->line_open && column == b->indent) return kind;
    syntax_stray_closer(lx, '}', NULL);
    return 0;
  } else if (same_line ? layout_block_ends(lx->source->text + lx->end) ||
                           (lx->open.n > 1 && closer_of(b[-1].c) == kind)
                       : !lx->line_open || column != b->indent)
    return kind;
  syntax_stray_closer(lx, (char)kind, b);
  return closer_of(b->c);
}

/* At a newline: a block was announced, and what follows stands further in, but
 * there is no `{`. */
bool lacks_block(const struct lex *lx)
{
  if (lx->matched || lx->depth || lx->prev == '}' || lx->prev == '{' || lx->prev == T_EOL)
    return false;
  if (lx->prev != T_WITH && (!has_block(lx->statement.word) || lx->statement.n < 2)) return false;
  return stands_inside(lx, skip_space(lx->source->text + lx->end));
}

/* The same on one line: `at GLB keep A }`. */
bool lacks_line_block(const struct lex *lx, int kind)
{
  return !lx->matched && kind == T_IDENT && !lx->depth && has_block(lx->statement.word) &&
         lx->statement.n > 1 && token_ends_value(lx->prev) && lx->prev != '}' &&
         looks_like_statement(lx, lx->source->text + lx->at, true);
}

/* At a newline: a block that began on this line among its statements. */
bool lacks_line_end(const struct lex *lx)
{
  bool newline = lx->at < lx->line_start; /* and no `;` */
  if (lx->matched || !newline || !lx->open.n || lx->prev == '{') return false;
  const struct open_bracket *b = &lx->open.at[lx->open.n - 1];
  return b->c == '{' && !b->made_up && b->at >= lx->line_before && !goes_on_below(lx, b->at) &&
         !strchr("\r\n/", *skip_blanks(lx->source->text + b->at + 1));
}

void mend_line_end(struct lex *lx)
{
  syntax_unclosed_block(lx, innermost(lx), (struct place){lx->at, lx->end}, 0);
  mend(lx, '}', lx->at);
}

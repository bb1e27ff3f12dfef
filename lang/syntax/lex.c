#include "lang/syntax/lex_inside.h"

#include "lang/syntax/literal.h"
#include "lang/syntax/other_format.h"
#include "lang/syntax/parser.h"
#include "lang/syntax/syntax_error.h"

#include <string.h>

struct span lex_span(const struct lex *lx, struct place p)
{
  return (struct span){lx->source->id, p.start, p.end};
}

bool syntax_spoilt(const struct lex *lx) { return lx->statement.spoilt || lx->gave_up; }

void lex_open(struct lex *lx)
{
  lx->line_open = true;
  lx->held = -1;
  lx->errors_before = lx->diags->n_errors;
  lx->gave_up = !syntax_validate_text(lx) || syntax_is_other_format(lx);
  lx->matched = layout_matches(lx->source->text, lx->source->size);
  lex_raw_open(lx);
}

void lex_close(struct lex *lx)
{
  lex_raw_close(lx);
  vec_free(&lx->open);
}

/* ---- words ---- */

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
    if (lacks_line_end(lx)) return T_EOL;
    if (lacks_block(lx)) {
      syntax_missing_block(lx);
      return '{';
    }
    if (newline_ends(lx)) return T_EOL;
    if (at_statement(lx)) lx->statement.spoilt = false;
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
  if (kind == T_EOL && lacks_line_end(lx)) {
    mend_line_end(lx);
    return hold(lx, kind, value);
  }
  if (kind == T_EOL) return kind;
  if (lacks_line_block(lx, kind)) {
    syntax_missing_block(lx);
    mend(lx, '{', lx->at);
    return hold(lx, kind, value);
  }
  if (!lx->matched && kind > 0 && kind < 128 && strchr(")]}", kind)) {
    int meant = meant_closer(lx, kind);
    if (meant < 0) return hold(lx, kind, value);
    if (!meant) return -2;
    kind = meant;
  }
  if (mend_before(lx, kind, value)) return hold(lx, kind, value);
  switch (kind) {
  case T_IDENT:
    if (value->text.word) {
      kind = word_kind(lx, value->text.word);
      if (kind == T_IDENT) value->text.word = 0;
    }
    return kind;
  case '(': case '[': case '{':
    if (!lx->matched && lx->at >= lx->line_start) kind = meant_opener(lx, kind);
    if (!kind) return -2;
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
    lx->statement = (struct statement){.at = where, .spoilt = lx->statement.spoilt};
  if (lx->statement.n++ == 0 && opens_statement(kind)) lx->statement.word = value->text.word;
  lx->prev2 = lx->prev;
  lx->prev = kind;
  lx->prev_at = lx->here;
  lx->here = where;
  if (kind == '{') lx->statement = (struct statement){0};
  lx->begins = kind == '{' || kind == T_EOL;
  if (kind != T_EOL && !lx->mended && where.start >= lx->line_start) lx->line_open = false;
  if ((lx->flags & PARSE_KEEP_TOKENS) && !lx->mended) {
    uint16_t word = kind == T_IDENT || kind == T_UNIT || kind == T_STRING || kind == T_NUMBER ||
                            kind < 128 || kind == T_EOL ? 0 : value->text.word;
    vec_push(&lx->tokens, ((struct token){where.start, where.end, (uint16_t)kind, word}));
  }
  return kind;
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
      if (kind == '{') open_bracket(lx, '{');
      return hand_out(lx, kind, value, *where);
    }
    lx->n_mend = lx->at_mend = 0;
    if (lx->begins) lx->statement.spoilt = false;
    lx->begins = false;
    int kind = refine(lx, next_raw(lx, value), value);
    if (kind == -2) lx->statement.spoilt = true;
    if (kind < 0) continue;
    *where = (struct place){lx->at, lx->end};
    return hand_out(lx, kind, value, *where);
  }
}

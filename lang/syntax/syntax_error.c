#include "lang/syntax/syntax_error.h"

#include "lang/syntax/parser.h"

#include <string.h>

/* "a" or "an", for the words of the language. */
static const char *article(const char *word) { return strchr("aeiou", word[0]) ? "an" : "a"; }

static struct span at(const struct lex *lx, uint32_t offset, uint32_t size)
{
  return (struct span){lx->source->id, offset, offset + size};
}

static const char *text_of(const struct lex *lx, struct place p)
{
  uint32_t size = p.end - p.start;
  if (size > 40) size = 40;
  return arena_strndup(lx->arena, lx->source->text + p.start, size);
}

/* The text without blanks that ends where `p` ends, from `least` on: `Weights[r]`
 * for its `]`. */
static struct place last_word(const struct lex *lx, struct place p, uint32_t least)
{
  while (p.start > least && p.end - p.start < 40 && !strchr(" \t\n\r,;=", lx->source->text[p.start - 1]))
    p.start--;
  return p;
}

/* ---- brackets ---- */

void syntax_unclosed(struct lex *lx, const struct open_bracket *b, struct place next, int next_word)
{
  if (syntax_spoilt(lx)) return;
  const char *closer = b->c == '(' ? ")" : "]";
  struct span open = at(lx, b->at, 1);
  struct diag *d = diag_at(lx->diags, E0101, open, "this `%c` is never closed", b->c);
  diag_label(d, open, "opened here");
  struct place last = lx->prev == ',' ? lx->prev_at : lx->here;
  if (next_word) {
    const char *word = keyword_text(next_word);
    diag_label(d, at(lx, next.start, (uint32_t)strlen(word)), "a new `%s` starts here", word);
  }
  if (last.end > b->at + 1) {
    diag_help(d, "add `%s` after `%s`", closer, text_of(lx, last_word(lx, last, b->at + 1)));
    diag_fix(d, DIAG_MAYBE, at(lx, last.end, 0), "%s", closer);
  } else diag_help(d, "add `%s`, or remove this `%c`", closer, b->c);
}

void syntax_unclosed_block(struct lex *lx, const struct open_bracket *b, struct place next,
                           int next_word)
{
  struct span open = at(lx, b->at, 1);
  const char *of = b->statement.word ? keyword_text(b->statement.word) : NULL;
  struct diag *d = of ? diag_at(lx->diags, E0112, open, "the block of this `%s` is never closed", of)
                      : diag_at(lx->diags, E0112, open, "this block is never closed");
  diag_label(d, open, "opened here");
  if (next_word)
    diag_label(d, at(lx, next.start, (uint32_t)strlen(keyword_text(next_word))),
               "a new `%s` starts at the left edge", keyword_text(next_word));
  if (lx->misfit.end) {
    struct span closer = at(lx, lx->misfit.end, 1);
    diag_note_at(d, closer, "this `}` does not stand under what it closes");
    diag_note_label(d, closer, "closes");
    diag_note_label(d, at(lx, lx->misfit.start, 1), "this one");
  }
  diag_help(d, "add `}` where the block ends");
}

void syntax_stray_closer(struct lex *lx, char closer, const struct open_bracket *open)
{
  if (syntax_spoilt(lx)) return;
  struct span here = at(lx, lx->at, 1);
  if (!open) {
    struct diag *d = diag_at(lx->diags, E0111, here, "this `%c` closes nothing", closer);
    diag_label(d, here, "nothing is open here");
    diag_help(d, "remove it");
    return;
  }
  char fitting = open->c == '(' ? ')' : ']';
  struct diag *d = diag_at(lx->diags, E0111, here, "`%c` cannot close a `%c`", closer, open->c);
  diag_label(d, here, "`%c` is wanted", fitting);
  diag_label(d, at(lx, open->at, 1), "opened here");
  diag_fix(d, DIAG_MAYBE, here, "%c", fitting);
}

void syntax_missing_comma(struct lex *lx, struct place next)
{
  struct span gap = at(lx, lx->here.end, 0);
  struct diag *d = diag_at(lx->diags, E0107, lex_span(lx, next), "a `,` is missing before this");
  diag_label(d, lex_span(lx, next), "a new item starts here");
  diag_label(d, lex_span(lx, lx->here), "after this");
  diag_help(d, "end the line before with `,`");
  diag_fix(d, DIAG_CERTAIN, gap, ",");
}

void syntax_trailing_comma(struct lex *lx, struct place next)
{
  struct span comma = lex_span(lx, lx->here);
  struct diag *d = diag_at(lx->diags, E0104, comma, "nothing follows this `,`");
  diag_label(d, comma, "more is promised");
  uint32_t size = 0;
  while (size < 20 && strchr(" \t\n\r[({", lx->source->text[next.start + size]) == NULL) size++;
  diag_label(d, at(lx, next.start, size), "a new statement starts here");
  diag_help(d, "remove the comma");
  lx->statement.spoilt = true;
  diag_fix(d, DIAG_CERTAIN, comma, "%s", "");
}

void syntax_too_deep(struct lex *lx, struct place where)
{
  if (lx->gave_up) return;
  struct span s = at(lx, where.start, where.end > where.start ? 1 : 0);
  struct diag *d = diag_at(lx->diags, E0110, s, "this is nested too deeply");
  diag_label(d, s, "too many levels are open here");
  diag_help(d, "give parts of it names with `let`");
}

/* ---- characters ---- */

static const char *visible(const struct lex *lx, struct place p)
{
  unsigned char c = (unsigned char)lx->source->text[p.start];
  if (c >= 0x20 && c != 0x7f) return text_of(lx, p);
  return arena_printf(lx->arena, "\\x%02x", c);
}

void syntax_character(struct lex *lx, const char *meant)
{
  uint32_t code;
  const char *text = lx->source->text + lx->at;
  uint32_t size = lx->end - lx->at;
  if (text[0] & 0x80) size = utf8_decode(text, size, &code);
  struct place place = {lx->at, lx->at + size};
  struct span here = lex_span(lx, place);
  if (*text == '\0') return; /* told once for the whole file */
  struct diag *d = diag_at(lx->diags, E0103, here, "`%s` is not part of the language", visible(lx, place));
  if (meant) {
    bool word = meant[1] && meant[0] >= 'a' && strchr(meant, ' ') == NULL;
    diag_label(d, here, "not known here");
    if (!strcmp(meant, "a space") || !strcmp(meant, "nothing"))
      diag_help(d, "replace it by %s", meant);
    else {
      diag_help(d, "write `%s`", meant);
      diag_fix(d, DIAG_CERTAIN, here, word ? "%s " : "%s", meant);
    }
  } else diag_label(d, here, "not known here");
  lx->statement.spoilt = lx->statement.spoilt || !meant;
}

void syntax_number(struct lex *lx, const char *why, const char *instead)
{
  struct span here = at(lx, lx->at, lx->end - lx->at);
  struct diag *d = diag_at(lx->diags, E0108, here, "%s", why);
  diag_label(d, here, "in this number");
  if (!instead) return;
  if (!strcmp(instead, "0")) {
    diag_help(d, "write `0%s`", text_of(lx, (struct place){lx->at, lx->end}));
    diag_fix(d, DIAG_CERTAIN, at(lx, lx->at, 0), "0");
  } else {
    diag_help(d, "write `%s`", instead);
    diag_fix(d, DIAG_CERTAIN, here, "%s", instead);
  }
}

/* Looks at the bytes once: a binary file is refused (false), a NUL or broken
 * UTF-8 is told once. */
bool syntax_validate_text(struct lex *lx)
{
  const struct source *s = lx->source;
  const char *nul = memchr(s->text, '\0', s->size);
  if (nul) {
    uint32_t where = (uint32_t)(nul - s->text);
    struct diag *d = diag_at(lx->diags, E0118, at(lx, where, 1), "this is not text: it holds a NUL byte");
    diag_note(d, "a `.tl` file is plain text in UTF-8");
    return false;
  }
  for (uint32_t i = 0; i < s->size;) {
    if (!(s->text[i] & 0x80)) {
      i++;
      continue;
    }
    uint32_t c;
    unsigned size = utf8_decode(s->text + i, s->size - i, &c);
    if (c == 0xFFFD && size == 1) {
      struct diag *d = diag_at(lx->diags, E0117, at(lx, i, 1), "this byte is not UTF-8");
      diag_label(d, at(lx, i, 1), "byte 0x%02X", (unsigned char)s->text[i]);
      diag_help(d, "save the file as UTF-8");
      break;
    }
    i += size;
  }
  return true;
}

/* ---- what the parser did not expect ---- */

enum { WANTED_OTHERS = 6 };

struct wanted {
  bool name, value, operator_, line_end;
  const char *others[WANTED_OTHERS];
  unsigned n_others;
};

static bool one_of(const char *s, const char *const *list)
{
  for (; *list; list++)
    if (!strcmp(s, *list)) return true;
  return false;
}

static struct wanted sort_out(const char *const *names, unsigned n)
{
  static const char *const values[] = {"a number", "a string", "`if`", "`not`", "`true`", "`false`", NULL};
  static const char *const operators[] = {"`or`", "`and`", "`==`", "`!=`", "`<=`", "`>=`", "`~=`",
                                          "'<'", "'>'", "'+'", "'-'", "'*'", "'/'", "'%'", "'&'",
                                          "'^'", "`in`", "`with`", NULL};
  struct wanted w = {0};
  for (unsigned i = 0; i < n; i++) {
    if (!strcmp(names[i], "a number")) w.value = true;
    if (!strcmp(names[i], "the end of the line")) w.line_end = true;
  }
  for (unsigned i = 0; i < n; i++) {
    const char *s = names[i];
    if (!strcmp(s, "a name")) w.name = true;
    else if (!strcmp(s, "the end of the line") || !strcmp(s, "end of file")) w.line_end = true;
    else if (one_of(s, values) || ((w.value || w.line_end) && (!strcmp(s, "'('") || !strcmp(s, "'['")))) continue;
    else if (one_of(s, operators)) w.operator_ = true;
    else if (w.n_others < WANTED_OTHERS && strcmp(s, "a clause") && strcmp(s, "'}'") && strcmp(s, "'.'"))
      w.others[w.n_others++] = s;
  }
  return w;
}

static void add_wanted(struct strbuf *b, const char *text, unsigned *count, unsigned last)
{
  if (*count) strbuf_puts(b, *count + 1 == last ? " or " : ", ");
  (*count)++;
  size_t n = strlen(text);
  if (text[0] == '\'') strbuf_printf(b, "`%.*s`", (int)n - 2, text + 1);
  else strbuf_puts(b, text);
}

static const char *wanted_text(const struct lex *lx, const struct wanted *w, bool first_of_statement)
{
  if (first_of_statement) return "its name";
  struct strbuf b = {0};
  unsigned n = 0;
  bool ops = w->operator_ && !w->value && w->n_others + (w->line_end ? 1 : 0) < 3;
  unsigned last = (w->value || w->name) + w->n_others + w->line_end + ops;
  if (w->value) add_wanted(&b, "a value", &n, last);
  else if (w->name) add_wanted(&b, "a name", &n, last);
  for (unsigned i = 0; i < w->n_others; i++) add_wanted(&b, w->others[i], &n, last);
  if (ops) add_wanted(&b, "an operator", &n, last);
  if (w->line_end) add_wanted(&b, "the end of the line", &n, last);
  if (!n) strbuf_puts(&b, "something else");
  const char *text = arena_strndup(lx->arena, strbuf_str(&b), b.n);
  strbuf_free(&b);
  return text;
}

/* `fro p = 16`: two words where a statement opens, the first of them unknown. */
static void unknown_statement(struct lex *lx)
{
  struct place first = lx->statement.at;
  const char *word = text_of(lx, first);
  struct suggest s = suggest_start(word);
  for (int w = KW_NONE + 1; w < KW_is; w++) suggest_offer(&s, keyword_text(w));
  struct span where = lex_span(lx, first);
  struct diag *d = diag_at(lx->diags, E0114, where, "no statement begins with `%s`", word);
  diag_label(d, where, "not a word of the language");
  if (s.best) {
    diag_help(d, "did you mean `%s`?", s.best);
    diag_fix(d, DIAG_MAYBE, where, "%s", s.best);
  } else diag_note(d, "an attribute is written `name = value`");
}

static void open_ended(struct diag *d, int word)
{
  if (word)
    diag_note(d, "%s %s looks like `%s`", article(keyword_text(word)), keyword_text(word),
              keyword_example(word));
}

static bool continues_a_line(const struct lex *lx)
{
  const char *c = lx->source->text + lx->here.start;
  return (lx->statement.n == 1 && (strchr("+-*/<>=&^%.", *c) != NULL)) ||
         lx->prev == T_ELSE || lx->prev == T_THEN || lx->prev == T_AND || lx->prev == T_OR;
}

void syntax_unexpected(struct lex *lx, struct place where, const char *met,
                       const char *const *wanted, unsigned n)
{
  const struct statement st = lx->prev == '}' ? lx->closed : lx->statement;
  if (lx->mended || syntax_spoilt(lx) || st.spoilt) return;
  lx->statement.spoilt = true;
  if (st.n == 2 && !st.word && lx->prev2 == T_IDENT &&
      (lx->prev == T_IDENT || lx->prev == T_NUMBER || lx->prev == T_STRING)) {
    unknown_statement(lx);
    return;
  }
  if (lx->prev == T_EOL) where = (struct place){lx->prev_at.end, lx->prev_at.end + 1};
  struct wanted w = sort_out(wanted, n);
  struct span s = lex_span(lx, where);
  bool end = where.end == where.start || lx->prev == T_EOL;
  bool declares = st.word && st.word <= KW_enum;
  bool wants_name = w.name && !w.value && !w.n_others;
  const char *expected = wanted_text(lx, &w, declares && st.n == 2);
  const char *shown = end ? "the line's end" : arena_printf(lx->arena, "`%s`", text_of(lx, where));
  struct diag *d;
  if (st.n == 1 && !st.word) {
    d = diag_at(lx->diags, E0102, s, "a statement cannot begin with %s", shown);
    diag_label(d, s, "expected %s", w.n_others > 3 ? "a statement" : expected);
    if (continues_a_line(lx))
      diag_help(d, "a line goes on when it ends with an operator or a comma: put this at the end of the one before");
    return;
  }
  if (st.word) {
    const char *word = keyword_text(st.word);
    d = diag_at(lx->diags, E0102, s, "I was reading %s `%s` and expected %s",
                article(word), word, expected);
  } else d = diag_at(lx->diags, E0102, s, "I was reading a statement and expected %s", expected);
  if (declares && st.n == 2) diag_label(d, s, "a name goes before %s", shown);
  else if (wants_name) diag_label(d, s, "a name goes here");
  else diag_label(d, s, "not expected here");
  (void)met;
  open_ended(d, st.word);
}

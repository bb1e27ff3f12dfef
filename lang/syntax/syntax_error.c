#include "lang/syntax/syntax_error.h"

#include "lang/syntax/parser.h"

#include <string.h>

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

/* The text without blanks outside brackets that ends where `p` ends, from `least`
 * on: `B[k, n]` for its `]`. */
static struct place last_word(const struct lex *lx, struct place p, uint32_t least)
{
  const char *text = lx->source->text;
  unsigned inner = strchr(")]", text[p.start]) != NULL; /* to the bracket that this one closes */
  while (p.start > least && p.end - p.start < 40 &&
         (inner || !strchr(" \t\n\r,;=", text[p.start - 1]))) {
    p.start--;
    inner += strchr(")]", text[p.start]) != NULL;
    if (strchr("([", text[p.start]) && inner) inner--;
  }
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
  bool behind = lx->prev == ',' || lx->here.start >= next.start;
  struct place last = behind ? lx->prev_at : lx->here;
  if (next_word) {
    const char *word = keyword_text(next_word);
    diag_label(d, at(lx, next.start, (uint32_t)strlen(word)), "a new `%s` starts here", word);
  }
  if (last.end > b->at + 1) {
    diag_help(d, "add `%s` after `%s`", closer, text_of(lx, last_word(lx, last, b->at + 1)));
    diag_fix(d, DIAG_MAYBE, at(lx, last.end, 0), "%s", closer);
  } else diag_help(d, "add `%s`, or remove this `%c`", closer, b->c);
}

/* Where a `}` is indented unlike its block, one was forgotten or is too many. */
static void show_misfit(const struct lex *lx, struct diag *d)
{
  if (!lx->misfit.end) return;
  struct span closer = at(lx, lx->misfit.end, 1);
  diag_note_at(d, closer, "this `}` does not stand under the block that it closes");
  diag_note_label(d, closer, "further in or out than its block");
  diag_note_label(d, at(lx, lx->misfit.start, 1), "the block that it closes");
}

void syntax_unclosed_block(struct lex *lx, const struct open_bracket *b, struct place next,
                           int next_word)
{
  struct span open = at(lx, b->at, 1);
  const char *of = b->statement.word ? keyword_text(b->statement.word) : NULL;
  struct diag *d = of
                     ? diag_at(lx->diags, E0112, open, "the block of this `%s` is never closed", of)
                     : diag_at(lx->diags, E0112, open, "this block is never closed");
  diag_label(d, open, "opened here");
  if (next_word)
    diag_label(d, at(lx, next.start, (uint32_t)strlen(keyword_text(next_word))),
               "a new `%s` starts at the left edge", keyword_text(next_word));
  show_misfit(lx, d);
  diag_help(d, "add `}` where the block ends");
}

void syntax_stray_closer(struct lex *lx, char closer, const struct open_bracket *open)
{
  if (syntax_spoilt(lx)) return;
  struct span here = at(lx, lx->at, 1);
  if (!open) {
    struct diag *d = diag_at(lx->diags, E0111, here, "this `%c` closes nothing", closer);
    diag_label(d, here, "nothing is open here");
    if (closer == '}') show_misfit(lx, d);
    diag_help(d, "remove it");
    return;
  }
  char fitting = open->c == '(' ? ')' : open->c == '[' ? ']' : '}';
  struct diag *d = diag_at(lx->diags, E0111, here, "`%c` cannot close a `%c`", closer, open->c);
  diag_label(d, here, "`%c` is wanted", fitting);
  diag_label(d, at(lx, open->at, 1), "opened here");
  diag_fix(d, DIAG_MAYBE, here, "%c", fitting);
  lx->statement.spoilt = true;
}

void syntax_wrong_opener(struct lex *lx, char opener, char meant)
{
  if (syntax_spoilt(lx)) return;
  struct span here = at(lx, lx->at, 1);
  struct diag *d = diag_at(lx->diags, E0111, here, "`%c` cannot open what stands here", opener);
  diag_label(d, here, "`%c` is wanted", meant);
  if (meant == '{') diag_note(d, "a block stands in `{ }`");
  diag_fix(d, DIAG_MAYBE, here, "%c", meant);
  lx->statement.spoilt = true;
}

void syntax_stray_opener(struct lex *lx)
{
  if (syntax_spoilt(lx)) return;
  struct span here = at(lx, lx->at, 1);
  struct diag *d = diag_at(lx->diags, E0111, here, "this `{` opens nothing");
  diag_label(d, here, "no block can stand here");
  diag_help(d, "remove it");
  lx->statement.spoilt = true;
}

/* The line ends without the `{` of the block whose statements follow. */
void syntax_missing_block(struct lex *lx)
{
  if (syntax_spoilt(lx)) return;
  struct span end = at(lx, lx->here.end, 0), last = lex_span(lx, lx->here);
  bool with = lx->prev == T_WITH || !lx->statement.word;
  const char *word = with ? "with" : keyword_text(lx->statement.word);
  struct diag *d = diag_at(lx->diags, E0102, last, "the block of this `%s` does not begin", word);
  diag_label(d, last, "a `{` goes behind this");
  diag_fix(d, DIAG_MAYBE, end, " {");
  lx->statement.spoilt = true;
}

void syntax_missing_comma(struct lex *lx, struct place before, struct place next)
{
  if (syntax_spoilt(lx)) return;
  struct diag *d = diag_at(lx->diags, E0107, lex_span(lx, next), "a `,` is missing before this");
  diag_label(d, lex_span(lx, next), "a new item starts here");
  diag_label(d, lex_span(lx, before), "an item ends here");
  diag_help(d, "write `,` behind `%s`", text_of(lx, before));
  diag_fix(d, DIAG_CERTAIN, at(lx, before.end, 0), ",");
}

void syntax_semicolon(struct lex *lx)
{
  if (syntax_spoilt(lx)) return;
  struct span here = at(lx, lx->at, 1);
  struct diag *d = diag_at(lx->diags, E0107, here, "items are separated by `,`, not by `;`");
  diag_label(d, here, "ends a statement");
  diag_help(d, "write `,`");
  diag_fix(d, DIAG_CERTAIN, here, ",");
}

void syntax_same_line(struct lex *lx, struct place next)
{
  if (syntax_spoilt(lx)) return;
  struct span here = lex_span(lx, next);
  struct diag *d = diag_at(lx->diags, E0102, here, "a new statement begins on a line of its own");
  diag_label(d, here, "begins a statement");
  diag_label(d, lex_span(lx, lx->here), "the one before ends here");
  diag_help(d, "begin a new line, or write `;` between them");
  diag_fix(d, DIAG_CERTAIN, at(lx, lx->here.end, 0), ";");
}

void syntax_trailing_comma(struct lex *lx, struct place next)
{
  if (syntax_spoilt(lx)) return;
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

/* What people mean by a character that has no counterpart. */
static const char *character_advice(char c)
{
  switch (c) {
  case '$': return "names are written without a sign before them";
  case '?': return "a choice is written `if condition then a else b`";
  case '\\': return "a line goes on when it ends with an operator or a comma";
  case '|': return "write `or`";
  case '\'': return "a string stands in `\"`";
  case '`': return "names are written without quotes";
  case '~': return "write `not`, or `~=` for about the same";
  default: return NULL;
  }
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
  struct diag *d = diag_at(lx->diags, E0103, here, "`%s` is not part of the language",
                           visible(lx, place));
  diag_label(d, here, "not a sign of the language");
  if (!meant) {
    const char *advice = character_advice(*text);
    if (advice) diag_help(d, "%s", advice);
    lx->statement.spoilt = true;
  } else if (!strcmp(meant, "a space") || !strcmp(meant, "nothing")) {
    diag_help(d, "replace it by %s", meant);
    diag_fix(d, DIAG_CERTAIN, here, "%s", *meant == 'a' ? " " : "");
  } else {
    bool word = meant[1] && meant[0] >= 'a';
    lx->statement.spoilt = true;
    diag_help(d, "write `%s`", meant);
    diag_fix(d, DIAG_CERTAIN, here, word ? "%s " : "%s", meant);
  }
}

/* `# …`, as in many languages: skipped like a comment of ours. */
void syntax_comment(struct lex *lx)
{
  struct span here = at(lx, lx->at, 1);
  struct diag *d = diag_at(lx->diags, E0103, here, "`#` is not part of the language");
  diag_label(d, here, "not a sign of the language");
  diag_help(d, "a comment begins with `//`");
  diag_fix(d, DIAG_CERTAIN, here, "//");
  lx->statement.spoilt = true;
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
    struct diag *d = diag_at(lx->diags, E0118, at(lx, where, 1),
                             "this is not text: it holds a NUL byte");
    diag_label(d, at(lx, where, 1), "a byte 0");
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

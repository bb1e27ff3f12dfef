#include "lang/syntax/literal.h"

#include "lang/syntax/parser.h"
#include "lang/syntax/syntax_error.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct span here(const struct lex *lx)
{
  return (struct span){lx->source->id, lx->at, lx->end};
}

bool literal_is_unit(const struct lex *lx, const char *word)
{
  size_t n = strcspn(word, "/^");
  name_t name = intern_find(lx->names, word, n);
  if (!name) return true;
  switch ((enum keyword)name->word) {
  case KW_if: case KW_then: case KW_else: case KW_and: case KW_or: case KW_not: case KW_true:
  case KW_false: case KW_in: case KW_with: case KW_over: case KW_by: case KW_for: case KW_is:
  case KW_of: case KW_on: case KW_within: case KW_using: case KW_as: case KW_reuse:
    return false;
  default:
    return true;
  }
}

/* A word that no operand begins with. */
static bool is_reserved_word(const struct lex *lx, const char *c)
{
  size_t n = strspn(c, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
  name_t name = n ? intern_find(lx->names, c, n) : NULL;
  return name && (name->word >= KW_if || name->word == KW_for);
}

/* `50%` and a lone `50 %` are per cent; with an operand behind it, `50 % n`
 * and `50%n` are remainders. */
bool literal_is_percent(const struct lex *lx, bool blank)
{
  const char *c = lx->source->text + lx->end;
  if (!blank && (*c == ' ' || *c == '\t')) return true;
  while (*c == ' ' || *c == '\t') c++;
  if (is_reserved_word(lx, c)) return true; /* `if a then 5 % else 6 %` */
  bool operand = (*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') ||
                 (*c >= 'A' && *c <= 'Z') || *c == '_' || *c == '(' || *c == '[' ||
                 (blank && *c == '-');
  return !operand;
}

static void read_based(struct lex *lx, const char *text, struct number_node *out)
{
  int base = text[1] == 'x' || text[1] == 'X' ? 16 : text[1] == 'o' || text[1] == 'O' ? 8 : 2;
  errno = 0;
  long long v = strtoll(text + 2, NULL, base);
  char decimal[32];
  snprintf(decimal, sizeof decimal, "%lld", v);
  syntax_number(lx, "numbers are written in decimal", errno ? NULL : decimal);
  *out = (struct number_node){.is_int = true, .i = v, .d = (double)v, .digits_end = lx->end};
}

void literal_number(struct lex *lx, const char *text, size_t n, struct number_node *out)
{
  if (n > 2 && text[0] == '0' && strchr("xXbBoO", text[1])) {
    read_based(lx, text, out);
    return;
  }
  char fixed[64], *digits = n < sizeof fixed ? fixed : xmalloc(n + 1);
  size_t m = 0, points = 0;
  bool fraction = false, bad_underscore = false;
  for (size_t i = 0; i < n; i++) {
    if (text[i] == '_') {
      char after = i + 1 < n ? text[i + 1] : 0;
      if (after < '0' || after > '9') bad_underscore = true;
      continue;
    }
    if (text[i] == '.') points++, fraction = true;
    if (points > 1) break;
    digits[m++] = text[i];
  }
  digits[m] = '\0';
  if (points > 1) syntax_number(lx, "a number has one decimal point", NULL);
  else if (text[0] == '.') syntax_number(lx, "a digit goes before the point", "0");
  else if (bad_underscore)
    syntax_number(lx, "`_` goes between two digits", arena_strndup(lx->arena, digits, m));
  *out = (struct number_node){.d = strtod(digits, NULL), .digits_end = lx->end};
  if (isinf(out->d)) {
    syntax_number(lx, "this number is too large", NULL);
    out->d = 0;
  }
  if (!fraction && out->d < 9.2e18) {
    out->is_int = true;
    out->i = strpbrk(digits, "eE") ? (int64_t)out->d : strtoll(digits, NULL, 10);
    if ((double)out->i != out->d) out->is_int = false; /* 1e-3 */
  }
  if (digits != fixed) xfree(digits);
}

static void bad_escape(struct lex *lx, uint32_t at, unsigned n)
{
  struct span where = {lx->source->id, at, at + n};
  struct diag *d = diag_at(lx->diags, E0109, where, "a string cannot hold this escape");
  diag_label(d, where, "not known");
  diag_note(d, "the escapes are `\\n`, `\\t`, `\\\"`, `\\\\` and `\\u{…}`");
  diag_help(d, "a backslash itself is written `\\\\`");
  diag_fix(d, DIAG_MAYBE, (struct span){where.file, at, at}, "\\");
}

static void put_utf8(struct strbuf *b, unsigned long c)
{
  if (c < 0x80) strbuf_putc(b, (char)c);
  else if (c < 0x800) {
    strbuf_putc(b, (char)(0xc0 | (c >> 6)));
    strbuf_putc(b, (char)(0x80 | (c & 63)));
  } else {
    if (c < 0x10000) strbuf_putc(b, (char)(0xe0 | (c >> 12)));
    else {
      strbuf_putc(b, (char)(0xf0 | (c >> 18)));
      strbuf_putc(b, (char)(0x80 | ((c >> 12) & 63)));
    }
    strbuf_putc(b, (char)(0x80 | ((c >> 6) & 63)));
    strbuf_putc(b, (char)(0x80 | (c & 63)));
  }
}

/* \u{1F600}: returns the bytes of the escape, or 0 if it is not one. */
static size_t unicode_escape(struct strbuf *b, const char *text, size_t n)
{
  if (n < 5 || text[2] != '{') return 0;
  unsigned long c = 0;
  size_t i = 3;
  for (; i < n && i < 10 && text[i] != '}'; i++) {
    char digit[2] = {text[i], 0}, *rest;
    c = c * 16 + strtoul(digit, &rest, 16);
    if (*rest) return 0;
  }
  if (i == 3 || i >= n || text[i] != '}' || c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
    return 0;
  put_utf8(b, c);
  return i + 1;
}

name_t literal_string(struct lex *lx, const char *text, size_t n)
{
  if (!memchr(text, '\\', n)) return intern(lx->names, text, n);
  struct strbuf b = {0};
  for (size_t i = 0; i < n; i++) {
    if (text[i] != '\\' || i + 1 == n) {
      strbuf_putc(&b, text[i]);
      continue;
    }
    size_t used = 2;
    switch (text[i + 1]) {
    case 'n': strbuf_putc(&b, '\n'); break;
    case 't': strbuf_putc(&b, '\t'); break;
    case '"': case '\\': strbuf_putc(&b, text[i + 1]); break;
    case 'u': used = unicode_escape(&b, text + i, n - i); break;
    default: used = 0;
    }
    if (!used) {
      bad_escape(lx, lx->at + 1 + (uint32_t)i, 2);
      used = 2;
    }
    i += used - 1;
  }
  name_t name = intern(lx->names, strbuf_str(&b), b.n);
  strbuf_free(&b);
  return name;
}

name_t literal_open_string(struct lex *lx, const char *text, size_t n)
{
  struct span opened = {lx->source->id, lx->at, lx->at + 1};
  struct diag *d = diag_at(lx->diags, E0105, opened, "this string is never closed");
  diag_label(d, opened, "opened here");
  diag_help(d, "add `\"` before the line ends");
  lx->statement.spoilt = true;
  return literal_string(lx, text, n);
}

name_t literal_other_string(struct lex *lx, const char *text, size_t n)
{
  size_t quote = *text == '\'' ? 1 : 3;
  int inside = (int)(n - 2 * quote);
  struct diag *d = diag_at(lx->diags, E0103, here(lx), "a string stands in `\"`, not in `%.*s`",
                           (int)quote, text);
  diag_label(d, here(lx), "other quotes");
  diag_help(d, "write `\"%.*s\"`", inside, text + quote);
  diag_fix(d, DIAG_CERTAIN, here(lx), "\"%.*s\"", inside, text + quote);
  return intern(lx->names, text + quote, (size_t)inside);
}

void literal_open_comment(struct lex *lx)
{
  struct span opened = {lx->source->id, lx->at, lx->at + 2};
  struct diag *d = diag_at(lx->diags, E0106, opened, "this comment is never closed");
  diag_label(d, opened, "opened here");
  diag_help(d, "add `*/` where it ends");
}

void literal_check_name(struct lex *lx, const char *text, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (!(text[i] & 0x80)) continue;
    struct diag *d = diag_at(lx->diags, E0103, here(lx),
                             "a name is made of letters a to z, digits and `_`");
    uint32_t c;
    unsigned size = utf8_decode(text + i, n - i, &c);
    diag_label(d, here(lx), "`%.*s` is none of these", (int)size, text + i);
    return;
  }
}

int literal_other_character(struct lex *lx, const char *text, size_t n, unsigned *used,
                            union semantic *value)
{
  static const struct { uint32_t c; const char *meant; int kind; } known[] = {
    {0xd7, "*", '*'}, {0xf7, "/", '/'}, {0xb7, "*", '*'}, {0x22c5, "*", '*'},
    {0x2212, "-", '-'}, {0x2010, "-", '-'}, {0x2013, "-", '-'}, {0x2014, "-", '-'},
    {0x2264, "<=", T_LE}, {0x2265, ">=", T_GE}, {0x2260, "!=", T_NE}, {0x2248, "~=", T_APPROX},
    {0x2026, "..", T_DOTDOT}, {0xa0, "a space", 0}, {0x2009, "a space", 0}, {0x202f, "a space", 0},
    {0x3000, "a space", 0}, {0x200b, "nothing", 0}, {0xfeff, "nothing", 0},
    {0x201c, "\"", 0}, {0x201d, "\"", 0}, {0x2018, "\"", 0}, {0x2019, "\"", 0},
  };
  uint32_t c;
  *used = utf8_decode(text, n, &c);
  lx->end = lx->at + *used;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (known[i].c == c) {
      syntax_character(lx, known[i].meant);
      lx->end = lx->at + (uint32_t)n;
      return known[i].kind;
    }
  *used = (unsigned)n;
  lx->end = lx->at + (uint32_t)n;
  if (c == 0xFFFD) { /* broken UTF-8 was reported for the file as a whole */
    lx->statement.spoilt = true;
    return 0;
  }
  literal_check_name(lx, text, n);
  value->text.name = intern(lx->names, text, n);
  value->text.word = 0;
  return T_IDENT;
}

#include "compiler/ir/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void ir_tell(struct reader *r, const char *format, ...)
{
  if (r->why) return;
  va_list args;
  va_start(args, format);
  r->why = arena_vprintf(r->arena, format, args);
  va_end(args);
}

void *ir_room(struct reader *r, void *at, unsigned n, size_t size)
{
  if (n & (n - 1)) return at;
  char *more = arena_alloc(r->arena, size * (n ? 2 * (size_t)n : 1));
  if (n) memcpy(more, at, size * n);
  return more;
}

/* ---- words ---- */

static int hex_digit(char c)
{
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* What a backslash in quotes stands for; 0 if nothing. */
static char escaped(struct reader *r)
{
  if (r->at == r->end) return 0;
  char c = *r->at++;
  if (c == '"' || c == '\\') return c;
  if (c != 'x' || r->end - r->at < 2) return 0;
  int high = hex_digit(r->at[0]), low = hex_digit(r->at[1]);
  r->at += 2;
  return high < 0 || low < 0 ? 0 : (char)(high * 16 + low);
}

/* Into `to`, up to the closing quote. */
static bool read_inside(struct reader *r, struct strbuf *to)
{
  for (;;) {
    if (r->at == r->end || *r->at == '\n') return ir_fail(r, "a quote is not closed");
    char c = *r->at++;
    if (c == '"') return true;
    if (!c) return ir_fail(r, "a zero byte stands in a name");
    if (c == '\\' && !(c = escaped(r)))
      return ir_fail(r, "behind `\\` stands something else than a quote, a `\\` or a byte like `x0a`");
    strbuf_putc(to, c);
  }
}

static bool read_quoted(struct reader *r)
{
  struct strbuf text = {0};
  bool closed = read_inside(r, &text);
  r->token = QUOTED;
  r->text = strbuf_take(&text, r->arena);
  return closed;
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* The token behind this one. */
bool ir_advance(struct reader *r)
{
  while (r->at < r->end && is_blank(*r->at)) r->at++;
  r->token = END;
  r->equals = false;
  if (r->at == r->end || *r->at == '\n') return true;
  if (*r->at == '"') {
    r->at++;
    if (!read_quoted(r)) return false;
  } else {
    const char *from = r->at;
    while (r->at < r->end && !ir_ends_word(*r->at)) r->at++;
    if (r->at == from) return ir_fail(r, "no word begins with the byte %u", (unsigned char)*from);
    r->token = WORD;
    r->text = arena_strndup(r->arena, from, (size_t)(r->at - from));
  }
  r->equals = r->at < r->end && *r->at == '=';
  r->at += r->equals;
  return true;
}

/* Goes past the word if it is this one. */
bool ir_word_is(struct reader *r, const char *word)
{
  return r->token == WORD && !r->equals && !strcmp(r->text, word) && ir_advance(r);
}

bool ir_want_word(struct reader *r, const char *word)
{
  return ir_word_is(r, word) || ir_fail(r, "`%s` is missing", word);
}

bool ir_want_end(struct reader *r)
{
  return r->token == END || ir_fail(r, "something more stands behind: `%.40s`", r->text);
}

bool ir_read_name(struct reader *r, const char **out)
{
  if (r->token == END) return ir_fail(r, "a name is missing");
  *out = r->text;
  return ir_advance(r);
}

/* ---- numbers ---- */

static bool want_number(struct reader *r)
{
  return (r->token == WORD && !r->equals) || ir_fail(r, "a number is missing");
}

bool ir_read_whole(struct reader *r, int64_t *out)
{
  if (!want_number(r)) return false;
  char *rest;
  errno = 0;
  long long n = strtoll(r->text, &rest, 10);
  if (*rest) return ir_fail(r, "`%.40s` is no whole number", r->text);
  if (errno) return ir_fail(r, "`%.40s` does not fit 64 bits", r->text);
  *out = n;
  return ir_advance(r);
}

/* A number that counts one of `n` things. */
bool ir_read_index(struct reader *r, const char *what, unsigned n, unsigned *out)
{
  int64_t i;
  if (!ir_read_whole(r, &i)) return false;
  *out = (unsigned)i;
  return (i >= 0 && i < n) || ir_fail(r, "there is no %s %lld", what, (long long)i);
}

bool ir_read_number(struct reader *r, double *out)
{
  if (!want_number(r)) return false;
  char *rest;
  bool decimal = !r->text[strspn(r->text, "0123456789.e+-")];
  const char *size = r->text + (*r->text == '-');
  *out = strtod(r->text, &rest);
  if (*rest || !(decimal || !strcmp(size, "inf"))) return ir_fail(r, "`%.40s` is no number", r->text);
  return ir_advance(r);
}

/* A number and its unit, which may be none: it is all that is left. */
bool ir_read_quantity(struct reader *r, double *value, const char **unit)
{
  *unit = "";
  if (!ir_read_number(r, value)) return false;
  return r->token == END || (ir_read_name(r, unit) && ir_want_end(r));
}


#include "tests/unit/generate_text.h"

#include <string.h>

unsigned chance(struct generator *g, unsigned n)
{
  g->state ^= g->state >> 12;
  g->state ^= g->state << 25;
  g->state ^= g->state >> 27;
  return (unsigned)((g->state * 0x2545f4914f6cdd1dull) >> 33) % n;
}

bool one_in(struct generator *g, unsigned n) { return chance(g, n) == 0; }

const char *pick(struct generator *g, const char *const *words)
{
  unsigned n = 0;
  while (words[n]) n++;
  return words[chance(g, n)];
}

void put_line_comment(struct generator *g)
{
  static const char *const texts[] = {
    "// why", "//", "/// what it is", "//! the file", "// a longer remark: `x = 1`; { [ (  ",
    "//// ruled", "// °C, µm and 幅\t", "// \"quoted\"", NULL};
  strbuf_puts(g->out, pick(g, texts));
  strbuf_puts(g->out, PICK(g, "\n", "\n", "\r\n", "\n  ", "\n\n"));
}

void put_block_comment(struct generator *g)
{
  strbuf_puts(g->out, PICK(g, "/* here */", "/**/", "/* 幅 */", "/* a = 1; */", "/* } */"));
}

void put_blanks(struct generator *g)
{
  strbuf_puts(g->out, PICK(g, " ", " ", " ", "  ", "\t", "      "));
}

void put_mess(struct generator *g, bool lines)
{
  unsigned what = chance(g, lines ? 40 : 24);
  if (what < 20) return;
  put_blanks(g); /* so that an operator never joins a comment */
  if (what < 23) put_block_comment(g);
  else if (what < 24) put_blanks(g);
  else if (what < 34) strbuf_puts(g->out, PICK(g, "\n", "\n", "\r\n", "\n\n\n", "\n    ", "\r"));
  else if (what < 38) put_line_comment(g);
  else strbuf_puts(g->out, PICK(g, "/* two\n   lines */", "/*\r\n*/"));
  if (one_in(g, 3)) put_mess(g, lines);
}

static bool is_word(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (c & 0x80);
}

static bool must_part(const struct generator *g, char next)
{
  if (!g->out->n) return false;
  char last = g->out->text[g->out->n - 1];
  return (is_word(last) && is_word(next)) || last == '%' || last == '/' || next == '%';
}

void put_token(struct generator *g, const char *text, unsigned flags)
{
  bool lines = !g->one_line && (g->brackets || !g->ends) &&
               !((flags & WORD) && g->nesting);
  if (g->first) g->first = false;
  else if (!g->messy) strbuf_putc(g->out, ' ');
  else {
    if (must_part(g, text[0]) || one_in(g, 2)) put_blanks(g);
    if (!(flags & BLANKS)) put_mess(g, lines);
  }
  strbuf_puts(g->out, text);
  g->ends = flags & ENDS;
}

void put_operator(struct generator *g, const char *text) { put_token(g, text, 0); }

void put_opener(struct generator *g, const char *bracket)
{
  put_token(g, bracket, 0);
  g->brackets++;
}

void put_closer(struct generator *g, const char *bracket)
{
  put_token(g, bracket, ENDS);
  g->brackets--;
}

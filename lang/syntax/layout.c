#include "lang/syntax/layout.h"

#include <string.h>

enum { NESTING_MAX = 512, LINE_MAX = 1024 };

/* Past the string or comment (or what is skipped like one) at c, if there is one; a
 * string ends with its line. */
static const char *skip_text(const char *c, const char *end)
{
  if (*c == '"') {
    for (c++; c < end && *c != '"' && *c != '\n'; c++)
      if (*c == '\\' && c + 1 < end && c[1] != '\n') c++;
    return c < end && *c == '"' ? c + 1 : c;
  }
  if (*c != '#' && (end - c < 2 || *c != '/')) return c;
  if (*c == '#' || c[1] == '/') {
    const char *stop = memchr(c, '\n', (size_t)(end - c));
    return stop ? stop : end;
  }
  if (c[1] != '*') return c;
  for (c += 2; c < end; c++)
    if (c[0] == '*' && end - c > 1 && c[1] == '/') return c + 2;
  return end;
}

static char closer_of(char open) { return open == '(' ? ')' : open == '[' ? ']' : '}'; }

/* Brackets that are open, by what closes them. */
struct nest {
  char open[NESTING_MAX];
  size_t n;
  bool matches;
};

static void see(struct nest *nest, char c)
{
  if (strchr("([{", c)) {
    if (nest->n < NESTING_MAX) nest->open[nest->n] = closer_of(c);
    nest->n++;
    return;
  }
  if (!nest->n || (nest->n <= NESTING_MAX && nest->open[nest->n - 1] != c)) nest->matches = false;
  if (nest->n) nest->n--;
}

bool layout_matches(const char *text, size_t size)
{
  struct nest nest = {.matches = true};
  const char *end = text + size;
  for (const char *c = text; c < end && nest.matches;) {
    const char *past = skip_text(c, end);
    if (past == c && *c && strchr("()[]{}", *c)) see(&nest, *c);
    c = past == c ? c + 1 : past;
  }
  return nest.matches && !nest.n;
}

static const char *line_end(const char *c)
{
  size_t n = 0;
  while (n < LINE_MAX && c[n] && c[n] != '\n') n++;
  return c + n;
}

/* The first bracket of the line that closes one opened before `c`; NUL if there is none. */
static char first_closing(const char *c, const char *opening, const char *closing)
{
  const char *end = line_end(c);
  unsigned inner = 0;
  while (c < end) {
    const char *past = skip_text(c, end);
    if (past != c) {
      c = past;
      continue;
    }
    if (strchr(opening, *c)) inner++;
    else if (strchr(closing, *c) && !inner--) return *c;
    c++;
  }
  return '\0';
}

char layout_partner(const char *c) { return first_closing(c, "([{", ")]}"); }

bool layout_block_ends(const char *c) { return first_closing(c, "{", "}"); }

#include "runtime/report/wrap.h"

#include "runtime/report/table.h"

#include <string.h>

/* The first word of a text; a unit belongs to the number before it. */
static size_t word_length(const char *text)
{
  enum { UNIT = 3 };
  size_t n = strcspn(text, " ");
  if (!n || !text[n] || !strchr("0123456789", text[n - 1])) return n;
  size_t unit = strcspn(text + n + 1, " ");
  return text_columns(text + n + 1, unit) <= UNIT ? n + 1 + unit : n;
}

size_t wrap_fit(const char *text, size_t columns)
{
  size_t bytes = word_length(text);
  while (text[bytes]) {
    size_t more = bytes + 1 + word_length(text + bytes + 1);
    if (text_columns(text, more) > columns) break;
    bytes = more;
  }
  return bytes;
}

const char *wrap_rest(const char *text, size_t bytes)
{
  text += bytes;
  return text + strspn(text, " ");
}

size_t wrap_longest(const char *text)
{
  size_t longest = 0;
  while (*text) {
    size_t n = word_length(text), columns = text_columns(text, n);
    if (columns > longest) longest = columns;
    text = wrap_rest(text, n);
  }
  return longest;
}

/* What the text at some place looks like: read ahead, and never in doubt of what
 * is well written. */
#include "lang/syntax/lex_inside.h"

#include "lang/syntax/parser.h"

#include <string.h>

int class_of(enum keyword w)
{
  static const int class[N_KEYWORDS] = {
#define KEYWORD(word, class, attr, like) [KW_##word] = T_##class,
#include "lang/syntax/keywords.def"
#undef KEYWORD
  };
  return w ? class[w] : T_IDENT;
}

bool opens_statement(int class)
{
  switch (class) {
  case T_DECL: case T_NEST: case T_AT: case T_BINDS: case T_LOOP: case T_NAMES: case T_COND:
  case T_RUN: case T_ASSERT: case T_ROW: case T_IMPORT:
    return true;
  default:
    return false;
  }
}

bool is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

const char *skip_blanks(const char *c)
{
  while (*c == ' ' || *c == '\t') c++;
  return c;
}

/* The word is followed by what shows it to be a name: `=` `.` `:` `+=`. */
bool is_named(const char *after)
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

/* Skips blanks, lines' ends and comments. */
const char *skip_space(const char *c)
{
  for (;;) {
    if (*c == ' ' || *c == '\t' || *c == '\n' || *c == '\r') c++;
    else if (c[0] == '/' && c[1] == '/') while (*c && *c != '\n') c++;
    else return c;
  }
}

/* `name[ … ] +=` or `name[ … ] =` at c: an Einsum. */
bool looks_like_einsum(const char *c)
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
bool joins_values(const struct lex *lx, const char *c)
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
bool looks_like_statement(const struct lex *lx, const char *c, bool block)
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

bool has_block(enum keyword w)
{
  switch (w) {
  case KW_component: case KW_arch: case KW_array: case KW_group: case KW_workload: case KW_mapping:
  case KW_mapspace: case KW_mapper: case KW_sparsity: case KW_study: case KW_table: case KW_test:
  case KW_parallel: case KW_either: case KW_at:
    return true;
  default:
    return false;
  }
}

bool is_outermost_word(enum keyword w)
{
  switch (w) {
  case KW_component: case KW_arch: case KW_workload: case KW_mapping: case KW_mapspace:
  case KW_mapper: case KW_sparsity: case KW_study: case KW_test: case KW_import:
    return true;
  default:
    return false;
  }
}

bool names_something(const char *c)
{
  const char *after = c;
  while (is_letter(*after) || (*after >= '0' && *after <= '9') || *after == '.') after++;
  return after > c && is_letter(*c) && is_named(after);
}

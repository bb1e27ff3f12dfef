/* A design of another tool, as it was pasted: told once, and not at every line. */
#include "lang/syntax/other_format.h"

#include "lang/syntax/parse.h"

#include <string.h>

#define BLANKS " \t\r"

/* The first line that says something: neither blank nor a comment nor a template. */
static const char *first_line(const char *c)
{
  for (;;) {
    const char *line = c + strspn(c, BLANKS);
    bool says = *line && *line != '\n' && *line != '#' && strncmp(line, "{{", 2);
    c = strchr(line, '\n');
    if (says || !c) return line;
    c++;
  }
}

/* The length of the word at c, which may have `-` in it. */
static size_t word_length(const char *c)
{
  return strspn(c, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
}

/* The length of the key in `key:` or `- key:`, which *c is moved to; or 0. */
static size_t key_length(const char **c)
{
  if (!strncmp(*c, "- ", 2)) *c += 2;
  size_t n = word_length(*c);
  return (*c)[n] == ':' ? n : 0;
}

/* `- key:`, or `key:` alone on its line; a type on the next one would make that a
 * field, another key does not. */
static size_t yaml_key(const char **c)
{
  bool item = **c == '-';
  size_t n = key_length(c);
  if (!n || item) return n;
  const char *end = *c + n + 1 + strspn(*c + n + 1, BLANKS);
  if (*end && *end != '\n' && *end != '#') return 0;
  const char *next = first_line(end + strcspn(end, "\n"));
  return key_length(&next) ? n : 0;
}

/* `{ "key":`, where lines may end in between. */
static size_t json_key(const char **c)
{
  if (**c != '{') return 0;
  *c += 1 + strspn(*c + 1, BLANKS "\n");
  if (**c != '"') return 0;
  size_t n = word_length(++*c);
  return (*c)[n] == '"' && (*c)[n + 1 + strspn(*c + n + 1, BLANKS)] == ':' ? n : 0;
}

/* The statement that takes the place of what stands under a key. */
static enum keyword statement_for(const char *key)
{
  struct suggest s = suggest_start(key);
  enum keyword meant = keyword_suggest(&s);
  for (enum keyword w = KW_NONE + 1; w < KW_is; w++)
    if (!strcmp(key, keyword_text(w))) return w;
  return s.synonym ? meant : KW_arch;
}

bool syntax_is_other_format(struct lex *lx)
{
  const char *text = lx->source->text, *c = first_line(text);
  bool marked = !strncmp(c, "---", 3);
  if (marked) c = first_line(c + strcspn(c, "\n"));
  const char *key = c;
  size_t n = yaml_key(&key);
  bool json = !n && (key = c, n = json_key(&key));
  if (!n) return false;
  uint32_t at = (uint32_t)(key - text);
  struct span where = lex_span(lx, (struct place){at, at + (uint32_t)n});
  enum keyword w = statement_for(arena_strndup(lx->arena, key, n));
  struct diag *d = diag_at(lx->diags, E0119, where, "this file is %s, and a design has statements",
                           json ? "JSON" : "YAML");
  diag_label(d, where, "a key");
  diag_note(d, "%s %s looks like `%s`", keyword_article(w), keyword_text(w), keyword_example(w));
  return true;
}

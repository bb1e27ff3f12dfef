/* Items of a doc comment that are about parameters. */
#include "lang/syntax/param_doc.h"

#include <string.h>

static const char *line_after(const char *c)
{
  c += strcspn(c, "\n");
  return *c ? c + 1 : c;
}

/* Where an item "- `a`, `b`: text" ends that starts at c: with the lines that
 * are indented; c if there is none. */
static const char *item_end(const char *c)
{
  if (strncmp(c, "- `", 3)) return c;
  for (c = line_after(c); !strncmp(c, "  ", 2); c = line_after(c)) continue;
  return c;
}

/* What the item at c says of `name`; NULL if it speaks of others. */
static const char *item_about(const char *c, const char *end, name_t name)
{
  for (c += 2; c < end && *c == '`';) {
    size_t n = strcspn(++c, "`");
    bool found = n == name->n && !memcmp(c, name->text, n);
    const char *colon = memchr(c, ':', (size_t)(end - c));
    if (found) return colon ? colon + 1 + strspn(colon + 1, " ") : NULL;
    c += n + 1;
    c += strspn(c, ", ");
  }
  return NULL;
}

static bool is_about_params(const char *c, const char *end, const struct node *params)
{
  for (; params; params = params->next)
    if (item_about(c, end, params->name)) return true;
  return false;
}

/* The comment without what it says of parameters. */
const char *without_params(const char *doc, const struct node *params, struct arena *a)
{
  struct strbuf rest = {0};
  for (const char *c = doc; *c;) {
    const char *end = item_end(c), *line = line_after(c);
    if (end > c && is_about_params(c, end, params)) c = end;
    else {
      strbuf_add(&rest, c, (size_t)(line - c));
      c = line;
    }
  }
  return strbuf_take(&rest, a);
}

const char *param_doc(const struct ast *ast, const struct node *decl, const struct node *param,
                      struct arena *a)
{
  const char *own = ast_doc(ast, param, a), *doc = own ? NULL : ast_doc(ast, decl, a);
  for (const char *c = doc ? doc : ""; *c && !own; c = line_after(c)) {
    const char *end = item_end(c), *text = end > c ? item_about(c, end, param->name) : NULL;
    if (text) own = arena_strndup(a, text, (size_t)(end - text));
  }
  return own;
}

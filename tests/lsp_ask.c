#include "tests/lsp_ask.h"

#include <string.h>

static const char *const questions[] = {
#define ABOUT(name) name,
#define VIEW(name) name,
#define REQUEST(name)
#define NOTIFICATION(name)
#define CHANGE(name)
#define METHOD(name, function, kind) kind(name)
#include "compiler/lsp/methods.def"
#undef METHOD
  NULL};

/* What has no place in its parameters; a method that is not here is asked everywhere. */
static bool is_about_whole(const char *method)
{
  static const char *const whole[] = {
    "documentSymbol", "foldingRange", "documentLink", "formatting", "semanticTokens/full",
    "codeLens"};
  const char *name = strchr(method, '/') + 1;
  for (unsigned i = 0; i < sizeof whole / sizeof *whole; i++)
    if (!strcmp(name, whole[i])) return true;
  return false;
}

static json_t *place(const struct document *d, uint32_t offset)
{
  struct position p = source_position(d->text, offset);
  return json_pack("{s:i,s:i}", "line", (int)p.line - 1, "character", (int)p.utf16 - 1);
}

/* Another place, near or far, the same each time. */
static uint32_t other_place(const struct document *d, uint32_t offset)
{
  return (uint32_t)((uint64_t)offset * 7919 % (d->text->size + 1));
}

static json_t *params(const struct document *d, uint32_t offset)
{
  json_t *at = place(d, offset);
  uint32_t other = other_place(d, offset);
  return json_pack("{s:{s:s},s:o,s:{s:O,s:o},s:[O],s:s,s:s,s:{s:b,s:[]}}", "textDocument", "uri",
                   d->uri, "position", at, "range", "start", at, "end", place(d, other),
                   "positions", at, "newName", "renamed", "ch", offset % 2 ? "\n" : "}",
                   "context", "includeDeclaration", 1, "diagnostics");
}

static void ask(struct client_test *c, const char *method, struct document *d, uint32_t offset,
                struct answers *all)
{
  json_t *answer = client_request(c, method, params(d, offset));
  json_int_t code = json_find_int(answer, "error.code", 0);
  all->n++;
  if (!json_object_get(answer, "result") && code != LSP_REQUEST_FAILED) {
    printf("# %s at %u: error %lld\n", method, offset, (long long)code);
    all->wrong++;
  }
  json_decref(answer);
}

static void ask_those(struct client_test *c, bool whole, struct document *d, uint32_t offset,
                      struct answers *all)
{
  for (const char *const *q = questions; *q; q++)
    if (is_about_whole(*q) == whole) ask(c, *q, d, offset, all);
}

struct answers ask_whole(struct client_test *c, struct document *d)
{
  struct answers all = {0};
  ask_those(c, true, d, 0, &all);
  return all;
}

struct answers ask_place(struct client_test *c, struct document *d, uint32_t offset)
{
  struct answers all = {0};
  ask_those(c, false, d, offset, &all);
  return all;
}

struct answers ask_all(struct client_test *c, struct document *d, uint32_t offset)
{
  struct answers all = {0};
  ask_those(c, true, d, offset, &all);
  ask_those(c, false, d, offset, &all);
  return all;
}

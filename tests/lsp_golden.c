/* lsp_golden CASE.tl: asks the language server what the last lines of a marked source want to
 * know, and prints the answers in short.
 *
 * `$1` … `$9` in the source are marks; they are taken out.  Lines at its end that begin with
 * `//#` are requests:
 *
 *   //# METHOD [$1 [$2] | "text"] [key=JSON]...
 *
 * `hover` is textDocument/hover, and so on.  A mark is the position that is asked about, two are a
 * range; "text" is the place where that stands first.  A key adds to the params.  Besides,
 * `diagnostics [FILE]` prints what is published, `change [$1 $2 | "text"] "new text"` edits,
 * `apply …` does what the first of the code actions there does, `text` prints the text as it is now,
 * and `open FILE` opens another file.
 * Positions are printed as LINE:COLUMN, from 1. */
#include "tests/lsp_client.h"

#include "compiler/lsp/tokens.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MARKS = 10, SHORT = 48 };

struct golden {
  struct client_test client;
  char *uri, *directory;
  struct sources sources;
  struct source *source;    /* the text as it is now, marks taken out */
  bool marked[MARKS];
  uint32_t mark[MARKS];
};

/* ---- printing ---- */

static void print_value(struct golden *g, const json_t *j, int indent, bool own);

static json_int_t number(const json_t *j, const char *path) { return json_find_int(j, path, -1); }

static bool is_position(const json_t *j)
{
  return json_object_size(j) == 2 && json_object_get(j, "line") && json_object_get(j, "character");
}

static bool is_range(const json_t *j)
{
  return json_object_size(j) == 2 && is_position(json_object_get(j, "start")) &&
         is_position(json_object_get(j, "end"));
}

static void print_position(const json_t *j)
{
  printf("%lld:%lld", (long long)number(j, "line") + 1, (long long)number(j, "character") + 1);
}

static uint32_t offset_of(struct golden *g, const json_t *j)
{
  return source_offset_utf16(g->source, (uint32_t)number(j, "line") + 1,
                             (uint32_t)number(j, "character") + 1);
}

/* With the text there, if it is short and of this file. */
static void print_range(struct golden *g, const json_t *j, bool own)
{
  const json_t *start = json_object_get(j, "start"), *end = json_object_get(j, "end");
  print_position(start);
  if (!json_equal(start, end)) putchar('-'), print_position(end);
  if (!own || json_equal(start, end)) return;
  uint32_t from = offset_of(g, start), to = offset_of(g, end);
  const char *text = g->source->text + from;
  if (to > from && to - from <= SHORT && !memchr(text, '\n', to - from))
    printf(" `%.*s`", (int)(to - from), text);
}

/* URIs without the directory that the case, or the library, is in. */
static const char *short_uri(const struct golden *g, const char *text)
{
  size_t n = strlen(g->directory);
  if (!strncmp(text, g->directory, n)) return text + n;
  const char *library = strncmp(text, "file://", 7) ? NULL : strstr(text, "/std/");
  return library ? library + 1 : text;
}

static void print_string(struct golden *g, const char *text, int indent)
{
  text = short_uri(g, text);
  if (!strchr(text, '\n')) {
    printf("%s", text);
    return;
  }
  for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
    printf("\n%*s| %.*s", indent + 2, "", (int)strcspn(line, "\n"), line);
}

static bool is_plain(const json_t *j)
{
  if (json_is_string(j)) return !strchr(json_string_value(j), '\n');
  return is_range(j) || is_position(j) || json_is_number(j) || json_is_boolean(j) || json_is_null(j);
}

static bool is_line(const json_t *j)
{
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)(uintptr_t)j, key, value) if (!is_plain(value)) return false;
  return true;
}

static void print_object(struct golden *g, const json_t *j, int indent, bool own)
{
  const char *key, *uri = json_find_text(j, "uri");
  json_t *value;
  bool line = is_line(j), first = true;
  if (uri && strcmp(uri, g->uri) != 0) own = false;
  json_object_foreach((json_t *)(uintptr_t)j, key, value)
  {
    if (!first && line) printf(", ");
    if (!first && !line) printf("\n%*s", indent, "");
    bool below = json_array_size(value) && !json_is_string(json_array_get(value, 0));
    bool lines = json_is_string(value) && strchr(json_string_value(value), '\n');
    printf("%s:%s", short_uri(g, key), below || lines ? "" : " ");
    print_value(g, value, line ? indent : indent + 2, own);
    first = false;
  }
  if (first) printf("{}");
}

static void print_array(struct golden *g, const json_t *j, int indent, bool own)
{
  bool line = json_array_size(j) > 0;
  for (size_t i = 0; i < json_array_size(j); i++)
    if (!json_is_string(json_array_get(j, i)) && !json_is_number(json_array_get(j, i)))
      line = false;
  if (!json_array_size(j)) printf("none");
  for (size_t i = 0; i < json_array_size(j); i++) {
    if (line) printf("%s", i ? ", " : "");
    else printf("\n%*s- ", indent, "");
    print_value(g, json_array_get(j, i), indent + 2, own);
  }
}

static void print_value(struct golden *g, const json_t *j, int indent, bool own)
{
  if (is_range(j)) print_range(g, j, own);
  else if (is_position(j)) print_position(j);
  else if (json_is_object(j)) print_object(g, j, indent, own);
  else if (json_is_array(j)) print_array(g, j, indent, own);
  else if (json_is_string(j)) print_string(g, json_string_value(j), indent);
  else if (json_is_integer(j)) printf("%lld", (long long)json_integer_value(j));
  else if (json_is_real(j)) printf("%g", json_real_value(j));
  else printf("%s", json_is_null(j) ? "null" : json_is_true(j) ? "true" : "false");
}

/* One line of words, each with what it is. */
static void print_tokens(struct golden *g, const json_t *data)
{
  uint32_t line = 0, unit = 0;
  for (size_t i = 0; i + 4 < json_array_size(data); i += 5) {
    uint32_t v[5];
    for (size_t k = 0; k < 5; k++) v[k] = (uint32_t)json_integer_value(json_array_get(data, i + k));
    unit = v[0] ? v[1] : unit + v[1];
    if (v[0] || !i) printf("\n  %u:", line + v[0] + 1);
    line += v[0];
    uint32_t from = source_offset_utf16(g->source, line + 1, unit + 1);
    uint32_t to = source_offset_utf16(g->source, line + 1, unit + v[2] + 1);
    printf(" `%.*s` %s", (int)(to - from), g->source->text + from, token_types[v[3]]);
    for (unsigned bit = 0; v[4] >> bit; bit++)
      if (v[4] >> bit & 1) printf(".%s", token_modifiers[bit]);
  }
}

static int by_order(const void *a, const void *b)
{
  const json_t *const *x = a, *const *y = b;
  return strcmp(json_find_text(*x, "sortText"), json_find_text(*y, "sortText"));
}

/* One line for each, in the order in which an editor shows them: what is seen, what is put in if
 * that is another text, and what is said of it. */
static void print_items(const json_t *items)
{
  const json_t **all = xcalloc(json_array_size(items) + 1, sizeof *all);
  size_t n = json_array_size(items);
  for (size_t i = 0; i < n; i++) all[i] = json_array_get(items, i);
  qsort(all, n, sizeof *all, by_order);
  if (!n) printf(" none");
  for (size_t i = 0; i < n; i++) {
    const char *label = json_find_text(all[i], "label");
    const char *text = json_find_text(all[i], "textEdit.newText");
    const char *detail = json_find_text(all[i], "detail");
    printf("\n  %s", label);
    if (strcmp(label, text) != 0) printf(" (`%s`)", text);
    if (detail) printf(": %s", detail);
  }
  xfree(all);
}

/* ---- the source and its marks ---- */

static void set_text(struct golden *g, const char *text, size_t n)
{
  sources_free(&g->sources);
  sources_init(&g->sources);
  g->source = sources_add(&g->sources, "case", text, n);
}

static void read_case(struct golden *g, const struct source *marked)
{
  struct strbuf text = {0};
  const char *at = marked->text, *end = strstr(at, "\n//#");
  end = end ? end + 1 : at + marked->size;
  for (; at < end; at++) {
    if (*at == '$' && at[1] >= '0' && at[1] <= '9') {
      unsigned n = (unsigned)(*++at - '0');
      g->marked[n] = true;
      g->mark[n] = (uint32_t)text.n;
    } else strbuf_putc(&text, *at);
  }
  set_text(g, strbuf_str(&text), text.n);
  strbuf_free(&text);
}

static json_t *position_of(struct golden *g, uint32_t offset)
{
  struct position p = source_position(g->source, offset);
  return json_pack("{s:i,s:i}", "line", (int)p.line - 1, "character", (int)p.utf16 - 1);
}

/* ---- requests ---- */

struct place {
  bool given;
  uint32_t start, end;
};

static _Noreturn void bad_case(const char *what, const char *line)
{
  printf("%s: %.*s\n", what, (int)strcspn(line, "\n"), line);
  exit(2);
}

static const char *skip_blanks(const char *at) { return at + strspn(at, " "); }

/* A text in quotes at `*at`, with \n for ends of lines. */
static void read_text(const char **at, struct strbuf *out)
{
  const char *p = *at + 1;
  for (; *p && *p != '"' && *p != '\n'; p++) {
    if (*p == '\\' && p[1] == 'n') strbuf_putc(out, '\n'), p++;
    else if (*p == '\\' && p[1] == '"') strbuf_putc(out, '"'), p++;
    else strbuf_putc(out, *p);
  }
  *at = skip_blanks(p + (*p == '"'));
}

static struct place read_place(struct golden *g, const char **at)
{
  struct place place = {0};
  const char *line = *at;
  while (**at == '$' && (*at)[1] >= '0' && (*at)[1] <= '9') {
    unsigned n = (unsigned)((*at)[1] - '0');
    if (!g->marked[n]) bad_case("no such mark", line);
    if (!place.given) place.start = g->mark[n];
    place.end = g->mark[n];
    place.given = true;
    *at = skip_blanks(*at + 2);
  }
  if (place.given || **at != '"') return place;
  struct strbuf text = {0};
  read_text(at, &text);
  const char *found = strstr(g->source->text, strbuf_str(&text));
  if (!found) bad_case("no such text", line);
  place = (struct place){true, (uint32_t)(found - g->source->text), 0};
  place.end = place.start + (uint32_t)text.n;
  strbuf_free(&text);
  return place;
}

/* `key=JSON` up to the next blank that is not in quotes or brackets. */
static void read_keys(const char *at, json_t *params)
{
  while (*at && *at != '\n') {
    size_t n = strcspn(at, "= \n");
    if (at[n] != '=') bad_case("no `key=JSON`", at);
    char key[64];
    snprintf(key, sizeof key, "%.*s", (int)n, at);
    json_error_t error;
    at += n + 1;
    json_t *value = json_loadb(at, strcspn(at, "\n"),
                               JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK, &error);
    if (!value) bad_case(error.text, at);
    json_object_set_new(params, key, value);
    at = skip_blanks(at + error.position);
  }
}

static json_t *params_of(struct golden *g, const char *at)
{
  struct place p = read_place(g, &at);
  json_t *start = position_of(g, p.start);
  json_t *end = position_of(g, p.given ? p.end : g->source->size);
  json_t *params = json_pack("{s:{s:s},s:O,s:{s:O,s:o},s:[o],s:{s:b,s:[]},s:{s:i,s:b}}",
                             "textDocument", "uri", g->uri, "position", start, "range", "start",
                             start, "end", end, "positions", start, "context",
                             "includeDeclaration", 1, "diagnostics", "options", "tabSize", 2,
                             "insertSpaces", 1);
  read_keys(at, params);
  return params;
}

static void ask(struct golden *g, const char *name, const char *at)
{
  char method[96];
  bool whole = strchr(name, '/') != NULL && strncmp(name, "semanticTokens", 14) != 0;
  snprintf(method, sizeof method, "%s%s", whole ? "" : "textDocument/", name);
  json_t *answer = client_request(&g->client, method, params_of(g, at));
  const json_t *result = json_object_get(answer, "result");
  const json_t *data = json_object_get(result, "data");
  printf(" =>");
  if (!strncmp(name, "semanticTokens", 14)) print_tokens(g, data);
  else if (!strcmp(name, "completion")) print_items(result);
  else {
    bool line = result && (is_plain(result) || (json_is_object(result) && is_line(result)));
    if (result && !json_is_array(result)) printf("%s", line ? " " : "\n  ");
    if (json_is_array(result) && !json_array_size(result)) putchar(' ');
    if (!result) printf(" error ");
    print_value(g, result ? result : json_object_get(answer, "error"), 2, true);
  }
  putchar('\n');
  json_decref(answer);
}

static void change(struct golden *g, const char *at)
{
  struct place p = read_place(g, &at);
  struct strbuf new = {0}, text = {0};
  read_text(&at, &new);
  json_t *range = json_pack("{s:o,s:o}", "start", position_of(g, p.start), "end",
                            position_of(g, p.end));
  client_notify(&g->client, "textDocument/didChange",
                json_pack("{s:{s:s,s:i},s:[{s:o,s:s}]}", "textDocument", "uri", g->uri, "version",
                          2, "contentChanges", "range", range, "text", strbuf_str(&new)));
  strbuf_add(&text, g->source->text, p.start);
  strbuf_puts(&text, strbuf_str(&new));
  strbuf_puts(&text, g->source->text + p.end);
  set_text(g, strbuf_str(&text), text.n);
  strbuf_free(&text);
  strbuf_free(&new);
  putchar('\n');
}

/* The edits of this file that the first code action makes; they come in their order. */
static void apply(struct golden *g, const char *at)
{
  json_t *answer = client_request(&g->client, "textDocument/codeAction", params_of(g, at));
  const json_t *first = json_array_get(json_object_get(answer, "result"), 0);
  const json_t *edits = json_object_get(json_find(first, "edit.changes"), g->uri);
  struct strbuf text = {0};
  uint32_t done = 0;
  printf(" => %s\n", first ? json_find_text(first, "title") : "none");
  for (size_t i = 0; i < json_array_size(edits); i++) {
    const json_t *edit = json_array_get(edits, i);
    uint32_t start = offset_of(g, json_find(edit, "range.start"));
    strbuf_add(&text, g->source->text + done, start - done);
    strbuf_puts(&text, json_find_text(edit, "newText"));
    done = offset_of(g, json_find(edit, "range.end"));
  }
  strbuf_add(&text, g->source->text + done, g->source->size - done);
  client_notify(&g->client, "textDocument/didChange",
                json_pack("{s:{s:s,s:i},s:[{s:s}]}", "textDocument", "uri", g->uri, "version", 2,
                          "contentChanges", "text", text.text));
  set_text(g, text.text, text.n);
  strbuf_free(&text);
  json_decref(answer);
}

/* Of this file, or of another one. */
static void print_diagnostics(struct golden *g, const char *at)
{
  struct strbuf uri = {0};
  size_t n = strcspn(at, "\n");
  strbuf_printf(&uri, "%s%.*s", g->directory, (int)n, at);
  json_t *d = client_diagnostics(&g->client, n ? uri.text : g->uri);
  printf(" =>");
  if (!d) printf(" not published");
  else {
    if (!json_array_size(json_object_get(d, "diagnostics"))) putchar(' ');
    print_value(g, json_object_get(d, "diagnostics"), 2, !n);
  }
  putchar('\n');
  json_decref(d);
  strbuf_free(&uri);
}

static void open_file(struct golden *g, const char *at)
{
  struct strbuf path = {0}, uri = {0};
  struct source *other;
  strbuf_add(&path, at, strcspn(at, "\n"));
  strbuf_printf(&uri, "%s%s", g->directory, path.text);
  if (sources_read(&g->sources, path.text, &other) != SOURCE_OK) bad_case("no such file", at);
  client_open(&g->client, uri.text, other->text, other->size);
  strbuf_free(&path);
  strbuf_free(&uri);
  putchar('\n');
}

static void run_line(struct golden *g, const char *line)
{
  char name[64];
  const char *at = skip_blanks(line + strlen("//#"));
  size_t n = strcspn(at, " \n");
  printf("%.*s", (int)strcspn(at, "\n"), at);
  snprintf(name, sizeof name, "%.*s", (int)n, at);
  at = skip_blanks(at + n);
  if (!strcmp(name, "diagnostics")) print_diagnostics(g, at);
  else if (!strcmp(name, "change")) change(g, at);
  else if (!strcmp(name, "apply")) apply(g, at);
  else if (!strcmp(name, "text")) printf(" =>\n%s", g->source->text);
  else if (!strcmp(name, "open")) open_file(g, at);
  else ask(g, name, at);
}

int main(int argc, char **argv)
{
  static const char capabilities[] =
    "{\"textDocument\":{\"publishDiagnostics\":{\"relatedInformation\":true,\"tagSupport\":{}},"
    "\"documentSymbol\":{\"hierarchicalDocumentSymbolSupport\":true},"
    "\"completion\":{\"completionItem\":{\"snippetSupport\":true}}}}";
  struct golden g = {0};
  struct sources sources;
  struct source *marked;
  char here[PATH_MAX];
  if (argc != 2 || !getcwd(here, sizeof here)) return 2;
  sources_init(&sources);
  sources_init(&g.sources);
  if (sources_read(&sources, argv[1], &marked) != SOURCE_OK) return perror(argv[1]), 2;
  struct strbuf directory = {0}, uri = {0};
  strbuf_printf(&directory, "file://%s/", here);
  strbuf_printf(&uri, "%s%s", directory.text, argv[1]);
  g.directory = directory.text;
  g.uri = uri.text;
  read_case(&g, marked);
  client_start(&g.client, capabilities);
  client_open(&g.client, g.uri, g.source->text, g.source->size);
  for (const char *line = strstr(marked->text, "\n//#"); line; line = strstr(line + 1, "\n//#"))
    run_line(&g, line + 1);
  client_stop(&g.client);
  sources_free(&g.sources);
  sources_free(&sources);
  strbuf_free(&directory);
  strbuf_free(&uri);
  return 0;
}

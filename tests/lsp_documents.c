#include "tests/lsp_tests.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- several documents, and files beside them ---- */

struct scene {
  struct client_test c;
  char directory[64];
  struct strbuf main, parts; /* URIs */
};

static void write_file(const struct scene *s, const char *name, const char *text)
{
  struct strbuf path = {0};
  strbuf_printf(&path, "%s/%s", s->directory, name);
  FILE *f = fopen(path.text, "w");
  if (f) fputs(text, f), fclose(f);
  strbuf_free(&path);
}

static void start(struct scene *s)
{
  *s = (struct scene){.directory = "/tmp/tlc-lsp-XXXXXX"};
  if (!mkdtemp(s->directory)) exit(99);
  strbuf_printf(&s->main, "file://%s/main.tl", s->directory);
  strbuf_printf(&s->parts, "file://%s/parts.tl", s->directory);
  client_start(&s->c, "{}");
}

static void stop(struct scene *s)
{
  struct strbuf command = {0};
  client_stop(&s->c);
  strbuf_printf(&command, "rm -rf '%s'", s->directory);
  if (system(command.text)) exit(99);
  strbuf_free(&command);
  strbuf_free(&s->main);
  strbuf_free(&s->parts);
}

/* How many diagnostics are published for a URI now; -1: none are. */
static int published(struct scene *s, const char *uri)
{
  json_t *d = client_diagnostics(&s->c, uri);
  int n = d ? (int)json_array_size(json_object_get(d, "diagnostics")) : -1;
  json_decref(d);
  return n;
}

static void change(struct scene *s, const char *uri, const char *text)
{
  client_notify(&s->c, "textDocument/didChange",
                json_pack("{s:{s:s,s:i},s:[{s:s}]}", "textDocument", "uri", uri, "version", 2,
                          "contentChanges", "text", text));
}

static void close_document(struct scene *s, const char *uri)
{
  client_notify(&s->c, "textDocument/didClose", json_pack("{s:{s:s}}", "textDocument", "uri", uri));
}

static void check_count(const char *what, int got, int want)
{
  char detail[60];
  snprintf(detail, sizeof detail, "%d diagnostics, and not %d (-1: not published)", got, want);
  check(got == want, what, detail);
}

static const char MAIN[] = "import parts { Buffer }\n\nlet b = Buffer(depth = 8)\n";
static const char GOOD[] = "component Buffer(depth: int) is memory {\n  width = 8 bit\n}\n";
static const char OTHER[] = "component Puffer(depth: int) is memory {\n  width = 8 bit\n}\n";
static const char BAD[] = "component Buffer(depth: int) is memory {\n  width = 8 ns\n}\n";

/* A thousand mistakes are shown, and one word of the others. */
static void test_many(void)
{
  enum { LINES = 1234 };
  struct scene s;
  struct strbuf text = {0};
  start(&s);
  for (unsigned i = 0; i < LINES; i++) strbuf_printf(&text, "let a%u = nothing%u\n", i, i);
  client_open(&s.c, s.main.text, text.text, text.n);
  json_t *d = client_diagnostics(&s.c, s.main.text);
  const json_t *all = json_object_get(d, "diagnostics");
  const json_t *last = json_array_get(all, json_array_size(all) - 1);
  const char *message = json_find_text(last, "message");
  check(json_array_size(all) == 1001 && message && !strncmp(message, "234 more are", 12),
        "the last of too many diagnostics tells how many more there are", message);
  json_decref(d);
  strbuf_free(&text);
  stop(&s);
}

static void test_open_documents(void)
{
  struct scene s;
  start(&s);
  write_file(&s, "parts.tl", GOOD);
  client_open(&s.c, s.main.text, MAIN, sizeof MAIN - 1);
  check_count("a document and what it imports are fine", published(&s, s.main.text), 0);
  client_open(&s.c, s.parts.text, OTHER, sizeof OTHER - 1);
  check(published(&s, s.main.text) > 0, "an open text wins over its file", "nothing is wrong");
  change(&s, s.parts.text, BAD);
  check_count("a mistake is told where it is", published(&s, s.parts.text), 1);
  check_count("… and who imports it is fine again", published(&s, s.main.text), 0);
  close_document(&s, s.parts.text);
  check_count("closing empties the list", published(&s, s.parts.text), 0);
  write_file(&s, "parts.tl", OTHER);
  client_notify(&s.c, "workspace/didChangeWatchedFiles",
                json_pack("{s:[{s:s,s:i}]}", "changes", "uri", s.parts.text, "type", 2));
  check(published(&s, s.main.text) > 0, "a file that was changed outside is read anew",
        "it is not");
  write_file(&s, "parts.tl", BAD);
  client_notify(&s.c, "textDocument/didSave",
                json_pack("{s:{s:s}}", "textDocument", "uri", s.main.text));
  check_count("saving looks at all anew", published(&s, s.main.text), 0);
  check_count("a mistake in a file that is not open is told there", published(&s, s.parts.text), 1);
  close_document(&s, s.main.text);
  check_count("nobody imports it any more", published(&s, s.parts.text), 0);
  stop(&s);
}

/* What is not saved cannot be searched by another process. */
static void test_unsaved(void)
{
  struct scene s;
  start(&s);
  write_file(&s, "parts.tl", GOOD);
  client_open(&s.c, s.main.text, MAIN, sizeof MAIN - 1);
  client_open(&s.c, s.parts.text, BAD, sizeof BAD - 1);
  json_t *arguments =
    json_pack("{s:s,s:[s,s]}", "command", "tlc.run", "arguments", s.main.text, "a");
  json_t *answer = client_request(&s.c, "workspace/executeCommand", json_incref(arguments));
  const char *why = json_find_text(answer, "error.message");
  check(why && strstr(why, "parts.tl` first"), "a search needs saved files", why);
  json_decref(answer);
  change(&s, s.parts.text, GOOD);
  answer = client_request(&s.c, "workspace/executeCommand", arguments);
  check(!json_object_get(answer, "error"), "… and no more than that", "there is an error");
  json_decref(answer);
  stop(&s);
}

static void test_versions(void)
{
  struct scene s;
  start(&s);
  client_open(&s.c, s.main.text, "let a = 1\n", 10);
  json_decref(client_diagnostics(&s.c, s.main.text));
  change(&s, s.main.text, "let a = \n");
  json_t *d = client_diagnostics(&s.c, s.main.text);
  check(json_find_int(d, "version", -1) == 2, "diagnostics say which version they are of",
        "they do not");
  json_decref(d);
  client_open(&s.c, s.main.text, "let a = \n", 9);
  check_count("what is opened again is told again", published(&s, s.main.text), 1);
  client_open(&s.c, "untitled:1", "let a = \n", 9);
  check_count("a text without a file", published(&s, "untitled:1"), 1);
  client_open(&s.c, "-", "let a = \n", 9);
  check_count("a text that is called like standard input", published(&s, "-"), 1);
  stop(&s);
}

/* ---- a search ---- */

static const char OPEN_DESIGN[] =
  "arch Machine {\n  clock = 1 GHz\n  memory DRAM {\n    width = 64 bit\n"
  "    action read  = 512 pJ\n"
  "    action write = 512 pJ\n  }\n  compute MAC { action compute = 1 pJ }\n}\n\n"
  "workload Product {\n  dim  m = 4, n = 4, k = 4\n  data A: 8 bit, B: 8 bit, Z: 16 bit\n\n"
  "  Z[m, n] += A[m, k] * B[k, n]\n}\n\nrun Product on Machine as open\n";

/* Lets the search come to its end, as the loop of the server does. */
static void wait_for_search(struct server *s)
{
  struct pollfd fds[TASK_FDS];
  for (unsigned n; (n = tasks_poll(s, fds)) > 0;) {
    poll(fds, n, -1);
    tasks_go_on(s);
  }
}

static bool lens_says(struct scene *s, const char *what)
{
  json_t *answer = client_request(&s->c, "textDocument/codeLens",
                                  json_pack("{s:{s:s}}", "textDocument", "uri", s->main.text));
  const json_t *lens = json_array_get(json_object_get(answer, "result"), 0);
  const char *title = json_find_text(lens, "command.title");
  bool says = title && strstr(title, what);
  if (!says) printf("# the lens says %s\n", title ? title : "nothing");
  json_decref(answer);
  return says;
}

/* The mapping that was found is written down: then nothing is open, and nothing is wrong. */
static void check_pinned(struct scene *s)
{
  struct document *d = document_of(&s->c.server.documents, s->main.text);
  struct strbuf text = {0};
  int line = (int)source_lines(d->text) - 2;
  json_t *answer = client_request(
    &s->c, "textDocument/codeAction",
    json_pack("{s:{s:s},s:{s:{s:i,s:i},s:{s:i,s:i}},s:{s:[s]}}", "textDocument", "uri",
              s->main.text, "range", "start", "line", line, "character", 0, "end", "line", line,
              "character", 0, "context", "only", "refactor"));
  const json_t *edit = json_object_get(json_array_get(json_object_get(answer, "result"), 0), "edit");
  apply_edits(d->text, json_object_get(json_object_get(edit, "changes"), s->main.text), &text);
  json_decref(answer);
  check(strstr(strbuf_str(&text), "within open_mapping") != NULL, "a mapping can be written down",
        strbuf_str(&text));
  change(s, s->main.text, strbuf_str(&text));
  check_count("… without a mistake", published(s, s->main.text), 0);
  check(lens_says(s, "utilization") && !lens_says(s, "optimal"), "… and is evaluated",
        strbuf_str(&text));
  strbuf_free(&text);
}

/* The program that is started is this one, called again: see main. */
static void test_search(void)
{
  struct scene s;
  start(&s);
  client_open(&s.c, s.main.text, OPEN_DESIGN, sizeof OPEN_DESIGN - 1);
  check(lens_says(&s, "search"), "a run without a mapping can be searched",
        "there is no such lens");
  json_decref(client_request(&s.c, "workspace/executeCommand",
                             json_pack("{s:s,s:[s,s]}", "command", "tlc.run", "arguments",
                                       s.main.text, "open")));
  wait_for_search(&s.c.server);
  check(lens_says(&s, "utilization (optimal)"), "what was found stands above the run",
        "it does not");
  check_pinned(&s);
  change(&s, s.main.text, OPEN_DESIGN);
  check(lens_says(&s, "search"), "… until the text changes", "it still stands there");
  json_decref(client_request(&s.c, "workspace/executeCommand",
                             json_pack("{s:s,s:[s,s]}", "command", "tlc.run", "arguments",
                                       s.main.text, "open")));
  tasks_cancel(&s.c.server, 0);
  wait_for_search(&s.c.server);
  check(lens_says(&s, "search"), "a search that is ended finds nothing", "it does");
  stop(&s);
}

/* How many hints the document has; the line of the first. */
static size_t hints_of(struct scene *s, json_int_t *line)
{
  json_t *answer = client_request(
    &s->c, "textDocument/inlayHint",
    json_pack("{s:{s:s},s:{s:{s:i,s:i},s:{s:i,s:i}}}", "textDocument", "uri", s->main.text, "range",
              "start", "line", 0, "character", 0, "end", "line", 1000, "character", 0));
  const json_t *all = json_object_get(answer, "result");
  size_t n = json_array_size(all);
  *line = json_find_int(json_array_get(all, 0), "position.line", -1);
  json_decref(answer);
  return n;
}

static void edit_line(struct scene *s, int line, int from, int to, const char *text)
{
  client_notify(&s->c, "textDocument/didChange",
                json_pack("{s:{s:s,s:i},s:[{s:{s:{s:i,s:i},s:{s:i,s:i}},s:s}]}", "textDocument", "uri",
                          s->main.text, "version", 7, "contentChanges", "range", "start", "line", line,
                          "character", from, "end", "line", line, "character", to, "text", text));
}

/* While a mistake is typed, what stands between the words stays there, and moves with them. */
static void test_kept(void)
{
  struct scene s;
  json_int_t line, moved;
  start(&s);
  client_open(&s.c, s.main.text, OPEN_DESIGN, sizeof OPEN_DESIGN - 1);
  size_t n = hints_of(&s, &line);
  check(n > 0 && lens_says(&s, "search"), "a design has hints", "it has none");
  edit_line(&s, 0, 0, 0, "let x = \n");
  check(hints_of(&s, &moved) == n && moved == line + 1 && lens_says(&s, "search"),
        "a mistake leaves them where they belong", "they are gone, or stand elsewhere");
  edit_line(&s, 0, 8, 8, "3");
  check(hints_of(&s, &moved) == n && moved == line + 1, "… as does what mends it", "they do not");
  change(&s, s.main.text, "let x = ");
  check(hints_of(&s, &moved) == 0 && !lens_says(&s, "search"), "they go with their words", "they stay");
  stop(&s);
}

void test_documents(void)
{
  test_kept();
  test_open_documents();
  test_versions();
  test_many();
  if (getenv("TLC")) test_unsaved();
  if (getenv("TLC")) test_search();
}

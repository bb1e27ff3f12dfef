/* Searches and reports that are started from lenses: how they end, and what they leave. */
#include "tests/lsp_tests.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CAN_SHOW \
  "{\"window\":{\"workDoneProgress\":true,\"showDocument\":{\"support\":true}}}"
#define CAN_NOTHING "{}"

static const char URI[] = "file:///design.tl";

#define WORKLOAD(m, k) \
  "workload Product {\n  dim  m = " m ", n = 4, k = " k "\n" \
  "  data A: 8 bit, B: 8 bit, Z: 16 bit\n\n  Z[m, n] += A[m, k] * B[k, n]\n}\n\n"
#define MACHINE \
  "arch Machine {\n  clock = 1 GHz\n  memory DRAM {\n    width = 64 bit\n" \
  "    action read  = 512 pJ\n    action write = 512 pJ\n  }\n" \
  "  compute MAC { action compute = 1 pJ }\n}\n\n"
static const char SHORT[] = MACHINE WORKLOAD("4", "4")
  "mapping Flat of Product on Machine {\n  at DRAM { for m = 4, n = 4, k = 4 }\n}\n\n"
  "run Product on Machine as open\nrun Product on Machine within Flat as given\n";

static const char STUDY[] = MACHINE
  "workload Two {\n  dim  i = 4\n  data A: 8 bit, M: 8 bit, Z: 8 bit\n\n  M[i] = A[i]\n"
  "  Z[i] = M[i]\n}\n\n"
  "run Two on Machine as two\n\n"
  "study Sizes {\n  sweep n in [1, 2, 4]\n  run Two on Machine\n  measure total = n * energy\n"
  "  minimize total\n}\n";

/* Its search takes minutes. */
static const char LONG[] =
  "arch Machine {\n  clock = 1 GHz\n"
  "  memory DRAM { width = 64 bit; action read = 512 pJ; action write = 512 pJ }\n"
  "  memory L2 { size = 1 MiB; width = 64 bit; action read = 50 pJ; action write = 50 pJ }\n"
  "  memory L1 { size = 32 KiB; width = 64 bit; action read = 5 pJ; action write = 5 pJ }\n"
  "  array PE[x = 12, y = 14] {\n"
  "    memory RF { size = 512 B; width = 64 bit; action read = 1 pJ; action write = 1 pJ }\n"
  "    compute MAC { action compute = 1 pJ }\n  }\n}\n\n"
  "workload Conv {\n  dim  m = 360, c = 240, p = 112, q = 112, r = 3, s = 3, n = 16\n"
  "  data I: 8 bit, W: 8 bit, O: 16 bit\n\n"
  "  O[n, m, p, q] += I[n, c, p + r, q + s] * W[m, c, r, s]\n}\n\nrun Conv on Machine as open\n";

struct scene {
  struct client_test c;
  char directory[64];     /* for temporary files: what is left is there */
  pid_t pid;              /* of the search that was started last */
};

/* ---- what is done ---- */

static void start(struct scene *s, const char *capabilities, const char *text)
{
  *s = (struct scene){.directory = "/tmp/tlc-tasks-XXXXXX"};
  if (!mkdtemp(s->directory)) exit(99);
  setenv("TMPDIR", s->directory, 1);
  client_start(&s->c, capabilities);
  client_open(&s->c, URI, text, strlen(text));
  json_decref(client_diagnostics(&s->c, URI));
}

/* Is there nothing in the directory? */
static bool is_empty(const char *directory)
{
  unsigned n = 0;
  DIR *d = opendir(directory);
  for (struct dirent *e; d && (e = readdir(d));) n += *e->d_name != '.';
  if (d) closedir(d);
  return !n;
}

static void stop(struct scene *s, const char *what)
{
  client_stop(&s->c);
  check(is_empty(s->directory), what, s->directory);
  rmdir(s->directory);
  unsetenv("TMPDIR");
}

static json_t *command(struct scene *s, const char *name, const char *run)
{
  json_t *params = json_pack("{s:s,s:[s,s]}", "command", name, "arguments", URI, run);
  json_t *answer = client_request(&s->c, "workspace/executeCommand", params);
  for (unsigned i = 0; i < TASKS; i++)
    if (s->c.server.task[i].pid) s->pid = s->c.server.task[i].pid;
  return answer;
}

static unsigned under_way(const struct scene *s)
{
  unsigned n = 0;
  for (unsigned i = 0; i < TASKS; i++) n += s->c.server.task[i].pid != 0;
  return n;
}

/* Lets searches come to their end, as the loop of the server does, and hears what is told. */
static void wait_for_searches(struct scene *s)
{
  struct pollfd fds[TASK_FDS];
  for (unsigned n; (n = tasks_poll(&s->c.server, fds)) > 0;) {
    poll(fds, n, -1);
    tasks_go_on(&s->c.server);
  }
  json_decref(client_diagnostics(&s->c, URI));
}

static void change(struct scene *s, const char *text)
{
  client_notify(&s->c, "textDocument/didChange",
                json_pack("{s:{s:s,s:i},s:[{s:s}]}", "textDocument", "uri", URI, "version", 2,
                          "contentChanges", "text", text));
}

/* ---- what is told ---- */

/* The last message of a method; NULL: there is none. */
static const json_t *heard(const struct scene *s, const char *method)
{
  const json_t *found = NULL;
  for (size_t i = 0; i < json_array_size(s->c.notifications); i++) {
    const json_t *m = json_array_get(s->c.notifications, i);
    if (!strcmp(json_find_text(m, "method"), method)) found = m;
  }
  return found;
}

static void check_ended(struct scene *s, const char *what, const char *said)
{
  wait_for_searches(s);
  const json_t *progress = heard(s, "$/progress");
  const char *kind = json_find_text(progress, "params.value.kind");
  const char *message = json_find_text(progress, "params.value.message");
  bool gone = kill(s->pid, 0) < 0 && errno == ESRCH;
  check(gone && kind && !strcmp(kind, "end") && message && !strcmp(message, said), what,
        gone ? message : "it goes on");
}

/* A lens of the run says so, or does so. */
static bool lens_has(struct scene *s, const char *what)
{
  json_t *answer = client_request(&s->c, "textDocument/codeLens",
                                  json_pack("{s:{s:s}}", "textDocument", "uri", URI));
  char *text = json_dumps(json_object_get(answer, "result"), JSON_COMPACT);
  bool has = strstr(text, what) != NULL;
  free(text);
  json_decref(answer);
  return has;
}

/* ---- searches ---- */

static void test_ends(void)
{
  struct scene s;
  start(&s, CAN_SHOW, LONG);
  json_decref(command(&s, "tlc.run", "open"));
  json_decref(command(&s, "tlc.run", "open"));
  check(under_way(&s) == 1, "whoever clicks twice starts one search", "there are several");
  json_int_t token = json_find_int(heard(&s, "window/workDoneProgress/create"), "params.token", 0);
  client_notify(&s.c, "window/workDoneProgress/cancel", json_pack("{s:I}", "token", token + 9));
  check(kill(s.pid, 0) == 0, "another's progress ends nothing", "it does");
  client_notify(&s.c, "window/workDoneProgress/cancel", json_pack("{s:I}", "token", token));
  check_ended(&s, "a search that is cancelled ends", "cancelled");
  json_decref(command(&s, "tlc.run", "open"));
  change(&s, SHORT);
  json_decref(client_diagnostics(&s.c, URI));
  check_ended(&s, "… and one whose design has changed", "ended: the design has changed");
  change(&s, LONG);
  json_decref(command(&s, "tlc.run", "open"));
  client_notify(&s.c, "textDocument/didClose", json_pack("{s:{s:s}}", "textDocument", "uri", URI));
  json_decref(client_diagnostics(&s.c, URI));
  check_ended(&s, "… or is closed", "ended: the design has changed");
  client_open(&s.c, URI, LONG, sizeof LONG - 1);
  json_decref(command(&s, "tlc.run", "open"));
  stop(&s, "a server that ends leaves no files");
  check(kill(s.pid, 0) < 0, "… and no search", "it goes on");
}

static void test_results(void)
{
  struct scene s;
  start(&s, CAN_NOTHING, SHORT);
  json_decref(command(&s, "tlc.run", "open"));
  wait_for_searches(&s);
  check(lens_has(&s, "(optimal)"), "a result is there", "it is not");
  client_notify(&s.c, "textDocument/didSave", json_pack("{s:{s:s}}", "textDocument", "uri", URI));
  check(lens_has(&s, "(optimal)"), "… when the text is saved, too", "it is not");
  change(&s, LONG);
  change(&s, SHORT);
  check(lens_has(&s, "(optimal)"), "… and when a change is taken back at once", "it is not");
  change(&s, LONG);
  check(!lens_has(&s, "(optimal)"), "… but not for another text", "it is");
  change(&s, SHORT);
  json_decref(command(&s, "tlc.run", "open"));
  change(&s, LONG);
  wait_for_searches(&s);
  check(!lens_has(&s, "(optimal)"), "what was found for a text that is gone is none", "it is");
  stop(&s, "nothing is left");
}

static void test_several(void)
{
  struct scene s;
  start(&s, CAN_NOTHING, STUDY);
  check(lens_has(&s, "evaluate"), "a study is offered", "it is not");
  json_decref(command(&s, "tlc.run", "Sizes"));
  wait_for_searches(&s);
  check(lens_has(&s, "3 points \u00b7 point 1 is the best"), "… and what it comes to is there", "it is not");
  json_decref(command(&s, "tlc.run", "two"));
  wait_for_searches(&s);
  check(lens_has(&s, "8 cycles"), "two Einsums come to what both do", "they do not");
  stop(&s, "nothing is left of these");
}

/* ---- reports ---- */

static bool is_page(const char *path)
{
  char text[16] = {0};
  FILE *f = fopen(path, "r");
  if (!f) return false;
  size_t n = fread(text, 1, sizeof text - 1, f);
  fclose(f);
  return n && !strncmp(text, "<!DOCTYPE html>", 15);
}

static void answer(struct scene *s, const json_t *request, bool success)
{
  struct strbuf framed = {0};
  json_t *m = json_pack("{s:s,s:O,s:{s:b}}", "jsonrpc", "2.0", "id",
                        json_object_get(request, "id"), "result", "success", success);
  char *text = json_dumps(m, JSON_COMPACT);
  rpc_frame(&framed, text, strlen(text));
  server_feed(&s->c.server, framed.text, framed.n);
  while (server_step(&s->c.server)) {}
  json_decref(client_diagnostics(&s->c, URI));
  strbuf_free(&framed);
  free(text);
  json_decref(m);
}

static void test_reports(void)
{
  static const char run[] = "given";
  struct scene s;
  start(&s, CAN_SHOW, SHORT);
  check(lens_has(&s, "\"tlc.report\""), "a run with a mapping has a report", "it has none");
  json_decref(command(&s, "tlc.report", run));
  wait_for_searches(&s);
  const json_t *request = heard(&s, "window/showDocument");
  const char *uri = json_find_text(request, "params.uri");
  check(uri && is_page(uri + strlen("file://")), "a page is shown", uri ? uri : "it is not");
  if (request) answer(&s, request, true);
  check(!heard(&s, "window/showMessage"), "nobody is told where it is", "somebody is");
  json_array_clear(s.c.notifications);
  json_decref(command(&s, "tlc.report", run));
  request = heard(&s, "window/showDocument");
  check(request && !under_way(&s), "what was reported is shown at once", "it is not");
  if (request) answer(&s, request, false);
  const char *told = json_find_text(heard(&s, "window/showMessage"), "params.message");
  check(told && strstr(told, s.directory), "… and told of if the client cannot",
        told ? told : "nothing is told");
  stop(&s, "pages are removed");
  start(&s, CAN_NOTHING, SHORT);
  json_decref(command(&s, "tlc.report", "open"));
  wait_for_searches(&s);
  told = json_find_text(heard(&s, "window/showMessage"), "params.message");
  const char *path = told ? strchr(told, '/') : NULL;
  check(path && is_page(path), "a client that shows nothing is told where the page is",
        told ? told : "nothing is told");
  check(lens_has(&s, "(optimal)"), "a report of a search is a result, too", "it is none");
  stop(&s, "pages are removed again");
}

/* ---- the program ---- */

/* What a client of this process sends that starts a long search. */
static char *session_text(pid_t process, size_t *n)
{
  struct strbuf out = {0};
  json_t *all = json_pack(
    "[{s:s,s:i,s:s,s:{s:{},s:i}},"
    "{s:s,s:s,s:{s:{s:s,s:s,s:i,s:s}}},{s:s,s:i,s:s,s:{s:s,s:[s,s]}}]",
    "jsonrpc", "2.0", "id", 1, "method", "initialize", "params", "capabilities",
    "processId", (int)process,
    "jsonrpc", "2.0", "method", "textDocument/didOpen", "params", "textDocument", "uri",
    "file:///design.tl", "languageId", "tl", "version", 1, "text", LONG,
    "jsonrpc", "2.0", "id", 2, "method", "workspace/executeCommand", "params", "command",
    "tlc.run", "arguments", "file:///design.tl", "open");
  for (size_t i = 0; i < json_array_size(all); i++) {
    char *text = json_dumps(json_array_get(all, i), JSON_COMPACT);
    rpc_frame(&out, text, strlen(text));
    free(text);
  }
  json_decref(all);
  *n = out.n;
  return out.text;
}

/* Reads until the server has answered the request that starts a search. */
static bool read_answer(int from)
{
  struct strbuf all = {0};
  char some[4096];
  bool found = false;
  for (ssize_t n; !found && (n = read(from, some, sizeof some)) > 0;) {
    strbuf_add(&all, some, (size_t)n);
    found = strstr(strbuf_str(&all), "\"id\":2,\"result\":null") != NULL;
  }
  strbuf_free(&all);
  return found;
}

/* Ends the server, or (0) the process that it has as its client. */
static void end(pid_t server, pid_t client, int with)
{
  int status;
  kill(with ? server : client, with ? with : SIGKILL);
  if (with) kill(client, SIGKILL);
  waitpid(client, &status, 0);
}

/* The server is ended amid a search.  Whoever lives of them holds `alive` open. */
static void test_end(int with, const char *what, bool leaves)
{
  enum { PATIENCE_MS = 30000 };
  int in[2], back[2], alive[2], status = 0;
  size_t n;
  char directory[] = "/tmp/tlc-tasks-XXXXXX", byte;
  if (!mkdtemp(directory) || pipe(in) || pipe2(back, O_CLOEXEC) || pipe(alive)) exit(99);
  fflush(stdout);
  pid_t client = fork();
  if (client == 0) {
    close(alive[1]);
    for (;;) pause();
  }
  char *text = session_text(client, &n);
  pid_t child = fork();
  if (child == 0) {
    setenv("TMPDIR", directory, 1);
    dup2(in[0], STDIN_FILENO);
    dup2(back[1], STDOUT_FILENO);
    close(in[0]), close(in[1]), close(alive[0]);
    execl(getenv("TLC"), "tlc", "lsp", (char *)NULL);
    _exit(127);
  }
  close(in[0]), close(back[1]), close(alive[1]);
  bool started = write(in[1], text, n) == (ssize_t)n && read_answer(back[0]);
  end(child, client, with);
  bool gone = poll(&(struct pollfd){.fd = alive[0], .events = POLLIN}, 1, PATIENCE_MS) == 1 &&
              read(alive[0], &byte, 1) == 0;
  check(started && gone && (leaves || is_empty(directory)), what,
        started ? gone ? "there are files" : "the search goes on" : "it does not start");
  if (!gone) kill(child, SIGKILL);
  waitpid(child, &status, 0);
  close(in[1]), close(back[0]), close(alive[0]);
  free(text);
  char remove[80];
  snprintf(remove, sizeof remove, "rm -rf '%s'", directory);
  if (system(remove)) exit(99);
}

/* ---- views that are out of date ---- */

static void expect_stale(const char *what, const char *capabilities, const char *changed,
                         const char *method, int code)
{
  struct client_test c;
  struct strbuf bytes = {0};
  json_t *about = json_pack("{s:{s:s,s:i},s:[]}", "textDocument", "uri", changed, "version", 2,
                            "contentChanges");
  json_t *range = json_pack("{s:{s:i,s:i},s:{s:i,s:i}}", "start", "line", 0, "character", 0, "end",
                            "line", 9, "character", 0);
  json_t *all[] = {
    json_pack("{s:i,s:s,s:{s:{s:s},s:O,s:O}}", "id", 100, "method", method, "params",
              "textDocument", "uri", URI, "range", range, "position",
              json_object_get(range, "start")),
    json_pack("{s:s,s:o}", "method", "textDocument/didChange", "params", about)};
  client_start(&c, capabilities);
  client_open(&c, URI, SHORT, sizeof SHORT - 1);
  client_open(&c, "untitled:other", SHORT, sizeof SHORT - 1);
  for (unsigned i = 0; i < 2; i++) {
    char *text = json_dumps(all[i], JSON_COMPACT);
    rpc_frame(&bytes, text, strlen(text));
    free(text);
    json_decref(all[i]);
  }
  server_feed(&c.server, bytes.text, bytes.n);
  while (server_step(&c.server)) {}
  json_t *answers = client_take(&c.server);
  const json_t *first = json_array_get(answers, 0);
  bool fits = json_array_size(answers) == 1 && json_find_int(first, "id", 0) == 100 &&
              (int)json_find_int(first, "error.code", 0) == code;
  char *detail = json_dumps(answers, JSON_COMPACT);
  check(fits, what, detail);
  free(detail);
  json_decref(answers);
  json_decref(range);
  strbuf_free(&bytes);
  client_stop(&c);
}

static void test_stale(void)
{
  static const char can[] = "{\"general\":{\"staleRequestSupport\":{\"cancel\":true}}}";
  static const char tokens[] = "textDocument/semanticTokens/full";
  expect_stale("a view of what has changed is not made", can, URI, tokens,
               LSP_CONTENT_MODIFIED);
  expect_stale("… nor are hints", can, URI, "textDocument/inlayHint", LSP_CONTENT_MODIFIED);
  expect_stale("… but for a client that knows no such answer", CAN_NOTHING, URI, tokens, 0);
  expect_stale("… or if another document has changed", can, "untitled:other", tokens, 0);
  expect_stale("what is asked of one place is answered", can, URI, "textDocument/hover", 0);
}

void test_tasks(void)
{
  test_stale();
  if (!getenv("TLC")) return;
  test_ends();
  test_results();
  test_several();
  test_reports();
  test_end(SIGTERM, "a server that is ended by a signal leaves nothing", false);
  test_end(SIGHUP, "… or that loses its terminal", false);
  test_end(0, "… or whose client dies without a word", false);
  test_end(SIGKILL, "a search dies with its server, however that dies", true);
}

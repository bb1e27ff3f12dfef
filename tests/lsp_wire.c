#include "tests/lsp_tests.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define INITIALIZE \
  "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"capabilities\":{}}}"
#define REQUEST(id, method) "{\"jsonrpc\":\"2.0\",\"id\":" #id ",\"method\":\"" method "\"}"
#define NOTE(method) "{\"jsonrpc\":\"2.0\",\"method\":\"" method "\"}"

/* ---- bytes in, codes out ---- */

static void frame(struct strbuf *out, const char *message)
{
  rpc_frame(out, message, strlen(message));
}

/* What came back: of each message its id and `ok`, or the code of its error. */
static void tell(struct strbuf *out, json_t *messages)
{
  size_t i;
  json_t *m;
  json_array_foreach(messages, i, m)
  {
    const json_t *id = json_object_get(m, "id"), *error = json_object_get(m, "error");
    if (!id) continue;
    if (out->n) strbuf_putc(out, ' ');
    if (json_is_integer(id)) strbuf_printf(out, "%lld:", (long long)json_integer_value(id));
    else if (json_is_string(id)) strbuf_printf(out, "%s:", json_string_value(id));
    else strbuf_puts(out, "null:");
    if (error) strbuf_printf(out, "%lld", (long long)json_find_int(error, "code", 0));
    else strbuf_puts(out, json_object_get(m, "result") ? "ok" : "nothing");
  }
  json_decref(messages);
}

/* Feeds the bytes in pieces of `step`, and compares what is told. */
static void expect_bytes(const char *what, const char *bytes, size_t n, size_t step,
                         const char *want)
{
  static const struct lsp_settings settings = {0};
  struct server s;
  struct strbuf got = {0}, detail = {0};
  server_init(&s, &settings);
  for (size_t at = 0; at < n; at += step) {
    server_feed(&s, bytes + at, n - at < step ? n - at : step);
    while (server_step(&s)) {}
  }
  tell(&got, client_take(&s));
  strbuf_printf(&detail, "got %s; wanted %s", strbuf_str(&got), want);
  check(!strcmp(strbuf_str(&got), want), what, strbuf_str(&detail));
  server_free(&s);
  strbuf_free(&got);
  strbuf_free(&detail);
}

/* The same for messages without headers; they end with NULL. */
static void expect(const char *what, const char *const *messages, const char *want)
{
  struct strbuf bytes = {0};
  for (; *messages; messages++) frame(&bytes, *messages);
  expect_bytes(what, bytes.text, bytes.n, bytes.n, want);
  strbuf_free(&bytes);
}

#define MESSAGES(...) (const char *const[]){__VA_ARGS__, NULL}

static void test_framing(void)
{
  struct strbuf b = {0};
  frame(&b, INITIALIZE);
  frame(&b, REQUEST(2, "shutdown"));
  expect_bytes("two messages in one read", b.text, b.n, b.n, "1:ok 2:ok");
  expect_bytes("messages in pieces of one byte", b.text, b.n, 1, "1:ok 2:ok");
  expect_bytes("messages in pieces of seven bytes", b.text, b.n, 7, "1:ok 2:ok");
  strbuf_clear(&b);
  strbuf_printf(&b, "content-length:%zu \r\nContent-Type: application/x; charset=utf-8\r\n\r\n%s",
                strlen(INITIALIZE), INITIALIZE);
  expect_bytes("another header, and letters of another case", b.text, b.n, 1, "1:ok");
  strbuf_clear(&b);
  strbuf_puts(&b, "what is this?\r\n\r\n{}");
  frame(&b, INITIALIZE);
  expect_bytes("garbage is passed over", b.text, b.n, b.n, "null:-32700 1:ok");
  expect_bytes("garbage is passed over byte by byte", b.text, b.n, 1, "null:-32700 1:ok");
  strbuf_clear(&b);
  strbuf_printf(&b, "Content-Length: %zu\r\n\r\n%s", strlen(INITIALIZE) - 5, INITIALIZE);
  frame(&b, INITIALIZE);
  expect_bytes("a length that is too small", b.text, b.n, 3, "null:-32700 null:-32700 1:ok");
  strbuf_clear(&b);
  strbuf_printf(&b, "Content-Length: %zu\r\n\r\n%s", strlen(INITIALIZE) + 5, INITIALIZE);
  frame(&b, INITIALIZE);
  frame(&b, INITIALIZE);
  expect_bytes("a length that is too large", b.text, b.n, 3, "null:-32700 null:-32700 1:ok");
  strbuf_clear(&b);
  strbuf_puts(&b, "Content-Length: many\r\n\r\n{}Content-Length: -3\r\n\r\n"
                  "Content-Length: 99999999999999999999\r\n\r\n");
  frame(&b, INITIALIZE);
  expect_bytes("lengths that are none", b.text, b.n, 5, "null:-32700 1:ok");
  strbuf_clear(&b);
  strbuf_printf(&b, "Content-Length: %u\r\n\r\n", RPC_MAX + 1);
  strbuf_fill(&b, ' ', RPC_MAX + 1);
  frame(&b, INITIALIZE);
  expect_bytes("a message that is too large", b.text, b.n, 1 << 16, "null:-32600 1:ok");
  strbuf_free(&b);
}

static void test_messages(void)
{
  expect("what is no JSON", MESSAGES(INITIALIZE, "{\"id\":", "", "\xff\xfe"),
         "null:-32700 null:-32700 null:-32700 1:ok");
  expect("JSON that is no message", MESSAGES(INITIALIZE, "[]", "{}", "{\"id\":7}", "null", "3"),
         "1:ok null:-32600 null:-32600 null:-32600 null:-32600 null:-32600");
  expect("an id that is none", MESSAGES("{\"id\":{},\"method\":\"initialize\"}"), "null:-32600");
  expect("an id that is a text", MESSAGES("{\"id\":\"a\",\"method\":\"initialize\"}"), "a:ok");
  expect("a response to nothing", MESSAGES(INITIALIZE, "{\"id\":7,\"result\":null}"), "1:ok");
  expect("a method that there is not", MESSAGES(INITIALIZE, REQUEST(2, "textDocument/sing")),
         "1:ok 2:-32601");
  expect("a notification as a request", MESSAGES(INITIALIZE, REQUEST(2, "exit")), "1:ok 2:-32601");
  expect("unknown notifications", MESSAGES(INITIALIZE, NOTE("sing"), NOTE("$/sing")), "1:ok");
  expect("params of all shapes",
         MESSAGES(INITIALIZE, "{\"id\":2,\"method\":\"textDocument/hover\",\"params\":[]}",
                  "{\"id\":3,\"method\":\"textDocument/hover\",\"params\":3}",
                  "{\"id\":4,\"method\":\"textDocument/hover\",\"params\":{\"textDocument\":4}}",
                  "{\"id\":5,\"method\":\"textDocument/hover\",\"params\":"
                  "{\"textDocument\":{\"uri\":\"file:///nowhere.tl\"}}}",
                  "{\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":{}}}",
                  "{\"method\":\"textDocument/didChange\",\"params\":{\"textDocument\":{}}}"),
         "1:ok 2:-32602 3:-32602 4:-32602 5:-32602");
}

static void test_lifecycle(void)
{
  expect("a request before `initialize`", MESSAGES(REQUEST(1, "workspace/symbol")), "1:-32002");
  expect("any request before `initialize`", MESSAGES(REQUEST(1, "sing")), "1:-32002");
  expect("`initialize` twice", MESSAGES(INITIALIZE, REQUEST(2, "initialize")), "1:ok 2:-32600");
  expect("a request after `shutdown`",
         MESSAGES(INITIALIZE, REQUEST(2, "shutdown"), REQUEST(3, "workspace/symbol"),
                  REQUEST(4, "sing")),
         "1:ok 2:ok 3:-32600 4:-32600");
  expect("nothing after `exit`",
         MESSAGES(INITIALIZE, REQUEST(2, "shutdown"), NOTE("exit"), REQUEST(3, "shutdown")),
         "1:ok 2:ok");
  expect("what is cancelled is answered",
         MESSAGES(INITIALIZE, REQUEST(2, "workspace/symbol"), REQUEST(3, "workspace/symbol"),
                  "{\"method\":\"$/cancelRequest\",\"params\":{\"id\":2}}"),
         "1:ok 2:-32800 3:ok");
  expect("what was answered cannot be cancelled",
         MESSAGES(INITIALIZE, "{\"method\":\"$/cancelRequest\",\"params\":{\"id\":1}}",
                  "{\"method\":\"$/cancelRequest\",\"params\":{}}"),
         "1:-32800");
}

/* ---- the program, through pipes ---- */

/* Starts `tlc lsp`, sends the bytes in pieces, closes, and reads all; its status, or -1. */
static int run_program(const char *bytes, size_t n, size_t step, struct strbuf *out)
{
  int in[2], back[2], status;
  if (pipe(in) || pipe(back)) return -1;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(back[1], STDOUT_FILENO);
    close(in[0]), close(in[1]), close(back[0]), close(back[1]);
    execl(getenv("TLC"), "tlc", "lsp", (char *)NULL);
    _exit(127);
  }
  close(in[0]), close(back[1]);
  for (size_t at = 0; at < n; at += step)
    if (write(in[1], bytes + at, n - at < step ? n - at : step) < 0) break;
  close(in[1]);
  char some[4096];
  for (ssize_t got; (got = read(back[0], some, sizeof some)) > 0;)
    strbuf_add(out, some, (size_t)got);
  close(back[0]);
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

static void expect_program(const char *what, const char *const *messages, size_t step, int status)
{
  struct strbuf bytes = {0}, out = {0}, detail = {0};
  for (; *messages; messages++) frame(&bytes, *messages);
  int got = run_program(strbuf_str(&bytes), bytes.n, step ? step : bytes.n + 1, &out);
  strbuf_printf(&detail, "status %d after: %s", got, strbuf_str(&out));
  check(got == status && (!bytes.n || strstr(strbuf_str(&out), "\"capabilities\"")), what,
        strbuf_str(&detail));
  strbuf_free(&bytes);
  strbuf_free(&out);
  strbuf_free(&detail);
}

/* Who first writes all and then reads does not wait for ever: half a megabyte of answers is more
 * than a pipe holds. */
static void test_answers_unread(void)
{
  enum { REQUESTS = 4000 };
  struct strbuf bytes = {0}, out = {0};
  unsigned answers = 0;
  frame(&bytes, INITIALIZE);
  for (unsigned i = 0; i < REQUESTS; i++)
    frame(&bytes, REQUEST(2, "a-method-that-there-is-not-and-that-is-spoken-of-in-the-answer"));
  frame(&bytes, REQUEST(3, "shutdown"));
  frame(&bytes, NOTE("exit"));
  int status = run_program(bytes.text, bytes.n, bytes.n, &out);
  for (const char *at = strbuf_str(&out); (at = strstr(at, "Content-Length")); at++) answers++;
  char detail[60];
  snprintf(detail, sizeof detail, "status %d, %u answers", status, answers);
  check(status == 0 && answers == REQUESTS + 2, "answers that nobody reads yet", detail);
  strbuf_free(&bytes);
  strbuf_free(&out);
}

static void test_program(void)
{
  if (!getenv("TLC")) return;
  test_answers_unread();
  expect_program("`exit` after `shutdown` is status 0",
                 MESSAGES(INITIALIZE, REQUEST(2, "shutdown"), NOTE("exit")), 0, 0);
  expect_program("the same byte by byte",
                 MESSAGES(INITIALIZE, REQUEST(2, "shutdown"), NOTE("exit")), 1, 0);
  expect_program("`exit` without it is status 1", MESSAGES(INITIALIZE, NOTE("exit")), 0, 1);
  expect_program("an editor that is gone is status 1", MESSAGES(INITIALIZE), 0, 1);
  expect_program("an editor that never says a word, too", (const char *const[]){NULL}, 0, 1);
}

void test_wire(void)
{
  test_framing();
  test_messages();
  test_lifecycle();
  test_program();
}

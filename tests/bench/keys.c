/* keys TLC FILE…: how long after a key the diagnostics of a text come from `tlc lsp`, as a table.
 * Keys are of one byte, at places all over the file; the next one takes the byte away again.  First
 * each is typed when the server has long been silent: what that takes is work.  Then one comes
 * every INTERVAL_MS: the server may wait for more of them, and the last of a burst has to be
 * answered soon. */
#include "lang/base/source.h"
#include "lang/base/str.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { KEYS = 60, SILENCE_MS = 250, INTERVAL_MS = 60, TOO_LATE_MS = 60000 };

struct editor {
  pid_t server;
  int to, from;
  struct strbuf in;
  struct source *text;
  int version;             /* the last that was sent */
  uint32_t place;          /* of the byte that was typed */
};

static double now_ms(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

/* Of the server, so that what else the machine does counts as little as can be. */
static double worked_ms(const struct editor *e)
{
  clockid_t clock;
  struct timespec t = {0};
  if (!clock_getcpuclockid(e->server, &clock)) clock_gettime(clock, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static _Noreturn void fail(const char *what)
{
  fprintf(stderr, "keys: %s\n", what);
  exit(EXIT_FAILURE);
}

/* ---- the server ---- */

static void start(struct editor *e, const char *tlc)
{
  int in[2], out[2];
  if (pipe(in) || pipe(out)) fail("no pipes");
  e->server = fork();
  if (e->server < 0) fail("cannot fork");
  if (!e->server) {
    dup2(in[0], STDIN_FILENO), dup2(out[1], STDOUT_FILENO);
    close(in[0]), close(in[1]), close(out[0]), close(out[1]);
    execl(tlc, tlc, "lsp", (char *)NULL);
    _exit(127);
  }
  close(in[0]), close(out[1]);
  e->to = in[1], e->from = out[0];
}

static void send_text(struct editor *e, const char *json, size_t size)
{
  char header[40];
  int n = snprintf(header, sizeof header, "Content-Length: %zu\r\n\r\n", size);
  if (write(e->to, header, (size_t)n) != n) fail("the server takes nothing");
  for (size_t sent = 0; sent < size;) {
    ssize_t more = write(e->to, json + sent, size - sent);
    if (more <= 0) fail("the server takes nothing");
    sent += (size_t)more;
  }
}

/* Takes the first message from what came, if there is all of it: is it about the last version? */
static bool take_message(struct editor *e, bool *is_last)
{
  char wanted[32];
  const char *text = strbuf_str(&e->in), *body = strstr(text, "\r\n\r\n");
  if (!body) return false;
  size_t size = strtoul(text + strlen("Content-Length: "), NULL, 10);
  body += 4;
  if ((size_t)(body - text) + size > e->in.n) return false;
  snprintf(wanted, sizeof wanted, "\"version\":%d,", e->version);
  const char *version = strstr(body, wanted);
  *is_last = version && version < body + size;
  size_t taken = (size_t)(body - text) + size;
  memmove(e->in.text, e->in.text + taken, e->in.n -= taken);
  e->in.text[e->in.n] = '\0';
  return true;
}

/* Waits for the diagnostics of the last version, at most `ms`. */
static bool wait_for_last(struct editor *e, double ms)
{
  for (double end = now_ms() + ms;;) {
    char bytes[1 << 16];
    bool last = false;
    while (take_message(e, &last))
      if (last) return true;
    struct pollfd fd = {.fd = e->from, .events = POLLIN};
    double left = end - now_ms();
    if (left <= 0 || poll(&fd, 1, (int)left + 1) <= 0) return false;
    ssize_t n = read(e->from, bytes, sizeof bytes);
    if (n <= 0) fail("the server is gone");
    strbuf_add(&e->in, bytes, (size_t)n);
  }
}

/* ---- typing ---- */

static void put_quoted(struct strbuf *out, const char *text, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (text[i] == '\n') strbuf_puts(out, "\\n");
    else if (text[i] == '"' || text[i] == '\\') strbuf_printf(out, "\\%c", text[i]);
    else strbuf_add(out, &text[i], 1);
}

static void open_document(struct editor *e)
{
  static const char hello[] =
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"capabilities\":"
    "{\"general\":{\"positionEncodings\":[\"utf-8\"]}}}}";
  static const char ready[] = "{\"jsonrpc\":\"2.0\",\"method\":\"initialized\",\"params\":{}}";
  struct strbuf m = {0};
  send_text(e, hello, sizeof hello - 1);
  send_text(e, ready, sizeof ready - 1);
  e->version = 1;
  strbuf_puts(&m, "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":"
                  "{\"textDocument\":{\"uri\":\"file:///keys.tl\",\"languageId\":\"tl\","
                  "\"version\":1,\"text\":\"");
  put_quoted(&m, e->text->text, e->text->size);
  strbuf_puts(&m, "\"}}}");
  send_text(e, strbuf_str(&m), m.n);
  strbuf_free(&m);
}

/* The k-th key: a byte at a place of its own if k is even, and what takes it away if not. */
static void press(struct editor *e, unsigned k)
{
  static const char *const typed[] = {" ", "1", "x", "\\n"};
  struct strbuf m = {0};
  if (k % 2 == 0) e->place = (uint32_t)((uint64_t)e->text->size * (k * 7919 % KEYS) / KEYS);
  struct position at = source_position(e->text, e->place);
  uint32_t line = at.line - 1, column = at.column - 1;
  bool newline = k / 2 % 4 == 3;
  strbuf_printf(&m, "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didChange\",\"params\":"
                    "{\"textDocument\":{\"uri\":\"file:///keys.tl\",\"version\":%d},"
                    "\"contentChanges\":[{\"range\":{\"start\":{\"line\":%u,\"character\":%u},"
                    "\"end\":{\"line\":%u,\"character\":%u}},\"text\":\"%s\"}]}}",
                ++e->version, line, column, k % 2 && newline ? line + 1 : line,
                k % 2 == 0 ? column : newline ? 0 : column + 1, k % 2 ? "" : typed[k / 2 % 4]);
  send_text(e, strbuf_str(&m), m.n);
  strbuf_free(&m);
}

static void rest(struct editor *e, double ms)
{
  for (double end = now_ms() + ms, left; (left = end - now_ms()) > 0;) wait_for_last(e, left);
}

static int by_time(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void print_times(double *times)
{
  qsort(times, KEYS, sizeof *times, by_time);
  printf(" %9.1f %9.1f", times[KEYS / 2], times[KEYS - 1]);
}

static void type_slowly(struct editor *e)
{
  double times[KEYS], worked[KEYS];
  for (unsigned k = 0; k < KEYS; k++) {
    rest(e, SILENCE_MS);
    double start = now_ms(), before = worked_ms(e);
    press(e, k);
    if (!wait_for_last(e, TOO_LATE_MS)) fail("diagnostics do not come");
    times[k] = now_ms() - start;
    worked[k] = worked_ms(e) - before;
  }
  print_times(worked);
  print_times(times);
}

/* Bursts of one key, two, three …, of which the last is timed. */
static void type_fast(struct editor *e)
{
  double times[KEYS];
  for (unsigned k = 0, i = 0; k < KEYS; k++) {
    double start = 0;
    for (unsigned burst = 1 + k % 6; burst; burst--) {
      start = now_ms();
      press(e, i++);
      if (burst > 1) usleep(INTERVAL_MS * 1000);
    }
    if (!wait_for_last(e, TOO_LATE_MS)) fail("diagnostics do not come");
    times[k] = now_ms() - start;
    usleep(INTERVAL_MS * 1000);
  }
  print_times(times);
}

static void measure(const char *tlc, const char *path)
{
  struct editor e = {0};
  struct sources sources;
  sources_init(&sources);
  if (sources_read(&sources, path, &e.text) != SOURCE_OK) fail(path);
  printf("%-44s %7u", path, source_position(e.text, e.text->size).line);
  start(&e, tlc);
  double begin = now_ms();
  open_document(&e);
  if (!wait_for_last(&e, TOO_LATE_MS)) fail("diagnostics do not come");
  printf(" %9.1f", now_ms() - begin);
  type_slowly(&e);
  type_fast(&e);
  close(e.to);
  struct rusage usage;
  int status;
  wait4(e.server, &status, 0, &usage);
  printf(" %9.1f\n", (double)usage.ru_maxrss / 1024);
  close(e.from);
  strbuf_free(&e.in);
  sources_free(&sources);
}

int main(int argc, char **argv)
{
  if (argc < 3) fail("usage: keys TLC FILE...");
  printf("%-44s %7s %9s %9s %9s %9s %9s %9s %9s %9s\n", "key to diagnostics", "lines", "open ms",
         "work ms", "worst", "slow ms", "worst", "fast ms", "worst", "MiB");
  for (int i = 2; i < argc; i++) measure(argv[1], argv[i]);
  return 0;
}

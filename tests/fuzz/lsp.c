/* The libFuzzer target: a session of the language server (make fuzz TARGET=lsp).  The input is
 * the text of a document, a line `%%`, and lines of what is done then:
 *
 *   12 3 some text     replaces three bytes from the twelfth on
 *   {"method": ...}    is a message
 *
 * At the end, and before a message, everything is asked about the place that was changed last.
 * What begins as a message does is bytes of the wire instead. */
#include "tests/lsp_ask.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { EDITS_MAX = 20, MESSAGES_MAX = 40 };

static const char uri[] = "file:///nowhere/fuzz.tl";
static const char capabilities[] =
  "{\"textDocument\":{\"completion\":{\"completionItem\":{\"snippetSupport\":true}},"
  "\"rename\":{\"prepareSupport\":true}},\"window\":{\"workDoneProgress\":true}}";

/* Searches are programs of their own, and this one is no tlc. */
pid_t __wrap_fork(void);
pid_t __wrap_fork(void) { return -1; }

/* Clients send UTF-8, or what they send is no JSON: that is tried with messages. */
static void make_utf8(struct strbuf *out, const char *text, size_t n)
{
  for (size_t i = 0; i < n;) {
    uint32_t c;
    unsigned k = utf8_decode(text + i, n - i, &c);
    if (k == 1 && (unsigned char)text[i] >= 0x80) strbuf_putc(out, '?');
    else strbuf_add(out, text + i, k);
    i += k;
  }
}

static json_t *position(struct source *text, uint32_t offset)
{
  struct position p = source_position(text, offset);
  return json_pack("{s:i,s:i}", "line", (int)p.line - 1, "character", (int)p.utf16 - 1);
}

/* What is wrong with an answer is told before. */
static void ask(struct client_test *c, uint32_t offset)
{
  struct document *d = document_of(&c->server.documents, uri);
  if (!d || c->server.state != SERVER_RUNS) return;
  json_decref(client_diagnostics(c, uri));
  if (ask_all(c, d, offset < d->text->size ? offset : d->text->size).wrong) abort();
}

/* "12 3 some text" */
static uint32_t edit(struct client_test *c, const char *line, size_t n)
{
  struct document *d = document_of(&c->server.documents, uri);
  struct strbuf words = {0}, text = {0};
  char *rest;
  if (!d || c->server.state != SERVER_RUNS) return 0;
  strbuf_add(&words, line, n);
  uint64_t start = strtoul(strbuf_str(&words), &rest, 10) % (d->text->size + 1);
  uint64_t stop = start + strtoul(rest, &rest, 10) % 64;
  if (stop > d->text->size) stop = d->text->size;
  if (*rest == ' ') rest++;
  make_utf8(&text, rest, strlen(rest));
  json_t *change = json_pack("{s:{s:o,s:o},s:s}", "range", "start",
                             position(d->text, (uint32_t)start), "end",
                             position(d->text, (uint32_t)stop), "text", strbuf_str(&text));
  client_notify(c, "textDocument/didChange",
                json_pack("{s:{s:s,s:i},s:[o]}", "textDocument", "uri", uri, "version", 2,
                          "contentChanges", change));
  strbuf_free(&words);
  strbuf_free(&text);
  return (uint32_t)start;
}

static void feed(struct server *s, const char *bytes, size_t n)
{
  server_feed(s, bytes, n);
  while (server_step(s)) {}
  json_decref(client_take(s));
}

static void send_line(struct server *s, const char *line, size_t n)
{
  struct strbuf framed = {0};
  rpc_frame(&framed, line, n);
  feed(s, framed.text, framed.n);
  strbuf_free(&framed);
}

static void do_lines(struct client_test *c, const char *at, const char *end, uint32_t place)
{
  unsigned edits = 0, messages = 0;
  bool changed = true;
  while (at < end) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    size_t n = (size_t)((stop ? stop : end) - at);
    bool message = n && *at == '{';
    if (message && changed) ask(c, place);
    if (message && messages++ < MESSAGES_MAX) send_line(&c->server, at, n);
    if (!message && n && edits++ < EDITS_MAX) place = edit(c, at, n);
    changed = !message;
    at += n + 1;
  }
  if (changed) ask(c, place);
}

static void hold_session(const char *bytes, size_t size)
{
  const char *mark = size ? memmem(bytes, size, "\n%%\n", 4) : NULL, *end = bytes + size;
  struct client_test c;
  struct strbuf text = {0};
  make_utf8(&text, bytes, mark ? (size_t)(mark - bytes) : size);
  client_start(&c, capabilities);
  client_open(&c, uri, strbuf_str(&text), text.n);
  do_lines(&c, mark ? mark + 4 : end, end, (uint32_t)(text.n / 2));
  json_decref(c.notifications);
  server_free(&c.server);
  strbuf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  static const char header[] = "Content-";
  const struct lsp_settings settings = {.library = getenv("TLC_STD")};
  if (size < sizeof header || memcmp(bytes, header, sizeof header - 1)) {
    hold_session((const char *)bytes, size);
    return 0;
  }
  struct server s;
  server_init(&s, &settings);
  feed(&s, (const char *)bytes, size);
  server_free(&s);
  return 0;
}

/* Messages: their queue, the way to their handlers, and what is answered. */
#include "compiler/lsp/server.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

/* ---- state ---- */

void server_init(struct server *s, const struct lsp_settings *settings)
{
  *s = (struct server){.settings = settings};
  s->documents = (struct documents){.library = settings->library, .prepare = settings->prepare,
                                    .context = settings->context};
}

void server_free(struct server *s)
{
  for (uint32_t i = 0; i < s->waiting.n; i++) json_decref(s->waiting.at[i].json);
  for (uint32_t i = 0; i < s->published.n; i++) {
    xfree(s->published.at[i].uri);
    xfree(s->published.at[i].json);
  }
  for (uint32_t i = 0; i < s->folders.n; i++) xfree(s->folders.at[i]);
  vec_free(&s->waiting);
  vec_free(&s->published);
  vec_free(&s->folders);
  tasks_free(s);
  pages_free(s);
  documents_free(&s->documents);
  rpc_free(&s->in);
  strbuf_free(&s->out);
  strbuf_free(&s->text);
}

/* ---- sending ---- */

static struct jsonw *start_message(struct jsonw *w, struct strbuf *text)
{
  strbuf_clear(text);
  jsonw_init(w, text, false);
  jsonw_object(w);
  json_put_text(w, "jsonrpc", "2.0");
  return w;
}

static void log_message(const struct server *s, const char *arrow, const char *text, size_t n)
{
  if (!s->settings->log) return;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  fprintf(s->settings->log, "%lld.%03ld %s ", (long long)now.tv_sec, now.tv_nsec / 1000000, arrow);
  fwrite(text, 1, n, s->settings->log);
  fputc('\n', s->settings->log);
  fflush(s->settings->log);
}

static void send_message(struct server *s, struct jsonw *w)
{
  jsonw_object_end(w);
  log_message(s, "<--", strbuf_str(w->out), w->out->n);
  rpc_frame(&s->out, strbuf_str(w->out), w->out->n);
}

void lsp_send(struct server *s) { send_message(s, &s->json); }

struct jsonw *lsp_notify(struct server *s, const char *method)
{
  struct jsonw *w = start_message(&s->json, &s->text);
  json_put_text(w, "method", method);
  jsonw_key(w, "params");
  return w;
}

struct jsonw *lsp_request(struct server *s, const char *method, bool params)
{
  struct jsonw *w = start_message(&s->json, &s->text);
  json_put_uint(w, "id", ++s->n_requests);
  json_put_text(w, "method", method);
  if (params) jsonw_key(w, "params");
  return w;
}

static void put_id(struct jsonw *w, const json_t *id)
{
  jsonw_key(w, "id");
  if (id) json_put(w, id);
  else jsonw_null(w);
}

static void send_error(struct server *s, const json_t *id, enum lsp_error error, const char *why)
{
  struct jsonw *w = start_message(&s->json, &s->text);
  put_id(w, id);
  jsonw_key(w, "error");
  jsonw_object(w);
  jsonw_key(w, "code");
  jsonw_int(w, error);
  json_put_text(w, "message", why);
  jsonw_object_end(w);
  lsp_send(s);
}

void lsp_fail(struct call *c, enum lsp_error error, const char *why, ...)
{
  va_list args;
  va_start(args, why);
  c->error = error;
  vsnprintf(c->why, sizeof c->why, why, args);
  va_end(args);
}

/* ---- methods ---- */

enum kind { REQUEST, NOTIFICATION, ABOUT, VIEW, CHANGE };

static const struct method {
  const char *name;
  void (*function)(struct server *s, struct call *c);
  enum kind kind;
} methods[] = {
#define METHOD(name, function, kind) {name, function, kind},
#include "compiler/lsp/methods.def"
#undef METHOD
};

static const struct method *find_method(const char *name)
{
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
    if (!strcmp(methods[i].name, name)) return &methods[i];
  return NULL;
}

static bool is_request(const struct method *m)
{
  return m->kind == REQUEST || m->kind == ABOUT || m->kind == VIEW;
}

/* Is the server in a state for this method?  If not, the call fails. */
static bool is_time(const struct server *s, struct call *c, const struct method *m)
{
  if (m->function == lsp_exit) return true;
  bool first = m->function == lsp_initialize;
  if (s->state == SERVER_FRESH && !first)
    lsp_fail(c, LSP_NOT_INITIALIZED, "`initialize` has to come first");
  else if (s->state == SERVER_RUNS && first)
    lsp_fail(c, LSP_INVALID_REQUEST, "`initialize` comes once");
  else if (s->state == SERVER_SHUT_DOWN)
    lsp_fail(c, LSP_INVALID_REQUEST, "the server is shut down");
  return !c->error;
}

/* Finds the document that the method is about. */
static bool find_document(const struct server *s, struct call *c, const struct method *m)
{
  if (m->kind == REQUEST || m->kind == NOTIFICATION) return true;
  const char *uri = json_find_text(c->params, "textDocument.uri");
  if (!uri) lsp_fail(c, LSP_INVALID_PARAMS, "`textDocument.uri` is missing");
  else if (!(c->document = document_of(&s->documents, uri)))
    lsp_fail(c, LSP_INVALID_PARAMS, "no document is open by the name of `%.100s`", uri);
  return !c->error;
}

/* A change of the document waits already: its view would be out of date when it comes. */
static bool is_current(const struct server *s, struct call *c, const struct method *m)
{
  if (m->kind != VIEW || !s->client.asks_again) return true;
  for (uint32_t i = 0; i < s->waiting.n && !c->error; i++) {
    const json_t *next = s->waiting.at[i].json;
    const char *method = json_find_text(next, "method");
    const char *uri = json_find_text(next, "params.textDocument.uri");
    if (method && !strcmp(method, "textDocument/didChange") && uri &&
        document_of(&s->documents, uri) == c->document)
      lsp_fail(c, LSP_CONTENT_MODIFIED, "the document has changed");
  }
  return !c->error;
}

static void call_method(struct server *s, struct call *c, const struct method *m)
{
  if (is_time(s, c, m) && find_document(s, c, m) && is_current(s, c, m)) m->function(s, c);
}

static void answer(struct server *s, const json_t *id, const json_t *params,
                   const struct method *m)
{
  /* Beside s->text: a handler may send messages of its own. */
  struct strbuf text = {0};
  struct jsonw w;
  struct call c = {.params = params, .result = start_message(&w, &text)};
  put_id(&w, id);
  jsonw_key(&w, "result");
  size_t before = text.n;
  call_method(s, &c, m);
  if (text.n == before) jsonw_null(&w);
  if (c.error) send_error(s, id, c.error, c.why);
  else send_message(s, &w);
  strbuf_free(&text);
}

static bool is_id(const json_t *id) { return json_is_string(id) || json_is_number(id); }

static void handle_request(struct server *s, const struct message *m, const char *name)
{
  const json_t *id = json_object_get(m->json, "id");
  const struct method *method = find_method(name);
  char why[160];
  snprintf(why, sizeof why, "there is no method `%.100s`", name);
  if (!is_id(id)) send_error(s, NULL, LSP_INVALID_REQUEST, "`id` is neither a number nor a text");
  else if (m->cancelled) send_error(s, id, LSP_CANCELLED, "cancelled");
  else if (method && is_request(method))
    answer(s, id, json_object_get(m->json, "params"), method);
  else if (s->state == SERVER_FRESH)
    send_error(s, id, LSP_NOT_INITIALIZED, "`initialize` has to come first");
  else if (s->state == SERVER_SHUT_DOWN)
    send_error(s, id, LSP_INVALID_REQUEST, "the server is shut down");
  else send_error(s, id, LSP_NO_METHOD, why);
}

/* Nobody can be told what is wrong with a notification, but the log. */
static void handle_notification(struct server *s, const struct message *m, const char *name)
{
  const struct method *method = find_method(name);
  struct call c = {.params = json_object_get(m->json, "params")};
  if (!method || is_request(method)) return;
  call_method(s, &c, method);
  if (c.error) log_message(s, "!!!", c.why, strlen(c.why));
}

static void handle(struct server *s, const struct message *m)
{
  const json_t *method = json_object_get(m->json, "method");
  if (json_is_string(method)) {
    if (json_object_get(m->json, "id")) handle_request(s, m, json_string_value(method));
    else handle_notification(s, m, json_string_value(method));
  } else if (json_object_get(m->json, "result") || json_object_get(m->json, "error"))
    page_heard(s, m->json);
  else
    send_error(s, NULL, LSP_INVALID_REQUEST,
               "a message has to have a `method`, or to be a response");
}

bool server_step(struct server *s)
{
  if (!s->waiting.n || s->state == SERVER_EXITED) return false;
  struct message m = s->waiting.at[0];
  memmove(s->waiting.at, s->waiting.at + 1, --s->waiting.n * sizeof m);
  handle(s, &m);
  json_decref(m.json);
  documents_tidy(&s->documents);
  return true;
}

/* ---- receiving ---- */

/* The request with this id will be answered all the same. */
static void cancel(struct server *s, const json_t *id)
{
  for (uint32_t i = 0; id && i < s->waiting.n; i++) {
    const json_t *other = json_object_get(s->waiting.at[i].json, "id");
    if (other && json_equal(other, id)) s->waiting.at[i].cancelled = true;
  }
}

static void receive(struct server *s, const char *text, size_t n)
{
  char why[JSON_ERROR_TEXT_LENGTH];
  log_message(s, "-->", text, n);
  struct message m = {.json = json_read(text, n, why)};
  if (!m.json) {
    send_error(s, NULL, LSP_PARSE_ERROR, why);
    return;
  }
  const char *method = json_find_text(m.json, "method");
  if (method && !strcmp(method, "$/cancelRequest")) cancel(s, json_find(m.json, "params.id"));
  vec_push(&s->waiting, m);
}

void server_feed(struct server *s, const char *bytes, size_t n)
{
  const char *text;
  enum rpc_event event;
  rpc_feed(&s->in, bytes, n);
  while ((event = rpc_next(&s->in, &text, &n)) != RPC_NONE) {
    if (event == RPC_MESSAGE) receive(s, text, n);
    else if (event == RPC_NO_HEADER)
      send_error(s, NULL, LSP_PARSE_ERROR, "a message has to begin with `Content-Length: N`");
    else send_error(s, NULL, LSP_INVALID_REQUEST, "the message is larger than 64 MiB");
  }
}

#include "tests/lsp_client.h"

#include <stdlib.h>
#include <string.h>

static _Noreturn void broken(const char *what)
{
  printf("Bail out! %s\n", what);
  exit(99);
}

json_t *client_take(struct server *s)
{
  struct rpc in = {0};
  const char *text;
  size_t n;
  json_t *all = json_array();
  rpc_feed(&in, strbuf_str(&s->out), s->out.n);
  while (rpc_next(&in, &text, &n) == RPC_MESSAGE) {
    json_t *message = json_loadb(text, n, JSON_ALLOW_NUL, NULL);
    if (!message) broken("the server has sent what is no JSON");
    json_array_append_new(all, message);
  }
  if (in.at != in.bytes.n) broken("the server has sent what is no message");
  rpc_free(&in);
  strbuf_clear(&s->out);
  return all;
}

static void send_message(struct client_test *c, json_t *message)
{
  struct strbuf framed = {0};
  char *text = json_dumps(message, JSON_COMPACT);
  rpc_frame(&framed, text, strlen(text));
  server_feed(&c->server, framed.text, framed.n);
  while (server_step(&c->server)) {}
  strbuf_free(&framed);
  free(text);
  json_decref(message);
}

/* Sorts what has come: the answer to request `id` (0: none), and all else. */
static json_t *receive(struct client_test *c, json_int_t id)
{
  json_t *all = client_take(&c->server), *answer = NULL, *m;
  size_t i;
  json_array_foreach(all, i, m)
  {
    bool ours = id && json_integer_value(json_object_get(m, "id")) == id &&
                !json_object_get(m, "method");
    if (ours && answer) broken("a request was answered twice");
    if (ours) answer = json_incref(m);
    else json_array_append(c->notifications, m);
  }
  json_decref(all);
  return answer;
}

json_t *client_request(struct client_test *c, const char *method, json_t *params)
{
  json_int_t id = ++c->id;
  send_message(c, json_pack("{s:s,s:I,s:s,s:o}", "jsonrpc", "2.0", "id", id, "method", method,
                            "params", params));
  json_t *answer = receive(c, id);
  if (!answer) broken("a request was not answered");
  return answer;
}

void client_notify(struct client_test *c, const char *method, json_t *params)
{
  send_message(c, json_pack("{s:s,s:s,s:o}", "jsonrpc", "2.0", "method", method, "params",
                            params));
  json_t *answer = receive(c, 0);
  json_decref(answer);
}

void client_open(struct client_test *c, const char *uri, const char *text, size_t n)
{
  client_notify(c, "textDocument/didOpen",
                json_pack("{s:{s:s,s:s,s:i,s:s%}}", "textDocument", "uri", uri, "languageId", "tl",
                          "version", 1, "text", text, n));
}

static bool is_about(const json_t *notification, const char *uri)
{
  const char *method = json_string_value(json_object_get(notification, "method"));
  const json_t *about = json_object_get(json_object_get(notification, "params"), "uri");
  return method && !strcmp(method, "textDocument/publishDiagnostics") &&
         !strcmp(json_string_value(about), uri);
}

json_t *client_diagnostics(struct client_test *c, const char *uri)
{
  json_t *found = NULL;
  if (server_waits(&c->server)) server_publish(&c->server);
  json_t *none = receive(c, 0);
  json_decref(none);
  for (size_t i = 0; i < json_array_size(c->notifications);) {
    json_t *m = json_array_get(c->notifications, i);
    if (!is_about(m, uri)) {
      i++;
      continue;
    }
    json_decref(found);
    found = json_incref(json_object_get(m, "params"));
    json_array_remove(c->notifications, i);
  }
  return found;
}

void client_start(struct client_test *c, const char *capabilities)
{
  json_t *can = json_loads(capabilities, 0, NULL);
  if (!can) broken("the test's own capabilities are no JSON");
  *c = (struct client_test){.settings = {.library = getenv("TLC_STD")},
                            .notifications = json_array()};
  server_init(&c->server, &c->settings);
  json_decref(client_request(c, "initialize", json_pack("{s:o}", "capabilities", can)));
  client_notify(c, "initialized", json_object());
}

void client_stop(struct client_test *c)
{
  json_decref(client_request(c, "shutdown", json_null()));
  client_notify(c, "exit", json_null());
  json_decref(c->notifications);
  server_free(&c->server);
}

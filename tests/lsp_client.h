/* A client of the language server in the same process, for tests: what it sends is taken apart
 * by the server as if it came through a pipe, and what comes back likewise. */
#ifndef TL_TESTS_LSP_CLIENT_H
#define TL_TESTS_LSP_CLIENT_H

#include "compiler/lsp/server.h"

struct client_test {
  struct lsp_settings settings;
  struct server server;
  json_int_t id;           /* of the last request */
  json_t *notifications;   /* an array of what came besides answers */
};

/* Starts a server, and initializes it with these capabilities (JSON). */
void client_start(struct client_test *c, const char *capabilities);
void client_stop(struct client_test *c);

/* The answer to a request, an object with `result` or `error`: json_decref.  Takes `params`. */
json_t *client_request(struct client_test *c, const char *method, json_t *params);

/* Takes `params`. */
void client_notify(struct client_test *c, const char *method, json_t *params);

void client_open(struct client_test *c, const char *uri, const char *text, size_t n);

/* Lets the server publish, and returns the params of what it published last for the URI since
 * the last time: json_decref; NULL if it published nothing. */
json_t *client_diagnostics(struct client_test *c, const char *uri);

/* All messages that the server has written, in an array, taken away. */
json_t *client_take(struct server *s);

#endif

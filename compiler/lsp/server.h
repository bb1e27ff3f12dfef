/* The server's state, and what handlers of methods are given.  methods.def lists them. */
#ifndef TL_LSP_SERVER_H
#define TL_LSP_SERVER_H

#include "compiler/lsp/document.h"
#include "compiler/lsp/lsp.h"
#include "compiler/lsp/page.h"
#include "compiler/lsp/rpc.h"
#include "compiler/lsp/task.h"

enum lsp_error {
  LSP_NO_ERROR = 0,
  LSP_PARSE_ERROR = -32700,
  LSP_INVALID_REQUEST = -32600,
  LSP_NO_METHOD = -32601,
  LSP_INVALID_PARAMS = -32602,
  LSP_NOT_INITIALIZED = -32002,
  LSP_CANCELLED = -32800,
  LSP_CONTENT_MODIFIED = -32801,
  LSP_REQUEST_FAILED = -32803,
};

/* What the client says that it can. */
struct client {
  bool utf8;                /* positions count bytes, not UTF-16 code units */
  bool related;             /* diagnostics with related information */
  bool tags;                /* … and with tags */
  bool nested_symbols;      /* an outline that is a tree */
  bool versioned_edits;     /* edits that name the version they are of */
  bool watches;             /* it can be asked to watch files */
  bool snippets;            /* completions with places to fill in */
  bool progress;            /* it shows how long work goes on */
  bool refreshes_lenses;    /* it asks for them again when it is told to */
  bool prepares_renames;    /* it asks first whether there is a name */
  bool code_actions;        /* it takes edits as they are, and not as commands */
  bool plain_hover, plain_items, plain_signatures; /* it shows no Markdown there */
  bool shows_documents;     /* … by itself, or has somebody else show them */
  bool lines_only;          /* folds whole lines */
  bool asks_again;          /* it knows what to do when a document has changed meanwhile */
};

/* A message that waits to be handled. */
struct message {
  json_t *json;
  bool cancelled;
};

/* What was published for a URI last. */
struct published {
  char *uri, *json;
};

struct server {
  const struct lsp_settings *settings;
  enum { SERVER_FRESH, SERVER_RUNS, SERVER_SHUT_DOWN, SERVER_EXITED } state;
  bool orderly;             /* `exit` came after `shutdown` */
  struct client client;
  json_int_t client_process; /* 0: it did not say */
  struct rpc in;
  struct strbuf out;        /* framed, not sent yet; whoever sends some takes it away */
  VEC(struct message) waiting;
  struct documents documents;
  VEC(struct published) published;
  bool closed;              /* a document was closed since the last time */
  VEC(char *) folders;      /* paths of the client's workspace */
  unsigned n_requests;      /* of our own, and tokens */
  struct task task[TASKS];
  struct pages pages;
  struct strbuf text;       /* of the message that is being written */
  struct jsonw json;
};

/* One message on its way through its handler. */
struct call {
  const json_t *params;     /* an object, or NULL */
  struct document *document; /* that the params speak of; NULL unless the method's row says so */
  struct jsonw *result;     /* of a request: one value; nothing is null */
  enum lsp_error error;     /* set by lsp_fail; then the result is thrown away */
  char why[200];
};

void server_init(struct server *s, const struct lsp_settings *settings);
void server_free(struct server *s);

/* Takes bytes of the client. */
void server_feed(struct server *s, const char *bytes, size_t n);

/* Handles the message that waits longest; false if none does. */
bool server_step(struct server *s);

/* Publishes the diagnostics of documents that wait for it. */
void server_publish(struct server *s);
bool server_waits(const struct server *s);

/* Whatever was published for a URI is published again. */
void server_unpublish(struct server *s, const char *uri);

/* The request fails. */
void lsp_fail(struct call *c, enum lsp_error error, const char *why, ...)
  __attribute__((format(printf, 3, 4)));

/* Writes a notification, or a request of our own: params are to be written
 * between the two, if a request has any. */
struct jsonw *lsp_notify(struct server *s, const char *method);
struct jsonw *lsp_request(struct server *s, const char *method, bool params);
void lsp_send(struct server *s);

/* ---- places ---- */

/* The offset of a Position in the document; clamps.  False, told as invalid, if `j` is none. */
bool lsp_offset(const struct server *s, struct call *c, const json_t *j, uint32_t *offset);
/* … of both ends of a Range, in their order. */
bool lsp_range(const struct server *s, struct call *c, const json_t *j, uint32_t *start,
               uint32_t *end);

/* Writes a Position and a Range. */
void lsp_put_position(const struct server *s, struct jsonw *w, struct source *in, uint32_t offset);
void lsp_put_range(const struct server *s, struct jsonw *w, struct source *in, uint32_t start,
                   uint32_t end);
/* "range": … */
void lsp_put_range_of(const struct server *s, struct jsonw *w, const char *key, struct source *in,
                      struct span where);
/* "uri": … of a source of a compilation. */
void lsp_put_uri(const struct server *s, struct jsonw *w, const struct source *of);
/* { "uri", "range" } */
void lsp_put_location(const struct server *s, struct jsonw *w, struct source *in,
                      struct span where);

/* The URI of a source: that of an open document, if it is one.  Freed by the caller. */
char *lsp_uri(const struct server *s, const struct source *of);

/* ---- handlers ---- */

#define METHOD(name, function, kind) void function(struct server *s, struct call *c);
#include "compiler/lsp/methods.def"
#undef METHOD

#endif

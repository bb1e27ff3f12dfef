/* Framing: from bytes to messages and back, as `Content-Length: N` and N bytes of JSON. */
#ifndef TL_LSP_RPC_H
#define TL_LSP_RPC_H

#include "lang/base/str.h"

/* The longest message that is read, in bytes: others are passed over. */
#define RPC_MAX (64u << 20)

/* A zeroed one is empty; the owner calls rpc_free. */
struct rpc {
  struct strbuf bytes;  /* from `at` on not yet read */
  size_t at;
  uint64_t skip;        /* bytes of a message that is passed over */
  bool lost;            /* it was told that what comes is no header */
};

enum rpc_event {
  RPC_NONE,       /* more bytes are needed */
  RPC_MESSAGE,
  RPC_NO_HEADER,  /* what came is no header; it is passed over up to the next one */
  RPC_TOO_LARGE,  /* the header speaks of more than RPC_MAX bytes */
};

void rpc_feed(struct rpc *r, const char *bytes, size_t n);

/* The next event.  The message is in the buffer, until rpc_feed or rpc_next is called. */
enum rpc_event rpc_next(struct rpc *r, const char **message, size_t *n);

/* Adds a message with its header. */
void rpc_frame(struct strbuf *out, const char *message, size_t n);

void rpc_free(struct rpc *r);

#endif

#include "compiler/lsp/rpc.h"

#include <string.h>
#include <strings.h>

static const char LENGTH[] = "Content-Length:";
/* Headers are two short lines; what goes on for longer is something else. */
enum { HEADER_MAX = 4096, N_LENGTH = sizeof LENGTH - 1, DIGITS = 18, KEPT = 1 << 20 };

void rpc_feed(struct rpc *r, const char *bytes, size_t n)
{
  if (r->at == r->bytes.n && r->bytes.cap > KEPT) strbuf_free(&r->bytes), r->at = 0;
  if (r->at) {
    memmove(r->bytes.text, r->bytes.text + r->at, r->bytes.n - r->at);
    r->bytes.n -= r->at;
    r->at = 0;
  }
  strbuf_add(&r->bytes, bytes, n);
}

void rpc_free(struct rpc *r) { strbuf_free(&r->bytes); }

void rpc_frame(struct strbuf *out, const char *message, size_t n)
{
  strbuf_printf(out, "%s %zu\r\n\r\n", LENGTH, n);
  strbuf_add(out, message, n);
}

/* One past the empty line that ends a header; NULL if it is not there yet. */
static const char *header_end(const char *at, size_t n)
{
  const char *end = memmem(at, n, "\r\n\r\n", 4);
  return end ? end + 4 : NULL;
}

/* The number that a header gives; false if it gives none. */
static bool read_length(const char *at, const char *end, uint64_t *length)
{
  bool found = false;
  while (at < end - 2) {
    const char *line_end = memmem(at, (size_t)(end - at), "\r\n", 2);
    if (!strncasecmp(at, LENGTH, N_LENGTH)) {
      at += N_LENGTH;
      at += strspn(at, " \t");
      size_t digits = strspn(at, "0123456789");
      if (!digits || digits > DIGITS || at + digits + strspn(at + digits, " \t") != line_end)
        return false;
      *length = 0;
      while (digits--) *length = *length * 10 + (uint64_t)(*at++ - '0');
      found = true;
    } else if (!memchr(at, ':', (size_t)(line_end - at))) return false;
    at = line_end + 2;
  }
  return found;
}

/* Passes over what is no header.  True if what follows may be one. */
static bool seek_header(struct rpc *r)
{
  const char *from = r->bytes.text + r->at;
  size_t n = r->bytes.n - r->at;
  const char *next = memmem(from + 1, n - 1, LENGTH, N_LENGTH);
  /* The first bytes of one may stand at the end. */
  if (next) r->at += (size_t)(next - from);
  else if (n >= N_LENGTH) r->at += n - N_LENGTH + 1;
  return next != NULL;
}

/* Is what is there, so far, the start of a header? */
static bool may_be_header(const char *at, size_t n)
{
  static const char *const names[] = {LENGTH, "Content-Type:"};
  for (unsigned i = 0; i < 2; i++) {
    size_t length = strlen(names[i]);
    if (!strncasecmp(at, names[i], n < length ? n : length)) return true;
  }
  return false;
}

/* Passes over bytes of a message that is too large; true when there are no more of them. */
static bool skipped(struct rpc *r)
{
  size_t n = r->bytes.n - r->at;
  if (n > r->skip) n = (size_t)r->skip;
  r->at += n;
  r->skip -= n;
  return !r->skip;
}

enum rpc_event rpc_next(struct rpc *r, const char **message, size_t *n)
{
  for (;;) {
    if (!skipped(r)) return RPC_NONE;
    size_t left = r->bytes.n - r->at;
    if (!left) return RPC_NONE;
    const char *at = r->bytes.text + r->at, *end = header_end(at, left);
    uint64_t length;
    if (!may_be_header(at, left) || (!end && left > HEADER_MAX) ||
        (end && !read_length(at, end, &length))) {
      bool told = r->lost, found = seek_header(r);
      r->lost = true;
      if (!told) return RPC_NO_HEADER;
      if (!found) return RPC_NONE;
      continue;
    }
    if (!end) return RPC_NONE;
    if (length > RPC_MAX) {
      r->at += (size_t)(end - at);
      r->skip = length;
      r->lost = false;
      return RPC_TOO_LARGE;
    }
    if ((size_t)(r->bytes.text + r->bytes.n - end) < length) return RPC_NONE;
    r->at += (size_t)(end - at) + (size_t)length;
    r->lost = false;
    *message = end;
    *n = (size_t)length;
    return RPC_MESSAGE;
  }
}

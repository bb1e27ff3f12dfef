#include "compiler/lsp/uri.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static char *copy(const char *text)
{
  size_t n = strlen(text) + 1;
  return memcpy(xmalloc(n), text, n);
}

static int hex_digit(char c)
{
  if (c >= '0' && c <= '9') return c - '0';
  return isxdigit((unsigned char)c) ? (c | ' ') - 'a' + 10 : -1;
}

/* `%41` at `at`, unless it stands for a NUL; or -1. */
static int escaped(const char *at)
{
  if (*at != '%' || hex_digit(at[1]) < 0 || hex_digit(at[2]) < 0) return -1;
  int c = hex_digit(at[1]) * 16 + hex_digit(at[2]);
  return c ? c : -1;
}

char *uri_path(const char *uri)
{
  static const char scheme[] = "file://";
  if (!strcmp(uri, "-")) return copy("./-"); /* which is no standard input here */
  if (strncasecmp(uri, scheme, sizeof scheme - 1)) return copy(uri);
  const char *at = uri + sizeof scheme - 1;
  at += strcspn(at, "/"); /* the host, most often none */
  char *path = copy(at), *to = path;
  while (*at) {
    int c = escaped(at);
    *to++ = c < 0 ? *at : (char)c;
    at += c < 0 ? 1 : 3;
  }
  *to = '\0';
  return path;
}

void uri_put(struct strbuf *out, const char *path)
{
  strbuf_puts(out, "file://");
  for (; *path; path++) {
    if (isalnum((unsigned char)*path) || strchr("/-._~", *path)) strbuf_putc(out, *path);
    else strbuf_printf(out, "%%%02X", (unsigned char)*path);
  }
}

char *path_real(const char *path)
{
  char real[PATH_MAX];
  return copy(realpath(path, real) ? real : path);
}

/* Text: growing buffers and interned names. */
#ifndef TL_BASE_STR_H
#define TL_BASE_STR_H

#include "lang/base/arena.h"

#include <stdarg.h>
#include <stdbool.h>

/* A growing buffer, always NUL-terminated once something was added.  A zeroed
 * one is empty; the owner calls strbuf_free. */
struct strbuf {
  char *text;
  size_t n, cap; /* bytes used, without the NUL; bytes allocated */
};

void strbuf_add(struct strbuf *b, const char *text, size_t n);
void strbuf_puts(struct strbuf *b, const char *text);
void strbuf_putc(struct strbuf *b, char c);
void strbuf_fill(struct strbuf *b, char c, size_t n); /* n times c */
void strbuf_printf(struct strbuf *b, const char *format, ...)
  __attribute__((format(printf, 2, 3)));
void strbuf_vprintf(struct strbuf *b, const char *format, va_list args)
  __attribute__((format(printf, 2, 0)));
void strbuf_clear(struct strbuf *b); /* empty, memory kept */
void strbuf_free(struct strbuf *b);
/* The text; "" for an empty buffer.  Valid until the next change. */
const char *strbuf_str(const struct strbuf *b);

/* The text as a copy in `a`, and the buffer freed: for one that was put together. */
char *strbuf_take(struct strbuf *b, struct arena *a);

/* An interned name: one object for each distinct text, so that names are
 * compared as pointers.  Owned by its interner. */
struct name {
  uint32_t hash;
  uint32_t n;    /* bytes of text */
  uint16_t word; /* keyword id when the text is one, else 0 (see keywords.def) */
  char text[];   /* NUL-terminated */
};
typedef const struct name *name_t;

struct interner {
  struct arena arena;
  struct name **slots; /* open addressing; cap is a power of two */
  uint32_t n, cap;
};

void interner_init(struct interner *in);
void interner_free(struct interner *in);

/* The name for `n` bytes of `text`, made if it is new. */
name_t intern(struct interner *in, const char *text, size_t n);
name_t intern_str(struct interner *in, const char *text);

/* The name if it exists already, else NULL; makes nothing. */
name_t intern_find(const struct interner *in, const char *text, size_t n);

#endif

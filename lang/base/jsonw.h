/* The one JSON writer: streaming, no tree, stable order, shortest numbers that
 * read back the same.  Commas and indentation are its business. */
#ifndef TL_BASE_JSONW_H
#define TL_BASE_JSONW_H

#include "lang/base/str.h"

struct jsonw {
  struct strbuf *out;  /* borrowed */
  bool pretty;         /* two-space indentation, or everything on one line */
  uint32_t depth;
  bool empty;          /* the innermost object or array has no item yet */
  bool after_key;
};

/* Any depth.  Several values may be written one after the other; what parts
 * them (a line's end) is the caller's. */

void jsonw_init(struct jsonw *w, struct strbuf *out, bool pretty);
void jsonw_object(struct jsonw *w);
void jsonw_object_end(struct jsonw *w);
void jsonw_array(struct jsonw *w);
void jsonw_array_end(struct jsonw *w);
void jsonw_key(struct jsonw *w, const char *key);
/* UTF-8 text; control characters are escaped, broken bytes become U+FFFD. */
void jsonw_string(struct jsonw *w, const char *text);
void jsonw_string_n(struct jsonw *w, const char *text, size_t n);
void jsonw_int(struct jsonw *w, int64_t v);
void jsonw_uint(struct jsonw *w, uint64_t v);
/* Shortest text that reads back as the same double; null for inf and nan. */
void jsonw_double(struct jsonw *w, double v);
void jsonw_bool(struct jsonw *w, bool v);
void jsonw_null(struct jsonw *w);
/* A value that another writer has written. */
void jsonw_written(struct jsonw *w, const char *json);

/* The shortest decimal digits that read back as `v`, at most 32 bytes with NUL:
 * 0.1, 48, 1e21, 5e-324, with an exponent from 1e21 on and below 1e-6.  The
 * negative zero is -0.0, since some readers take -0 for an integer. */
void shortest_double(double v, char out[32]);

#endif

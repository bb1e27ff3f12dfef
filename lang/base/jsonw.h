/* The one JSON writer: streaming, no tree, stable order, shortest numbers that
 * read back the same.  Commas and indentation are its business. */
#ifndef TL_BASE_JSONW_H
#define TL_BASE_JSONW_H

#include "lang/base/str.h"

struct jsonw {
  struct strbuf *out;  /* borrowed */
  bool pretty;         /* two-space indentation, or everything on one line */
  uint32_t depth;
  uint64_t has_items;  /* bit d: the object or array at depth d has an item */
  bool after_key;
};

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

/* The shortest decimal text that reads back as `v`; at most 32 bytes with NUL. */
void shortest_double(double v, char out[32]);

#endif

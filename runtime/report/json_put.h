/* Inside the room: members of JSON objects. */
#ifndef TL_REPORT_JSON_PUT_H
#define TL_REPORT_JSON_PUT_H

#include "lang/base/jsonw.h"

static inline void put_string(struct jsonw *w, const char *key, const char *text)
{
  jsonw_key(w, key);
  if (text) jsonw_string(w, text);
  else jsonw_null(w);
}

static inline void put_double(struct jsonw *w, const char *key, double v)
{
  jsonw_key(w, key);
  jsonw_double(w, v);
}

static inline void put_uint(struct jsonw *w, const char *key, uint64_t n)
{
  jsonw_key(w, key);
  jsonw_uint(w, n);
}

static inline void put_bool(struct jsonw *w, const char *key, bool v)
{
  jsonw_key(w, key);
  jsonw_bool(w, v);
}

static inline void put_null(struct jsonw *w, const char *key)
{
  jsonw_key(w, key);
  jsonw_null(w);
}

/* Small things of which there are many take one line each. */
static inline bool open_line(struct jsonw *w)
{
  bool pretty = w->pretty;
  jsonw_object(w);
  w->pretty = false;
  return pretty;
}

static inline void close_line(struct jsonw *w, bool pretty)
{
  jsonw_object_end(w);
  w->pretty = pretty;
}

static inline void open_list(struct jsonw *w, const char *key)
{
  jsonw_key(w, key);
  jsonw_array(w);
}

#endif

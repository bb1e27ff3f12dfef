#include "compiler/lsp/json.h"

#include <string.h>

/* ---- reading ---- */

static int hex(const char *at)
{
  int value = 0;
  for (int i = 0; i < 4; i++) {
    char c = at[i];
    int digit = c >= '0' && c <= '9' ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/* `\uXXXX` at the offset, or -1. */
static int escaped_unit(const char *text, size_t n, size_t at)
{
  return at + 6 <= n && text[at] == '\\' && text[at + 1] == 'u' ? hex(text + at + 2) : -1;
}

/* Makes U+FFFD of surrogates without their other half, where they stand. */
static void mend_surrogates(char *text, size_t n)
{
  for (size_t i = 0; i + 1 < n; i++) {
    if (text[i] != '\\') continue;
    int unit = escaped_unit(text, n, i), next = escaped_unit(text, n, i + 6);
    if (unit >= 0xD800 && unit < 0xDC00 && next >= 0xDC00 && next < 0xE000) i += 11;
    else if (unit >= 0xD800 && unit < 0xE000) memcpy(text + i + 2, "FFFD", 4);
    else i++;
  }
}

json_t *json_read(const char *text, size_t n, char why[JSON_ERROR_TEXT_LENGTH])
{
  json_error_t error;
  json_t *read = json_loadb(text, n, JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
  if (!read && n) {
    char *mended = memcpy(xmalloc(n), text, n);
    mend_surrogates(mended, n);
    read = json_loadb(mended, n, JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
    xfree(mended);
  }
  if (!read) snprintf(why, JSON_ERROR_TEXT_LENGTH, "%s", error.text);
  return read;
}

const json_t *json_find(const json_t *from, const char *path)
{
  while (from && *path) {
    size_t n = strcspn(path, ".");
    char key[64];
    snprintf(key, sizeof key, "%.*s", (int)n, path);
    from = json_object_get(from, key);
    path += n + (path[n] == '.');
  }
  return from;
}

const char *json_find_text(const json_t *from, const char *path)
{
  return json_string_value(json_find(from, path));
}

bool json_find_true(const json_t *from, const char *path)
{
  return json_is_true(json_find(from, path));
}

json_int_t json_find_int(const json_t *from, const char *path, json_int_t otherwise)
{
  const json_t *j = json_find(from, path);
  return json_is_integer(j) ? json_integer_value(j) : otherwise;
}

bool json_has_text(const json_t *array, const char *text)
{
  for (size_t i = 0; i < json_array_size(array); i++) {
    const char *item = json_string_value(json_array_get(array, i));
    if (item && !strcmp(item, text)) return true;
  }
  return false;
}

/* ---- writing ---- */

static void put_object(struct jsonw *w, const json_t *j)
{
  const char *key;
  json_t *value;
  jsonw_object(w);
  json_object_foreach((json_t *)(uintptr_t)j, key, value)
  {
    jsonw_key(w, key);
    json_put(w, value);
  }
  jsonw_object_end(w);
}

static void put_array(struct jsonw *w, const json_t *j)
{
  jsonw_array(w);
  for (size_t i = 0; i < json_array_size(j); i++) json_put(w, json_array_get(j, i));
  jsonw_array_end(w);
}

void json_put(struct jsonw *w, const json_t *j)
{
  switch (json_typeof(j)) {
  case JSON_OBJECT: put_object(w, j); break;
  case JSON_ARRAY: put_array(w, j); break;
  case JSON_STRING: jsonw_string_n(w, json_string_value(j), json_string_length(j)); break;
  case JSON_INTEGER: jsonw_int(w, json_integer_value(j)); break;
  case JSON_REAL: jsonw_double(w, json_real_value(j)); break;
  case JSON_TRUE: jsonw_bool(w, true); break;
  case JSON_FALSE: jsonw_bool(w, false); break;
  case JSON_NULL: jsonw_null(w); break;
  }
}

void json_put_text(struct jsonw *w, const char *key, const char *text)
{
  jsonw_key(w, key);
  jsonw_string(w, text);
}

void json_put_uint(struct jsonw *w, const char *key, uint64_t n)
{
  jsonw_key(w, key);
  jsonw_uint(w, n);
}

void json_put_true(struct jsonw *w, const char *key)
{
  jsonw_key(w, key);
  jsonw_bool(w, true);
}

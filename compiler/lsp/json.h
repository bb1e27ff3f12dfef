/* Reading what clients send: lookups that take whatever is there, and give a default. */
#ifndef TL_LSP_JSON_H
#define TL_LSP_JSON_H

#include "lang/base/jsonw.h"

#include <jansson.h>

/* A text as a tree (json_decref), or NULL with a sentence in `why`.  Half of a surrogate pair,
 * which editors send, is read as U+FFFD. */
json_t *json_read(const char *text, size_t n, char why[JSON_ERROR_TEXT_LENGTH]);

/* What stands at a path of keys, "capabilities.general"; NULL if nothing does. */
const json_t *json_find(const json_t *from, const char *path);

/* … as a text, a truth and a number: `NULL`, false and `otherwise` if it is none. */
const char *json_find_text(const json_t *from, const char *path);
bool json_find_true(const json_t *from, const char *path);
json_int_t json_find_int(const json_t *from, const char *path, json_int_t otherwise);

/* Does an array hold this text? */
bool json_has_text(const json_t *array, const char *text);

/* Writes what was read. */
void json_put(struct jsonw *w, const json_t *j);

/* "key": "text", "key": number. */
void json_put_text(struct jsonw *w, const char *key, const char *text);
void json_put_uint(struct jsonw *w, const char *key, uint64_t n);
void json_put_true(struct jsonw *w, const char *key);

#endif

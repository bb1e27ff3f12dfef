/* Writing YAML: libyaml's emitter, with one function for each thing that is written.
 *
 * What goes into a map alternates between keys and values.  Lists and maps stand one item a
 * line, or on one line as `[…]` and `{…}` where that is asked for. */
#ifndef TL_EXPORT_EMIT_H
#define TL_EXPORT_EMIT_H

#include "lang/base/str.h"

#include <yaml.h>

enum emit_layout { EMIT_LINES, EMIT_ONE_LINE };

struct emit {
  yaml_emitter_t yaml;
};

/* Starts a document, which is added to `out`; emit_close ends and completes it.  Memory
 * that cannot be had ends the process, as everywhere. */
void emit_open(struct emit *e, struct strbuf *out);
void emit_close(struct emit *e);

void emit_map(struct emit *e, enum emit_layout layout);
void emit_map_end(struct emit *e);
void emit_list(struct emit *e, enum emit_layout layout);
void emit_list_end(struct emit *e);

/* UTF-8; in quotes where it would be read as something else than a text (`ON`, `1.5`). */
void emit_text(struct emit *e, const char *text);
/* A number as it is written already. */
void emit_number(struct emit *e, const char *digits);
/* A finite number, in the shortest form that reads back as the same double. */
void emit_double(struct emit *e, double v);
void emit_whole(struct emit *e, int64_t v);

/* A key of a map with its value, or in front of a list or map. */
void emit_key(struct emit *e, const char *key);
void emit_key_text(struct emit *e, const char *key, const char *text);
void emit_key_number(struct emit *e, const char *key, const char *digits);
void emit_key_double(struct emit *e, const char *key, double v);
void emit_key_whole(struct emit *e, const char *key, uint64_t v);
void emit_key_truth(struct emit *e, const char *key, bool v);

#endif

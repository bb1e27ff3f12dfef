#include "compiler/export/emit.h"

#include "lang/base/jsonw.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int write_bytes(void *to, unsigned char *bytes, size_t n)
{
  strbuf_add(to, (const char *)bytes, n);
  return 1;
}

/* Sends an event that was made, if `made`, and takes it over. */
static void send(struct emit *e, int made, yaml_event_t *event)
{
  if (!made) xalloc_failed();
  if (yaml_emitter_emit(&e->yaml, event)) return;
  if (e->yaml.error == YAML_MEMORY_ERROR) xalloc_failed();
  BUG("libyaml does not write this: %s", e->yaml.problem ? e->yaml.problem : "no reason given");
}

void emit_open(struct emit *e, struct strbuf *out)
{
  yaml_event_t event;
  if (!yaml_emitter_initialize(&e->yaml)) xalloc_failed();
  yaml_emitter_set_output(&e->yaml, write_bytes, out);
  yaml_emitter_set_unicode(&e->yaml, 1);
  yaml_emitter_set_width(&e->yaml, -1);
  send(e, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING), &event);
  send(e, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1), &event);
}

void emit_close(struct emit *e)
{
  yaml_event_t event;
  send(e, yaml_document_end_event_initialize(&event, 1), &event);
  send(e, yaml_stream_end_event_initialize(&event), &event);
  yaml_emitter_delete(&e->yaml);
}

void emit_map(struct emit *e, enum emit_layout layout)
{
  yaml_event_t event;
  yaml_mapping_style_t style = layout == EMIT_LINES ? YAML_BLOCK_MAPPING_STYLE
                                                    : YAML_FLOW_MAPPING_STYLE;
  send(e, yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, style), &event);
}

void emit_map_end(struct emit *e)
{
  yaml_event_t event;
  send(e, yaml_mapping_end_event_initialize(&event), &event);
}

void emit_list(struct emit *e, enum emit_layout layout)
{
  yaml_event_t event;
  yaml_sequence_style_t style = layout == EMIT_LINES ? YAML_BLOCK_SEQUENCE_STYLE
                                                     : YAML_FLOW_SEQUENCE_STYLE;
  send(e, yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, style), &event);
}

void emit_list_end(struct emit *e)
{
  yaml_event_t event;
  send(e, yaml_sequence_end_event_initialize(&event), &event);
}

static void scalar(struct emit *e, const char *text, yaml_scalar_style_t style)
{
  yaml_event_t event;
  const yaml_char_t *bytes = (const yaml_char_t *)text;
  send(e, yaml_scalar_event_initialize(&event, NULL, NULL, bytes, (int)strlen(text), 1, 1, style),
       &event);
}

/* Whether it means something else without quotes.  A letter alone does not, as dimensions
 * are called N and Y, and no reader that is known takes those for truths. */
static bool is_special(const char *text)
{
  static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "null", "~"};
  char *rest;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (!strcasecmp(text, words[i])) return true;
  strtod(text, &rest);
  return *text && !*rest;
}

void emit_text(struct emit *e, const char *text)
{
  scalar(e, text, is_special(text) ? YAML_SINGLE_QUOTED_SCALAR_STYLE : YAML_PLAIN_SCALAR_STYLE);
}

void emit_number(struct emit *e, const char *digits)
{
  scalar(e, digits, YAML_PLAIN_SCALAR_STYLE);
}

/* With an exponent, YAML 1.1 wants a point and a sign: `1.0e-9`, `2.5e+21`. */
void emit_double(struct emit *e, double v)
{
  char digits[32], text[40];
  shortest_double(v, digits);
  const char *exponent = strchr(digits, 'e');
  int n = exponent ? (int)(exponent - digits) : (int)strlen(digits);
  snprintf(text, sizeof text, "%.*s%s%s%s%s", n, digits,
           exponent && !memchr(digits, '.', (size_t)n) ? ".0" : "", exponent ? "e" : "",
           exponent && exponent[1] != '-' ? "+" : "", exponent ? exponent + 1 : "");
  emit_number(e, text);
}

static void whole(struct emit *e, uint64_t magnitude, bool negative)
{
  char text[24];
  snprintf(text, sizeof text, "%s%" PRIu64, negative ? "-" : "", magnitude);
  scalar(e, text, YAML_PLAIN_SCALAR_STYLE);
}

void emit_whole(struct emit *e, int64_t v)
{
  whole(e, v < 0 ? -(uint64_t)v : (uint64_t)v, v < 0);
}

void emit_key(struct emit *e, const char *key) { emit_text(e, key); }

void emit_key_text(struct emit *e, const char *key, const char *text)
{
  emit_key(e, key);
  emit_text(e, text);
}

void emit_key_number(struct emit *e, const char *key, const char *digits)
{
  emit_key(e, key);
  emit_number(e, digits);
}

void emit_key_double(struct emit *e, const char *key, double v)
{
  emit_key(e, key);
  emit_double(e, v);
}

void emit_key_whole(struct emit *e, const char *key, uint64_t v)
{
  emit_key(e, key);
  whole(e, v, false);
}

void emit_key_truth(struct emit *e, const char *key, bool v)
{
  emit_key(e, key);
  scalar(e, v ? "true" : "false", YAML_PLAIN_SCALAR_STYLE);
}

#include "lang/base/jsonw.h"

#include "lang/base/source.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void jsonw_init(struct jsonw *w, struct strbuf *out, bool pretty)
{
  *w = (struct jsonw){.out = out, .pretty = pretty};
}

static void new_line(struct jsonw *w)
{
  if (!w->pretty) return;
  strbuf_putc(w->out, '\n');
  strbuf_fill(w->out, ' ', 2 * (size_t)w->depth);
}

/* What goes before an item: its key has seen to it already if there is one. */
static void start_item(struct jsonw *w)
{
  if (!w->after_key && w->depth) {
    if (!w->empty) strbuf_putc(w->out, ',');
    new_line(w);
  }
  w->after_key = w->empty = false;
}

static void open_items(struct jsonw *w, char bracket)
{
  start_item(w);
  strbuf_putc(w->out, bracket);
  w->depth++;
  w->empty = true;
}

static void close_items(struct jsonw *w, char bracket)
{
  w->depth--;
  if (!w->empty) new_line(w);
  strbuf_putc(w->out, bracket);
  w->empty = false;
}

void jsonw_object(struct jsonw *w) { open_items(w, '{'); }

void jsonw_object_end(struct jsonw *w) { close_items(w, '}'); }

void jsonw_array(struct jsonw *w) { open_items(w, '['); }

void jsonw_array_end(struct jsonw *w) { close_items(w, ']'); }

void jsonw_key(struct jsonw *w, const char *key)
{
  jsonw_string(w, key);
  strbuf_puts(w->out, w->pretty ? ": " : ":");
  w->after_key = true;
}

static void put_escaped(struct strbuf *out, unsigned char c)
{
  static const char NAMED[] = "\"\"\\\\\bb\ff\nn\rr\tt";
  for (const char *p = NAMED; *p; p += 2) {
    if ((unsigned char)*p != c) continue;
    strbuf_putc(out, '\\');
    strbuf_putc(out, p[1]);
    return;
  }
  strbuf_printf(out, "\\u%04x", c);
}

void jsonw_string_n(struct jsonw *w, const char *text, size_t n)
{
  start_item(w);
  strbuf_putc(w->out, '"');
  size_t plain = 0; /* start of what goes out as it is */
  for (size_t i = 0; i < n;) {
    unsigned char first = (unsigned char)text[i];
    uint32_t c = first;
    unsigned length = first < 0x80 ? 1 : utf8_decode(text + i, n - i, &c);
    bool broken = first >= 0x80 && length == 1;
    if (broken || first < 0x20 || first == '"' || first == '\\') {
      strbuf_add(w->out, text + plain, i - plain);
      if (broken) strbuf_puts(w->out, "\xEF\xBF\xBD");
      else put_escaped(w->out, first);
      plain = i + 1;
    }
    i += length;
  }
  strbuf_add(w->out, text + plain, n - plain);
  strbuf_putc(w->out, '"');
}

void jsonw_string(struct jsonw *w, const char *text) { jsonw_string_n(w, text, strlen(text)); }

void jsonw_int(struct jsonw *w, int64_t v)
{
  start_item(w);
  strbuf_printf(w->out, "%" PRId64, v);
}

void jsonw_uint(struct jsonw *w, uint64_t v)
{
  start_item(w);
  strbuf_printf(w->out, "%" PRIu64, v);
}

void jsonw_double(struct jsonw *w, double v)
{
  char text[32];
  shortest_double(v, text);
  start_item(w);
  strbuf_puts(w->out, isfinite(v) ? text : "null");
}

void jsonw_bool(struct jsonw *w, bool v)
{
  start_item(w);
  strbuf_puts(w->out, v ? "true" : "false");
}

void jsonw_written(struct jsonw *w, const char *json)
{
  start_item(w);
  strbuf_puts(w->out, json);
}

void jsonw_null(struct jsonw *w)
{
  start_item(w);
  strbuf_puts(w->out, "null");
}

/* A finite number taken apart: 0.DIGITS times ten to `point`. */
struct decimal {
  char digits[18];
  int n, point;
};

/* Whether the text reads back as `v`, as it is or with its last digit one up: the
 * doubles below a power of two lie closer to it than those above, so that the
 * nearest short text may miss it where the one after hits. */
static bool reads_back(char *text, double v)
{
  if (strtod(text, NULL) == v) return true;
  char *last = strchr(text, 'e') - 1;
  if (*last == '9') return false;
  ++*last;
  return strtod(text, NULL) == v;
}

/* Fifteen digits survive the way into a double and back, so a shorter text shows
 * as zeros at their end; numbers too small to be normal keep fewer. */
static struct decimal shortest_digits(double v)
{
  char text[32];
  int precision = v < DBL_MIN ? 0 : DBL_DIG - 1;
  do snprintf(text, sizeof text, "%.*e", precision, v);
  while (!reads_back(text, v) && precision++ < DBL_DECIMAL_DIG - 1);
  struct decimal d = {.point = atoi(strchr(text, 'e') + 1) + 1};
  for (const char *p = text; *p != 'e'; p++)
    if (*p >= '0' && *p <= '9') d.digits[d.n++] = *p;
  while (d.n > 1 && d.digits[d.n - 1] == '0') d.digits[--d.n] = '\0';
  return d;
}

void shortest_double(double v, char out[32])
{
  const size_t room = 31; /* besides the sign */
  if (signbit(v) && !isnan(v)) *out++ = '-';
  if (!isfinite(v) || v == 0) {
    strcpy(out, isnan(v) ? "nan" : isinf(v) ? "inf" : signbit(v) ? "0.0" : "0");
    return;
  }
  struct decimal d = shortest_digits(fabs(v));
  if (d.point > 21 || d.point < -5) {
    snprintf(out, room, "%c%s%se%d", d.digits[0], d.n > 1 ? "." : "", d.digits + 1, d.point - 1);
  } else if (d.point <= 0) {
    snprintf(out, room, "0.%.*s%s", -d.point, "00000", d.digits);
  } else if (d.point < d.n) {
    snprintf(out, room, "%.*s.%s", d.point, d.digits, d.digits + d.point);
  } else {
    memset(out, '0', (size_t)d.point);
    memcpy(out, d.digits, (size_t)d.n);
    out[d.point] = '\0';
  }
}

#include "runtime/report/load_spot.h"

#include <math.h>
#include <string.h>

/* ---- telling ---- */

/* "runs[0].levels[2].cycles" */
static void put_path(struct strbuf *out, const struct spot *spot)
{
  if (!spot->outer) return;
  put_path(out, spot->outer);
  if (!spot->key) strbuf_printf(out, "[%zu]", spot->index);
  else strbuf_printf(out, "%s%s", out->n ? "." : "", spot->key);
}

void spot_wrong(const struct spot *spot, const char *format, ...)
{
  struct loading *l = spot->loading;
  struct strbuf path = {0};
  va_list args;
  if (l->failed) return;
  l->failed = true;
  put_path(&path, spot);
  va_start(args, format);
  const char *what = arena_vprintf(l->arena, format, args);
  va_end(args);
  struct diag *d = diag_at(l->diags, E0855, spot_span(spot), "`%s` of a report %s",
                           path.n ? strbuf_str(&path) : "all", what);
  diag_help(d, "`tlc --format json design.tl` makes a report anew");
  strbuf_free(&path);
}

/* ---- values ---- */

static struct spot member(const struct spot *of, const char *key)
{
  struct spot spot = {of->loading, of, key, 0, json_object_get(of->json, key)};
  if (!spot.json) spot_wrong(&spot, "is missing");
  return spot;
}

struct spot spot_item(const struct spot *list, size_t index)
{
  return (struct spot){list->loading, list, NULL, index, json_array_get(list->json, index)};
}

struct spot spot_object(const struct spot *of, const char *key)
{
  struct spot spot = member(of, key);
  if (!json_is_object(spot.json)) spot_wrong(&spot, "is no object");
  return spot;
}

struct spot spot_list(const struct spot *of, const char *key, size_t most)
{
  struct spot spot = member(of, key);
  if (!json_is_array(spot.json)) spot_wrong(&spot, "is no list");
  size_t n = json_array_size(spot.json);
  if (n > most) spot_wrong(&spot, "has %zu items, and there can be %zu", n, most);
  return spot;
}

static const char *text_of(const struct spot *spot)
{
  const char *text = json_string_value(spot->json);
  if (!text) spot_wrong(spot, "is no text");
  return arena_printf(spot->loading->arena, "%s", text ? text : "");
}

const char *spot_text(const struct spot *of, const char *key)
{
  struct spot spot = member(of, key);
  return text_of(&spot);
}

const char *spot_text_or_null(const struct spot *of, const char *key)
{
  struct spot spot = member(of, key);
  return json_is_null(spot.json) ? NULL : text_of(&spot);
}

const char *spot_item_text(const struct spot *list, size_t index)
{
  struct spot spot = spot_item(list, index);
  return text_of(&spot);
}

bool spot_bool(const struct spot *of, const char *key)
{
  struct spot spot = member(of, key);
  if (!json_is_boolean(spot.json)) spot_wrong(&spot, "is neither true nor false");
  return json_is_true(spot.json);
}

/* ---- numbers ---- */

/* The largest that is taken. */
static const double LARGEST = 1e150;

static double number_of(const struct spot *spot)
{
  double v = json_number_value(spot->json);
  if (!json_is_number(spot->json)) spot_wrong(spot, "is no number");
  else if (fabs(v) > LARGEST) spot_wrong(spot, "is larger than any report has it");
  else return v;
  return 0;
}

static double measured(const struct spot *spot)
{
  double v = number_of(spot);
  if (v < 0) spot_wrong(spot, "is below 0");
  return fabs(v);
}

static uint64_t count_of(const struct spot *spot)
{
  double v = measured(spot);
  if (json_is_integer(spot->json)) return (uint64_t)json_integer_value(spot->json);
  if (v != trunc(v)) spot_wrong(spot, "is no whole number");
  else if (v >= 0x1p64) spot_wrong(spot, "is larger than any count");
  else return (uint64_t)v;
  return 0;
}

uint64_t spot_count(const struct spot *of, const char *key)
{
  struct spot spot = member(of, key);
  return count_of(&spot);
}

/* Digits are lost where the product had more than 64 bits. */
uint64_t spot_part(const struct spot *of, const char *key, uint64_t times)
{
  struct spot spot = member(of, key);
  if (json_is_integer(spot.json)) {
    uint64_t all = count_of(&spot);
    if (all % times) spot_wrong(&spot, "is not so many times a whole number as `count` says");
    return all / times;
  }
  double one = round(measured(&spot) / (double)times);
  if (one < 0x1p64) return (uint64_t)one;
  spot_wrong(&spot, "is larger than any count");
  return 0;
}

double spot_number(const struct spot *of, const char *key)
{
  struct spot spot = member(of, key);
  return measured(&spot);
}

double spot_number_or(const struct spot *of, const char *key, double none)
{
  struct spot spot = member(of, key);
  return json_is_null(spot.json) ? none : measured(&spot);
}

double spot_any_number_or(const struct spot *of, const char *key, double none)
{
  struct spot spot = member(of, key);
  return json_is_null(spot.json) ? none : number_of(&spot);
}

double spot_item_number_or(const struct spot *list, size_t index, double none)
{
  struct spot spot = spot_item(list, index);
  return json_is_null(spot.json) ? none : number_of(&spot);
}

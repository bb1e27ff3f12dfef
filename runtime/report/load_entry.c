#include "runtime/report/load_entry.h"

#include <math.h>
#include <string.h>

/* ---- telling ---- */

/* "runs[0].levels[2].cycles" */
static void put_path(struct strbuf *out, const struct entry *entry)
{
  if (!entry->outer) return;
  put_path(out, entry->outer);
  if (!entry->key) strbuf_printf(out, "[%zu]", entry->index);
  else strbuf_printf(out, "%s%s", out->n ? "." : "", entry->key);
}

static void tell(const struct entry *entry, const char *format, va_list args)
{
  struct loading *l = entry->loading;
  struct strbuf path = {0};
  if (l->failed) return;
  l->failed = true;
  put_path(&path, entry);
  struct diag *d = diag_at(l->diags, E0855, entry_span(entry), "`%s` of a report %s",
                           path.n ? strbuf_str(&path) : "all",
                           arena_vprintf(l->arena, format, args));
  diag_help(d, "`tlc --format json design.tl` makes a report anew");
  strbuf_free(&path);
}

void entry_wrong(const struct entry *entry, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  tell(entry, format, args);
  va_end(args);
}

void entry_wrong_at(const struct entry *of, const char *key, const char *format, ...)
{
  struct entry entry = {of->loading, of, key, 0, NULL};
  va_list args;
  va_start(args, format);
  tell(&entry, format, args);
  va_end(args);
}

/* ---- values ---- */

static struct entry member(const struct entry *of, const char *key)
{
  struct entry entry = {of->loading, of, key, 0, json_object_get(of->json, key)};
  if (!entry.json) entry_wrong(&entry, "is missing");
  return entry;
}

struct entry entry_item(const struct entry *list, size_t index)
{
  return (struct entry){list->loading, list, NULL, index, json_array_get(list->json, index)};
}

struct entry entry_object(const struct entry *of, const char *key)
{
  struct entry entry = member(of, key);
  if (!json_is_object(entry.json)) entry_wrong(&entry, "is no object");
  return entry;
}

struct entry entry_list(const struct entry *of, const char *key, size_t most)
{
  struct entry entry = member(of, key);
  if (!json_is_array(entry.json)) entry_wrong(&entry, "is no list");
  size_t n = json_array_size(entry.json);
  if (n > most) entry_wrong(&entry, "has %zu items, and there can be %zu", n, most);
  return entry;
}

static const char *text_of(const struct entry *entry)
{
  const char *text = json_string_value(entry->json);
  if (!text) entry_wrong(entry, "is no text");
  return arena_printf(entry->loading->arena, "%s", text ? text : "");
}

const char *entry_text(const struct entry *of, const char *key)
{
  struct entry entry = member(of, key);
  return text_of(&entry);
}

const char *entry_text_or_null(const struct entry *of, const char *key)
{
  struct entry entry = member(of, key);
  return json_is_null(entry.json) ? NULL : text_of(&entry);
}

const char *entry_item_text(const struct entry *list, size_t index)
{
  struct entry entry = entry_item(list, index);
  return text_of(&entry);
}

bool entry_bool(const struct entry *of, const char *key)
{
  struct entry entry = member(of, key);
  if (!json_is_boolean(entry.json)) entry_wrong(&entry, "is neither true nor false");
  return json_is_true(entry.json);
}

/* ---- numbers ---- */

/* The largest that is taken. */
static const double LARGEST = 1e150;

static double number_of(const struct entry *entry)
{
  double v = json_number_value(entry->json);
  if (!json_is_number(entry->json)) entry_wrong(entry, "is no number");
  else if (fabs(v) > LARGEST) entry_wrong(entry, "is larger than any report has it");
  else return v;
  return 0;
}

static double measured(const struct entry *entry)
{
  double v = number_of(entry);
  if (v < 0) entry_wrong(entry, "is below 0");
  return fabs(v);
}

static uint64_t count_of(const struct entry *entry)
{
  double v = measured(entry);
  if (json_is_integer(entry->json)) return (uint64_t)json_integer_value(entry->json);
  if (v != trunc(v)) entry_wrong(entry, "is no whole number");
  else if (v >= 0x1p64) entry_wrong(entry, "is larger than any count");
  else return (uint64_t)v;
  return 0;
}

uint64_t entry_count(const struct entry *of, const char *key)
{
  struct entry entry = member(of, key);
  return count_of(&entry);
}

/* Digits are lost where the product had more than 64 bits. */
uint64_t entry_part(const struct entry *of, const char *key, uint64_t times)
{
  struct entry entry = member(of, key);
  if (json_is_integer(entry.json)) {
    uint64_t all = count_of(&entry);
    if (all % times) entry_wrong(&entry, "is not so many times a whole number as `count` says");
    return all / times;
  }
  double one = round(measured(&entry) / (double)times);
  if (one < 0x1p64) return (uint64_t)one;
  entry_wrong(&entry, "is larger than any count");
  return 0;
}

double entry_number(const struct entry *of, const char *key)
{
  struct entry entry = member(of, key);
  return measured(&entry);
}

double entry_number_or(const struct entry *of, const char *key, double none)
{
  struct entry entry = member(of, key);
  return json_is_null(entry.json) ? none : measured(&entry);
}

double entry_any_number_or(const struct entry *of, const char *key, double none)
{
  struct entry entry = member(of, key);
  return json_is_null(entry.json) ? none : number_of(&entry);
}

double entry_item_number_or(const struct entry *list, size_t index, double none)
{
  struct entry entry = entry_item(list, index);
  return json_is_null(entry.json) ? none : number_of(&entry);
}

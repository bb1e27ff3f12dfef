/* What a tree says: keys, numbers, truths, and what of it nobody has read. */
#include "compiler/import/yaml.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- keys ---- */

static bool same_key(const char *a, const char *b)
{
  while (*a && (*a == *b || (*a == '-' && *b == '_') || (*a == '_' && *b == '-'))) a++, b++;
  return *a == *b;
}

static struct yaml_entry *find(const struct yaml *map, const char *key)
{
  if (!map || map->kind != YAML_MAP) return NULL;
  for (unsigned i = 0; i < map->count; i++)
    if (same_key(map->entry[i].key->text, key)) return &map->entry[i];
  return NULL;
}

struct yaml *yaml_get(struct yaml *map, const char *key)
{
  struct yaml_entry *e = find(map, key);
  if (!e) return NULL;
  e->used = true;
  return e->value;
}

const struct yaml *yaml_peek(const struct yaml *map, const char *key)
{
  const struct yaml_entry *e = find(map, key);
  return e ? e->value : NULL;
}

/* ---- scalars ---- */

static bool is_plain(const struct yaml *y) { return y && y->kind == YAML_SCALAR && y->plain; }

/* Is it one of these words, in lower case, in capitals, or with one of them? */
static bool is_word(const struct yaml *y, const char *word)
{
  const char *c = y->text;
  size_t n = strlen(word), upper = 0;
  for (size_t i = 0; i < n; i++, c++) {
    if (*c != word[i] && *c != word[i] - 'a' + 'A') return false;
    upper += *c != word[i];
  }
  return !*c && (!upper || upper == n || (upper == 1 && *y->text != *word));
}

bool yaml_is_null(const struct yaml *y)
{
  return is_plain(y) && (!*y->text || !strcmp(y->text, "~") || is_word(y, "null"));
}

bool yaml_truth(const struct yaml *y, bool *out)
{
  static const char *const words[] = {"false", "true", "no", "yes", "off", "on"};
  if (!is_plain(y)) return false;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (is_word(y, words[i])) {
      *out = i % 2;
      return true;
    }
  return false;
}

/* ---- numbers ---- */

enum { NUMBER_MAX = 400 }; /* bytes: the longest whole numbers have 309 digits */

static bool is_in(const char *set, char c) { return c && strchr(set, c); }

/* Takes the digits at *c to *to, and leaves out `_` between them; how many there are. */
static size_t take_digits(const char **c, char **to, const char *digits)
{
  size_t n = 0;
  while (is_in(digits, **c) || (n && **c == '_' && is_in(digits, (*c)[1]))) {
    if (**c != '_') *(*to)++ = **c, n++;
    ++*c;
  }
  return n;
}

/* Writes a decimal number as strtod reads it; false if it is none. */
static bool take_decimal(const char *c, char *to)
{
  static const char digits[] = "0123456789";
  size_t n = take_digits(&c, &to, digits);
  if (*c == '.') {
    *to++ = *c++;
    n += take_digits(&c, &to, digits);
  }
  if (n && is_in("eE", *c)) {
    *to++ = *c++;
    if (is_in("+-", *c)) *to++ = *c++;
    n = take_digits(&c, &to, digits);
  }
  *to = '\0';
  return n && !*c;
}

static bool take_based(const char *c, const char *digits, int base, double *out)
{
  char text[NUMBER_MAX + 1], *to = text;
  if (!take_digits(&c, &to, digits) || *c) return false;
  *out = 0;
  for (const char *digit = text; digit < to; digit++)
    *out = *out * base + (double)strtol((char[]){*digit, '\0'}, NULL, base);
  return true;
}

/* What stands behind a sign. */
static bool read_unsigned(const char *c, double *out)
{
  if (!strncmp(c, "0x", 2)) return take_based(c + 2, "0123456789abcdefABCDEF", 16, out);
  if (!strncmp(c, "0o", 2)) return take_based(c + 2, "01234567", 8, out);
  if (!strncmp(c, "0b", 2)) return take_based(c + 2, "01", 2, out);
  char text[NUMBER_MAX + 1];
  if (!take_decimal(c, text)) return false;
  *out = strtod(text, NULL);
  return isfinite(*out);
}

bool yaml_number(const struct yaml *y, double *out)
{
  if (!is_plain(y) || strlen(y->text) > NUMBER_MAX) return false;
  const char *c = y->text;
  bool minus = *c == '-';
  double value;
  if (!read_unsigned(c + (minus || *c == '+'), &value)) return false;
  *out = minus ? -value : value;
  return true;
}

bool yaml_whole(const struct yaml *y, int64_t *out)
{
  double value;
  if (!yaml_number(y, &value)) return false;
  char *end;
  *out = strtoll(y->text, &end, 10); /* exact above 2^53, too */
  if (!*end && fabs(value) < 0x1p62) return true;
  if (value != floor(value) || fabs(value) >= 0x1p62) return false;
  *out = (int64_t)value;
  return true;
}

const char *yaml_describe(const struct yaml *y)
{
  double number;
  if (y && y->kind == YAML_LIST) return "a list";
  if (y && y->kind == YAML_MAP) return "a map";
  if (!y || yaml_is_null(y)) return "nothing";
  return yaml_number(y, &number) ? "a number" : "a text";
}

/* ---- what is read ---- */

/* Each node is visited once, however many aliases lead to it; a second walk, over the same
 * ways, takes the marks away. */
static void forget_visit(struct yaml *y)
{
  if (!y->visited) return;
  y->visited = false;
  for (unsigned i = 0; i < y->count; i++) forget_visit(y->entry[i].value);
}

typedef void teller(void *to, const struct yaml *map, const struct yaml_entry *entry);

static void visit_unused(struct yaml *y, teller *tell, void *to)
{
  if (y->visited) return;
  y->visited = true;
  for (unsigned i = 0; i < y->count; i++) {
    const struct yaml_entry *e = &y->entry[i];
    if (e->key && !e->used) tell(to, y, e);
    else visit_unused(e->value, tell, to);
  }
}

void yaml_unused(struct yaml *y, teller *tell, void *to)
{
  visit_unused(y, tell, to);
  forget_visit(y);
}

static void visit_all(struct yaml *y)
{
  if (y->visited) return;
  y->visited = true;
  for (unsigned i = 0; i < y->count; i++) {
    y->entry[i].used = true;
    visit_all(y->entry[i].value);
  }
}

void yaml_use_all(struct yaml *y)
{
  visit_all(y);
  forget_visit(y);
}

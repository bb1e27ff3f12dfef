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

/* The digits at c, `_` between them left out, go to *to; how many there are. */
static size_t take_digits(const char **c, char **to, const char *digits)
{
  const char *start = *c;
  char *first = *to;
  for (;; ++*c) {
    if (**c && strchr(digits, **c)) *(*to)++ = **c;
    else if (**c != '_' || *c == start) break;
  }
  return (*c)[-1] == '_' && *c > start ? 0 : (size_t)(*to - first);
}

/* Writes a decimal number as strtod reads it; false if it is none. */
static bool take_decimal(const char *c, char *to)
{
  static const char digits[] = "0123456789";
  size_t n = **&c ? take_digits(&c, &to, digits) : 0;
  if (*c == '.') {
    *to++ = *c++;
    if (*c && strchr(digits, *c)) n += take_digits(&c, &to, digits);
  }
  if (n && (*c == 'e' || *c == 'E')) {
    *to++ = *c++;
    if (*c == '+' || *c == '-') *to++ = *c++;
    if (!*c || !strchr(digits, *c)) return false;
    while (*c && strchr(digits, *c)) *to++ = *c++;
  }
  *to = '\0';
  return n && !*c;
}

/* What stands behind a sign. */
static bool read_unsigned(const char *c, double *out)
{
  static const struct { const char *head, *digits; int base; } bases[] = {
    {"0x", "0123456789abcdefABCDEF", 16}, {"0o", "01234567", 8}, {"0b", "01", 2}};
  char text[NUMBER_MAX + 1], *to = text;
  for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
    if (strncmp(c, bases[i].head, 2)) continue;
    c += 2;
    size_t n = take_digits(&c, &to, bases[i].digits);
    *to = '\0';
    if (!n || *c) return false;
    *out = 0;
    for (to = text; *to; to++)
      *out = *out * bases[i].base + (double)strtol((char[]){*to, '\0'}, NULL, 16);
    return true;
  }
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

/* Where values stand in a text that was read as JSON already, so that it is whole. */
#include "runtime/report/load_entry.h"

#include <string.h>

static const char *skip_blanks(const char *at) { return at + strspn(at, " \t\r\n"); }

/* Behind the closing quote. */
static const char *skip_string(const char *at)
{
  for (at++; *at && *at != '"'; at++)
    if (*at == '\\' && at[1]) at++;
  return at + (*at == '"');
}

/* Behind a value of any kind, however deep. */
static const char *skip_value(const char *at)
{
  unsigned depth = 0;
  do {
    at = skip_blanks(at);
    if (*at == '"') at = skip_string(at);
    else if (*at == '{' || *at == '[') depth++, at++;
    else if (*at == '}' || *at == ']') depth--, at++;
    else if (*at == ',' || *at == ':') at++;
    else at += strcspn(at, " \t\r\n,:]}[{\"");
  } while (depth && *at);
  return at;
}

/* The value of a key; NULL: it is not there, or is written with escapes. */
static const char *find_member(const char *at, const char *key)
{
  size_t n = strlen(key);
  at = skip_blanks(at + 1);
  while (*at == '"') {
    bool found = !strncmp(at + 1, key, n) && at[1 + n] == '"';
    at = skip_blanks(skip_string(at));
    if (*at == ':') at = skip_blanks(at + 1);
    if (found) return at;
    at = skip_blanks(skip_value(at));
    if (*at == ',') at = skip_blanks(at + 1);
  }
  return NULL;
}

static const char *find_item(const char *at, size_t index)
{
  at = skip_blanks(at + 1);
  while (index-- && *at) {
    at = skip_blanks(skip_value(at));
    if (*at == ',') at = skip_blanks(at + 1);
  }
  return at;
}

/* The value, or what is around it and can be found. */
static const char *find(const struct entry *entry)
{
  if (!entry->outer) return skip_blanks(entry->loading->source->text);
  const char *outer = find(entry->outer), *found = NULL;
  if (*outer == '{' && entry->key) found = find_member(outer, entry->key);
  else if (*outer == '[' && !entry->key) found = find_item(outer, entry->index);
  return found ? found : outer;
}

struct span entry_span(const struct entry *entry)
{
  const struct source *source = entry->loading->source;
  const char *at = find(entry);
  uint32_t start = (uint32_t)(at - source->text);
  bool opens = *at == '{' || *at == '[';
  uint32_t end = opens ? start + 1 : (uint32_t)(skip_value(at) - source->text);
  return (struct span){source->id, start, end};
}

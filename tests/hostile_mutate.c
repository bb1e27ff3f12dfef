#include "tests/hostile_mutate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct mutating {
  mutations *all;
  struct arena *arena;
  const struct source *source;
};

/* Where a member of a list or a map begins and ends, with its dash or its key, its tag and
 * its anchor. */
struct range { uint32_t from, to; };

static const char *text_of(const struct mutating *m, uint32_t from, uint32_t to)
{
  return arena_strndup(m->arena, m->source->text + from, to - from);
}

static void add(struct mutating *m, enum mutation_kind kind, uint32_t from, uint32_t to,
                const char *text, const struct mutation_key *at, const char *what)
{
  vec_push(m->all, (struct mutation){kind, from, to, text, at, what});
}

/* ---- values ---- */

/* The last one has what ends texts, comments and blocks of the language. */
static const char *const wrong_values[] = {
  "abc def", "-3", "1e300", "0", "0.5", "true", "null", "[]", "[1, x]", "{}", "{a: 1}", "foo * 2",
  "9223372036854775807", "3000000000", ".nan", "''", "'12 mm'", "a.b[0..1]", "[[]]",
  "\"\\a\\xFF\xC3\xA9\\u2028 \\\"\\\\\"", "\"a`%s\\n} */ {\\n// b\"",
};

/* Whether two values are one number or one truth, or the same text. */
static bool is_same(const char *a, const char *b)
{
  char *a_end, *b_end;
  double x = strtod(a, &a_end), y = strtod(b, &b_end);
  bool numbers = a_end != a && !*a_end && b_end != b && !*b_end;
  bool lie = !strcmp(a, "0") && !strcasecmp(b, "false");
  return (numbers && x == y) || lie || !strcmp(a, b);
}

static void replace(struct mutating *m, uint32_t from, uint32_t to, const char *front,
                    const struct mutation_key *at)
{
  for (unsigned i = 0; i < sizeof wrong_values / sizeof *wrong_values; i++) {
    const char *text = wrong_values[i];
    if (is_same(text, text_of(m, from, to))) continue;
    add(m, REPLACED, from, to, arena_printf(m->arena, "%s%s", front, text), at,
        arena_printf(m->arena, "is now %s", text));
  }
}

/* ---- keys ---- */

/* Words of the language, and what is no word at all. */
static const char *const odd_keys[] = {"action", "\"a b\\n}\"", "7x", "~"};

static void misspell(struct mutating *m, const struct mutation_key *at)
{
  for (unsigned i = 0; i < sizeof odd_keys / sizeof *odd_keys; i++)
    add(m, RENAMED, at->key.start, at->key.end, odd_keys[i], at,
        arena_printf(m->arena, "is now called %s", odd_keys[i]));
  const char *quotes = "\"'", *text = m->source->text;
  uint32_t from = at->key.start, to = at->key.end;
  if (to > from + 1 && strchr(quotes, text[from])) from++, to--;
  uint32_t n = to - from, middle = n / 2;
  if (!n) return;
  const char *name = text_of(m, from, to);
  if (n > 1) {
    const char *shorter = arena_printf(m->arena, "%.*s%s", (int)middle, name, name + middle + 1);
    add(m, MISSPELT, from, to, shorter, at, arena_printf(m->arena, "is misspelt as %s", shorter));
    char *swapped = arena_strndup(m->arena, name, n);
    swapped[middle] = name[middle - 1], swapped[middle - 1] = name[middle];
    if (strcmp(swapped, name))
      add(m, MISSPELT, from, to, swapped, at, arena_printf(m->arena, "is misspelt as %s", swapped));
  }
  char *other = arena_strndup(m->arena, name, n);
  for (char *c = other; *c; c++)
    *c = (char)(islower((unsigned char)*name) ? toupper((unsigned char)*c) : tolower((unsigned char)*c));
  if (strcmp(other, name))
    add(m, MISSPELT, from, to, other, at, arena_printf(m->arena, "is misspelt as %s", other));
}

/* ---- members ---- */

static uint32_t column_of(const struct mutating *m, uint32_t at)
{
  uint32_t start = at;
  while (start && m->source->text[start - 1] != '\n') start--;
  return at - start;
}

static bool is_flow(const struct mutating *m, const struct yaml *y)
{
  return strchr("[{", m->source->text[y->span.start]) != NULL;
}

/* Without a member, and without the comma that goes with it. */
static void drop(struct mutating *m, enum mutation_kind kind, struct range r, bool flow,
                 const struct mutation_key *at)
{
  const char *text = m->source->text;
  uint32_t behind = r.to, before = r.from;
  while (isspace((unsigned char)text[behind])) behind++;
  while (before && isspace((unsigned char)text[before - 1])) before--;
  if (flow && text[behind] == ',') r.to = behind + 1;
  else if (flow && before && text[before - 1] == ',') r.from = before - 1;
  add(m, kind, r.from, r.to, "", at, "is dropped");
}

static void twice(struct mutating *m, enum mutation_kind kind, struct range r, bool flow,
                  const struct mutation_key *at)
{
  const char *copy = text_of(m, r.from, r.to);
  const char *text = flow ? arena_printf(m->arena, ", %s", copy)
                          : arena_printf(m->arena, "\n%*s%s", (int)column_of(m, r.from), "", copy);
  add(m, kind, r.to, r.to, text, at, "is doubled");
}

static void swap(struct mutating *m, struct range a, struct range b, const struct mutation_key *at)
{
  const char *text = arena_printf(m->arena, "%s%s%s", text_of(m, b.from, b.to), text_of(m, a.to, b.from),
                                  text_of(m, a.from, a.to));
  add(m, MEMBERS, a.from, b.to, text, at, "changes places with the next one");
}

/* ---- trees ---- */

static void mutate_node(struct mutating *m, const struct yaml *y, const struct mutation_key *at);

/* What an alias or a merge brings stands elsewhere, as does what a file includes. */
static bool stands_between(const struct mutating *m, struct span where, uint32_t from, uint32_t to)
{
  return where.file == m->source->id && from <= where.start && where.end <= to;
}

/* The first byte that is neither blank nor a comment. */
static uint32_t skip_blanks(const struct mutating *m, uint32_t at, uint32_t to)
{
  const char *text = m->source->text;
  while (at < to && (isspace((unsigned char)text[at]) || text[at] == '#' || text[at] == ','))
    at += text[at] == '#' ? (uint32_t)strcspn(text + at, "\n") : 1;
  return at;
}

static void mutate_entry(struct mutating *m, const struct yaml *map, const struct yaml_entry *e,
                         const struct mutation_key *outer)
{
  struct mutation_key *at = ARENA_NEW(m->arena, struct mutation_key);
  struct span key = e->key->span, value = e->value->span;
  bool flow = is_flow(m, map);
  if (!stands_between(m, key, map->span.start, map->span.end)) return;
  const char *colon = strchr(m->source->text + key.end, ':');
  uint32_t behind = colon ? (uint32_t)(colon - m->source->text) + 1 : key.end;
  const struct yaml *class = yaml_peek(map, "class");
  *at = (struct mutation_key){outer, e->key->text, key, value, map->span, yaml_is_null(e->value),
                              strchr(text_of(m, behind, value.end > behind ? value.end : behind), '&') != NULL,
                              class && strstr(class->text, "dummy")};
  misspell(m, at);
  if (!stands_between(m, value, behind, map->span.end)) return;
  struct range whole = {key.start, value.end};
  drop(m, DROPPED, whole, flow, at);
  twice(m, DOUBLED, whole, flow, at);
  if (!flow && e->value->kind != YAML_SCALAR && !is_flow(m, e->value)) replace(m, behind, value.end, " ", at);
  else replace(m, value.start, value.end, value.start == behind ? " " : "", at);
  mutate_node(m, e->value, at);
}

static void mutate_list(struct mutating *m, const struct yaml *y, const struct mutation_key *at)
{
  bool flow = is_flow(m, y);
  struct range before = {0, 0};
  uint32_t done = y->span.start + flow;
  for (unsigned i = 0; i < y->count; i++) {
    const struct yaml *item = y->entry[i].value;
    if (!stands_between(m, item->span, done, y->span.end)) return;
    struct range r = {skip_blanks(m, done, item->span.start), item->span.end};
    uint32_t behind = r.from + !flow; /* the dash */
    drop(m, MEMBERS, r, flow, at);
    twice(m, MEMBERS, r, flow, at);
    if (i) swap(m, before, r, at);
    replace(m, behind, r.to, flow ? "" : " ", at);
    mutate_node(m, item, at);
    before = r;
    done = r.to;
  }
}

static void mutate_node(struct mutating *m, const struct yaml *y, const struct mutation_key *at)
{
  if (y->kind == YAML_LIST) mutate_list(m, y, at);
  for (unsigned i = 0; y->kind == YAML_MAP && i < y->count; i++) mutate_entry(m, y, &y->entry[i], at);
}

void mutate(mutations *all, struct arena *a, const struct yaml_file *file)
{
  struct mutating m = {all, a, file->source};
  for (unsigned i = 0; i < file->documents; i++) {
    const struct yaml *y = file->document[i];
    if (y->span.file == file->source->id && y->span.end <= file->source->size) {
      replace(&m, y->span.start, y->span.end, "", NULL);
      mutate_node(&m, y, NULL);
    }
  }
}

/* ---- for people, and for the importer ---- */

const char *mutation_path(struct arena *a, const struct mutation_key *at)
{
  if (!at) return "";
  const char *outer = mutation_path(a, at->outer);
  return arena_printf(a, "%s%s%s", outer, *outer ? "." : "", at->name);
}

void mutation_apply(struct strbuf *out, const struct source *source, const struct mutation *m)
{
  strbuf_add(out, source->text, m->from);
  strbuf_puts(out, m->text);
  strbuf_add(out, source->text + m->to, source->size - m->to);
}

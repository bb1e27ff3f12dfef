#include "compiler/ir/prices.h"

#include <stdlib.h>
#include <string.h>

/* ---- names ---- */

/* One part of a dotted name: `PE[0..3]`. */
struct segment {
  const char *name;
  size_t n;                 /* of its name */
  bool ranged;
  long least, most;
  const char *rest;         /* behind it; NULL: it is the last */
};

static struct segment first_segment(const char *c)
{
  struct segment s = {.name = c, .n = strcspn(c, ".[")};
  c += s.n;
  if (*c == '[') {
    char *end;
    s.ranged = true;
    s.least = s.most = strtol(c + 1, &end, 10);
    if (end[0] == '.' && end[1] == '.') s.most = strtol(end + 2, &end, 10);
    c += strcspn(c, "]");
    c += *c == ']';
    c += strcspn(c, ".");
  }
  s.rest = *c ? c + 1 : NULL;
  return s;
}

static bool same_name(const struct segment *a, const struct segment *b)
{
  return a->n == b->n && !memcmp(a->name, b->name, a->n);
}

/* `inner` is a number, or a range, of those in `outer`. */
static bool is_within(const struct segment *inner, const struct segment *outer)
{
  return !inner->ranged || !outer->ranged || (inner->least >= outer->least && inner->most <= outer->most);
}

static struct segment last_segment(const char *name)
{
  struct segment s = first_segment(name);
  while (s.rest) s = first_segment(s.rest);
  return s;
}

static bool ends_alike(const char *wanted, const char *have)
{
  struct segment w = last_segment(wanted), h = last_segment(have);
  return same_name(&w, &h);
}

static bool matches(const char *wanted, const char *have)
{
  while (wanted && have) {
    struct segment w = first_segment(wanted), h = first_segment(have);
    if (!same_name(&w, &h) || !is_within(&w, &h)) return false;
    wanted = w.rest;
    have = h.rest;
  }
  return !wanted && !have;
}

/* The first part of `wanted` whose number is out of the range of a part of the same name; that one
 * goes into `of`.  False: there is none. */
static bool find_outside(const char *wanted, const char *have, struct segment *part, struct segment *of)
{
  for (const char *w = wanted; w; w = part->rest) {
    *part = first_segment(w);
    for (const char *h = have; h; h = of->rest) {
      *of = first_segment(h);
      if (same_name(part, of) && !is_within(part, of)) return true;
    }
  }
  return false;
}

/* The last part is the same, and no number is out of the range of a part that both have. */
static bool may_mean(const char *wanted, const char *have)
{
  struct segment part, of;
  return ends_alike(wanted, have) && !find_outside(wanted, have, &part, &of);
}

struct price *price_find(const struct price_list *list, const char *name)
{
  struct price *found = NULL;
  for (unsigned i = 0; i < list->n; i++)
    if (matches(name, list->at[i].name)) return &list->at[i];
  for (unsigned i = 0; i < list->n; i++) {
    if (!may_mean(name, list->at[i].name)) continue;
    if (found) return NULL;
    found = &list->at[i];
  }
  return found;
}

static const char *range_text(const struct segment *s, struct arena *a)
{
  return s->least == s->most ? arena_printf(a, "%ld", s->least)
                             : arena_printf(a, "%ld..%ld", s->least, s->most);
}

/* The first part of a name that is out of the range of one of `have`, whose last part is the same. */
static const char *outside(const char *wanted, const char *have, struct arena *a)
{
  struct segment w, h;
  if (!ends_alike(wanted, have) || !find_outside(wanted, have, &w, &h)) return NULL;
  return arena_printf(a, "`%.*s` has %s, and not %s", (int)w.n, w.name, range_text(&h, a), range_text(&w, a));
}

const char *price_out_of_range(const struct price_list *list, const char *name, struct arena *a)
{
  const char *why = NULL;
  for (unsigned i = 0; i < list->n && !why; i++) why = outside(name, list->at[i].name, a);
  return why;
}

const char *price_last(const char *name, struct arena *a)
{
  const char *start = name;
  for (const char *c = name; *c; c++) {
    if (*c == '[') c += strcspn(c, "]");
    if (!*c) break;
    if (*c == '.') start = c + 1;
  }
  return arena_strndup(a, start, strcspn(start, "["));
}

/* ---- rows ---- */

struct price_action *price_action_find(const struct price *p, const char *name)
{
  for (unsigned i = 0; i < p->actions; i++)
    if (!strcmp(p->action[i].name, name)) return &p->action[i];
  return NULL;
}

static const struct price_argument *argument_named(const struct price_argument *at, unsigned n,
                                                   const char *name)
{
  for (unsigned i = 0; i < n; i++)
    if (!strcmp(at[i].name, name)) return &at[i];
  return NULL;
}

/* Each argument of the row is as it was given, or else as in the usual row. */
static bool row_fits(const struct price_row *row, const struct price_row *usual,
                     const struct price_argument *argument, unsigned arguments)
{
  for (unsigned i = 0; i < row->arguments; i++) {
    const struct price_argument *own = &row->argument[i],
                                *want = argument_named(argument, arguments, own->name);
    if (!want) want = argument_named(usual->argument, usual->arguments, own->name);
    if (want && strcmp(want->value, own->value)) return false;
  }
  return true;
}

struct price_row *price_row_find(const struct price_action *a, const struct price_argument *argument,
                                 unsigned arguments)
{
  for (unsigned i = 0; i < a->rows; i++)
    if (row_fits(&a->row[i], &a->row[a->usual], argument, arguments)) return &a->row[i];
  return NULL;
}

#include "compiler/import/importer.h"

#include "lang/syntax/parse.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- telling ---- */

struct diag *tell_at(struct importer *im, enum code code, const struct yaml *at,
                     const char *format, ...)
{
  va_list args;
  va_start(args, format);
  const char *message = arena_vprintf(im->arena, format, args);
  va_end(args);
  return diag_at(im->diags, code, at->span, "%s", message);
}

void tell_type(struct importer *im, const struct yaml *at, const char *what, const char *wanted)
{
  struct diag *d =
    tell_at(im, E0803, at, "%s should be %s, but this is %s", what, wanted, yaml_describe(at));
  diag_label(d, at->span, "%s", yaml_describe(at));
}

void tell_lost(struct importer *im, struct span at, const char *what, const char *why)
{
  struct diag *d = diag_at(im->diags, W0542, at, "%s is not imported", what);
  diag_note(d, "%s", why);
}

void tell_unknown_keys(struct importer *im, struct yaml *map, const char *what,
                       const char *const *known)
{
  for (unsigned i = 0; map && map->kind == YAML_MAP && i < map->count; i++) {
    const struct yaml_entry *e = &map->entry[i];
    if (e->used || e->value->shared) continue; /* anchors may stand anywhere */
    struct suggest near = suggest_start(e->key->text);
    for (unsigned k = 0; known[k]; k++) suggest_offer(&near, known[k]);
    struct diag *d = tell_at(im, W0541, e->key, "%s has no `%s`: it is not imported", what,
                             e->key->text);
    diag_label(d, e->key->span, "not known");
    diag_suggest(d, e->key->span, near.best);
  }
}

/* ---- reading values ---- */

void *arena_room(struct arena *a, void *at, uint32_t *cap, uint32_t n, size_t size)
{
  if (n < *cap) return at;
  *cap = *cap ? *cap * 2 : 8;
  void *more = arena_alloc(a, *cap * size);
  return n ? memcpy(more, at, n * size) : more;
}

unsigned list_count(const struct yaml *y)
{
  if (!y || yaml_is_null(y)) return 0;
  return y->kind == YAML_LIST ? y->count : 1;
}

struct yaml *list_member(struct yaml *y, unsigned i)
{
  return y->kind == YAML_LIST ? y->entry[i].value : y;
}

struct yaml *want_map(struct importer *im, struct yaml *y, const char *what)
{
  if (!y || yaml_is_null(y)) return NULL;
  if (y->kind == YAML_MAP) return y;
  tell_type(im, y, what, "a map");
  return NULL;
}

const char *want_name(struct importer *im, struct yaml *map, const char *key, const char *what)
{
  struct yaml *y = yaml_get(map, key);
  if (!y) {
    struct diag *d = tell_at(im, E0804, map, "%s has no `%s`", what, key);
    diag_label(d, map->span, "`%s` is missing", key);
    return NULL;
  }
  if (y->kind == YAML_SCALAR && *y->text && !yaml_is_null(y)) return y->text;
  tell_type(im, y, SAY(im, "the `%s` of %s", key, what), "a name");
  return NULL;
}

/* ---- scopes ---- */

static struct spec_attribute *find_here(struct spec_scope *scope, const char *name)
{
  for (uint32_t i = 0; i < scope->attributes.n; i++)
    if (!strcmp(scope->attributes.at[i].name, name)) return &scope->attributes.at[i];
  return NULL;
}

struct spec_attribute *find_attribute(struct spec_scope *scope, const char *name)
{
  for (; scope; scope = scope->outer) {
    struct spec_attribute *a = find_here(scope, name);
    if (!a) continue;
    a->used = true;
    return yaml_is_null(a->value) ? NULL : a;
  }
  return NULL;
}

bool has_attribute(const struct spec_scope *scope, const char *const *names)
{
  for (; scope; scope = scope->outer)
    for (uint32_t i = 0; i < scope->attributes.n; i++)
      for (unsigned k = 0; names[k]; k++)
        if (!strcmp(scope->attributes.at[i].name, names[k]) && !yaml_is_null(scope->attributes.at[i].value))
          return true;
  return false;
}

static const char *with_underscores(struct importer *im, const char *name)
{
  char *out = arena_strndup(im->arena, name, strlen(name));
  for (char *c = out; *c; c++)
    if (*c == '-') *c = '_';
  return out;
}

void scope_add(struct importer *im, struct spec_scope *scope, struct yaml *map, const char *what)
{
  map = want_map(im, map, what);
  for (unsigned i = 0; map && i < map->count; i++) {
    struct yaml_entry *e = &map->entry[i];
    const char *name = with_underscores(im, e->key->text);
    struct spec_attribute *old = find_here(scope, name);
    e->used = true;
    struct spec_attribute a = {.name = name, .key = e->key, .value = e->value};
    if (old) *old = a;
    else KEEP(im, &scope->attributes, a);
  }
}

/* ---- values ---- */

enum { COMPUTING_MAX = 50 };

/* Where names are looked up, but for the attribute that is being computed: in it, its own
 * name is that of what is further out. */
struct place { struct importer *im; struct spec_scope *scope; const char *self; const char *why; };

static struct figure figure_of(struct place *p, const struct yaml *y);

static struct figure name_value(void *of, const char *name)
{
  const struct place *p = of;
  for (struct spec_scope *s = p->scope; s; s = s->outer) {
    if (s == p->scope && p->self && !strcmp(p->self, name)) continue;
    struct spec_attribute *a = find_here(s, name);
    if (!a) continue;
    a->used = true;
    if (p->im->computing >= COMPUTING_MAX) break;
    p->im->computing++;
    struct figure f = figure_of(&(struct place){p->im, s, name, NULL}, a->value);
    p->im->computing--;
    return f;
  }
  return (struct figure){FIGURE_NONE, false, 0, NULL};
}

static struct figure text_figure(const char *text)
{
  return (struct figure){FIGURE_TEXT, false, 0, text};
}

/* What has no other value is the text that it is. */
static struct figure figure_of(struct place *p, const struct yaml *y)
{
  struct figure f = {FIGURE_NUMBER, false, 0, NULL};
  bool is;
  if (y->kind != YAML_SCALAR || yaml_is_null(y)) return (struct figure){FIGURE_NONE, false, 0, NULL};
  if (yaml_number(y, &f.number)) {
    f.whole = f.number == trunc(f.number) && fabs(f.number) < 0x1p53;
    return isfinite(f.number) ? f : text_figure(y->text);
  }
  if (yaml_truth(y, &is)) return (struct figure){FIGURE_TRUTH, true, is, NULL};
  struct expression *x = expression_read(p->im->arena, y->text, &p->why);
  if (!x || (!y->plain && x->kind != X_NUMBER)) return text_figure(y->text);
  f = expression_value(p->im->arena, x, &(struct naming){name_value, p}, &p->why);
  return f.kind == FIGURE_NONE ? text_figure(y->text) : f;
}

struct figure value_of(struct importer *im, struct spec_scope *scope, const struct yaml *y,
                       const char *self)
{
  struct place p = {im, scope, self, NULL};
  return figure_of(&p, y);
}

struct spec_scope *home_of(struct spec_scope *scope, const struct spec_attribute *a)
{
  while (scope && find_here(scope, a->name) != a) scope = scope->outer;
  return scope;
}

void tell_no_number(struct importer *im, const struct spec_attribute *a, const char *why)
{
  struct diag *d = tell_at(im, E0807, a->value, "`%s` should be a number, but `%s` is none", a->name,
                           a->value->text);
  diag_label(d, a->value->span, "not a number");
  if (why) diag_note(d, "as an expression it has no value: %s", why);
  if (strchr(a->value->text, '(') && !strchr(a->value->text, ')'))
    diag_help(d, "between `{` and `}` a comma ends a value: write attributes on lines of their own");
}

/* The first of some names that a scope has; all of them are used. */
static struct spec_attribute *first_attribute(struct spec_scope *scope, const char *const *names)
{
  struct spec_attribute *first = NULL;
  for (; *names; names++) {
    struct spec_attribute *found = find_attribute(scope, *names);
    if (!first) first = found;
  }
  return first;
}

/* The number that an attribute is; false, told, if it is none. */
static bool figure_in(struct importer *im, struct spec_scope *scope, struct spec_attribute *a, double *out)
{
  struct place p = {im, home_of(scope, a), a->name, NULL};
  struct figure f = figure_of(&p, a->value);
  if (f.kind == FIGURE_NUMBER) return *out = f.number, true;
  if (f.kind == FIGURE_NONE) tell_type(im, a->value, SAY(im, "`%s`", a->name), "a number");
  else tell_no_number(im, a, p.why);
  return false;
}

/* Two names beside each other mean the same thing: they had better say the same number. */
static void tell_other(struct importer *im, struct spec_scope *scope, struct spec_attribute *other,
                       const struct spec_attribute *a, double number)
{
  double n;
  if (!other || other == a || home_of(scope, other) != home_of(scope, a)) return;
  if (figure_in(im, scope, other, &n) && n != number)
    tell_lost(im, other->key->span, SAY(im, "`%s`", other->name),
              SAY(im, "`%s` says another number, and holds", a->name));
}

bool number_of(struct importer *im, struct spec_scope *scope, const char *const *names,
               double *out, struct spec_attribute **from)
{
  struct spec_attribute *a = first_attribute(scope, names);
  if (from) *from = a;
  if (!a || !figure_in(im, scope, a, out)) return false;
  for (; *names; names++) tell_other(im, scope, find_attribute(scope, *names), a, *out);
  return true;
}

bool whole_of(struct importer *im, struct spec_scope *scope, const char *const *names,
              int64_t least, int64_t *out, struct spec_attribute **from)
{
  struct spec_attribute *a;
  double n;
  bool is = number_of(im, scope, names, &n, &a);
  if (from) *from = a;
  if (!is) return false;
  if (n == trunc(n) && n >= (double)least && n < 0x1p53) return *out = (int64_t)n, true;
  struct diag *d = tell_at(im, E0809, a->value, "`%s` should be a whole number from %lld on", a->name,
                           (long long)least);
  diag_label(d, a->value->span, "this is %s", plain_number(im->arena, n));
  return false;
}

bool is_truth(struct figure f)
{
  return f.kind == FIGURE_TRUTH || (f.kind == FIGURE_NUMBER && (f.number == 0 || f.number == 1));
}

bool truth_of(struct importer *im, struct spec_scope *scope, const char *name, bool otherwise)
{
  struct spec_attribute *a = find_attribute(scope, name);
  if (!a) return otherwise;
  struct figure f = value_of(im, home_of(scope, a), a->value, name);
  if (is_truth(f)) return f.number != 0;
  tell_type(im, a->value, SAY(im, "`%s`", name), "true or false");
  return otherwise;
}

/* ---- comments ---- */

static bool same_line(struct importer *im, struct span a, struct span b)
{
  struct source *s = source_of(im->sources, a);
  return s && a.file == b.file && source_position(s, a.start).line == source_position(s, b.start).line;
}

void add_remark(struct importer *im, struct spec_remarks *to, struct span at)
{
  for (uint32_t i = 0; i < to->at.n; i++)
    if (same_line(im, to->at.at[i], at)) return;
  KEEP(im, &to->at, at);
}

/* ---- names ---- */

static bool is_taken(const struct taken *taken, const char *name)
{
  for (uint32_t i = 0; i < taken->names.n; i++)
    if (!strcmp(taken->names.at[i], name)) return true;
  return false;
}

/* Letters, digits and `_`, beginning with a letter. */
static const char *shaped(struct importer *im, const char *wanted)
{
  struct strbuf out = {0};
  for (const char *c = wanted; *c; c++) {
    bool fine = isalnum((unsigned char)*c) || *c == '_';
    if (fine) strbuf_putc(&out, *c);
    else if (out.n && out.text[out.n - 1] != '_') strbuf_putc(&out, '_');
  }
  while (out.n > 1 && out.text[out.n - 1] == '_' && !isalnum((unsigned char)wanted[strlen(wanted) - 1]))
    out.text[--out.n] = 0;
  const char *text = strbuf_str(&out);
  while (*text == '_') text++;
  const char *front = isdigit((unsigned char)*text) ? "n" : *text ? "" : "unnamed";
  const char *name = SAY(im, "%s%s", front, text);
  strbuf_free(&out);
  return name;
}

/* No word of the language, so that it may stand anywhere. */
static const char *no_word(struct importer *im, const char *name)
{
  return intern_str(im->names, name)->word ? SAY(im, "%s_", name) : name;
}

const char *legal_action(struct importer *im, const char *wanted)
{
  const char *name = shaped(im, wanted);
  return intern_str(im->names, name)->word >= KW_if ? SAY(im, "%s_", name) : name;
}

const char *legal_name(struct importer *im, struct taken *taken, const char *wanted)
{
  const char *first = no_word(im, shaped(im, wanted)), *name = first;
  for (unsigned n = 2; is_taken(taken, name); n++) name = SAY(im, "%s_%u", first, n);
  KEEP(im, &taken->names, name);
  return name;
}

/* One bound of a range. */
static bool bound_of(struct importer *im, struct spec_scope *scope, const char *text, size_t n,
                     int64_t *out)
{
  const char *why;
  struct place p = {im, scope, NULL, NULL};
  struct expression *x = expression_read(im->arena, arena_strndup(im->arena, text, n), &why);
  if (!x) return false;
  struct figure f = expression_value(im->arena, x, &(struct naming){name_value, &p}, &why);
  if (f.kind != FIGURE_NUMBER || !f.whole) return false;
  *out = (int64_t)f.number;
  return true;
}

const char *split_range(struct importer *im, struct spec_scope *scope, const struct yaml *name,
                        int64_t *instances)
{
  const char *text = name->text, *open = strchr(text, '['), *dots = open ? strstr(open, "..") : NULL;
  const char *close = open ? strrchr(open, ']') : NULL;
  int64_t from, to;
  *instances = 1;
  if (!open) return text;
  const char *bare = arena_strndup(im->arena, text, (size_t)(open - text));
  bool fine = dots && close && !close[1] && dots < close &&
              bound_of(im, scope, open + 1, (size_t)(dots - open - 1), &from) &&
              bound_of(im, scope, dots + 2, (size_t)(close - dots - 2), &to);
  if (fine && to >= from && to - from < INT32_MAX) {
    *instances = to - from + 1;
    return bare;
  }
  struct diag *d = tell_at(im, E0809, name, "`%s` does not say how many there are", text);
  diag_label(d, name->span, "a range is written `[0..15]`");
  return bare;
}

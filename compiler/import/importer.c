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

struct span span_in(const struct yaml *y, size_t from, size_t n)
{
  size_t length = strlen(y->text), written = y->span.end - y->span.start;
  size_t front = written == length ? 0 : written == length + 2 ? 1 : SIZE_MAX;
  if (front == SIZE_MAX || from + n > length) return y->span;
  uint32_t start = y->span.start + (uint32_t)(front + from);
  return (struct span){y->span.file, start, start + (uint32_t)n};
}

const char *list_text(struct importer *im, const char *const *names, unsigned n)
{
  enum { MANY = 12 };
  struct strbuf out = {0};
  if (!n || n > MANY) return NULL;
  for (unsigned i = 0; i < n; i++)
    strbuf_printf(&out, "%s`%s`", !i ? "" : i + 1 == n ? " and " : ", ", names[i]);
  return strbuf_take(&out, im->arena);
}

void note_dims(struct importer *im, struct diag *d, const struct spec_problem *p)
{
  const char *names[DIMS_MAX];
  for (unsigned i = 0; i < p->dims; i++) names[i] = p->dim[i].name;
  const char *text = list_text(im, names, p->dims);
  if (text) diag_note(d, "its dimensions are %s", text);
}

void note_tensors(struct importer *im, struct diag *d, const struct spec_problem *p)
{
  const char *names[TENSORS_MAX];
  for (unsigned i = 0; i < p->tensors; i++) names[i] = p->tensor[i].name;
  const char *text = list_text(im, names, p->tensors);
  if (text) diag_note(d, "its data spaces are %s", text);
}

void note_levels(struct importer *im, struct diag *d, bool storage)
{
  const struct spec_arch *arch = im->spec.arch;
  const char **names = ARENA_ARRAY(im->arena, const char *, arch->levels.n + 1);
  unsigned n = 0;
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    const struct spec_level *l = arch->levels.at[i];
    if (!l->dummy && (storage ? l->kind == SPEC_MEMORY : l->kind != SPEC_ARRAY)) names[n++] = l->name;
  }
  const char *text = list_text(im, names, n);
  if (text) diag_note(d, "it has %s", text);
}

struct diag *tell_lacking(struct importer *im, const struct yaml *map, const char *what, const char *key)
{
  struct diag *d = tell_at(im, E0804, map, "%s has no `%s`", what, key);
  diag_label(d, map->span, "`%s` is missing", key);
  return d;
}

void tell_whole(struct importer *im, const struct yaml *at, const char *what, int64_t least, double n)
{
  struct diag *d = tell_at(im, E0809, at, "`%s` should be a whole number from %lld on", what, (long long)least);
  diag_label(d, at->span, "this is %s", plain_number(im->arena, n));
}

void tell_lost(struct importer *im, struct span at, const char *what, const char *why)
{
  struct diag *d = diag_at(im->diags, W0542, at, "%s is not imported", what);
  diag_note(d, "%s", why);
}

/* Whether something in it is used elsewhere. */
static bool holds_shared(const struct yaml *y)
{
  bool any = y->shared;
  for (unsigned i = 0; i < y->count && !any; i++) any = holds_shared(y->entry[i].value);
  return any;
}

void tell_unknown_keys(struct importer *im, struct yaml *map, const char *what,
                       const char *const *known)
{
  for (unsigned i = 0; map && map->kind == YAML_MAP && i < map->count; i++) {
    const struct yaml_entry *e = &map->entry[i];
    if (e->used) continue;
    struct suggest near = suggest_start(e->key->text);
    for (unsigned k = 0; known[k]; k++) suggest_offer(&near, known[k]);
    if (!near.best && holds_shared(e->value)) continue; /* anchors may stand anywhere */
    struct diag *d = tell_at(im, W0541, e->key, "%s has no `%s`: it is not imported", what,
                             e->key->text);
    bool elsewhere = near.best && !strcmp(near.best, e->key->text);
    diag_label(d, e->key->span, elsewhere ? "belongs somewhere else" : "not known");
    if (!elsewhere) diag_suggest(d, e->key->span, near.best);
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
    tell_lacking(im, map, what, key);
    return NULL;
  }
  if (y->kind == YAML_SCALAR && *y->text && !yaml_is_null(y)) return y->text;
  tell_type(im, y, SAY(im, "the `%s` of %s", key, what), "a name");
  return NULL;
}

/* ---- scopes ---- */

static struct spec_attribute *find_here(struct spec_scope *scope, const char *name)
{
  uintptr_t number = scope->names ? (uintptr_t)map_get(&scope->by_name, intern_str(scope->names, name)) : 0;
  return number ? &scope->attributes.at[number - 1] : NULL;
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
    if (old) {
      *old = a;
      continue;
    }
    KEEP(im, &scope->attributes, a);
    scope->names = im->names;
    map_set(&scope->by_name, im->arena, intern_str(im->names, name), (void *)(uintptr_t)scope->attributes.n);
  }
}

/* ---- values ---- */

enum { COMPUTING_MAX = 50 };

/* Where names are looked up, but for the attribute that is being computed: in it, its own
 * name is that of what is further out. */
struct place {
  struct importer *im;
  struct spec_scope *scope;
  const char *self;
  const char *why;          /* there is no value */
  const char *inner;        /* the same of a name in it */
};

static struct figure figure_of(struct place *p, const struct yaml *y);

static struct figure name_value(void *of, const char *name)
{
  struct place *p = of;
  for (struct spec_scope *s = p->scope; s; s = s->outer) {
    if (s == p->scope && p->self && !strcmp(p->self, name)) continue;
    struct spec_attribute *a = find_here(s, name);
    if (!a) continue;
    a->used = true;
    if (p->im->computing >= COMPUTING_MAX) break;
    p->im->computing++;
    struct place inner = {.im = p->im, .scope = s, .self = name};
    struct figure f = figure_of(&inner, a->value);
    p->im->computing--;
    if (inner.why) p->inner = SAY(p->im, "`%s` is `%s`, and %s", name, a->value->text, inner.why);
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
  if (f.kind == FIGURE_NONE) p->why = p->why ? p->why : p->inner;
  else if (f.kind == FIGURE_TEXT) p->why = p->inner;
  return f.kind == FIGURE_NONE ? text_figure(y->text) : f;
}

struct figure value_of(struct importer *im, struct spec_scope *scope, const struct yaml *y,
                       const char *self)
{
  struct place p = {.im = im, .scope = scope, .self = self};
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
  struct place p = {.im = im, .scope = home_of(scope, a), .self = a->name};
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
  tell_whole(im, a->value, a->name, least, n);
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

bool is_taken(struct importer *im, const struct taken *taken, const char *name)
{
  return map_get(&taken->set, intern_str(im->names, name));
}

void take_name(struct importer *im, struct taken *taken, const char *name)
{
  name_t key = intern_str(im->names, name);
  if (map_get(&taken->set, key)) return;
  map_set(&taken->set, im->arena, key, (void *)key);
  KEEP(im, &taken->names, name);
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


const char *legal_action(struct importer *im, const char *wanted)
{
  const char *name = shaped(im, wanted);
  return intern_str(im->names, name)->word >= KW_if ? SAY(im, "%s_", name) : name;
}

/* Words of statements are words only where a statement begins. */
const char *legal_name(struct importer *im, struct taken *taken, const char *wanted)
{
  const char *first = shaped(im, wanted);
  if (intern_str(im->names, first)->word >= KW_is) first = SAY(im, "%s_", first);
  const char *name = first;
  name_t key = intern_str(im->names, first);
  uintptr_t n = (uintptr_t)map_get(&taken->numbers, key);
  for (n = n ? n : 1; is_taken(im, taken, name); n++) name = SAY(im, "%s_%zu", first, (size_t)n + 1);
  if (n > 1) map_set(&taken->numbers, im->arena, key, (void *)n);
  take_name(im, taken, name);
  return name;
}

const char *legal_tensor(struct importer *im, struct taken *taken, const char *wanted)
{
  const char *name = shaped(im, wanted);
  return legal_name(im, taken, intern_str(im->names, name)->word ? SAY(im, "%s_", name) : name);
}

/* One bound of a range. */
static bool bound_of(struct importer *im, struct spec_scope *scope, const char *text, size_t n,
                     int64_t *out)
{
  const char *why;
  struct place p = {.im = im, .scope = scope};
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

/* Types: reading them, and whether a value fits. */
#include "compiler/sema/type.h"

#include "compiler/sema/enum.h"
#include "compiler/sema/module.h"
#include "compiler/sema/object.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trail.h"
#include "lang/syntax/parse.h"

#include <math.h>
#include <string.h>

bool type_fits(const struct wanted_type *t, struct value v)
{
  if (t->any || v.kind == V_POISON) return true;
  if (t->kind == V_NUMBER && v.kind == V_NUMBER) {
    if (t->whole && v.known && !v.is_int) return false;
    return dim_equal(t->dim, v.dim) || (t->has_or_dim && dim_equal(t->or_dim, v.dim));
  }
  if (t->kind == V_DECL || t->kind == V_OBJECT) {
    if (v.kind == V_DECL) return !t->decl_word || v.u.symbol->node->word == t->decl_word;
    return v.kind == V_OBJECT && (!t->decl_word || v.u.object->decl->word == t->decl_word);
  }
  if (t->kind != v.kind) return false;
  if (t->kind == V_LIST && t->element && v.u.list)
    for (uint32_t i = 0; i < v.u.list->n; i++)
      if (!type_fits(t->element, v.u.list->at[i])) return false;
  return true;
}

struct value type_unknown(const struct wanted_type *t)
{
  if (t->any) return value_poison();
  struct value v = {.kind = t->kind, .dim = t->dim, .is_int = t->whole};
  if (t->kind == V_DECL || t->kind == V_OBJECT) return value_poison();
  return v;
}

static struct wanted_type any_type(void) { return (struct wanted_type){.any = true}; }

static struct wanted_type unknown_type(struct sema *sm, struct scope *scope, struct node *n)
{
  static const char *const others[] = {
    "int", "real", "bool", "string", "component", "arch", "workload", "mapping", "mapspace",
    "mapper", NULL};
  const char *word = n->name ? n->name->text : "";
  if (n->name && !tell_member(sm, "unit", n->name, n->file)) return any_type(); /* its type */
  struct suggest s = suggest_near(sm, word);
  for (const char *const *w = dim_type_words(); *w; w++) suggest_offer(&s, *w);
  for (const char *const *w = others; *w; w++) suggest_offer(&s, *w);
  scope_suggest(scope, &s, 1u << S_ENUM | 1u << S_UNIT);
  struct diag *d = diag_at(sm->diags, E0313, node_span(n), "unknown type `%s`", word);
  diag_label(d, node_span(n), "no type has this name");
  if (!diag_suggest(d, node_span(n), s.best))
    diag_note(d,
              "types are `int`, `real`, `bool`, `string`, dimensions such as `bits`, `energy` or "
              "`bits/time`, lists `[int]`, and the names of enums");
  return any_type();
}

static struct wanted_type number_type(struct dim dim, bool whole)
{
  return (struct wanted_type){.kind = V_NUMBER, .dim = dim, .whole = whole};
}

/* Values are no types: a parameter may be called like the type it has. */
static struct symbol *find_type(const struct scope *scope, name_t name)
{
  struct symbol *first = scope_find(scope, name);
  for (const struct scope *s = scope; s; s = s->outer) {
    struct symbol *found = scope_get(s, name);
    if (found && found->kind != S_PARAM) return found;
  }
  return first;
}

/* The enum or unit `s` as a type. */
static struct wanted_type declared_type(struct sema *sm, struct symbol *s)
{
  struct unit u;
  struct unit_error why;
  if (s->kind == S_ENUM && !enum_unclear(s))
    return (struct wanted_type){.kind = V_ENUM, .enumeration = s};
  if (s->kind == S_UNIT && unit_parse(s->name->text, s->name->n, &sm->units, sm->arena, &u, &why))
    return number_type(u.dim, false);
  return any_type();
}

static struct wanted_type named_type(struct sema *sm, struct scope *scope, struct node *n)
{
  struct symbol *s = n->kind == N_NAME ? find_type(scope, n->name) : NULL;
  struct symbol *target = s ? symbol_target(s) : NULL;
  if (s && (!target || target->kind == S_ENUM || target->kind == S_UNIT)) {
    s->used = true;
    refer(sm, node_span(n), s);
    return target ? declared_type(sm, target) : any_type();
  }
  if (n->kind != N_NAME) return unknown_type(sm, scope, n);
  const char *word = n->name->text;
  struct dim dim;
  if (dim_of_type(word, &dim)) return number_type(dim, false);
  if (!strcmp(word, "int")) return number_type(DIM_NONE, true);
  if (!strcmp(word, "real")) return number_type(DIM_NONE, false);
  if (!strcmp(word, "bool")) return (struct wanted_type){.kind = V_BOOL};
  if (!strcmp(word, "string")) return (struct wanted_type){.kind = V_STRING};
  switch ((enum keyword)n->name->word) {
  case KW_component:
  case KW_arch:
  case KW_workload:
  case KW_mapping:
  case KW_mapspace:
  case KW_mapper:
  case KW_sparsity: case KW_table:
    return (struct wanted_type){.kind = V_DECL, .decl_word = n->name->word};
  default:
    return unknown_type(sm, scope, n);
  }
}

struct wanted_type type_read(struct sema *sm, struct scope *scope, struct node *n)
{
  switch ((enum node_kind)n->kind) {
  case N_NAME: case N_MEMBER:
    return named_type(sm, scope, n);
  case N_BINARY: {
    struct wanted_type a = type_read(sm, scope, n->slot[BINARY_A]);
    struct wanted_type b = type_read(sm, scope, n->slot[BINARY_B]);
    if (a.any || b.any) return any_type();
    struct dim dim;
    bool ok = a.kind == V_NUMBER && b.kind == V_NUMBER &&
              (n->op == '/' ? dim_div(a.dim, b.dim, &dim) : dim_mul(a.dim, b.dim, &dim));
    if (ok) return number_type(dim, false);
    struct diag *d = diag_at(sm->diags, E0313, node_span(n),
                             "only dimensions can be multiplied or divided");
    diag_label(d, node_span(n), "not a product of dimensions");
    return any_type();
  }
  case N_LIST: {
    struct wanted_type *element = ARENA_NEW(sm->arena, struct wanted_type);
    *element = type_read(sm, scope, n->slot[LIST_ITEMS]);
    return (struct wanted_type){.kind = V_LIST, .element = element->any ? NULL : element};
  }
  case N_NUMBER: {
    struct diag *d = diag_at(sm->diags, E0313, node_span(n), "a type is a name, not a number");
    diag_label(d, node_span(n), "not a type");
    diag_help(d, "write the type and then the value: `name: bits = 8 bit`");
    return any_type();
  }
  default:
    return any_type();
  }
}

const char *type_text(struct sema *sm, const struct wanted_type *t)
{
  if (t->any) return "anything";
  switch ((enum value_kind)t->kind) {
  case V_NUMBER:
    if (t->whole) return "int";
    if (dim_is_none(t->dim)) return "real";
    if (t->has_or_dim)
      return arena_printf(sm->arena, "%s or %s", dim_type_name(t->dim, &sm->units, sm->arena),
                          dim_type_name(t->or_dim, &sm->units, sm->arena));
    return dim_type_name(t->dim, &sm->units, sm->arena);
  case V_BOOL: return "bool";
  case V_STRING: return "string";
  case V_LIST:
    return t->element ? arena_printf(sm->arena, "[%s]", type_text(sm, t->element)) : "list";
  case V_ENUM: return t->enumeration ? t->enumeration->name->text : "a choice";
  case V_DECL: case V_OBJECT: return t->decl_word ? keyword_text(t->decl_word) : "declaration";
  default: return "value";
  }
}

/* "an information size", "a whole number", "a memory": what is wanted. */
static const char *wanted_text(struct sema *sm, const struct wanted_type *t)
{
  switch ((enum value_kind)t->kind) {
  case V_NUMBER:
    if (t->whole) return "a whole number";
    if (t->has_or_dim)
      return arena_printf(sm->arena, "%s or %s", dim_article(t->dim, &sm->units, sm->arena),
                          dim_article(t->or_dim, &sm->units, sm->arena));
    return dim_article(t->dim, &sm->units, sm->arena);
  case V_BOOL: return "true or false";
  case V_STRING: return "a string";
  case V_LIST: return "a list";
  case V_ENUM:
    return t->enumeration ? arena_printf(sm->arena, "one of `%s`", t->enumeration->name->text)
                          : "one of its choices";
  case V_DECL: case V_OBJECT:
    return t->decl_word ? keyword_with_article(t->decl_word, sm->arena) : "a declaration";
  default: return "something else";
  }
}

/* The unit that was probably meant: of the right dimension, with the prefix that
 * was written (`45 ns` for a length: `nm`). */
static const char *likely_unit(struct sema *sm, const struct wanted_type *t,
                               const struct node *expr)
{
  const char *unit = dim_example_unit(t->dim);
  struct unit u;
  struct unit_error why;
  if (!unit || !expr->name || expr->name->n < 2) return unit;
  for (const char *base = unit; *base; base++) {
    const char *same = arena_printf(sm->arena, "%c%s", expr->name->text[0], base);
    if (unit_parse(same, strlen(same), &sm->units, sm->arena, &u, &why) && dim_equal(u.dim, t->dim))
      return same;
  }
  return unit;
}

/* The unit of a plain number: by what it is called and by its size, where that tells;
 * "" if none would do. */
static const char *unit_of(const struct wanted_type *t, const char *what, struct value v)
{
  static const struct { const char *what, *type; double below; const char *unit; } rows[] = {
    {"tech", "length", 1e-3, "m"},
    {"tech", "length", 1, "um"},
    {"tech", "length", INFINITY, "nm"},
    {"node", "length", 1, "um"},
    {"node", "length", INFINITY, "nm"},
    {"timeout", "time", INFINITY, "s"},
    {"time_limit", "time", INFINITY, "s"},
    {"memory_limit", "bits", 1e3, "GiB"},
    {"memory_limit", "bits", 1e6, "MiB"},
    {"memory_limit", "bits", INFINITY, "B"},
    {"size", "bits", 1e4, "KiB"},
    {"size", "bits", INFINITY, "B"},
    {NULL, "freq", 1e-3, ""},
    {NULL, "freq", 10, "GHz"},
    {NULL, "freq", 1e4, "MHz"},
    {NULL, "freq", 1e6, ""},
    {NULL, "freq", INFINITY, "Hz"},
  };
  struct dim dim;
  for (size_t i = 0; v.known && i < sizeof rows / sizeof *rows; i++)
    if ((!rows[i].what || !strcmp(rows[i].what, what)) && value_double(v) < rows[i].below &&
        dim_of_type(rows[i].type, &dim) && dim_equal(t->dim, dim))
      return rows[i].unit;
  return NULL;
}

/* Whether `dim` is what `t` wants. */
static bool wants_dim(const struct wanted_type *t, struct dim dim)
{
  return dim_equal(t->dim, dim) || (t->has_or_dim && dim_equal(t->or_dim, dim));
}

/* What `25.6 Gb` and `32 B` lack to be a bandwidth: "s", "cycle"; or NULL. */
static const char *lacks_per(const struct wanted_type *t, struct value v)
{
  enum { TOO_WIDE = 1000000 }; /* bits of a cycle */
  struct dim bits, per, rate;
  if (!dim_of_type("bits", &bits) || !dim_equal(v.dim, bits) || !v.known) return NULL;
  bool wide = value_double(v) > TOO_WIDE;
  dim_of_type(wide ? "time" : "cycles", &per);
  if (!dim_div(bits, per, &rate) || !wants_dim(t, rate)) return NULL;
  return wide ? "s" : "cycle";
}

/* `2 pJ/bit` for an energy. */
static bool is_per_bit(const struct wanted_type *t, struct dim written)
{
  struct dim bits, all;
  dim_of_type("bits", &bits);
  return !dim_is_none(written) && dim_mul(written, bits, &all) && wants_dim(t, all);
}

/* What somebody who wrote `v` may have meant where t is wanted: the same number with
 * a fitting unit; for a time where a frequency is wanted, what it comes to; for
 * cycles where a time is wanted, how it is reckoned.  NULL if there is nothing. */
static const char *likely_number(struct sema *sm, const char *what, const struct wanted_type *t,
                                 const struct node *expr, struct value v)
{
  struct dim inverse, cycles, time, bits;
  bool number = v.kind == V_NUMBER && v.known, invertible = dim_div(DIM_NONE, t->dim, &inverse);
  if (number && value_double(v) > 0 && invertible && dim_equal(inverse, v.dim))
    return quantity_text(1 / value_double(v), t->dim, &sm->units, sm->arena);
  int size = (int)(node_number(expr)->digits_end - expr->start);
  const char *digits = source_of(sm->program->diags->sources, node_span(expr))->text + expr->start;
  dim_of_type("cycles", &cycles);
  dim_of_type("time", &time);
  dim_of_type("bits", &bits);
  if (number && dim_equal(v.dim, cycles) && dim_equal(t->dim, time))
    return arena_printf(sm->arena, "%.*s / clock", size, digits);
  const char *per = lacks_per(t, v);
  if (per) return arena_printf(sm->arena, "%s/%s", source_text(sm, node_span(expr)), per);
  const char *unit = value_is_plain(v) ? unit_of(t, what, v) : NULL;
  if (!unit && wants_dim(t, bits) && expr->name && names_equal(expr->name, "K")) unit = "KiB";
  if (!unit) unit = likely_unit(sm, t, expr);
  if (unit && !*unit) return NULL;
  if (unit) return arena_printf(sm->arena, "%.*s %s", size, digits, unit);
  if (!invertible || !dim_example_unit(inverse)) return NULL;
  return arena_printf(sm->arena, "%.*s / 1 %s", size, digits,
                      dim_symbol(inverse, &sm->units, sm->arena));
}

static void offer_unit(struct sema *sm, struct diag *d, const char *what,
                       const struct wanted_type *t, const struct node *expr, struct value v)
{
  if (expr->kind != N_NUMBER || t->kind != V_NUMBER || dim_is_none(t->dim)) return;
  if (is_per_bit(t, v.dim)) diag_help(d, "multiply it by a number of bits");
  else diag_suggest(d, node_span(expr), likely_number(sm, what, t, expr, v));
}

/* A string that would fit without its quotes. */
static bool fits_unquoted(struct sema *sm, const struct wanted_type *t, const char *text)
{
  struct unit u;
  struct unit_error why;
  if (t->kind == V_ENUM) {
    const char *const *m = t->members;
    while (m && *m && strcmp(*m, text)) m++;
    const struct node *own = t->enumeration ? enum_members(t->enumeration) : NULL;
    while (own && (own->kind != N_NAME || strcmp(own->name->text, text))) own = own->next;
    return own || (m && *m);
  }
  size_t digits = strspn(text, "0123456789."), blanks = strspn(text + digits, " ");
  const char *unit = text + digits + blanks;
  if (!digits || t->kind != V_NUMBER) return false;
  return *unit ? unit_parse(unit, strlen(unit), &sm->units, sm->arena, &u, &why) &&
                     wants_dim(t, u.dim)
               : wants_dim(t, DIM_NONE);
}

static void offer_unquoted(struct sema *sm, struct diag *d, const struct wanted_type *t,
                           const struct node *expr)
{
  if (expr->kind != N_STRING || !expr->name || !fits_unquoted(sm, t, expr->name->text)) return;
  diag_help(d, "leave the quotes out: `%s`", expr->name->text);
  diag_fix(d, DIAG_CERTAIN, node_span(expr), "%s", expr->name->text);
}

static void note_choices(struct sema *sm, struct diag *d, const struct wanted_type *t)
{
  enum { CHOICES = 16 };
  const char *names[CHOICES];
  unsigned n = 0;
  if (t->kind != V_ENUM) return;
  for (const char *const *m = t->members; m && *m && n < CHOICES; m++) names[n++] = *m;
  const struct node *own = t->enumeration ? enum_members(t->enumeration) : NULL;
  for (; own && n < CHOICES; own = own->next)
    if (own->kind == N_NAME) names[n++] = own->name->text;
  if (n) diag_note(d, "the choices are %s", join_names(sm, names, n));
}

/* "2.5", or a number that is whole and yet not kept as one. */
const char *number_text(struct sema *sm, struct value v)
{
  const char *text = value_text(v, &sm->units, sm->arena);
  bool huge = v.known && !v.is_int && floor(v.u.d) == v.u.d;
  return huge ? arena_printf(sm->arena, "%s, which is too large to be exact", text) : text;
}

/* "time", "3.5", "a list": what it is instead. */
static const char *label_text(struct sema *sm, const struct wanted_type *t, struct value v)
{
  if (v.kind == V_NUMBER && t->whole && dim_is_none(v.dim) && v.known)
    return value_text(v, &sm->units, sm->arena);
  if (v.kind == V_NUMBER) return dim_name(v.dim, &sm->units, sm->arena);
  return value_describe(v, &sm->units, sm->arena);
}

/* The first element that does not fit; the list itself if it is none. */
static const struct node *misfit_in_list(const struct wanted_type *t, const struct node *expr,
                                         struct value *v)
{
  if (t->kind != V_LIST || v->kind != V_LIST || !t->element || !v->u.list) return expr;
  uint32_t i = 0;
  while (i < v->u.list->n && type_fits(t->element, v->u.list->at[i])) i++;
  if (i == v->u.list->n) return expr;
  *v = v->u.list->at[i];
  const struct node *item = expr->kind == N_LIST ? list_at(expr->slot[LIST_ITEMS], i) : NULL;
  return item && item->kind != N_RANGE ? item : expr;
}

void tell_misfit_at(struct sema *sm, const char *what, const struct node *expr,
                    struct span declared, const struct wanted_type *t, struct value v)
{
  const struct wanted_type *wanted = t;
  bool list = v.kind == V_LIST && t->kind == V_LIST && t->element;
  expr = misfit_in_list(t, expr, &v);
  if (list) wanted = t->element;
  struct span where = node_span(expr);
  const char *is = wanted->whole && value_is_plain(v) ? number_text(sm, v)
                                                      : value_describe(v, &sm->units, sm->arena);
  struct diag *d = diag_at(sm->diags, E0301, where, "%s`%s` must be %s, but this is %s",
                           list ? "each element of " : "", what, wanted_text(sm, wanted), is);
  diag_label(d, where, "%s", label_text(sm, wanted, v));
  if (declared.file)
    diag_label(d, declared, "declared as `%s: %s`", what, type_text(sm, t));
  note_choices(sm, d, wanted);
  offer_unit(sm, d, what, wanted, expr, v);
  offer_unquoted(sm, d, wanted, expr);
  add_trail(sm, d);
}

void tell_misfit(struct sema *sm, const struct symbol *s, const struct wanted_type *t,
                 struct value v)
{
  tell_misfit_at(sm, s->name->text, s->expr, s->set_at.file && s->set_at.end ? s->set_at : s->where,
                 t, v);
}

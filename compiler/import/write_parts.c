/* Parts of components: how many, of what, with which arguments, and what area they have. */
#include "compiler/import/write_component.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- how many ---- */

const char *as_factor(struct component *c, const char *text)
{
  return strpbrk(text, " ") ? SAY(c->im, "(%s)", text) : text;
}

/* `[0..n-1]`, `[1..n]`, `[0]`: how many that are; "1" if there is no range. */
const char *parts_named(struct component *c, const struct yaml *name)
{
  const char *open = strchr(name->text, '['), *dots = open ? strstr(open, "..") : NULL;
  const char *close = open ? strrchr(open, ']') : NULL, *why;
  if (!dots || !close || close < dots) return "1";
  const char *low = arena_strndup(c->im->arena, open + 1, (size_t)(dots - open - 1));
  const char *high = arena_strndup(c->im->arena, dots + 2, (size_t)(close - dots - 2));
  struct expression *from = expression_read(c->im->arena, low, &why);
  struct expression *to = expression_read(c->im->arena, high, &why);
  if (!from || !to) return component_writes(c, name, high, AS_NUMBER);
  bool zero = from->kind == X_NUMBER && from->number == 0;
  bool known = from->kind == X_NUMBER;
  if (known && to->kind == X_NUMBER) return plain_number(c->im->arena, to->number - from->number + 1);
  if (known && from->number == 1) return component_writes(c, name, high, AS_NUMBER);
  bool one_less = to->kind == X_BINARY && to->op == '-' && to->of[1]->kind == X_NUMBER && to->of[1]->number == 1;
  if (known && from->number == 0 && one_less) {
    const char *text = expression_write(c->im->arena, to->of[0], &(struct spelling){component_spells, c}, AS_NUMBER, &why);
    return text ? text : component_writes(c, name, high, AS_NUMBER);
  }
  const char *from_zero = SAY(c->im, "%s + 1", as_factor(c, high));
  return component_writes(c, name, zero ? from_zero : SAY(c->im, "%s - %s + 1", as_factor(c, high), as_factor(c, low)), AS_NUMBER);
}

const char *bare_name(struct component *c, const struct yaml *name)
{
  return arena_strndup(c->im->arena, name->text, strcspn(name->text, "["));
}

/* ---- parts ---- */

/* What a part is called in the component: its own name, made legal once, and not that of the
 * component that it is made of. */
const char *part_name(struct component *c, const char *name)
{
  struct taken fresh = {0};
  for (uint32_t i = 0; i < c->im->classes.n; i++) {
    const char *class = c->im->classes.at[i]->legal;
    if (class && !strcmp(class, name)) name = SAY(c->im, "%s_part", name);
  }
  for (uint32_t i = 0; i < c->class->attributes.n; i++)
    take_name(c->im, &fresh, c->class->attributes.at[i].legal);
  return legal_name(c->im, &fresh, name);
}

static bool has_part(const struct class *c, const char *name)
{
  struct yaml *parts = c->used && c->map ? yaml_get(c->map, "subcomponents") : NULL;
  for (unsigned i = 0; i < list_count(parts); i++) {
    const struct yaml *own = yaml_peek(list_member(parts, i), "name");
    if (own && strcspn(own->text, "[") == strlen(name) && !strncmp(own->text, name, strlen(name))) return true;
  }
  return false;
}

/* Names that there are keep what they are: of the library's it is told apart. */
const char *library_alias(struct importer *im, const char *name)
{
  name_t key = intern_str(im->names, name);
  const char *alias = map_get(&im->aliases, key);
  if (alias) return alias;
  bool taken = is_taken(im, &im->taken, name) || is_taken(im, &im->level_names, name);
  for (uint32_t i = 0; i < im->classes.n && !taken; i++) {
    const struct class *c = im->classes.at[i];
    for (uint32_t k = 0; k < c->attributes.n && !taken; k++) taken = !strcmp(c->attributes.at[k].legal, name);
    taken |= has_part(c, name);
  }
  alias = taken ? SAY(im, "std_%s", name) : key->text;
  map_set(&im->aliases, im->arena, key, (void *)alias);
  return alias;
}

/* A name of the library, which is imported if it is used. */
const char *use_library(struct importer *im, const char *module, const char *name)
{
  const char *whole = SAY(im, "%s.%s", module, name);
  take_name(im, &im->library_names, whole);
  return library_alias(im, name);
}

const char *component_name(struct importer *im, struct class *c)
{
  if (c->library) return use_library(im, c->library->module, c->library->name);
  if (!c->legal) c->legal = legal_name(im, &im->taken, c->name);
  return c->legal;
}

enum measure wanted_of(struct importer *im, const struct class *of, const char *name,
                       const struct yaml *value)
{
  const struct class_attribute *a = class_attribute(of, name);
  if (of->library) return library_measure(library_attribute(of->library, name));
  return a ? a->is : measure_of(im, name, value, NULL);
}

/* What an attribute is called where it is given; NULL: nobody asks for it. */
const char *argument_name(const struct class *of, const char *name)
{
  if (of->library) return library_attribute(of->library, name);
  const struct class_attribute *a = class_attribute(of, name);
  return a && !a->derived ? a->legal : NULL;
}

const char *asked_for(const struct class *of, const char *name)
{
  bool own = of->library && library_attribute(of->library, name);
  return own || !is_surrounding(name) ? argument_name(of, name) : NULL;
}

/* What a part says to its class that this does not ask for. */
static void tell_surplus(struct component *c, const struct class *of, const struct yaml_entry *e)
{
  struct suggest near = suggest_start(e->key->text);
  if (is_surrounding(e->key->text) || class_attribute(of, e->key->text)) return;
  if (of->library && is_old_accelergy(c->im)) {
    tell_lost(c->im, e->key->span, SAY(c->im, "`%s` of an `%s`", e->key->text, of->name),
              "estimators of that version do not ask for it");
    return;
  }
  for (uint32_t i = 0; i < of->attributes.n; i++) suggest_offer(&near, of->attributes.at[i].name);
  struct diag *d = tell_at(c->im, W0541, e->key, "the class `%s` has no attribute `%s`: it is not imported", of->name,
                           e->key->text);
  diag_label(d, e->key->span, of->map ? "not known" : "the library does not ask for it");
  diag_suggest(d, e->key->span, near.best);
}

static bool calls_log(const struct expression *x)
{
  bool any = x->kind == X_CALL && !strcmp(x->text, "log");
  for (unsigned i = 0; i < x->count; i++) any |= calls_log(x->of[i]);
  return any;
}

/* Estimators before 0.4 hear of two widths the `datawidth`, and know no `log`: they take what
 * is so by default.  Told, if so. */
static bool is_unheard(struct component *c, const struct yaml *map, const struct yaml_entry *e, const char *name)
{
  const char *why;
  if (!is_old_accelergy(c->im) || e->value->kind != YAML_SCALAR) return false;
  bool second = !strcmp(e->key->text, "width") && !strcmp(name, "datawidth") && yaml_peek(map, "datawidth");
  struct expression *x = e->value->plain ? expression_read(c->im->arena, e->value->text, &why) : NULL;
  if (!second && !(x && calls_log(x))) return false;
  tell_lost(c->im, e->key->span, SAY(c->im, "`%s`", e->key->text),
            second ? "the `datawidth` is what estimators of that version ask for"
                   : "`log` is no function of that version: estimators take what is so by default");
  return true;
}

/* `45nm`, or 45, as it stands among the attributes of a class or a part; NULL: something else. */
const char *literal_technology(struct importer *im, const struct yaml *attributes)
{
  const struct yaml *y = attributes && attributes->kind == YAML_MAP ? yaml_peek(attributes, "technology") : NULL;
  if (!y || y->kind != YAML_SCALAR) return NULL;
  char *unit;
  double nm = strtod(y->text, &unit);
  bool fits = unit != y->text && (!*unit || !strcmp(unit, "nm"));
  return fits && nm >= 1 && nm <= 10000 ? SAY(im, "%s nm", plain_number(im->arena, nm)) : NULL;
}

/* Of what is said twice, under two names, the first holds. */
static void tell_said_already(struct component *c, const struct yaml *map, const struct yaml_entry *e,
                              struct class *of, const char *name)
{
  for (unsigned i = 0; &map->entry[i] != e; i++) {
    const struct yaml_entry *first = &map->entry[i];
    const char *same = argument_name(of, first->key->text);
    if (!same || strcmp(same, name)) continue;
    if (e->value->kind == YAML_SCALAR && !strcmp(first->value->text, e->value->text)) return;
    tell_lost(c->im, e->key->span, SAY(c->im, "`%s`", e->key->text),
              SAY(c->im, "`%s` says it already", first->key->text));
    return;
  }
}

/* Whether a part says its `exponent` or `mantissa`. */
static bool says_format(const struct yaml *map, const struct class *of)
{
  bool any = false;
  for (unsigned i = 0; i < map->count; i++) {
    const char *name = argument_name(of, map->entry[i].key->text);
    any |= name && strcmp(name, FORMAT) && !yaml_is_null(map->entry[i].value);
  }
  return any;
}

/* The bits of a floating-point number as its usual format; those of a name are looked at when
 * it is known. */
static void put_format(struct component *c, struct strbuf *out, const struct yaml *map, const struct yaml_entry *e,
                       const struct class *of, struct taken *given)
{
  double n;
  const char *comma = given->names.n ? ", " : "";
  if (says_format(map, of)) {
    tell_lost(c->im, e->key->span, SAY(c->im, "`%s`", e->key->text), "`exponent` and `mantissa` say it already");
    return;
  }
  if (yaml_number(e->value, &n)) {
    const struct float_format *f = float_format(n);
    if (!f) tell_no_format(c->im, e->key->text, e->value, n);
    if (!f) return;
    strbuf_printf(out, "%sexponent = %d bit, mantissa = %d bit", comma, f->exponent, f->mantissa);
  } else {
    const char *bits = component_writes(c, e->value, e->value->text, AS_BITS);
    if (!bits) return;
    bits = as_factor(c, bits);
    strbuf_printf(out, "%sexponent = if %s > 32 bit then 11 bit else if %s > 16 bit then 8 bit else 5 bit, "
                  "mantissa = if %s > 32 bit then 52 bit else if %s > 16 bit then 23 bit else 10 bit",
                  comma, bits, bits, bits, bits);
  }
  take_name(c->im, given, "exponent");
  take_name(c->im, given, "mantissa");
  take_name(c->im, given, FORMAT);
}

/* `voltage: voltage`: what is around a class is none of its attributes. */
static bool is_of_surroundings(const struct yaml *y)
{
  return y->kind == YAML_SCALAR && (isalpha((unsigned char)*y->text) || *y->text == '_');
}

static void put_arguments(struct component *c, struct strbuf *out, struct yaml *part, struct class *of,
                          struct taken *given)
{
  struct yaml *map = want_map(c->im, yaml_get(part, "attributes"), "the attributes of a part");
  const char *tech = literal_technology(c->im, map);
  if (tech) {
    strbuf_printf(out, "tech = %s", tech);
    take_name(c->im, given, "tech");
  }
  for (unsigned i = 0; map && i < map->count; i++) {
    struct yaml_entry *e = &map->entry[i];
    e->used = true;
    const char *name = asked_for(of, e->key->text);
    if (name && is_taken(c->im, given, name)) {
      tell_said_already(c, map, e, of, name);
      continue;
    }
    if (name && is_surrounding(e->key->text) && is_of_surroundings(e->value)) {
      tell_lost(c->im, e->key->span, SAY(c->im, "`%s` of a part", e->key->text),
                "only a number can be told to it alone");
      continue;
    }
    if (!name) tell_surplus(c, of, e);
    if (!name || yaml_is_null(e->value) || (of->library && is_unheard(c, map, e, name))) continue;
    if (e->value->kind != YAML_SCALAR) {
      tell_type(c->im, e->value, SAY(c->im, "`%s`", e->key->text), "a number or an expression");
      continue;
    }
    if (!strcmp(name, FORMAT)) {
      put_format(c, out, map, e, of, given);
      continue;
    }
    check_part(c->im, of, e);
    const char *text = component_writes(c, e->value, e->value->text, wanted_of(c->im, of, e->key->text, e->value));
    if (text) strbuf_printf(out, "%s%s = %s", given->names.n ? ", " : "", name, text);
    take_name(c->im, given, name);
  }
}

struct yaml *part_called(struct class *class, const char *name)
{
  struct yaml *parts = yaml_get(class->map, "subcomponents");
  size_t n = strcspn(name, "[");
  for (unsigned i = 0; i < list_count(parts); i++) {
    struct yaml *part = list_member(parts, i);
    const struct yaml *own = part->kind == YAML_MAP ? yaml_peek(part, "name") : NULL;
    if (own && strcspn(own->text, "[") == n && !strncmp(own->text, name, n)) return part;
  }
  return NULL;
}

/* Says that a format was found by the bits of a number. */
static void put_format_remark(struct strbuf *out, const struct yaml *map, const struct class *of)
{
  if (!map || map->kind != YAML_MAP || says_format(map, of)) return;
  for (unsigned i = 0; i < map->count; i++) {
    const struct yaml_entry *e = &map->entry[i];
    const char *name = argument_name(of, e->key->text);
    double n;
    if (!name || strcmp(name, FORMAT) || yaml_is_null(e->value)) continue;
    bool known = yaml_number(e->value, &n);
    const struct float_format *f = known ? float_format(n) : NULL;
    if (f) strbuf_printf(out, "// `%s` of %d bits is taken for %s precision.\n", e->key->text, f->bits, f->name);
    if (!known)
      strbuf_printf(out, "// By `%s` it is of half (16), single (32) or double precision (64).\n", e->key->text);
    return;
  }
}

void put_part(struct component *c, struct strbuf *out, struct yaml *part)
{
  static const char *const keys[] = {"name", "class", "attributes", "area_scale", "energy_scale", "area_share", NULL};
  const char *name = want_name(c->im, part, "name", "a subcomponent");
  const char *class = name ? want_name(c->im, part, "class", SAY(c->im, "`%s`", name)) : NULL;
  struct class *of = class ? find_class(c->im, class) : NULL;
  if (!of) return;
  const char *count = parts_named(c, yaml_peek(part, "name"));
  const struct yaml *first = part_called(c->class, name);
  if (first && first != part) {
    struct diag *d = tell_at(c->im, E0809, part, "the subcomponent `%s` is there twice", name);
    diag_note_at(d, first->span, "the first time");
  }
  put_remark(c->im, out, part->span, "//");
  put_format_remark(out, yaml_get(part, "attributes"), of);
  strbuf_printf(out, "part %s", part_name(c, bare_name(c, yaml_peek(part, "name"))));
  if (count && strcmp(count, "1")) strbuf_printf(out, "[%s]", count);
  strbuf_printf(out, " = %s(", component_name(c->im, of));
  struct taken given = {0};
  put_arguments(c, out, part, of, &given);
  check_given(c->im, part, SAY(c->im, "`%s`", name), of, &given);
  strbuf_puts(out, ")\n");
  yaml_get(part, "area_scale"), yaml_get(part, "energy_scale"), yaml_get(part, "area_share");
  tell_unknown_keys(c->im, part, "a subcomponent", keys);
}

/* ---- areas ---- */

const char *scale_given(struct component *c, struct yaml *map, const char *key, const char *old)
{
  struct yaml *y = map ? yaml_get(map, key) : NULL;
  if (!y && map) y = yaml_get(map, old);
  double n;
  if (!y || yaml_is_null(y) || (yaml_number(y, &n) && n == 1)) return NULL;
  return component_writes(c, y, y->text, AS_NUMBER);
}

/* The sum of its parts is what a component takes anyway, unless one is scaled. */
void put_area(struct component *c, struct strbuf *out)
{
  struct yaml *parts = yaml_get(c->class->map, "subcomponents");
  struct strbuf sum = {0};
  bool scaled = false;
  for (unsigned i = 0; i < list_count(parts); i++) {
    struct yaml *part = want_map(c->im, list_member(parts, i), "a subcomponent");
    const struct yaml *name = part ? yaml_peek(part, "name") : NULL;
    if (!name) continue;
    const char *scale = scale_given(c, part, "area_scale", "area_share"), *count = parts_named(c, name);
    scaled |= scale != NULL;
    if (sum.n) strbuf_puts(&sum, " + ");
    if (scale) strbuf_printf(&sum, "%s * ", as_factor(c, scale));
    if (count && strcmp(count, "1")) strbuf_printf(&sum, "%s * ", as_factor(c, count));
    strbuf_printf(&sum, "%s.area", part_name(c, bare_name(c, name)));
  }
  if (scaled) strbuf_printf(out, "\narea = %s\n", sum.text);
  strbuf_free(&sum);
}

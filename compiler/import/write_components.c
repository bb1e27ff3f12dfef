/* Components: compounds with their parts and actions, and stand-ins for classes that
 * nothing else is known of. */
#include "compiler/import/classes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The component that is being written. */
struct component {
  struct importer *im;
  struct class *class;
  struct taken names;       /* in its block */
  struct yaml *action;      /* whose arguments are seen, too; or NULL */
};

/* ---- expressions in a component ---- */

static bool is_argument(const struct component *c, const char *name)
{
  const struct yaml *arguments = c->action ? yaml_peek(c->action, "arguments") : NULL;
  return arguments && arguments->kind == YAML_MAP && yaml_peek(arguments, name);
}

static struct written spell(void *of, const char *name)
{
  const struct component *c = of;
  struct class_attribute *a = class_attribute(c->class, name);
  if (is_argument(c, name)) return (struct written){legal_action(c->im, name), AS_NUMBER, 9};
  return a ? (struct written){a->legal, a->is, 9} : (struct written){NULL, AS_NUMBER, 9};
}

/* An expression, or a number or a quantity in quotes; NULL, told, if it cannot be written. */
static const char *write_in(struct component *c, const struct yaml *y, const char *text,
                            enum measure wanted)
{
  const char *why;
  if (wanted == AS_TEXT && !class_attribute(c->class, text)) return text_literal(c->im->arena, text);
  struct expression *x = expression_read(c->im->arena, text, &why);
  const char *out = x ? expression_write(c->im->arena, x, &(struct spelling){spell, c}, wanted, &why) : NULL;
  if (!out) {
    struct expression quoted = {.kind = X_STRING, .text = text};
    const char *other;
    out = expression_write(c->im->arena, &quoted, &(struct spelling){spell, c}, wanted, &other);
  }
  if (out) return out;
  struct diag *d = tell_at(c->im, E0807, y, "`%s` cannot be written as an expression", text);
  diag_label(d, y->span, "in the class `%s`", c->class->name);
  if (why) diag_note(d, "%s", why);
  return NULL;
}

/* ---- parameters ---- */

static const char *type_of(const struct class_attribute *a)
{
  switch (a->is) {
  case AS_BITS: return "bits";
  case AS_LENGTH: return "length";
  case AS_TIME: return "time";
  case AS_TEXT: return "string";
  case AS_TRUTH: return "bool";
  default: return a->whole ? "int" : "real";
  }
}

static void put_parameters(struct component *c, struct strbuf *out)
{
  unsigned n = 0;
  for (uint32_t i = 0; i < c->class->attributes.n; i++) {
    const struct class_attribute *a = &c->class->attributes.at[i];
    if (a->derived) continue;
    strbuf_printf(out, "%s%s: %s", n++ ? ", " : "(", a->legal, type_of(a));
    const char *text = a->value ? write_in(c, a->value, a->value->text, a->is) : NULL;
    if (text) strbuf_printf(out, " = %s", text);
  }
  if (n) strbuf_puts(out, ")");
}

static void put_lets(struct component *c, struct strbuf *out)
{
  for (uint32_t i = 0; i < c->class->attributes.n; i++) {
    const struct class_attribute *a = &c->class->attributes.at[i];
    const char *text = a->derived ? write_in(c, a->value, a->value->text, a->is) : NULL;
    if (text) strbuf_printf(out, "let %s = %s\n", a->legal, text);
  }
}

/* ---- how many ---- */

static const char *factor(struct component *c, const char *text)
{
  return strpbrk(text, " ") ? SAY(c->im, "(%s)", text) : text;
}

/* `[0..n-1]`, `[1..n]`, `[0]`: how many that are; "1" if there is no range. */
static const char *count_of(struct component *c, const struct yaml *name)
{
  const char *open = strchr(name->text, '['), *dots = open ? strstr(open, "..") : NULL;
  const char *close = open ? strrchr(open, ']') : NULL, *why;
  if (!dots || !close || close < dots) return "1";
  const char *low = arena_strndup(c->im->arena, open + 1, (size_t)(dots - open - 1));
  const char *high = arena_strndup(c->im->arena, dots + 2, (size_t)(close - dots - 2));
  struct expression *from = expression_read(c->im->arena, low, &why);
  struct expression *to = expression_read(c->im->arena, high, &why);
  if (!from || !to) return write_in(c, name, high, AS_NUMBER);
  bool zero = from->kind == X_NUMBER && from->number == 0;
  bool known = from->kind == X_NUMBER;
  if (known && to->kind == X_NUMBER) return plain_number(c->im->arena, to->number - from->number + 1);
  if (known && from->number == 1) return write_in(c, name, high, AS_NUMBER);
  bool one_less = to->kind == X_BINARY && to->op == '-' && to->of[1]->kind == X_NUMBER && to->of[1]->number == 1;
  if (known && from->number == 0 && one_less) {
    const char *text = expression_write(c->im->arena, to->of[0], &(struct spelling){spell, c}, AS_NUMBER, &why);
    return text ? text : write_in(c, name, high, AS_NUMBER);
  }
  const char *from_zero = SAY(c->im, "%s + 1", factor(c, high));
  return write_in(c, name, zero ? from_zero : SAY(c->im, "%s - %s + 1", factor(c, high), factor(c, low)), AS_NUMBER);
}

static const char *bare(struct component *c, const struct yaml *name)
{
  return arena_strndup(c->im->arena, name->text, strcspn(name->text, "["));
}

/* ---- parts ---- */

/* What a part is called in the component: its own name, made legal once, and not that of the
 * component that it is made of. */
static const char *part_name(struct component *c, const char *name)
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
static const char *literal_technology(struct importer *im, const struct yaml *attributes)
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
    const char *bits = write_in(c, e->value, e->value->text, AS_BITS);
    if (!bits) return;
    bits = factor(c, bits);
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
    const char *text = write_in(c, e->value, e->value->text, wanted_of(c->im, of, e->key->text, e->value));
    if (text) strbuf_printf(out, "%s%s = %s", given->names.n ? ", " : "", name, text);
    take_name(c->im, given, name);
  }
}

static struct yaml *part_called(struct class *class, const char *name)
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

static void put_part(struct component *c, struct strbuf *out, struct yaml *part)
{
  static const char *const keys[] = {"name", "class", "attributes", "area_scale", "energy_scale", "area_share", NULL};
  const char *name = want_name(c->im, part, "name", "a subcomponent");
  const char *class = name ? want_name(c->im, part, "class", SAY(c->im, "`%s`", name)) : NULL;
  struct class *of = class ? find_class(c->im, class) : NULL;
  if (!of) return;
  const char *count = count_of(c, yaml_peek(part, "name"));
  const struct yaml *first = part_called(c->class, name);
  if (first != part) {
    struct diag *d = tell_at(c->im, E0809, part, "the subcomponent `%s` is there twice", name);
    diag_note_at(d, first->span, "the first time");
  }
  put_remark(c->im, out, part->span, "//");
  put_format_remark(out, yaml_get(part, "attributes"), of);
  strbuf_printf(out, "part %s", part_name(c, bare(c, yaml_peek(part, "name"))));
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

static const char *scale_of(struct component *c, struct yaml *map, const char *key, const char *old)
{
  struct yaml *y = map ? yaml_get(map, key) : NULL;
  if (!y && map) y = yaml_get(map, old);
  double n;
  if (!y || yaml_is_null(y) || (yaml_number(y, &n) && n == 1)) return NULL;
  return write_in(c, y, y->text, AS_NUMBER);
}

/* The sum of its parts is what a component takes anyway, unless one is scaled. */
static void put_area(struct component *c, struct strbuf *out)
{
  struct yaml *parts = yaml_get(c->class->map, "subcomponents");
  struct strbuf sum = {0};
  bool scaled = false;
  for (unsigned i = 0; i < list_count(parts); i++) {
    struct yaml *part = want_map(c->im, list_member(parts, i), "a subcomponent");
    const struct yaml *name = part ? yaml_peek(part, "name") : NULL;
    if (!name) continue;
    const char *scale = scale_of(c, part, "area_scale", "area_share"), *count = count_of(c, name);
    scaled |= scale != NULL;
    if (sum.n) strbuf_puts(&sum, " + ");
    if (scale) strbuf_printf(&sum, "%s * ", factor(c, scale));
    if (count && strcmp(count, "1")) strbuf_printf(&sum, "%s * ", factor(c, count));
    strbuf_printf(&sum, "%s.area", part_name(c, bare(c, name)));
  }
  if (scaled) strbuf_printf(out, "\narea = %s\n", sum.text);
  strbuf_free(&sum);
}

/* ---- actions ---- */

/* Arguments that the part's action takes: those of a compound's own actions. */
struct yaml *action_called(const struct class *of, const char *name)
{
  struct yaml *actions = of->map ? yaml_get(of->map, "actions") : NULL;
  for (unsigned i = 0; i < list_count(actions); i++) {
    struct yaml *a = list_member(actions, i);
    const struct yaml *own = a->kind == YAML_MAP ? yaml_peek(a, "name") : NULL;
    if (own && !strcmp(own->text, name)) return a;
  }
  return NULL;
}

/* From 0.4 on a delta says whether anything changes; the library takes the share that does. */
static const char *as_share(struct component *c, const char *text)
{
  const struct yaml *ranges = c->action ? yaml_peek(c->action, "arguments") : NULL;
  const struct yaml *range = ranges && ranges->kind == YAML_MAP ? yaml_peek(ranges, text) : NULL;
  bool fits = !strcmp(text, "0") || !strcmp(text, "1") || (range && !strcmp(range->text, "0..1"));
  return fits ? text : SAY(c->im, "min(1, %s)", text);
}

static void put_action_arguments(struct component *c, struct strbuf *out, struct yaml *use,
                                 struct class *of, const char *action)
{
  struct yaml *given = want_map(c->im, yaml_get(use, "arguments"), "the arguments of an action");
  struct yaml *its = action_called(of, action);
  const struct yaml *takes = its ? yaml_peek(its, "arguments") : NULL;
  unsigned n = 0;
  for (unsigned i = 0; given && i < given->count; i++) {
    const char *name = given->entry[i].key->text;
    given->entry[i].used = true;
    if (is_surrounding(name)) continue;
    bool its_own = takes && takes->kind == YAML_MAP && yaml_peek(takes, name);
    if (!its_own && !(of->library && library_takes(of->library, action, name))) {
      if (!c->im->told_arguments)
        tell_lost(c->im, given->entry[i].key->span, SAY(c->im, "the argument `%s`", name),
                  "an action of a primitive component takes none: it is the full action that is charged");
      c->im->told_arguments = true;
      continue;
    }
    const char *text = write_in(c, given->entry[i].value, given->entry[i].value->text, AS_NUMBER);
    if (text && !its_own && !is_old_accelergy(c->im)) text = as_share(c, text);
    if (text) strbuf_printf(out, "%s%s = %s", n++ ? ", " : "(", legal_action(c->im, name), text);
  }
  if (n) strbuf_puts(out, ")");
}

static void put_use(struct component *c, struct strbuf *sum, struct yaml *use, const struct yaml *part_at,
                    struct class *of)
{
  const char *name = want_name(c->im, use, "name", "an action of a part");
  struct yaml *part = part_called(c->class, part_at->text);
  if (!name) return;
  const char *action = of->library ? library_action(of->library, name) : legal_action(c->im, name);
  if (of->map && !action_called(of, name)) {
    struct diag *d = tell_at(c->im, E0805, use, "`%s` has no action `%s`", of->name, name);
    diag_note_at(d, of->map->span, "the class `%s`", of->name);
    return;
  }
  const char *scale = scale_of(c, use, "energy_scale", "repeat"), *count = count_of(c, part_at);
  const char *of_part = scale_of(c, part, "energy_scale", "energy_share");
  if (sum->n) strbuf_puts(sum, " + ");
  if (count && strcmp(count, "1")) strbuf_printf(sum, "%s * ", factor(c, count));
  if (scale) strbuf_printf(sum, "%s * ", factor(c, scale));
  if (of_part) strbuf_printf(sum, "%s * ", factor(c, of_part));
  strbuf_printf(sum, "%s.%s", part_name(c, bare(c, part_at)), action);
  if (is_old_accelergy(c->im) && of->library && is_power(of->library, name)) strbuf_puts(sum, " / clock");
  put_action_arguments(c, sum, use, of, name);
}

static void note_parts(struct component *c, struct diag *d, const char *wanted)
{
  struct yaml *parts = yaml_get(c->class->map, "subcomponents");
  const char **names = ARENA_ARRAY(c->im->arena, const char *, list_count(parts) + 1);
  struct suggest near = suggest_start(wanted);
  unsigned n = 0;
  for (unsigned i = 0; i < list_count(parts); i++) {
    const struct yaml *own = yaml_peek(list_member(parts, i), "name");
    if (own) suggest_offer(&near, names[n++] = bare(c, own));
  }
  const char *text = list_text(c->im, names, n);
  if (near.best) diag_help(d, "did you mean `%s`?", near.best);
  else if (text) diag_note(d, "it has %s", text);
}

/* `[2]`, `[0..3]`: the first and the last; false: none, or not in numbers. */
static bool index_of(const char *name, double *low, double *high)
{
  const char *open = strchr(name, '[');
  char *end;
  if (!open) return false;
  *low = *high = (double)strtol(open + 1, &end, 10); /* of `0..3`, 0 is no fraction */
  if (end == open + 1) return false;
  if (strncmp(end, "..", 2)) return *end == ']';
  const char *from = end + 2;
  *high = (double)strtol(from, &end, 10);
  return end != from && *end == ']';
}

/* Tells an action of the sixth part of two. */
static void check_index(struct component *c, const struct yaml *at, const struct yaml *part)
{
  const struct yaml *own = yaml_peek(part, "name");
  double low, high, first = 0, last = 0;
  bool known = !strchr(own->text, '[') || index_of(own->text, &first, &last);
  if (!known || !index_of(at->text, &low, &high) || (low >= first && high <= last && low <= high)) return;
  struct diag *d = tell_at(c->im, E0805, at, "`%s` has no subcomponent `%s`", c->class->name, at->text);
  diag_label(d, at->span, first == last ? "there is one" : "there are those from %s to %s",
             plain_number(c->im->arena, first), plain_number(c->im->arena, last));
  diag_note_at(d, own->span, "the subcomponent `%s`", own->text);
}

static void put_uses(struct component *c, struct strbuf *sum, struct yaml *sub)
{
  static const char *const keys[] = {"name", "actions", NULL};
  static const char *const use_keys[] = {"name", "arguments", "energy_scale", "repeat", NULL};
  sub = want_map(c->im, sub, "a part of an action");
  const char *name = sub ? want_name(c->im, sub, "name", "a part of an action") : NULL;
  if (!name) return;
  const struct yaml *at = yaml_peek(sub, "name");
  struct yaml *part = part_called(c->class, name), *wanted = yaml_get(sub, "actions");
  const struct yaml *class = part ? yaml_peek(part, "class") : NULL;
  struct class *of = class ? find_class(c->im, class->text) : NULL;
  if (!of) {
    struct diag *d = tell_at(c->im, E0805, at, "`%s` has no subcomponent `%s`", c->class->name, bare(c, at));
    diag_label(d, at->span, "not a part");
    note_parts(c, d, name);
    return;
  }
  check_index(c, at, part);
  for (unsigned i = 0; i < list_count(wanted); i++) {
    struct yaml *use = want_map(c->im, list_member(wanted, i), "an action of a part");
    if (use) put_use(c, sum, use, at, of);
    tell_unknown_keys(c->im, use, "an action of a part", use_keys);
  }
  tell_unknown_keys(c->im, sub, "a part of an action", keys);
}

/* `(data_delta: int = 1)`: the full action if nothing else is said. */
static void put_action_parameters(struct component *c, struct strbuf *out)
{
  struct yaml *arguments = want_map(c->im, yaml_get(c->action, "arguments"), "the arguments of an action");
  unsigned n = 0;
  for (unsigned i = 0; arguments && i < arguments->count; i++) {
    struct yaml_entry *e = &arguments->entry[i];
    e->used = true;
    if (is_surrounding(e->key->text)) continue;
    if (e->value->kind != YAML_SCALAR) {
      tell_type(c->im, e->value, SAY(c->im, "the argument `%s`", e->key->text), "a number, or a range such as `0..1`");
      continue;
    }
    double number;
    bool real = yaml_number(e->value, &number) && !is_whole(number);
    const char *dots = strstr(e->value->text, "..");
    struct yaml *action = c->action;
    c->action = NULL; /* a bound speaks of attributes only */
    const char *most = write_in(c, e->value, dots ? dots + 2 : e->value->text, AS_NUMBER);
    const char *least = dots ? arena_strndup(c->im->arena, e->value->text, (size_t)(dots - e->value->text)) : NULL;
    if (least) least = write_in(c, e->value, least, AS_NUMBER);
    c->action = action;
    if (!most) continue;
    strbuf_printf(out, "%s%s: %s", n++ ? ", " : "(", legal_action(c->im, e->key->text), real ? "real" : "int");
    if (least) strbuf_printf(out, " in %s .. %s", least, most);
    strbuf_printf(out, " = %s", most);
  }
  if (n) strbuf_puts(out, ")");
}

static void put_action(struct component *c, struct strbuf *out, struct yaml *action)
{
  static const char *const keys[] = {"name", "arguments", "subcomponents", NULL};
  const char *name = want_name(c->im, action, "name", "an action");
  struct yaml *parts = yaml_get(action, "subcomponents");
  struct strbuf sum = {0};
  if (!name) return;
  const struct yaml *first = action_called(c->class, name);
  if (first != action) {
    struct diag *d = tell_at(c->im, E0809, action, "the action `%s` is there twice", name);
    diag_note_at(d, first->span, "the first time");
  }
  c->action = action;
  put_remark(c->im, out, action->span, "//");
  strbuf_printf(out, "action %s", legal_action(c->im, name));
  put_action_parameters(c, out);
  for (unsigned i = 0; i < list_count(parts); i++) put_uses(c, &sum, list_member(parts, i));
  strbuf_printf(out, " = %s\n", sum.n ? sum.text : "none");
  strbuf_free(&sum);
  c->action = NULL;
  tell_unknown_keys(c->im, action, "an action", keys);
}

/* The model asks for actions by names that a class may have under others. */
static void put_aliases(struct component *c, struct strbuf *out)
{
  static const struct { enum spec_kind kind; const char *wanted, *have[5]; } aliases[] = {
    {SPEC_MEMORY, "read", {"random_read"}}, {SPEC_MEMORY, "write", {"random_fill", "random_write", "fill"}},
    {SPEC_COMPUTE, "compute", {"random_compute", "mac_random", "mult_random", "mac", "mult"}},
    {SPEC_NETWORK, "transfer", {"transfer_random"}},
    {SPEC_MEMORY, "leak", {"idle"}}, {SPEC_COMPUTE, "leak", {"idle"}}, {SPEC_NETWORK, "leak", {"idle"}}};
  for (unsigned i = 0; i < sizeof aliases / sizeof *aliases; i++) {
    if (!c->class->has_kind || c->class->kind != aliases[i].kind) continue;
    if (action_called(c->class, aliases[i].wanted)) continue;
    for (unsigned k = 0; k < 5 && aliases[i].have[k]; k++) {
      if (!action_called(c->class, aliases[i].have[k])) continue;
      strbuf_printf(out, "action %s = %s\n", aliases[i].wanted, aliases[i].have[k]);
      break;
    }
  }
}

/* ---- components ---- */

static void put_head(struct component *c, struct strbuf *out)
{
  static const char *const kinds[] = {[SPEC_MEMORY] = "memory", [SPEC_COMPUTE] = "compute",
                                      [SPEC_NETWORK] = "network"};
  strbuf_printf(out, "component %s", component_name(c->im, c->class));
  put_parameters(c, out);
  if (c->class->has_kind) strbuf_printf(out, " is %s", kinds[c->class->kind]);
  strbuf_puts(out, " {\n");
}

/* What is remarked at a class, and at its attributes. */
static void put_documentation(struct importer *im, struct strbuf *out, const struct yaml *map)
{
  struct strbuf attributes = {0};
  uint32_t before = out->n;
  put_remark(im, out, map->span, "///");
  for (unsigned i = 0; i < map->count; i++)
    if (!strcmp(map->entry[i].key->text, "attributes"))
      put_entry_remarks(im, &attributes, map->entry[i].value, map->entry[i].key->span, "`", "/// -");
  if (attributes.n && out->n > before) strbuf_puts(out, "///\n");
  strbuf_puts(out, strbuf_str(&attributes));
  strbuf_free(&attributes);
}

static void write_compound(struct importer *im, struct strbuf *out, struct class *class)
{
  static const char *const keys[] = {"name", "attributes", "subcomponents", "actions", "primitive_type", NULL};
  struct component c = {.im = im, .class = class};
  struct yaml *parts = yaml_get(class->map, "subcomponents"), *actions = yaml_get(class->map, "actions");
  struct strbuf own = {0};
  check_class(im, class);
  put_documentation(im, out, class->map);
  put_lets(&c, &own);
  /* What is around it goes before what is so by default. */
  const char *tech = literal_technology(im, yaml_get(class->map, "attributes"));
  if (tech && im->spec.arch && !arch_technology(im)) strbuf_printf(&own, "tech = %s\n", tech);
  if (own.n) strbuf_putc(&own, '\n');
  for (unsigned i = 0; i < list_count(parts); i++) {
    struct yaml *part = want_map(im, list_member(parts, i), "a subcomponent");
    if (part) put_part(&c, &own, part);
  }
  put_area(&c, &own);
  strbuf_putc(&own, '\n');
  for (unsigned i = 0; i < list_count(actions); i++) {
    struct yaml *action = want_map(im, list_member(actions, i), "an action");
    if (action) put_action(&c, &own, action);
  }
  put_aliases(&c, &own);
  put_head(&c, out);
  strbuf_printf(out, "%s}\n\n", strbuf_str(&own));
  strbuf_free(&own);
  yaml_get(class->map, "primitive_type");
  tell_unknown_keys(im, class->map, SAY(im, "the class `%s`", class->name), keys);
}

static void tell_stand_in(struct importer *im, const struct class *class)
{
  const struct library_class *l = library_class(class->name, is_old_accelergy(im));
  const char *lacks = NULL;
  for (uint32_t i = 0; l && i < class->actions.n && !lacks; i++)
    if (!library_action(l, class->actions.at[i])) lacks = class->actions.at[i];
  if (class->told || !class->where) return;
  tell_lost(im, class->where->span, SAY(im, "what `%s` costs", class->name),
            lacks ? SAY(im, "`%s` of the library has no action `%s`: it is left to an estimator", l->name, lacks)
                  : "the library has no component for that: it is left to an estimator");
}

static void write_stand_in(struct importer *im, struct strbuf *out, struct class *class)
{
  tell_stand_in(im, class);
  struct component c = {.im = im, .class = class};
  strbuf_printf(out, "/// What `%s` costs is left to an estimator.\n", one_line(im, class->name));
  put_head(&c, out);
  for (uint32_t i = 0; i < class->actions.n; i++)
    strbuf_printf(out, "action %s\n", legal_action(im, class->actions.at[i]));
  strbuf_puts(out, "}\n\n");
}

/* Compounds first, as they teach stand-ins what parameters they take. */
void write_components(struct importer *im, struct strbuf *out)
{
  struct strbuf compounds = {0};
  for (uint32_t i = 0; i < im->classes.n; i++)
    if (im->classes.at[i]->used && im->classes.at[i]->map) write_compound(im, &compounds, im->classes.at[i]);
  for (uint32_t i = 0; i < im->classes.n; i++) {
    struct class *c = im->classes.at[i];
    if (c->used && !c->map && !c->library) write_stand_in(im, out, c);
    if (!c->used && c->map) {
      yaml_use_all(c->map);
      tell_lost(im, c->map->span, SAY(im, "the class `%s`", c->name),
                im->spec.costs.n ? "no level needs it: the tables hold what its actions cost"
                                 : "no level is made of it");
    }
  }
  strbuf_add(out, strbuf_str(&compounds), compounds.n);
  strbuf_free(&compounds);
}

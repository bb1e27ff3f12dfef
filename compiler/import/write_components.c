/* Components: their heads, compounds as a whole, and stand-ins for classes that nothing else
 * is known of. */
#include "compiler/import/write_component.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- expressions in a component ---- */

static bool is_argument(const struct component *c, const char *name)
{
  const struct yaml *arguments = c->action ? yaml_peek(c->action, "arguments") : NULL;
  return arguments && arguments->kind == YAML_MAP && yaml_peek(arguments, name);
}

struct written component_spells(void *of, const char *name)
{
  const struct component *c = of;
  struct class_attribute *a = class_attribute(c->class, name);
  if (is_argument(c, name)) return (struct written){legal_action(c->im, name), AS_NUMBER, 9};
  return a ? (struct written){a->legal, a->is, 9} : (struct written){NULL, AS_NUMBER, 9};
}

/* An expression, or a number or a quantity in quotes; NULL, told, if it cannot be written. */
const char *component_writes(struct component *c, const struct yaml *y, const char *text,
                            enum measure wanted)
{
  const char *why;
  if (wanted == AS_TEXT && !class_attribute(c->class, text)) return text_literal(c->im->arena, text);
  struct expression *x = expression_read(c->im->arena, text, &why);
  const char *out = x ? expression_write(c->im->arena, x, &(struct spelling){component_spells, c}, wanted, &why) : NULL;
  if (!out) {
    struct expression quoted = {.kind = X_STRING, .text = text};
    const char *other;
    out = expression_write(c->im->arena, &quoted, &(struct spelling){component_spells, c}, wanted, &other);
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
    const char *text = a->value ? component_writes(c, a->value, a->value->text, a->is) : NULL;
    if (text) strbuf_printf(out, " = %s", text);
  }
  if (n) strbuf_puts(out, ")");
}

static void put_lets(struct component *c, struct strbuf *out)
{
  for (uint32_t i = 0; i < c->class->attributes.n; i++) {
    const struct class_attribute *a = &c->class->attributes.at[i];
    const char *text = a->derived ? component_writes(c, a->value, a->value->text, a->is) : NULL;
    if (text) strbuf_printf(out, "let %s = %s\n", a->legal, text);
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

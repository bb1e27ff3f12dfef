/* Action counts as values: what was counted, times what it costs. */
#include "compiler/import/classes.h"

#include <string.h>

/* ---- whose actions ---- */

/* The last part of a path, without the index of an instance. */
static const char *last_part(struct importer *im, const char *path)
{
  const char *start = path;
  for (const char *c = path; *c; c++) {
    if (*c == '[') c += strcspn(c, "]");
    if (!*c) break;
    if (*c == '.') start = c + 1;
  }
  return arena_strndup(im->arena, start, strcspn(start, "["));
}

/* How the program speaks of a component, and its costs; NULL if it has none of this name. */
static const char *component_of(struct importer *im, const char *name, struct spec_costs **costs,
                                enum spec_kind *kind)
{
  const struct spec_arch *arch = im->spec.arch;
  *costs = NULL;
  *kind = SPEC_ARRAY; /* of no kind that has actions of its own */
  for (uint32_t i = 0; arch && i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    if (l->kind == SPEC_ARRAY || strcmp(l->name, name)) continue;
    *costs = l->costs;
    *kind = l->kind;
    return SAY(im, "%s.%s", arch->legal, l->legal);
  }
  for (uint32_t i = 0; !arch && i < im->spec.costs.n; i++) {
    struct spec_costs *c = im->spec.costs.at[i];
    if (strcmp(c->name, name) || !c->legal) continue;
    *costs = c;
    return SAY(im, "%s()", c->legal);
  }
  return NULL;
}

/* ---- writing ---- */

/* The level that the program speaks of so, if it is made of a component. */
static struct spec_level *made_level(struct importer *im, const char *component)
{
  const struct spec_arch *arch = im->spec.arch;
  for (uint32_t i = 0; arch && i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    if (l->kind == SPEC_ARRAY || strcmp(SAY(im, "%s.%s", arch->legal, l->legal), component)) continue;
    return is_made_of_component(im, l) ? l : NULL;
  }
  return NULL;
}

/* Whole numbers that the action of a level's component takes; whether they are within its
 * ranges is seen when the program is checked. */
static void put_component_arguments(struct importer *im, struct strbuf *out, struct yaml *y, const char *action,
                                    struct spec_level *l)
{
  struct yaml *arguments = want_map(im, yaml_get(y, "arguments"), "arguments");
  unsigned n = 0;
  for (unsigned i = 0; arguments && i < arguments->count; i++) {
    int64_t value;
    const char *name = arguments->entry[i].key->text;
    arguments->entry[i].used = true;
    if (!component_takes(im, l, action, name) || !yaml_whole(arguments->entry[i].value, &value)) continue;
    strbuf_printf(out, "%s%s = %lld", n++ ? ", " : "(", legal_action(im, name), (long long)value);
  }
  if (n) strbuf_puts(out, ")");
}

static void put_arguments(struct importer *im, struct strbuf *out, struct yaml *y, const char *action,
                          const struct spec_costs *costs)
{
  struct yaml *arguments = want_map(im, yaml_get(y, "arguments"), "arguments");
  unsigned n = 0;
  for (unsigned i = 0; arguments && i < arguments->count; i++) {
    int64_t value, low, high;
    const char *name = arguments->entry[i].key->text;
    const struct yaml *given = arguments->entry[i].value;
    arguments->entry[i].used = true;
    if (!takes_argument(costs, action, name, &low, &high)) continue;
    if (!yaml_whole(given, &value) || value < low || value > high) {
      struct diag *d = tell_at(im, E0809, given, "no row of `%s` has this `%s`", action, name);
      diag_note(d, "there are rows from %lld to %lld", (long long)low, (long long)high);
      continue;
    }
    strbuf_printf(out, "%s%s = %lld", n++ ? ", " : "(", legal_action(im, name), (long long)value);
  }
  if (n) strbuf_puts(out, ")");
}

/* What the component of a level calls an action; tables have all that they list. */
static const char *made_action(struct importer *im, const char *component, const char *name)
{
  struct spec_level *l = made_level(im, component);
  return l ? component_action(im, l, name) : NULL;
}

static void put_count(struct importer *im, struct strbuf *out, struct yaml *y, const char *component,
                      const struct spec_costs *costs, enum spec_kind kind)
{
  static const char *const keys[] = {"name", "arguments", "counts", NULL};
  y = want_map(im, y, "an action count");
  const char *name = y ? want_name(im, y, "name", "an action count") : NULL;
  struct yaml *count = yaml_get(y, "counts");
  double n;
  if (!name) return;
  if (!count || !yaml_number(count, &n) || n < 0) {
    tell_at(im, E0809, count ? count : y, "the count of `%s` should be a number from 0 on", name);
    return;
  }
  const char *action = costs ? action_of_level(im, costs, kind, name) : made_action(im, component, name);
  if (!action) {
    tell_lost(im, y->span, SAY(im, "the count of `%s`", name),
              costs ? "its table has no such action" : "the component has no such action");
    yaml_use_all(y);
    return;
  }
  if (out->n) strbuf_puts(out, " +\n");
  const struct yaml *arguments = want_map(im, yaml_get(y, "arguments"), "arguments");
  const char *price = costs ? row_price(costs, name, arguments) : NULL;
  if (price) {
    strbuf_printf(out, "%s * %s pJ", plain_number(im->arena, n), price);
    tell_unknown_keys(im, y, "an action count", keys);
    return;
  }
  strbuf_printf(out, "%s * %s.%s", plain_number(im->arena, n), component, action);
  if (!costs && made_level(im, component)) put_component_arguments(im, out, y, name, made_level(im, component));
  else put_arguments(im, out, y, name, costs);
  tell_unknown_keys(im, y, "an action count", keys);
}

static void put_counted(struct importer *im, struct strbuf *out, const struct counted *c,
                        struct taken *sums)
{
  struct spec_costs *costs;
  enum spec_kind kind;
  const char *last = last_part(im, c->name), *component = component_of(im, last, &costs, &kind);
  struct strbuf sum = {0};
  if (!component) {
    if (c->actions) tell_lost(im, c->actions->span, SAY(im, "what was counted of `%s`", c->name),
                              "there is no component of this name beside them");
    return;
  }
  for (unsigned i = 0; i < list_count(c->actions); i++)
    put_count(im, &sum, list_member(c->actions, i), component, costs, kind);
  if (sum.n) {
    const char *name = legal_name(im, &im->taken, SAY(im, "energy_of_%s", last));
    strbuf_printf(out, "let %s = %s\n", name, sum.text);
    KEEP(im, &sums->names, name);
  }
  strbuf_free(&sum);
}

void write_counts(struct importer *im, struct strbuf *out)
{
  struct counted_list c = {0};
  struct taken sums = {0};
  read_counts(im, &c);
  struct strbuf text = {0};
  for (uint32_t i = 0; i < c.n; i++) put_counted(im, &text, &c.at[i], &sums);
  if (sums.names.n) {
    strbuf_puts(out, "// What was counted, and what that takes.\n");
    strbuf_add(out, text.text, text.n);
    strbuf_printf(out, "let %s = sum([", legal_name(im, &im->taken, "energy_of_all"));
    for (uint32_t i = 0; i < sums.names.n; i++) strbuf_printf(out, "%s%s", i ? ", " : "", sums.names.at[i]);
    strbuf_puts(out, "])\n\n");
  }
  strbuf_free(&text);
}

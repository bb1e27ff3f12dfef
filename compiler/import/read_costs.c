/* Energy and area reference tables (ERT, ART), and whose they are. */
#include "compiler/import/importer.h"

#include <math.h>
#include <string.h>

/* The part behind the last dot, without a range. */
static const char *bare_name(struct importer *im, const char *name)
{
  const char *start = name, *c;
  for (c = name; *c && *c != '['; c++) {}
  for (const char *d = name; *d; d++) {
    if (*d == '[') d += strcspn(d, "]");
    if (!*d) break;
    if (*d == '.') start = d + 1;
  }
  return arena_strndup(im->arena, start, strcspn(start, "["));
}

static struct spec_costs *costs_of(struct importer *im, const char *name, struct span span)
{
  name_t key = intern_str(im->names, name);
  struct spec_costs *c = map_get(&im->spec.costs_by_name, key);
  if (c) return c;
  c = ARENA_NEW(im->arena, struct spec_costs);
  map_set(&im->spec.costs_by_name, im->arena, key, c);
  *c = (struct spec_costs){.name = name, .span = span};
  KEEP(im, &im->spec.costs, c);
  return c;
}

/* Quoted or not, a number is a number. */
static bool read_figure(struct importer *im, struct yaml *y, const char *what, double *out)
{
  struct figure f = value_of(im, &im->spec.variables, y, what);
  if (f.kind == FIGURE_NUMBER && isfinite(f.number) && f.number >= 0) return *out = f.number, true;
  struct diag *d = tell_at(im, E0809, y, "%s should be a number from 0 on", what);
  diag_label(d, y->span, f.kind == FIGURE_NUMBER ? "less than nothing" : "not a number");
  return false;
}

static void read_action(struct importer *im, struct spec_costs *c, struct yaml *y)
{
  static const char *const keys[] = {"name", "arguments", "energy", NULL};
  y = want_map(im, y, "an action");
  const char *name = y ? want_name(im, y, "name", SAY(im, "an action of `%s`", c->name)) : NULL;
  struct yaml *energy = name ? yaml_get(y, "energy") : NULL;
  struct spec_action a = {.name = name, .span = y ? y->span : c->span};
  if (!name) return;
  a.arguments = want_map(im, yaml_get(y, "arguments"), "the arguments of an action");
  if (!energy) {
    tell_lacking(im, y, SAY(im, "the action `%s` of `%s`", name, c->name), "energy");
    return;
  }
  if (!read_figure(im, energy, SAY(im, "the energy of `%s`", name), &a.pJ)) return;
  a.text = number_as_written(im->arena, energy->text, a.pJ);
  tell_unknown_keys(im, y, "an action", keys);
  KEEP(im, &c->actions, a);
}

/* Rows of one action differ by the values of their arguments, and not by which these are. */
static void check_argument(struct importer *im, const struct spec_costs *c, uint32_t row, const struct yaml *key)
{
  const struct spec_action *a = &c->actions.at[row];
  struct suggest near = suggest_start(key->text);
  unsigned others = 0;
  for (uint32_t i = 0; i < c->actions.n; i++) {
    const struct spec_action *other = &c->actions.at[i];
    if (i == row || strcmp(other->name, a->name)) continue;
    if (other->arguments && yaml_peek(other->arguments, key->text)) return;
    others++;
    for (unsigned k = 0; other->arguments && k < other->arguments->count; k++)
      suggest_offer(&near, other->arguments->entry[k].key->text);
  }
  if (!others) return;
  struct diag *d = tell_at(im, W0541, key, "no other row of `%s` has the argument `%s`", a->name, key->text);
  diag_suggest(d, key->span, near.best);
}

static void check_arguments(struct importer *im, const struct spec_costs *c)
{
  enum { ROWS_MAX = 1000 };
  for (uint32_t i = 0; i < c->actions.n && c->actions.n <= ROWS_MAX; i++) {
    const struct yaml *arguments = c->actions.at[i].arguments;
    for (unsigned k = 0; arguments && k < arguments->count; k++) check_argument(im, c, i, arguments->entry[k].key);
  }
}

static void read_table(struct importer *im, struct yaml *y, bool areas)
{
  static const char *const keys[] = {"name", "actions", "area", NULL};
  y = want_map(im, y, "a table");
  const char *name = y ? want_name(im, y, "name", "a table") : NULL;
  if (!name) return;
  struct spec_costs *c = costs_of(im, name, y->span);
  struct yaml *actions = yaml_get(y, "actions"), *area = yaml_get(y, "area");
  double um2;
  const char *lacks = areas ? area ? NULL : "area" : actions ? NULL : "actions";
  if (lacks) tell_lacking(im, y, SAY(im, "the table of `%s`", name), lacks);
  for (unsigned i = 0; i < list_count(actions); i++) read_action(im, c, list_member(actions, i));
  if (area && read_figure(im, area, SAY(im, "the area of `%s`", name), &um2))
    c->area = number_as_written(im->arena, area->text, um2);
  check_arguments(im, c);
  tell_unknown_keys(im, y, "a table", keys);
}

void read_costs(struct importer *im, struct yaml *y, bool areas)
{
  static const char *const keys[] = {"version", "tables", NULL};
  y = want_map(im, y, areas ? "`ART`" : "`ERT`");
  if (!y) return;
  struct yaml *tables = yaml_get(y, "tables");
  yaml_get(y, "version");
  if (!tables) tell_lacking(im, y, areas ? "an ART" : "an ERT", "tables");
  for (unsigned i = 0; i < list_count(tables); i++) read_table(im, list_member(tables, i), areas);
  tell_unknown_keys(im, y, areas ? "an ART" : "an ERT", keys);
}

/* A table is of the level with the last part of its name. */
void match_costs(struct importer *im)
{
  struct spec_arch *arch = im->spec.arch;
  struct map first = {0};
  for (uint32_t i = 0; i < im->spec.costs.n; i++) {
    struct spec_costs *c = im->spec.costs.at[i];
    c->name = bare_name(im, c->name);
    name_t key = intern_str(im->names, c->name);
    if (!map_get(&first, key)) map_set(&first, im->arena, key, c);
  }
  for (uint32_t k = 0; arch && k < arch->levels.n; k++) {
    struct spec_level *l = arch->levels.at[k];
    if (l->kind == SPEC_ARRAY) continue;
    l->costs = map_get(&first, intern_str(im->names, l->name));
    if (l->costs) l->costs->used = true;
  }
}

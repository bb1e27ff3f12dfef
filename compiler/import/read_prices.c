/* Tables and counts as plain data: rows of one action together, arguments as texts. */
#include "compiler/import/importer.h"

#include "lang/base/decimal.h"

#include <stdlib.h>
#include <string.h>

/* From pJ to J, and from um2 to m2: the double that is nearest to what is written. */
enum { SMALL_TEN = 12 };
static double base_of(struct importer *im, double small)
{
  return strtod(decimal_shifted(im->arena, small, -SMALL_TEN), NULL);
}

/* A whole number is written as one, whatever its digits were. */
static const char *value_text(struct importer *im, const struct yaml *y)
{
  int64_t whole;
  return yaml_whole(y, &whole) ? SAY(im, "%lld", (long long)whole) : y->text;
}

static struct price_argument *arguments_of(struct importer *im, const struct yaml *map, unsigned *n)
{
  *n = map ? map->count : 0;
  struct price_argument *out = ARENA_ARRAY(im->arena, struct price_argument, *n);
  for (unsigned i = 0; i < *n; i++)
    out[i] = (struct price_argument){map->entry[i].key->text, value_text(im, map->entry[i].value)};
  return out;
}

/* ---- tables ---- */

static struct price_row row_of(struct importer *im, const struct spec_action *a)
{
  struct price_row row = {.known = true, .energy_J = base_of(im, a->pJ)};
  row.argument = arguments_of(im, a->arguments, &row.arguments);
  return row;
}

static bool comes_first(const struct spec_costs *c, uint32_t i)
{
  for (uint32_t k = 0; k < i; k++)
    if (!strcmp(c->actions.at[k].name, c->actions.at[i].name)) return false;
  return true;
}

static struct price_action action_of(struct importer *im, const struct spec_costs *c, uint32_t first)
{
  struct price_action out = {.name = c->actions.at[first].name, .span = c->actions.at[first].span};
  for (uint32_t i = first; i < c->actions.n; i++) out.rows += !strcmp(c->actions.at[i].name, out.name);
  out.row = ARENA_ARRAY(im->arena, struct price_row, out.rows);
  out.rows = 0;
  for (uint32_t i = first; i < c->actions.n; i++)
    if (!strcmp(c->actions.at[i].name, out.name)) out.row[out.rows++] = row_of(im, &c->actions.at[i]);
  return out;
}

static struct price price_of(struct importer *im, const struct spec_costs *c)
{
  struct price out = {.name = c->name, .span = c->span, .has_area = c->area != NULL};
  if (c->area) out.area_m2 = base_of(im, strtod(c->area, NULL));
  out.action = ARENA_ARRAY(im->arena, struct price_action, c->actions.n);
  for (uint32_t i = 0; i < c->actions.n; i++)
    if (comes_first(c, i)) out.action[out.actions++] = action_of(im, c, i);
  return out;
}

struct price_list prices_read(struct importer *im)
{
  struct price_list out = {.n = im->spec.costs.n,
                           .at = ARENA_ARRAY(im->arena, struct price, im->spec.costs.n)};
  for (unsigned i = 0; i < out.n; i++) out.at[i] = price_of(im, im->spec.costs.at[i]);
  return out;
}

/* ---- counts ---- */

static bool read_count(struct importer *im, struct yaml *y, struct price_count *out)
{
  static const char *const keys[] = {"name", "arguments", "counts", NULL};
  y = want_map(im, y, "an action count");
  const char *name = y ? want_name(im, y, "name", "an action count") : NULL;
  struct yaml *count = yaml_get(y, "counts");
  if (!name) return false;
  *out = (struct price_count){.action = name, .span = y->span};
  if (!count || !yaml_number(count, &out->count) || out->count < 0) {
    tell_at(im, E0809, count ? count : y, "the count of `%s` should be a number from 0 on", name);
    return false;
  }
  out->argument = arguments_of(im, want_map(im, yaml_get(y, "arguments"), "arguments"), &out->arguments);
  tell_unknown_keys(im, y, "an action count", keys);
  return true;
}

static struct price_counted counted_of(struct importer *im, const struct counted *c)
{
  struct price_counted out = {.name = c->name, .span = c->span};
  unsigned n = list_count(c->actions);
  out.count = ARENA_ARRAY(im->arena, struct price_count, n);
  for (unsigned i = 0; i < n; i++)
    out.counts += read_count(im, list_member(c->actions, i), &out.count[out.counts]);
  return out;
}

struct price_counts counts_read(struct importer *im)
{
  struct counted_list list = {0};
  read_counts(im, &list);
  struct price_counts out = {.n = list.n, .at = ARENA_ARRAY(im->arena, struct price_counted, list.n)};
  for (unsigned i = 0; i < out.n; i++) out.at[i] = counted_of(im, &list.at[i]);
  return out;
}

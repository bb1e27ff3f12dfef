#include "compiler/tool/energy.h"

#include "config.h"
#include "lang/base/decimal.h"
#include "lang/base/jsonw.h"
#include "lang/base/unit.h"
#include "runtime/report/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* pJ in a J, and um2 in a m2. */
#define SMALL 1e12

/* Of an action with more rows people see from where to where they go. */
enum { ROWS_SHOWN = 16 };

/* ---- texts ---- */

static const char *quantity(struct arena *a, double v, const char *type)
{
  struct dim dim;
  dim_of_type(type, &dim);
  return quantity_text(v, dim, NULL, a);
}

static const char *arguments_text(struct arena *a, const struct price_argument *argument, unsigned n)
{
  const char *text = "";
  for (unsigned i = 0; i < n; i++)
    if (*argument[i].value)
      text = arena_printf(a, "%s%s%s = %s", text, *text ? ", " : "", argument[i].name, argument[i].value);
  return text;
}

static const char *unknown_text(struct arena *a, const struct price_action *action)
{
  return action->needs ? arena_printf(a, "not known: needs %s", action->needs) : "not known";
}

static const char *row_energy(struct arena *a, const struct price_action *action, const struct price_row *row)
{
  return row->known ? quantity(a, row->energy_J, "energy") : unknown_text(a, action);
}

static void add_row(struct table *t, const char *action, const char *arguments, const char *energy)
{
  table_add(t, LOOK_PLAIN, action);
  table_add(t, LOOK_FAINT, arguments);
  table_add(t, LOOK_PLAIN, energy);
}

/* `n_rows = 1 .. 12`: from the first row to the last. */
static const char *ranges_text(struct arena *a, const struct price_action *action)
{
  const struct price_row *first = &action->row[0], *last = &action->row[action->rows - 1];
  const char *text = "";
  for (unsigned i = 0; i < first->arguments; i++)
    text = arena_printf(a, "%s%s%s = %s .. %s", text, *text ? ", " : "", first->argument[i].name,
                        first->argument[i].value, last->argument[i].value);
  return text;
}

static void add_action(struct table *t, struct arena *a, const struct price *p,
                       const struct price_action *action)
{
  if (!strcmp(action->name, "leak") && !action->row[0].known && p->has_leak) {
    add_row(t, action->name, "", quantity(a, p->leak_W, "power")); /* there is no clock */
    return;
  }
  if (action->rows <= ROWS_SHOWN) {
    for (unsigned i = 0; i < action->rows; i++)
      add_row(t, i ? "" : action->name,
              arguments_text(a, action->row[i].argument, action->row[i].arguments),
              row_energy(a, action, &action->row[i]));
    return;
  }
  double least = INFINITY, most = 0;
  for (unsigned i = 0; i < action->rows; i++) {
    if (!action->row[i].known) continue;
    least = fmin(least, action->row[i].energy_J);
    most = fmax(most, action->row[i].energy_J);
  }
  add_row(t, action->name, ranges_text(a, action),
          least <= most ? arena_printf(a, "%s .. %s", quantity(a, least, "energy"), quantity(a, most, "energy"))
                        : unknown_text(a, action));
}

static void put_price(struct strbuf *out, struct arena *a, const struct price *p, bool color)
{
  struct table t;
  look_write(out, LOOK_STRONG, p->name, color);
  if (p->component && p->source) strbuf_printf(out, "  %s of %s", p->component, p->source);
  else if (p->component) strbuf_printf(out, "  %s", p->component);
  if (p->has_area) strbuf_printf(out, "  area %s", quantity(a, p->area_m2, "area"));
  if (p->has_leak) strbuf_printf(out, "  leaks %s", quantity(a, p->leak_W, "power"));
  strbuf_putc(out, '\n');
  table_init(&t, "llp");
  for (unsigned i = 0; i < p->actions; i++) add_action(&t, a, p, &p->action[i]);
  table_write(out, &t, color);
  table_free(&t);
}

void prices_text(struct strbuf *out, struct arena *a, const struct price_list *list, bool color)
{
  for (unsigned i = 0; i < list->n; i++) {
    if (i) strbuf_putc(out, '\n');
    put_price(out, a, &list->at[i], color);
  }
  if (!list->values) return;
  struct table t;
  if (list->n) strbuf_putc(out, '\n');
  look_write(out, LOOK_STRONG, "values", color);
  strbuf_putc(out, '\n');
  table_init(&t, "lp");
  for (unsigned i = 0; i < list->values; i++) {
    table_add(&t, LOOK_PLAIN, list->value[i].name);
    table_add(&t, LOOK_PLAIN, quantity(a, list->value[i].energy_J, "energy"));
  }
  table_write(out, &t, color);
  table_free(&t);
}

void counts_text(struct strbuf *out, struct arena *a, const struct price_counts *counts, bool color)
{
  struct table t;
  table_init(&t, "lp");
  for (unsigned i = 0; i < counts->n; i++) {
    table_add(&t, LOOK_PLAIN, counts->at[i].name);
    table_add(&t, LOOK_PLAIN, quantity(a, counts->at[i].energy_J, "energy"));
  }
  table_add(&t, LOOK_STRONG, "Total");
  table_add(&t, LOOK_STRONG, quantity(a, counts->energy_J, "energy"));
  table_write(out, &t, color);
  table_free(&t);
}

/* ---- JSON ---- */

/* In pJ, or um2: the double that is nearest to what it is in base units. */
static double small(struct arena *a, double base) { return strtod(decimal_small(a, base * SMALL), NULL); }

static void put_figure(struct jsonw *w, struct arena *a, const char *key, bool known, double base)
{
  jsonw_key(w, key);
  if (known) jsonw_double(w, small(a, base));
  else jsonw_null(w);
}

static void put_text(struct jsonw *w, const char *key, const char *text)
{
  jsonw_key(w, key);
  if (text) jsonw_string(w, text);
  else jsonw_null(w);
}

static void put_arguments(struct jsonw *w, const struct price_argument *argument, unsigned n)
{
  jsonw_key(w, "arguments");
  jsonw_object(w);
  for (unsigned i = 0; i < n; i++) {
    char *end;
    long long whole = strtoll(argument[i].value, &end, 10);
    jsonw_key(w, argument[i].name);
    if (*argument[i].value && !*end) jsonw_int(w, whole);
    else if (!strcmp(argument[i].value, "true") || !strcmp(argument[i].value, "false"))
      jsonw_bool(w, *argument[i].value == 't');
    else jsonw_string(w, argument[i].value);
  }
  jsonw_object_end(w);
}

static void put_rows(struct jsonw *w, struct arena *a, const struct price_action *action)
{
  for (unsigned i = 0; i < action->rows; i++) {
    const struct price_row *row = &action->row[i];
    jsonw_object(w);
    put_text(w, "name", action->name);
    put_arguments(w, row->argument, row->arguments);
    put_figure(w, a, "energy_pJ", row->known, row->energy_J);
    jsonw_object_end(w);
  }
}

static void put_component(struct jsonw *w, struct arena *a, const struct price *p)
{
  jsonw_object(w);
  put_text(w, "name", p->name);
  put_text(w, "component", p->component);
  put_text(w, "module", p->source);
  put_figure(w, a, "area_um2", p->has_area, p->area_m2);
  jsonw_key(w, "leakage_W");
  if (p->has_leak) jsonw_double(w, p->leak_W);
  else jsonw_null(w);
  jsonw_key(w, "actions");
  jsonw_array(w);
  for (unsigned i = 0; i < p->actions; i++) put_rows(w, a, &p->action[i]);
  jsonw_array_end(w);
  jsonw_key(w, "parts");
  jsonw_array(w);
  for (unsigned i = 0; i < p->parts; i++) {
    jsonw_object(w);
    put_text(w, "name", p->part[i].name);
    put_text(w, "component", p->part[i].component);
    jsonw_object_end(w);
  }
  jsonw_array_end(w);
  jsonw_object_end(w);
}

static void open_json(struct jsonw *w, struct strbuf *out, const char *design)
{
  jsonw_init(w, out, true);
  jsonw_object(w);
  put_text(w, "schema", "tlc-energy/1");
  put_text(w, "tlc", PACKAGE_VERSION);
  put_text(w, "design", design);
  jsonw_key(w, "components");
  jsonw_array(w);
}

void prices_json(struct strbuf *out, struct arena *a, const struct price_list *list, const char *design)
{
  struct jsonw w;
  open_json(&w, out, design);
  for (unsigned i = 0; i < list->n; i++) put_component(&w, a, &list->at[i]);
  jsonw_array_end(&w);
  jsonw_key(&w, "values");
  jsonw_array(&w);
  for (unsigned i = 0; i < list->values; i++) {
    jsonw_object(&w);
    put_text(&w, "name", list->value[i].name);
    put_figure(&w, a, "energy_pJ", true, list->value[i].energy_J);
    jsonw_object_end(&w);
  }
  jsonw_array_end(&w);
  jsonw_object_end(&w);
  strbuf_putc(out, '\n');
}

static void put_count(struct jsonw *w, struct arena *a, const struct price_count *count)
{
  jsonw_object(w);
  put_text(w, "name", count->action);
  put_arguments(w, count->argument, count->arguments);
  jsonw_key(w, "count");
  jsonw_double(w, count->count);
  put_figure(w, a, "energy_pJ", true, count->energy_J);
  jsonw_object_end(w);
}

void counts_json(struct strbuf *out, struct arena *a, const struct price_counts *counts, const char *design)
{
  struct jsonw w;
  open_json(&w, out, design);
  for (unsigned i = 0; i < counts->n; i++) {
    const struct price_counted *c = &counts->at[i];
    jsonw_object(&w);
    put_text(&w, "name", c->name);
    put_figure(&w, a, "energy_pJ", true, c->energy_J);
    jsonw_key(&w, "actions");
    jsonw_array(&w);
    for (unsigned k = 0; k < c->counts; k++) put_count(&w, a, &c->count[k]);
    jsonw_array_end(&w);
    jsonw_object_end(&w);
  }
  jsonw_array_end(&w);
  put_figure(&w, a, "energy_pJ", true, counts->energy_J);
  jsonw_object_end(&w);
  strbuf_putc(out, '\n');
}

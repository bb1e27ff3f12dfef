#include "compiler/export/prices.h"

#include "compiler/export/emit.h"
#include "lang/base/decimal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* pJ in a J, and um2 in a m2. */
#define SMALL 1e12

struct tables {
  struct emit emit;
  struct arena *arena;
};

static void put_figure(struct tables *t, const char *key, double base)
{
  emit_key_number(&t->emit, key, decimal_small(t->arena, base * SMALL));
}

static void open_tables(struct tables *t, const char *key, const char *list)
{
  struct emit *e = &t->emit;
  emit_map(e, EMIT_LINES);
  emit_key(e, key);
  emit_map(e, EMIT_LINES);
  emit_key_double(e, "version", 0.4);
  emit_key(e, list);
  emit_list(e, EMIT_LINES);
}

static void close_tables(struct tables *t)
{
  emit_list_end(&t->emit);
  emit_map_end(&t->emit);
  emit_map_end(&t->emit);
}

/* ---- energies ---- */

static bool any_known(const struct price_action *a)
{
  for (unsigned i = 0; i < a->rows; i++)
    if (a->row[i].known) return true;
  return false;
}

static bool has_energies(const struct price *p)
{
  for (unsigned i = 0; i < p->actions; i++)
    if (any_known(&p->action[i])) return true;
  return false;
}

/* Numbers and truths stand without quotes. */
static void put_argument(struct emit *e, const struct price_argument *a)
{
  emit_key(e, a->name);
  char *end;
  strtod(a->value, &end);
  if ((*a->value && !*end) || !strcmp(a->value, "true") || !strcmp(a->value, "false")) emit_number(e, a->value);
  else emit_text(e, a->value);
}

static void put_row(struct tables *t, const struct price_action *a, const struct price_row *row)
{
  struct emit *e = &t->emit;
  emit_map(e, EMIT_ONE_LINE);
  emit_key_text(e, "name", a->name);
  emit_key(e, "arguments");
  emit_map(e, EMIT_ONE_LINE);
  for (unsigned i = 0; i < row->arguments; i++) put_argument(e, &row->argument[i]);
  emit_map_end(e);
  put_figure(t, "energy", row->energy_J);
  emit_map_end(e);
}

/* The name of a component, and the head of the list of its actions. */
static void begin_actions(struct emit *e, const struct price *p)
{
  emit_map(e, EMIT_LINES);
  emit_key_text(e, "name", p->name);
  emit_key(e, "actions");
  emit_list(e, EMIT_LINES);
}

static void put_energies(struct tables *t, const struct price *p)
{
  struct emit *e = &t->emit;
  if (!has_energies(p)) return;
  begin_actions(e, p);
  for (unsigned i = 0; i < p->actions; i++)
    for (unsigned k = 0; k < p->action[i].rows; k++)
      if (p->action[i].row[k].known) put_row(t, &p->action[i], &p->action[i].row[k]);
  emit_list_end(e);
  emit_map_end(e);
}

/* One energy, or of several the mean, the most and the least. */
static void put_summary(struct tables *t, const struct price_action *a)
{
  struct emit *e = &t->emit;
  double sum = 0, most = 0, least = INFINITY;
  unsigned n = 0;
  for (unsigned i = 0; i < a->rows; i++) {
    if (!a->row[i].known) continue;
    double x = a->row[i].energy_J;
    n++;
    sum += x;
    most = fmax(most, x);
    least = fmin(least, x);
  }
  if (!n) return;
  emit_map(e, EMIT_LINES);
  emit_key_text(e, "name", a->name);
  if (a->rows == 1) put_figure(t, "energy", sum);
  else {
    put_figure(t, "average_energy", sum / n);
    put_figure(t, "max_energy", most);
    put_figure(t, "min_energy", least);
  }
  emit_map_end(e);
}

/* What each part is made of stands where Accelergy has the estimator. */
static void put_parts(struct tables *t, const struct price *p)
{
  struct emit *e = &t->emit;
  struct price_part own = {p->name, p->component};
  unsigned n = p->parts ? p->parts : p->component ? 1 : 0;
  emit_key(e, "primitive_estimations");
  emit_list(e, EMIT_LINES);
  for (unsigned i = 0; i < n; i++) {
    const struct price_part *part = p->parts ? &p->part[i] : &own;
    emit_map(e, EMIT_LINES);
    emit_key_text(e, "name", part->name);
    emit_key_text(e, "estimator", part->component ? part->component : "none");
    emit_map_end(e);
  }
  emit_list_end(e);
}

static void put_energy_summary(struct tables *t, const struct price *p)
{
  struct emit *e = &t->emit;
  if (!has_energies(p)) return;
  begin_actions(e, p);
  for (unsigned i = 0; i < p->actions; i++) put_summary(t, &p->action[i]);
  emit_list_end(e);
  put_parts(t, p);
  emit_map_end(e);
}

/* ---- areas ---- */

static void put_area(struct tables *t, const struct price *p)
{
  if (!p->has_area) return;
  emit_map(&t->emit, EMIT_LINES);
  emit_key_text(&t->emit, "name", p->name);
  put_figure(t, "area", p->area_m2);
  emit_map_end(&t->emit);
}

static void put_area_summary(struct tables *t, const struct price *p)
{
  if (!p->has_area) return;
  emit_map(&t->emit, EMIT_LINES);
  emit_key_text(&t->emit, "name", p->name);
  put_figure(t, "area", p->area_m2);
  put_parts(t, p);
  emit_map_end(&t->emit);
}

/* ---- all of it ---- */

static const struct form {
  const char *file, *key, *list;
  void (*put)(struct tables *t, const struct price *p);
} forms[N_PRICE_FORMS] = {
  [PRICES_ERT] = {"ERT.yaml", "ERT", "tables", put_energies},
  [PRICES_ART] = {"ART.yaml", "ART", "tables", put_area},
  [PRICES_ERT_SUMMARY] = {"ERT_summary.yaml", "ERT_summary", "table_summary", put_energy_summary},
  [PRICES_ART_SUMMARY] = {"ART_summary.yaml", "ART_summary", "table_summary", put_area_summary},
};

const char *price_form_file(enum price_form form) { return forms[form].file; }

void export_prices(struct strbuf *out, struct arena *a, const struct price_list *list,
                   enum price_form form, const char *comment)
{
  struct tables t = {.arena = a};
  strbuf_printf(out, "# %s\n", comment);
  emit_open(&t.emit, out);
  open_tables(&t, forms[form].key, forms[form].list);
  for (unsigned i = 0; i < list->n; i++) forms[form].put(&t, &list->at[i]);
  close_tables(&t);
  emit_close(&t.emit);
}

void export_counts(struct strbuf *out, struct arena *a, const struct price_counts *counts,
                   const char *comment)
{
  struct tables t = {.arena = a};
  struct emit *e = &t.emit;
  strbuf_printf(out, "# %s\n", comment);
  emit_open(e, out);
  open_tables(&t, "energy_estimation", "components");
  for (unsigned i = 0; i < counts->n; i++) {
    emit_map(e, EMIT_LINES);
    emit_key_text(e, "name", counts->at[i].name);
    put_figure(&t, "energy", counts->at[i].energy_J);
    emit_map_end(e);
  }
  emit_list_end(e);
  put_figure(&t, "Total", counts->energy_J);
  emit_map_end(e);
  emit_map_end(e);
  emit_close(e);
}

/* Studies for programs: JSON, and lines of values. */
#include "runtime/report/json_run.h"

static void put_values(struct jsonw *w, const char *key, const char *const *name,
                       const struct report_value *value, unsigned n)
{
  open_list(w, key);
  for (unsigned i = 0; i < n; i++) {
    bool pretty = open_line(w);
    put_string(w, "name", name[i]);
    json_value(w, &value[i]);
    close_line(w, pretty);
  }
  jsonw_array_end(w);
}

static void put_names(struct jsonw *w, const char *key, const char *const *name, unsigned n)
{
  bool pretty = w->pretty;
  jsonw_key(w, key);
  w->pretty = false;
  jsonw_array(w);
  for (unsigned i = 0; i < n; i++) jsonw_string(w, name[i]);
  jsonw_array_end(w);
  w->pretty = pretty;
}

static void put_run(struct jsonw *w, const struct report_point_run *r)
{
  bool pretty = open_line(w);
  put_string(w, "name", r->name);
  put_string(w, "workload", r->workload);
  put_string(w, "arch", r->arch);
  put_string(w, "status", json_status(r->status));
  put_double(w, "energy_pJ", r->energy_pJ);
  put_double(w, "cycles", r->cycles);
  put_double(w, "seconds", r->seconds > 0 ? r->seconds : NAN);
  put_double(w, "area_um2", r->area_um2);
  put_double(w, "utilization", r->utilization);
  close_line(w, pretty);
}

static void put_point(struct jsonw *w, const struct report_study *s, unsigned i)
{
  const struct report_point *p = &s->point[i];
  jsonw_object(w);
  put_uint(w, "point", p->number);
  put_string(w, "status", p->runs ? json_status(p->status) : NULL);
  put_string(w, "why", p->left_out ? "a `where` leaves it out" : p->why);
  put_bool(w, "front", p->front);
  put_bool(w, "best", (int)i == s->best);
  put_values(w, "at", s->sweep, p->at, s->sweeps);
  put_values(w, "measures", s->measure, p->value, p->runs ? s->values : 0);
  put_double(w, "energy_pJ", p->runs ? p->energy_pJ : NAN);
  put_double(w, "cycles", p->runs ? p->cycles : NAN);
  put_double(w, "seconds", p->runs && p->seconds > 0 ? p->seconds : NAN);
  open_list(w, "runs");
  for (unsigned k = 0; k < p->runs; k++) put_run(w, &p->run[k]);
  jsonw_array_end(w);
  jsonw_object_end(w);
}

void json_study(struct jsonw *w, const struct report_study *s)
{
  jsonw_object(w);
  put_string(w, "name", s->name);
  put_uint(w, "combinations", s->combinations);
  put_names(w, "sweeps", s->sweep, s->sweeps);
  put_names(w, "measures", s->measure, s->values);
  put_names(w, "pareto", s->front, s->fronts);
  put_names(w, "minimize", s->least, s->leasts);
  open_list(w, "points");
  for (unsigned i = 0; i < s->points; i++) put_point(w, s, i);
  jsonw_array_end(w);
  open_list(w, "expectations");
  for (unsigned i = 0; i < s->expectations; i++) json_expectation(w, &s->expectation[i]);
  jsonw_array_end(w);
  jsonw_object_end(w);
}

/* ---- lines ---- */

static void put_heading(struct strbuf *out, const char *name, const struct report_value *value,
                        struct arena *a)
{
  const char *unit = value->text || dim_is_none(value->dim)
                       ? NULL : dim_symbol(value->dim, value->units, a);
  csv_text(out, unit ? arena_printf(a, "%s [%s]", name, unit) : name);
}

static void put_value(struct strbuf *out, const struct report_value *v)
{
  if (v->text) csv_text(out, v->text);
  else csv_number(out, v->number, ',');
}

static void put_headings(struct strbuf *out, const struct report_study *s, struct arena *a)
{
  const struct report_point *first = &s->point[0];
  for (unsigned i = 1; i < s->points && !first->runs; i++) first = &s->point[i];
  strbuf_puts(out, "study,point,");
  for (unsigned i = 0; i < s->sweeps; i++) put_heading(out, s->sweep[i], &first->at[i], a);
  for (unsigned i = 0; i < s->values; i++) put_heading(out, s->measure[i], &first->value[i], a);
  strbuf_puts(out, "energy_pJ,cycles,seconds,front,best,status\n");
}

static void put_line(struct strbuf *out, const struct report_study *s, unsigned i)
{
  static const struct report_value unknown = {.number = NAN};
  const struct report_point *p = &s->point[i];
  csv_text(out, s->name);
  csv_number(out, (double)p->number, ',');
  for (unsigned k = 0; k < s->sweeps; k++) put_value(out, &p->at[k]);
  for (unsigned k = 0; k < s->values; k++) put_value(out, p->runs ? &p->value[k] : &unknown);
  csv_number(out, p->runs ? p->energy_pJ : NAN, ',');
  csv_number(out, p->runs ? p->cycles : NAN, ',');
  csv_number(out, p->runs && p->seconds > 0 ? p->seconds : NAN, ',');
  strbuf_printf(out, "%d,%d,%s\n", p->front, (int)i == s->best,
                p->runs ? json_status(p->status) : p->left_out ? "left out" : "no result");
}

void report_studies_csv(struct strbuf *out, const struct report *report)
{
  struct arena a;
  arena_init(&a);
  for (unsigned i = 0; i < report->studies; i++) {
    const struct report_study *s = &report->study[i];
    if (i) strbuf_putc(out, '\n');
    put_headings(out, s, &a);
    for (unsigned k = 0; k < s->points; k++) put_line(out, s, k);
  }
  arena_free(&a);
}

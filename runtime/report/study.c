/* Studies for people: a line for each point, and a drawing of those that compete. */
#include "runtime/report/axes.h"
#include "runtime/report/html.h"

#include <math.h>
#include <string.h>

enum { ROWS = 60 }; /* points in a text; of more, those that matter */

/* What a point is, in front of its line. */
static const char *mark_of(const struct page *page, const struct report_study *s, unsigned i)
{
  const struct report_point *p = &s->point[i];
  if ((int)i == s->best) return page->style.utf8 && !page->style.spoken ? "★ best" : "best";
  if (p->front) return page->style.utf8 && !page->style.spoken ? "● front" : "front";
  return "";
}

static const char *remark_of(const struct report_point *p)
{
  if (p->why) return "no result";
  if (p->left_out) return "left out";
  return p->status == REPORT_STOPPED ? "not proven" : p->status == REPORT_BOUNDED ? "within the gap" : "";
}

/* ---- columns ---- */

/* A study that measures nothing shows what its runs come to. */
static bool shows_totals(const struct report_study *s) { return !s->values; }

/* Values for which the table has room, besides the number, the mark and the remark. */
static unsigned values_shown(const struct report_study *s)
{
  enum { OTHERS = 3 };
  unsigned room = s->sweeps + OTHERS < TABLE_COLUMNS ? TABLE_COLUMNS - s->sweeps - OTHERS : 0;
  return s->values < room ? s->values : room;
}

static unsigned sweeps_shown(const struct report_study *s)
{
  enum { MOST = TABLE_COLUMNS / 2 };
  return s->sweeps < MOST ? s->sweeps : MOST;
}

static bool is_text(const struct report_study *s, bool swept, unsigned i)
{
  for (unsigned p = 0; p < s->points; p++)
    if ((swept ? s->point[p].at : s->point[p].value)[i].text) return true;
  return false;
}

static void start_table(struct page *page, const struct report_study *s, struct table *t)
{
  char columns[TABLE_COLUMNS + 1];
  unsigned n = 0, values = values_shown(s);
  columns[n++] = 'r';
  for (unsigned i = 0; i < sweeps_shown(s); i++) columns[n++] = is_text(s, true, i) ? 'l' : 'p';
  for (unsigned i = 0; i < values; i++) columns[n++] = is_text(s, false, i) ? 'l' : 'p';
  for (unsigned i = 0; shows_totals(s) && i < 3; i++) columns[n++] = 'p';
  columns[n++] = 'l', columns[n++] = 'l';
  columns[n] = '\0';
  table_init(t, columns);
  t->headings = true;
  table_add(t, LOOK_FAINT, "point");
  for (unsigned i = 0; i < sweeps_shown(s); i++) table_add(t, LOOK_FAINT, page_safe(page, s->sweep[i]));
  for (unsigned i = 0; i < values; i++) table_add(t, LOOK_FAINT, page_safe(page, s->measure[i]));
  static const char *const TOTALS[] = {"energy", "time", "cycles"};
  for (unsigned i = 0; shows_totals(s) && i < 3; i++) table_add(t, LOOK_FAINT, TOTALS[i]);
  table_add(t, LOOK_FAINT, "");
  table_add(t, LOOK_FAINT, "");
}

static void add_point(struct page *page, struct table *t, const struct report_study *s, unsigned i)
{
  const struct report_point *p = &s->point[i];
  enum table_look look = p->front || (int)i == s->best ? LOOK_STRONG : p->runs ? LOOK_PLAIN : LOOK_FAINT;
  table_add(t, look, page_count(page, p->number));
  for (unsigned k = 0; k < sweeps_shown(s); k++) table_add(t, look, page_value(page, &p->at[k]));
  for (unsigned k = 0; k < values_shown(s); k++)
    table_add(t, look, p->runs ? page_value(page, &p->value[k]) : "");
  if (shows_totals(s)) {
    table_add(t, look, p->runs ? page_energy(page, p->energy_pJ) : "");
    table_add(t, look, p->runs ? page_time(page, p->seconds) : "");
    table_add(t, look, p->runs ? page_number(page, p->cycles) : "");
  }
  table_add(t, LOOK_GOOD, mark_of(page, s, i));
  table_add(t, p->why || p->left_out ? LOOK_FAINT : LOOK_NOTICE, remark_of(p));
}

/* ---- which points ---- */

static bool matters(const struct report_study *s, unsigned i)
{
  return s->point[i].front || (int)i == s->best;
}

static unsigned without_result(const struct report_study *s)
{
  unsigned n = 0;
  for (unsigned i = 0; i < s->points; i++) n += !s->point[i].runs;
  return n;
}

/* "24 points, 6 left out before, 2 without a result". */
static const char *counts_text(struct page *page, const struct report_study *s)
{
  struct strbuf b = {0};
  uint64_t before = s->combinations - s->points;
  unsigned none = without_result(s);
  strbuf_printf(&b, "%s point%s", page_count(page, s->combinations), s->combinations == 1 ? "" : "s");
  if (before) strbuf_printf(&b, ", %s left out by `where`", page_count(page, before));
  if (none) strbuf_printf(&b, ", %u without a result", none);
  return strbuf_take(&b, &page->arena);
}

static const char *list_text(struct page *page, const char *const *name, unsigned n)
{
  struct strbuf b = {0};
  for (unsigned i = 0; i < n; i++) strbuf_printf(&b, "%s%s", i ? ", " : "", name[i]);
  return page_safe(page, strbuf_take(&b, &page->arena));
}

static void put_paragraph(struct page *page, const char *text)
{
  if (page->html) {
    strbuf_puts(page->out, "<p>");
    html_text(page->out, text);
    strbuf_puts(page->out, "</p>\n");
  } else {
    strbuf_printf(page->out, "  %s\n", text);
  }
}

static void put_outcome(struct page *page, const struct report_study *s)
{
  if (s->fronts)
    put_paragraph(page, arena_printf(&page->arena, "front: %u point%s that no other beats in all of %s",
                                     s->on_front, s->on_front == 1 ? "" : "s",
                                     list_text(page, s->front, s->fronts)));
  if (s->best >= 0)
    put_paragraph(page, arena_printf(&page->arena, "best: point %s has the least %s",
                                     page_count(page, s->point[s->best].number),
                                     list_text(page, s->least, s->leasts)));
}

/* ---- the drawing ---- */

/* What `pareto` names, by its name, at a point: a measure, or a sum of the runs; NAN. */
static double quantity(const struct report_study *s, const struct report_point *p, const char *name,
                       struct dim *dim)
{
  if (*name == '-') name++;
  for (unsigned i = 0; i < s->values; i++)
    if (!strcmp(s->measure[i], name)) {
      *dim = p->value[i].dim;
      return p->value[i].text ? NAN : p->value[i].number;
    }
  *dim = DIM_NONE;
  return NAN;
}

/* Texts of values in base units, for scales. */
typedef const char *(*scale_text)(struct page *page, double v);

static const char *plain_text(struct page *page, double v) { return arena_printf(&page->arena, "%.3g", v); }
static const char *energy_text(struct page *page, double J) { return page_energy(page, 1e12 * J); }
static const char *area_text(struct page *page, double m2) { return page_area(page, 1e12 * m2); }

static scale_text text_of(struct dim dim)
{
  static const struct dim energy = {.e = {[U_ENERGY] = 1}}, time = {.e = {[U_TIME] = 1}},
                          area = {.e = {[U_LENGTH] = 2}};
  return dim_equal(dim, energy) ? energy_text : dim_equal(dim, time) ? page_time
       : dim_equal(dim, area) ? area_text : plain_text;
}

struct scatter {
  const struct report_study *study;
  struct axes axes;
  struct dim dim[2];
  unsigned shown;
};

static bool place(struct scatter *d, const struct report_point *p, double *x, double *y)
{
  *x = quantity(d->study, p, d->study->front[0], &d->dim[0]);
  *y = quantity(d->study, p, d->study->front[1], &d->dim[1]);
  return p->runs && *x > 0 && *y > 0 && isfinite(*x) && isfinite(*y);
}

static const char *axis_text(struct page *page, const struct scatter *d, unsigned axis)
{
  const char *name = d->study->front[axis];
  if (*name == '-') name++;
  const char *unit = dim_is_none(d->dim[axis]) || text_of(d->dim[axis]) != plain_text
                       ? "" : dim_symbol(d->dim[axis], d->study->point[0].value[0].units, &page->arena);
  return page_safe(page, arena_printf(&page->arena, *unit ? "%s (%s)" : "%s", name, unit));
}

static void draw_points(struct page *page, struct scatter *d, bool front)
{
  double x, y;
  for (unsigned i = 0; i < d->study->points; i++) {
    const struct report_point *p = &d->study->point[i];
    if (p->front != front || !place(d, p, &x, &y)) continue;
    strbuf_printf(page->out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"><title>point %s",
                  front ? "point" : "none", axes_x(&d->axes, x), axes_y(&d->axes, y), front ? 5 : 3,
                  page_count(page, p->number));
    for (unsigned k = 0; k < d->study->sweeps; k++) {
      strbuf_puts(page->out, k ? ", " : ": ");
      html_text(page->out, arena_printf(&page->arena, "%s %s", d->study->sweep[k],
                                        page_value(page, &p->at[k])));
    }
    strbuf_puts(page->out, "</title></circle>\n");
  }
}

static void draw_study(struct page *page, const struct report_study *s)
{
  enum { FEWEST = 3 };
  struct scatter d = {.study = s, .axes = axes_init(page)};
  double x, y;
  if (s->fronts < 2) return;
  for (unsigned i = 0; i < s->points; i++)
    if (place(&d, &s->point[i], &x, &y)) axes_show(&d.axes, x, y), d.shown++;
  if (d.shown < FEWEST) return;
  strbuf_puts(page->out, "<div class=\"charts\">\n");
  figure_open(page, &(struct figure){
    .heading = "Points", .height = AXES_HEIGHT,
    .label = "Points of the study by the first two measures of its front",
    .remark = "of the large ones no other is better in all that the front is of"});
  axes_draw(&d.axes, axis_text(page, &d, 0), axis_text(page, &d, 1), text_of(d.dim[0]),
            text_of(d.dim[1]));
  draw_points(page, &d, false);
  draw_points(page, &d, true);
  figure_close(page);
  strbuf_puts(page->out, "</div>\n");
}

/* ---- all of it ---- */

static void put_points(struct page *page, const struct report_study *s)
{
  struct table t;
  bool all = page->html || s->points <= ROWS;
  unsigned hidden = 0, more = s->values - values_shown(s);
  start_table(page, s, &t);
  for (unsigned i = 0; i < s->points; i++)
    if (all || matters(s, i) || t.cells.n < ROWS * t.columns) add_point(page, &t, s, i);
    else hidden++;
  page_table(page, "points", counts_text(page, s), &t);
  if (hidden) put_paragraph(page, arena_printf(&page->arena, "and %u points more: the other forms of the "
                                               "report have all", hidden));
  if (more) put_paragraph(page, arena_printf(&page->arena, "and %u measures more: the other forms of the "
                                             "report have all", more));
}

/* The same reason holds at many points; a few reasons are told. */
static void put_reasons(struct page *page, const struct report_study *s)
{
  enum { REASONS = 5 };
  const char *told[REASONS];
  unsigned n = 0;
  for (unsigned i = 0; i < s->points && n < REASONS; i++) {
    const char *why = s->point[i].why;
    unsigned k = 0;
    while (why && k < n && strcmp(told[k], why) != 0) k++;
    if (!why || k < n) continue;
    told[n++] = why;
    put_paragraph(page, page_safe(page, arena_printf(&page->arena, "no result at point %s: %s",
                                                     page_count(page, s->point[i].number), why)));
  }
}

void page_study(struct page *page, const struct report_study *s)
{
  const char *title = page_safe(page, arena_printf(&page->arena, "study %s", s->name));
  if (page->html) {
    strbuf_puts(page->out, "<section class=\"study\"><h2>");
    html_name(page->out, title);
    strbuf_puts(page->out, "</h2>\n");
  } else {
    look_write(page->out, LOOK_STRONG, title, page->style.color);
    strbuf_putc(page->out, '\n');
  }
  put_outcome(page, s);
  page_expectations(page, s->expectation, s->expectations);
  if (page->html) draw_study(page, s);
  put_points(page, s);
  put_reasons(page, s);
  if (page->html) strbuf_puts(page->out, "</section>\n");
}

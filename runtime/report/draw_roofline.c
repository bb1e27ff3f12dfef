/* How many computes a cycle each run comes to, by how many it makes of each byte that leaves or
 * comes to the outermost memory; and what the computes and that memory allow. (S. Williams,
 * A. Waterman, D. Patterson, "Roofline", CACM 52(4), 2009.) */
#include "runtime/report/axes.h"
#include "runtime/report/html.h"

#include <math.h>
#include <string.h>


enum { MOST_LABELS = 32, LABEL_COLUMNS = 28, LABEL_HEIGHT = 13 };

/* A text in the drawing, and the room that it takes. */
struct label {
  double left, right, base;
};

struct roofline {
  struct page *page;
  const struct report *report;
  double *bandwidth;          /* by run; bytes a cycle */
  struct axes axes;
  unsigned labels, roofs;
  struct label label[MOST_LABELS]; /* that there are already */
  double roof[MOST_LABELS];   /* where their flat parts lie */
};

struct point {
  double intensity, rate;     /* computes of a byte, and of a cycle */
};

static const struct level_result *outermost(const struct report_run *run)
{
  for (unsigned i = 0; i < run->result->levels; i++)
    if (run->arch->node[run->result->level[i].node].kind == MODEL_MEMORY)
      return &run->result->level[i];
  return NULL;
}

static struct point point_of(const struct report_run *run)
{
  const struct level_result *l = outermost(run);
  double bits = 0;
  for (unsigned t = 0; l && t < run->result->tensors; t++) {
    bits += level_moved(run, l, t) * level_word_bits(run, l, t);
  }
  return (struct point){result_computes(run->result) * 8 / bits,
                        result_computes(run->result) / (double)run->result->cycles};
}

static double peak_of(const struct report_run *run)
{
  const struct level_result *l = &run->result->level[run->result->levels - 1];
  return run->arch->node[l->node].compute.rate * (double)l->instances;
}

/* Bytes a cycle of the outermost memory for what a run reads and writes of it; INFINITY: no limit. */
static double own_bandwidth(const struct report_run *run)
{
  const struct level_result *l = outermost(run);
  const struct model_memory *m = &run->arch->node[l->node].memory;
  double read = 0, written = 0;
  for (unsigned t = 0; t < run->result->tensors; t++) {
    double word = level_word_bits(run, l, t);
    read += (double)l->tensor[t].reads * word;
    written += (double)(l->tensor[t].fills + l->tensor[t].updates) * word;
  }
  double cycles = fmax(fmax(read / m->read_rate, written / m->write_rate),
                       (read + written) / m->shared_rate);
  return cycles > 0 ? (read + written) / cycles / 8 * (double)l->instances : INFINITY;
}

static bool same_memory(const struct report_run *a, const struct report_run *b)
{
  const struct model_memory *x = &a->arch->node[outermost(a)->node].memory;
  const struct model_memory *y = &b->arch->node[outermost(b)->node].memory;
  return !strcmp(a->arch_name, b->arch_name) && !(x->read_rate < y->read_rate) &&
         !(x->read_rate > y->read_rate) && !(x->write_rate < y->write_rate) &&
         !(x->write_rate > y->write_rate);
}

/* The most of that which any run on the same machine gets, so that they have one roof. */
static void find_bandwidths(struct roofline *r, const struct report *report)
{
  r->report = report;
  r->bandwidth = ARENA_ARRAY(&r->page->arena, double, report->runs);
  for (unsigned i = 0; i < report->runs; i++) r->bandwidth[i] = own_bandwidth(&report->run[i]);
  for (unsigned i = 0; i < report->runs; i++)
    for (unsigned k = 0; k < i; k++)
      if (same_memory(&report->run[i], &report->run[k]))
        r->bandwidth[i] = r->bandwidth[k] = fmax(r->bandwidth[i], r->bandwidth[k]);
  for (unsigned i = report->runs; i--;) /* the last of a machine knows the most of all */
    for (unsigned k = 0; k < i; k++)
      if (same_memory(&report->run[i], &report->run[k])) r->bandwidth[k] = r->bandwidth[i];
}

static double bandwidth_of(const struct roofline *r, const struct report_run *run)
{
  return r->bandwidth[run - r->report->run];
}

static double at_x(const struct roofline *r, double v) { return axes_x(&r->axes, v); }

static double at_y(const struct roofline *r, double v) { return axes_y(&r->axes, v); }

static void find_edges(struct roofline *r, const struct report *report)
{
  r->axes = axes_init(r->page);
  find_bandwidths(r, report);
  for (unsigned i = 0; i < report->runs; i++) {
    const struct report_run *run = &report->run[i];
    struct point p = point_of(run);
    double ridge = peak_of(run) / bandwidth_of(r, run);
    axes_show(&r->axes, p.intensity, p.rate);
    axes_show_y(&r->axes, peak_of(run));
    if (ridge > 0) axes_show_x(&r->axes, ridge);
  }
}

/* ---- names ---- */

static bool has_room(const struct roofline *r, const struct label *l)
{
  if (l->left < r->axes.left || l->right > r->axes.right ||
      l->base < r->axes.top + LABEL_HEIGHT || l->base > r->axes.bottom || r->labels == MOST_LABELS)
    return false;
  for (unsigned i = 0; i < r->labels; i++)
    if (l->left < r->label[i].right && r->label[i].left < l->right &&
        fabs(l->base - r->label[i].base) < LABEL_HEIGHT)
      return false;
  for (unsigned i = 0; i < r->roofs; i++)
    if (l->base - 10 < r->roof[i] && r->roof[i] < l->base + 4) return false;
  return true;
}

/* Where there is room for a name near a point: on the right, on the left, below or above; where
 * there is none, pointing at it tells. */
static void put_label(struct roofline *r, double x, double y, const char *name)
{
  const char *text = figure_text(r->page, name, LABEL_COLUMNS);
  double wide = text_width(text);
  const struct label at[] = {
    {x + 9, x + 9 + wide, y + 4}, {x - 9 - wide, x - 9, y + 4},
    {x - wide / 2, x + wide / 2, y + 18}, {x - wide / 2, x + wide / 2, y - 9},
    {x - wide / 2, x + wide / 2, y + 31}};
  for (unsigned i = 0; i < sizeof at / sizeof *at; i++) {
    if (!has_room(r, &at[i])) continue;
    r->label[r->labels++] = at[i];
    draw_label(r->page, at[i].left, at[i].base, ANCHOR_START, "small", text);
    return;
  }
}

/* ---- roofs ---- */

/* What the architecture of a run allows. */
static void draw_roof(const struct roofline *r, const struct report_run *run)
{
  double peak = peak_of(run), bandwidth = bandwidth_of(r, run), left = pow(10, r->axes.x0);
  double ridge = fmin(fmax(peak / bandwidth, left), pow(10, r->axes.x1));
  strbuf_printf(r->page->out, "<path class=\"roof\" d=\"M%.1f %.1f", at_x(r, left),
                at_y(r, fmax(fmin(peak, left * bandwidth), pow(10, r->axes.y0))));
  if (bandwidth * left < pow(10, r->axes.y0)) /* the slope comes in from below */
    strbuf_printf(r->page->out, " M%.1f %.1f", at_x(r, pow(10, r->axes.y0) / bandwidth),
                  at_y(r, pow(10, r->axes.y0)));
  strbuf_printf(r->page->out, " L%.1f %.1f H%.1f\"><title>", at_x(r, ridge), at_y(r, peak), r->axes.right);
  html_text(r->page->out, run->arch_name);
  strbuf_printf(r->page->out, ": at most %s computes a cycle", page_number(r->page, peak));
  if (isfinite(bandwidth))
    strbuf_printf(r->page->out, ", and %s bytes a cycle", page_number(r->page, bandwidth));
  strbuf_puts(r->page->out, "</title></path>\n");
}

/* ---- points ---- */

/* No name lies on a point. */
static void keep_clear(struct roofline *r, const struct report_run *run)
{
  struct point p = point_of(run);
  double x = at_x(r, p.intensity), y = at_y(r, p.rate);
  if (r->labels < MOST_LABELS) r->label[r->labels++] = (struct label){x - 6, x + 6, y + 5};
}

static void draw_point(const struct roofline *r, const struct report_run *run)
{
  struct point p = point_of(run);
  strbuf_printf(r->page->out, "<circle class=\"point\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"><title>",
                at_x(r, p.intensity), at_y(r, p.rate));
  html_text(r->page->out, run->name);
  strbuf_printf(r->page->out, ": %s computes a cycle, %s for each byte</title></circle>\n",
                page_number(r->page, p.rate), page_number(r->page, p.intensity));
}

static bool can_be_drawn(const struct report *report)
{
  for (unsigned i = 0; i < report->runs; i++) {
    if (!outermost(&report->run[i])) return false;
    struct point p = point_of(&report->run[i]);
    if (!(p.intensity > 0) || !isfinite(p.intensity) || !(p.rate > 0)) return false;
    if (!isfinite(peak_of(&report->run[i]))) return false;
  }
  return report->runs > 0;
}

/* Roofs that several runs share are drawn once. */
static bool drawn_before(const struct roofline *r, unsigned run)
{
  const struct report *report = r->report;
  const struct report_run *own = &report->run[run];
  for (unsigned i = 0; i < run; i++)
    if (!strcmp(report->run[i].arch_name, own->arch_name) &&
        !(peak_of(&report->run[i]) < peak_of(own)) && !(peak_of(&report->run[i]) > peak_of(own)) &&
        !(bandwidth_of(r, &report->run[i]) < bandwidth_of(r, own)) &&
        !(bandwidth_of(r, &report->run[i]) > bandwidth_of(r, own)))
      return true;
  return false;
}

/* How much the computes can do, if that is the same for all: above the roof or below it, where no
 * point is. */
static void draw_peak(struct roofline *r, const struct report *report)
{
  double peak = peak_of(&report->run[0]), y = at_y(r, peak);
  for (unsigned i = 1; i < report->runs; i++)
    if (peak_of(&report->run[i]) < peak || peak_of(&report->run[i]) > peak) return;
  const char *text = arena_printf(&r->page->arena, "at most %s a cycle", short_count(r->page, peak));
  const double bases[] = {y - 6, y + 16};
  for (unsigned i = 0; i < 2; i++) {
    struct label at = {r->axes.right - text_width(text), r->axes.right, bases[i]};
    if (!has_room(r, &at)) continue;
    r->label[r->labels++] = at;
    draw_text(r->page, at.right, at.base, ANCHOR_END, "small faint", text);
    return;
  }
}

/* Few enough for names to be told apart. */
static void name_points(struct roofline *r, const struct report *report)
{
  if (2 * report->runs > MOST_LABELS - 1) return;
  for (unsigned i = 0; i < report->runs; i++) keep_clear(r, &report->run[i]);
  draw_peak(r, report);
  for (unsigned i = 0; i < report->runs; i++)
    if (!drawn_before(r, i)) r->roof[r->roofs++] = at_y(r, peak_of(&report->run[i]));
  for (unsigned i = 0; report->runs > 1 && i < report->runs; i++) {
    struct point p = point_of(&report->run[i]);
    put_label(r, at_x(r, p.intensity), at_y(r, p.rate), report->run[i].name);
  }
}

void draw_roofline(struct page *page, const struct report *report)
{
  struct roofline r = {.page = page};
  if (!can_be_drawn(report)) return;
  find_edges(&r, report);
  figure_open(page, &(struct figure){
    .heading = "Roofline", .label = "Roofline of all runs", .height = AXES_HEIGHT,
    .remark = "in computes a cycle: what the computes and the outermost memory allow, and what runs "
              "come to"});
  axes_draw(&r.axes, "computes for each byte of the outermost memory", "computes a cycle", short_count,
            short_count);
  for (unsigned i = 0; i < report->runs; i++)
    if (!drawn_before(&r, i)) draw_roof(&r, &report->run[i]);
  for (unsigned i = 0; i < report->runs; i++) draw_point(&r, &report->run[i]);
  name_points(&r, report);
  figure_close(page);
}

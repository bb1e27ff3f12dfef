/* What moves between the levels: a lane for each tensor, from the outermost memory at the top to
 * the computes at the bottom. */
#include "runtime/report/draw.h"
#include "runtime/report/html.h"

#include <math.h>

enum { NAMES = 84, LANE = 84, HEAD = 34, STEP = 58, BELOW = 30, STOPS = 32, DOT = 5, WIDEST = 12 };

struct flow_drawing {
  struct page *page;
  const struct report_run *run;
  unsigned stops;                       /* memories and the computes */
  const struct level_result *stop[STOPS];
  unsigned across;                      /* lanes beside each other; more begin another block */
};

static unsigned block_height(const struct flow_drawing *d)
{
  return HEAD + STEP * (d->stops - 1) + BELOW;
}

static unsigned blocks(const struct flow_drawing *d)
{
  return (d->run->einsum->tensors + d->across - 1) / d->across;
}

static double stop_y(const struct flow_drawing *d, unsigned tensor, unsigned stop)
{
  return tensor / d->across * block_height(d) + HEAD + STEP * stop;
}

static double lane_width(const struct flow_drawing *d)
{
  unsigned n = d->run->einsum->tensors;
  return (figure_width(d->page) - NAMES) / (double)(n < d->across ? n : d->across);
}

static double lane_x(const struct flow_drawing *d, unsigned tensor)
{
  return NAMES + lane_width(d) * (tensor % d->across + 0.5);
}

static const char *name_of(const struct flow_drawing *d, unsigned stop)
{
  return d->run->arch->node[d->stop[stop]->node].name;
}

/* Where bands of a lane run; what they are worth stands right of them. */
static double band_x(const struct flow_drawing *d, unsigned tensor) 
{
  return lane_x(d, tensor) - 30;
}

/* Words of all instances that go one way between two stops; `aside` of where others run. */
static void draw_link(const struct flow_drawing *d, unsigned t, unsigned from, unsigned to,
                      double words, double aside)
{
  struct page *page = d->page;
  bool inwards = to > from;
  unsigned outer = inwards ? from : to, inner = inwards ? to : from;
  double top = stop_y(d, t, outer) + DOT + 2, bottom = stop_y(d, t, inner) - DOT - 2;
  double thick = fmin(2 + fmax(log10(words), 0), WIDEST), x = band_x(d, t);
  if (!(words > 0)) return;
  box_open(page, html_tensor_class((int)t),
           (struct box){x + aside - thick / 2, top, thick, bottom - top}, 0.8);
  html_text(page->out, d->run->einsum->tensor[t].name);
  strbuf_puts(page->out, " from ");
  html_text(page->out, name_of(d, from));
  strbuf_puts(page->out, " to ");
  html_text(page->out, name_of(d, to));
  strbuf_printf(page->out, ": %s words", page_number(page, words));
  box_close(page);
  double below = aside < 0 || aside > 0 ? inwards ? -3 : 12 : 4; /* of two, one stands above */
  draw_label(page, x + 14, (top + bottom) / 2 + below, ANCHOR_START, "",
            arena_printf(&page->arena, "%s %s", inwards ? "\u2193" : "\u2191",
                         short_count(page, words)));
}

/* What a memory hands to the next stop that keeps the tensor, and what comes back. */
static void draw_links(const struct flow_drawing *d, unsigned t, unsigned outer, unsigned inner)
{
  struct crossing words = level_crossing(d->run, d->stop[inner], t);
  double aside = words.inwards > 0 && words.outwards > 0 ? WIDEST / 2.0 + 1 : 0;
  draw_link(d, t, outer, inner, words.inwards, -aside);
  draw_link(d, t, inner, outer, words.outwards, aside);
}

static void draw_lane(const struct flow_drawing *d, unsigned t)
{
  struct page *page = d->page;
  int outer = -1;
  draw_name(page, band_x(d, t) - DOT, stop_y(d, t, 0) - 18, ANCHOR_START, "strong",
            d->run->einsum->tensor[t].name, lane_width(d) - 12);
  for (unsigned i = 0; i < d->stops; i++) {
    bool stops = i + 1 == d->stops || d->stop[i]->tensor[t].kept;
    strbuf_printf(page->out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"/>\n",
                  stops ? html_tensor_class((int)t) : "track", band_x(d, t), stop_y(d, t, i),
                  stops ? DOT : 2);
    if (!stops) continue;
    if (outer >= 0) draw_links(d, t, (unsigned)outer, i);
    outer = (int)i;
  }
}

static void draw_stops(const struct flow_drawing *d, unsigned block)
{
  for (unsigned i = 0; i < d->stops; i++) {
    double y = stop_y(d, block * d->across, i);
    draw_name(d->page, 0, y + 4, ANCHOR_START, "", name_of(d, i), NAMES - 6);
    strbuf_printf(d->page->out, "<line class=\"axis\" x1=\"%d\" y1=\"%.1f\" x2=\"%u\" y2=\"%.1f\" "
                                "opacity=\"0.3\"/>\n", NAMES, y, figure_width(d->page), y);
  }
}

static void find_stops(struct flow_drawing *d)
{
  const struct report_run *run = d->run;
  for (unsigned i = 0; i < run->result->levels; i++) {
    const struct level_result *l = &run->result->level[i];
    enum model_kind kind = run->arch->node[l->node].kind;
    bool stops = kind == MODEL_MEMORY || kind == MODEL_COMPUTE;
    if (stops && d->stops < STOPS) d->stop[d->stops++] = l;
  }
}

void draw_flow(struct page *page, const struct report_run *run)
{
  struct flow_drawing d = {.page = page, .run = run};
  find_stops(&d);
  if (d.stops < 2) return;
  d.across = (figure_width(page) - NAMES) / LANE;
  figure_open(page, &(struct figure){
    .heading = "Movement", .run = run, .label = "Words that move between levels",
    .remark = "in words, that all instances hand on; bands grow with the logarithm",
    .height = blocks(&d) * block_height(&d)});
  for (unsigned i = 0; i < blocks(&d); i++) draw_stops(&d, i);
  for (unsigned t = 0; t < run->einsum->tensors; t++) draw_lane(&d, t);
  figure_close(page);
}

/* What moves between the levels: a lane for each tensor, from the outermost memory on the left to
 * the computes on the right. */
#include "runtime/report/html.h"

#include <math.h>
#include <string.h>

enum { WIDTH = FIGURE_WIDTH, MARGIN = 70, HEAD = 30, LANE = 56 };

struct flow_drawing {
  struct page *page;
  const struct report_run *run;
  unsigned stops;                       /* memories and the computes */
  const struct level_result *stop[32];
};

static double place(const struct flow_drawing *d, unsigned stop)
{
  return MARGIN + (WIDTH - 2.0 * MARGIN) * stop / (d->stops - 1);
}

/* 1,966,080 as 1.97 M. */
static const char *short_count(struct page *page, double n)
{
  static const char *const PREFIX[] = {"", " k", " M", " G", " T", " P", " E"};
  unsigned k = 0;
  while (n >= 999.5 && k + 1 < sizeof PREFIX / sizeof *PREFIX) n /= 1000, k++;
  return arena_printf(&page->arena, "%.*f%s", n == trunc(n) ? 0 : n < 10 ? 2 : n < 100 ? 1 : 0, n,
                      PREFIX[k]);
}

static const char *name_of(const struct flow_drawing *d, unsigned stop)
{
  return d->run->arch->node[d->stop[stop]->node].name;
}

/* Words of all instances that go one way between two stops. */
static void draw_link(const struct flow_drawing *d, unsigned t, unsigned from, unsigned to,
                      double words, double y)
{
  struct page *page = d->page;
  double x = fmin(place(d, from), place(d, to)), length = fabs(place(d, to) - place(d, from));
  double thick = 1 + 1.2 * fmax(log10(words), 0);
  bool inwards = to > from;
  if (!(words > 0)) return;
  strbuf_printf(page->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                           "opacity=\"0.8\"><title>", html_tensor_class((int)t), x + 8,
                y - thick / 2, length - 16, thick);
  html_text(page->out, d->run->einsum->tensor[t].name);
  strbuf_puts(page->out, " from ");
  html_text(page->out, name_of(d, from));
  strbuf_puts(page->out, " to ");
  html_text(page->out, name_of(d, to));
  strbuf_printf(page->out, ": %s words</title></rect>\n", page_number(page, words));
  strbuf_printf(page->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s%s%s</text>\n",
                x + length / 2, inwards ? y - thick / 2 - 3 : y + thick / 2 + 11,
                inwards ? "" : "\u2190 ", short_count(page, words), inwards ? " \u2192" : "");
}

/* What a memory hands to the next stop that keeps the tensor, and what comes back. */
static void draw_links(const struct flow_drawing *d, unsigned t, unsigned outer, unsigned inner,
                       double y)
{
  const struct level_result *out = d->stop[outer], *in = d->stop[inner];
  bool output = d->run->einsum->tensor[t].output, last = inner + 1 == d->stops;
  const struct tensor_result *sent = &out->tensor[t];
  double reads = (double)sent->reads * out->instances_used;
  double updates = (double)sent->updates * out->instances_used;
  double fills = last ? reads : (double)in->tensor[t].fills * in->instances_used;
  draw_link(d, t, outer, inner, output ? reads : fills, output ? y - 6 : y);
  if (output) draw_link(d, t, inner, outer, updates, y + 6);
}

static void draw_lane(const struct flow_drawing *d, unsigned t)
{
  struct page *page = d->page;
  double y = HEAD + LANE * (t + 0.5);
  int outer = -1;
  strbuf_printf(page->out, "<text class=\"faint\" x=\"4\" y=\"%.1f\">", y - LANE / 2.0 + 12);
  html_text(page->out, d->run->einsum->tensor[t].name);
  strbuf_puts(page->out, "</text>\n");
  for (unsigned i = 0; i < d->stops; i++) {
    bool stops = i + 1 == d->stops || d->stop[i]->tensor[t].kept;
    strbuf_printf(page->out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"/>\n",
                  stops ? html_tensor_class((int)t) : "track", place(d, i), y, stops ? 6 : 3);
    if (!stops) continue;
    if (outer >= 0) draw_links(d, t, (unsigned)outer, i, y);
    outer = (int)i;
  }
}

static void find_stops(struct flow_drawing *d)
{
  const struct report_run *run = d->run;
  for (unsigned i = 0; i < run->result->levels; i++) {
    const struct level_result *l = &run->result->level[i];
    enum model_kind kind = run->arch->node[l->node].kind;
    if (d->stops < 32 && (kind == MODEL_MEMORY || kind == MODEL_COMPUTE)) d->stop[d->stops++] = l;
  }
}

void draw_flow(struct page *page, const struct report_run *run)
{
  struct flow_drawing d = {.page = page, .run = run};
  find_stops(&d);
  if (d.stops < 2) return;
  figure_open(page, &(struct figure){
    .heading = "Movement", .run = run, .label = "Words that move between levels",
    .remark = "words that all instances hand on; bands grow with the logarithm",
    .height = HEAD + LANE * run->einsum->tensors});
  for (unsigned i = 0; i < d.stops; i++) {
    strbuf_printf(page->out, "<line class=\"axis\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%u\" "
                             "opacity=\"0.3\"/>\n<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">",
                  place(&d, i), HEAD - 8, place(&d, i), HEAD + LANE * run->einsum->tensors,
                  place(&d, i), 14 + (d.stops > 7 && i % 2 ? 10 : 0));
    html_text(page->out, name_of(&d, i));
    strbuf_puts(page->out, "</text>\n");
  }
  for (unsigned t = 0; t < run->einsum->tensors; t++) draw_lane(&d, t);
  figure_close(page);
}

/* The architecture as boxes within boxes: what there is, how many of it, and how much is in use. */
#include "runtime/report/html.h"
#include "runtime/report/rows.h"

#include <math.h>

enum { ROW = 30, GAP = 6, BOTTOM = 8, SIDES = 32, FAN_HEAD = 24 };
enum { SHARE = 150, SHARE_HEIGHT = 18, NAME_COLUMNS = 22 };

struct arch_drawing {
  struct page *page;
  const struct report_run *run;
  double pad;           /* between the sides of an array and what is in it */
};

/* ---- how high it is ---- */

static unsigned children_height(const struct report_run *run, int parent);

static unsigned node_height(const struct report_run *run, int node)
{
  if (run->arch->node[node].kind != MODEL_ARRAY) return ROW;
  return FAN_HEAD + children_height(run, node) + BOTTOM;
}

static unsigned children_height(const struct report_run *run, int parent)
{
  unsigned height = 0;
  for (unsigned i = 0; i < run->arch->nodes; i++)
    if (run->arch->node[i].parent == parent) height += node_height(run, (int)i) + GAP;
  return height ? height - GAP : 0;
}

/* ---- boxes ---- */

static void put_box(struct page *page, const char *class, double x, double y, unsigned height)
{
  strbuf_printf(page->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                           "height=\"%u\" rx=\"5\"/>\n",
                class, x, y, FIGURE_WIDTH - 2 * x, height - 1);
}

static void open_name(struct page *page, double x, double y, const char *name)
{
  strbuf_printf(page->out, "<text x=\"%.1f\" y=\"%.1f\"><tspan class=\"strong\">", x + 10, y + 19);
  html_text(page->out, figure_text(page, name, NAME_COLUMNS));
  strbuf_puts(page->out, "</tspan><tspan class=\"faint\" dx=\"7\">");
}

static void close_name(struct page *page)
{
  strbuf_puts(page->out, "</tspan></text>\n");
}

static void put_bar(struct page *page, const char *class, double x, double y, double width)
{
  strbuf_printf(page->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                           "height=\"%d\" rx=\"2\"/>\n", class, x, y, width, SHARE_HEIGHT);
}

/* A bar behind a text, as long as its share, in one of two columns on the right. */
static void put_share(struct page *page, unsigned column, double y, double share, const char *text)
{
  double right = FIGURE_WIDTH - 10 - SIDES, x = right - (column + 1) * (SHARE + 10) + 10;
  y += (ROW - SHARE_HEIGHT) / 2.0;
  put_bar(page, "track", x, y, SHARE);
  put_bar(page, "busy share", x, y, SHARE * fmin(share, 1));
  strbuf_printf(page->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-size=\"11\">",
                x + SHARE / 2.0, y + 13);
  html_text(page->out, text);
  strbuf_puts(page->out, "</text>\n");
}

static void put_room(struct page *page, const struct report_run *run, const struct level_result *l,
                     double y)
{
  double words = level_words(run, l);
  if (isfinite(l->capacity_words))
    put_share(page, 1, y, words / l->capacity_words,
              arena_printf(&page->arena, "%s of %s words", page_number(page, words),
                           page_number(page, l->capacity_words)));
  else if (isfinite(l->capacity_bits))
    put_share(page, 1, y, l->used_bits / l->capacity_bits,
              arena_printf(&page->arena, "%s of %s bits", page_number(page, l->used_bits),
                           page_number(page, l->capacity_bits)));
}

static void put_instances(struct page *page, const struct level_result *l, double y)
{
  if (l->instances > 1)
    put_share(page, 0, y, l->instances_used / (double)l->instances,
              arena_printf(&page->arena, "%s of %s in use", page_number(page, l->instances_used),
                           page_count(page, l->instances)));
}

static void put_part(const struct arch_drawing *d, int node, double x, double y)
{
  struct page *page = d->page;
  const struct model_node *n = &d->run->arch->node[node];
  const struct level_result *l = level_at(d->run, node);
  put_box(page, "box", x, y, ROW);
  open_name(page, x, y, n->name);
  strbuf_puts(page->out, report_kind(n));
  if (n->component) {
    strbuf_puts(page->out, ", ");
    html_text(page->out, figure_text(page, n->component, NAME_COLUMNS));
  }
  close_name(page);
  if (l && n->kind == MODEL_MEMORY) put_room(page, d->run, l, y);
  if (l) put_instances(page, l, y);
}

/* ---- the tree ---- */

static void put_children(const struct arch_drawing *d, int parent, double x, double y);

static void put_fan(const struct arch_drawing *d, int node, double x, double y)
{
  struct page *page = d->page;
  const struct model_node *n = &d->run->arch->node[node];
  put_box(page, "fan", x, y, node_height(d->run, node));
  open_name(page, x, y - 2, n->name);
  for (unsigned i = 0; i < n->array.axes; i++) {
    if (i) strbuf_puts(page->out, " by ");
    html_text(page->out, n->array.axis[i].name);
    strbuf_printf(page->out, " = %s", page_count(page, n->array.axis[i].size));
  }
  close_name(page);
  put_children(d, node, x + d->pad, y + FAN_HEAD);
}

static void put_children(const struct arch_drawing *d, int parent, double x, double y)
{
  for (unsigned i = 0; i < d->run->arch->nodes; i++) {
    const struct model_node *n = &d->run->arch->node[i];
    if (n->parent != parent) continue;
    if (n->kind == MODEL_ARRAY) put_fan(d, (int)i, x, y);
    else put_part(d, (int)i, x, y);
    y += node_height(d->run, (int)i) + GAP;
  }
}

/* Arrays around an array at most. */
static unsigned depth_below(const struct report_run *run, int parent)
{
  unsigned most = 0;
  for (unsigned i = 0; i < run->arch->nodes; i++) {
    const struct model_node *n = &run->arch->node[i];
    if (n->parent != parent || n->kind != MODEL_ARRAY) continue;
    unsigned depth = 1 + depth_below(run, (int)i);
    if (depth > most) most = depth;
  }
  return most;
}

void draw_arch(struct page *page, const struct report_run *run)
{
  struct arch_drawing d = {page, run, fmin(8, SIDES / (double)depth_below(run, -1))};
  unsigned height = children_height(run, -1);
  if (!height) return;
  figure_open(page, &(struct figure){
    .heading = "Architecture", .run = run, .height = height + 2,
    .remark = "what lies in a box is there as often as the box is"});
  put_children(&d, -1, 1, 1);
  figure_close(page);
}

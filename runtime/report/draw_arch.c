/* The architecture as boxes within boxes: what there is, how many of it, and how much is in use. */
#include "runtime/report/draw.h"
#include "runtime/report/html.h"
#include "runtime/report/rows.h"

#include <math.h>

enum { LINE = 30, GAP = 6, BOTTOM = 8, SIDES = 32, FAN_HEAD = 24, SHARE = 160, SHARE_HEIGHT = 18,
       SHARE_LINE = 24, NAME = 18 };

struct arch_drawing {
  struct page *page;
  const struct report_run *run;
  double pad;           /* between the sides of an array and what is in it */
};

/* ---- how high it is ---- */

/* Whether shares stand below the name, as there is no room beside it. */
static bool is_narrow(const struct arch_drawing *d) { return figure_width(d->page) < SHEET_WIDTH; }

static bool has_room(const struct model_node *n, const struct level_result *l)
{
  return n->kind == MODEL_MEMORY && (isfinite(l->capacity_words) || isfinite(l->capacity_bits));
}

static bool has_shares(const struct arch_drawing *d, int node)
{
  const struct level_result *l = level_at(d->run, node);
  return l && (l->instances > 1 || has_room(&d->run->arch->node[node], l));
}

static unsigned children_height(const struct arch_drawing *d, int parent);

static unsigned node_height(const struct arch_drawing *d, int node)
{
  if (d->run->arch->node[node].kind != MODEL_ARRAY)
    return LINE + (is_narrow(d) && has_shares(d, node) ? SHARE_LINE : 0);
  return FAN_HEAD + children_height(d, node) + BOTTOM;
}

static unsigned children_height(const struct arch_drawing *d, int parent)
{
  unsigned height = 0;
  for (unsigned i = 0; i < d->run->arch->nodes; i++)
    if (d->run->arch->node[i].parent == parent) height += node_height(d, (int)i) + GAP;
  return height ? height - GAP : 0;
}

/* ---- boxes ---- */

struct spot { double x, y; };  /* the corner of a node's box */

static void put_box(struct page *page, const char *class, double x, double y, unsigned height)
{
  strbuf_printf(page->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%u\" rx=\"5\"/>\n",
                class, x, y, figure_width(page) - 2 * x, height - 1);
}

static void open_name(struct page *page, double x, double y, const char *name)
{
  strbuf_printf(page->out, "<text x=\"%.1f\" y=\"%.1f\"><tspan class=\"strong\">", x + 10, y + 19);
  html_text(page->out, figure_text(page, name, NAME));
  strbuf_puts(page->out, "</tspan><tspan class=\"faint\" dx=\"7\">");
}

static void close_name(struct page *page)
{
  strbuf_puts(page->out, "</tspan></text>\n");
}

/* A bar behind a text, as long as its share, in one of two columns: those on the right, or those
 * below the name. */
static void put_share(const struct arch_drawing *d, unsigned column, struct spot at, double share,
                      const char *text)
{
  double x = figure_width(d->page) - 10 - SIDES - (2 - column) * (SHARE + 10) + 10;
  double y = at.y + (LINE - SHARE_HEIGHT) / 2.0;
  if (is_narrow(d)) x = at.x + 10 + column * (SHARE + 10), y += SHARE_LINE;
  strbuf_printf(d->page->out, "<rect class=\"track\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"2\"/>\n"
                           "<rect class=\"busy share\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" "
                           "rx=\"2\"/>\n<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-size=\"11\">",
                x, y, SHARE, SHARE_HEIGHT, x, y, SHARE * fmin(share, 1), SHARE_HEIGHT, x + SHARE / 2.0,
                y + 13);
  html_text(d->page->out, text);
  strbuf_puts(d->page->out, "</text>\n");
}

/* "20 of 24 words", with prefixes where all digits are too long. */
static const char *share_text(struct page *page, double part, double whole, const char *unit)
{
  const char *text = arena_printf(&page->arena, "%s of %s %s", page_number(page, part),
                                  page_number(page, whole), unit);
  if (0.9 * text_width(text) < SHARE) return text; /* it is a little smaller */
  return arena_printf(&page->arena, "%s of %s %s", short_count(page, part),
                      short_count(page, whole), unit);
}

static void put_room(const struct arch_drawing *d, const struct level_result *l, struct spot at)
{
  bool words = isfinite(l->capacity_words);
  double part = words ? level_words(d->run, l) : l->used_bits;
  double whole = words ? l->capacity_words : l->capacity_bits;
  put_share(d, 0, at, part / whole, share_text(d->page, part, whole, words ? "words" : "bits"));
}

static void put_instances(const struct arch_drawing *d, const struct level_result *l,
                          unsigned column, struct spot at)
{
  double used = l->instances_used, all = (double)l->instances;
  put_share(d, column, at, used / all, share_text(d->page, used, all, "in use"));
}

static void put_part(const struct arch_drawing *d, int node, double x, double y)
{
  struct page *page = d->page;
  const struct model_node *n = &d->run->arch->node[node];
  const struct level_result *l = level_at(d->run, node);
  put_box(page, "box", x, y, node_height(d, node));
  open_name(page, x, y, n->name);
  strbuf_puts(page->out, report_kind(n));
  if (n->component) {
    strbuf_puts(page->out, ", ");
    html_text(page->out, figure_text(page, n->component, NAME));
  }
  close_name(page);
  bool room = l && has_room(n, l);
  if (room) put_room(d, l, (struct spot){x, y});
  if (l && l->instances > 1)
    put_instances(d, l, room || !is_narrow(d), (struct spot){x, y});
}

/* ---- the tree ---- */

static void put_children(const struct arch_drawing *d, int parent, double x, double y);

static void put_fan(const struct arch_drawing *d, int node, double x, double y)
{
  struct page *page = d->page;
  const struct model_node *n = &d->run->arch->node[node];
  double all = 1;
  put_box(page, "fan", x, y, node_height(d, node));
  open_name(page, x, y - 2, n->name);
  for (unsigned i = 0; i < n->array.axes; i++) {
    if (i) strbuf_puts(page->out, " by ");
    html_text(page->out, n->array.axis[i].name);
    strbuf_printf(page->out, " = %s", page_count(page, n->array.axis[i].size));
    all *= (double)n->array.axis[i].size;
  }
  if (n->array.axes > 1) strbuf_printf(page->out, ", %s in all", page_number(page, all));
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
    y += node_height(d, (int)i) + GAP;
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
  unsigned height = children_height(&d, -1);
  if (!height) return;
  figure_open(page, &(struct figure){
    .heading = "Architecture", .run = run, .height = height + 2,
    .remark = "what there is and how much of it is in use; what lies in a box is there as often as "
              "the box is"});
  put_children(&d, -1, 1, 1);
  figure_close(page);
}

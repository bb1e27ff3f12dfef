#include "runtime/report/draw.h"

#include "runtime/report/html.h"

#include <math.h>
#include <string.h>

/* About as wide as a letter gets on average, in the fonts that browsers have. */
static const double COLUMN = 7.4;

enum { ROW = 40, LINE = 14, BAR_TOP = 20, BAR = 12 };

/* ---- texts ---- */

static void text_open(struct page *page, double x, double y, enum anchor anchor, const char *class)
{
  static const char *const ANCHORS[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
  strbuf_puts(page->out, "<text");
  if (*class) strbuf_printf(page->out, " class=\"%s\"", class);
  strbuf_printf(page->out, " x=\"%.4g\" y=\"%.4g\"%s>", x, y, ANCHORS[anchor]);
}

void draw_text(struct page *page, double x, double y, enum anchor anchor, const char *class,
               const char *text)
{
  text_open(page, x, y, anchor, class);
  html_text(page->out, text);
  strbuf_puts(page->out, "</text>\n");
}

void draw_label(struct page *page, double x, double y, enum anchor anchor, const char *class,
                const char *text)
{
  const double letters = 0.88, above = 10, below = 3; /* what they take of the room for them */
  double width = text_width(text) * letters, shares[] = {0, 0.5, 1};
  double left = x - shares[anchor] * width;
  draw_box(page, "paper", (struct box){left, y - above, width, above + below});
  draw_text(page, x, y, anchor, class, text);
}

double text_width(const char *text)
{
  return (double)text_columns(text, strlen(text)) * COLUMN;
}

void draw_name(struct page *page, double x, double y, enum anchor anchor, const char *class,
               const char *name, double width)
{
  const char *shown = name;
  if (text_width(name) > width)
    shown = figure_text(page, name, width > COLUMN ? (size_t)(width / COLUMN) - 1 : 0);
  text_open(page, x, y, anchor, class);
  if (shown != name) {
    strbuf_puts(page->out, "<title>");
    html_text(page->out, name);
    strbuf_puts(page->out, "</title>");
  }
  html_text(page->out, shown);
  strbuf_puts(page->out, "</text>\n");
}

const char *short_count(struct page *page, double n)
{
  static const char *const PREFIX[] = {"", " k", " M", " G", " T", " P", " E"};
  unsigned k = 0;
  while (n >= 999.5 && k + 1 < sizeof PREFIX / sizeof *PREFIX) n /= 1000, k++;
  if (n < 1) return arena_printf(&page->arena, "%.3g", n);
  return arena_printf(&page->arena, "%.*f%s", n == trunc(n) ? 0 : n < 10 ? 2 : n < 100 ? 1 : 0, n,
                      PREFIX[k]);
}

/* ---- rectangles ---- */

static void put_box(struct page *page, const char *class, struct box box)
{
  strbuf_printf(page->out, "<rect class=\"%s\" x=\"%.5g\" y=\"%.5g\" width=\"%.5g\" "
                           "height=\"%.4g\"", class, box.x, box.y, box.width, box.height);
}

void draw_box(struct page *page, const char *class, struct box box)
{
  put_box(page, class, box);
  strbuf_puts(page->out, "/>\n");
}

void box_open(struct page *page, const char *class, struct box box, double opacity)
{
  put_box(page, class, box);
  if (opacity < 1) strbuf_printf(page->out, " opacity=\"%.2f\"", opacity);
  strbuf_puts(page->out, "><title>");
}

void box_close(struct page *page) { strbuf_puts(page->out, "</title></rect>\n"); }

/* ---- bars ---- */

unsigned bars_height(unsigned rows) { return rows * ROW; }

void bar_head(struct page *page, unsigned row, const char *class, const char *name,
              const char *number)
{
  double top = row * (double)ROW, width = figure_width(page);
  draw_name(page, 0, top + LINE, ANCHOR_START, class, name, width - text_width(number) - COLUMN);
  draw_text(page, width, top + LINE, ANCHOR_END, class, number);
  draw_box(page, "track", (struct box){0, top + BAR_TOP, width, BAR});
}

void bar_open(struct page *page, unsigned row, const char *class, double begin, double share,
              double opacity)
{
  double width = figure_width(page);
  struct box box = {begin * width, row * (double)ROW + BAR_TOP, share * width, BAR};
  box_open(page, class, box, opacity);
}

void bar_close(struct page *page) { box_close(page); }

#include "runtime/report/axes.h"

#include <math.h>

enum { LEFT = 70, RIGHT = 22, TOP = 14, BELOW = 46 };

struct axes axes_init(struct page *page)
{
  return (struct axes){page, INFINITY, -INFINITY, INFINITY, -INFINITY, LEFT,
                       figure_width(page) - (double)RIGHT, TOP, AXES_HEIGHT - BELOW};
}

/* Makes room for something, and a little around it. */
static void widen(double *from, double *to, double v)
{
  const double around = 0.05;
  *from = fmin(*from, floor(log10(v) - around));
  *to = fmax(*to, ceil(log10(v) + around));
}

void axes_show_x(struct axes *axes, double x) { widen(&axes->x0, &axes->x1, x); }

void axes_show_y(struct axes *axes, double y) { widen(&axes->y0, &axes->y1, y); }

void axes_show(struct axes *axes, double x, double y)
{
  axes_show_x(axes, x);
  axes_show_y(axes, y);
}

double axes_x(const struct axes *a, double x)
{
  return a->left + (a->right - a->left) * (log10(x) - a->x0) / (a->x1 - a->x0);
}

double axes_y(const struct axes *a, double y)
{
  return a->top + (a->bottom - a->top) * (a->y1 - log10(y)) / (a->y1 - a->y0);
}

static void draw_line(const struct axes *a, double x1, double y1, double x2, double y2)
{
  strbuf_printf(a->page->out, "<line class=\"axis\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" "
                              "opacity=\"0.3\"/>\n", x1, y1, x2, y2);
}

/* Marks at powers of ten, not too many; at 2 and 5 of them too, if they are few. */
struct marks {
  double from, to;
  double at[32];
  unsigned n;
};

static struct marks find_marks(double from, double to)
{
  enum { FEW = 2, MANY = 6 };
  struct marks m = {.from = from, .to = to};
  double every = ceil((to - from) / MANY);
  for (double p = from; p <= to; p += every) {
    m.at[m.n++] = pow(10, p);
    if (to - from > FEW || p >= to) continue;
    m.at[m.n++] = 2 * pow(10, p);
    m.at[m.n++] = 5 * pow(10, p);
  }
  return m;
}

void axes_draw(const struct axes *a, const char *x_is, const char *y_is,
               const char *(*x_text)(struct page *page, double v),
               const char *(*y_text)(struct page *page, double v))
{
  struct page *page = a->page;
  struct marks across = find_marks(a->x0, a->x1), up = find_marks(a->y0, a->y1);
  for (unsigned i = 0; i < across.n; i++) {
    double x = axes_x(a, across.at[i]);
    draw_line(a, x, a->top, x, a->bottom);
    draw_text(page, x, a->bottom + 16, ANCHOR_MIDDLE, "", x_text(page, across.at[i]));
  }
  for (unsigned i = 0; i < up.n; i++) {
    double y = axes_y(a, up.at[i]);
    draw_line(a, a->left, y, a->right, y);
    draw_text(page, a->left - 7, y + 4, ANCHOR_END, "", y_text(page, up.at[i]));
  }
  double middle = (a->top + a->bottom) / 2;
  draw_text(page, (a->left + a->right) / 2, AXES_HEIGHT - 8, ANCHOR_MIDDLE, "faint", x_is);
  strbuf_printf(page->out, "<text class=\"faint\" x=\"14\" y=\"%g\" text-anchor=\"middle\" "
                           "transform=\"rotate(-90 14 %g)\">%s</text>\n", middle, middle, y_is);
}

/* Inside the room: drawings of points by two quantities, both on scales of logarithms. */
#ifndef TL_REPORT_AXES_H
#define TL_REPORT_AXES_H

#include "runtime/report/draw.h"

enum { AXES_HEIGHT = 280 };

struct axes {
  struct page *page;
  double x0, x1, y0, y1;      /* powers of ten at the edges */
  double left, right, top, bottom; /* of the field */
};

/* An empty field; axes_show makes it large enough for what it is told, which must be more than
 * 0. */
struct axes axes_init(struct page *page);
void axes_show(struct axes *axes, double x, double y);
void axes_show_x(struct axes *axes, double x);
void axes_show_y(struct axes *axes, double y);

/* Where something lies, once all is told. */
double axes_x(const struct axes *axes, double x);
double axes_y(const struct axes *axes, double y);

/* Draws the scales, and what they are of.  `x_text` and `y_text` make texts of values. */
void axes_draw(const struct axes *axes, const char *x_is, const char *y_is,
               const char *(*x_text)(struct page *page, double v),
               const char *(*y_text)(struct page *page, double v));

#endif

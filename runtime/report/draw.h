/* Inside the room: what drawings are made of.  Lengths are in the units of figure.h; `class` is a
 * class of the palette, or "". */
#ifndef TL_REPORT_DRAW_H
#define TL_REPORT_DRAW_H

#include "runtime/report/figure.h"

enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };

/* Somebody's text, whose line stands on `y`. */
void draw_text(struct page *page, double x, double y, enum anchor anchor, const char *class,
               const char *text);

/* The same on a ground of its own, where lines run through. */
void draw_label(struct page *page, double x, double y, enum anchor anchor, const char *class,
                const char *text);

/* A name that takes up to `width`; of a longer one all can be read by pointing at it. */
void draw_name(struct page *page, double x, double y, enum anchor anchor, const char *class,
               const char *name, double width);

/* About how much room a text takes. */
double text_width(const char *text);

struct box { double x, y, width, height; };

/* A rectangle; an open one waits for what is told by pointing at it. */
void draw_box(struct page *page, const char *class, struct box box);
void box_open(struct page *page, const char *class, struct box box, double opacity);
void box_close(struct page *page);

/* ---- bars that fill the width, with a line above each: a name and a number ---- */

/* Height of so many rows. */
unsigned bars_height(unsigned rows);

/* The line above a bar, and the track that the bar runs on. */
void bar_head(struct page *page, unsigned row, const char *class, const char *name,
              const char *number);

/* Part of a bar, in shares of the track. */
void bar_open(struct page *page, unsigned row, const char *class, double begin, double share,
              double opacity);
void bar_close(struct page *page);

/* 1,966,080 as "1.97 M". */
const char *short_count(struct page *page, double n);

#endif

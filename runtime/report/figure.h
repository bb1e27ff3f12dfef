/* Inside the room: figures, each a drawing (SVG) with a heading, as they stand in a page of HTML
 * or on a sheet, which is a picture by itself.  What is drawn is the same. */
#ifndef TL_REPORT_FIGURE_H
#define TL_REPORT_FIGURE_H

#include "runtime/report/page.h"

/* Units in which drawings are made: a pixel, or less on a small screen. */
enum { SHEET_WIDTH = 760, PAGE_WIDTH = 420 };

/* How wide drawings are where the page, or its sheet, has them: they fill that. */
unsigned figure_width(const struct page *page);

struct figure {
  const char *heading, *remark; /* one word, and what it shows */
  const char *label;            /* the same for those who cannot see it; NULL: the heading */
  const struct report_run *run; /* that it is about; NULL: several */
  unsigned height;              /* of the drawing */
  bool tensors;                 /* a legend tells the colours of the run's tensors */
  unsigned levels;              /* … or of levels, which have those of tensors: */
  const char *const *level;     /* [levels] their names */
};

/* What is written to page->out between these two goes into the drawing. */
void figure_open(struct page *page, const struct figure *figure);
void figure_close(struct page *page);

/* A text, cut where it takes more than so many columns. */
const char *figure_text(struct page *page, const char *text, size_t columns);

/* Figures below each other, as one picture. */
struct sheet {
  const char *about;            /* what figures of several runs are about */
  unsigned height, figures;     /* so far */
};

/* Writes the picture: a file of SVG, from what was drawn on the sheet. */
void sheet_write(struct strbuf *out, const struct sheet *sheet, const char *title,
                 const char *drawn);

/* The colour of a tensor, by its number in the run: the name of a class.  Below 0: of what is done
 * for none. */
const char *html_tensor_class(int tensor);

#endif

/* Pictures in other forms than SVG. */
#ifndef TL_TOOL_PICTURE_H
#define TL_TOOL_PICTURE_H

#include "lang/base/str.h"

enum picture_form { PICTURE_SVG, PICTURE_PNG, PICTURE_PDF };

/* Draws a picture of SVG in another form.  NULL, or why it cannot be: a sentence without a
 * point. */
const char *picture_draw(struct strbuf *out, const struct strbuf *svg, enum picture_form form);

/* The version of the library that draws them, or "no". */
const char *picture_library(void);

#endif

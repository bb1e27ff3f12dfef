#include "runtime/report/figure.h"

#include "runtime/report/html.h"

#include <string.h>

enum { MARGIN = 16, TITLE = 16, LINE = 18, GAP = 28, SWATCH = 12, TITLE_COLUMNS = 84 };
enum { DIGIT = 7 }; /* about as wide is a column of text; nobody tells before it is drawn */

unsigned figure_width(const struct page *page)
{
  return page->sheet ? SHEET_WIDTH : PAGE_WIDTH;
}

const char *html_tensor_class(int tensor)
{
  static const char *const CLASSES[] = {"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"};
  enum { COLORS = sizeof CLASSES / sizeof *CLASSES };
  return tensor < 0 ? "none" : CLASSES[tensor % COLORS];
}

const char *figure_text(struct page *page, const char *text, size_t columns)
{
  size_t n = strlen(text), end = 0, used = 0;
  while (end < n && used < columns) {
    uint32_t c;
    size_t length = utf8_decode(text + end, n - end, &c);
    used += text_columns(text + end, length);
    end += length;
  }
  if (end == n) return text;
  return arena_printf(&page->arena, "%.*s\u2026", (int)end, text);
}

static const char COMPUTING[] = "computing and leaking"; /* what is done for no tensor */

/* Tells all entries of a legend to whoever writes them. */
static void visit_legend(const struct figure *f, void *context,
                         void (*visit)(void *context, const char *class, const char *name))
{
  for (unsigned i = 0; i < f->levels; i++) visit(context, html_tensor_class((int)i), f->level[i]);
  if (!f->tensors) return;
  for (unsigned t = 0; t < f->run->einsum->tensors; t++)
    visit(context, html_tensor_class((int)t), f->run->einsum->tensor[t].name);
  visit(context, html_tensor_class(-1), COMPUTING);
}

static bool has_legend(const struct figure *f) { return f->tensors || f->levels; }

/* ---- in a page ---- */

static void put_entry(void *context, const char *class, const char *name)
{
  struct page *page = context;
  strbuf_printf(page->out, "<li class=\"%s\">", class);
  html_name(page->out, name);
  strbuf_puts(page->out, "</li>");
}

static void open_in_page(struct page *page, const struct figure *f)
{
  strbuf_printf(page->out, "<figure><figcaption><b>%s</b> %s</figcaption>\n", f->heading, f->remark);
  if (has_legend(f)) {
    strbuf_puts(page->out, "<ul class=\"legend\">");
    visit_legend(f, page, put_entry);
    strbuf_puts(page->out, "</ul>\n");
  }
  strbuf_printf(page->out, "<svg viewBox=\"0 0 %d %u\" role=\"img\" aria-label=\"%s\">\n", PAGE_WIDTH,
                f->height, f->label ? f->label : f->heading);
}

/* ---- on a sheet ---- */

static void put_line(struct page *page, const char *class, unsigned size, unsigned y,
                     const char *text)
{
  strbuf_printf(page->out, "<text class=\"%s\" font-size=\"%u\" y=\"%u\">", class, size, y);
  html_text(page->out, figure_text(page, text, TITLE_COLUMNS * 14 / size));
  strbuf_puts(page->out, "</text>\n");
}

/* Swatches with names, as many in a line as there is room for. */
struct legend {
  struct page *page;
  unsigned x, y;
};

static void put_swatch(void *context, const char *class, const char *name)
{
  struct legend *l = context;
  enum { NAME_COLUMNS = 40 };
  const char *text = figure_text(l->page, name, NAME_COLUMNS);
  unsigned wide = SWATCH + 20 + DIGIT * (unsigned)text_columns(text, strlen(text));
  if (l->x && l->x + wide > SHEET_WIDTH) l->x = 0, l->y += LINE;
  strbuf_printf(l->page->out, "<rect class=\"%s\" x=\"%u\" y=\"%u\" width=\"%d\" height=\"%d\" rx=\"2\"/>\n"
                              "<text x=\"%u\" y=\"%u\">", class, l->x, l->y - 10, SWATCH, SWATCH,
                l->x + SWATCH + 5, l->y);
  html_text(l->page->out, text);
  strbuf_puts(l->page->out, "</text>\n");
  l->x += wide;
}

static unsigned put_legend(struct page *page, const struct figure *f, unsigned y)
{
  struct legend l = {page, 0, y + LINE};
  visit_legend(f, &l, put_swatch);
  return l.y;
}

static void open_on_sheet(struct page *page, const struct figure *f)
{
  struct sheet *sheet = page->sheet;
  const char *about = f->run ? page_title(page, f->run) : page_safe(page, sheet->about);
  unsigned y = TITLE;
  if (sheet->figures++) sheet->height += GAP;
  strbuf_printf(page->out, "<g transform=\"translate(%d %u)\">\n", MARGIN, MARGIN + sheet->height);
  put_line(page, "strong", 14, y, arena_printf(&page->arena, "%s of %s", f->heading, about));
  put_line(page, "faint", 12, y += LINE, f->remark);
  if (has_legend(f)) y = put_legend(page, f, y);
  strbuf_printf(page->out, "<g transform=\"translate(0 %u)\">\n", y + 10);
  sheet->height += y + 10 + f->height;
}

void figure_open(struct page *page, const struct figure *figure)
{
  if (page->sheet) open_on_sheet(page, figure);
  else open_in_page(page, figure);
}

void figure_close(struct page *page)
{
  strbuf_puts(page->out, page->sheet ? "</g></g>\n" : "</svg></figure>\n");
}

/* ---- the sheet ---- */

enum color {
#define COLOR(name, light, dark) COLOR_##name,
#define PAINT(selector, property, color)
#include "runtime/report/palette.def"
#undef COLOR
#undef PAINT
};

static const struct { const char *light, *dark; } colors[] = {
#define COLOR(name, light, dark) {light, dark},
#define PAINT(selector, property, color)
#include "runtime/report/palette.def"
#undef COLOR
#undef PAINT
};

static const struct { const char *selector, *property; enum color color; } paints[] = {
#define COLOR(name, light, dark)
#define PAINT(selector, property, color) {selector, property, COLOR_##color},
#include "runtime/report/palette.def"
#undef COLOR
#undef PAINT
  {".sheet", "fill", COLOR_paper},
};

/* Colours as they are: programs that draw pictures know nothing of variables. */
static void put_colors(struct strbuf *out, bool dark)
{
  for (size_t i = 0; i < sizeof paints / sizeof *paints; i++)
    strbuf_printf(out, "svg %s{%s:%s}\n", paints[i].selector, paints[i].property,
                  dark ? colors[paints[i].color].dark : colors[paints[i].color].light);
}

void sheet_write(struct strbuf *out, const struct sheet *sheet, const char *title,
                 const char *drawn)
{
  unsigned width = SHEET_WIDTH + 2 * MARGIN, height = sheet->height + 2 * MARGIN;
  strbuf_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
                     "viewBox=\"0 0 %u %u\" font-family=\"sans-serif\" font-size=\"12\">\n<title>",
                width, height, width, height);
  html_text(out, title);
  strbuf_printf(out, "</title>\n<style>\n%s", figure_style);
  put_colors(out, false);
  strbuf_puts(out, "@media (prefers-color-scheme:dark){\n");
  put_colors(out, true);
  strbuf_puts(out, "}\n</style>\n<rect class=\"sheet\" width=\"100%\" height=\"100%\"/>\n");
  strbuf_printf(out, "%s</svg>\n", drawn);
}

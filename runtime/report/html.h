/* Inside the room: what a page of HTML is written with.  It works without scripts and asks for
 * nothing from elsewhere. */
#ifndef TL_REPORT_HTML_H
#define TL_REPORT_HTML_H

#include "runtime/report/figure.h"

/* Somebody's text, made harmless: inside of an element or of an attribute's quotes. */
void html_text(struct strbuf *out, const char *text);

/* A name, apart from the direction of what stands around it. */
void html_name(struct strbuf *out, const char *text);

/* A table with a caption.  Bars are left out: charts show them. */
void html_table(struct strbuf *out, const char *heading, const char *remark,
                const struct table *table);

/* What stands in the page's <style> and <script>. */
extern const char html_style[], html_script[];

/* What stands in the <style> of a picture by itself, besides colours. */
extern const char figure_style[];

/* ---- charts: figures with a drawing (SVG), whose parts tell exact numbers ---- */

/* Energy by level, tensor and action. */
void chart_energy(struct page *page, const struct report_run *run);

/* How much of the time each level is busy. */
void chart_time(struct page *page, const struct report_run *run);

/* Area by level. */
void chart_area(struct page *page, const struct report_run *run);

/* How far tiles reach. */
void draw_tiles(struct page *page, const struct report_run *run);

/* The levels as boxes within boxes, and what moves between them. */
void draw_arch(struct page *page, const struct report_run *run);
void draw_flow(struct page *page, const struct report_run *run);

/* What runs come to, and what their architectures allow. */
void draw_roofline(struct page *page, const struct report *report);

/* Energy by time of runs of one workload; nothing if they are of several, or few. */
void draw_tradeoff(struct page *page, const struct report *report);

/* Energy and time of several runs, and the energy of their levels. */
void chart_runs(struct page *page, const struct report *report);

#endif

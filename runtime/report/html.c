/* The report as one page of HTML: the same numbers as in the other forms, and charts of them. */
#include "runtime/report/html.h"

#include "config.h"

#include <string.h>

enum { COLUMNS = 100 }; /* of what the compiler says */
enum { SHOWN_WHOLE = 40 }; /* so many runs; of more, these and the totals of all */

enum { VALUE_COLUMNS = 10 }; /* of a tile; longer ones are smaller */

static void put_tiles(struct page *page, const struct report_run *run)
{
  struct table t;
  page_facts(page, run, &t);
  strbuf_puts(page->out, "<ul class=\"tiles\">\n");
  for (uint32_t i = 0; i < t.cells.n; i += t.columns) {
    const struct table_cell *cell = &t.cells.at[i];
    if (!*cell[0].text) continue;
    strbuf_puts(page->out, "<li><span class=\"what\">");
    html_text(page->out, cell[0].text);
    bool is_long = text_columns(cell[1].text, strlen(cell[1].text)) > VALUE_COLUMNS;
    strbuf_printf(page->out, "</span> <span class=\"value%s\">", is_long ? " much" : "");
    html_text(page->out, cell[1].text);
    strbuf_puts(page->out, "</span>");
    if (*cell[2].text) {
      strbuf_puts(page->out, " <span class=\"remark\">");
      html_text(page->out, cell[2].text);
      strbuf_puts(page->out, "</span>");
    }
    strbuf_puts(page->out, "</li>\n");
  }
  strbuf_puts(page->out, "</ul>\n");
  table_free(&t);
}

/* `alone` is the report that has no other run; NULL: it has. */
static void put_run(struct page *page, const struct report_run *run, unsigned number,
                    const struct report *alone)
{
  strbuf_printf(page->out, "<section class=\"run\" id=\"run%u\" aria-labelledby=\"title%u\">\n"
                           "<h2 id=\"title%u\">", number, number, number);
  html_name(page->out, page_title(page, run));
  strbuf_puts(page->out, "</h2>\n");
  put_tiles(page, run);
  page_items(page, run);
  page_expectations(page, run->expectation, run->expectations);
  if (run->count > 1)
    strbuf_printf(page->out, "<p>What follows is of one of %s executions.</p>\n",
                  page_count(page, run->count));
  strbuf_puts(page->out, "<div class=\"charts\">\n");
  chart_energy(page, run);
  chart_time(page, run);
  chart_area(page, run);
  draw_arch(page, run);
  draw_flow(page, run);
  draw_tiles(page, run);
  if (alone) draw_roofline(page, alone);
  strbuf_puts(page->out, "</div>\n");
  page_nest(page, run);
  page_tables(page, run);
  page_sources(page, run);
  strbuf_puts(page->out, "</section>\n");
}

static void put_overview(struct page *page, const struct report *report)
{
  struct table t;
  page_summary(page, report, &t);
  page_table(page, "runs", "of all executions", &t);
  strbuf_puts(page->out, "<div class=\"charts\">\n");
  chart_runs(page, report);
  draw_tradeoff(page, report);
  draw_roofline(page, report);
  strbuf_puts(page->out, "</div>\n");
}

static void put_links(struct page *page, const struct report *report, unsigned shown)
{
  strbuf_puts(page->out, "<nav aria-label=\"Runs\"><ul>\n");
  for (unsigned i = 0; i < shown; i++) {
    strbuf_printf(page->out, "<li><a href=\"#run%u\">", i + 1);
    html_name(page->out, report->run[i].name);
    strbuf_puts(page->out, "</a></li>\n");
  }
  strbuf_puts(page->out, "</ul></nav>\n");
}

static void put_diagnostics(struct page *page, const struct report *report)
{
  struct strbuf text = {0};
  if (!report->diags || !report->diags->all.n) return;
  render_all(&text, report->diags, RENDER_PLAIN, COLUMNS, 0);
  strbuf_puts(page->out, "<figure id=\"said\"><figcaption><b>Said by the compiler</b></figcaption>"
                         "<pre tabindex=\"0\" role=\"region\" "
                         "aria-label=\"Said by the compiler\">");
  html_text(page->out, strbuf_str(&text));
  strbuf_puts(page->out, "</pre></figure>\n");
  strbuf_free(&text);
}

static void put_nothing(struct page *page, const struct report *report)
{
  bool errors = report->diags && report->diags->n_errors;
  strbuf_puts(page->out, errors ? "<p>The design has errors, so nothing was run.</p>\n"
                                : "<p>Nothing was run.</p>\n");
}

static void put_count(struct page *page, unsigned n, const char *what)
{
  if (n) strbuf_printf(page->out, "%u %s%s", n, what, n == 1 ? "" : "s");
}

/* That the compiler has said something, which stands at the end. */
static void put_warning(struct page *page, const struct diags *diags)
{
  if (!diags || (!diags->n_errors && !diags->n_warnings)) return;
  strbuf_printf(page->out, "<p class=\"%s\">", diags->n_errors ? "bad" : "notice");
  put_count(page, diags->n_errors, "error");
  if (diags->n_errors && diags->n_warnings) strbuf_puts(page->out, ", ");
  put_count(page, diags->n_warnings, "warning");
  strbuf_puts(page->out, ": <a href=\"#said\">said by the compiler</a></p>\n");
}

static void put_head(struct page *page, const struct report *report)
{
  strbuf_puts(page->out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width, "
                         "initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" "
                         "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; "
                         "form-action 'none'\">\n<title>");
  html_text(page->out, report->design);
  strbuf_printf(page->out, ": report</title>\n<style>\n%s</style>\n</head>\n<body>\n", html_style);
  strbuf_puts(page->out, "<a class=\"skip\" href=\"#report\">To the report</a>\n<header>\n<h1>");
  html_name(page->out, report->design);
  strbuf_puts(page->out, "</h1>\n<p class=\"faint\">");
  if (report->runs || !report->studies)
    strbuf_printf(page->out, "%u run%s, ", report->runs, report->runs == 1 ? "" : "s");
  if (report->studies)
    strbuf_printf(page->out, "%u stud%s, ", report->studies, report->studies == 1 ? "y" : "ies");
  strbuf_printf(page->out, "evaluated by tlc %s</p>\n", PACKAGE_VERSION);
  put_warning(page, report->diags);
}

void report_html(struct strbuf *out, const struct report *report)
{
  struct page page = {.out = out, .style = {.utf8 = true}, .html = true};
  unsigned shown = report->runs < SHOWN_WHOLE ? report->runs : SHOWN_WHOLE;
  arena_init(&page.arena);
  put_head(&page, report);
  if (report->runs > 1) put_links(&page, report, shown);
  strbuf_puts(out, "</header>\n<main id=\"report\">\n");
  if (report->runs > 1) put_overview(&page, report);
  if (!report->runs && !report->studies) put_nothing(&page, report);
  for (unsigned i = 0; i < report->studies; i++) page_study(&page, &report->study[i]);
  for (unsigned i = 0; i < report->networks; i++) page_network(&page, &report->network[i]);
  if (shown < report->runs)
    strbuf_printf(out, "<p>The first %u runs follow in full; <code>--run</code> chooses "
                       "others.</p>\n", shown);
  const struct report *alone = report->runs == 1 ? report : NULL;
  for (unsigned i = 0; i < shown; i++) put_run(&page, &report->run[i], i + 1, alone);
  put_diagnostics(&page, report);
  strbuf_printf(out, "</main>\n<script>\n%s</script>\n</body>\n</html>\n", html_script);
  arena_free(&page.arena);
}

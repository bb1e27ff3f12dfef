#include "runtime/report/page.h"

static void put_table(struct page *page, struct table *t)
{
  table_write(page->out, t, page->style.color);
  table_free(t);
}

static void put_summary(struct page *page, const struct report *report)
{
  struct table t;
  page_summary(page, report, &t);
  put_table(page, &t);
}

static void put_headline(struct page *page, const struct report_run *run)
{
  struct table t;
  look_write(page->out, LOOK_STRONG, page_title(page, run), page->style.color);
  strbuf_putc(page->out, '\n');
  page_facts(page, run, &t);
  put_table(page, &t);
}

static void put_run(struct page *page, const struct report_run *run)
{
  put_headline(page, run);
  page_items(page, run);
  page_expectations(page, run->expectation, run->expectations);
  if (run->count > 1)
    page_heading(page, "one execution",
                 arena_printf(&page->arena, "what follows is of one of %s",
                              page_count(page, run->count)));
  page_tables(page, run);
  page_nest(page, run);
}

void report_text(struct strbuf *out, const struct report *report, struct report_style style)
{
  struct page page = {.out = out, .style = style};
  arena_init(&page.arena);
  if (report->runs > 1) put_summary(&page, report);
  for (unsigned i = 0; i < report->networks; i++) page_network(&page, &report->network[i]);
  for (unsigned i = 0; i < report->runs; i++) {
    if (i || report->runs > 1) strbuf_putc(out, '\n');
    put_run(&page, &report->run[i]);
  }
  for (unsigned i = 0; i < report->studies; i++) {
    if (i || report->runs) strbuf_putc(out, '\n');
    page_study(&page, &report->study[i]);
  }
  arena_free(&page.arena);
}

/* What a run was asked for, and what was expected of it. */
#include "runtime/report/page.h"

void page_items(struct page *page, const struct report_run *run)
{
  struct table t;
  if (!run->items) return;
  table_init(&t, "ll");
  for (unsigned i = 0; i < run->items; i++) {
    table_add(&t, LOOK_PLAIN, page_safe(page, run->item[i].name));
    table_add(&t, LOOK_STRONG, page_value(page, &run->item[i].value));
  }
  page_table(page, "reported", "", &t);
}

static void add_expectation(struct page *page, struct table *t, const struct report_expectation *e)
{
  const char *sides = "", *place = "";
  if (!e->passed && e->compares)
    sides = arena_printf(&page->arena, "left is %s, right is %s", page_value(page, &e->left),
                         page_value(page, &e->right));
  if (!e->passed && e->file)
    place = arena_printf(&page->arena, "%s:%u:%u", page_safe(page, e->file), e->line, e->column);
  table_add(t, e->passed ? LOOK_GOOD : LOOK_BAD, e->passed ? "holds" : "fails");
  table_add(t, LOOK_PLAIN, page_safe(page, e->text));
  table_add(t, LOOK_PLAIN, sides);
  table_add(t, LOOK_PLAIN, !e->passed && e->why ? page_safe(page, e->why) : "");
  table_add(t, LOOK_FAINT, place);
}

void page_expectations(struct page *page, const struct report_expectation *e, unsigned n)
{
  struct table t;
  unsigned failed = 0;
  if (!n) return;
  table_init(&t, "lllll");
  for (unsigned i = 0; i < n; i++) {
    add_expectation(page, &t, &e[i]);
    failed += !e[i].passed;
  }
  const char *failing = arena_printf(&page->arena, "%u of %u fail", failed, n);
  page_table(page, "expected", failed ? failing : "all holds", &t);
}

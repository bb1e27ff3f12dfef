/* Where the numbers of a run are from. */
#include "runtime/report/html.h"

#include "lang/base/vec.h"

#include <math.h>
#include <string.h>

static const struct action_result *action_of(const struct level_result *l, const char *name)
{
  for (unsigned i = 0; i < l->actions; i++)
    if (!strcmp(l->action[i].name, name)) return &l->action[i];
  return NULL;
}

/* Of one action, or of one instance. */
static const char *value_text(struct page *page, const struct report_run *run,
                              const struct report_source *s)
{
  const struct level_result *l = level_at(run, s->node);
  const struct action_result *a = action_of(l, s->quantity);
  if (a) return page_energy(page, a->each_pJ);
  return page_area(page, l->area_um2 / (double)l->instances);
}

static const char *place_text(struct page *page, const struct report_source *s)
{
  if (!s->estimator) return page_safe(page, s->place);
  return page_safe(page, arena_printf(&page->arena, "estimator %s", s->estimator));
}

/* What several numbers rest on is told once. */
struct references {
  VEC(const char *) all;
};

static uint32_t reference_number(struct references *r, const char *text)
{
  for (uint32_t i = 0; i < r->all.n; i++)
    if (!strcmp(r->all.at[i], text)) return i + 1;
  vec_push(&r->all, text);
  return r->all.n;
}

static const char *references_text(struct page *page, struct references *r,
                                   const struct report_source *s)
{
  struct strbuf text = {0};
  for (unsigned i = 0; i < s->references; i++)
    strbuf_printf(&text, "%s%u", i ? ", " : "", reference_number(r, s->reference[i]));
  return strbuf_take(&text, &page->arena);
}

static void put_references(struct page *page, const struct references *r)
{
  if (!r->all.n) return;
  strbuf_puts(page->out, "<ol class=\"references\">\n");
  for (uint32_t i = 0; i < r->all.n; i++) {
    strbuf_puts(page->out, "<li>");
    html_name(page->out, r->all.at[i]);
    strbuf_puts(page->out, "</li>\n");
  }
  strbuf_puts(page->out, "</ol>\n");
}

static void add_source(struct page *page, struct table *t, const struct report_run *run,
                       struct references *r, const struct report_source *s)
{
  table_add(t, LOOK_PLAIN, run->arch->node[s->node].name);
  table_add(t, LOOK_PLAIN, s->quantity);
  table_add(t, LOOK_PLAIN, value_text(page, run, s));
  table_add(t, LOOK_PLAIN, place_text(page, s));
  table_add(t, LOOK_PLAIN, page_share(page, s->accuracy));
  table_add(t, LOOK_PLAIN, s->exactness ? s->exactness : "");
  table_add(t, LOOK_PLAIN, references_text(page, r, s));
}

void page_sources(struct page *page, const struct report_run *run)
{
  struct table t;
  struct references r = {0};
  table_init(&t, "llplrll");
  table_headings(&t, &page->arena, "level|of|each|written in|accuracy|from tables|rests on");
  for (unsigned i = 0; i < run->sources; i++) add_source(page, &t, run, &r, &run->source[i]);
  page_table(page, "sources",
             "of the energy of one action and of the area of one instance; what they rest on has its "
             "number below", &t);
  put_references(page, &r);
  vec_free(&r.all);
}

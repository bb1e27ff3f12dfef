/* The architecture as boxes within boxes: what there is, how many of it, and how much is in use. */
#include "runtime/report/html.h"
#include "runtime/report/rows.h"

#include <math.h>

/* A bar behind a text, as long as its share. */
static void put_filled(struct page *page, double share, const char *text)
{
  strbuf_printf(page->out, "<span class=\"fill\" style=\"--share:%.1f%%\">", 100 * fmin(share, 1));
  html_text(page->out, text);
  strbuf_puts(page->out, "</span>");
}

static void put_room(struct page *page, const struct report_run *run, const struct level_result *l)
{
  double words = level_words(run, l);
  if (isfinite(l->capacity_words))
    put_filled(page, words / l->capacity_words,
               arena_printf(&page->arena, "%s of %s words", page_number(page, words),
                            page_number(page, l->capacity_words)));
  else if (isfinite(l->capacity_bits))
    put_filled(page, l->used_bits / l->capacity_bits,
               arena_printf(&page->arena, "%s of %s bits", page_number(page, l->used_bits),
                            page_number(page, l->capacity_bits)));
}

static void put_instances(struct page *page, const struct level_result *l)
{
  if (l->instances > 1)
    put_filled(page, l->instances_used / (double)l->instances,
               arena_printf(&page->arena, "%s of %s in use", page_number(page, l->instances_used),
                            page_count(page, l->instances)));
}

static void put_part(struct page *page, const struct report_run *run, int node)
{
  const struct model_node *n = &run->arch->node[node];
  const struct level_result *l = level_at(run, node);
  strbuf_printf(page->out, "<li class=\"%s\"><b>", report_kind(n));
  html_name(page->out, n->name);
  strbuf_printf(page->out, "</b> <span class=\"faint\">%s", report_kind(n));
  if (n->component) {
    strbuf_puts(page->out, ", ");
    html_name(page->out, n->component);
  }
  strbuf_puts(page->out, "</span>");
  if (l && n->kind == MODEL_MEMORY) put_room(page, run, l);
  if (l) put_instances(page, l);
}

static void put_fan(struct page *page, const struct model_node *n)
{
  strbuf_puts(page->out, "<li class=\"array\"><b>");
  html_name(page->out, n->name);
  strbuf_puts(page->out, "</b>");
  for (unsigned i = 0; i < n->array.axes; i++) {
    const struct model_axis *axis = &n->array.axis[i];
    strbuf_printf(page->out, "%s ", i ? " by" : "");
    html_name(page->out, axis->name);
    strbuf_printf(page->out, " = %s", page_count(page, axis->size));
  }
}

static void put_children(struct page *page, const struct report_run *run, int parent)
{
  strbuf_puts(page->out, "<ol>\n");
  for (unsigned i = 0; i < run->arch->nodes; i++) {
    const struct model_node *n = &run->arch->node[i];
    if (n->parent != parent) continue;
    if (n->kind == MODEL_ARRAY) {
      put_fan(page, n);
      put_children(page, run, (int)i);
    } else {
      put_part(page, run, (int)i);
    }
    strbuf_puts(page->out, "</li>\n");
  }
  strbuf_puts(page->out, "</ol>\n");
}

void draw_arch(struct page *page, const struct report_run *run)
{
  strbuf_puts(page->out, "<figure class=\"arch\"><figcaption><b>Architecture</b> what lies in a box "
                         "is there as often as the box is</figcaption>\n");
  put_children(page, run, -1);
  strbuf_puts(page->out, "</figure>\n");
}

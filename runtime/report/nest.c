#include "runtime/report/block.h"
#include "runtime/report/html.h"
#include "runtime/report/wrap.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* The nest stands right of a column of names. */
struct nest_page {
  struct page *page;
  const struct report_run *run;
  size_t names;      /* columns of the longest name */
  unsigned depth, step; /* loops outside; columns that each takes */
};

static const char *name_of(const struct nest_page *n, int node)
{
  return n->run->arch->node[node].name;
}

static void put_html_line(struct nest_page *n, const char *name, const char *text)
{
  struct strbuf *out = n->page->out;
  if (*name) {
    strbuf_puts(out, "<b>");
    html_text(out, name);
    strbuf_puts(out, "</b>");
  }
  strbuf_fill(out, ' ', n->names - text_columns(name, strlen(name)) + 1 + (size_t)n->depth * n->step);
  html_text(out, text);
  strbuf_putc(out, '\n');
}

/* What passes between a level and the memories around it: a line of the page. */
static void put_crossings(struct nest_page *n, const struct level_result *l)
{
  struct strbuf in = {0}, out = {0};
  for (unsigned t = 0; l && n->page->html && t < n->run->einsum->tensors; t++) {
    struct crossing words = level_crossing(n->run, l, t);
    const char *name = n->run->einsum->tensor[t].name;
    if (words.inwards > 0)
      strbuf_printf(&in, "%s %s %s", in.n ? "," : "\u2193",
                    page_number(n->page, words.inwards), name);
    if (words.outwards > 0)
      strbuf_printf(&out, "%s %s %s", out.n ? "," : "\u2191",
                    page_number(n->page, words.outwards), name);
  }
  if (in.n || out.n) {
    strbuf_printf(n->page->out, "<i>");
    put_html_line(n, "", arena_printf(&n->page->arena, "%s%s%s", strbuf_str(&in),
                                      in.n && out.n ? "  " : "", strbuf_str(&out)));
    strbuf_puts(n->page->out, "</i>");
  }
  strbuf_free(&in);
  strbuf_free(&out);
}

static void put_text_line(struct nest_page *n, const char *name, const char *text, size_t bytes)
{
  struct strbuf *out = n->page->out;
  bool color = n->page->style.color;
  strbuf_fill(out, ' ', PAGE_INDENT);
  look_write(out, LOOK_STRONG, name, color);
  strbuf_fill(out, ' ', n->names - text_columns(name, strlen(name)) + 1);
  look_write(out, LOOK_FAINT, n->page->style.spoken ? " " : n->page->style.utf8 ? "\u2502" : "|", color);
  strbuf_fill(out, ' ', (size_t)n->depth * n->step + 1);
  strbuf_add(out, text, bytes);
  strbuf_putc(out, '\n');
}

/* Lines of a text, which are indented as its first one is, and a step more; the name is written where
 * it is not empty. */
static void put_line(struct nest_page *n, const char *name, const char *text)
{
  if (n->page->html) {
    put_html_line(n, name, text);
    return;
  }
  unsigned depth = n->depth;
  for (bool first = true; first || *text; first = false) {
    size_t before = PAGE_INDENT + n->names + 3 + (size_t)n->depth * n->step;
    size_t bytes = wrap_fit(text, before < PAGE_COLUMNS ? PAGE_COLUMNS - before : 0);
    put_text_line(n, first ? name : "", text, bytes);
    text = wrap_rest(text, bytes);
    n->depth = depth + 1;
  }
  n->depth = depth;
}

/* The same in bytes, where words are of several widths. */
static void add_bytes(struct nest_page *n, struct strbuf *text, const struct level_result *l)
{
  if (!isfinite(l->capacity_bits)) return;
  strbuf_printf(text, "; %s of %s B, %s", page_number(n->page, l->used_bits / 8),
                page_number(n->page, l->capacity_bits / 8),
                page_share(n->page, l->used_bits / l->capacity_bits));
}

/* How full the memory is, if it can be full. */
static void add_room(struct nest_page *n, struct strbuf *text, const struct level_result *l)
{
  if (!l) return;
  if (isnan(l->capacity_words)) add_bytes(n, text, l);
  if (!isfinite(l->capacity_words)) return;
  double words = level_words(n->run, l);
  strbuf_printf(text, "; %s of %s words, %s", page_number(n->page, words),
                page_number(n->page, l->capacity_words),
                page_share(n->page, words / l->capacity_words));
}

static const char *keeps_text(struct nest_page *n, const struct report_block *block)
{
  const struct level_result *l = level_at(n->run, block->node);
  struct strbuf text = {0};
  if (!block->keeps) return "keeps nothing";
  for (unsigned i = 0; i < n->run->einsum->tensors; i++) {
    if (!(block->keeps >> i & 1)) continue;
    strbuf_printf(&text, "%s %s", text.n ? "," : "keeps", n->run->einsum->tensor[i].name);
    if (l) strbuf_printf(&text, " (%s)", page_count(n->page, l->tensor[i].tile_words));
  }
  add_room(n, &text, l);
  return strbuf_take(&text, &n->page->arena);
}

const char *page_loop(struct arena *arena, const struct report_run *run,
                      const struct model_loop *loop)
{
  const char *dim = run->einsum->dim_names[loop->dim];
  struct strbuf text = {0};
  if (loop->axis < 0) strbuf_printf(&text, "for %s", dim);
  else
    strbuf_printf(&text, "par %s %s", run->arch->node[loop->node].array.axis[loop->axis].name, dim);
  strbuf_printf(&text, " = %" PRId64, loop->bound);
  if (loop->residual != loop->bound)
    strbuf_printf(&text, ", %" PRId64 " in the last", loop->residual);
  return strbuf_take(&text, arena);
}

/* Loops of one iteration say nothing to people. */
static void put_loops(struct nest_page *n, const struct report_block *block, const char *name)
{
  for (unsigned i = block->first; i < block->end; i++) {
    const struct model_loop *loop = &n->run->mapping->loop[i];
    if (loop->bound == 1 && loop->residual == 1) continue;
    put_line(n, name, page_loop(&n->page->arena, n->run, loop));
    n->depth++;
    name = "";
  }
}

static void put_block(struct nest_page *n, const struct report_block *block)
{
  const char *name = name_of(n, block->node);
  if (n->run->arch->node[block->node].kind == MODEL_MEMORY) {
    if (block->keeps) put_crossings(n, level_at(n->run, block->node));
    put_line(n, name, keeps_text(n, block));
    name = "";
  }
  put_loops(n, block, name);
}

static void measure(struct nest_page *n, const char *name)
{
  size_t columns = text_columns(name, strlen(name));
  if (columns > n->names) n->names = columns;
}

void page_nest(struct page *page, const struct report_run *run)
{
  enum { MANY = 20 };
  struct nest_page n = {page, run, 0, 0, run->mapping->loops > MANY ? 1 : 2};
  const struct level_result *last = &run->result->level[run->result->levels - 1];
  struct report_blocks blocks = report_blocks(run, run->mapping);
  for (uint32_t i = 0; i < blocks.n; i++) measure(&n, name_of(&n, blocks.at[i].node));
  measure(&n, name_of(&n, last->node));
  if (page->html)
    strbuf_puts(page->out, "<figure class=\"nest\"><figcaption><b>Mapping</b> with words of one "
                           "instance in brackets, and at each boundary the words of all instances that go "
                           "inwards and outwards</figcaption>\n"
                           "<pre tabindex=\"0\" role=\"region\" aria-label=\"Mapping\">");
  else page_heading(page, "mapping", "words of one instance in brackets");
  for (uint32_t i = 0; i < blocks.n; i++) put_block(&n, &blocks.at[i]);
  put_crossings(&n, last);
  put_line(&n, name_of(&n, last->node), "compute");
  if (page->html) strbuf_puts(page->out, "</pre></figure>\n");
  vec_free(&blocks);
}

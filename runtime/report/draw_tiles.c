/* The tiles of each tensor: at each level that keeps it, how far they reach along each rank beside
 * the whole. */
#include "runtime/report/draw.h"
#include "runtime/report/html.h"
#include "runtime/report/tiles.h"

#include <inttypes.h>
#include <math.h>

enum { HEAD = 20, WHERE = 16, WHOLE = 22, LINE = 18, BAR = 9, NUMBERS = 17, RANK_GAP = 10, RANK = 74,
       LEVEL_GAP = 5, TENSOR_GAP = 16 };

struct tiles_drawing {
  struct page *page;
  const struct report_run *run;
  unsigned across;          /* ranks beside each other; more begin another row */
  double y;
  unsigned ranks;           /* of the tensor that is drawn, those of more than one word: */
  unsigned rank[MODEL_RANKS];
};

static void find_ranks(struct tiles_drawing *d, unsigned tensor)
{
  const struct model_storage whole = {.tensor = (uint16_t)tensor, .position = 0};
  d->ranks = 0;
  for (unsigned i = 0; i < d->run->einsum->tensor[tensor].ranks; i++)
    if (tile_reach(d->run, &whole, i).whole > 1) d->rank[d->ranks++] = i;
}

static unsigned rows_of(const struct tiles_drawing *d)
{
  return (d->ranks + d->across - 1) / d->across;
}

/* Where the tile is everything, there is nothing to be seen; so it is outermost. */
static bool is_shown(const struct report_run *run, const struct model_storage *s)
{
  for (unsigned i = 0; i < run->einsum->tensor[s->tensor].ranks; i++) {
    struct tile_reach r = tile_reach(run, s, i);
    if (r.tile < r.whole) return true;
  }
  return false;
}

static unsigned level_height(const struct tiles_drawing *d)
{
  return LINE + rows_of(d) * (BAR + NUMBERS) + LEVEL_GAP;
}

static unsigned tensor_height(struct tiles_drawing *d, unsigned tensor)
{
  unsigned levels = 0;
  find_ranks(d, tensor);
  for (unsigned i = 0; i < d->run->mapping->storages; i++) {
    const struct model_storage *s = &d->run->mapping->storage[i];
    levels += s->tensor == tensor && is_shown(d->run, s);
  }
  return HEAD + WHERE + rows_of(d) * WHOLE + levels * level_height(d) + TENSOR_GAP;
}

static struct box rank_box(const struct tiles_drawing *d, unsigned number, unsigned row_height)
{
  unsigned n = d->ranks < d->across ? d->ranks : d->across;
  double width = (figure_width(d->page) + RANK_GAP) / (double)n;
  return (struct box){number % d->across * width, d->y + number / d->across * (double)row_height,
                      width - RANK_GAP, BAR};
}

/* ---- a tensor ---- */

static const char *words_text(struct page *page, double words)
{
  return arena_printf(&page->arena, words == 1 ? "%s word" : "%s words", page_number(page, words));
}

/* "all of it in DRAM, GLB" */
static const char *whole_text(const struct tiles_drawing *d, unsigned tensor)
{
  struct strbuf text = {0};
  for (unsigned i = 0; i < d->run->mapping->storages; i++) {
    const struct model_storage *s = &d->run->mapping->storage[i];
    if (s->tensor == tensor && !is_shown(d->run, s))
      strbuf_printf(&text, "%s%s", text.n ? ", " : "all of it in ",
                    d->run->arch->node[s->node].name);
  }
  return strbuf_take(&text, &d->page->arena);
}

static void draw_head(struct tiles_drawing *d, unsigned tensor)
{
  struct page *page = d->page;
  const struct model_einsum *e = d->run->einsum;
  enum { SWATCH = 11 };
  draw_box(page, html_tensor_class((int)tensor), (struct box){0, d->y + 3, SWATCH, SWATCH});
  draw_name(page, SWATCH + 6, d->y + 13, ANCHOR_START, "strong", e->tensor[tensor].name,
            figure_width(page) / 2.0);
  draw_text(page, figure_width(page), d->y + 13, ANCHOR_END, "",
            words_text(page, model_box_words(e, tensor, e->bounds)));
  d->y += HEAD;
  draw_name(page, 0, d->y + 11, ANCHOR_START, "faint", whole_text(d, tensor), figure_width(page));
  d->y += WHERE;
  for (unsigned i = 0; i < d->ranks; i++) {
    struct box box = rank_box(d, i, WHOLE);
    const struct model_storage whole = {.tensor = (uint16_t)tensor};
    draw_name(page, box.x, box.y + 11, ANCHOR_START, "faint",
              arena_printf(&page->arena, "%s: %" PRId64,
                           rank_text(e, tensor, d->rank[i], &page->arena),
                           tile_reach(d->run, &whole, d->rank[i]).whole), box.width);
  }
  d->y += rows_of(d) * (double)WHOLE;
}

/* ---- a level ---- */

static void draw_rank(const struct tiles_drawing *d, const struct model_storage *s,
                      unsigned number)
{
  struct page *page = d->page;
  unsigned rank = d->rank[number];
  struct tile_reach r = tile_reach(d->run, s, rank);
  struct box box = rank_box(d, number, BAR + NUMBERS), part = box;
  const char *class = html_tensor_class(s->tensor);
  draw_box(page, "track", box);
  for (unsigned i = 0; i < 2; i++) { /* what is its own, and the halo */
    int64_t words = i ? r.halo : r.tile - r.halo;
    if (!words) continue;
    part.width = fmax(box.width * (double)words / (double)r.whole, 1);
    box_open(page, class, part, i ? 0.5 : 1);
    html_text(page->out, d->run->einsum->tensor[s->tensor].name);
    strbuf_puts(page->out, " in ");
    html_text(page->out, d->run->arch->node[s->node].name);
    strbuf_printf(page->out, ": %" PRId64 " of %" PRId64 " along ", r.tile, r.whole);
    html_text(page->out, rank_text(d->run->einsum, s->tensor, rank, &page->arena));
    if (r.halo) strbuf_printf(page->out, ", %" PRId64 " of them in the next tile too", r.halo);
    box_close(page);
    part.x += part.width;
  }
  draw_text(page, box.x, box.y + BAR + 11, ANCHOR_START, "small",
            arena_printf(&page->arena, "%" PRId64 " of %" PRId64, r.tile, r.whole));
}

static void draw_level(struct tiles_drawing *d, const struct model_storage *s)
{
  struct page *page = d->page;
  const struct model_einsum *e = d->run->einsum;
  const struct level_result *l = level_at(d->run, s->node);
  const struct tensor_result *t = l ? &l->tensor[s->tensor] : NULL;
  double words = t ? (double)t->tile_words : NAN;
  bool zeros_out = t && t->sparse && t->sparse->ranks;
  const char *size = arena_printf(&page->arena, "%s%s, %s", words_text(page, words),
                                  zeros_out ? " without zeros" : "",
                                  page_share(page, words / model_box_words(e, s->tensor, e->bounds)));
  draw_name(page, 0, d->y + 12, ANCHOR_START, "", d->run->arch->node[s->node].name,
            figure_width(page) - text_width(size) - 8);
  draw_text(page, figure_width(page), d->y + 12, ANCHOR_END, "", size);
  d->y += LINE;
  for (unsigned i = 0; i < d->ranks; i++) draw_rank(d, s, i);
  d->y += level_height(d) - LINE;
}

void draw_tiles(struct page *page, const struct report_run *run)
{
  struct tiles_drawing d = {.page = page, .run = run, .across = figure_width(page) / RANK};
  unsigned height = 0;
  for (unsigned t = 0; t < run->einsum->tensors; t++) height += tensor_height(&d, t);
  figure_open(page, &(struct figure){
    .heading = "Tiles", .run = run, .height = height - TENSOR_GAP,
    .label = "How far the tiles of each tensor reach along its ranks",
    .remark = "of one instance: words along each rank, beside the whole; paler is what the next "
              "tile has too"});
  for (unsigned t = 0; t < run->einsum->tensors; t++) {
    find_ranks(&d, t);
    draw_head(&d, t);
    for (unsigned i = 0; i < run->mapping->storages; i++) {
      const struct model_storage *s = &run->mapping->storage[i];
      if (s->tensor == t && is_shown(run, s)) draw_level(&d, s);
    }
    d.y += TENSOR_GAP;
  }
  figure_close(page);
}

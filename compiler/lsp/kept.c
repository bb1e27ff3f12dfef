#include "compiler/lsp/kept.h"

static const char *copy(struct kept_hints *kept, const char *text)
{
  return text ? arena_printf(&kept->arena, "%s", text) : NULL;
}

void kept_free(struct kept_hints *kept)
{
  if (kept->hint || kept->run) arena_free(&kept->arena);
  *kept = (struct kept_hints){0};
}

void kept_take(struct kept_hints *kept, const struct hints *from)
{
  kept_free(kept);
  if (!from->hints && !from->runs) return;
  arena_init(&kept->arena);
  kept->hints = from->hints;
  kept->runs = from->runs;
  kept->hint = ARENA_ARRAY(&kept->arena, struct hint, from->hints + 1);
  kept->run = ARENA_ARRAY(&kept->arena, struct run_hint, from->runs + 1);
  for (unsigned i = 0; i < from->hints; i++) {
    const struct hint *h = &from->hint[i];
    kept->hint[i] = (struct hint){h->offset, copy(kept, h->text), copy(kept, h->about)};
  }
  for (unsigned i = 0; i < from->runs; i++) {
    kept->run[i] = from->run[i];
    kept->run[i].name = copy(kept, from->run[i].name);
    kept->run[i].text = copy(kept, from->run[i].text);
  }
}

/* Where a place moves to; false if it stands inside of what goes. */
static bool move(uint32_t *place, uint32_t start, uint32_t end, size_t n)
{
  if (*place <= start) return true;
  if (*place < end) return false;
  *place += (uint32_t)n - (end - start);
  return true;
}

void kept_edit(struct kept_hints *kept, uint32_t start, uint32_t end, size_t n)
{
  unsigned hints = 0, runs = 0;
  for (unsigned i = 0; i < kept->hints; i++)
    if (move(&kept->hint[i].offset, start, end, n)) kept->hint[hints++] = kept->hint[i];
  for (unsigned i = 0; i < kept->runs; i++) {
    struct span *at = &kept->run[i].where;
    if (move(&at->start, start, end, n) && move(&at->end, start, end, n))
      kept->run[runs++] = kept->run[i];
  }
  kept->hints = hints;
  kept->runs = runs;
}

/* Mappings of two reports, block by block. */
#include "runtime/report/block.h"
#include "runtime/report/diff_inside.h"
#include "runtime/report/page.h"

#include "lang/base/vec.h"

#include <string.h>

static void take_keeps(struct arena *arena, const struct report_run *run, uint32_t keeps,
                       struct diff_side *to)
{
  const char **keep = ARENA_ARRAY(arena, const char *, run->einsum->tensors + 1);
  for (unsigned i = 0; i < run->einsum->tensors; i++)
    if (keeps >> i & 1) keep[to->keeps++] = run->einsum->tensor[i].name;
  to->keep = keep;
}

/* Loops of one iteration do nothing. */
static void take_loops(struct arena *arena, const struct report_run *run,
                       const struct report_block *block, struct diff_side *to)
{
  const char **text = ARENA_ARRAY(arena, const char *, block->end - block->first + 1);
  for (unsigned i = block->first; i < block->end; i++) {
    const struct model_loop *loop = &run->mapping->loop[i];
    if (loop->bound > 1) text[to->loops++] = page_loop(arena, run, loop);
  }
  to->loop = text;
}

struct named_side {
  const char *level;
  struct diff_side side;
};

static struct named_side *take_sides(struct arena *arena, const struct report_run *run,
                                     unsigned *n)
{
  struct report_blocks blocks = report_blocks(run, run->mapping);
  struct named_side *to = ARENA_ARRAY(arena, struct named_side, blocks.n + 1);
  for (uint32_t i = 0; i < blocks.n; i++) {
    to[i].level = run->arch->node[blocks.at[i].node].name;
    to[i].side.there = true;
    take_keeps(arena, run, blocks.at[i].keeps, &to[i].side);
    take_loops(arena, run, &blocks.at[i], &to[i].side);
  }
  *n = blocks.n;
  vec_free(&blocks);
  return to;
}

static bool same_texts(const char *const *a, unsigned n, const char *const *b, unsigned m)
{
  if (n != m) return false;
  for (unsigned i = 0; i < n; i++)
    if (strcmp(a[i], b[i])) return false;
  return true;
}

static bool same_sides(const struct diff_side *a, const struct diff_side *b)
{
  return a->there == b->there && same_texts(a->keep, a->keeps, b->keep, b->keeps) &&
         same_texts(a->loop, a->loops, b->loop, b->loops);
}

/* A block of the same level that has not been taken yet: a level may have several. */
static struct named_side *take_named(struct named_side *of, unsigned n, const char *level)
{
  for (unsigned i = 0; i < n; i++)
    if (of[i].level && !strcmp(of[i].level, level)) return &of[i];
  return NULL;
}

static void add_block(struct diff_run *run, struct diff_block *to, const char *level,
                      const struct diff_side *before, const struct diff_side *after)
{
  if (!same_sides(before, after))
    to[run->blocks++] = (struct diff_block){level, *before, *after};
}

void diff_mapping(struct arena *arena, struct diff_run *run)
{
  static const struct diff_side NONE = {.there = false};
  unsigned n, m;
  struct named_side *before = take_sides(arena, run->before, &n);
  struct named_side *after = take_sides(arena, run->after, &m);
  struct diff_block *to = ARENA_ARRAY(arena, struct diff_block, n + m + 1);
  for (unsigned i = 0; i < n; i++) {
    struct named_side *new = take_named(after, m, before[i].level);
    add_block(run, to, before[i].level, &before[i].side, new ? &new->side : &NONE);
    if (new) new->level = NULL;
  }
  for (unsigned i = 0; i < m; i++)
    if (after[i].level) add_block(run, to, after[i].level, &NONE, &after[i].side);
  run->block = to;
}

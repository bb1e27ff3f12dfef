#include "runtime/eval/steps.h"

#include <string.h>

static const int64_t still[MODEL_RANKS];

/* Words that are new in a tile after it moved. */
static uint64_t new_words(const struct tile *tile, const int64_t *move)
{
  uint64_t kept = 1;
  for (unsigned r = 0; r < tile->ranks; r++) {
    int64_t left = tile->size[r] - (move[r] < 0 ? -move[r] : move[r]);
    if (left <= 0) return tile->words;
    kept *= (uint64_t)left;
  }
  return tile->words - kept;
}

static bool same_move(const int64_t *a, const int64_t *b, unsigned ranks)
{
  for (unsigned r = 0; r < ranks; r++)
    if (a[r] != b[r]) return false;
  return true;
}

static bool add_words(struct steps *steps, uint64_t times, uint64_t each)
{
  uint64_t words;
  return !__builtin_mul_overflow(times, each, &words) &&
         !__builtin_add_overflow(steps->words, words, &steps->words);
}

static void add_step(struct steps *steps, const int64_t *move, unsigned ranks, uint64_t words)
{
  struct step *step = &steps->step[steps->n++];
  for (unsigned r = 0; r < ranks; r++) step->move[r] = move[r];
  step->words = words;
}

/* The steps of the loops around the innermost that moves the tile, which fetches `part`.
 * What it returns is how many of them fetch as much. */
static uint64_t count_outer(struct steps *steps, const struct steps_loop *loop, unsigned inner,
                            const struct tile *tile, uint64_t part, bool *fits)
{
  uint64_t alike = 0;
  int64_t inside[MODEL_RANKS];
  unsigned ranks = tile->ranks;
  for (unsigned r = 0; r < ranks; r++) inside[r] = loop[inner].shift[r];
  for (unsigned j = inner; j--;) {
    int64_t move[MODEL_RANKS];
    for (unsigned r = 0; r < ranks; r++) {
      move[r] = loop[j].shift[r] - inside[r];
      inside[r] += loop[j].shift[r];
    }
    if (!steps->always && same_move(move, still, ranks)) continue;
    uint64_t words = same_move(move, loop[inner].shift, ranks) ? part : tile->words;
    uint64_t times = (uint64_t)(loop[j].times * (loop[j].bound - 1));
    *fits &= add_words(steps, times, words);
    if (words != part) continue;
    alike += times;
    if (steps->follow) add_step(steps, move, ranks, times * words);
  }
  return alike;
}

bool steps_count(struct steps *steps, const struct steps_loop *loop, unsigned loops,
                 const struct tile *tile)
{
  unsigned inner = loops;
  steps->n = 0;
  steps->words = tile->words;
  while (!steps->always && inner && same_move(loop[inner - 1].shift, still, tile->ranks)) inner--;
  if (!inner--) return true;
  if (inner + 1 < loops) steps->follow = false; /* the step before never fetches anything */

  const struct steps_loop *own = &loop[inner];
  uint64_t part = steps->always ? tile->words : new_words(tile, own->shift);
  uint64_t rest = (uint64_t)(own->bound - 1);
  bool fits = true;
  uint64_t alike = count_outer(steps, loop, inner, tile, part, &fits);
  if (part == tile->words) alike++; /* so does the first fetch */
  if (steps->follow && alike) add_step(steps, own->shift, tile->ranks, rest * alike * part);
  return add_words(steps, (uint64_t)own->times * rest, part) && fits;
}

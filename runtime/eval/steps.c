#include "runtime/eval/steps.h"

#include <string.h>

static const int64_t still[MODEL_RANKS];

/* Words of a tile that stay when it moves. */
static uint64_t kept(const int64_t *size, const int64_t *move, unsigned ranks)
{
  uint64_t words = 1;
  for (unsigned r = 0; r < ranks; r++) {
    int64_t left = size[r] - (move[r] < 0 ? -move[r] : move[r]);
    if (left <= 0) return 0;
    words *= (uint64_t)left;
  }
  return words;
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
  memcpy(step->move, move, ranks * sizeof *move);
  step->words = words;
}

bool steps_count(struct steps *steps, const struct steps_loop *loop, unsigned loops,
                 unsigned ranks, const int64_t *size, bool always)
{
  uint64_t whole = kept(size, still, ranks);
  unsigned n = loops; /* without those inside of the innermost that moves the tile */
  while (!always && n && same_move(loop[n - 1].shift, still, ranks)) n--;
  steps->n = 0;
  steps->words = whole;
  if (!n) return true;

  const struct steps_loop *inner = &loop[n - 1];
  bool follows = n == loops; /* else the step before fetched nothing, always */
  uint64_t part = always ? whole : whole - kept(size, inner->shift, ranks);
  uint64_t alike = part == whole; /* fetches like its own that `inner` steps after */
  int64_t inside[MODEL_RANKS];
  bool fits = true;
  memcpy(inside, inner->shift, ranks * sizeof *inside);
  for (unsigned j = n - 1; j--;) {
    int64_t move[MODEL_RANKS];
    for (unsigned r = 0; r < ranks; r++) {
      move[r] = loop[j].shift[r] - inside[r];
      inside[r] += loop[j].shift[r];
    }
    if (!always && same_move(move, still, ranks)) continue;
    uint64_t words = same_move(move, inner->shift, ranks) ? part : whole;
    uint64_t times = (uint64_t)(loop[j].times * (loop[j].bound - 1));
    fits &= add_words(steps, times, words);
    if (words != part) continue;
    alike += times;
    if (follows) add_step(steps, move, ranks, times * words);
  }
  uint64_t rest = (uint64_t)(inner->bound - 1);
  if (follows && alike) add_step(steps, inner->shift, ranks, rest * alike * part);
  return fits & add_words(steps, (uint64_t)inner->times * rest, part);
}

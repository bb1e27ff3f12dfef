#include "runtime/eval/steps.h"

#include <string.h>

/* What is remembered between two steps: the displacement that keeps the shared part
 * (none, or the class of the displacement of a loop), and what was fetched last. */
enum fetched { NOTHING, WHOLE, PART };
enum { FETCHED = 3, NO_MOVE = 0 };
typedef uint16_t past_t; /* FETCHED * (NO_MOVE or 1 + class) + fetched */

static past_t remember(unsigned move, enum fetched fetched)
{
  return (past_t)(FETCHED * move + fetched);
}

struct count {
  struct steps *steps;
  const struct steps_loop *loop;
  unsigned ranks;
  bool always;
  uint64_t whole;                  /* words of the tile */
  uint64_t part[MODEL_LOOPS];      /* words that are new after a step */
  uint8_t class[MODEL_LOOPS];      /* 0: the tile stays; else 1 + the first loop that moves it so */
  past_t after[MODEL_LOOPS + 1][FETCHED * (MODEL_LOOPS + 1)]; /* 1 + past; 0: not known */
};

static uint64_t volume(const int64_t *size, const int64_t *move, unsigned ranks, bool *overflow)
{
  uint64_t words = 1;
  for (unsigned r = 0; r < ranks; r++) {
    int64_t left = move ? size[r] - (move[r] < 0 ? -move[r] : move[r]) : size[r];
    if (left <= 0) return 0;
    *overflow |= __builtin_mul_overflow(words, (uint64_t)left, &words);
  }
  return words;
}

static bool same_move(const int64_t *a, const int64_t *b, unsigned ranks)
{
  for (unsigned r = 0; r < ranks; r++)
    if (a[r] != b[r]) return false;
  return true;
}

/* The displacement of each loop's step: its own shift, less those of the loops inside
 * that return to the beginning. */
static void find_moves(struct count *c, unsigned loops, const int64_t *size)
{
  static const int64_t still[MODEL_RANKS];
  int64_t inside[MODEL_RANKS] = {0};
  for (unsigned j = 0; j < loops; j++) {
    int64_t *move = c->steps->step[j].move;
    for (unsigned r = 0; r < c->ranks; r++) {
      move[r] = c->loop[j].shift[r] - inside[r];
      inside[r] += c->loop[j].shift[r];
    }
    c->part[j] = c->whole - volume(size, move, c->ranks, &c->steps->overflow);
    unsigned first = 0;
    while (!same_move(c->steps->step[first].move, move, c->ranks)) first++;
    c->class[j] = same_move(move, still, c->ranks) ? 0 : (uint8_t)(1 + first);
  }
}

/* One step of loop j: what is fetched, and what is remembered afterwards. */
static past_t step(const struct count *c, past_t before, unsigned j, enum fetched *fetched)
{
  unsigned kept = before / FETCHED, class = c->class[j];
  if (c->always) {
    *fetched = WHOLE;
  } else if (!class) {
    *fetched = NOTHING;
  } else if (kept == NO_MOVE || kept == class) {
    *fetched = c->part[j] == c->whole ? WHOLE : PART;
    kept = class;
  } else {
    *fetched = WHOLE;
    kept = NO_MOVE;
  }
  return remember(kept, *fetched);
}

/* What is remembered after the sequence of the innermost `depth` loops. */
static past_t after(struct count *c, unsigned depth, past_t before)
{
  if (!depth) return before;
  past_t *known = &c->after[depth][before];
  if (!*known) {
    enum fetched fetched;
    past_t middle = step(c, after(c, depth - 1, before), depth - 1, &fetched);
    *known = (past_t)(1 + after(c, depth - 1, middle));
  }
  return (past_t)(*known - 1);
}

/* How often the sequence of some loops is entered with which past. */
struct entries {
  unsigned n;
  past_t past[FETCHED * (MODEL_LOOPS + 1)];
  uint64_t times[FETCHED * (MODEL_LOOPS + 1)];
};

static void enter(struct entries *e, past_t past, uint64_t times, bool *overflow)
{
  unsigned i = 0;
  while (i < e->n && e->past[i] != past) i++;
  if (i == e->n) e->past[e->n] = past, e->times[e->n++] = 0;
  *overflow |= __builtin_add_overflow(e->times[i], times, &e->times[i]);
}

static void add_product(uint64_t *sum, uint64_t a, uint64_t b, bool *overflow)
{
  uint64_t product;
  *overflow |= __builtin_mul_overflow(a, b, &product);
  *overflow |= __builtin_add_overflow(*sum, product, sum);
}

/* The step of loop j, made `times` times with the same past. */
static past_t count_step(struct count *c, past_t before, unsigned j, uint64_t times)
{
  enum fetched fetched, last = before % FETCHED;
  past_t next = step(c, before, j, &fetched);
  if (fetched == NOTHING) return next;
  struct step *s = &c->steps->step[j];
  add_product(last == fetched ? &s->follow_words : &s->words, times,
              fetched == WHOLE ? c->whole : c->part[j], &c->steps->overflow);
  return next;
}

void steps_count(struct steps *steps, const struct steps_loop *loop, unsigned loops,
                 unsigned ranks, const int64_t *size, bool always)
{
  struct count c;
  struct entries entries[2], *now = &entries[0], *inside = &entries[1];
  steps->n = loops;
  steps->overflow = false;
  c.steps = steps, c.loop = loop, c.ranks = ranks, c.always = always;
  c.whole = steps->first_words = volume(size, NULL, ranks, &steps->overflow);
  find_moves(&c, loops, size);
  for (unsigned d = 1; d <= loops; d++)
    memset(c.after[d], 0, sizeof c.after[d][0] * FETCHED * (loops + 1));
  now->n = 0;
  enter(now, remember(NO_MOVE, WHOLE), 1, &steps->overflow);
  for (unsigned j = loops; j--;) {
    steps->step[j].words = steps->step[j].follow_words = 0;
    inside->n = 0;
    for (unsigned i = 0; i < now->n; i++) {
      uint64_t times = now->times[i], rest;
      steps->overflow |= __builtin_mul_overflow(times, (uint64_t)loop[j].bound - 1, &rest);
      enter(inside, now->past[i], times, &steps->overflow);
      past_t middle = after(&c, j, now->past[i]);
      enter(inside, count_step(&c, middle, j, rest), rest, &steps->overflow);
    }
    struct entries *swap = now;
    now = inside;
    inside = swap;
  }
}

uint64_t steps_words(const struct steps *steps)
{
  uint64_t words = steps->first_words;
  for (unsigned j = 0; j < steps->n; j++)
    words += steps->step[j].words + steps->step[j].follow_words;
  return words;
}

/* Sets of words of one tensor, by number. */
#ifndef TL_TESTS_WORDS_H
#define TL_TESTS_WORDS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { WORDS = 1024, WORDS_CHUNKS = WORDS / 64 };

/* The words below 64 * `chunks`; those behind are never looked at.  All sets of a
 * tensor have as many chunks, which every function is told. */
struct words {
  uint64_t at[WORDS_CHUNKS];
};

static inline void words_clear(struct words *set, unsigned chunks)
{
  memset(set->at, 0, chunks * sizeof set->at[0]);
}

static inline void words_copy(struct words *to, const struct words *from, unsigned chunks)
{
  memcpy(to->at, from->at, chunks * sizeof to->at[0]);
}

static inline void words_add(struct words *set, unsigned word)
{
  set->at[word / 64] |= UINT64_C(1) << word % 64;
}

static inline bool words_same(const struct words *a, const struct words *b, unsigned chunks)
{
  return !memcmp(a->at, b->at, chunks * sizeof a->at[0]);
}

static inline void words_join(struct words *set, const struct words *more, unsigned chunks)
{
  for (unsigned i = 0; i < chunks; i++) set->at[i] |= more->at[i];
}

static inline void words_meet(struct words *set, const struct words *other, unsigned chunks)
{
  for (unsigned i = 0; i < chunks; i++) set->at[i] &= other->at[i];
}

static inline void words_remove(struct words *set, const struct words *less, unsigned chunks)
{
  for (unsigned i = 0; i < chunks; i++) set->at[i] &= ~less->at[i];
}

static inline unsigned words_count(const struct words *set, unsigned chunks)
{
  unsigned n = 0;
  for (unsigned i = 0; i < chunks; i++) n += (unsigned)__builtin_popcountll(set->at[i]);
  return n;
}

/* The first word of the set from `word` on; 64 * chunks if there is none. */
static inline unsigned words_next(const struct words *set, unsigned word, unsigned chunks)
{
  for (; word < 64 * chunks; word = (word / 64 + 1) * 64) {
    uint64_t rest = set->at[word / 64] >> word % 64;
    if (rest) return word + (unsigned)__builtin_ctzll(rest);
  }
  return 64 * chunks;
}

/* Every word of `from` goes `by` numbers further. */
static inline void words_move(struct words *to, const struct words *from, int by, unsigned chunks)
{
  words_clear(to, chunks);
  for (unsigned i = 0; (i = words_next(from, i, chunks)) < 64 * chunks; i++)
    words_add(to, (unsigned)((int)i + by));
}

#endif

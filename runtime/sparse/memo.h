/* What was worked out before, by a key of a few whole numbers. */
#ifndef TL_SPARSE_MEMO_H
#define TL_SPARSE_MEMO_H

#include "lang/base/arena.h"

#include <stdint.h>

enum { MEMO_KEY = 2 * 8 + 4 };

struct memo_entry;

/* Empty when zeroed.  Keys and what is found live in the arena. */
struct memo {
  struct memo_entry *at;
  uint32_t cap, n;
};

/* What is known of the key of `n` numbers: a place that is NULL if nothing is.  It holds until
 * the next call. */
const void **memo_place(struct memo *memo, struct arena *arena, const uint64_t *key, unsigned n);

/* Forgets everything and gives back the memory. */
void memo_free(struct memo *memo);

#endif

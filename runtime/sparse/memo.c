#include "runtime/sparse/memo.h"

#include <string.h>

struct memo_entry {
  const uint64_t *key;     /* NULL: free */
  unsigned n;
  uint64_t hash;
  const void *known;
};

static uint64_t hash_of(const uint64_t *key, unsigned n)
{
  uint64_t h = n;
  for (unsigned i = 0; i < n; i++) {
    h = (h ^ key[i]) * UINT64_C(0x9e3779b97f4a7c15);
    h ^= h >> 29;
  }
  return h;
}

static struct memo_entry *find(const struct memo *memo, const uint64_t *key, unsigned n, uint64_t hash)
{
  for (uint32_t i = (uint32_t)hash & (memo->cap - 1);; i = (i + 1) & (memo->cap - 1)) {
    struct memo_entry *e = &memo->at[i];
    if (!e->key) return e;
    if (e->hash == hash && e->n == n && !memcmp(e->key, key, n * sizeof *key)) return e;
  }
}

static void grow(struct memo *memo)
{
  struct memo larger = {.cap = memo->cap ? 2 * memo->cap : 64, .n = memo->n};
  larger.at = xcalloc(larger.cap, sizeof *larger.at);
  for (uint32_t i = 0; i < memo->cap; i++) {
    const struct memo_entry *e = &memo->at[i];
    if (e->key) *find(&larger, e->key, e->n, e->hash) = *e;
  }
  xfree(memo->at);
  *memo = larger;
}

const void **memo_place(struct memo *memo, struct arena *arena, const uint64_t *key, unsigned n)
{
  if (2 * memo->n >= memo->cap) grow(memo);
  uint64_t hash = hash_of(key, n);
  struct memo_entry *e = find(memo, key, n, hash);
  if (!e->key) {
    uint64_t *own = ARENA_ARRAY(arena, uint64_t, n);
    memcpy(own, key, n * sizeof *key);
    *e = (struct memo_entry){.key = own, .n = n, .hash = hash};
    memo->n++;
  }
  return &e->known;
}

void memo_free(struct memo *memo)
{
  xfree(memo->at);
  *memo = (struct memo){0};
}

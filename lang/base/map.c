#include "lang/base/map.h"

static uint32_t hash_pointer(const void *p)
{
  uint64_t x = (uint64_t)(uintptr_t)p >> 4;
  return (uint32_t)((x * 0x9E3779B97F4A7C15ull) >> 32);
}

static struct map_entry *find(const struct map *m, const void *key)
{
  uint32_t mask = m->cap - 1;
  uint32_t i = hash_pointer(key) & mask;
  while (m->slots[i].key && m->slots[i].key != key) i = (i + 1) & mask;
  return &m->slots[i];
}

void *map_get(const struct map *m, const void *key)
{
  return m->cap ? find(m, key)->value : NULL;
}

static void grow(struct map *m, struct arena *a)
{
  struct map old = *m;
  m->cap = old.cap ? old.cap * 2 : 8;
  m->slots = ARENA_ARRAY(a, struct map_entry, m->cap);
  for (uint32_t i = 0; i < old.cap; i++)
    if (old.slots[i].key) *find(m, old.slots[i].key) = old.slots[i];
}

void map_set(struct map *m, struct arena *a, const void *key, void *value)
{
  if (m->n * 2 >= m->cap) grow(m, a);
  struct map_entry *e = find(m, key);
  if (!e->key) m->n++;
  *e = (struct map_entry){key, value};
}

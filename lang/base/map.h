/* A hash map from pointers (interned names, nodes) to pointers.  Small,
 * insert-only, in an arena; a zeroed one is empty. */
#ifndef TL_BASE_MAP_H
#define TL_BASE_MAP_H

#include "lang/base/arena.h"

struct map_entry {
  const void *key;
  void *value;
};

struct map {
  struct map_entry *slots; /* open addressing; cap is 0 or a power of two */
  uint32_t n, cap;
};

/* The value of `key`, or NULL. */
void *map_get(const struct map *m, const void *key);

/* Sets the value of `key` (neither may be NULL); memory comes from `a`. */
void map_set(struct map *m, struct arena *a, const void *key, void *value);

#endif

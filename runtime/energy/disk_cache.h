/* Answers of estimators, kept from one run to the next: small files named by a hash of what
 * was asked.  Whatever goes wrong is as if nothing was there. */
#ifndef TL_ENERGY_DISK_CACHE_H
#define TL_ENERGY_DISK_CACHE_H

#include "lang/base/str.h"

struct disk_cache {
  const char *directory;  /* borrowed; NULL: nothing is kept */
  unsigned reads, writes; /* that were good for something */
};

/* Where users have such files: $XDG_CACHE_HOME/tlc, or ~/.cache/tlc; NULL if neither is
 * known.  In `a`. */
const char *disk_cache_place(struct arena *a);

/* What was kept for `key`, in `a`; NULL: nothing. */
char *disk_cache_get(struct disk_cache *c, struct arena *a, const char *key, size_t *n);

/* Keeps a text, whole or not at all. */
void disk_cache_put(struct disk_cache *c, const char *key, const char *text, size_t n);

#endif

/* Answers of estimators, kept from one run to the next: a file for each estimator, with all
 * that it has said.  Whatever goes wrong is as if nothing was there.
 *
 * A file is replaced whole or not at all.  What others have added to it meanwhile is kept. */
#ifndef TL_ENERGY_DISK_CACHE_H
#define TL_ENERGY_DISK_CACHE_H

#include "lang/base/str.h"

struct disk_cache {
  const char *directory;  /* borrowed; NULL: nothing is kept */
  unsigned reads, writes; /* texts that were found, and that are new */
};

/* Where users have such files: $XDG_CACHE_HOME/tlc, or ~/.cache/tlc; NULL if neither is
 * known.  In `a`. */
const char *disk_cache_place(struct arena *a);

/* What was kept of one estimator. */
struct disk_shelf {
  struct disk_cache *cache;      /* borrowed */
  const char *path;              /* NULL: nothing is kept */
  struct arena arena;
  struct disk_record **slots;    /* by key; cap is 0 or a power of two */
  uint32_t n, cap;
  bool changed;
  int64_t saved;                 /* when, in milliseconds of a clock */
};

/* Opens the shelf of a name, which may be of any length.  `c` may be NULL. */
void disk_shelf_open(struct disk_shelf *s, struct disk_cache *c, const char *name);
/* Saves what is new, and frees all. */
void disk_shelf_close(struct disk_shelf *s);

/* What was kept for `key`: NUL-terminated, valid until the shelf is closed; NULL: nothing. */
const char *disk_shelf_get(struct disk_shelf *s, const char *key, size_t *n);

/* Keeps a text for a key.  It is on disk when the shelf is closed, or after a second. */
void disk_shelf_put(struct disk_shelf *s, const char *key, const char *text, size_t n);

#endif

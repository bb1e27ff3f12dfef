/* Memory: the one place where allocation can fail, and arenas by lifetime.
 *
 * Nothing of ours frees single objects of a tree: they live in an arena and go
 * with it.  When memory runs out, or a test makes the n-th allocation fail,
 * the process ends in xalloc_failed() with one line on stderr and exit status
 * TLC_EXIT_MEMORY; no caller ever sees NULL.
 */
#ifndef TL_BASE_ARENA_H
#define TL_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#define TLC_EXIT_MEMORY 71

/* malloc, calloc, realloc and free that never return NULL.  Sizes in bytes;
 * the caller owns what it gets and gives it back to xfree (NULL is fine). */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
void xfree(void *p);

/* Ends the process: memory is exhausted. */
_Noreturn void xalloc_failed(void);

/* A bug in tlc itself: prints the place and a sentence, exits with 70. */
_Noreturn void bug_at(const char *file, int line, const char *format, ...)
  __attribute__((format(printf, 3, 4)));
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)

/* A bump allocator.  All of it is freed at once. */
struct arena_chunk;
struct arena {
  struct arena_chunk *chunks; /* newest first */
  char *at, *end;             /* free space of the newest chunk */
  size_t next_size;           /* bytes of the next chunk */
  size_t used;                /* bytes handed out so far, padding included */
};

/* Makes `a` an empty arena; nothing is allocated yet. */
void arena_init(struct arena *a);

/* Frees all that was allocated from `a` and makes it empty. */
void arena_free(struct arena *a);

/* Zeroed memory of `size` bytes, aligned to 16 bytes, that lives as long as
 * the arena. */
void *arena_alloc(struct arena *a, size_t size);

/* Like arena_alloc, but the bytes are not cleared. */
void *arena_alloc_raw(struct arena *a, size_t size);

/* A copy of `size` bytes, and of `size` bytes with a NUL behind them. */
void *arena_copy(struct arena *a, const void *bytes, size_t size);
char *arena_strndup(struct arena *a, const char *text, size_t size);

/* printf and vprintf into the arena; NUL-terminated. */
char *arena_printf(struct arena *a, const char *format, ...)
  __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *format, va_list args)
  __attribute__((format(printf, 2, 0)));

#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))

#endif

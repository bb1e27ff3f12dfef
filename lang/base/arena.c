#include "lang/base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer, what was not handed out may not be touched, and a gap
 * stands behind everything that was. */
#ifdef __SANITIZE_ADDRESS__
#define WITH_ASAN 1
#elif defined __has_feature
#define WITH_ASAN __has_feature(address_sanitizer)
#else
#define WITH_ASAN 0
#endif
#if WITH_ASAN
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
enum { GAP = 0 };
#endif

enum { ALIGN = 16, FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20 };

struct arena_chunk {
  struct arena_chunk *older;
  size_t size;
  _Alignas(ALIGN) char bytes[];
};

_Noreturn void xalloc_failed(void)
{
  fputs("tlc: memory is exhausted\n", stderr);
  exit(TLC_EXIT_MEMORY);
}

_Noreturn void bug_at(const char *file, int line, const char *format, ...)
{
  va_list args;
  fprintf(stderr, "tlc: bug at %s:%d: ", file, line);
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
  fputs("\ntlc: this is a mistake in tlc, not in your design; please report it\n", stderr);
  exit(70);
}

#ifdef TLC_FAIL_ALLOC
/* Test builds only: the n-th allocation of the process fails, n taken from the
 * environment once.  The one place where the program keeps state of its own. */
static int fails_now(void)
{
  static long left = -1;
  if (left == -1) {
    const char *n = getenv("TLC_FAIL_ALLOC");
    left = n ? atol(n) : 0;
  }
  return left > 0 && --left == 0;
}
#else
static int fails_now(void) { return 0; }
#endif

void *xmalloc(size_t size)
{
  void *p = fails_now() ? NULL : malloc(size ? size : 1);
  if (!p) xalloc_failed();
  return p;
}

void *xcalloc(size_t count, size_t size)
{
  void *p = fails_now() ? NULL : calloc(count ? count : 1, size ? size : 1);
  if (!p) xalloc_failed();
  return p;
}

void *xrealloc(void *old, size_t size)
{
  void *p = fails_now() ? NULL : realloc(old, size ? size : 1);
  if (!p) xalloc_failed();
  return p;
}

void xfree(void *p) { free(p); }

void arena_init(struct arena *a)
{
  *a = (struct arena){.next_size = FIRST_CHUNK};
}

void arena_free(struct arena *a)
{
  for (struct arena_chunk *c = a->chunks, *older; c; c = older) {
    older = c->older;
    xfree(c);
  }
  arena_init(a);
}

static void add_chunk(struct arena *a, size_t least)
{
  size_t size = a->next_size > least ? a->next_size : least;
  struct arena_chunk *c = xmalloc(sizeof *c + size);
  c->older = a->chunks;
  c->size = size;
  ASAN_POISON_MEMORY_REGION(c->bytes, size);
  a->chunks = c;
  a->at = c->bytes;
  a->end = c->bytes + size;
  if (a->next_size < LARGEST_CHUNK) a->next_size *= 2;
}

void *arena_alloc_raw(struct arena *a, size_t size)
{
  if (size > SIZE_MAX / 2) xalloc_failed();
  size_t rounded = (size + GAP + ALIGN - 1) & ~(size_t)(ALIGN - 1);
  if (!a->at || rounded > (size_t)(a->end - a->at)) add_chunk(a, rounded);
  void *p = a->at;
  ASAN_UNPOISON_MEMORY_REGION(p, size);
  a->at += rounded;
  a->used += rounded;
  return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
  return memset(arena_alloc_raw(a, size), 0, size);
}

void *arena_copy(struct arena *a, const void *bytes, size_t size)
{
  void *p = arena_alloc_raw(a, size);
  return size ? memcpy(p, bytes, size) : p;
}

char *arena_strndup(struct arena *a, const char *text, size_t size)
{
  char *p = arena_alloc_raw(a, size + 1);
  if (size) memcpy(p, text, size);
  p[size] = '\0';
  return p;
}

char *arena_vprintf(struct arena *a, const char *format, va_list args)
{
  va_list again;
  va_copy(again, args);
  int size = vsnprintf(NULL, 0, format, args);
  if (size < 0) BUG("bad format");
  char *p = arena_alloc_raw(a, (size_t)size + 1);
  vsnprintf(p, (size_t)size + 1, format, again);
  va_end(again);
  return p;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  char *p = arena_vprintf(a, format, args);
  va_end(args);
  return p;
}

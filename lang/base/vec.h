/* Typed growable vectors: VEC(T) is a struct {T *at; uint32_t n, cap;}.
 * A zeroed one is empty.  The owner calls vec_free. */
#ifndef TL_BASE_VEC_H
#define TL_BASE_VEC_H

#include "lang/base/arena.h"

#include <string.h>

#define VEC(T) struct { T *at; uint32_t n, cap; }

/* Appends one element (a value of the element type). */
#define vec_push(v, ...) \
  ((v)->at = vec_room((v)->at, &(v)->cap, (v)->n, sizeof *(v)->at), \
   (void)((v)->at[(v)->n++] = (__VA_ARGS__)))

/* The same for a vector that lives in an arena: nobody frees it. */
#define vec_push_in(arena, v, ...) \
  ((v)->at = vec_room_in(arena, (v)->at, &(v)->cap, (v)->n, sizeof *(v)->at), \
   (void)((v)->at[(v)->n++] = (__VA_ARGS__)))

/* Frees the elements' memory and empties the vector. */
#define vec_free(v) (xfree((v)->at), (v)->at = NULL, (v)->n = (v)->cap = 0)

/* `at`, moved if that was needed to have room for one more than `n`. */
static inline void *vec_room(void *at, uint32_t *cap, uint32_t n, size_t size)
{
  if (n < *cap) return at;
  if (*cap > UINT32_MAX / 2) xalloc_failed();
  *cap = *cap ? *cap * 2 : 8;
  return xrealloc(at, *cap * size);
}

static inline void *vec_room_in(struct arena *arena, void *at, uint32_t *cap, uint32_t n,
                                size_t size)
{
  if (n < *cap) return at;
  if (*cap > UINT32_MAX / 2) xalloc_failed();
  *cap = *cap ? *cap * 2 : 8;
  void *more = arena_alloc(arena, *cap * size);
  return n ? memcpy(more, at, n * size) : more;
}

#endif

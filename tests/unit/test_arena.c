#include "lang/base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void small_and_large_do_not_overlap(void **state)
{
  (void)state;
  struct arena a;
  arena_init(&a);
  char *large = arena_alloc(&a, 100000);
  char *small = arena_alloc(&a, 1);
  memset(large, 'x', 100000);
  assert_int_equal(*small, 0);
  assert_true(a.used >= 100001);
  arena_free(&a);
  assert_null(a.chunks);
}

static void everything_is_aligned(void **state)
{
  (void)state;
  struct arena a;
  arena_init(&a);
  for (size_t size = 0; size < 200; size++)
    assert_int_equal((uintptr_t)arena_alloc(&a, size) % 16, 0);
  arena_free(&a);
}

static void text_is_copied_and_ended(void **state)
{
  (void)state;
  struct arena a;
  arena_init(&a);
  assert_string_equal(arena_strndup(&a, "memory GLB", 6), "memory");
  assert_string_equal(arena_printf(&a, "%d %s", 64, "KiB"), "64 KiB");
  assert_non_null(arena_copy(&a, NULL, 0));
  arena_free(&a);
}

static void a_freed_arena_serves_again(void **state)
{
  (void)state;
  struct arena a;
  arena_init(&a);
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 1000; i++) arena_alloc(&a, 100);
    arena_free(&a);
    assert_int_equal(a.used, 0);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(small_and_large_do_not_overlap),
    cmocka_unit_test(everything_is_aligned),
    cmocka_unit_test(text_is_copied_and_ended),
    cmocka_unit_test(a_freed_arena_serves_again),
  };
  return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}

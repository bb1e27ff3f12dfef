#include "lang/base/arena.h"

#include "lang/base/vec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

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

static void a_zeroed_arena_is_empty(void **state)
{
  (void)state;
  struct arena a = {0};
  for (int i = 0; i < 100; i++) assert_int_equal(*ARENA_NEW(&a, int), 0);
  arena_free(&a);
}

static void raw_memory_keeps_what_is_written(void **state)
{
  (void)state;
  struct arena a;
  arena_init(&a);
  int *numbers[100];
  for (int i = 0; i < 100; i++) {
    numbers[i] = ARENA_ARRAY(&a, int, 50 * i + 1);
    numbers[i][50 * i] = i;
  }
  for (int i = 0; i < 100; i++) assert_int_equal(numbers[i][50 * i], i);
  assert_memory_equal(arena_copy(&a, "a\0b", 4), "a\0b", 4);
  arena_free(&a);
}

struct pair { int a, b; };

static void vectors_grow_and_empty(void **state)
{
  (void)state;
  VEC(struct pair) v = {0};
  for (int i = 0; i < 1000; i++) vec_push(&v, (struct pair){i, -i});
  assert_int_equal(v.n, 1000);
  assert_true(v.cap >= v.n);
  for (int i = 0; i < 1000; i++) assert_true(v.at[i].a == i && v.at[i].b == -i);
  vec_free(&v);
  assert_null(v.at);
  assert_int_equal(v.n + v.cap, 0);
}

/* Runs `f` in a process of its own and checks how it ends and what it says. */
static void check_end(void (*f)(void), int status, const char *says)
{
  char text[400] = "";
  int ends[2], how;
  assert_int_equal(pipe(ends), 0);
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    f();
    _exit(0);
  }
  close(ends[1]);
  FILE *said = fdopen(ends[0], "r");
  assert_non_null(said);
  text[fread(text, 1, sizeof text - 1, said)] = '\0';
  fclose(said);
  assert_int_equal(waitpid(child, &how, 0), child);
  assert_true(WIFEXITED(how));
  assert_int_equal(WEXITSTATUS(how), status);
  if (!strstr(text, says)) fail_msg("it says: %s", text);
}

static void ask_for_too_much(void)
{
  struct arena a;
  arena_init(&a);
  arena_alloc_raw(&a, SIZE_MAX - 5);
}

static void meet_a_bug(void) { BUG("%d is not %d", 1, 2); }

static void the_process_ends_where_it_cannot_go_on(void **state)
{
  (void)state;
  check_end(ask_for_too_much, TLC_EXIT_MEMORY, "tlc: memory is exhausted\n");
  check_end(meet_a_bug, 70, ": 1 is not 2\n");
  check_end(meet_a_bug, 70, "test_arena.c:");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(small_and_large_do_not_overlap),
    cmocka_unit_test(everything_is_aligned),
    cmocka_unit_test(text_is_copied_and_ended),
    cmocka_unit_test(a_freed_arena_serves_again),
    cmocka_unit_test(a_zeroed_arena_is_empty),
    cmocka_unit_test(raw_memory_keeps_what_is_written),
    cmocka_unit_test(vectors_grow_and_empty),
    cmocka_unit_test(the_process_ends_where_it_cannot_go_on),
  };
  return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}

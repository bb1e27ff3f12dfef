#include "lang/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void a_buffer_grows_and_is_always_ended(void **state)
{
  (void)state;
  struct strbuf b = {0};
  assert_string_equal(strbuf_str(&b), "");
  for (int i = 0; i < 1000; i++) {
    strbuf_putc(&b, 'x');
    assert_int_equal(strlen(strbuf_str(&b)), i + 1);
  }
  strbuf_clear(&b);
  strbuf_printf(&b, "%s = %d", "depth", 64);
  strbuf_fill(&b, '.', 3);
  strbuf_puts(&b, "");
  assert_string_equal(strbuf_str(&b), "depth = 64...");
  assert_int_equal(b.n, strlen("depth = 64..."));
  strbuf_free(&b);
  assert_string_equal(strbuf_str(&b), "");
}

static void equal_texts_are_one_name(void **state)
{
  (void)state;
  struct interner in;
  interner_init(&in);
  char text[32];
  for (int i = 0; i < 2000; i++) {
    int n = sprintf(text, "name%d", i % 1000);
    name_t name = intern(&in, text, (size_t)n);
    assert_string_equal(name->text, text);
    assert_ptr_equal(name, intern_str(&in, text));
    assert_ptr_equal(name, intern_find(&in, text, (size_t)n));
  }
  assert_int_equal(in.n, 1000);
  assert_null(intern_find(&in, "other", 5));
  assert_ptr_not_equal(intern(&in, "a\0b", 3), intern(&in, "a\0c", 3));
  interner_free(&in);
}

static unsigned distance(const char *a, const char *b)
{
  unsigned d = edit_distance(a, strlen(a), b, strlen(b));
  assert_int_equal(d, edit_distance(b, strlen(b), a, strlen(a)));
  return d;
}

static void the_distance_counts_four_kinds_of_slips(void **state)
{
  (void)state;
  char longer[66];
  memset(longer, 'x', 65);
  longer[65] = '\0';
  assert_int_equal(distance("Buffer", "Buffer"), 0);
  assert_int_equal(distance("Bufer", "Buffer"), 1);
  assert_int_equal(distance("Buffer", "Bufger"), 1);
  assert_int_equal(distance("widht", "width"), 1);
  assert_int_equal(distance("", "abc"), 3);
  assert_int_equal(distance("kitten", "sitting"), 3);
  assert_int_equal(distance(longer, "x"), UINT32_MAX);
}

static const char *suggested(const char *wanted, const char *const *offered)
{
  struct suggest s = suggest_start(wanted);
  while (*offered) suggest_offer(&s, *offered++);
  return s.best;
}

static void the_nearest_name_is_suggested(void **state)
{
  (void)state;
  const char *const levels[] = {"DRAM", "Buffer", "MAC", "buffers", NULL};
  assert_string_equal(suggested("Bufer", levels), "Buffer");
  assert_string_equal(suggested("mac", levels), "MAC");
  assert_string_equal(suggested("BUFFER", levels), "Buffer");
  assert_null(suggested("Cache", levels));
  assert_null(suggested("MAC", levels));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_buffer_grows_and_is_always_ended),
    cmocka_unit_test(equal_texts_are_one_name),
    cmocka_unit_test(the_distance_counts_four_kinds_of_slips),
    cmocka_unit_test(the_nearest_name_is_suggested),
  };
  return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}

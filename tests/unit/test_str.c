#include "lang/base/str.h"
#include "lang/base/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_zeroed_buffer_is_empty_text(void **state)
{
  (void)state;
  struct strbuf b = {0};
  assert_string_equal(strbuf_str(&b), "");
  strbuf_clear(&b);
  strbuf_add(&b, NULL, 0);
  assert_string_equal(b.text, "");
  strbuf_free(&b);
  assert_null(b.text);
}

static void buffers_grow(void **state)
{
  (void)state;
  struct strbuf b = {0};
  for (int i = 0; i < 1000; i++) {
    strbuf_puts(&b, "ab");
    strbuf_putc(&b, 'c');
    assert_int_equal(strlen(b.text), b.n);
  }
  assert_int_equal(b.n, 3000);
  assert_memory_equal(b.text + 2997, "abc", 4);
  strbuf_clear(&b);
  assert_string_equal(strbuf_str(&b), "");
  strbuf_fill(&b, ' ', 64); /* exactly the first allocation's size */
  strbuf_fill(&b, '-', 0);
  assert_int_equal(strlen(b.text), 64);
  strbuf_free(&b);
}

static void buffers_keep_nul_bytes(void **state)
{
  (void)state;
  struct strbuf b = {0};
  strbuf_add(&b, "a\0b", 3);
  strbuf_putc(&b, '\0');
  assert_int_equal(b.n, 4);
  assert_memory_equal(b.text, "a\0b\0", 5);
  strbuf_free(&b);
}

static void formats_of_any_length(void **state)
{
  (void)state;
  struct strbuf b = {0};
  for (int width = 0; width < 300; width++) {
    strbuf_clear(&b);
    strbuf_printf(&b, "<%*s>", width, "");
    assert_int_equal(b.n, width + 2);
    assert_int_equal(b.text[b.n - 1], '>');
  }
  strbuf_printf(&b, "%s", "");
  strbuf_printf(&b, "%d%%", 50);
  assert_string_equal(b.text + b.n - 4, ">50%");
  strbuf_free(&b);
}

static void the_same_text_is_the_same_name(void **state)
{
  (void)state;
  struct interner in;
  interner_init(&in);
  name_t glb = intern_str(&in, "GLB");
  assert_ptr_equal(glb, intern(&in, "GLB.read", 3));
  assert_ptr_not_equal(glb, intern_str(&in, "glb"));
  assert_ptr_equal(glb, intern_find(&in, "GLB", 3));
  assert_null(intern_find(&in, "GL", 2));
  assert_string_equal(glb->text, "GLB");
  assert_int_equal(glb->n, 3);
  assert_int_equal(glb->word, 0);
  assert_ptr_equal(intern_str(&in, ""), intern(&in, "x", 0));
  assert_ptr_not_equal(intern(&in, "a\0b", 3), intern(&in, "a", 1));
  interner_free(&in);
}

static void names_stay_while_the_table_grows(void **state)
{
  (void)state;
  enum { N = 5000 };
  static name_t names[N];
  struct interner in;
  char text[16];
  interner_init(&in);
  for (int i = 0; i < N; i++) {
    snprintf(text, sizeof text, "n%d", i);
    names[i] = intern_str(&in, text);
  }
  assert_int_equal(in.n, N);
  for (int i = 0; i < N; i++) {
    snprintf(text, sizeof text, "n%d", i);
    assert_ptr_equal(intern_find(&in, text, strlen(text)), names[i]);
    assert_string_equal(names[i]->text, text);
  }
  interner_free(&in);
}

static unsigned distance(const char *a, const char *b)
{
  unsigned d = edit_distance(a, strlen(a), b, strlen(b));
  assert_int_equal(edit_distance(b, strlen(b), a, strlen(a)), d);
  return d;
}

static void distances(void **state)
{
  (void)state;
  assert_int_equal(distance("", ""), 0);
  assert_int_equal(distance("", "abc"), 3);
  assert_int_equal(distance("width", "width"), 0);
  assert_int_equal(distance("width", "widht"), 1); /* neighbours swapped */
  assert_int_equal(distance("Buffer", "Bufer"), 1);
  assert_int_equal(distance("depth", "depht"), 1);
  assert_int_equal(distance("banks", "bank"), 1);
  assert_int_equal(distance("read", "write"), 4);
  assert_int_equal(distance("ca", "abc"), 3);
  assert_int_equal(distance("kitten", "sitting"), 3);
}

static void long_words_are_far(void **state)
{
  (void)state;
  char a[65], b[65];
  memset(a, 'a', sizeof a);
  memset(b, 'a', sizeof b);
  b[10] = 'b';
  assert_int_equal(edit_distance(a, 64, b, 64), 1);
  assert_int_equal(edit_distance(a, 65, b, 65), UINT32_MAX);
  assert_int_equal(edit_distance(a, 1, b, 65), UINT32_MAX);
}

/* The best of the candidates. */
static const char *best(const char *wanted, const char *const *candidates)
{
  struct suggest s = suggest_start(wanted);
  for (; *candidates; candidates++) suggest_offer(&s, *candidates);
  return s.best ? s.best : "none";
}

#define BEST(wanted, ...) best(wanted, (const char *const[]){__VA_ARGS__, NULL})

static void suggestions(void **state)
{
  (void)state;
  assert_string_equal(BEST("Bufer", "MAC", "Buffer", "Bus"), "Buffer");
  assert_string_equal(BEST("widht", "depth", "width"), "width");
  assert_string_equal(BEST("glb", "glbs", "GLB"), "GLB"); /* another case wins */
  assert_string_equal(BEST("rad", "read", "bad"), "read"); /* the first of equals */
  assert_string_equal(BEST("xyz", "abc", "width"), "none");
  assert_string_equal(BEST("MAC", "DRAM", "MAC"), "none"); /* what is there needs no help */
  assert_string_equal(BEST("ab", "cd"), "none");
  assert_string_equal(BEST("ab", "ac"), "ac");
  assert_string_equal(BEST("bandwith", "bandwidth", "width"), "bandwidth");
  assert_string_equal(BEST("energyes", "energy"), "energy"); /* 2 of 8 letters */
  assert_string_equal(BEST("enrgyes", "energy"), "none");    /* 3 of 7 */
}

static void suggestions_of_other_words(void **state)
{
  (void)state;
  assert_string_equal(BEST("capacity", "capacitor", "size"), "size");
  assert_string_equal(BEST("Word-Bits", "width", "word"), "word"); /* the earlier row */
  assert_string_equal(BEST("input", "inputs", "Input"), "Input");  /* another case wins */
  assert_string_equal(BEST("capacity", "width"), "none");
}

static void suggestions_without_an_order(void **state)
{
  (void)state;
  const char *const words[] = {"bad", "read", "had"};
  struct suggest s = suggest_start("rad");
  for (int i = 0; i < 3; i++) suggest_offer_unordered(&s, words[i]);
  assert_string_equal(s.best, "bad");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_zeroed_buffer_is_empty_text),
    cmocka_unit_test(buffers_grow),
    cmocka_unit_test(buffers_keep_nul_bytes),
    cmocka_unit_test(formats_of_any_length),
    cmocka_unit_test(the_same_text_is_the_same_name),
    cmocka_unit_test(names_stay_while_the_table_grows),
    cmocka_unit_test(distances),
    cmocka_unit_test(long_words_are_far),
    cmocka_unit_test(suggestions),
    cmocka_unit_test(suggestions_of_other_words),
    cmocka_unit_test(suggestions_without_an_order),
  };
  return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}

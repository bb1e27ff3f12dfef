/* Expressions of YAML: what they come to, and how the language writes them. */
#include "compiler/import/expression.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static struct arena arena;

static int start(void **state)
{
  (void)state;
  arena = (struct arena){0};
  return 0;
}

static int stop(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

/* depth is 4096, width 64 bit, node a text. */
static struct figure value_of(void *of, const char *name)
{
  (void)of;
  if (!strcmp(name, "depth")) return (struct figure){FIGURE_NUMBER, true, 4096, NULL};
  if (!strcmp(name, "width")) return (struct figure){FIGURE_NUMBER, true, 64, NULL};
  if (!strcmp(name, "node")) return (struct figure){FIGURE_TEXT, false, 0, "45nm"};
  return (struct figure){FIGURE_NONE, false, 0, NULL};
}

static struct written spelling_of(void *of, const char *name)
{
  (void)of;
  if (!strcmp(name, "width")) return (struct written){"width", AS_BITS, 9};
  if (!strcmp(name, "depth")) return (struct written){"depth", AS_NUMBER, 9};
  return (struct written){NULL, AS_NUMBER, 9};
}

static struct figure compute(const char *text, const char **why)
{
  struct naming naming = {value_of, NULL};
  struct expression *x = expression_read(&arena, text, why);
  return x ? expression_value(&arena, x, &naming, why) : (struct figure){FIGURE_NONE, false, 0, NULL};
}

static void comes_to(const char *text, double number)
{
  const char *why = NULL;
  struct figure f = compute(text, &why);
  if (f.kind == FIGURE_NONE) fail_msg("%s: %s", text, why);
  if (fabs(f.number - number) > 1e-12 * fabs(number)) fail_msg("%s is %.17g", text, f.number);
}

static void has_no_value(const char *text)
{
  const char *why = NULL;
  if (compute(text, &why).kind != FIGURE_NONE) fail_msg("%s has a value", text);
  assert_non_null(why);
}

static void is_written(const char *text, enum measure measure, const char *expected)
{
  const char *why = NULL;
  struct expression *x = expression_read(&arena, text, &why);
  if (!x) fail_msg("%s: %s", text, why);
  const char *out = expression_write(&arena, x, &(struct spelling){spelling_of, NULL}, measure, &why);
  if (!out) fail_msg("%s: %s", text, why);
  assert_string_equal(out, expected);
}

static void computes_as_python(void **state)
{
  (void)state;
  comes_to("1 + 2 * 3", 7);
  comes_to("-2 ** 2", -4);
  comes_to("2 ** 3 ** 2", 512);
  comes_to("2 ** -1", 0.5);
  comes_to("7 // 2", 3);
  comes_to("-7 // 2", -4);
  comes_to("-7 % 3", 2);
  comes_to("7 / 2", 3.5);
  comes_to("8 - 4 - 2", 2);
  comes_to("1e-9 * 1e9", 1);
  comes_to("max(1, ceil(log2(depth)))", 12);
  comes_to("max(1, ceil(log2(depth))) if depth >= 1 else 1", 12);
  comes_to("1 if depth < 1 else 2 if depth < 5000 else 3", 2);
  comes_to("min(3, 1, 2)", 1);
  comes_to("depth * width / 8 / 1024", 32);
  comes_to("not depth > 1 or width == 64", 1);
  comes_to("depth > 1 and width != 64", 0);
}

static void tells_texts(void **state)
{
  (void)state;
  const char *why = NULL;
  struct figure f = compute("node", &why);
  assert_int_equal(f.kind, FIGURE_TEXT);
  assert_string_equal(f.text, "45nm");
  assert_false(compute("7 / 2", &why).whole);
  assert_true(compute("8 / 2", &why).whole);
}

static void tells_what_has_no_value(void **state)
{
  (void)state;
  has_no_value("");
  has_no_value("1 +");
  has_no_value("(1");
  has_no_value("1 2");
  has_no_value("height");
  has_no_value("frobnicate(1)");
  has_no_value("1 / 0");
  has_no_value("1 % 0");
  has_no_value("1 // 0");
  has_no_value("1 if depth");
  has_no_value("node * 2");
}

static void has_an_end(void **state)
{
  (void)state;
  enum { DEEP = 100000 };
  static char text[DEEP + 1];
  const char *why = NULL;
  memset(text, '(', DEEP);
  assert_null(expression_read(&arena, text, &why));
  assert_non_null(why);
  memset(text, '-', DEEP);
  assert_null(expression_read(&arena, text, &why));
}

static void writes_with_units(void **state)
{
  (void)state;
  is_written("width", AS_BITS, "width");
  is_written("width", AS_NUMBER, "width / 1 bit");
  is_written("64", AS_BITS, "64 bit");
  is_written("width * 2", AS_BITS, "width * 2");
  is_written("max(32, width)", AS_BITS, "max(32 bit, width)");
  is_written("depth", AS_NUMBER, "depth");
}

static void writes_only_needed_brackets(void **state)
{
  (void)state;
  is_written("(depth + 1) * 2", AS_NUMBER, "(depth + 1) * 2");
  is_written("(depth * 2) + 1", AS_NUMBER, "depth * 2 + 1");
  is_written("depth - (2 - 1)", AS_NUMBER, "depth - (2 - 1)");
  is_written("depth ** (1.56 / 2)", AS_NUMBER, "depth ^ (1.56 / 2)");
  is_written("1 if depth >= 1 else 2", AS_NUMBER, "if depth >= 1 then 1 else 2");
  is_written("(1 if depth >= 1 else 2) * 3", AS_NUMBER, "(if depth >= 1 then 1 else 2) * 3");
}

static void writes_no_unknown_names(void **state)
{
  (void)state;
  const char *why = NULL;
  struct expression *x = expression_read(&arena, "height + 1", &why);
  assert_non_null(x);
  assert_null(expression_write(&arena, x, &(struct spelling){spelling_of, NULL}, AS_NUMBER, &why));
  assert_non_null(why);
}

static void writes_numbers_plainly(void **state)
{
  (void)state;
  assert_string_equal(plain_number(&arena, 0.5), "0.5");
  assert_string_equal(plain_number(&arena, 16), "16");
  assert_string_equal(number_as_written(&arena, ".5", 0.5), "0.5");
  assert_string_equal(number_as_written(&arena, "1.50", 1.5), "1.50");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(computes_as_python, start, stop),
    cmocka_unit_test_setup_teardown(tells_texts, start, stop),
    cmocka_unit_test_setup_teardown(tells_what_has_no_value, start, stop),
    cmocka_unit_test_setup_teardown(has_an_end, start, stop),
    cmocka_unit_test_setup_teardown(writes_with_units, start, stop),
    cmocka_unit_test_setup_teardown(writes_only_needed_brackets, start, stop),
    cmocka_unit_test_setup_teardown(writes_no_unknown_names, start, stop),
    cmocka_unit_test_setup_teardown(writes_numbers_plainly, start, stop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
